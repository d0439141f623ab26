//! Changing deals: conflicts, merges, retries.

use crate::support::{TestApp, deal};
use axum::body::Body;
use engine::testing::each_workspace;
use serde_json::json;

#[tokio::test]
async fn only_the_same_field_changed_twice_is_a_conflict() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (rita, mona) = (app.signed_in("rita").await, app.signed_in("mona").await);
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let base = rita.get(&path).await.json()["version"].clone();

        let first = mona.patch(&path, &json!({ "base": base, "name": "Renamed by Mona" })).await;
        assert_eq!(first.status, 200, "{}", first.body);
        let merged = rita.patch(&path, &json!({ "base": base, "next_step": "Call on Friday" })).await;
        assert_eq!(merged.status, 200, "{}", merged.body);
        let state = &merged.json()["state"];
        assert_eq!((&state["name"], &state["next_step"]), (&"Renamed by Mona".into(), &"Call on Friday".into()));

        let conflict = rita.patch(&path, &json!({ "base": base, "name": "Renamed by Rita" })).await;
        assert_eq!((conflict.status, conflict.fields()), (409, vec!["name".to_owned()]));
        assert_eq!(rita.get(&path).await.json()["state"]["name"], "Renamed by Mona");

        let versions = rita.get(&format!("{path}/versions")).await.json();
        assert_eq!(versions["total"], 3);
        assert_eq!(versions["items"][0]["actor"], app.id_of("rita").to_string());
    })
    .await;
}

#[tokio::test]
async fn a_history_names_who_changed_what_by_the_companys_clock() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let mona = app.signed_in("mona").await;
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let base = mona.get(&path).await.json()["version"].clone();
        let given = mona.patch(&path, &json!({ "base": base, "owner": app.id_of("mona") })).await;
        assert_eq!(given.status, 200, "{}", given.body);

        let versions = mona.get(&format!("{path}/versions")).await.json();
        let named = |at: usize| (versions["items"][at]["actor_name"].clone(), versions["items"][at]["owner"].clone());
        assert_eq!(named(0), ("mona".into(), "mona".into()));
        assert_eq!(named(1).1, "rita");

        // It was nine in London, and ten in Rome, where the company is.
        let page = mona.get(&format!("/deals/{}", app.ritas)).await.body;
        assert!(page.contains("mona · 23 Nov 2026, 10:00"), "{page}");
        assert!(page.contains("Owner: rita → mona"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_long_history_is_told_page_by_page_and_no_change_is_left_out() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        for step in 1..=60 {
            let base = rita.get(&path).await.json()["version"].clone();
            let reply = rita.patch(&path, &json!({ "base": base, "next_step": format!("Step {step}.") })).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
        }
        let latest = rita.get(&format!("/deals/{}", app.ritas)).await.body;
        let next = latest.split("?after=").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let older = rita.get(&format!("/deals/{}?after={next}", app.ritas)).await.body;
        for step in 1..=60 {
            let told = [&latest, &older].iter().filter(|page| page.contains(&format!("→ Step {step}."))).count();
            assert_eq!(told, 1, "step {step}");
        }
        assert!(older.contains("Created"));
    })
    .await;
}

#[tokio::test]
async fn a_change_is_in_the_matrix_before_it_is_answered() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let base = rita.get(&path).await.json()["version"].clone();
        let lines = json!([{ "line": 1, "product": null, "acv": 15_000 }]);
        assert_eq!(rita.patch(&path, &json!({ "base": base, "lines": lines })).await.status, 200);
        assert_eq!(rita.get("/api/v1/apm").await.json()["total"]["now"]["open"], 15_000);
    })
    .await;
}

