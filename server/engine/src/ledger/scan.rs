//! The scan: from a day, a period, a filter and a scope to the versions that count, and in which numbers.

use super::columns::Columns;
use super::facts::{Organisation, of_lines};
use super::part::Part;
use super::rates::{Exchange, Exchanges};
use super::scope::Scope;
use super::segment::{NO_DAY, Segment, day_number};
use super::shares::{Piece, Shares};
use super::values::Values;
use contract::Problem;
use domain::{Company, Currency, Day, Dimension, Filter, Period};

pub use super::part::count;

/// What is asked.
#[derive(Clone)]
pub struct Question<'q> {
    /// As of the end of this day.
    pub as_of: Day,
    /// The period.
    pub period: Period,
    /// The day whose organisation counts, if not that of the as-of day (or of pipe generation).
    pub organisation: Option<Day>,
    /// The dimensions asked by, besides those of the filter.
    pub by: &'q [Dimension],
    /// The filter.
    pub filter: &'q Tests,
    /// Who asks.
    pub scope: &'q Scope,
    /// The numbers wanted (`count`).
    pub wanted: u16,
}

/// A filter, in the ledger's numbers.
#[derive(Clone, Debug, Default)]
pub struct Tests {
    rows: Vec<(Dimension, Vec<bool>)>,
    /// Of whose a deal is: of one with shares, of whose share each is.
    people: Vec<(Dimension, Vec<bool>)>,
    lines: Vec<(Dimension, Vec<bool>)>,
}

impl Tests {
    /// The filter over these columns.
    pub fn new(columns: &Columns, filter: &Filter) -> Result<Self, Problem> {
        let mut tests = Self::default();
        for (&dimension, keys) in &filter.0 {
            let mut pass = vec![false; columns.size(dimension)];
            for key in keys {
                if let Some(slot) = columns.number(dimension, key)?.and_then(|number| pass.get_mut(number as usize)) {
                    *slot = true;
                }
            }
            let of = match dimension {
                _ if of_lines(dimension) => &mut tests.lines,
                _ if dimension.of_people() => &mut tests.people,
                _ => &mut tests.rows,
            };
            of.push((dimension, pass));
        }
        Ok(tests)
    }

    /// Whether lines of a deal can differ.
    pub fn of_lines(&self) -> bool {
        !self.lines.is_empty()
    }

    fn dimensions(&self) -> impl Iterator<Item = Dimension> {
        self.rows.iter().chain(&self.people).chain(&self.lines).map(|(dimension, _)| *dimension)
    }
}

#[inline]
fn passes(pass: &[bool], number: u32) -> bool {
    pass.get(number as usize).copied().unwrap_or(false)
}

/// What a question asks of a segment's rows, under the organisation of one day.
struct Asked<'a> {
    by: Vec<Values<'a>>,
    rows: Vec<(Values<'a>, &'a [bool])>,
    people: Vec<(Values<'a>, &'a [bool])>,
    lines: Vec<(Values<'a>, &'a [bool])>,
    /// Whether shares count by themselves: where people are asked by, or about.
    shares: Option<&'a Shares>,
}

impl<'a> Asked<'a> {
    fn of(question: &Question<'a>, organisation: &'a Organisation<'_>, segment: &'a Segment, shares: &'a Shares) -> Self {
        let values = |dimension: Dimension| organisation.values(dimension, segment.rows(shares));
        let tests = |tests: &'a [(Dimension, Vec<bool>)]| {
            tests.iter().map(|(dimension, pass)| (values(*dimension), pass.as_slice())).collect()
        };
        let Tests { rows, people, lines } = question.filter;
        let of_people = !people.is_empty() || question.by.iter().any(|by| by.of_people());
        Self {
            by: question.by.iter().map(|by| values(*by)).collect(),
            rows: tests(rows),
            people: tests(people),
            lines: tests(lines),
            shares: of_people.then_some(shares),
        }
    }

    #[inline]
    fn row_passes(&self, row: usize) -> bool {
        self.rows.iter().all(|(values, pass)| passes(pass, values.at(row, 0)))
    }

    /// Whether whose a row is, or whose share of it, passes.
    #[inline]
    fn person_passes(&self, row: usize, whose: Option<u32>) -> bool {
        self.people.iter().all(|(values, pass)| passes(pass, values.of_piece(row, 0, whose)))
    }
}

