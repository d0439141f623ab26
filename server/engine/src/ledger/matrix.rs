//! Adds hits up by one or two dimensions, for several sides (now, a year ago, …) over the same rows.

use super::columns::Columns;
use super::facts::of_lines;
use super::part::Tally;
use super::rates::Exchange;
use super::scan::{Hit, Sink, Tests};
use super::shares::Piece;
use domain::{Cells, Dimension};
use std::collections::HashMap;

/// How many sides a matrix has.
pub const SIDES: usize = 3;

/// Sums by (outer, inner) value: the dimensions a question asks by.
pub struct Matrix {
    nested: bool,
    by_line: bool,
    side: usize,
    leaves: Slots,
    outers: Slots,
    /// Each leaf, by side.
    tallies: Vec<[Tally; SIDES]>,
    /// Counts only: of each outer value, where leaves are nested in it.
    outer_counts: Vec<[Tally; SIDES]>,
    /// Counts only, of everything.
    total_counts: [Tally; SIDES],
    /// What one hit has counted in already.
    seen: Vec<(u32, u32)>,
    /// Its lines without a rate, and where each was counted.
    lacking: Vec<(u32, u32, u32)>,
}

/// A row: its outer value, its inner value if it is nested, and its cells by side.
pub struct Sums {
    /// The outer value.
    pub outer: u32,
    /// The inner value.
    pub inner: Option<u32>,
    /// By side.
    pub cells: [Cells; SIDES],
}

impl Matrix {
    /// An empty matrix.
    pub fn new(columns: &Columns, outer: Dimension, inner: Option<Dimension>, tests: &Tests) -> Self {
        let width = inner.map_or(1, |inner| columns.size(inner));
        Self {
            nested: inner.is_some(),
            by_line: of_lines(outer) || inner.is_some_and(of_lines) || tests.of_lines(),
            side: 0,
            leaves: Slots::new(columns.size(outer), width),
            outers: Slots::new(columns.size(outer), 1),
            tallies: Vec::new(),
            outer_counts: Vec::new(),
            total_counts: Default::default(),
            seen: Vec::new(),
            lacking: Vec::new(),
        }
    }

    /// What comes next belongs to this side.
    pub fn turn(&mut self, side: usize) {
        self.side = side;
    }

    /// The rows (nested ones first, then outer ones) and the total.
    pub fn finish(self) -> (Vec<Sums>, [Cells; SIDES]) {
        let mut rows = Vec::with_capacity(self.leaves.keys.len() + self.outers.keys.len());
        // Counts do not add up; amounts do.
        let mut total = [Tally::default(); SIDES];
        let mut outers: HashMap<u32, [Tally; SIDES]> = HashMap::new();
        for (tallies, &(outer, inner)) in self.tallies.iter().zip(&self.leaves.keys) {
            add(&mut total, tallies);
            if self.nested {
                add(outers.entry(outer).or_default(), tallies);
            }
            rows.push(Sums { outer, inner: self.nested.then_some(inner), cells: tallies.map(|tally| tally.cells()) });
        }
        for (counts, &(outer, _)) in self.outer_counts.iter().zip(&self.outers.keys) {
            let sums = outers.remove(&outer).unwrap_or_default();
            rows.push(Sums { outer, inner: None, cells: counted(sums, counts) });
        }
        (rows, counted(total, &self.total_counts))
    }

    #[inline]
    fn leaf(&mut self, outer: u32, inner: u32) -> &mut Tally {
        let slot = self.leaves.find(outer, inner);
        if self.tallies.len() <= slot {
            self.tallies.resize(slot + 1, Default::default());
        }
        &mut self.tallies[slot][self.side]
    }

    #[inline]
    fn outer_count(&mut self, outer: u32) -> &mut Tally {
        let slot = self.outers.find(outer, 0);
        if self.outer_counts.len() <= slot {
            self.outer_counts.resize(slot + 1, Default::default());
        }
        &mut self.outer_counts[slot][self.side]
    }

    /// Counts a line without a rate: once in its row, in the row around it and in the total, in however many shares it is.
    #[cold]
    fn lack(&mut self, line: u32, outer: u32, inner: u32) {
        let known = |all: &[(u32, u32, u32)], outer: Option<u32>, inner: Option<u32>| {
            let same = |one: &&(u32, u32, u32)| one.0 == line && outer.is_none_or(|outer| outer == one.1);
            all.iter().filter(same).any(|one| inner.is_none_or(|inner| inner == one.2))
        };
        if known(&self.lacking, Some(outer), Some(inner)) {
            return;
        }
        self.leaf(outer, inner).lack(1);
        if self.nested && !known(&self.lacking, Some(outer), None) {
            self.outer_count(outer).lack(1);
        }
        if !known(&self.lacking, None, None) {
            self.total_counts[self.side].lack(1);
        }
        self.lacking.push((line, outer, inner));
    }