#[tokio::test]
async fn a_write_sent_twice_happens_once() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let state = serde_json::to_value(deal("From the train", app.id_of("rita"), None, 50_00)).unwrap();
        let key = [("idempotency-key", "offline-1")];
        let once = rita.json("POST", "/api/v1/opportunities", &key, &state).await;
        let twice = rita.json("POST", "/api/v1/opportunities", &key, &state).await;
        assert_eq!((once.status, twice.status), (200, 200), "{}", twice.body);
        assert_eq!(once.json(), twice.json());
        assert_eq!(rita.get("/api/v1/opportunities").await.json()["total"], 2);

        let other = serde_json::to_value(deal("Something else", app.id_of("rita"), None, 50_00)).unwrap();
        assert_eq!(rita.json("POST", "/api/v1/opportunities", &key, &other).await.status, 409);
        let endless = "x".repeat(201);
        let reply = rita.json("POST", "/api/v1/opportunities", &[("idempotency-key", &endless)], &other).await;
        assert_eq!((reply.status, reply.fields()), (400, vec!["Idempotency-Key".to_owned()]));
    })
    .await;
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let first = rita.get("/api/v1/opportunities").await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{tag}");
        let same = rita.get_with("/api/v1/opportunities", &[("if-none-match", &tag)]).await;
        assert_eq!((same.status, same.body.as_str(), same.header("etag")), (304, "", tag.as_str()));

        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let base = rita.get(&path).await.json()["version"].clone();
        rita.patch(&path, &json!({ "base": base, "name": "Another name" })).await;
        let changed = rita.get_with("/api/v1/opportunities", &[("if-none-match", &tag)]).await;
        assert_eq!(changed.status, 200);
        assert_ne!(changed.header("etag"), tag);
    })
    .await;
}

#[tokio::test]
async fn an_answer_can_be_had_again_at_its_log_position() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let before = rita.get("/api/v1/apm?rows=source").await.json();
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let base = rita.get(&path).await.json()["version"].clone();
        let lines = json!([{ "line": 1, "product": null, "acv": 1_00 }]);
        assert_eq!(rita.patch(&path, &json!({ "base": base, "lines": lines })).await.status, 200);
        let again = rita.get(&format!("/api/v1/apm?rows=source&known_at={}", before["known_at"])).await.json();
        assert_eq!(again, before);
        assert_ne!(rita.get("/api/v1/apm?rows=source").await.json(), before);
    })
    .await;
}

/// Whose a deal is decides who sees it: whoever gives one away decides over others' eyes.
#[tokio::test]
async fn nobody_gives_away_what_they_would_then_not_see() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let give = async |who: &str, deal: domain::OpportunityId, to: Option<&str>| {
            let actor = app.signed_in(who).await;
            let path = format!("/api/v1/opportunities/{deal}");
            let base = actor.get(&path).await.json()["version"].clone();
            let owner = to.map(|name| app.id_of(name));
            let reply = actor.patch(&path, &json!({ "base": base, "owner": owner })).await;
            (reply.status, reply.fields())
        };
        let refused = || (403, vec!["owner".to_owned()]);
        assert_eq!(give("rita", app.ritas, Some("rob")).await, refused());
        assert_eq!(give("rita", app.ritas, None).await, refused());
        assert_eq!(give("rita", app.ritas, Some("rita")).await.0, 200, "it stays hers");
        assert_eq!(give("mona", app.ritas, Some("rob")).await, refused(), "Rob is not of her team");
        assert_eq!(give("mona", app.ritas, Some("mona")).await.0, 200);
        assert_eq!(give("mona", app.ritas, Some("rita")).await.0, 200);
        assert_eq!(give("ben", app.bens, Some("rita")).await.0, 200, "he hands over what he sourced");
        assert_eq!(give("ada", app.ritas, Some("rob")).await.0, 200);

        let rita = app.signed_in("rita").await;
        let robs = serde_json::to_value(deal("For Rob", app.id_of("rob"), None, 50_00)).unwrap();
        let reply = rita.post("/api/v1/opportunities", &robs).await;
        assert_eq!((reply.status, reply.fields()), refused(), "{}", reply.body);
        let mut hers = robs;
        hers["owner"] = serde_json::Value::Null;
        let reply = rita.post("/api/v1/opportunities", &hers).await;
        assert_eq!(reply.json()["state"]["owner"], app.id_of("rita").to_string(), "{}", reply.body);
        hers["close_day"] = "2199-12-31".into();
        let reply = rita.post("/api/v1/opportunities", &hers).await;
        assert_eq!((reply.status, reply.fields()), (400, vec!["close_day".to_owned()]));
    })
    .await;
}

