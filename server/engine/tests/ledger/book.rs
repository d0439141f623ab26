//! The book answers as a plain look at every deal's versions does, whichever way it came to know them.

use crate::histories::{followed, loaded};
use domain::condition::{Bound, Condition, Field, Span, Values};
use domain::counters::Step;
use domain::reference::{self, Books};
use domain::testing::{self, DAY_ONE, History, day_of};
use domain::{
    Category, Cause, Company, Counters, Counts, Day, Dimension, Instant, Line, LogNo, OpportunityId, PeriodKind, StageKind,
    State, Version,
};
use engine::ledger::book::{Asked, Sum, Surroundings};
use engine::ledger::scope::Scope;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A condition before it is known which people, accounts and products there are.
#[derive(Clone, Debug)]
enum Draft {
    Is(Field, Vec<u8>),
    Within(Field, Option<i32>, Option<i32>),
    Contains(u8),
    Not(Box<Draft>),
    All(Vec<Draft>),
    Any(Vec<Draft>),
}

/// Fields whose rules are written down once more below.
const FIELDS: &[Field] = &[
    Field::Owner,
    Field::Team,
    Field::Manager,
    Field::Stage,
    Field::Kind,
    Field::Category,
    Field::Account,
    Field::Product,
    Field::Family,
    Field::Region,
    Field::Segment,
    Field::Source,
    Field::Type,
    Field::Campaign,
    Field::Currency,
    Field::Close,
    Field::NextStep,
    Field::Created,
    Field::Amount,
    Field::DaysInStage,
    Field::DaysQuiet,
    Field::Pushes,
];

fn drafts() -> impl Strategy<Value = Draft> {
    let field = || prop::sample::select(FIELDS);
    let ranged = || field().prop_filter("a range", |field| matches!(field.values(), Values::Days | Values::Numbers));
    let end = || proptest::option::of(prop_oneof![-30..60_i32, -400..400_i32, 0..3_i32]);
    let leaf = prop_oneof![
        5 => (field(), vec(any::<u8>(), 1..4)).prop_map(|(field, values)| Draft::Is(field, values)),
        4 => (ranged(), end(), end()).prop_map(|(field, from, to)| Draft::Within(field, from, to)),
        1 => any::<u8>().prop_map(Draft::Contains),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Draft::All),
            vec(inner.clone(), 0..3).prop_map(Draft::Any),
            inner.prop_map(|inner| Draft::Not(Box::new(inner))),
        ]
    })
}

/// A history with live undos at its end: of a deal's last version, so many milliseconds later.
fn with_undos(mut history: History, undos: &[(u8, i64)]) -> History {
    let deals: BTreeSet<OpportunityId> = history.versions.iter().map(|version| version.opportunity).collect();
    for (at, later) in undos {
        let Some(deal) = deals.iter().nth(usize::from(*at) % deals.len().max(1)) else { continue };
        let versions = standing(&history, *deal);
        let [.., before, last] = versions.as_slice() else { continue };
        let recorded_at = history.versions.last().unwrap().recorded_at.plus_ms(1);
        let undo = Version {
            effective_at: last.effective_at.plus_ms(*later),
            recorded_at,
            cause: Cause::Undo,
            batch: None,
            log: LogNo(history.head.0 + 1),
            state: before.state.clone(),
            ..(*last).clone()
        };
        history.head = undo.log;
        history.versions.push(undo);
    }
    history
}

/// A deal's versions in the order in which they take effect, without those whose place another took.
fn standing(history: &History, deal: OpportunityId) -> Vec<&Version> {
    let mut versions: BTreeMap<Instant, &Version> = BTreeMap::new();
    for version in history.versions.iter().filter(|version| version.opportunity == deal) {
        let held = versions.entry(version.effective_at).or_insert(version);
        if held.log < version.log {
            *held = version;
        }
    }
    versions.into_values().collect()
}

/// One deal as it is now, by the definitions.
struct Deal<'h> {
    id: OpportunityId,
    state: &'h State,
    counts: Counts,
    created: Day,
    kind: StageKind,
    category: Category,
    /// ACV and weighted, in the company's currency.
    worth: Option<(i64, i64)>,
}

