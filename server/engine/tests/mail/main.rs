//! Mail against a real mail server: a process of its own (server.py, which is aiosmtpd), over TCP.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod server;

use contract::inbox::NudgeBody;
use contract::mail::MailPreferences;
use contract::session::{Me, NewUser};
use domain::hygiene::Flag;
use domain::workspace::Rhythm;
use domain::{Attribute, Currency, DealType, Language, Line, OpportunityId, Role, StageId, State, Weekday, Workspace};
use engine::Engine;
use engine::jobs::{Runner, all};
use engine::mail::{Mailer, Post};
use engine::store::StagedFact;
use engine::testing::{NOW, author, each_workspace};
use server::{Mode, Server, python};
use std::path::Path;
use std::time::Duration;

const MINUTE: i64 = 60_000;
const FROM: &str = "Motore <motore@example.com>";

/// Anna, who may nudge, and whoever is nudged, with a deal of theirs.
struct Company {
    engine: Engine,
    anna: Me,
}

impl Company {
    async fn new(engine: Engine) -> Self {
        let post = Post { url: "https://motore.example".to_owned(), flag: |_, flag| flag.as_str() };
        engine.set_post(post);
        let anna = Self::person(&engine, "anna", Role::Exec).await;
        Self { engine, anna }
    }

    async fn person(engine: &Engine, name: &str, role: Role) -> Me {
        let user = NewUser { email: format!("{name}@example.com"), name: name.to_owned(), role };
        engine.auth().add_with_password(&user, "correct horse battery").await.unwrap();
        engine.unrestricted("a test").grant(&user.email, name, role).await.unwrap()
    }

    async fn deal(&self, owner: &Me, name: &str) -> OpportunityId {
        let deal = State { owner: Some(owner.person), ..state(name) };
        self.engine.unrestricted("a test").create(author(), deal).await.unwrap().opportunity
    }

    async fn nudge(&self, whom: &Me, deal: OpportunityId, note: &str) -> bool {
        let body = NudgeBody { owner: whom.person, deals: vec![deal], flag: Some(Flag::NoNextStep), note: note.to_owned() };
        self.engine.view(&self.anna).nudge(body).await.unwrap().told
    }

    fn runner(&self, server: &str, trusted: Option<&Path>) -> Runner {
        let trusted = trusted.map(|path| std::fs::read(path).unwrap());
        let mailer = Mailer::new(server, Some("open sesame"), FROM, trusted.as_deref()).unwrap();
        let jobs = [all(), vec![mailer.job()]].concat();
        Runner::new(self.engine.clone(), jobs)
    }

    fn later(&self, minutes: i64) {
        self.engine.clock().set(self.engine.clock().now().plus_ms(minutes * MINUTE));
    }
}

