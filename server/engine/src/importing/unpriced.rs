//! Amounts in currencies that have no exchange rate on the days they need one: they would be left out of every total.

use super::timeline::Moment;
use crate::clock::Zone;
use contract::import::Peril;
use domain::workspace::DatedRate;
use domain::{Currency, Day, StageKind, State, Workspace};
use std::collections::BTreeMap;

/// What is known of rates, and what was found without one.
pub struct Unpriced {
    home: Currency,
    /// The first day of each currency that has a rate.
    first: BTreeMap<Currency, Day>,
    /// The first day without one, and how many rows.
    missing: BTreeMap<Currency, (Day, u64)>,
}

impl Unpriced {
    /// With these rates, of the workspace and of the import.
    pub fn new<'r>(home: Currency, rates: impl Iterator<Item = &'r DatedRate>) -> Self {
        let mut first: BTreeMap<Currency, Day> = BTreeMap::new();
        for rate in rates.filter(|rate| rate.rate.0 > 0) {
            let day = first.entry(rate.currency).or_insert(rate.day);
            *day = (*day).min(rate.day);
        }
        Self { home, first, missing: BTreeMap::new() }
    }

    /// A row leads to these states of its deal.
    pub fn meet(&mut self, moments: &[Moment], workspace: &Workspace, zone: &Zone) {
        let Some((_, State { currency, .. })) = moments.first() else { return };
        let currency = *currency;
        if currency == self.home {
            return;
        }
        let day = moments.iter().filter_map(|(at, state)| needs(state, zone.day_of(*at), workspace)).min();
        let first = self.first.get(&currency).copied();
        if let Some(day) = day.filter(|day| first.is_none_or(|first| *day < first)) {
            let (from, rows) = self.missing.entry(currency).or_insert((day, 0));
            *from = (*from).min(day);
            *rows += 1;
        }
    }

    /// What there is to say.
    pub fn perils(&self) -> impl Iterator<Item = Peril> {
        self.missing.iter().map(|(currency, (from, rows))| Peril::NoRate {
            currency: *currency,
            home: self.home,
            from: *from,
            rows: *rows,
        })
    }
}

/// The day whose rate a state's amount is counted at: a won deal's close day, an open one's as it is. (Measures, section 8.)
fn needs(state: &State, day: Day, workspace: &Workspace) -> Option<Day> {
    if state.deleted || state.lines.iter().all(|line| line.acv == 0 && line.one_off == 0) {
        return None;
    }
    match workspace.stage(state.stage)?.kind {
        StageKind::Open => Some(day),
        StageKind::Won => Some(state.close_day.unwrap_or(day)),
        StageKind::Lost => None,
    }
}