fn deals<'h>(history: &'h History, today: Day) -> Vec<Deal<'h>> {
    let ids: BTreeSet<OpportunityId> = history.versions.iter().map(|version| version.opportunity).collect();
    let deal = |id: OpportunityId| {
        let versions = standing(history, id);
        let last = versions.last().unwrap();
        let stage = history.workspace.stage(last.state.stage).unwrap();
        // Told by hand, not through what takes equal instants together.
        let mut counters = Counters::begin(&Step::of(versions[0]));
        versions[1..].iter().for_each(|version| counters.follow(&Step::of(version), &history.calendar));
        Deal {
            id,
            state: &last.state,
            counts: counters.counts(),
            created: day_of(versions[0].effective_at),
            kind: stage.kind,
            category: stage.effective(last.state.category),
            worth: worth(history, &last.state, stage.probability, today),
        }
    };
    ids.into_iter().map(deal).filter(|deal| !deal.state.deleted).collect()
}

fn worth(history: &History, state: &State, probability: u16, today: Day) -> Option<(i64, i64)> {
    let home = history.workspace.currency;
    let books = history.books();
    let mut sums = (0, 0);
    for line in &state.lines {
        let amount = if state.currency == home {
            line.acv
        } else {
            reference::rate(&books, state.currency, today, history.head)?.rate.rate.convert(line.acv, state.currency, home).0
        };
        sums.0 += amount;
        sums.1 += Company(amount).at_probability(probability).0;
    }
    Some(sums)
}

struct Judge<'h> {
    history: &'h History,
    books: Books<'h>,
    today: Day,
}