fn state(name: &str) -> State {
    State {
        name: name.to_owned(),
        account: None,
        owner: None,
        deal_type: DealType::New,
        currency: Currency::EUR,
        lines: vec![Line { line: 1, product: None, acv: 1_234_500, one_off: 0 }],
        estimated: false,
        stage: StageId(2),
        category: None,
        close_day: "2026-12-15".parse().ok(),
        source: None,
        sourced_by: None,
        campaign: None,
        region: None,
        term_months: None,
        next_step: None,
        next_step_day: None,
        lost_reason: None,
        contacts: vec![],
        competitors: None,
        team: vec![],
        splits: vec![],
        nurture_until: None,
        deleted: false,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nudge_arrives_once_over_tls_and_signed_in() {
    let Some(python) = python() else { return };
    each_workspace(|engine| {
        let python = &python;
        async move {
            let company = Company::new(engine.clone()).await;
            let rita = Company::person(&engine, "rita", Role::Rep).await;
            let wants = MailPreferences { language: Language::It, ..MailPreferences::default() };
            for (mode, scheme) in [(Mode::StartTls, "smtp"), (Mode::Tls, "smtps")] {
                let server = Server::start(python, mode, None);
                let deal = company.deal(&rita, &format!("<Rossi> & {scheme}")).await;
                let runner = company.runner(&server.url(scheme, "motore@"), Some(&server.certificate()));
                runner.run_due().await.unwrap();
                assert!(company.nudge(&rita, deal, "When do you meet?\nTell me.").await);
                assert!(!company.nudge(&rita, deal, "Once more").await, "the same is told once a day");
                company.later(1);
                runner.run_due().await.unwrap();
                company.later(1);
                runner.run_due().await.unwrap();
                let [mail] = &server.mails()[..] else { panic!("{:#?}", server.mails()) };
                assert_eq!((mail["to"][0].as_str(), mail["tls"].as_bool()), (Some("rita@example.com"), Some(true)));
                assert_eq!(mail["signed_in"], true);
                assert_eq!(mail["settings"], "<https://motore.example/settings#mail>");
                let italian = scheme == "smtps";
                let subject = mail["subject"].as_str().unwrap();
                assert_eq!(subject, format!("{}: <Rossi> & {scheme}", if italian { "Da guardare" } else { "Please look at" }));
                let (text, html) = (mail["text"].as_str().unwrap(), mail["html"].as_str().unwrap());
                assert!(text.contains("> When do you meet?\n> Tell me.") && text.contains("no_next_step"), "{text}");
                assert!(text.contains(&format!("https://motore.example/deals/{deal}")), "{text}");
                assert!(html.contains("&lt;Rossi&gt; &amp;") && !html.contains("<Rossi>"), "{html}");
                engine.view(&rita).save_mail_preferences(wants).await.unwrap();
            }
            // Who does not want mail has the inbox.
            engine.view(&rita).save_mail_preferences(MailPreferences { nudges: false, ..wants }).await.unwrap();
            let server = Server::start(python, Mode::Plain, None);
            let runner = company.runner(&server.url("smtp", ""), None);
            let deal = company.deal(&rita, "Silent").await;
            assert!(company.nudge(&rita, deal, "").await);
            company.later(1);
            runner.run_due().await.unwrap();
            assert!(server.mails().is_empty());
            assert_eq!(engine.view(&rita).unread().await.unwrap().unread, 3);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_away_loses_nothing_and_gets_nothing_twice() {
    let Some(python) = python() else { return };
    each_workspace(|engine| {
        let python = &python;
        async move {
            let company = Company::new(engine.clone()).await;
            let rita = Company::person(&engine, "rita", Role::Rep).await;
            let refused = Company::person(&engine, "refused", Role::Rep).await;
            let ada = Company::person(&engine, "ada", Role::Admin).await;
            let server = Server::start(python, Mode::Plain, None);
            let runner = company.runner(&server.url("smtp", ""), None);
            runner.run_due().await.unwrap();
            for (person, name) in [(&rita, "One"), (&refused, "Two"), (&rita, "Three")] {
                let deal = company.deal(person, name).await;
                assert!(company.nudge(person, deal, "").await);
            }
            let (port, folder) = (server.port, server.stop());
            company.later(1);
            runner.run_due().await.unwrap();
            let works = engine.view(&ada).works().await.unwrap();
            assert_eq!((works.waiting, works.undelivered.len()), (3, 0), "{works:?}");
            // Not before the minute is over.
            let server = Server::start(python, Mode::Plain, Some((port, folder)));
            runner.run_due().await.unwrap();
            assert!(server.mails().is_empty());
            for _ in 0..3 {
                company.later(2);
                runner.run_due().await.unwrap();
            }
            let mails = server.mails();
            let mut subjects: Vec<_> = mails.iter().map(|mail| mail["subject"].as_str().unwrap()).collect();
            subjects.sort_unstable();
            assert_eq!(subjects, ["Please look at: One", "Please look at: Three"]);
            let works = engine.view(&ada).works().await.unwrap();
            let [lost] = &works.undelivered[..] else { panic!("{works:?}") };
            assert_eq!((works.waiting, lost.to.as_deref()), (0, Some("refused@example.com")));
            assert!(lost.error.as_deref().unwrap().contains("no such mailbox"), "{lost:?}");
            assert!(engine.view(&rita).works().await.is_err(), "administrators only");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_crash_held_is_sent_by_another_process() {
    let Some(python) = python() else { return };
    each_workspace(|engine| {
        let python = &python;
        async move {
            let company = Company::new(engine.clone()).await;
            let rita = Company::person(&engine, "rita", Role::Rep).await;
            // It takes connections, and says nothing.
            let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let hanging = company.runner(&format!("smtp://127.0.0.1:{}", silent.local_addr().unwrap().port()), None);
            let server = Server::start(python, Mode::Plain, None);
            let sound = company.runner(&server.url("smtp", ""), None);
            hanging.run_due().await.unwrap();
            let deal = company.deal(&rita, "Held").await;
            company.nudge(&rita, deal, "").await;
            company.later(1);
            let crash = tokio::time::timeout(Duration::from_millis(700), hanging.run_due()).await;
            assert!(crash.is_err(), "it ends in the middle");
            for (minutes, arrived) in [(3, 0), (9, 0), (5, 1), (20, 1)] {
                company.later(minutes);
                sound.run_due().await.unwrap();
                assert_eq!(server.mails().len(), arrived, "{minutes} minutes later");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_working_day_begins_with_what_needs_attention() {
    let Some(python) = python() else { return };
    each_workspace(|engine| {
        let python = &python;
        async move {
            let company = Company::new(engine.clone()).await;
            let rita = Company::person(&engine, "rita", Role::Rep).await;
            Company::person(&engine, "idle", Role::Rep).await;
            let server = Server::start(python, Mode::Plain, None);
            let runner = company.runner(&server.url("smtp", ""), None);
            let rossi = company.deal(&rita, "Rossi").await;
            runner.run_due().await.unwrap();
            // Monday 10:00 in Rome; the digest is at 07:00.
            for (hours, arrived) in [(20, 0), (21, 1), (24, 1), (45, 2), (5 * 24 + 21, 3), (7 * 24 - 3, 4)] {
                engine.clock().set(NOW.plus_ms(hours * 60 * MINUTE));
                runner.run_due().await.unwrap();
                company.later(1);
                runner.run_due().await.unwrap();
                // What else goes out by then is not hers.
                let hers = server.mails().iter().filter(|mail| mail["to"][0] == "rita@example.com").count();
                assert_eq!(hers, arrived, "after {hours} hours");
            }
            let mail = &server.mails()[0];
            let text = mail["text"].as_str().unwrap();
            assert!(text.contains("1 deal needs attention (EUR 12,345") || text.contains("1 deal needs attention (€"), "{text}");
            assert!(text.contains("Rossi") && text.contains("no_product") && text.contains(&rossi.to_string()), "{text}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twelve_hours_before_the_meeting_managers_read_what_it_is_about() {
    let Some(python) = python() else { return };
    each_workspace(|engine| {
        let python = &python;
        async move {
            // The meeting is on Wednesdays at 08:00 in Rome: the digest goes out on Tuesday at 20:00.
            let settings = engine.settings().unwrap();
            let rhythm = Rhythm { meeting_day: Weekday::Wed, meeting_hour: 8, ..settings.workspace.rhythm };
            let workspace = Workspace { rhythm, ..(*settings.workspace).clone() };
            let store = engine.unrestricted("a test");
            store.save_settings(author(), settings.revision, workspace).await.unwrap();
            let company = Company::new(engine.clone()).await;
            let mona = Company::person(&engine, "mona", Role::Manager).await;
            let rita = Company::person(&engine, "rita", Role::Rep).await;
            let away = Company::person(&engine, "away", Role::Exec).await;
            let wants = MailPreferences { meeting: false, ..MailPreferences::default() };
            engine.view(&away).save_mail_preferences(wants).await.unwrap();
            let italian = MailPreferences { language: Language::It, daily: false, ..MailPreferences::default() };
            engine.view(&company.anna).save_mail_preferences(italian).await.unwrap();
            let (subject, from) = (rita.person.0, "2026-01-01".parse().unwrap());
            let leads =
                StagedFact { subject, attribute: Attribute::PersonManager, valid_from: from, value: mona.person.to_string() };
            store.save_facts(author(), vec![leads]).await.unwrap();
            let rossi = company.deal(&rita, "Rossi").await;
            company.deal(&company.anna, "Not the team's").await;
            let server = Server::start(python, Mode::Plain, None);
            let runner = company.runner(&server.url("smtp", ""), None);
            runner.run_due().await.unwrap();
            let before = |mails: &[serde_json::Value]| {
                let about = |mail: &&serde_json::Value| {
                    let subject = mail["subject"].as_str().unwrap();
                    subject.starts_with("Before the review meeting") || subject.starts_with("Prima della riunione")
                };
                mails.iter().filter(about).cloned().collect::<Vec<_>>()
            };
            // It is Monday at 10:00.
            for (hours, arrived) in [(33, 0), (34, 2), (35, 2), (34 + 7 * 24 - 1, 2), (34 + 7 * 24, 4)] {
                engine.clock().set(NOW.plus_ms(hours * 60 * MINUTE));
                runner.run_due().await.unwrap();
                company.later(1);
                runner.run_due().await.unwrap();
                assert_eq!(before(&server.mails()).len(), arrived, "after {hours} hours");
            }
            let mails = before(&server.mails());
            let text_to = |whom: &str| {
                let mail = mails.iter().find(|mail| mail["to"][0] == format!("{whom}@example.com"));
                mail.unwrap_or_else(|| panic!("{whom}: {mails:#?}"))["text"].as_str().unwrap().to_owned()
            };
            // Mona reads of her team: one deal, not reviewed yet; it is new, and worst first means it is named.
            let text = text_to("mona");
            assert!(text.contains("Reviewed this week: 0 of 1 deals, €0 of €12"), "{text}");
            assert!(text.contains("New: 1 · €12") && text.contains("1 deal still to review"), "{text}");
            assert!(text.contains("Rossi") && text.contains("no_product"), "{text}");
            assert!(text.contains(&format!("https://motore.example/deals/{rossi}")), "{text}");
            assert!(text.contains("https://motore.example/review") && !text.contains("Not the team's"), "{text}");
            // Anna reads of the company, in her language, and reviews nobody.
            let text = text_to("anna");
            assert!(text.contains("Nuove: 2 · ") && text.contains("https://motore.example/inspect"), "{text}");
            assert!(!text.contains("/review") && !text.contains("Rossi"), "{text}");
        }
    })
    .await;
}
