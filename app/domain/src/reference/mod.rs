//! The matrix by the letter of the definitions: slow, and as plain as they are.
//!
//! This is what the numbers *mean*. It reads all versions of all deals, keeps no index and saves no work; the engine's
//! ledger gives the same numbers fast and is held against this. Every function names the rule it follows (measures,
//! sections 2 to 4 and 11).

mod dimensions;
mod lookup;

pub use dimensions::key;
pub use lookup::{fact, rate, state_as_of};

use crate::detail::share_out;
use crate::money::divide_half_even;
use crate::opportunity::Version;
use crate::workspace::DatedRate;
use crate::{
    Category, Cells, Company, Currency, Day, Dimension, Fact, Filter, Instant, Line, LogNo, OpportunityId, Period, PersonId,
    Stage, StageKind, State, Workspace,
};
use std::collections::{BTreeMap, BTreeSet};

/// An exchange rate and its place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownRate {
    /// What a currency was worth, from which day on.
    pub rate: DatedRate,
    /// When it was learnt.
    pub log: LogNo,
}

/// All that numbers are made from.
#[derive(Clone, Copy)]
pub struct Books<'a> {
    /// The settings. They have no validity: what holds now holds for all days.
    pub workspace: &'a Workspace,
    /// Every version of every deal, in any order.
    pub versions: &'a [Version],
    /// Every fact, in any order.
    pub facts: &'a [Fact],
    /// Every rate, in any order.
    pub rates: &'a [KnownRate],
    /// Which day it is at an instant, in the workspace's time zone.
    pub day_of: &'a dyn Fn(Instant) -> Day,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The dimensions of a row's key; none for a single row of everything.
    pub rows: Vec<Dimension>,
    /// Which lines count.
    pub filter: Filter,
    /// The period, P.
    pub period: Period,
    /// The day, T: everything is as of its end.
    pub as_of: Day,
    /// The log position, K: nothing learnt later is known.
    pub known_at: LogNo,
    /// The day whose organisation is used, if not the one of the number: "today's organisation".
    pub organisation: Option<Day>,
}

/// Which number a line adds to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Closed (ACV).
    Closed,
    /// Open pipeline, close date in P.
    Open,
    /// Open pipeline, close date before P.
    Overdue,
    /// Open pipeline, no close date.
    Undated,
    /// Open pipeline, close date after P: only in "any date".
    Later,
    /// Pipe generation.
    Generated,
    /// Lost, close date in P: at what it was last worth while open.
    Lost,
    /// What a deal in Closed was last worth while open: added beside it, never counted.
    ClosedWhileOpen,
}

/// What one line, or somebody's share of it, adds to one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// The deal.
    pub deal: OpportunityId,
    /// The line; 0 for a deal without any.
    pub line: i16,
    /// The number.
    pub part: Part,
    /// The deal's forecast category then.
    pub category: Category,
    /// The row.
    pub row: Vec<String>,
    /// The line's amount at the chance of winning at the deal's stage, or the share of that.
    pub weighted: Option<Company>,
    /// Days from the deal's creation to its close, or to T if it is open.
    pub days: i64,
    /// The currency of the amount.
    pub currency: Currency,
    /// The line's amount in the company's currency; nothing if there is no rate.
    pub amount: Option<Company>,
    /// The day of the rate used; nothing for the company's own currency.
    pub rate_day: Option<Day>,
}

/// Every row that has a number, by its key.
pub fn rows(books: &Books<'_>, question: &Question) -> BTreeMap<Vec<String>, Cells> {
    let mut by_row: BTreeMap<Vec<String>, Vec<Contribution>> = BTreeMap::new();
    for contribution in contributions(books, question) {
        by_row.entry(contribution.row.clone()).or_default().push(contribution);
    }
    by_row.into_iter().map(|(row, contributions)| (row, cells(&contributions))).collect()
}

/// The total: made from the lines again, so that a deal in several rows is counted once.
pub fn total(books: &Books<'_>, question: &Question) -> Cells {
    cells(&contributions(books, question))
}

