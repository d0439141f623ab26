//! A segment: rows that answer one kind of question, as columns, in the order that question wants.

use super::shares::Shares;
use super::values::Rows;
use std::ops::Range;

/// No day: no close date; or, as an end, still holding.
pub const NO_DAY: u16 = u16::MAX;
/// The last day that has a number of its own (2149-06-04); later ones count as it.
pub const LAST_DAY: u16 = u16::MAX - 2;

/// The number of a day, in days since 1970-01-01. Earlier days count as the first: no question is asked before it.
pub fn day_number(day: i32) -> u16 {
    day.clamp(0, i32::from(LAST_DAY)) as u16
}

/// One version of a deal, as numbers.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The first day at whose end it held.
    pub from: u16,
    /// The first day at whose end it no longer did; `NO_DAY` while it holds.
    pub until: u16,
    /// Its close date.
    pub close: u16,
    /// Stage and category (`Statuses`).
    pub status: u16,
    /// The deal.
    pub deal: u32,
    /// The owner, or a set of shares.
    pub owner: u32,
    /// The account.
    pub account: u32,
    /// The origin campaign.
    pub campaign: u32,
    /// The deal's own region.
    pub region: u32,
    /// The currency.
    pub currency: u16,
    /// Type (low three bits) and source (the next three), by their codes.
    pub kind: u8,
}

/// The bit of `Segment::kind` for a row with two sets of lines: those it closed with, and behind them those it was last
/// open with. Their last line is none: its product is how many of the first set there are, its amount the number of the
/// second set's currency. Most deals close as they stood, so a column would be for nothing.
const AMENDED: u8 = 1 << 6;

/// What a segment is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By how long the rows held, then by the day they began to: for "which held on day T".
    Interval,
    /// By close date: for "which closed in P".
    Close,
    /// By the day they began to hold: for "which happened in P".
    From,
}

/// Rows as columns. The first `sorted` are in order; those after it came later and are read one by one.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// What it is sorted by.
    pub order: Order,
    /// How many rows are in order.
    pub sorted: usize,
    /// For `Order::Interval`: where each class of lengths ends.
    pub classes: [usize; CLASSES.len()],
    /// The first day at whose end it held.
    pub from: Vec<u16>,
    /// The first day at whose end it no longer did; `NO_DAY` while it holds.
    pub until: Vec<u16>,
    /// Its close date; `NO_DAY` if it has none.
    pub close: Vec<u16>,
    /// Stage and category (`Statuses`).
    pub status: Vec<u16>,
    /// The deal.
    pub deal: Vec<u32>,
    /// The owner, or a set of shares.
    pub owner: Vec<u32>,
    /// The account.
    pub account: Vec<u32>,
    /// The origin campaign.
    pub campaign: Vec<u32>,
    /// The deal's own region.
    pub region: Vec<u32>,
    /// The currency.
    pub currency: Vec<u16>,
    /// Type and source.
    pub kind: Vec<u8>,
    /// Where the row's lines begin; they end where the next row's begin.
    pub start: Vec<u32>,
    /// The lines' products.
    pub product: Vec<u32>,
    /// The lines' amounts, in minor units of the row's currency.
    pub amount: Vec<i64>,
}

/// The classes of `Order::Interval`: rows that held for less than so many days. To find what held on a day, only rows
/// that began less than so many days before it need to be looked at.
pub const CLASSES: [u32; 5] = [16, 48, 144, 512, 1 << 17];

impl Segment {
    /// An empty segment.
    pub fn new(order: Order) -> Self {
        Self {
            order,
            sorted: 0,
            classes: [0; CLASSES.len()],
            from: Vec::new(),
            until: Vec::new(),
            close: Vec::new(),
            status: Vec::new(),
            deal: Vec::new(),
            owner: Vec::new(),
            account: Vec::new(),
            campaign: Vec::new(),
            region: Vec::new(),
            currency: Vec::new(),
            kind: Vec::new(),
            start: Vec::new(),
            product: Vec::new(),
            amount: Vec::new(),
        }
    }

