//! Whoever sees aggregates only is told of no set of one to four deals, by no number and by no subtraction within an
//! answer. The sets come from scans of their own, deal by deal.

use super::matrix::add_up;
use super::question::When;
use super::withhold::{Counted, Counts, NOW, THEN};
use crate::clock::Zone;
use crate::ledger::columns::Columns;
use crate::ledger::drill::Parts;
use crate::ledger::follow::row;
use crate::ledger::scan::{Question, Tests, count, scan};
use crate::ledger::scope::Scope;
use crate::store::Settings;
use crate::view::{Numbers, few};
use contract::apm::ApmColumn;
use domain::testing::{DAY_ONE, History, history};
use domain::{Day, Dimension, Filter, LogNo, PeriodKind};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

type Deals = BTreeSet<u32>;

const TOLD: [(ApmColumn, u16); 7] = [
    (ApmColumn::Closed, count::CLOSED),
    (ApmColumn::Open, count::OPEN),
    (ApmColumn::Overdue, count::OVERDUE),
    (ApmColumn::Undated, count::UNDATED),
    (ApmColumn::OpenAny, count::OPEN_ANY),
    (ApmColumn::Generated, count::GENERATED),
    (ApmColumn::Forecast, count::COMMIT),
];

fn columns(history: &History) -> Columns {
    let settings = Settings { revision: LogNo(0), workspace: Arc::new(history.workspace.clone()), zone: Zone::utc() };
    let mut columns = Columns::new(settings).unwrap();
    let mut versions: Vec<_> = history.versions.iter().collect();
    versions.sort_by_key(|version| (version.opportunity, version.effective_at, version.log));
    versions.into_iter().for_each(|version| assert!(columns.append(&row(version))));
    columns.tell_surroundings(&history.facts, &[], Vec::new(), LogNo(0));
    columns.sort();
    columns
}

/// The deals behind a number of a row (or of the total), found one by one.
fn behind(columns: &Columns, when: &When, side: usize, wanted: u16, row: Option<(Dimension, &str)>) -> Deals {
    let filter = row.map(|(dimension, key)| Filter::default().and(dimension, key)).unwrap_or_default();
    let tests = Tests::new(columns, &filter).unwrap();
    let (as_of, period) = [(when.as_of, when.period), (when.last_year_as_of, when.last_year)][side];
    let mut parts = Parts { wanted, parts: Vec::new() };
    let question = Question { as_of, period, organisation: None, by: &[], filter: &tests, scope: &Scope::All, wanted };
    scan(columns, &question, &mut parts);
    parts.parts.into_iter().map(|part| part.deal).collect()
}

fn told(row: &Counted, side: usize, column: ApmColumn) -> bool {
    let withheld = row.withheld();
    !(if side == NOW { withheld.now } else { withheld.then }).contains(&column)
}

fn check(history: &History, by: Dimension, day: u16, as_of: i32, seen: &mut [u32; 3]) -> Result<(), TestCaseError> {
    let columns = columns(history);
    let period = columns.calendar.containing(DAY_ONE.plus(day.into()), PeriodKind::Quarter);
    let when = When::new(&columns, Some(period.first.plus(as_of)), Some(period.key), Day(30_000)).unwrap();
    let tests = Tests::default();
    let (rows, total, rated) = add_up(&columns, by, None, &tests, &Scope::All, &when, None);
    let mut counts = Counts::new(rows, total, rated, false);
    let sides = [(when.as_of, when.period), (when.last_year_as_of, when.last_year)];
    counts.count_commit(&columns, by, &tests, &Scope::All, sides, None);
    counts.withhold_few();

    for side in [NOW, THEN] {
        let sets = |row: Option<&str>| TOLD.map(|(_, wanted)| behind(&columns, &when, side, wanted, row.map(|key| (by, key))));
        let of_rows: Vec<_> = counts.rows.iter().map(|row| (row, sets(Some(&columns.key(by, row.sums.outer))))).collect();
        let of_total = (&counts.total, sets(None));
        for (row, sets) in of_rows.iter().chain([&of_total]) {
            for ((column, _), deals) in TOLD.iter().zip(sets) {
                let shown = told(row, side, *column);
                prop_assert!(!shown || !few(deals.len() as i64), "{by} {column:?}: {} deals", deals.len());
                seen[usize::from(shown)] += u32::from(!deals.is_empty());
            }
            let [_, open, overdue, undated, any, _, commit] = sets;
            let mut later = any.clone();
            for (column, part) in [(ApmColumn::Open, open), (ApmColumn::Overdue, overdue), (ApmColumn::Undated, undated)] {
                if told(row, side, column) {
                    later.retain(|deal| !part.contains(deal));
                }
            }
            prop_assert!(!told(row, side, ApmColumn::OpenAny) || !few(later.len() as i64), "{by}: later than the period");
            let both = told(row, side, ApmColumn::Open) && told(row, side, ApmColumn::Forecast);
            prop_assert!(!both || !few(open.difference(commit).count() as i64), "{by}: open but not Commit");
            prop_assert!(told(row, side, ApmColumn::Closed) || !told(row, side, ApmColumn::Forecast), "{by}: forecast is Commit");
        }
        for (at, (column, _)) in TOLD.iter().enumerate() {
            let hidden = of_rows.iter().filter(|(row, _)| !told(row, side, *column));
            let behind: Deals = hidden.flat_map(|(_, sets)| sets[at].iter().copied()).collect();
            if told(of_total.0, side, *column) {
                prop_assert!(!few(behind.len() as i64), "{by} {column:?}: the total less its rows, {} deals", behind.len());
                seen[2] += u32::from(!behind.is_empty());
            } else {
                prop_assert!(!behind.is_empty() || of_total.1[at].is_empty(), "{by} {column:?}: the rows tell the total");
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn no_number_and_no_difference_tells_of_a_few_deals(
        history in history(200..500),
        by in 0..Dimension::OF_AGGREGATES.len(),
        day in 250..440_u16,
        as_of in -10..110_i32,
    ) {
        check(&history, Dimension::OF_AGGREGATES[by], day, as_of, &mut [0; 3])?;
    }
}

#[test]
fn the_histories_have_numbers_of_either_kind() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = [0; 3];
    for at in 0..32 {
        let history = history(200..500).new_tree(&mut runner).unwrap().current();
        check(&history, Dimension::OF_AGGREGATES[at % 7], 300, 60, &mut seen).unwrap();
    }
    assert!(seen.into_iter().all(|count| count >= 20), "withheld, told, withheld together: {seen:?}");
}
