//! The APM's numbers for one row: sums that add up, from which every column is made.

use crate::{Company, Ratio};
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// What one row (or the total) comes to, for one period and one as-of day. All sums are over *lines*, in the company's
/// currency, so that rows add up to their total to the cent; counts are of distinct deals and do not add up by product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cells {
    /// Closed (ACV): won as of T, close date in P.
    pub closed: Company,
    /// Open pipeline: open, entered, not Omitted as of T, close date in P.
    pub open: Company,
    /// The same with a close date before P's start.
    pub overdue: Company,
    /// The same without a close date.
    pub undated: Company,
    /// The same with any close date or none.
    pub open_any: Company,
    /// The part of `open` in category Commit.
    pub commit: Company,
    /// The part of `open` in category Best Case.
    pub best_case: Company,
    /// Pipe generation: first entry in P and ≤ T, at that moment's amount, rate and organisation.
    pub generated: Company,
    /// Lost: what deals lost as of T with a close date in P were last worth while open.
    pub lost: Company,
    /// What the deals in `closed` were last worth while open.
    pub closed_while_open: Company,
    /// `open`, each line at the probability of its deal's stage.
    pub weighted: Company,
    /// `open_any`, likewise.
    pub weighted_any: Company,
    /// Deals won (distinct).
    pub closed_deals: i64,
    /// Deals in `open` (distinct).
    pub open_deals: i64,
    /// Deals in `overdue` (distinct).
    pub overdue_deals: i64,
    /// Deals in `undated` (distinct).
    pub undated_deals: i64,
    /// Deals in `open_any` (distinct).
    pub open_any_deals: i64,
    /// Deals in `generated` (distinct).
    pub generated_deals: i64,
    /// Deals lost as of T with a close date in P (distinct).
    pub lost_deals: i64,
    /// Days from creation to close, over the deals won.
    pub closed_days: i64,
    /// Days from creation to close, over the deals lost.
    pub lost_days: i64,
    /// Days from creation to T, over the deals in `open_any`.
    pub open_any_days: i64,
    /// Lines of any of these whose currency has no rate on the day: counted, amount left out.
    pub without_rate: i64,
}

impl Cells {
    /// Forecast as a cumulative roll-up: Closed + Commit (measures, section 7).
    pub fn forecast(&self) -> Company {
        self.closed + self.commit
    }

    /// Best case as a cumulative roll-up: Closed + Commit + Best Case.
    pub fn best_case_forecast(&self) -> Company {
        self.closed + self.commit + self.best_case
    }

    /// Share of deals won, by count, of those closed in the period. Nothing closed: no value.
    pub fn win_rate(&self) -> Ratio {
        Ratio::new(self.closed_deals, self.closed_deals + self.lost_deals)
    }

    /// Share of deals won, by what each was last worth while open. Nothing closed: no value.
    pub fn win_rate_by_value(&self) -> Ratio {
        Ratio::new(self.closed_while_open.0, (self.closed_while_open + self.lost).0)
    }

    /// What deals closed for, of what they were last worth while open. Nothing won: no value.
    pub fn kept(&self) -> Ratio {
        Ratio::new(self.closed.0, self.closed_while_open.0)
    }

    /// Days from creation to close of a deal won, on average. Nothing won: no value.
    pub fn days_to_win(&self) -> Ratio {
        Ratio::new(self.closed_days, self.closed_deals)
    }

    /// Days from creation to close of a deal won or lost, on average. Nothing closed: no value.
    pub fn days_to_close(&self) -> Ratio {
        Ratio::new(self.closed_days + self.lost_days, self.closed_deals + self.lost_deals)
    }

    /// Age of a deal in open pipeline (any date), in days, on average. Nothing open: no value.
    pub fn age(&self) -> Ratio {
        Ratio::new(self.open_any_days, self.open_any_deals)
    }
}

impl AddAssign for Cells {
    fn add_assign(&mut self, other: Self) {
        self.closed += other.closed;
        self.open += other.open;
        self.overdue += other.overdue;
        self.undated += other.undated;
        self.open_any += other.open_any;
        self.commit += other.commit;
        self.best_case += other.best_case;
        self.generated += other.generated;
        self.lost += other.lost;
        self.closed_while_open += other.closed_while_open;
        self.weighted += other.weighted;
        self.weighted_any += other.weighted_any;
        self.closed_deals += other.closed_deals;
        self.open_deals += other.open_deals;
        self.overdue_deals += other.overdue_deals;
        self.undated_deals += other.undated_deals;
        self.open_any_deals += other.open_any_deals;
        self.generated_deals += other.generated_deals;
        self.lost_deals += other.lost_deals;
        self.closed_days += other.closed_days;
        self.lost_days += other.lost_days;
        self.open_any_days += other.open_any_days;
        self.without_rate += other.without_rate;
    }
}

/// Coverage: open pipeline over what is still to be closed, or over the whole target. It always carries its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "ratio")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Coverage {
    /// Nothing was promised for this row.
    NoTarget,
    /// The target is reached: there is nothing left to cover.
    Met,
    /// So many times over.
    Times(Ratio),
}

impl Coverage {
    /// Open pipeline ÷ (target − closed).
    pub fn remaining(open: Company, closed: Company, target: Option<Company>) -> Self {
        match target {
            None => Self::NoTarget,
            Some(target) if (target - closed).0 <= 0 => Self::Met,
            Some(target) => Self::Times(Ratio::new(open.0, (target - closed).0)),
        }
    }

    /// Open pipeline ÷ target.
    pub fn full(open: Company, target: Option<Company>) -> Self {
        match target {
            None => Self::NoTarget,
            Some(target) if target.0 <= 0 => Self::Met,
            Some(target) => Self::Times(Ratio::new(open.0, target.0)),
        }
    }
}

/// A change against a base: nothing to compare with is "new", not infinity (measures, section 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "ratio")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Change {
    /// Both are zero.
    Same,
    /// There was nothing a year ago.
    New,
    /// (now − then) ÷ |then|.
    By(Ratio),
}

impl Change {
    /// The change from `then` to `now`.
    pub fn from(then: Company, now: Company) -> Self {
        match (then.0, now.0) {
            (0, 0) => Self::Same,
            (0, _) => Self::New,
            _ => Self::By(Ratio::new((now - then).0, then.0.abs())),
        }
    }
}
