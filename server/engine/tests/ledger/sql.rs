//! What people see is what plain SQL says, on random histories that the product itself wrote, on both databases.

use crate::plain::{Plain, Scope, Side, written};
use crate::written::{Writer, somebody};
use contract::apm::{Apm, ApmColumn, ApmDeal, ApmDealsQuery, ApmQuery, Organisation};
use contract::chart::PipelineHistoryQuery;
use domain::testing::{Ask, FEATURES, History, ask, writes};
use domain::{Cells, Company, Day, Dimension, Instant, LogNo, OpportunityId, Role, Spread, Stage};
use engine::testing::each_url;
use engine::{Clock, Engine};
use jiff::{ToSpan, civil, tz::TimeZone};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How many histories, and how many questions to each.
const HISTORIES: usize = 12;
const ASKS: usize = 10;
/// Settings, and what was known on the first day: before them there is nothing to ask.
const FIRST_KNOWN: i64 = 2;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_see_what_plain_sql_says() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut told = Told::default();
    for _ in 0..HISTORIES {
        let history = History::play(&writes(60..160).new_tree(&mut runner).unwrap().current());
        let asks = proptest::collection::vec((ask(), any::<u8>(), any::<u8>()), ASKS);
        let asks = asks.new_tree(&mut runner).unwrap().current();
        let counted = std::sync::Mutex::new((&mut seen, &mut told));
        each_url(async |url| {
            let (versions, live, answers) = one(&url, &history, &asks).await;
            let mut counted = counted.lock().unwrap();
            for (feature, count) in (History { versions, ..history.clone() }).features() {
                *counted.0.entry(feature).or_default() += count;
            }
            counted.1.live += live;
            counted.1.add(answers);
        })
        .await;
    }
    for feature in FEATURES {
        assert!(seen[feature] >= 12, "{feature} happened {} times", seen[feature]);
    }
    told.assert_it_was_not_all_nothing();
}

/// Shows that the questions met numbers.
#[derive(Default, Debug)]
struct Told {
    live: usize,
    rows: usize,
    past: usize,
    narrowed: usize,
    filtered: usize,
    without_rate: usize,
    by_number: BTreeMap<&'static str, usize>,
}

impl Told {
    fn note(&mut self, apm: &Apm, query: &ApmQuery, head: LogNo) {
        self.rows += apm.rows.len();
        self.past += usize::from(apm.known_at < head);
        self.narrowed += usize::from(apm.narrowed);
        self.filtered += usize::from(!query.filter.is_empty() && apm.total.now.open_any_deals > 0);
        for cells in [apm.total.now, apm.total.then] {
            let numbers = [
                ("closed", cells.closed_deals),
                ("lost", cells.lost_deals),
                ("open", cells.open_deals),
                ("overdue", cells.overdue_deals),
                ("undated", cells.undated_deals),
                ("generated", cells.generated_deals),
                ("commit", i64::from(cells.commit != Company(0))),
                ("best case", i64::from(cells.best_case != Company(0))),
                ("lost value", cells.lost.0),
                ("closed for other than asked", (cells.closed - cells.closed_while_open).0.abs()),
                ("weighted", cells.weighted.0),
                ("days of closed", cells.closed_days),
                ("days of lost", cells.lost_days),
                ("days of open", cells.open_any_days),
            ];
            numbers.into_iter().for_each(|(name, count)| *self.by_number.entry(name).or_default() += usize::from(count > 0));
            self.without_rate += usize::from(cells.without_rate > 0);
        }
    }

    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.past += other.past;
        self.narrowed += other.narrowed;
        self.filtered += other.filtered;
        self.without_rate += other.without_rate;
        other.by_number.into_iter().for_each(|(name, count)| *self.by_number.entry(name).or_default() += count);
    }

    fn assert_it_was_not_all_nothing(&self) {
        assert!(self.live > 100 && self.rows > 300 && self.past > 10, "{self:?}");
        assert!(self.narrowed > 10 && self.filtered > 10 && self.without_rate > 10, "{self:?}");
        assert!(self.by_number.len() == 14 && self.by_number.values().all(|count| *count >= 15), "{self:?}");
    }
}

