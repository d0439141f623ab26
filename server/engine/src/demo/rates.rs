//! Exchange rates: a new one on the first of each month, wandering around where they started.

use super::catalogue::gbp;
use super::dice::Dice;
use crate::store::StagedRate;
use domain::{Company, Currency, Day, Rate};

/// The rates of the demo's two foreign currencies, in euro, from a day on until another.
pub(super) fn rates(seed: u64, from: Day, until: Day) -> Vec<StagedRate> {
    let mut rates = Vec::new();
    for (stream, currency, anchor) in [(1, Currency::USD, 915_000_000_i64), (2, gbp(), 1_165_000_000)] {
        let mut dice = Dice::new(seed ^ 0xFA7E, stream);
        let mut rate = anchor;
        let (mut year, mut month, _) = from.ymd();
        while let Some(day) = Day::from_ymd(year, month, 1).filter(|day| *day <= until) {
            // A step of at most 1.5%, and a tenth of the way back home.
            rate += rate * i64::from(dice.between(-150, 150)) / 10_000 + (anchor - rate) / 10;
            rates.push(StagedRate { currency, day, rate: Rate(rate / 100_000 * 100_000) });
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
    }
    rates
}

/// An amount in euro on a day, by the latest rate on or before it.
pub(super) fn in_euro(rates: &[StagedRate], minor: i64, currency: Currency, day: Day) -> Company {
    let rate = rates
        .iter()
        .filter(|rate| rate.currency == currency && rate.day <= day)
        .max_by_key(|rate| rate.day)
        .map_or(Rate::ONE, |rate| rate.rate);
    rate.convert(minor, currency, Currency::EUR)
}
