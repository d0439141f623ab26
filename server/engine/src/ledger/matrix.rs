//! Adds hits up by one or two dimensions, for several sides (now, a year ago, …) over the same rows.

use super::columns::Columns;
use super::facts::of_lines;
use super::scan::{Hit, Sink, Tests, count};
use domain::{Cells, Dimension};
use std::collections::HashMap;

/// How many sides a matrix has.
pub const SIDES: usize = 3;

/// Sums by (outer, inner) value.
pub struct Matrix {
    outer: Dimension,
    inner: Option<Dimension>,
    by_line: bool,
    side: usize,
    leaves: Slots,
    outers: Slots,
    /// Amounts and counts of each leaf, by side.
    leaf_cells: [Vec<Cells>; SIDES],
    /// Counts only: of each outer value, where leaves are nested in it.
    outer_counts: [Vec<Cells>; SIDES],
    /// Counts only, of everything.
    total_counts: [Cells; SIDES],
    /// The leaves and outer values one hit has counted in already.
    seen: Vec<usize>,
    seen_outer: Vec<usize>,
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
            outer,
            inner,
            by_line: of_lines(outer) || inner.is_some_and(of_lines) || tests.of_lines(),
            side: 0,
            leaves: Slots::new(columns.size(outer), width),
            outers: Slots::new(columns.size(outer), 1),
            leaf_cells: Default::default(),
            outer_counts: Default::default(),
            total_counts: Default::default(),
            seen: Vec::new(),
            seen_outer: Vec::new(),
        }
    }

    /// What comes next belongs to this side.
    pub fn turn(&mut self, side: usize) {
        self.side = side;
    }

    /// The rows (outer ones first, then nested ones) and the total.
    pub fn finish(mut self) -> (Vec<Sums>, [Cells; SIDES]) {
        for side in 0..SIDES {
            self.leaf_cells[side].resize(self.leaves.keys.len(), Cells::default());
            self.outer_counts[side].resize(self.outers.keys.len(), Cells::default());
        }
        let mut rows = Vec::with_capacity(self.leaves.keys.len());
        let mut total = self.total_counts;
        // Counts of deals do not add up; amounts, and the lines without a rate, do.
        let mut outers = self.outer_counts;
        for (slot, &(outer, inner)) in self.leaves.keys.iter().enumerate() {
            let cells: [Cells; SIDES] = std::array::from_fn(|side| self.leaf_cells[side][slot]);
            let parent = self.inner.map(|_| self.outers.find(outer, 0));
            for side in 0..SIDES {
                add_amounts(&mut total[side], &cells[side]);
                if let Some(parent) = parent {
                    add_amounts(&mut outers[side][parent], &cells[side]);
                }
            }
            rows.push(Sums { outer, inner: self.inner.map(|_| inner), cells });
        }
        if self.inner.is_some() {
            rows.extend(self.outers.keys.iter().enumerate().map(|(slot, &(outer, _))| Sums {
                outer,
                inner: None,
                cells: std::array::from_fn(|side| outers[side][slot]),
            }));
        }
        (rows, total)
    }

    #[inline]
    fn leaf(&mut self, outer: u32, inner: u32) -> usize {
        let slot = self.leaves.find(outer, inner);
        let cells = &mut self.leaf_cells[self.side];
        if cells.len() <= slot {
            cells.resize(slot + 1, Cells::default());
        }
        slot
    }

    #[inline]
    fn count_outer(&mut self, outer: u32, counts: u16) {
        let slot = self.outers.find(outer, 0);
        let cells = &mut self.outer_counts[self.side];
        if cells.len() <= slot {
            cells.resize(slot + 1, Cells::default());
        }
        if !self.seen_outer.contains(&slot) {
            self.seen_outer.push(slot);
            count_deal(&mut cells[slot], counts);
        }
    }

    /// All lines are in one row.
    fn take_whole(&mut self, hit: &Hit<'_>) -> bool {
        let outer = hit.organisation.row(self.outer, hit.segment, hit.row);
        let inner = self.inner.map_or(0, |inner| hit.organisation.row(inner, hit.segment, hit.row));
        let slot = self.leaf(outer, inner);
        let cells = &mut self.leaf_cells[self.side][slot];
        for line in hit.segment.lines(hit.row) {
            add_line(cells, hit.counts, hit.convert(hit.segment.amount[line]));
        }
        count_deal(cells, hit.counts);
        if self.inner.is_some() {
            self.seen_outer.clear();
            self.count_outer(outer, hit.counts);
        }
        count_deal(&mut self.total_counts[self.side], hit.counts);
        true
    }

    /// Each line has a row of its own; a deal counts once in each.
    fn take_by_line(&mut self, hit: &Hit<'_>) -> bool {
        self.seen.clear();
        self.seen_outer.clear();
        let organisation = hit.organisation;
        let value = |dimension: Dimension, product: u32| {
            if of_lines(dimension) {
                organisation.line(dimension, product)
            } else {
                organisation.row(dimension, hit.segment, hit.row)
            }
        };
        for (product, amount) in hit.lines() {
            let outer = value(self.outer, product);
            let inner = self.inner.map_or(0, |inner| value(inner, product));
            let slot = self.leaf(outer, inner);
            let cells = &mut self.leaf_cells[self.side][slot];
            add_line(cells, hit.counts, amount);
            if !self.seen.contains(&slot) {
                self.seen.push(slot);
                count_deal(cells, hit.counts);
                if self.inner.is_some() {
                    self.count_outer(outer, hit.counts);
                }
            }
        }
        let any = !self.seen.is_empty();
        if any {
            count_deal(&mut self.total_counts[self.side], hit.counts);
        }
        any
    }
}

