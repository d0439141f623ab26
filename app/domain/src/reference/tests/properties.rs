//! What must hold of any history: drawn at random, with the rare things counted.

use crate::opportunity::as_of;
use crate::reference::{Question, cells, contributions, rows, state_as_of, total};
use crate::testing::{FEATURES, History, ask, history, writes};
use crate::{Cells, Company, Dimension, Instant, Version};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;

/// The sums of some cells; counts of deals do not add up by product.
fn money(cells: &Cells) -> [Company; 13] {
    [
        cells.closed,
        cells.open,
        cells.overdue,
        cells.undated,
        cells.open_any,
        cells.commit,
        cells.best_case,
        cells.generated,
        cells.forecast(),
        cells.lost,
        cells.closed_while_open,
        cells.weighted,
        cells.weighted_any,
    ]
}

fn added<'a>(rows: impl Iterator<Item = &'a Cells>) -> Cells {
    rows.fold(Cells::default(), |mut sum, row| {
        sum += *row;
        sum
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Section 4, ties: for one filter, P and T the matrices have equal totals, to the cent.
    #[test]
    fn the_four_matrices_tie(history in history(1..60), ask in ask()) {
        let question = history.question(&ask);
        let whole = total(&history.books(), &question);
        for dimension in [Dimension::Product, Dimension::Region, Dimension::Segment, Dimension::Source] {
            let by = rows(&history.books(), &Question { rows: vec![dimension], ..question.clone() });
            let sum = added(by.values());
            prop_assert_eq!(money(&sum), money(&whole), "{}", dimension);
            prop_assert_eq!(sum.without_rate, whole.without_rate);
            if dimension != Dimension::Product {
                prop_assert_eq!(sum, whole, "a deal is in one row of {}", dimension);
            }
        }
    }

    /// A subtotal is its parts added up again.
    #[test]
    fn subtotals_are_their_parts(history in history(1..60), ask in ask()) {
        let question = history.question(&ask);
        let (outer, inner) = (Dimension::Region, Dimension::Product);
        let outer_rows = rows(&history.books(), &Question { rows: vec![outer], ..question.clone() });
        let nested = rows(&history.books(), &Question { rows: vec![outer, inner], ..question });
        let mut sums: BTreeMap<Vec<String>, Cells> = BTreeMap::new();
        for (row, cells) in nested {
            *sums.entry(vec![row[0].clone()]).or_default() += cells;
        }
        prop_assert_eq!(sums.len(), outer_rows.len());
        for (row, cells) in outer_rows {
            prop_assert_eq!(money(&sums[&row]), money(&cells));
        }
    }

    /// A row is what its filter lets through.
    #[test]
    fn a_row_is_a_filter(history in history(1..60), ask in ask()) {
        let question = history.question(&ask);
        let dimension = Dimension::Segment;
        for key in history.keys(dimension) {
            // A filter on the dimension itself would let nothing of the other rows through.
            let base = Question { filter: question.filter.without(dimension), ..question.clone() };
            let by = rows(&history.books(), &Question { rows: vec![dimension], ..base.clone() });
            let only = Question { rows: Vec::new(), filter: base.filter.and(dimension, &key), ..base };
            prop_assert_eq!(by.get(&vec![key]).copied().unwrap_or_default(), total(&history.books(), &only));
        }
    }

    /// What was answered at a log position is answered again at it, whatever is written later.
    #[test]
    fn answers_hold_under_later_writes(writes in writes(1..60), cut in 0_usize..60, ask in ask()) {
        let before = History::play(&writes[..cut.min(writes.len())]);
        let after = History::play(&writes);
        let question = before.question(&ask);
        prop_assert!(question.known_at <= before.head);
        prop_assert_eq!(rows(&before.books(), &question), rows(&after.books(), &question));
    }

    /// What takes effect after T changes nothing as of T.
    #[test]
    fn the_future_changes_nothing(history in history(1..60), ask in ask()) {
        let question = Question { organisation: None, ..history.question(&ask) };
        let mut until = history.clone();
        until.versions.retain(|version| crate::testing::day_of(version.effective_at) <= question.as_of);
        prop_assert_eq!(rows(&until.books(), &question), rows(&history.books(), &question));
    }

    /// As of a day is as of its last millisecond.
    #[test]
    fn a_day_is_its_end(history in history(1..60), ask in ask()) {
        let question = history.question(&ask);
        let end = Instant(i64::from(question.as_of.0 + 1) * 86_400_000 - 1);
        for version in &history.versions {
            let own: Vec<Version> =
                history.versions.iter().filter(|other| other.opportunity == version.opportunity).cloned().collect();
            let all: Vec<&Version> = own.iter().collect();
            prop_assert_eq!(
                state_as_of(&history.books(), &all, question.as_of, question.known_at),
                as_of(&own, end, question.known_at).map(|version| &version.state)
            );
        }
    }

    /// The lines behind the numbers add up to them, in any order.
    #[test]
    fn lines_add_up_in_any_order(history in history(1..60), ask in ask()) {
        let question = history.question(&ask);
        let mut lines = contributions(&history.books(), &question);
        let whole = cells(&lines);
        lines.reverse();
        prop_assert_eq!(cells(&lines), whole);
        let mut shuffled = history.clone();
        shuffled.versions.reverse();
        shuffled.facts.reverse();
        shuffled.rates.reverse();
        prop_assert_eq!(total(&shuffled.books(), &question), whole);
    }
}

/// The histories do meet what they are for.
#[test]
fn every_rare_thing_happens() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut numbers = Cells::default();
    for _ in 0..192 {
        let history = history(1..60).new_tree(&mut runner).unwrap().current();
        let ask = ask().new_tree(&mut runner).unwrap().current();
        for (feature, times) in history.features() {
            *seen.entry(feature).or_default() += times;
        }
        numbers += total(&history.books(), &history.question(&ask));
    }
    for feature in FEATURES {
        assert!(seen[feature] >= 20, "“{feature}” happened {} times in 192 histories", seen[feature]);
    }
    let deals = [
        numbers.closed_deals,
        numbers.open_deals,
        numbers.overdue_deals,
        numbers.undated_deals,
        numbers.generated_deals,
        numbers.lost_deals,
        numbers.without_rate,
        numbers.closed_days,
        numbers.lost_days,
        numbers.open_any_days,
        numbers.lost.0,
        (numbers.closed_while_open - numbers.closed).0.abs(),
        numbers.weighted.0,
        (numbers.weighted_any - numbers.weighted).0,
    ];
    assert!(deals.iter().all(|count| *count >= 10), "some number is hardly ever asked about: {numbers:?}");
}