/// One history in one database: written, asked about, and asked again of those who came to know it otherwise.
async fn one(url: &str, history: &History, asks: &[(Ask, u8, u8)]) -> (Vec<domain::Version>, usize, Told) {
    let begin = history.versions.first().map_or(Instant(0), |version| version.recorded_at);
    let clock = Clock::fixed(begin);
    let engine = Engine::open(url, clock.clone(), &|_| {}).await.unwrap();
    // Another process on the same database: it follows the log.
    let follower = Engine::open(url, clock.clone(), &|_| {}).await.unwrap();
    let mut writer = Writer::new(&engine, &clock);
    writer.write(history).await;
    // What was known under other settings is read anew, else it is wound back from what is known now.
    if history.head.0 % 2 == 0 {
        writer.rename_company().await;
    }
    let live = writer.live;
    // Dropped and built again.
    let rebuilt = Engine::open(url, clock.clone(), &|_| {}).await.unwrap();
    let plain = plain(url, history).await;
    let head = engine.view(&somebody(Role::Admin, Uuid::nil())).apm(&ApmQuery::default()).await.unwrap().known_at;
    let mut told = Told::default();
    for (at, (ask, role, person)) in asks.iter().enumerate() {
        let question = Question::new(history, ask, (*role, *person), head, &engine);
        let apm = match question.ask(&engine).await {
            // A value that the history never came to is refused.
            Err(problem) if problem.detail.starts_with("where: There is no ") => continue,
            apm => apm.unwrap(),
        };
        told.note(&apm, &question.query, head);
        // What another process has written is there at once for whoever names a position.
        let mut known = question.query.clone();
        known.known_at.get_or_insert(head);
        assert_eq!(question.put(&follower, &known).await, apm, "the follower, {question:?}");
        assert_eq!(question.answer(&rebuilt).await, apm, "rebuilt, {question:?}");
        question.compare(&plain, &apm).await;
        question.compare_deals(&plain, &engine, &apm, at).await;
        question.compare_pipeline(&plain, &engine, &apm).await;
    }
    let versions = versions(&engine, head).await;
    for engine in [engine, follower, rebuilt] {
        engine.unrestricted("the test is over").close().await;
    }
    (versions, live, told)
}

/// All that was written, in the order of the log.
pub async fn versions(engine: &Engine, head: LogNo) -> Vec<domain::Version> {
    let store = engine.unrestricted("a test looks at everything");
    let mut deals = BTreeSet::new();
    store
        .read_history(None, None, |row| {
            deals.insert(row.opportunity);
        })
        .await
        .unwrap();
    let mut versions = store.versions_of(&deals.into_iter().collect::<Vec<_>>(), Some(head)).await.unwrap();
    versions.sort_by_key(|version| version.log);
    versions
}

/// A connection of its own, with what SQL has no table for: the days of the zone, and what stages mean.
async fn plain(url: &str, history: &History) -> Plain {
    let plain = if url.starts_with("sqlite:") {
        Plain::Sqlite(sqlx::SqlitePool::connect(url).await.unwrap())
    } else {
        Plain::Postgres(sqlx::PgPool::connect(url).await.unwrap())
    };
    plain.run("create table plain_day (day integer primary key, first_ms bigint not null, after_ms bigint not null)").await;
    let rome = TimeZone::get("Europe/Rome").unwrap();
    let starts = |day: i32| {
        let date = civil::date(1970, 1, 1).checked_add(day.days()).unwrap();
        date.to_zoned(rome.clone()).unwrap().timestamp().as_millisecond()
    };
    let days = (19_000..22_000).map(|day| format!("({day}, {}, {})", starts(day), starts(day + 1)));
    plain.run(&format!("insert into plain_day values {}", days.collect::<Vec<_>>().join(", "))).await;
    plain
        .run("create table plain_stage (stage smallint primary key, kind text not null, category smallint not null, entered smallint not null, probability bigint not null)")
        .await;
    for stage in history.workspace.processes.iter().flat_map(|process| &process.stages) {
        let kind = format!("{:?}", stage.kind).to_lowercase();
        let (category, entered) = (stage.category as i16 + 1, i16::from(stage.entered));
        let Stage { id, probability, .. } = stage;
        plain.run(&format!("insert into plain_stage values ({}, '{kind}', {category}, {entered}, {probability})", id.0)).await;
    }
    plain
}