/// A version that counts.
pub struct Hit<'h> {
    /// Where it is.
    pub segment: &'h Segment,
    /// Its row there.
    pub row: usize,
    /// What it counts in.
    pub part: Part,
    /// How its amounts become the company's.
    pub exchange: Exchange,
    /// Whether it is a deal won that closed with other lines than it was last open with.
    pub amended: bool,
    /// The day it counts on: its close date, the as-of day of what is open, the day pipe was generated.
    day: i32,
    /// The day the deal was created.
    created: u16,
    /// The chance of winning, in hundredths of a percent; 0 of what is not open.
    probability: u16,
    /// Who has which share, as pairs, where those count by themselves.
    shares: &'h [u32],
    exchanges: &'h Exchanges,
    home: Currency,
    asked: &'h Asked<'h>,
}

impl Hit<'_> {
    /// An amount in the company's currency, if there is a rate.
    #[inline]
    pub fn convert(&self, minor: i64) -> Option<i64> {
        self.convert_at(self.exchange, minor)
    }

    #[inline]
    fn convert_at(&self, exchange: Exchange, minor: i64) -> Option<i64> {
        match exchange {
            Exchange::Same => Some(minor),
            Exchange::At((rate, _), currency) => Some(rate.convert(minor, currency, self.home).0),
            Exchange::Missing => None,
        }
    }

    /// An amount in the company's currency, at the chance of winning it.
    #[inline]
    pub fn weighted(&self, amount: i64) -> i64 {
        if self.probability == 0 { 0 } else { Company(amount).at_probability(self.probability).0 }
    }

    /// Days from the deal's creation to the day it counts on; none if it was created later.
    #[inline]
    pub fn days(&self) -> i64 {
        i64::from((self.day - i32::from(self.created)).max(0))
    }

    /// What passes the filter of the lines the deal was last open with, if it closed with others.
    pub fn while_open(&self) -> impl Iterator<Item = Piece> + '_ {
        let (currency, lines) = self.segment.while_open(self.row).unwrap_or_default();
        let nothing = self.amended && lines.is_empty();
        self.pieces(lines, nothing, self.exchanges.on(currency, self.day))
    }

    /// The number of the deal, or of a piece of it, in one of the dimensions asked by.
    #[inline]
    pub fn value(&self, by: usize, product: u32, whose: Option<u32>) -> u32 {
        self.asked.by[by].of_piece(self.row, product, whose)
    }

    /// Whether a line with this product passes the filter.
    #[inline]
    pub fn passes(&self, product: u32) -> bool {
        self.asked.lines.iter().all(|(values, pass)| passes(pass, values.at(self.row, product)))
    }

    /// Whether its lines are several people's, and that counts.
    #[inline]
    pub fn is_shared(&self) -> bool {
        !self.shares.is_empty()
    }

    /// What passes the filter: lines, or, where people are asked about, shares of lines. A deal without lines is still a deal: it
    /// counts, with nothing, under no product.
    #[inline]
    pub fn lines(&self) -> impl Iterator<Item = Piece> + '_ {
        self.lines_at(self.exchange)
    }

    /// The same at another rate.
    #[inline]
    pub fn lines_at(&self, exchange: Exchange) -> impl Iterator<Item = Piece> + '_ {
        let lines = self.segment.lines(self.row);
        let nothing = lines.is_empty();
        self.pieces(lines, nothing, exchange)
    }

    /// Some lines, or nothing under no product, in pieces.
    fn pieces(&self, lines: std::ops::Range<usize>, nothing: bool, exchange: Exchange) -> impl Iterator<Item = Piece> + '_ {
        let whole = self.whole(lines, nothing, exchange);
        // Few are shared: the others go through as they are.
        let (whole, shared) = if self.is_shared() {
            let all = whole.flat_map(|piece| piece.share_out(self.shares));
            (None, all.filter(|piece| self.asked.person_passes(self.row, piece.whose)).collect())
        } else {
            (Some(whole), Vec::new())
        };
        whole.into_iter().flatten().chain(shared)
    }

    /// The lines that pass the filter of a hit that is not shared.
    #[inline]
    pub fn whole_lines(&self) -> impl Iterator<Item = Piece> + '_ {
        let lines = self.segment.lines(self.row);
        let nothing = lines.is_empty();
        self.whole(lines, nothing, self.exchange)
    }

    #[inline]
    fn whole(&self, lines: std::ops::Range<usize>, nothing: bool, exchange: Exchange) -> impl Iterator<Item = Piece> + '_ {
        let whole = move |line: usize, product: u32, amount: Option<i64>| Piece {
            line: line as u32,
            product,
            whose: None,
            amount,
            weighted: amount.map(|amount| self.weighted(amount)),
        };
        let nothing = nothing.then(|| whole(0, 0, Some(0)));
        let amount = move |line: usize| self.convert_at(exchange, self.segment.amount[line]);
        let lines = lines.map(move |line| whole(line, self.segment.product[line], amount(line)));
        nothing.into_iter().chain(lines).filter(|piece| self.passes(piece.product))
    }
}

