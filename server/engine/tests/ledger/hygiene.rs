//! Hygiene is what comes of looking at each deal by itself, on random histories that the product itself wrote, on both
//! databases: today, and at the end of each past week.

use crate::sql::versions;
use crate::written::{Writer, somebody};
use contract::hygiene::{Hygiene, HygieneBy, HygieneQuery, HygieneRow, Tally};
use domain::hygiene::{Around, Rules, Setting, Severity, flags, observe};
use domain::reference::{self, Books};
use domain::testing::{History, writes};
use domain::{
    Attribute, Category, Company, Day, Flag, Instant, LogNo, OpportunityId, PeriodKind, Role, StageId, StageKind, Version,
    Workspace,
};
use engine::testing::{author, each_url};
use engine::{Clock, Engine, Zone};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const HISTORIES: usize = 8;
/// All of the log.
const EVER: LogNo = LogNo(i64::MAX);

/// What a row comes to: all, blocked, Commit, Commit blocked, each flag with its Commit; deals and cents.
type Sums = BTreeMap<String, (i64, i64)>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hygiene_is_the_sum_of_looking_at_each_deal() {
    let mut runner = TestRunner::deterministic();
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    for turn in 0..HISTORIES {
        let history = History::play(&writes(120..260).new_tree(&mut runner).unwrap().current());
        let rules = if turn % 2 == 0 { Rules::default() } else { other_rules() };
        let counted = std::sync::Mutex::new(&mut met);
        each_url(async |url| {
            let names = one(&url, &history, &rules).await;
            let mut counted = counted.lock().unwrap();
            names.into_iter().for_each(|name| *counted.entry(name).or_default() += 1);
        })
        .await;
    }
    // Nothing random has contacts or next steps: what they say stands on every deal that counts as pipeline.
    for name in
        ["blocked", "commit", "close_date_past", "no_amount", "no_product", "no_next_step", "quiet", "pushed", "no_contact"]
    {
        assert!(met.get(name).copied().unwrap_or(0) >= 5, "{name}: {met:?}");
    }
}

/// Off, stricter and milder ones, for all and for some.
fn other_rules() -> Rules {
    let setting = |flag, segment: Option<&str>, stage: Option<i16>, severity, limit| Setting {
        flag,
        segment: segment.map(str::to_owned),
        stage: stage.map(StageId),
        severity,
        limit,
    };
    Rules {
        settings: vec![
            setting(Flag::NoContact, None, None, Severity::Off, None),
            setting(Flag::Quiet, None, None, Severity::Blocking, Some(60)),
            setting(Flag::Quiet, Some("SMB"), None, Severity::Warning, Some(20)),
            setting(Flag::NoProduct, Some(""), None, Severity::Warning, None),
            setting(Flag::Pushed, Some("Enterprise"), Some(3), Severity::Blocking, Some(1)),
            setting(Flag::NoContact, None, Some(4), Severity::Blocking, None),
        ],
        enough_deals: 10,
    }
}

async fn one(url: &str, history: &History, rules: &Rules) -> Vec<String> {
    let begin = history.versions.first().map_or(Instant(0), |version| version.recorded_at);
    let clock = Clock::fixed(begin);
    let engine = Engine::open(url, clock.clone(), &|_| {}).await.unwrap();
    Writer::new(&engine, &clock).write(history).await;
    let store = engine.unrestricted("a test sets rules");
    let settings = engine.settings().unwrap();
    let workspace = Workspace { hygiene: rules.clone(), ..(*settings.workspace).clone() };
    store.save_settings(author(), settings.revision, workspace.clone()).await.unwrap();
    engine::hygiene::keep_weeks(&engine).await.unwrap();
    let versions = versions(&engine, EVER).await;
    let zone = Zone::named("Europe/Rome").unwrap();
    let day_of = |at: Instant| zone.day_of(at);
    let books = Books { workspace: &workspace, versions: &versions, day_of: &day_of, ..history.books() };
    let today = engine.today();
    let fold = Fold { books, history, today };
    let view = engine.view(&somebody(Role::Admin, Uuid::nil()));
    let quarter = history.calendar.containing(today, PeriodKind::Quarter);
    let mut names = Vec::new();
    for by in [HygieneBy::Person, HygieneBy::Team] {
        for period in [None, Some(quarter)] {
            let query = HygieneQuery { by: Some(by), period: period.map(|period| period.key) };
            let told = view.hygiene(&query).await.unwrap();
            let within = |day: Option<Day>| period.is_none_or(|period| day.is_some_and(|day| period.contains(day)));
            fold.compare(&told, by, &within);
            names.extend(sums(&told.total).into_keys());
        }
    }
    // The ends of past weeks are told by the organisation, the rates and the rules of now, from what the deals were then.
    let told = view.hygiene(&HygieneQuery::default()).await.unwrap();
    assert_eq!(told.weeks.len(), engine::hygiene::WEEKS as usize + 1);
    for week in &told.weeks {
        let all = fold.on(week.day, HygieneBy::Person, &|_| true);
        let total = |name: &str| tally(all.values().filter_map(|sums| sums.get(name)));
        assert_eq!([week.open, week.blocked], [total("open"), total("blocked")], "{}", week.day);
        assert_eq!([week.commit, week.commit_blocked], [total("commit"), total("commit blocked")], "{}", week.day);
    }
    store.close().await;
    names
}