#[tokio::test]
async fn whoever_works_on_a_deal_sees_it_everywhere_and_nobody_else_does() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (rita, rob, mona) = (app.signed_in("rita").await, app.signed_in("rob").await, app.signed_in("mona").await);
        let path = format!("/api/v1/opportunities/{}", app.bens);
        let open =
            async |actor: &crate::support::Actor<'_>| actor.get("/api/v1/apm").await.json()["total"]["now"]["open"].clone();
        assert_eq!(rita.get(&path).await.status, 404);
        assert_eq!((open(&rita).await, open(&mona).await), (10_000.into(), 10_000.into()));

        let base = rob.get(&path).await.json()["version"].clone();
        let team = json!([{ "person": app.id_of("rita"), "role": "Architect" }]);
        let said = rob.patch(&path, &json!({ "base": base, "team": team })).await;
        assert_eq!(said.status, 200, "{}", said.body);
        assert_eq!(said.json()["names"][app.id_of("rita").to_string()], "rita");

        // So does her manager, to whom her work reports; each in what they see and in what it comes to.
        for actor in [&rita, &mona] {
            assert_eq!(actor.get(&path).await.status, 200);
            assert_eq!(open(actor).await, 50_000);
        }
        let seen = rita.get(&path).await.json();
        let step = rita.patch(&path, &json!({ "base": seen["version"], "next_step": "Draw the plan" })).await;
        assert_eq!(step.status, 200, "{}", step.body);
        // But it stays Rob's: working on a deal is not a way to take it.
        for (actor, name) in [(&rita, "rita"), (&mona, "mona"), (&mona, "rita")] {
            let taken = actor.patch(&path, &json!({ "base": step.json()["version"], "owner": app.id_of(name) })).await;
            assert_eq!((taken.status, taken.fields()), (403, vec!["owner".to_owned()]));
        }

        let gone = rob.patch(&path, &json!({ "base": step.json()["version"], "team": [] })).await;
        assert_eq!(gone.status, 200, "{}", gone.body);
        assert_eq!((rita.get(&path).await.status, open(&rita).await), (404, 10_000.into()));
    })
    .await;
}

/// A company whose Propose stage asks for a next step, two contacts and the competitors, and Commit for a step soon.
async fn ask_at_gates(engine: &engine::Engine) {
    use domain::Requirement::{Competitors, LostReason, NextStep, NextStepSoon, Owner};
    let settings = engine.settings().unwrap();
    let mut workspace = (*settings.workspace).clone();
    let stages = &mut workspace.processes[0].stages;
    stages[0].requires = vec![Owner];
    stages[2].requires = vec![Competitors, NextStep];
    stages[5].requires = vec![LostReason];
    workspace.commit_requires = vec![NextStepSoon];
    let store = engine.unrestricted("the test's gates");
    store.save_settings(engine::testing::author(), settings.revision, workspace).await.unwrap();
}