/// Where hits go.
pub trait Sink {
    /// Takes a hit; answers whether any of its lines passed.
    fn take(&mut self, hit: &Hit<'_>) -> bool;
}

/// Which rates a scan met.
#[derive(Clone, Debug, Default)]
pub struct Rated {
    /// Currencies without a rate, by number.
    pub missing: Vec<bool>,
    /// The oldest rate used.
    pub oldest: Option<i32>,
}

impl Rated {
    /// Both together.
    pub fn and(&mut self, other: &Self) {
        self.missing.resize(self.missing.len().max(other.missing.len()), false);
        for (at, _) in other.missing.iter().enumerate().filter(|(_, missing)| **missing) {
            self.missing[at] = true;
        }
        self.note_day(other.oldest);
    }

    fn note_day(&mut self, day: Option<i32>) {
        self.oldest = [self.oldest, day].into_iter().flatten().min();
    }

    #[inline]
    fn note(&mut self, hit: &Hit<'_>) {
        match hit.exchange {
            Exchange::Same => {}
            // Without lines nothing was converted.
            _ if hit.segment.lines(hit.row).is_empty() => {}
            Exchange::At((_, day), _) => self.note_day(Some(day)),
            Exchange::Missing => {
                let at = hit.segment.currency[hit.row] as usize;
                self.missing.resize(self.missing.len().max(at + 1), false);
                self.missing[at] = true;
            }
        }
    }
}

/// Hands every version that counts to `sink`.
pub fn scan(columns: &Columns, question: &Question<'_>, sink: &mut impl Sink) -> Rated {
    let mut scan = Scan::new(columns, question);
    if question.wanted & count::OPEN_ANY != 0 {
        scan.open(sink);
    }
    if question.wanted & count::ENDED != 0 {
        scan.closed(sink);
    }
    if question.wanted & count::GENERATED != 0 {
        scan.generated(sink);
    }
    scan.rated
}

/// A row, and the day it counts on.
struct At<'s> {
    segment: &'s Segment,
    row: usize,
    day: i32,
    exchanges: &'s Exchanges,
}

struct Scan<'a> {
    columns: &'a Columns,
    question: &'a Question<'a>,
    dimensions: Vec<Dimension>,
    home: Currency,
    /// What each status counts in if its close date is in P.
    parts: Vec<Part>,
    /// The chance of winning of each status.
    probabilities: Vec<u16>,
    day: u16,
    first: u16,
    last: u16,
    rated: Rated,
}

impl<'a> Scan<'a> {
    fn new(columns: &'a Columns, question: &'a Question<'a>) -> Self {
        let mut dimensions: Vec<Dimension> = question.by.iter().copied().chain(question.filter.dimensions()).collect();
        dimensions.sort_unstable();
        dimensions.dedup();
        Self {
            columns,
            question,
            dimensions,
            home: columns.settings.workspace.currency,
            parts: columns.statuses.parts(),
            probabilities: columns.statuses.probabilities(),
            day: day_number(question.as_of.0),
            first: day_number(question.period.first.0),
            last: day_number(question.period.last.0),
            rated: Rated::default(),
        }
    }