/// Adds lines up.
pub fn cells(contributions: &[Contribution]) -> Cells {
    let sum = |wanted: &dyn Fn(&Contribution) -> bool| -> Company {
        contributions.iter().filter(|one| wanted(one)).filter_map(|one| one.amount).sum()
    };
    let deals = |wanted: &dyn Fn(&Contribution) -> bool| -> i64 {
        contributions.iter().filter(|one| wanted(one)).map(|one| one.deal).collect::<BTreeSet<_>>().len() as i64
    };
    let days = |wanted: &dyn Fn(&Contribution) -> bool| -> i64 {
        let wanted = contributions.iter().filter(|one| wanted(one));
        wanted.map(|one| (one.deal, one.days)).collect::<BTreeMap<_, _>>().into_values().sum()
    };
    let weighted = |wanted: &dyn Fn(&Contribution) -> bool| -> Company {
        contributions.iter().filter(|one| wanted(one)).filter_map(|one| one.weighted).sum()
    };
    // A line without a rate is one, in however many shares.
    let without_rate: BTreeSet<_> = contributions
        .iter()
        .filter(|one| one.part != Part::ClosedWhileOpen && one.amount.is_none())
        .map(|one| (one.deal, one.line, one.part))
        .collect();
    let is = |part: Part| move |one: &Contribution| one.part == part;
    let open_any = |one: &Contribution| matches!(one.part, Part::Open | Part::Overdue | Part::Undated | Part::Later);
    Cells {
        closed: sum(&is(Part::Closed)),
        open: sum(&is(Part::Open)),
        overdue: sum(&is(Part::Overdue)),
        undated: sum(&is(Part::Undated)),
        open_any: sum(&open_any),
        commit: sum(&|one| one.part == Part::Open && one.category == Category::Commit),
        best_case: sum(&|one| one.part == Part::Open && one.category == Category::BestCase),
        generated: sum(&is(Part::Generated)),
        lost: sum(&is(Part::Lost)),
        closed_while_open: sum(&is(Part::ClosedWhileOpen)),
        weighted: weighted(&is(Part::Open)),
        weighted_any: weighted(&open_any),
        closed_deals: deals(&is(Part::Closed)),
        open_deals: deals(&is(Part::Open)),
        overdue_deals: deals(&is(Part::Overdue)),
        undated_deals: deals(&is(Part::Undated)),
        open_any_deals: deals(&open_any),
        generated_deals: deals(&is(Part::Generated)),
        lost_deals: deals(&is(Part::Lost)),
        closed_days: days(&is(Part::Closed)),
        lost_days: days(&is(Part::Lost)),
        open_any_days: days(&open_any),
        without_rate: without_rate.len() as i64,
    }
}

/// Every line that counts in any number, each with its row.
pub fn contributions(books: &Books<'_>, question: &Question) -> Vec<Contribution> {
    let mut by_deal: BTreeMap<OpportunityId, Vec<&Version>> = BTreeMap::new();
    for version in books.versions {
        by_deal.entry(version.opportunity).or_default().push(version);
    }
    let mut found = Vec::new();
    for (deal, versions) in by_deal {
        let Some(state) = state_as_of(books, &versions, question.as_of, question.known_at) else { continue };
        if state.deleted {
            continue;
        }
        let of = |state, worth, part, day| OfDeal { deal, state, worth, part, days: age(books, &versions, question, day), day };
        if let Some((part, day)) = part_as_of(books, question, state) {
            let organisation = question.organisation.unwrap_or(question.as_of);
            let last = while_open(books, &versions, question).unwrap_or(state);
            let worth = if part == Part::Lost { last } else { state };
            add_lines(books, question, &of(state, worth, part, day), organisation, &mut found);
            if part == Part::Closed {
                add_lines(books, question, &of(state, last, Part::ClosedWhileOpen, day), organisation, &mut found);
            }
        }
        if let Some((day, state)) = first_entry(books, &versions, question)
            && question.period.contains(day)
        {
            let organisation = question.organisation.unwrap_or(day);
            add_lines(books, question, &of(state, state, Part::Generated, day), organisation, &mut found);
        }
    }
    found
}

/// Which number a deal belongs to as of T, and the day whose rate counts: its close day for one that is won, T for one
/// that is open. Nothing if it is in none: before entry, Omitted, or closed outside P.
fn part_as_of(books: &Books<'_>, question: &Question, state: &State) -> Option<(Part, Day)> {
    let stage = stage(books, state)?;
    let period = question.period;
    let closed_in_period = state.close_day.filter(|day| period.contains(*day));
    match stage.kind {
        StageKind::Won => closed_in_period.map(|day| (Part::Closed, day)),
        StageKind::Lost => closed_in_period.map(|day| (Part::Lost, day)),
        StageKind::Open if !stage.entered || stage.effective(state.category) == Category::Omitted => None,
        StageKind::Open => {
            let part = match state.close_day {
                None => Part::Undated,
                Some(day) if day < period.first => Part::Overdue,
                Some(day) if day <= period.last => Part::Open,
                Some(_) => Part::Later,
            };
            Some((part, question.as_of))
        }
    }
}

/// What held of a deal, as known at K, by when it began to. What was replaced in the same millisecond never held.
fn timeline<'a>(versions: &[&'a Version], question: &Question) -> BTreeMap<Instant, &'a Version> {
    let mut timeline: BTreeMap<Instant, &Version> = BTreeMap::new();
    for version in versions.iter().filter(|version| version.log <= question.known_at) {
        let held = timeline.entry(version.effective_at).or_insert(version);
        if version.log > held.log {
            *held = version;
        }
    }
    timeline
}