#[tokio::test]
async fn a_gate_names_what_is_missing_saves_nothing_and_lets_stage_and_fields_through_together() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        ask_at_gates(&app.engine).await;
        let (rita, rob) = (app.signed_in("rita").await, app.signed_in("rob").await);
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let base = rita.get(&path).await.json()["version"].clone();

        let refused = rita.patch(&path, &json!({ "base": base, "stage": 3, "name": "Not saved either" })).await;
        let problem = refused.json();
        assert_eq!((refused.status, &problem["type"]), (422, &"/problems/gate".into()));
        assert_eq!(problem["missing"], json!(["next_step", "competitors"]));
        assert_eq!(refused.fields(), ["next_step", "next_step_day", "competitors"]);
        assert_eq!(rita.get(&format!("{path}/versions")).await.json()["total"], 1);
        // Whoever may not see the deal hears nothing of its gate.
        assert_eq!(rob.patch(&path, &json!({ "base": base, "stage": 3 })).await.status, 404);

        // Half of it is not enough; all of it is one version. "None" is an answer.
        let half = json!({ "base": base, "stage": 3, "competitors": [] });
        assert_eq!(rita.patch(&path, &half).await.json()["missing"], json!(["next_step"]));
        let all = json!({ "base": base, "stage": 3, "competitors": [], "next_step": "Call", "next_step_day": "2026-12-20" });
        let moved = rita.patch(&path, &all).await;
        assert_eq!(moved.status, 200, "{}", moved.body);
        let versions = rita.get(&format!("{path}/versions")).await.json();
        assert_eq!((&versions["total"], &versions["items"][0]["state"]["stage"]), (&2.into(), &3.into()));

        // Into Commit by the owner's word: the step is too far ahead, whatever the stage.
        let base = moved.json()["version"].clone();
        let commit = json!({ "base": base, "category": "commit" });
        assert_eq!(rita.patch(&path, &commit).await.json()["missing"], json!(["next_step_soon"]));
        let commit = json!({ "base": base, "category": "commit", "next_step_day": "2026-12-07" });
        let committed = rita.patch(&path, &commit).await;
        assert_eq!(committed.status, 200, "{}", committed.body);
        // What stays where it is may say less again: a gate asks at the move only.
        let base = committed.json()["version"].clone();
        let unsaid = rita.patch(&path, &json!({ "base": base, "competitors": null })).await;
        assert_eq!(unsaid.status, 200, "{}", unsaid.body);

        let base = unsaid.json()["version"].clone();
        assert_eq!(rita.patch(&path, &json!({ "base": base, "stage": 6 })).await.json()["missing"], json!(["lost_reason"]));
        let lost = rita.patch(&path, &json!({ "base": base, "stage": 6, "lost_reason": "Price" })).await;
        assert_eq!(lost.status, 200, "{}", lost.body);
        // Taking that back at once is no move: nothing is asked of where it stood a moment ago.
        let base = lost.json()["version"].clone();
        let back = json!({ "base": base, "stage": 3, "lost_reason": null });
        assert_eq!(rita.patch(&path, &back).await.json()["missing"], json!(["competitors"]));
        let mut undo = back.clone();
        undo["undo"] = true.into();
        let undone = rita.patch(&path, &undo).await;
        assert_eq!(undone.status, 200, "{}", undone.body);
        assert_eq!(rita.get(&format!("{path}/versions")).await.json()["items"][0]["cause"], "undo");
        // But only back to where it stood.
        let ahead = json!({ "base": undone.json()["version"], "stage": 4, "undo": true, "next_step": null });
        assert_eq!(rita.patch(&path, &ahead).await.json()["missing"], json!(["next_step_soon"]));
    })
    .await;
}

#[tokio::test]
async fn a_new_deal_passes_the_gate_of_its_stage() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        ask_at_gates(&app.engine).await;
        let ada = app.signed_in("ada").await;
        let mut state = serde_json::to_value(deal("New", app.id_of("rita"), None, 100)).unwrap();
        state["stage"] = 3.into();
        let refused = ada.post("/api/v1/opportunities", &state).await;
        assert_eq!((refused.status, &refused.json()["missing"]), (422, &json!(["next_step", "competitors"])));
        state["stage"] = 1.into();
        assert_eq!(ada.post("/api/v1/opportunities", &state).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn commit_asks_for_no_blocking_flag_as_it_would_be_or_a_waiver() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let settings = app.engine.settings().unwrap();
        let mut workspace = (*settings.workspace).clone();
        workspace.commit_requires = vec![domain::Requirement::NoBlockingFlag];
        let store = app.engine.unrestricted("the test's gates and waivers");
        store.save_settings(engine::testing::author(), settings.revision, workspace).await.unwrap();
        let product = domain::ProductId(uuid::Uuid::now_v7());
        let row = engine::store::EntityRow { id: product.0, name: "Desk".into(), ..Default::default() };
        store.upsert_entities(engine::store::Entity::Product, vec![row]).await.unwrap();

        let rita = app.signed_in("rita").await;
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let base = async || rita.get(&path).await.json()["version"].clone();
        let commit = rita.patch(&path, &json!({ "base": base().await, "category": "commit" })).await;
        assert_eq!((commit.status, &commit.json()["missing"]), (422, &json!(["no_blocking_flag"])));
        assert!(commit.fields().is_empty(), "no field says it");

        // Its deal has neither product nor next step. What the change itself mends does not block it.
        let lines = json!([{ "line": 1, "product": product, "acv": 10_000 }]);
        let half = json!({ "base": base().await, "category": "commit", "lines": lines });
        assert_eq!(rita.patch(&path, &half).await.status, 422);
        let whole = json!({ "base": base().await, "category": "commit", "lines": lines, "next_step": "Sign", "next_step_day": "2026-11-30" });
        let mended = rita.patch(&path, &whole).await;
        assert_eq!(mended.status, 200, "{}", mended.body);
        let out = json!({ "base": base().await, "category": null, "next_step": null });
        assert_eq!(rita.patch(&path, &out).await.status, 200);

        // A waiver of just what blocks lets it through.
        let again = json!({ "base": base().await, "category": "commit" });
        assert_eq!(rita.patch(&path, &again).await.status, 422);
        let until = "2026-11-30".parse().unwrap();
        let mona = engine::store::Author { person: Some(app.id_of("mona")), ..engine::testing::author() };
        store.waive(mona, app.ritas, domain::hygiene::Flag::NoNextStep, until, "Holidays".into()).await.unwrap();
        let waived = rita.patch(&path, &again).await;
        assert_eq!(waived.status, 200, "{}", waived.body);
    })
    .await;
}