impl Sink for Matrix {
    #[inline]
    fn take(&mut self, hit: &Hit<'_>) -> bool {
        if self.by_line { self.take_by_line(hit) } else { self.take_whole(hit) }
    }
}

/// Adds a line's amount to every number it counts in.
#[inline]
fn add_line(cells: &mut Cells, counts: u16, amount: Option<i64>) {
    let Some(amount) = amount else {
        // A lost deal's amount is in no number, so it lacks none.
        cells.without_rate += i64::from(counts != count::LOST);
        return;
    };
    if counts & count::OPEN_ANY != 0 {
        cells.open_any.0 += amount;
        if counts & count::OPEN != 0 {
            cells.open.0 += amount;
            cells.commit.0 += if counts & count::COMMIT != 0 { amount } else { 0 };
            cells.best_case.0 += if counts & count::BEST_CASE != 0 { amount } else { 0 };
        } else if counts & count::OVERDUE != 0 {
            cells.overdue.0 += amount;
        } else if counts & count::UNDATED != 0 {
            cells.undated.0 += amount;
        }
    } else if counts & count::CLOSED != 0 {
        cells.closed.0 += amount;
    } else if counts & count::GENERATED != 0 {
        cells.generated.0 += amount;
    }
}

/// Counts a deal in every number it counts in.
#[inline]
fn count_deal(cells: &mut Cells, counts: u16) {
    cells.open_any_deals += i64::from(counts & count::OPEN_ANY != 0);
    cells.open_deals += i64::from(counts & count::OPEN != 0);
    cells.overdue_deals += i64::from(counts & count::OVERDUE != 0);
    cells.undated_deals += i64::from(counts & count::UNDATED != 0);
    cells.closed_deals += i64::from(counts & count::CLOSED != 0);
    cells.lost_deals += i64::from(counts & count::LOST != 0);
    cells.generated_deals += i64::from(counts & count::GENERATED != 0);
}

fn add_amounts(to: &mut Cells, from: &Cells) {
    to.closed += from.closed;
    to.open += from.open;
    to.overdue += from.overdue;
    to.undated += from.undated;
    to.open_any += from.open_any;
    to.commit += from.commit;
    to.best_case += from.best_case;
    to.generated += from.generated;
    to.without_rate += from.without_rate;
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