impl Judge<'_> {
    fn condition(&self, draft: &Draft) -> Condition {
        match draft {
            Draft::Is(field, values) => Condition::Is(*field, values.iter().map(|value| self.value(*field, *value)).collect()),
            Draft::Within(field, from, to) => {
                let bound = |end: &Option<i32>| {
                    end.map(|end| match field {
                        Field::Amount => Bound::Number(i64::from(end) * 100_000),
                        field if field.values() == Values::Numbers => Bound::Number(i64::from(end)),
                        _ if end % 2 == 0 => Bound::Today(end),
                        _ => Bound::Day(self.today.plus(end)),
                    })
                };
                Condition::Within(*field, bound(from), bound(to))
            }
            Draft::Contains(value) => Condition::Contains(["1", "DEAL", "l ", ""][usize::from(*value) % 4].to_owned()),
            Draft::Not(inner) => Condition::Not(Box::new(self.condition(inner))),
            Draft::All(all) => Condition::All(all.iter().map(|draft| self.condition(draft)).collect()),
            Draft::Any(some) => Condition::Any(some.iter().map(|draft| self.condition(draft)).collect()),
        }
    }

    /// A value that some deal has, one that perhaps none has, or none.
    fn value(&self, field: Field, value: u8) -> String {
        let pick = |texts: &[&str]| texts[usize::from(value) % texts.len()].to_owned();
        if field.values() == Values::People && value.is_multiple_of(7) {
            return "me".into();
        }
        if value.is_multiple_of(11) && !matches!(field, Field::Stage | Field::Kind | Field::Category | Field::Pushes) {
            return String::new();
        }
        match field {
            Field::Kind => pick(&["open", "won", "lost"]),
            Field::Category => pick(&Category::ALL.map(Category::as_str)),
            Field::Close | Field::NextStep | Field::Created => {
                let texts: Vec<String> =
                    Span::ALL.iter().map(|span| span.as_str().to_owned()).chain(["today+1".into()]).collect();
                texts[usize::from(value) % texts.len()].clone()
            }
            Field::Amount | Field::DaysInStage | Field::DaysQuiet | Field::Pushes => (value % 3).to_string(),
            field => {
                let dimension = field.dimension().unwrap();
                let at = usize::from(value) % self.history.versions.len();
                let state = &self.history.versions[at].state;
                self.keys(state, dimension).into_iter().next().unwrap_or_default()
            }
        }
    }

    /// A deal's values in a dimension: one, or one for each line.
    fn keys(&self, state: &State, dimension: Dimension) -> BTreeSet<String> {
        let none = [Line { line: 1, product: None, acv: 0, one_off: 0 }];
        let lines: &[Line] = if state.lines.is_empty() { &none } else { &state.lines };
        let key = |line: &Line| reference::key(&self.books, state, (line, None), dimension, self.today, self.history.head);
        lines.iter().map(key).collect()
    }

    fn meets(&self, deal: &Deal<'_>, condition: &Condition) -> bool {
        match condition {
            Condition::All(all) => all.iter().all(|condition| self.meets(deal, condition)),
            Condition::Any(some) => some.iter().any(|condition| self.meets(deal, condition)),
            Condition::Not(inner) => !self.meets(deal, inner),
            // These histories name their deals in one way.
            Condition::Contains(part) => deal.state.name.to_lowercase().contains(part.trim().to_lowercase().as_str()),
            Condition::Within(field, from, to) => self.number(deal, *field).is_some_and(|number| {
                let end = |bound: &Option<Bound>, open: i64| bound.map_or(open, |bound| bound.number(self.today));
                end(from, i64::MIN) <= number && number <= end(to, i64::MAX)
            }),
            Condition::Is(field, values) => values.iter().any(|value| self.is(deal, *field, value)),
        }
    }

    fn is(&self, deal: &Deal<'_>, field: Field, value: &str) -> bool {
        match field {
            Field::Kind => deal.kind.as_str() == value,
            Field::Category => deal.category.as_str() == value,
            field if field.dimension().is_some() => {
                let me = self.history.people[0].0.to_string();
                let value = if value == "me" && field.values() == Values::People { &me } else { value };
                self.keys(deal.state, field.dimension().unwrap()).contains(value)
            }
            Field::NextStep if value.is_empty() => deal.state.next_step.is_none() && deal.state.next_step_day.is_none(),
            field if value.is_empty() => self.number(deal, field).is_none(),
            field => self.number(deal, field).is_some_and(|number| {
                let quarter = |kind, next: bool| {
                    let present = self.history.calendar.containing(self.today, kind);
                    let period = if next { self.history.calendar.containing(present.last.plus(1), kind) } else { present };
                    (i64::from(period.first.0)..=i64::from(period.last.0)).contains(&number)
                };
                match value {
                    "overdue" => number < i64::from(self.today.0),
                    "this_quarter" => quarter(PeriodKind::Quarter, false),
                    "next_quarter" => quarter(PeriodKind::Quarter, true),
                    "this_month" => quarter(PeriodKind::Month, false),
                    "next_month" => quarter(PeriodKind::Month, true),
                    "today+1" => number == i64::from(self.today.0) + 1,
                    value => value.parse() == Ok(number),
                }
            }),
        }
    }

    fn number(&self, deal: &Deal<'_>, field: Field) -> Option<i64> {
        let day = |day: Day| i64::from(day.0);
        let since = |instant: Instant| i64::from(self.today.since(day_of(instant)).max(0));
        match field {
            Field::Close => deal.state.close_day.map(day),
            Field::NextStep => deal.state.next_step_day.map(day),
            Field::Created => Some(day(deal.created)),
            Field::Amount => deal.worth.filter(|_| !deal.state.lines.is_empty()).map(|(acv, _)| acv),
            Field::DaysInStage => Some(since(deal.counts.stage_since)),
            Field::DaysQuiet => Some(since(deal.counts.changed_since)),
            Field::Pushes => Some(i64::from(deal.counts.period_pushes)),
            field => panic!("{field} has no number"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]
    #[test]
    fn the_book_answers_as_the_versions_do(
        history in testing::history(1..50),
        undos in vec((any::<u8>(), prop_oneof![1..600_000_i64, 600_001..10_000_000_i64]), 0..6),
        drafts in vec(drafts(), 6),
        today in 0..730_i32,
        sort_at in any::<u8>(),
    ) {
        let history = with_undos(history, &undos);
        prop_assume!(!history.versions.is_empty());
        let today = DAY_ONE.plus(today);
        let deals = deals(&history, today);
        let judge = Judge { history: &history, books: history.books(), today };
        let sort_at = LogNo(history.head.0 * i64::from(sort_at) / 256);
        for (way, columns) in [("loaded", loaded(&history, history.head)), ("followed", followed(&history, history.head, sort_at))] {
            let surroundings = Surroundings::default();
            let asked = Asked::new(&columns, &Scope::All, history.people[0], today, &surroundings).unwrap();
            for deal in &deals {
                let at = columns.deals.find(deal.id.0).unwrap() as usize;
                let book = asked.book;
                let found = (book.date_changes[at], book.pushes[at], book.net_days[at], book.stage_since[at], book.changed_since[at]);
                let Counts { date_changes, period_pushes, net_days_pushed, stage_since, changed_since } = deal.counts;
                prop_assert_eq!(found, (date_changes, period_pushes, net_days_pushed, stage_since.0, changed_since.0), "{}", way);
            }
            for draft in &drafts {
                let condition = judge.condition(draft);
                let kept = asked.keep(&condition, asked.seen(&[])).unwrap();
                let found: BTreeSet<OpportunityId> = kept.iter().map(|deal| columns.id(deal)).collect();
                let fitting: Vec<&Deal<'_>> = deals.iter().filter(|deal| judge.meets(deal, &condition)).collect();
                prop_assert_eq!(found, fitting.iter().map(|deal| deal.id).collect::<BTreeSet<_>>(), "{} {}", way, condition);
                let mut expected = Sum { deals: fitting.len() as i64, ..Sum::default() };
                for deal in &fitting {
                    match deal.worth {
                        Some((acv, weighted)) => {
                            expected.acv += Company(acv);
                            expected.weighted += Company(weighted);
                        }
                        None => expected.without_rate += 1,
                    }
                }
                prop_assert_eq!(asked.sum(&kept), expected, "{} {}", way, condition);
            }
        }
    }
}

/// Pencil and paper, for what the property leans on.
#[test]
fn what_is_taken_back_at_once_counts_nowhere() {
    // The fiscal year begins in February.
    let calendar = History::play(&[]).calendar;
    let step = |minute: i64, stage: i16, close: &str, takes_back: bool| Step {
        effective_at: Instant(minute * 60_000),
        takes_back,
        stage: domain::StageId(stage),
        currency: domain::Currency::EUR,
        lines: &[],
        close_day: Some(close.parse().unwrap()),
    };
    let counts = |steps: &[Step<'_>]| Counters::of(steps.iter().copied(), &calendar).unwrap().counts();
    let at = |minute: i64| Instant(minute * 60_000);
    let first = step(0, 1, "2026-10-30", false);
    // Fiscal quarters end with October and January.
    let pushed = step(60, 1, "2026-11-02", false);
    let moved = counts(&[first, pushed]);
    assert_eq!((moved.date_changes, moved.period_pushes, moved.net_days_pushed), (1, 1, 3));
    assert_eq!((moved.stage_since, moved.changed_since), (at(0), at(60)));
    let back = counts(&[first, pushed, step(70, 1, "2026-10-30", true)]);
    assert_eq!((back.date_changes, back.period_pushes, back.net_days_pushed, back.changed_since), (0, 0, 0, at(0)));
    let late = counts(&[first, pushed, step(71, 1, "2026-10-30", true)]);
    assert_eq!((late.date_changes, late.period_pushes, late.net_days_pushed, late.changed_since), (2, 1, 0, at(71)));
    // Somebody else moves the stage in between: that stays.
    let between = counts(&[first, pushed, step(65, 2, "2026-11-02", false), step(69, 2, "2026-10-30", true)]);
    assert_eq!((between.date_changes, between.stage_since, between.changed_since), (0, at(65), at(65)));
    // A version at the same millisecond takes the place of the one before.
    let replaced = counts(&[first, pushed, step(60, 1, "2026-10-29", false)]);
    assert_eq!((replaced.date_changes, replaced.period_pushes, replaced.net_days_pushed), (1, 0, -1));
}
