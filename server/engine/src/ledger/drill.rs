//! The deals behind a number, and a number alone.

use super::scan::{Hit, Sink};
use domain::Company;

/// One deal's part in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The deal.
    pub deal: u32,
    /// What it adds; nothing if there is no rate.
    pub amount: Option<i64>,
}

/// Collects the deals that count in one number.
pub struct Parts {
    /// The number (`scan::count`).
    pub wanted: u16,
    /// Only deals with an origin campaign.
    pub with_campaign: bool,
    /// What they come to.
    pub parts: Vec<Part>,
}

impl Sink for Parts {
    fn take(&mut self, hit: &Hit<'_>) -> bool {
        if hit.counts & self.wanted == 0 || self.with_campaign && hit.segment.campaign[hit.row] == 0 {
            return false;
        }
        let (mut any, mut amount) = (false, Some(0));
        for (_, line) in hit.lines() {
            any = true;
            amount = amount.zip(line).map(|(sum, line)| sum + line);
        }
        if any {
            self.parts.push(Part { deal: hit.segment.deal[hit.row], amount });
        }
        any
    }
}

/// Adds up one number per stage (of `Status::place`), or all in one.
pub struct Totals<'t> {
    /// The number (`scan::count`) of each sum.
    pub wanted: &'t [u16],
    /// By the place of the stage: as many sums as stages; else one per number wanted.
    pub by_stage: Option<&'t [u32]>,
    /// The sums.
    pub sums: Vec<Company>,
}

impl Sink for Totals<'_> {
    fn take(&mut self, hit: &Hit<'_>) -> bool {
        let mut any = false;
        let amount: i64 = hit
            .lines()
            .filter_map(|(_, amount)| {
                any = true;
                amount
            })
            .sum();
        match self.by_stage {
            None => {
                for (sum, wanted) in self.sums.iter_mut().zip(self.wanted) {
                    sum.0 += if hit.counts & wanted != 0 { amount } else { 0 };
                }
            }
            Some(places) => {
                if let Some(place) = places.get(hit.segment.status[hit.row] as usize)
                    && let Some(sum) = self.sums.get_mut(*place as usize)
                {
                    sum.0 += amount;
                }
            }
        }
        any
    }
}
