//! Random histories as columns.

use domain::reference::Question;
use domain::testing::History;
use domain::{Cells, Dimension, LogNo, Version};
use engine::Zone;
use engine::ledger::columns::Columns;
use engine::ledger::follow::row;
use engine::ledger::matrix::Matrix;
use engine::ledger::scan::{self, Tests, count, scan};
use engine::ledger::scope::Scope;
use engine::store::{Change, Settings};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The settings of a history.
pub fn settings(history: &History) -> Settings {
    Settings { revision: LogNo(0), workspace: Arc::new(history.workspace.clone()), zone: Zone::utc() }
}

/// The columns at a position, told as a start does: deal by deal, in order.
pub fn loaded(history: &History, known_at: LogNo) -> Columns {
    let mut columns = Columns::new(settings(history)).unwrap();
    let mut versions: Vec<&Version> = history.versions.iter().filter(|version| version.log <= known_at).collect();
    versions.sort_by_key(|version| (version.opportunity, version.effective_at, version.log));
    for version in versions {
        assert!(columns.append(&row(version)));
    }
    tell(&mut columns, history, known_at);
    columns.sort();
    columns
}

/// The columns at a position, told in the order of the log; a deal whose past changes is told again.
pub fn followed(history: &History, known_at: LogNo, sort_at: LogNo) -> Columns {
    let mut columns = Columns::new(settings(history)).unwrap();
    for version in history.versions.iter().filter(|version| version.log <= known_at) {
        if !columns.take_in(&Change::Version(Box::new(version.clone()))) {
            let deal = columns.deals.find(version.opportunity.0).unwrap();
            columns.forget(&[deal]);
            let of_deal = |other: &&Version| other.opportunity == version.opportunity && other.log <= version.log;
            let mut again: Vec<&Version> = history.versions.iter().filter(of_deal).collect();
            again.sort_by_key(|version| (version.effective_at, version.log));
            again.into_iter().for_each(|version| assert!(columns.append(&row(version))));
        }
        if version.log == sort_at {
            columns.sort();
        }
    }
    tell(&mut columns, history, known_at);
    columns
}

fn tell(columns: &mut Columns, history: &History, known_at: LogNo) {
    let facts: Vec<_> = history.facts.iter().filter(|fact| fact.log <= known_at).cloned().collect();
    columns.tell_surroundings(&facts, &[], Vec::new(), LogNo(0));
    for known in history.rates.iter().filter(|known| known.log <= known_at) {
        let currency = columns.names.currencies.intern(known.rate.currency.code());
        columns.rates.add(currency, known.rate.day.0, known.log.0, known.rate.rate);
    }
    columns.head = known_at;
}

/// What the ledger answers: every row that has a number, and the total.
pub fn ask(columns: &Columns, question: &Question) -> (BTreeMap<Vec<String>, Cells>, Cells) {
    let tests = Tests::new(columns, &question.filter).unwrap();
    let outer = question.rows.first().copied().unwrap_or(Dimension::Currency);
    let inner = question.rows.get(1).copied();
    let mut matrix = Matrix::new(columns, outer, inner, &tests);
    let by: Vec<Dimension> = std::iter::once(outer).chain(inner).collect();
    let asked = scan::Question {
        as_of: question.as_of,
        period: question.period,
        organisation: question.organisation,
        by: &by,
        filter: &tests,
        scope: &Scope::All,
        wanted: count::ALL,
    };
    scan(columns, &asked, &mut matrix);
    let (sums, totals) = matrix.finish();
    let rows = sums.into_iter().filter(|sum| sum.inner.is_some() == inner.is_some()).map(|sum| {
        let key = std::iter::once(columns.key(outer, sum.outer));
        let key = key.chain(inner.zip(sum.inner).map(|(inner, number)| columns.key(inner, number)));
        (key.collect(), sum.cells[0])
    });
    (rows.collect(), totals[0])
}
