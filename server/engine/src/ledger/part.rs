//! Which number a version counts in.

use domain::{Cells, Company};
use std::ops::AddAssign;

/// Of all parts, a version is in exactly one (and a deal's entry in [`Part::Generated`] besides).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Part {
    /// Won, close date in P.
    Closed,
    /// Lost, close date in P.
    Lost,
    /// Open pipeline, close date in P, neither Best Case nor Commit.
    Pipeline,
    /// Open pipeline, close date in P, Best Case.
    BestCase,
    /// Open pipeline, close date in P, Commit.
    Commit,
    /// Open pipeline, close date before P.
    Overdue,
    /// Open pipeline without a close date.
    Undated,
    /// Open pipeline, close date after P.
    Later,
    /// Pipe generation.
    Generated,
}

/// How many parts there are.
pub const PARTS: usize = 9;

/// Which sum of days each part is in: won, lost, open, and one that is in no number.
const DAYS_OF: [u8; PARTS] = [0, 1, 2, 2, 2, 2, 2, 2, 3];
/// Which weighted sum each part is in: close date in P, any other, and one that is in no number.
const WEIGHTED_OF: [u8; PARTS] = [2, 2, 0, 0, 0, 1, 1, 1, 2];

impl Part {
    /// Its bit in a set of parts.
    pub const fn bit(self) -> u16 {
        1 << self as u8
    }
}

/// The numbers that are asked for, as sets of parts.
pub mod count {
    use super::Part;

    /// Won, close date in P.
    pub const CLOSED: u16 = Part::Closed.bit();
    /// Lost, close date in P.
    pub const LOST: u16 = Part::Lost.bit();
    /// Open pipeline, close date in P, Commit.
    pub const COMMIT: u16 = Part::Commit.bit();
    /// Open pipeline, close date in P.
    pub const OPEN: u16 = Part::Pipeline.bit() | Part::BestCase.bit() | COMMIT;
    /// Open pipeline, close date before P.
    pub const OVERDUE: u16 = Part::Overdue.bit();
    /// Open pipeline without a close date.
    pub const UNDATED: u16 = Part::Undated.bit();
    /// Open pipeline, any date.
    pub const OPEN_ANY: u16 = OPEN | OVERDUE | UNDATED | Part::Later.bit();
    /// Won or lost, close date in P.
    pub const ENDED: u16 = CLOSED | LOST;
    /// Pipe generation.
    pub const GENERATED: u16 = Part::Generated.bit();
    /// All of them.
    pub const ALL: u16 = OPEN_ANY | ENDED | GENERATED;
}

/// Amounts and numbers of deals by part: adding a version up takes no decision.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    amounts: [i64; PARTS],
    deals: [i64; PARTS],
    days: [i64; 4],
    weighted: [i64; 3],
    /// What deals won were last worth while open, less what they closed for.
    while_open: i64,
    without_rate: i64,
}

impl Tally {
    /// Adds an amount.
    #[inline]
    pub fn add(&mut self, part: Part, amount: i64) {
        self.amounts[part as usize] += amount;
    }

    /// Adds an amount at its probability.
    #[inline]
    pub fn weigh(&mut self, part: Part, amount: i64) {
        self.weighted[WEIGHTED_OF[part as usize] as usize] += amount;
    }

    /// Adds to what deals won were last worth while open, less what they closed for.
    #[inline]
    pub fn amend(&mut self, amount: i64) {
        self.while_open += amount;
    }

    /// Counts a deal, and the days since its creation.
    #[inline]
    pub fn count(&mut self, part: Part, days: i64) {
        self.deals[part as usize] += 1;
        self.days[DAYS_OF[part as usize] as usize] += days;
    }

    /// Counts lines without a rate.
    #[inline]
    pub fn lack(&mut self, lines: i64) {
        self.without_rate += lines;
    }

    /// The same with what is counted from elsewhere: deals do not add up by product, nor lines without a rate by whose share they are.
    pub fn with_counts(self, of: &Self) -> Self {
        Self { deals: of.deals, days: of.days, without_rate: of.without_rate, ..self }
    }

    /// The numbers made of it.
    pub fn cells(&self) -> Cells {
        let amount = |parts: &[Part]| parts.iter().map(|part| Company(self.amounts[*part as usize])).sum();
        let deals = |parts: &[Part]| parts.iter().map(|part| self.deals[*part as usize]).sum();
        let open = [Part::Pipeline, Part::BestCase, Part::Commit];
        let open_any = [Part::Pipeline, Part::BestCase, Part::Commit, Part::Overdue, Part::Undated, Part::Later];
        Cells {
            closed: amount(&[Part::Closed]),
            open: amount(&open),
            overdue: amount(&[Part::Overdue]),
            undated: amount(&[Part::Undated]),
            open_any: amount(&open_any),
            commit: amount(&[Part::Commit]),
            best_case: amount(&[Part::BestCase]),
            generated: amount(&[Part::Generated]),
            lost: amount(&[Part::Lost]),
            closed_while_open: amount(&[Part::Closed]) + Company(self.while_open),
            weighted: Company(self.weighted[0]),
            weighted_any: Company(self.weighted[0] + self.weighted[1]),
            closed_deals: deals(&[Part::Closed]),
            open_deals: deals(&open),
            overdue_deals: deals(&[Part::Overdue]),
            undated_deals: deals(&[Part::Undated]),
            open_any_deals: deals(&open_any),
            generated_deals: deals(&[Part::Generated]),
            lost_deals: deals(&[Part::Lost]),
            closed_days: self.days[0],
            lost_days: self.days[1],
            open_any_days: self.days[2],
            without_rate: self.without_rate,
        }
    }
}

impl AddAssign<&Self> for Tally {
    fn add_assign(&mut self, other: &Self) {
        self.amounts.iter_mut().zip(other.amounts).for_each(|(sum, amount)| *sum += amount);
        self.deals.iter_mut().zip(other.deals).for_each(|(sum, count)| *sum += count);
        self.days.iter_mut().zip(other.days).for_each(|(sum, days)| *sum += days);
        self.weighted.iter_mut().zip(other.weighted).for_each(|(sum, amount)| *sum += amount);
        self.while_open += other.while_open;
        self.without_rate += other.without_rate;
    }
}
