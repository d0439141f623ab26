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
    /// The same at the chance of winning it; 0 of what is not open.
    pub weighted: Option<i64>,
    /// What a closed deal was last worth while open.
    pub while_open: Option<i64>,
    /// Days from its creation to the day it counts on.
    pub days: i64,
}

/// Collects the deals that count in one number.
pub struct Parts {
    /// The number (`scan::count`).
    pub wanted: u16,
    /// What they come to.
    pub parts: Vec<Part>,
}

impl Sink for Parts {
    fn take(&mut self, hit: &Hit<'_>) -> bool {
        if hit.part.bit() & self.wanted == 0 {
            return false;
        }
        let (mut any, mut amount, mut weighted) = (false, Some(0), Some(0));
        for piece in hit.lines() {
            any = true;
            amount = amount.zip(piece.amount).map(|(sum, amount)| sum + amount);
            weighted = weighted.zip(piece.weighted).map(|(sum, weighted)| sum + weighted);
        }
        if any {
            let while_open = if hit.amended { hit.while_open().map(|piece| piece.amount).sum() } else { amount };
            let deal = hit.segment.deal[hit.row];
            self.parts.push(Part { deal, amount, weighted, while_open, days: hit.days() });
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
    /// The deals in each.
    pub deals: Vec<i64>,
}

impl<'t> Totals<'t> {
    /// Sums of these numbers, each 0.
    pub fn of(wanted: &'t [u16]) -> Self {
        Self { wanted, by_stage: None, sums: vec![Company(0); wanted.len()], deals: vec![0; wanted.len()] }
    }

    /// Sums by stage, each 0, of so many places.
    pub fn by_stage(places: &'t [u32], many: usize) -> Self {
        Self { wanted: &[], by_stage: Some(places), sums: vec![Company(0); many], deals: vec![0; many] }
    }
}

impl Sink for Totals<'_> {
    fn take(&mut self, hit: &Hit<'_>) -> bool {
        let mut any = false;
        let amount: i64 = hit
            .lines()
            .filter_map(|piece| {
                any = true;
                piece.amount
            })
            .sum();
        match self.by_stage {
            None => {
                for (at, _) in self.wanted.iter().enumerate().filter(|(_, wanted)| any && hit.part.bit() & **wanted != 0) {
                    self.sums[at].0 += amount;
                    self.deals[at] += 1;
                }
            }
            Some(places) => {
                let place = places.get(hit.segment.status[hit.row] as usize).map(|place| *place as usize);
                if let Some(place) = place.filter(|place| any && *place < self.sums.len()) {
                    self.sums[place].0 += amount;
                    self.deals[place] += 1;
                }
            }
        }
        any
    }
}
