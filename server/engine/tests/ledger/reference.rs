//! The ledger answers as the definitions do, whichever way it came to know a history.

use crate::histories::{ask, followed, loaded};
use domain::testing::{self, FEATURES, History, shared_writes};
use domain::{LogNo, reference};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeMap;

fn holds(history: &History, asks: &[testing::Ask], sort_at: u8) -> Result<(), TestCaseError> {
    for asked in asks {
        let question = history.question(asked);
        let books = history.books();
        let total = reference::total(&books, &question);
        let rows = if question.rows.is_empty() { BTreeMap::new() } else { reference::rows(&books, &question) };
        let sort_at = LogNo(history.head.0 * i64::from(sort_at) / 256);
        let ways = [loaded(history, question.known_at), followed(history, question.known_at, sort_at)];
        for (columns, way) in ways.iter().zip(["loaded", "followed"]) {
            let (found_rows, found_total) = ask(columns, &question);
            prop_assert_eq!(found_total, total, "{} total of {:?}", way, &question);
            if !question.rows.is_empty() {
                prop_assert_eq!(&found_rows, &rows, "{} rows of {:?}", way, &question);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn the_ledger_answers_as_the_definitions_do(
        history in testing::history(1..60),
        asks in proptest::collection::vec(testing::ask(), 4),
        sort_at in any::<u8>(),
    ) {
        holds(&history, &asks, sort_at)?;
    }
}

#[test]
fn the_histories_have_every_rare_thing_in_them() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..64 {
        let history = History::play(&shared_writes(1..60).new_tree(&mut runner).unwrap().current());
        for (feature, count) in history.features() {
            *seen.entry(feature).or_default() += count;
        }
    }
    for feature in FEATURES {
        assert!(seen[feature] >= 10, "{feature} happened {} times", seen[feature]);
    }
}
