//! The inspection is what the definitions say of its two days, on random histories that the product itself wrote, on both
//! databases.

use crate::sql::versions;
use crate::written::{Writer, somebody};
use contract::inspection::{Inspected, Inspection, InspectionQuery};
use domain::detail::share_out;
use domain::inspection::{Class, Shift};
use domain::reference::{self, Books, Contribution, Part, Question};
use domain::testing::{Ask, History, ask, shared_writes, writes};
use domain::{
    Category, Company, Day, Dimension, Filter, Instant, Line, LogNo, OpportunityId, Period, PersonId, Role, Stage, StageKind,
    State, Version,
};
use engine::testing::each_url;
use engine::{Clock, Engine, Zone};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How many histories, how many more in which deals also have shares, and how many questions to each.
const HISTORIES: usize = 12;
const SHARED: usize = 6;
const ASKS: usize = 48;
/// All of the log.
const EVER: LogNo = LogNo(i64::MAX);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_inspection_is_what_the_definitions_say_of_its_two_days() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for at in 0..HISTORIES + SHARED {
        let writes = if at < HISTORIES { writes(120..260).boxed() } else { shared_writes(120..260).boxed() };
        let history = History::play(&writes.new_tree(&mut runner).unwrap().current());
        let asks = proptest::collection::vec((ask(), prop_oneof![1..60_i32, 60..700], any::<bool>()), ASKS);
        let asks = asks.new_tree(&mut runner).unwrap().current();
        let counted = std::sync::Mutex::new(&mut seen);
        each_url(async |url| {
            let told = one(&url, &history, &asks).await;
            let mut counted = counted.lock().unwrap();
            told.into_iter().for_each(|what| *counted.entry(what).or_default() += 1);
        })
        .await;
    }
    for class in Class::ALL {
        let times = seen.get(&format!("{class:?}")).copied().unwrap_or(0);
        assert!(times >= 2, "{class:?} happened {times} times: {seen:?}");
    }
    for what in ["Forth", "Back", "Later", "Sooner", "fx", "filtered"] {
        assert!(seen.get(what).copied().unwrap_or(0) >= 2, "{what}: {seen:?}");
    }
}

/// One history in one database, and what its questions met.
async fn one(url: &str, history: &History, asks: &[(Ask, i32, bool)]) -> Vec<String> {
    let begin = history.versions.first().map_or(Instant(0), |version| version.recorded_at);
    let clock = Clock::fixed(begin);
    let engine = Engine::open(url, clock.clone(), &|_| {}).await.unwrap();
    Writer::new(&engine, &clock).write(history).await;
    let versions = versions(&engine, EVER).await;
    let zone = Zone::named("Europe/Rome").unwrap();
    let day_of = |at: Instant| zone.day_of(at);
    let books = Books { versions: &versions, day_of: &day_of, ..history.books() };
    let today = engine.today();
    let view = engine.view(&somebody(Role::Admin, Uuid::nil()));
    let mut met = Vec::new();
    for (turn, (ask, days, this_quarter)) in asks.iter().enumerate() {
        let mut question = history.question(ask);
        // What is asked of some owners meets deals that change hands; francs have no rate at first.
        let (some, _) = history.people.split_at(history.people.len() / 2);
        match turn % 4 {
            0 => _ = question.filter.0.insert(Dimension::Owner, some.iter().map(ToString::to_string).collect()),
            1 => question.filter = Filter::default().and(Dimension::Currency, "CHF"),
            _ => {}
        }
        let period =
            if *this_quarter { history.calendar.containing(today, domain::PeriodKind::Quarter) } else { question.period };
        let since = today.plus(-days);
        let query = InspectionQuery {
            period: Some(period.key),
            since: Some(since),
            filter: question.filter.clone(),
            ..InspectionQuery::default()
        };
        let changed = match view.inspection_in_full(&query).await {
            Ok(answer) => answer,
            // Some value of the filter was never met in what was written.
            Err(problem) => {
                assert_eq!(problem.fields[0].field, "where", "{problem:?}");
                continue;
            }
        };
        let same = InspectionQuery { class: Some(Class::Unchanged), ..query.clone() };
        let same = view.inspection_in_full(&same).await.unwrap();
        let judge = Judge { books, period, since, today, filter: &question.filter };
        judge.compare(&changed, &same, &mut met);
        compare_pages(&view, &query, &changed).await;
    }
    engine.unrestricted("the test is over").close().await;
    met
}