/// A question, and who asks it.
#[derive(Debug)]
struct Question {
    query: ApmQuery,
    rows: Vec<Dimension>,
    role: Role,
    person: Uuid,
    scope: Scope,
    today: Day,
}

impl Question {
    fn new(history: &History, ask: &Ask, (role, person): (u8, u8), head: LogNo, engine: &Engine) -> Self {
        let question = history.question(ask);
        let mut rows = question.rows.clone();
        if rows.is_empty() {
            rows.push(Dimension::Product);
        }
        let known_at = ask.known_at.map(|part| LogNo(FIRST_KNOWN + (head.0 - FIRST_KNOWN) * i64::from(part) / 255));
        let today = engine.today();
        let me = history.people[usize::from(person) % history.people.len()].0;
        let (role, scope) = match role % 8 {
            0 => (Role::Rep, Scope::Own { me, sourced_too: false }),
            1 => (Role::Bdr, Scope::Own { me, sourced_too: true }),
            2 | 3 => (Role::Manager, Scope::Team { me, today }),
            _ => (Role::Admin, Scope::All),
        };
        let query = ApmQuery {
            rows: Some(rows[0]),
            nest: rows.get(1).copied(),
            period: Some(question.period.key),
            as_of: Some(question.as_of),
            known_at,
            organisation: ask.today.then_some(Organisation::Today),
            filter: question.filter,
            sort: None,
        };
        Self { query, rows, role, person: me, scope, today }
    }

    async fn ask(&self, engine: &Engine) -> Result<Apm, contract::Problem> {
        engine.view(&somebody(self.role, self.person)).apm(&self.query).await
    }

    async fn answer(&self, engine: &Engine) -> Apm {
        self.put(engine, &self.query).await
    }

    async fn put(&self, engine: &Engine, query: &ApmQuery) -> Apm {
        engine.view(&somebody(self.role, self.person)).apm(query).await.unwrap()
    }

    fn side<'q>(&'q self, apm: &Apm, rows: &'q [Dimension]) -> Side<'q> {
        let Self { query, scope, today, .. } = self;
        Side {
            rows,
            filter: &query.filter,
            period: apm.period,
            as_of: apm.as_of,
            known_at: apm.known_at,
            organisation: query.organisation.map(|_| *today),
            scope,
        }
    }

    /// Every row and the total, this year, last year, and as last year landed.
    async fn compare(&self, plain: &Plain, apm: &Apm) {
        for depth in 0..=self.rows.len() {
            let now = self.side(apm, &self.rows[..depth]);
            let then = Side { period: apm.last_year, as_of: apm.last_year_as_of, ..now.clone() };
            let landed = Side { as_of: apm.last_year.last, ..then.clone() };
            let said = [plain.cells(&now).await, plain.cells(&then).await, plain.cells(&landed).await];
            let rows = apm.rows.iter().filter(|row| 1 + usize::from(row.nested.is_some()) == depth);
            let rows: BTreeMap<Vec<String>, _> = match depth {
                0 => BTreeMap::from([(Vec::new(), &apm.total)]),
                _ => rows.map(|row| (self.key(&row.key, row.nested.as_deref()), row)).collect(),
            };
            let keys: BTreeSet<&Vec<String>> = said.iter().flat_map(BTreeMap::keys).chain(rows.keys()).collect();
            for key in keys {
                let of = |side: usize| said[side].get(key).copied().unwrap_or_default();
                let row = rows.get(key);
                let context = || format!("{key:?} of {self:?} {apm:#?}");
                assert_eq!(row.map_or(Cells::default(), |row| row.now), of(0), "now, {}", context());
                assert_eq!(row.map_or(Cells::default(), |row| row.then), of(1), "then, {}", context());
                let landed = row.map_or(Default::default(), |row| (row.landed_closed, row.landed_generated));
                assert_eq!(landed, (of(2).closed, of(2).generated), "landed, {}", context());
            }
        }
    }