    fn organisation(&self, day: i32) -> Organisation<'a> {
        let columns = self.columns;
        let day = self.question.organisation.map_or(day, |day| day.0);
        Organisation::on(&columns.facts, &columns.statuses, &columns.settings.workspace.region_order, &self.dimensions, day)
    }

    fn exchanges(&self, first: i32, last: i32) -> Exchanges {
        Exchanges::new(&self.columns.rates, self.columns.names.currencies.keys(), self.home, first, last)
    }

    #[inline]
    fn offer(&mut self, asked: &Asked<'_>, at: At<'_>, part: Part, sink: &mut impl Sink) {
        let At { segment, row, day, exchanges } = at;
        if part.bit() & self.question.wanted == 0
            || !self.question.scope.sees(&self.columns.deals, segment.deal[row])
            || !asked.row_passes(row)
        {
            return;
        }
        let shares = asked.shares.map_or(&[][..], |shares| shares.of(segment.owner[row]));
        if shares.is_empty() && !asked.person_passes(row, None) {
            return;
        }
        let hit = Hit {
            segment,
            row,
            part,
            exchange: exchanges.on(segment.currency[row], day),
            amended: part == Part::Closed && segment.while_open(row).is_some(),
            day,
            created: self.columns.deals.created[segment.deal[row] as usize],
            probability: if part.bit() & count::OPEN_ANY == 0 { 0 } else { self.probabilities[segment.status[row] as usize] },
            shares,
            exchanges,
            home: self.home,
            asked,
        };
        if sink.take(&hit) {
            self.rated.note(&hit);
        }
    }

    fn open(&mut self, sink: &mut impl Sink) {
        let segment = &self.columns.open;
        let organisation = self.organisation(self.question.as_of.0);
        let asked = Asked::of(self.question, &organisation, segment, &self.columns.names.shares);
        let exchanges = self.exchanges(self.question.as_of.0, self.question.as_of.0);
        let mut held = Held::default();
        for rows in segment.holding(self.day) {
            held.each(segment, rows, self.day, |row| {
                let part = self.part_of_open(segment, row);
                let at = At { segment, row, day: self.question.as_of.0, exchanges: &exchanges };
                self.offer(&asked, at, part, sink);
            });
        }
    }

    #[inline]
    fn part_of_open(&self, segment: &Segment, row: usize) -> Part {
        let close = segment.close[row];
        // The last number of a day stands for no day at all.
        let after = if close == NO_DAY { Part::Undated } else { Part::Later };
        let within = if close > self.last { after } else { self.parts[segment.status[row] as usize] };
        if close < self.first { Part::Overdue } else { within }
    }

    fn closed(&mut self, sink: &mut impl Sink) {
        let segment = &self.columns.closed;
        let organisation = self.organisation(self.question.as_of.0);
        let asked = Asked::of(self.question, &organisation, segment, &self.columns.names.shares);
        let exchanges = self.exchanges(self.question.period.first.0, self.question.period.last.0);
        let mut held = Held::default();
        for rows in segment.within(self.first, self.last) {
            held.each(segment, rows, self.day, |row| {
                let close = segment.close[row];
                if close < self.first || close > self.last {
                    return;
                }
                let part = self.parts[segment.status[row] as usize];
                let at = At { segment, row, day: i32::from(close), exchanges: &exchanges };
                self.offer(&asked, at, part, sink);
            });
        }
    }

    fn generated(&mut self, sink: &mut impl Sink) {
        let segment = &self.columns.generated;
        let (first, last) = (self.first, self.last.min(self.day));
        if first > last {
            return;
        }
        let exchanges = self.exchanges(self.question.period.first.0, self.question.period.last.0);
        let [sorted, rest] = segment.within(first, last);
        let mut later: Vec<usize> = rest.filter(|&row| (first..=last).contains(&segment.from[row])).collect();
        later.sort_unstable_by_key(|&row| segment.from[row]);
        self.generated_rows(sorted, &exchanges, sink);
        self.generated_rows(later, &exchanges, sink);
    }

    /// Rows in the order of their days: the organisation goes on with them.
    fn generated_rows(&mut self, rows: impl IntoIterator<Item = usize>, exchanges: &Exchanges, sink: &mut impl Sink) {
        let segment = &self.columns.generated;
        let mut organisation = self.organisation(self.question.period.first.0);
        let mut rows = rows.into_iter().peekable();
        while let Some(&row) = rows.peek() {
            let day = segment.from[row];
            if self.question.organisation.is_none() {
                organisation.advance(i32::from(day));
            }
            let asked = Asked::of(self.question, &organisation, segment, &self.columns.names.shares);
            while let Some(row) = rows.next_if(|&row| segment.from[row] == day) {
                let until = segment.until[row];
                if until != NO_DAY && (until == 0 || self.columns.deals.is_deleted(segment.deal[row], self.day)) {
                    continue;
                }
                let at = At { segment, row, day: i32::from(day), exchanges };
                self.offer(&asked, at, Part::Generated, sink);
            }
        }
    }
}

/// Picks the rows that held on a day. First the two columns that say so are read alone and without branching, a block at
/// a time, then the few rows that did are looked at.
struct Held {
    rows: Vec<u32>,
}

const BLOCK: usize = 4096;

impl Default for Held {
    fn default() -> Self {
        Self { rows: vec![0; BLOCK] }
    }
}

impl Held {
    #[inline]
    fn each(&mut self, segment: &Segment, rows: std::ops::Range<usize>, day: u16, mut then: impl FnMut(usize)) {
        let mut begin = rows.start;
        while begin < rows.end {
            let end = rows.end.min(begin + BLOCK);
            let mut held = 0;
            for (at, (&from, &until)) in segment.from[begin..end].iter().zip(&segment.until[begin..end]).enumerate() {
                self.rows[held] = at as u32;
                held += usize::from(from <= day && day < until);
            }
            for &at in &self.rows[..held] {
                then(begin + at as usize);
            }
            begin = end;
        }
    }
}