fn tally<'s>(sums: impl Iterator<Item = &'s (i64, i64)>) -> Tally {
    let (deals, acv) = sums.fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
    Tally { deals, acv: Company(acv) }
}

/// A row of the answer, in the form of the fold: what is nothing is left out.
fn sums(row: &HygieneRow) -> Sums {
    let named = [("open", row.open), ("blocked", row.blocked), ("commit", row.commit), ("commit blocked", row.commit_blocked)];
    let named = named.into_iter().map(|(name, tally)| (name.to_owned(), tally));
    let flags = row.flags.iter().flat_map(|flag| {
        let name = flag.flag.as_str();
        [(name.to_owned(), flag.open), (format!("{name} in commit"), flag.commit)]
    });
    let some = named.chain(flags).filter(|(_, tally)| tally.deals > 0);
    some.map(|(name, tally)| (name, (tally.deals, tally.acv.0))).collect()
}

struct Fold<'f> {
    books: Books<'f>,
    history: &'f History,
    today: Day,
}

impl Fold<'_> {
    fn compare(&self, told: &Hygiene, by: HygieneBy, within: &dyn Fn(Option<Day>) -> bool) {
        let rows: BTreeMap<String, Sums> = told.rows.iter().map(|row| (row.key.clone(), sums(row))).collect();
        let expected = self.on(self.today, by, within);
        assert_eq!(rows, expected, "{by:?} of {:?}", told.period);
        let mut total = Sums::new();
        for (name, (deals, acv)) in expected.values().flatten() {
            let sum = total.entry(name.clone()).or_default();
            *sum = (sum.0 + deals, sum.1 + acv);
        }
        assert_eq!(sums(&told.total), total, "{by:?} of {:?}", told.period);
    }

    /// What the open deals of a day come to, by owner or team.
    fn on(&self, day: Day, by: HygieneBy, within: &dyn Fn(Option<Day>) -> bool) -> BTreeMap<String, Sums> {
        let ids: BTreeSet<OpportunityId> = self.books.versions.iter().map(|version| version.opportunity).collect();
        let mut rows: BTreeMap<String, Sums> = BTreeMap::new();
        for id in ids {
            self.look(id, day, by, within, &mut rows);
        }
        rows
    }

    fn look(
        &self,
        id: OpportunityId,
        day: Day,
        by: HygieneBy,
        within: &dyn Fn(Option<Day>) -> bool,
        rows: &mut BTreeMap<String, Sums>,
    ) -> Option<()> {
        let until = |version: &&Version| version.opportunity == id && (self.books.day_of)(version.effective_at) <= day;
        let mut versions: Vec<Version> = self.books.versions.iter().filter(until).cloned().collect();
        versions.sort_by_key(|version| (version.effective_at, version.log));
        let state = &versions.last()?.state;
        let says = |subject: Option<Uuid>, attribute| {
            subject.map_or("", |subject| reference::fact(&self.books, subject, attribute, self.today, EVER)).to_owned()
        };
        let workspace = self.books.workspace;
        let around = Around { workspace, calendar: &self.history.calendar, day_of: self.books.day_of };
        let deal = observe(&versions, &around, true, None).filter(|deal| deal.kind == StageKind::Open)?;
        if !within(state.close_day) {
            return None;
        }
        let segment = says(state.account.map(|id| id.0), Attribute::AccountSegment);
        let flags = flags(&deal, &workspace.hygiene.at(&segment, state.stage), day);
        let owner = state.owner.map(|owner| owner.0);
        let key = match by {
            HygieneBy::Person => owner.map(|owner| owner.to_string()).unwrap_or_default(),
            HygieneBy::Team => says(owner, Attribute::PersonTeam),
        };
        let home = workspace.currency;
        // A deal with a line in a currency without a rate comes to nothing.
        let amounts: Option<i64> = state
            .lines
            .iter()
            .map(|line| {
                if state.currency == home {
                    return Some(line.acv);
                }
                let known = reference::rate(&self.books, state.currency, day, EVER)?;
                Some(known.rate.rate.convert(line.acv, state.currency, home).0)
            })
            .sum();
        let acv = amounts.unwrap_or(0);
        let sums = rows.entry(key).or_default();
        let mut add = |name: String| {
            let sum = sums.entry(name).or_default();
            *sum = (sum.0 + 1, sum.1 + acv);
        };
        let commit = deal.category == Category::Commit;
        let each = flags.iter().map(|(flag, _)| flag.as_str().to_owned());
        let blocked = flags.blocking().then(|| "blocked".to_owned());
        for name in std::iter::once("open".to_owned()).chain(blocked).chain(each) {
            if commit {
                add(match name.as_str() {
                    "open" => "commit".to_owned(),
                    "blocked" => "commit blocked".to_owned(),
                    flag => format!("{flag} in commit"),
                });
            }
            add(name);
        }
        Some(())
    }
}