/// The state a deal last had while open, as of T; if it never was, the first it had. Deleted it is not open.
fn while_open<'a>(books: &Books<'_>, versions: &[&'a Version], question: &Question) -> Option<&'a State> {
    let until = |at: &Instant| (books.day_of)(*at) <= question.as_of;
    let mut last = None;
    for (_, version) in timeline(versions, question).into_iter().take_while(|(at, _)| until(at)) {
        let state = &version.state;
        let Some(stage) = stage(books, state).filter(|_| !state.deleted) else { continue };
        if stage.kind == StageKind::Open || last.is_none() {
            last = Some(state);
        }
    }
    last
}

/// Days from a deal's first version to a day; none if that is later.
fn age(books: &Books<'_>, versions: &[&Version], question: &Question, day: Day) -> i64 {
    let created = timeline(versions, question).into_keys().next().map_or(day, |at| (books.day_of)(at));
    i64::from((day.0 - created.0).max(0))
}

/// A deal's first instant at or past entry, not Omitted and with an amount above zero, as far as T and K: its day, and
/// the state then.
fn first_entry<'a>(books: &Books<'_>, versions: &[&'a Version], question: &Question) -> Option<(Day, &'a State)> {
    let (at, version) = timeline(versions, question).into_iter().find(|(_, version)| {
        let state = &version.state;
        let enters = |stage: &Stage| stage.entered && stage.effective(state.category) != Category::Omitted;
        !state.deleted && state.acv() > 0 && stage(books, state).is_some_and(enters)
    })?;
    let day = (books.day_of)(at);
    (day <= question.as_of).then_some((day, &version.state))
}

/// What a deal adds to a number.
struct OfDeal<'a> {
    deal: OpportunityId,
    /// Where it stands: its rows.
    state: &'a State,
    /// Whose lines and currency count.
    worth: &'a State,
    part: Part,
    days: i64,
    /// The day whose rate counts.
    day: Day,
}

/// The lines of a deal that pass the filter, each in its row. Where people are asked about, each share of a line is in its own
/// (measures, section 3): the line is converted and weighted first, then shared out, so that all rows together come to the same.
fn add_lines(
    books: &Books<'_>,
    question: &Question,
    OfDeal { deal, state, worth, part, days, day }: &OfDeal<'_>,
    organisation: Day,
    found: &mut Vec<Contribution>,
) {
    // A deal without any line is still a deal: it counts, with nothing, under the product "(none)".
    let nothing = [Line { line: 0, product: None, acv: 0, one_off: 0 }];
    let lines = if worth.lines.is_empty() { &nothing[..] } else { &worth.lines[..] };
    // A lost deal is in the currency of what is lost.
    let state = if *part == Part::Lost { &State { currency: worth.currency, ..(*state).clone() } } else { *state };
    let of_people = question.rows.iter().chain(question.filter.0.keys()).any(|dimension| dimension.of_people());
    let revenue = if of_people { state.revenue() } else { Vec::new() };
    let shares: Vec<i32> = revenue.iter().map(|(_, share)| *share).collect();
    for line in lines {
        let own = books.workspace.currency;
        let currency = worth.currency;
        let (amount, rate_day) = match rate(books, currency, *day, question.known_at) {
            _ if worth.lines.is_empty() || currency == own => (Some(Company(line.acv)), None),
            Some(known) => (Some(known.rate.rate.convert(line.acv, currency, own)), Some(known.rate.day)),
            None => (None, None),
        };
        let stage = stage(books, state);
        let chance = i128::from(stage.map_or(0, |stage| stage.probability));
        let weighted = amount.map(|amount| Company(divide_half_even(i128::from(amount.0) * chance, 10_000)));
        let out = |amount: Option<Company>| amount.map(|amount| share_out(amount.0, &shares));
        let (amounts, weights) = (out(amount), out(weighted));
        let pieces: Vec<(Option<PersonId>, Option<Company>, Option<Company>)> = if revenue.is_empty() {
            vec![(None, amount, weighted)]
        } else {
            let of = |all: &Option<Vec<i64>>, at: usize| all.as_ref().map(|all| Company(all[at]));
            revenue.iter().enumerate().map(|(at, (who, _))| (Some(*who), of(&amounts, at), of(&weights, at))).collect()
        };
        for (whose, amount, weighted) in pieces {
            let key = |dimension| key(books, state, (line, whose), dimension, organisation, question.known_at);
            if !question.filter.0.iter().all(|(dimension, keys)| keys.contains(&key(*dimension))) {
                continue;
            }
            // It counts no deal: where it comes to nothing there is no row for it.
            if *part == Part::ClosedWhileOpen && amount.is_none_or(|amount| amount == Company(0)) {
                continue;
            }
            found.push(Contribution {
                deal: *deal,
                line: line.line,
                part: *part,
                category: stage.map_or(Category::Omitted, |stage| stage.effective(state.category)),
                row: question.rows.iter().map(|dimension| key(*dimension)).collect(),
                weighted,
                days: *days,
                currency,
                amount,
                rate_day,
            });
        }
    }
}

/// The stage a deal is at; nothing if no process has it, and then the deal is in no number.
fn stage<'a>(books: &Books<'a>, state: &State) -> Option<&'a Stage> {
    books.workspace.stage(state.stage)
}

#[cfg(test)]
mod tests;