    /// How many rows there are, dead ones included.
    pub fn len(&self) -> usize {
        self.from.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What dimensions are read from.
    pub fn rows<'s>(&'s self, shares: &'s Shares) -> Rows<'s> {
        let Self { account, owner, campaign, region, kind, status, currency, .. } = self;
        Rows { account, owner, shares, campaign, region, kind, status, currency }
    }

    /// The places of a row's lines.
    #[inline]
    pub fn lines(&self, row: usize) -> Range<usize> {
        let all = self.all_lines(row);
        // Only closed rows are ever amended: of others this reads nothing.
        if self.order == Order::Close && self.kind[row] & AMENDED != 0 {
            return all.start..all.start + self.product[all.end - 1] as usize;
        }
        all
    }

    /// The currency and the places of the lines a closed row was last open with, if it closed with others.
    #[inline]
    pub fn while_open(&self, row: usize) -> Option<(u16, Range<usize>)> {
        if self.kind[row] & AMENDED == 0 {
            return None;
        }
        let all = self.all_lines(row);
        let last = all.end - 1;
        Some((self.amount[last] as u16, all.start + self.product[last] as usize..last))
    }

    #[inline]
    fn all_lines(&self, row: usize) -> Range<usize> {
        let start = self.start[row] as usize;
        let end = self.start.get(row + 1).map_or(self.amount.len(), |&next| next as usize);
        start..end
    }

    /// Adds a row at the end and says where.
    pub fn push(&mut self, row: &Row, lines: &[(u32, i64)]) -> u32 {
        let at = self.len() as u32;
        self.from.push(row.from);
        self.until.push(row.until);
        self.close.push(row.close);
        self.status.push(row.status);
        self.deal.push(row.deal);
        self.owner.push(row.owner);
        self.account.push(row.account);
        self.campaign.push(row.campaign);
        self.region.push(row.region);
        self.currency.push(row.currency);
        self.kind.push(row.kind);
        self.start.push(self.amount.len() as u32);
        for &(product, amount) in lines {
            self.product.push(product);
            self.amount.push(amount);
        }
        at
    }

    /// Adds lines, and their currency, that the row just added was last open with.
    pub fn amend(&mut self, currency: u16, lines: &[(u32, i64)]) {
        let row = self.len() - 1;
        let closed_with = self.all_lines(row).len();
        self.kind[row] |= AMENDED;
        for &(product, amount) in lines.iter().chain([&(closed_with as u32, i64::from(currency))]) {
            self.product.push(product);
            self.amount.push(amount);
        }
    }

    /// Takes a row out of every answer. Its place stays until the segment is sorted.
    pub fn kill(&mut self, row: u32) {
        self.until[row as usize] = 0;
    }

    /// Puts all rows in order and drops the dead.
    pub fn sort(&mut self) {
        let mut keys: Vec<u64> = (0..self.len())
            .filter(|&row| self.until[row] > self.from[row])
            .map(|row| u64::from(self.sort_key(row)) << 32 | row as u64)
            .collect();
        keys.sort_unstable();
        let rows: Vec<u32> = keys.iter().map(|key| *key as u32).collect();
        drop(keys);

        let mut start = Vec::with_capacity(rows.len());
        let mut product = Vec::with_capacity(self.product.len());
        let mut amount = Vec::with_capacity(self.amount.len());
        for &old in &rows {
            let lines = self.all_lines(old as usize);
            start.push(amount.len() as u32);
            product.extend_from_slice(&self.product[lines.clone()]);
            amount.extend_from_slice(&self.amount[lines]);
        }
        self.start = start;
        self.product = product;
        self.amount = amount;
        self.product.shrink_to_fit();
        self.amount.shrink_to_fit();
        arrange(&mut self.from, &rows);
        arrange(&mut self.until, &rows);
        arrange(&mut self.close, &rows);
        arrange(&mut self.status, &rows);
        arrange(&mut self.deal, &rows);
        arrange(&mut self.owner, &rows);
        arrange(&mut self.account, &rows);
        arrange(&mut self.campaign, &rows);
        arrange(&mut self.region, &rows);
        arrange(&mut self.currency, &rows);
        arrange(&mut self.kind, &rows);
        self.sorted = rows.len();
        if self.order == Order::Interval {
            let mut end = 0;
            for class in 0..CLASSES.len() {
                end += self.from[end..].len().min(self.class_end(end, class) - end);
                self.classes[class] = end;
            }
        }
    }

    /// The rows to look at for "what held at the end of `day`".
    pub fn holding(&self, day: u16) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut begin = 0;
        let classes = CLASSES.iter().zip(self.classes).map(move |(&length, end)| {
            let class = begin..end;
            begin = end;
            let from = &self.from[class.clone()];
            let first = from.partition_point(|&from| u32::from(from) + length <= u32::from(day));
            let last = from.partition_point(|&from| from <= day);
            class.start + first..class.start + last
        });
        classes.chain(std::iter::once(self.sorted..self.len()))
    }

    /// The sorted rows whose close date (`Order::Close`) or first day (`Order::From`) lies in a range of days, and those
    /// not sorted yet.
    pub fn within(&self, first: u16, last: u16) -> [Range<usize>; 2] {
        let column = if self.order == Order::Close { &self.close } else { &self.from };
        let sorted = &column[..self.sorted];
        let begin = sorted.partition_point(|&day| day < first);
        let end = sorted.partition_point(|&day| day <= last);
        [begin..end.max(begin), self.sorted..self.len()]
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        (self.from.capacity() + self.until.capacity() + self.close.capacity() + self.status.capacity() + self.currency.capacity())
            * 2
            + (self.deal.capacity() + self.owner.capacity() + self.account.capacity() + self.campaign.capacity()) * 4
            + (self.region.capacity() + self.start.capacity() + self.product.capacity()) * 4
            + self.kind.capacity()
            + self.amount.capacity() * 8
    }

    fn sort_key(&self, row: usize) -> u32 {
        match self.order {
            Order::Interval => (class_of(self.from[row], self.until[row]) as u32) << 16 | u32::from(self.from[row]),
            Order::Close => u32::from(self.close[row]),
            Order::From => u32::from(self.from[row]),
        }
    }

    /// Where the rows of a class end, if they begin at `begin`.
    fn class_end(&self, begin: usize, class: usize) -> usize {
        let mut end = begin;
        while end < self.len() && class_of(self.from[end], self.until[end]) == class {
            end += 1;
        }
        end
    }
}

/// The class of a row by how long it held.
fn class_of(from: u16, until: u16) -> usize {
    let length = if until == NO_DAY { u32::MAX } else { u32::from(until - from) };
    CLASSES.iter().position(|&below| length < below).unwrap_or(CLASSES.len() - 1)
}

fn arrange<T: Copy>(column: &mut Vec<T>, rows: &[u32]) {
    *column = rows.iter().map(|&row| column[row as usize]).collect();
}
