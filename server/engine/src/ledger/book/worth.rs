//! What each deal comes to in the company's currency, at the rates of one day: made when it is first asked for, kept up to
//! date with each version, made anew on another day or when a rate comes in.

use super::{Book, Telling};
use crate::ledger::columns::Columns;
use crate::ledger::rates::Exchange;
use domain::{Company, Currency, Day};
use parking_lot::{RwLockReadGuard, RwLockWriteGuard};

/// There is no rate for the currency.
pub const NO_RATE: i64 = i64::MIN;

/// Amounts by the deal's number.
#[derive(Debug, Default)]
pub struct Worth {
    /// The day whose rates were used; nothing if they have to be looked up again.
    day: Option<i32>,
    /// The ACV: each line converted by itself. `NO_RATE` if it cannot be.
    pub acv: Vec<i64>,
    /// The same, each line at the chance of the stage.
    pub weighted: Vec<i64>,
}

impl Worth {
    /// What a version comes to takes the place of what the one before did.
    pub(super) fn tell(&mut self, telling: &Telling<'_>) {
        let Some(day) = self.day else { return };
        let currency = telling.version.currency;
        let exchange = match telling.rates.at(u32::from(telling.row.currency), day) {
            _ if currency == telling.home => Exchange::Same,
            Some(dated) => Exchange::At(dated, currency),
            None => Exchange::Missing,
        };
        let chance = telling.statuses.get(telling.row.status).probability;
        let (acv, weighted) = worth_of_lines(telling.lines, exchange, telling.home, chance);
        let at = telling.row.deal as usize;
        if at == self.acv.len() {
            self.acv.push(acv);
            self.weighted.push(weighted);
        } else {
            (self.acv[at], self.weighted[at]) = (acv, weighted);
        }
    }
}

/// What lines come to, and what at a chance of winning.
pub(super) fn worth_of_lines(lines: &[(u32, i64)], exchange: Exchange, home: Currency, chance: u16) -> (i64, i64) {
    let convert = |amount: i64| match exchange {
        Exchange::Same => Some(amount),
        Exchange::At((rate, _), currency) => Some(rate.convert(amount, currency, home).0),
        Exchange::Missing => None,
    };
    let mut sums = (0_i64, 0_i64);
    for &(_, amount) in lines {
        let Some(amount) = convert(amount) else { return (NO_RATE, NO_RATE) };
        sums = (sums.0.saturating_add(amount), sums.1.saturating_add(Company(amount).at_probability(chance).0));
    }
    sums
}

impl Book {
    /// The rates have changed.
    pub fn forget_worth(&mut self) {
        self.worth.get_mut().day = None;
    }

    /// What each deal comes to at the rates of a day.
    pub fn worth(&self, columns: &Columns, today: Day) -> RwLockReadGuard<'_, Worth> {
        let known = self.worth.read();
        if known.day == Some(today.0) {
            return known;
        }
        drop(known);
        let mut worth = self.worth.write();
        // Somebody else may have been as fast.
        if worth.day != Some(today.0) {
            let home = columns.settings.workspace.currency;
            let exchanges = columns.exchanges_on(today);
            let chances = columns.statuses.probabilities();
            let deals = 0..self.account.len();
            let each = deals.map(|at| {
                let exchange = exchanges.on(self.currency[at], today.0);
                worth_of_lines(self.lines.get(at), exchange, home, chances[self.status[at] as usize])
            });
            (worth.acv, worth.weighted) = each.unzip();
            worth.day = Some(today.0);
        }
        RwLockWriteGuard::downgrade(worth)
    }
}