#[tokio::test]
async fn a_deal_is_created_on_its_page_with_a_new_account_once() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        assert!(rita.get("/deals/new").await.body.contains("name=\"amount\""));
        let id = uuid::Uuid::now_v7().to_string();
        let fields = |amount: &'static str| {
            [
                ("id", id.clone()),
                ("account", "Acme".into()),
                ("name", "Acme desk".into()),
                ("amount", amount.into()),
                ("close_day", "2026-12-20".into()),
                ("source", "ae".into()),
            ]
        };
        let send = async |amount| {
            let fields = fields(amount);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            rita.form("/deals/new", &fields).await
        };
        // What cannot be read stays on the page, and nothing is made.
        let refused = send("lots").await;
        assert!(refused.body.contains("Write an amount") && refused.body.contains("value=\"Acme desk\""), "{}", refused.body);
        let made = send("12.5k").await;
        assert_eq!(made.status, 303, "{}", made.body);
        // Sent twice, it is made once.
        assert_eq!(send("12.5k").await.header("location"), made.header("location"));
        let deal =
            rita.get(&format!("/api/v1/opportunities/{}", made.header("location").trim_start_matches("/deals/"))).await.json();
        assert_eq!((&deal["account"], &deal["owner"], &deal["state"]["stage"]), (&"Acme".into(), &"rita".into(), &1.into()));
        assert_eq!(deal["state"]["lines"][0]["acv"], 1_250_000);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_new_deal_is_said_at_its_field_in_the_visitors_language() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let id = uuid::Uuid::now_v7().to_string();
        let fields = [
            ("id", id.as_str()),
            ("account", "Nuova"),
            ("name", "Scrivania"),
            ("product", "Sedie"),
            ("amount", "tanto"),
            ("close_day", ""),
        ];
        let english = rita.form("/deals/new", &fields).await.body;
        for said in ["No product is called “Sedie”", "Write an amount", "Say when it is expected to close", "mend what is marked"]
        {
            assert!(english.contains(said), "{said}");
        }
        let headers =
            [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin"), ("accept-language", "it")];
        let body = Body::from(serde_urlencoded::to_string(fields).unwrap());
        let italian = rita.send("POST", "/deals/new", &headers, body).await.body;
        for said in
            ["Di’ quale prodotto si vende", "Scrivi un importo", "Serve un giorno di chiusura", "correggi ciò che è segnato"]
        {
            assert!(italian.contains(said), "{said}");
        }
        // All that was typed is still there, and no account was made on the way.
        for kept in ["value=\"Nuova\"", "value=\"Scrivania\"", "value=\"Sedie\"", "value=\"tanto\""] {
            assert!(italian.contains(kept), "{kept}");
        }
        let accounts = rita.get("/api/v1/accounts?search=Nuova").await.json();
        assert_eq!(accounts["total"], 0, "{accounts}");
    })
    .await;
}