    fn key(&self, outer: &str, inner: Option<&str>) -> Vec<String> {
        let keys = std::iter::once(outer).chain(inner).zip(&self.rows);
        keys.map(|(key, dimension)| written(*dimension, key)).collect()
    }

    /// The deals behind three of the numbers, and what they come to.
    async fn compare_deals(&self, plain: &Plain, engine: &Engine, apm: &Apm, at: usize) {
        let columns = [
            (ApmColumn::Closed, "number = 'won'"),
            (ApmColumn::Lost, "number = 'lost'"),
            (ApmColumn::Open, "number = 'open'"),
            (ApmColumn::Overdue, "number = 'overdue'"),
            (ApmColumn::Undated, "number = 'undated'"),
            (ApmColumn::OpenAny, "number in ('open', 'overdue', 'undated', 'later')"),
            (ApmColumn::Generated, "number = 'generated'"),
            (ApmColumn::Forecast, "number = 'won' or number = 'open' and forecast = 4"),
        ];
        for (column, numbers) in columns.into_iter().cycle().skip(3 * at).take(3) {
            let ApmQuery { period, as_of, known_at, organisation, filter, .. } = self.query.clone();
            let query = ApmDealsQuery { column, period, as_of, known_at, organisation, filter: filter.clone(), after: None };
            let found = engine.view(&somebody(self.role, self.person)).apm_deals(&query).await.unwrap();
            let said = plain.deals(&self.side(apm, &[]), numbers).await;
            assert_eq!(found.sum, said.values().copied().map(Company).sum(), "{column:?} {self:?}");
            let deals: BTreeMap<OpportunityId, i64> =
                found.deals.items.iter().map(|deal| (deal.id, deal.amount.map_or(0, |amount| amount.0))).collect();
            assert!(found.deals.next.is_none() && found.deals.total as usize == deals.len());
            assert_eq!(deals, said, "{column:?} {self:?}");
            let now = &apm.total.now;
            let sum = |of: fn(&ApmDeal) -> Option<Company>| found.deals.items.iter().filter_map(of).sum();
            let (weighted, days): (Company, i64) =
                (sum(|deal| deal.weighted), found.deals.items.iter().map(|deal| deal.days).sum());
            assert_eq!(found.days, Spread::of(found.deals.items.iter().map(|deal| deal.days).collect()));
            let by_line = filter.0.keys().any(|dimension| matches!(dimension, Dimension::Product | Dimension::Family));
            match column {
                // A deal whose lines were let through only before it closed is in no count.
                ApmColumn::Closed if !by_line => {
                    assert_eq!((sum(|deal| deal.while_open), days), (now.closed_while_open, now.closed_days), "{self:?}");
                }
                ApmColumn::Lost => assert_eq!((found.sum, days), (now.lost, now.lost_days), "{self:?}"),
                ApmColumn::Open => assert_eq!(weighted, now.weighted, "{self:?}"),
                ApmColumn::OpenAny => assert_eq!((weighted, days), (now.weighted_any, now.open_any_days), "{self:?}"),
                _ => {}
            }
        }
    }

    /// Open pipeline by stage at the ends of three weeks.
    async fn compare_pipeline(&self, plain: &Plain, engine: &Engine, apm: &Apm) {
        let Some(until) = self.query.as_of else { return };
        let ApmQuery { known_at, filter, .. } = self.query.clone();
        let query = PipelineHistoryQuery { until: Some(until), weeks: Some(3), known_at, filter };
        let found = engine.view(&somebody(self.role, self.person)).pipeline_history(&query).await.unwrap();
        for (at, day) in found.days.iter().enumerate() {
            let side = Side { as_of: *day, organisation: None, ..self.side(apm, &[Dimension::Stage]) };
            let said = plain.cells(&side).await;
            for series in &found.stages {
                let said = said.get(&vec![series.stage.0.to_string()]).map_or(Company(0), |cells| cells.open_any);
                assert_eq!(series.amounts[at], said, "{} on {day:?} {self:?}", series.name);
            }
        }
    }
}