/// Page by page they are the same deals in the same order.
async fn compare_pages(view: &engine::View, query: &InspectionQuery, full: &Inspection) {
    let mut deals: Vec<Inspected> = Vec::new();
    let mut query = query.clone();
    loop {
        let page = view.inspection(&query).await.unwrap().deals;
        deals.extend(page.items);
        assert_eq!(page.total, full.deals.total);
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    assert_eq!(deals, full.deals.items);
    assert!(deals.is_sorted_by_key(|deal| -deal.moved.0.abs()));
}

/// What became of a deal: its class, what moved, what it was and is worth and closed for, and by how much it moved the whole.
type Fate = (Class, Vec<Shift>, [Option<i64>; 3], i64);

/// What the definitions say.
struct Judge<'j> {
    books: Books<'j>,
    period: Period,
    since: Day,
    today: Day,
    filter: &'j Filter,
}

impl Judge<'_> {
    /// The lines that count on a day, by deal.
    fn lines(&self, day: Day, part: Part) -> BTreeMap<OpportunityId, Vec<Contribution>> {
        let question = Question {
            rows: Vec::new(),
            filter: self.filter.clone(),
            period: self.period,
            as_of: day,
            known_at: EVER,
            organisation: None,
        };
        let mut lines: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for one in reference::contributions(&self.books, &question).into_iter().filter(|one| one.part == part) {
            lines.entry(one.deal).or_default().push(one);
        }
        lines
    }

    fn compare(&self, changed: &Inspection, same: &Inspection, met: &mut Vec<String>) {
        let (then, now) = (self.lines(self.since, Part::Open), self.lines(self.today, Part::Open));
        let [won, lost] = [Part::Closed, Part::Lost].map(|part| self.lines(self.today, part));
        let worth =
            |lines: Option<&Vec<Contribution>>| lines.map(|lines| lines.iter().filter_map(|one| one.amount).sum::<Company>().0);
        let context = || format!("{:?} since {} to {} where {}", self.period.key, self.since, self.today, self.filter);

        // The two ends.
        for (side, tally) in [(&then, changed.then), (&now, changed.now)] {
            let acv: i64 = side.values().filter_map(|lines| worth(Some(lines))).sum();
            assert_eq!((tally.deals, tally.acv.0), (side.len() as i64, acv), "{}", context());
        }
        let rateless = |lines: &&Vec<Contribution>| lines.iter().any(|one| one.amount.is_none());
        assert_eq!(changed.without_rate, now.values().filter(rateless).count() as i64, "{}", context());

        // Each deal.
        let mut expected: BTreeMap<OpportunityId, Fate> = BTreeMap::new();
        let all: BTreeSet<OpportunityId> = self.books.versions.iter().map(|version| version.opportunity).collect();
        for id in all {
            let versions: Vec<&Version> = self.books.versions.iter().filter(|version| version.opportunity == id).collect();
            let (was, is) = (worth(then.get(&id)), worth(now.get(&id)));
            let closed = worth(won.get(&id).or(lost.get(&id)));
            let at_then: i64 = now.get(&id).map_or(0, |lines| self.at_then(&versions, lines));
            let moved = was.map_or(is.unwrap_or(0), |was| at_then - was);
            if was.is_none() && is.is_none() && closed.is_none() {
                continue;
            }
            if let Some(class) = self.class(&versions, was.is_some(), is.is_some(), moved) {
                let shifts = if was.is_some() && is.is_some() { self.shifts(&versions) } else { Vec::new() };
                let closed = closed.filter(|_| matches!(class, Class::Won | Class::Lost));
                expected.insert(id, (class, shifts, [was, is, closed], moved));
            }
        }
        let cents = |amount: Option<Company>| amount.map(|amount| amount.0);
        let told = |deal: &Inspected| {
            let amounts = [cents(deal.was), cents(deal.is), cents(deal.closed)];
            (deal.id, (deal.class, deal.shifts.clone(), amounts, deal.moved.0))
        };
        let found: BTreeMap<_, _> = changed.deals.items.iter().chain(&same.deals.items).map(told).collect();
        assert_eq!(found.len(), changed.deals.items.len() + same.deals.items.len(), "each is told once, {}", context());
        assert_eq!(found, expected, "{}", context());

        // What they come to: together they lead from then to now.
        let mut sums: BTreeMap<Class, [i64; 5]> = BTreeMap::new();
        for (class, _, [was, is, closed], moved) in expected.values() {
            let sum = sums.entry(*class).or_default();
            for (at, by) in [1, was.unwrap_or(0), is.unwrap_or(0), *moved, closed.unwrap_or(0)].into_iter().enumerate() {
                sum[at] += by;
            }
        }
        let classes: BTreeMap<Class, [i64; 5]> = changed
            .classes
            .iter()
            .map(|row| (row.class, [row.change.deals, row.change.was.0, row.change.is.0, row.change.moved.0, row.closed.0]))
            .collect();
        assert_eq!(classes, sums, "{}", context());
        let column = |at: usize| sums.values().map(|sum| sum[at]).sum::<i64>();
        assert_eq!((column(1), column(2)), (changed.then.acv.0, changed.now.acv.0), "{}", context());
        assert_eq!(changed.now.acv.0, changed.then.acv.0 + column(3) + changed.fx.0, "{}", context());

        met.extend(expected.values().map(|(class, ..)| format!("{class:?}")));
        met.extend(expected.values().flat_map(|(_, shifts, ..)| shifts.iter().map(|shift| format!("{shift:?}"))));
        let rare = [("fx", changed.fx.0 != 0), ("filtered", !self.filter.is_empty() && column(0) > 0)];
        met.extend(rare.into_iter().filter(|(_, so)| *so).map(|(what, _)| what.to_owned()));
    }

    /// What the lines of now would be worth at the rates of then.
    fn at_then(&self, versions: &[&Version], lines: &[Contribution]) -> i64 {
        let state = self.state(versions, self.today).unwrap();
        let home = self.books.workspace.currency;
        let counted = state.lines.iter().filter(|line| lines.iter().any(|one| one.line == line.line));
        let amount = |acv: i64| {
            if state.currency == home {
                return acv;
            }
            let known = reference::rate(&self.books, state.currency, self.since, EVER);
            known.map_or(0, |known| known.rate.rate.convert(acv, state.currency, home).0)
        };
        let of_people = self.filter.0.keys().any(|dimension| dimension.of_people());
        let revenue = if of_people { state.revenue() } else { Vec::new() };
        if revenue.is_empty() {
            return counted.map(|line| amount(line.acv)).sum();
        }
        let shares: Vec<i32> = revenue.iter().map(|(_, share)| *share).collect();
        let passes = |line: &Line, person: PersonId| {
            let mut tests = self.filter.0.iter();
            tests.all(|(dimension, keys)| {
                keys.contains(&reference::key(&self.books, state, (line, Some(person)), *dimension, self.today, EVER))
            })
        };
        let of_line = |line: &Line| -> i64 {
            let parts = share_out(amount(line.acv), &shares).into_iter().zip(&revenue);
            parts.filter(|(_, (person, _))| passes(line, *person)).map(|(part, _)| part).sum()
        };
        counted.map(of_line).sum()
    }

    fn state<'v>(&self, versions: &[&'v Version], day: Day) -> Option<&'v State> {
        reference::state_as_of(&self.books, versions, day, EVER)
    }

    fn stage(&self, state: &State) -> &Stage {
        self.books.workspace.stage(state.stage).unwrap()
    }

    /// Open, at or past entry, not Omitted.
    fn open(&self, state: &State) -> bool {
        let stage = self.stage(state);
        !state.deleted && stage.kind == StageKind::Open && stage.entered && stage.effective(state.category) != Category::Omitted
    }

    fn in_period(&self, state: &State) -> bool {
        state.close_day.is_some_and(|day| self.period.contains(day))
    }

    fn before_period(&self, state: &State) -> bool {
        state.close_day.is_some_and(|day| day < self.period.first)
    }

    /// Each state that held from after a day to another's end, by trying every instant at which one began.
    fn held<'v>(&self, versions: &[&'v Version], after: Day, until: Day) -> Vec<&'v State> {
        let day = |version: &&&Version| (self.books.day_of)(version.effective_at);
        let between = versions.iter().filter(|version| day(version) > after && day(version) <= until);
        let at = |instant: Instant| {
            let so_far = versions.iter().filter(|version| version.effective_at <= instant);
            so_far.max_by_key(|version| (version.effective_at, version.log)).map(|version| &version.state)
        };
        between.filter_map(|version| at(version.effective_at)).collect()
    }

    fn class(&self, versions: &[&Version], was: bool, is: bool, moved: i64) -> Option<Class> {
        let (then, now) = (self.state(versions, self.since), self.state(versions, self.today)?);
        let kind = self.stage(now).kind;
        match (was, is) {
            (true, true) => {
                let what = |state: &State| (state.stage, state.category, state.close_day, state.currency, state.acv());
                let touched = || self.held(versions, self.since, self.today).iter().any(|state| what(state) != what(now));
                Some(match moved.cmp(&0) {
                    Ordering::Greater => Class::Up,
                    Ordering::Less => Class::Down,
                    Ordering::Equal if what(then?) != what(now) => Class::Changed,
                    Ordering::Equal if touched() => Class::CameBack,
                    Ordering::Equal => Class::Unchanged,
                })
            }
            (true, false) => Some(match kind {
                _ if now.deleted => Class::Deleted,
                StageKind::Lost => Class::Lost,
                StageKind::Won if self.in_period(now) => Class::Won,
                StageKind::Open if !self.open(now) => Class::Left,
                StageKind::Open if self.in_period(now) => Class::ScopeOut,
                _ if self.before_period(now) => Class::PulledOut,
                _ => Class::PushedOut,
            }),
            (false, true) => {
                let Some(then) = then else { return Some(Class::New) };
                let entered = self.held(versions, Day(i32::MIN), self.since).iter().any(|state| self.open(state));
                Some(match self.stage(then).kind {
                    _ if then.deleted => Class::Restored,
                    StageKind::Won | StageKind::Lost => Class::Reopened,
                    StageKind::Open if !self.open(then) && entered => Class::Returned,
                    StageKind::Open if !self.open(then) => Class::New,
                    StageKind::Open if self.in_period(then) => Class::ScopeIn,
                    StageKind::Open if self.before_period(then) => Class::PushedIn,
                    StageKind::Open => Class::PulledIn,
                })
            }
            (false, false) => {
                let closed = then.is_none_or(|then| self.stage(then).kind != kind);
                match kind {
                    StageKind::Won if closed => Some(Class::Won),
                    StageKind::Lost if closed => Some(Class::Lost),
                    _ => None,
                }
            }
        }
    }

    fn shifts(&self, versions: &[&Version]) -> Vec<Shift> {
        let (then, now) = (self.state(versions, self.since).unwrap(), self.state(versions, self.today).unwrap());
        let mut shifts = Vec::new();
        for process in &self.books.workspace.processes {
            let at = |state: &State| process.stages.iter().position(|stage| stage.id == state.stage);
            if let (Some(from), Some(to)) = (at(then), at(now)) {
                shifts.extend((to > from).then_some(Shift::Forth));
                shifts.extend((to < from).then_some(Shift::Back));
            }
        }
        let (from, to) = (then.close_day.unwrap(), now.close_day.unwrap());
        shifts.extend((to > from).then_some(Shift::Later));
        shifts.extend((to < from).then_some(Shift::Sooner));
        shifts
    }
}