#[tokio::test]
async fn a_browser_without_scripts_changes_what_it_says_otherwise_and_nothing_else() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let (page, path) = (format!("/deals/{}", app.ritas), format!("/api/v1/opportunities/{}", app.ritas));
        let before = rita.get(&path).await.json();
        let state = &before["state"];
        let text = |field: &str| state[field].as_str().unwrap_or_default().to_owned();
        let (base, stage) = (before["version"].to_string(), state["stage"].to_string());
        let (close_day, category) = (text("close_day"), text("category"));
        let send = async |amount: &str, step: &str, base: &str| {
            let fields = [
                ("do", "edit"),
                ("base", base),
                ("stage", &stage),
                ("amount", amount),
                ("close_day", &close_day),
                ("category", &category),
                ("next_step", step),
                ("next_step_day", "2026-11-30"),
                ("lost_reason", ""),
            ];
            rita.form(&page, &fields).await
        };
        assert!(rita.get(&page).await.body.contains("id=\"edit\""));
        let refused = send("a lot", "Ring", &base).await;
        assert!(refused.status == 200 && refused.body.contains("Write an amount") && refused.body.contains("value=\"Ring\""));
        let done = send("1234.50", "Ring", &base).await;
        assert_eq!((done.status, done.header("location")), (303, &*format!("{page}#edit")), "{}", done.body);
        let after = rita.get(&path).await.json();
        let mut expected = state.clone();
        expected["next_step"] = "Ring".into();
        expected["next_step_day"] = "2026-11-30".into();
        expected["lines"][0]["acv"] = 123_450.into();
        assert_eq!(after["state"], expected);
        // What somebody else has changed meanwhile is not overwritten.
        let late = send("1234.50", "Mine", &base).await;
        assert!(late.status == 200 && late.body.contains("Changed meanwhile"), "{}", late.body);
        assert_eq!(rita.get(&path).await.json()["state"]["next_step"], "Ring");
    })
    .await;
}

/// Measures, section 3: revenue shares count in the rows of whoever has them, to the cent; overlays in none.
#[tokio::test]
async fn shares_count_for_whoever_has_them_and_overlays_for_nobody() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let ada = app.signed_in("ada").await;
        let [rita, rob, ben] = ["rita", "rob", "ben"].map(|name| app.id_of(name).to_string());
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let base = ada.get(&path).await.json()["version"].clone();
        let open = async |rows: &str| {
            let apm = ada.get(&format!("/api/v1/apm?rows={rows}")).await.json();
            let row = |row: &serde_json::Value| {
                (
                    row["key"].as_str().unwrap().to_owned(),
                    row["now"]["open"].as_i64().unwrap(),
                    row["now"]["open_deals"].as_i64().unwrap(),
                )
            };
            let mut rows: Vec<_> = apm["rows"].as_array().unwrap().iter().map(row).collect();
            rows.sort_by_key(|(_, open, _)| std::cmp::Reverse(*open));
            (rows, apm["total"]["now"]["open"].as_i64().unwrap(), apm["total"]["now"]["open_deals"].as_i64().unwrap())
        };
        // Rob has two deals over 60,000 of which this asks nothing.
        let of = |who: &str, rows: &[(String, i64, i64)]| rows.iter().find(|row| row.0 == who).map(|row| (row.1, row.2));
        let (before, total, deals) = open("owner").await;
        assert_eq!((of(&rita, &before), of(&rob, &before)), (Some((10_000, 1)), Some((60_000, 2))));
        let splits = json!([
            { "person": rita, "share": 3_333, "kind": "revenue" },
            { "person": rob, "share": 3_333, "kind": "revenue" },
            { "person": ben, "share": 3_334, "kind": "revenue" },
            { "person": rob, "share": 5_000, "kind": "overlay" },
        ]);
        let lines = json!([{ "line": 1, "product": null, "acv": 10_001, "one_off": 0 }]);
        let saved = ada.patch(&path, &json!({ "base": base, "splits": splits, "lines": lines })).await;
        assert_eq!(saved.status, 200, "{}", saved.body);
        let (after, sum, of_all) = open("owner").await;
        assert_eq!(
            (of(&rita, &after), of(&rob, &after), of(&ben, &after)),
            (Some((3_333, 1)), Some((63_333, 3)), Some((3_335, 1)))
        );
        assert_eq!((sum, of_all), (total + 1, deals), "a deal is one deal, whoever has shares of it");
        let (by_region, sum_by_region, _) = open("region").await;
        assert_eq!((by_region.iter().map(|row| row.1).sum::<i64>(), sum_by_region), (sum, sum));
        // The deals behind a row come to it.
        let behind = ada.get(&format!("/api/v1/apm/deals?column=open&where=owner:{ben}")).await;
        assert_eq!(behind.status, 200, "{}", behind.body);
        let behind = behind.json();
        assert_eq!((&behind["sum"], &behind["deals"]["items"][0]["amount"]), (&json!(3_335), &json!(3_335)), "{behind}");
    })
    .await;
}