    /// All lines are in one row.
    #[inline]
    fn take_whole(&mut self, hit: &Hit<'_>, product: u32) {
        let outer = hit.value(0, product, None);
        let inner = if self.nested { hit.value(1, product, None) } else { 0 };
        let lines = hit.segment.lines(hit.row);
        let amounts = &hit.segment.amount[lines];
        let days = hit.days();
        let tally = self.leaf(outer, inner);
        tally.count(hit.part, days);
        match hit.exchange {
            Exchange::Same => {
                tally.add(hit.part, amounts.iter().sum());
                tally.weigh(hit.part, amounts.iter().map(|amount| hit.weighted(*amount)).sum());
            }
            Exchange::At(..) => {
                for amount in amounts.iter().filter_map(|amount| hit.convert(*amount)) {
                    tally.add(hit.part, amount);
                    tally.weigh(hit.part, hit.weighted(amount));
                }
            }
            Exchange::Missing => tally.lack(amounts.len() as i64),
        }
        let lacking = if matches!(hit.exchange, Exchange::Missing) { amounts.len() as i64 } else { 0 };
        if self.nested {
            let count = self.outer_count(outer);
            count.count(hit.part, days);
            count.lack(lacking);
        }
        let total = &mut self.total_counts[self.side];
        total.count(hit.part, days);
        total.lack(lacking);
    }

    /// Each line, or share of one, has a row of its own; a deal counts once in each.
    #[inline]
    fn take_by_line(&mut self, hit: &Hit<'_>, pieces: impl Iterator<Item = Piece>) -> bool {
        self.seen.clear();
        self.lacking.clear();
        let days = hit.days();
        for piece in pieces {
            let outer = hit.value(0, piece.product, piece.whose);
            let inner = if self.nested { hit.value(1, piece.product, piece.whose) } else { 0 };
            let first = !self.seen.contains(&(outer, inner));
            let worth = piece.amount.zip(piece.weighted);
            if worth.is_none() {
                self.lack(piece.line, outer, inner);
            }
            let tally = self.leaf(outer, inner);
            if let Some((amount, weighted)) = worth {
                tally.add(hit.part, amount);
                tally.weigh(hit.part, weighted);
            }
            if first {
                tally.count(hit.part, days);
                if self.nested && self.seen.iter().all(|(seen, _)| *seen != outer) {
                    self.outer_count(outer).count(hit.part, days);
                }
                self.seen.push((outer, inner));
            }
        }
        let any = !self.seen.is_empty();
        if any {
            self.total_counts[self.side].count(hit.part, days);
        }
        any
    }

    /// A deal won was last worth something else while open: that instead of what it closed for. It counts no deal: where it
    /// comes to nothing it makes no row.
    #[cold]
    fn amend(&mut self, hit: &Hit<'_>) {
        let signed = |piece: Piece, sign: i64| piece.amount.filter(|amount| *amount != 0).map(|amount| (piece, sign * amount));
        let was = hit.while_open().filter_map(|piece| signed(piece, 1));
        let instead = was.chain(hit.lines().filter_map(|piece| signed(piece, -1)));
        for (Piece { product, whose, .. }, amount) in instead {
            let outer = hit.value(0, product, whose);
            let inner = if self.nested { hit.value(1, product, whose) } else { 0 };
            self.leaf(outer, inner).amend(amount);
        }
    }
}

impl Sink for Matrix {
    #[inline]
    fn take(&mut self, hit: &Hit<'_>) -> bool {
        if hit.amended {
            self.amend(hit);
        }
        if hit.is_shared() {
            return self.take_by_line(hit, hit.lines());
        }
        if !self.by_line {
            self.take_whole(hit, 0);
            return true;
        }
        let lines = hit.segment.lines(hit.row);
        if lines.len() != 1 {
            return self.take_by_line(hit, hit.whole_lines());
        }
        let product = hit.segment.product[lines.start];
        let passes = hit.passes(product);
        if passes {
            self.take_whole(hit, product);
        }
        passes
    }
}

/// Slots for pairs of values, given as they are met: by a table where there are few pairs, else by hashing.
struct Slots {
    width: usize,
    dense: Vec<u32>,
    sparse: HashMap<(u32, u32), u32>,
    keys: Vec<(u32, u32)>,
}

/// As many pairs as a table may have: it stays in the cache.
const DENSE: usize = 1 << 16;

impl Slots {
    fn new(height: usize, width: usize) -> Self {
        let dense = if height * width <= DENSE { vec![u32::MAX; height * width] } else { Vec::new() };
        Self { width, dense, sparse: HashMap::new(), keys: Vec::new() }
    }

    #[inline]
    fn find(&mut self, outer: u32, inner: u32) -> usize {
        let next = self.keys.len() as u32;
        let slot = if self.dense.is_empty() {
            self.sparse.entry((outer, inner)).or_insert(next)
        } else {
            let slot = &mut self.dense[outer as usize * self.width + inner as usize];
            if *slot == u32::MAX {
                *slot = next;
            }
            slot
        };
        let slot = *slot;
        if slot == next {
            self.keys.push((outer, inner));
        }
        slot as usize
    }
}

fn add(to: &mut [Tally; SIDES], tallies: &[Tally; SIDES]) {
    to.iter_mut().zip(tallies).for_each(|(to, tally)| *to += tally);
}

/// Sums with the counts that belong to them.
fn counted(sums: [Tally; SIDES], counts: &[Tally; SIDES]) -> [Cells; SIDES] {
    std::array::from_fn(|side| sums[side].with_counts(&counts[side]).cells())
}
