//! When deals end: three years of quarters, each with most of its business in its last weeks.

use super::catalogue::Row;
use super::dice::Dice;
use domain::{Day, FiscalCalendar, Period, PeriodKind};

/// How many finished quarters there are.
pub(super) const PAST: usize = 12;
/// How many quarters after the current one have deals.
const AHEAD: usize = 3;
/// What the fiscal quarters weigh, from the first: the year's last is the largest.
const BY_NUMBER: [u32; 4] = [88, 97, 96, 119];
/// How deals spread over a quarter's months, in percent: 40% in the last.
const BY_MONTH: [u32; 3] = [28, 32, 40];
/// The company's growth in deals, in thousandths a year.
const GROWTH: i32 = 110;

/// The quarters deals end in.
#[derive(Clone, Debug)]
pub(super) struct Seasons {
    /// In order; the current one is at [`PAST`].
    pub(super) quarters: Vec<Period>,
    weights: Vec<u32>,
    calendar: FiscalCalendar,
}

impl Seasons {
    /// The quarters around today.
    pub(super) fn new(calendar: FiscalCalendar, today: Day) -> Self {
        let current = calendar.containing(today, PeriodKind::Quarter);
        let mut quarters = vec![current];
        for _ in 0..PAST {
            quarters.insert(0, calendar.before(&quarters[0]));
        }
        for _ in 0..AHEAD {
            quarters.push(calendar.after(&quarters[quarters.len() - 1]));
        }
        let weights = quarters
            .iter()
            .enumerate()
            .map(|(at, quarter)| BY_NUMBER[(quarter.key.number as usize - 1) % 4] * grown(100, GROWTH, at))
            .collect();
        Self { quarters, weights, calendar }
    }

    /// A quarter to end in, and a day of it.
    pub(super) fn end(&self, dice: &mut Dice) -> (usize, Day) {
        let at = dice.weighted(&self.weights);
        (at, self.day_in(dice, at))
    }

    /// A business day in a quarter, late rather than early.
    fn day_in(&self, dice: &mut Dice, quarter: usize) -> Day {
        let months = self.calendar.periods_of(self.quarters[quarter].key.fiscal_year, PeriodKind::Month);
        let within: Vec<&Period> = months.iter().filter(|month| self.quarters[quarter].contains(month.first)).collect();
        let month = within[dice.weighted(&BY_MONTH[..within.len()])];
        // The later of two days, in every third case: months have a rush of their own.
        let days = month.last.since(month.first);
        let day = dice.between(0, days);
        let day = if dice.chance(330) { day.max(dice.between(0, days)) } else { day };
        self.working(month.first.plus(day), month)
    }

    /// The closest business day on or before a day, or else after it, within a period.
    fn working(&self, day: Day, within: &Period) -> Day {
        let before = (0..7).map(|n| day.plus(-n)).find(|d| *d >= within.first && self.calendar.is_business_day(*d));
        before.or_else(|| (1..7).map(|n| day.plus(n)).find(|d| self.calendar.is_business_day(*d))).unwrap_or(day)
    }

    /// The closest business day on or before a day.
    pub(super) fn workday(&self, day: Day) -> Day {
        (0..7).map(|n| day.plus(-n)).find(|d| self.calendar.is_business_day(*d)).unwrap_or(day)
    }

    /// The place of the quarter a day lies in; the first or last one for days outside.
    pub(super) fn quarter_of(&self, day: Day) -> usize {
        self.quarters.partition_point(|quarter| quarter.last < day).min(self.quarters.len() - 1)
    }

    /// A day in the last weeks of a quarter: where expected close dates gather.
    pub(super) fn late_in(&self, dice: &mut Dice, quarter: usize) -> Day {
        let weeks = if dice.chance(600) { 14 } else { 55 };
        self.workday(self.quarters[quarter].last.plus(-dice.between(0, weeks)))
    }
}

/// The weights of rows in a quarter, given their growth a year.
pub(super) fn weights<T, const N: usize>(rows: &[Row<T>; N], quarter: usize) -> [u32; N] {
    rows.each_ref().map(|row| grown(row.weight * 10, row.growth, quarter))
}

/// A weight of today as it is in another quarter.
fn grown(weight: u32, growth: i32, quarter: usize) -> u32 {
    let quarters = quarter as i32 - PAST as i32;
    let permille = (1000 + growth * quarters / 4).max(100);
    weight * permille as u32 / 1000
}
