//! What the ledger says of two days: which deals are open pipeline of the period at either end, and which closed since.

use crate::View;
use crate::apm::question::{When, day};
use crate::ledger::Known;
use crate::ledger::rates::Exchanges;
use crate::ledger::scan::{Hit, Question, Sink, count, scan};
use crate::ledger::segment::day_number;
use crate::store::Settings;
use contract::Problem;
use contract::hygiene::Tally;
use contract::inspection::InspectionQuery;
use domain::{Company, Day, LogNo, OpportunityId, Period};
use std::collections::HashMap;

/// An open deal: its row, and its amount in the company's currency (0 without a rate) at the day's rate and at that of then.
type Open = (usize, i64, i64);

/// Deals of a day: those that are open, and those that closed since with what they closed for.
struct Ends<'a> {
    open: HashMap<u32, Open>,
    without_rate: i64,
    closed: HashMap<u32, i64>,
    since: Day,
    then: &'a Exchanges,
}

impl Sink for Ends<'_> {
    fn take(&mut self, hit: &Hit<'_>) -> bool {
        let (mut any, mut amount, mut missing) = (false, 0, false);
        for piece in hit.lines() {
            any = true;
            missing |= piece.amount.is_none();
            amount += piece.amount.unwrap_or(0);
        }
        let deal = hit.segment.deal[hit.row];
        if any && hit.part.bit() & count::OPEN != 0 {
            self.without_rate += i64::from(missing);
            let then = self.then.on(hit.segment.currency[hit.row], self.since.0);
            let at_then = hit.lines_at(then).filter_map(|piece| piece.amount).sum();
            self.open.insert(deal, (hit.row, amount, at_then));
        } else if any && hit.segment.from[hit.row] > day_number(self.since.0) {
            self.closed.insert(deal, amount);
        }
        any
    }
}

impl Ends<'_> {
    fn tally(&self) -> Tally {
        Tally { deals: self.open.len() as i64, acv: Company(self.open.values().map(|(_, amount, _)| amount).sum()) }
    }
}

/// A deal, and what it is worth: in open pipeline of the period then and now (and now at the rate of then), and what it closed
/// for since.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Deal {
    pub(super) id: OpportunityId,
    /// Its latest version.
    pub(super) version: i64,
    pub(super) was: Option<i64>,
    pub(super) is: Option<i64>,
    pub(super) at_then: i64,
    pub(super) closed: Option<i64>,
}

/// What the ledger says.
pub(super) struct Found {
    pub(super) period: Period,
    pub(super) since: Day,
    pub(super) as_of: Day,
    pub(super) known_at: LogNo,
    pub(super) settings: Settings,
    pub(super) then: Tally,
    pub(super) now: Tally,
    pub(super) without_rate: i64,
    /// Deals whose version is the same at both ends.
    pub(super) same: Vec<Deal>,
    /// The others.
    pub(super) changed: Vec<Deal>,
}

impl View {
    /// Asks the ledger.
    pub(super) fn both_ends(&self, columns: &Known<'_>, query: &InspectionQuery, today: Day) -> Result<Found, Problem> {
        let when = When::new(columns, Some(today), query.period, today)?;
        let since = day("since", query.since.unwrap_or(today.plus(-7)))?;
        if since >= today {
            return Err(Problem::invalid("since", "must be a day before today"));
        }
        let tests = self.tests(columns, &query.filter)?;
        let scope = self.deals(columns)?;
        let home = columns.settings.workspace.currency;
        let rates = Exchanges::new(&columns.rates, columns.names.currencies.keys(), home, since.0, since.0);
        let look = |as_of: Day, wanted: u16| {
            let (open, closed) = (HashMap::new(), HashMap::new());
            let mut ends = Ends { open, without_rate: 0, closed, since, then: &rates };
            let question =
                Question { as_of, period: when.period, organisation: None, by: &[], filter: &tests, scope: &scope, wanted };
            scan(columns, &question, &mut ends);
            ends
        };
        let (then, now) = (look(since, count::OPEN), look(today, count::OPEN | count::CLOSED | count::LOST));
        let (mut same, mut changed) = (Vec::new(), Vec::new());
        let deal = |number: u32, was: Option<i64>| {
            let is = now.open.get(&number);
            let closed = now.closed.get(&number).copied();
            let at_then = is.map_or(0, |(.., at_then)| *at_then);
            let version = columns.deals.last_log[number as usize];
            Deal { id: columns.id(number), version, was, is: is.map(|(_, is, _)| *is), at_then, closed }
        };
        for (number, (row, was, _)) in &then.open {
            let held = now.open.get(number).is_some_and(|(other, ..)| other == row);
            if held { &mut same } else { &mut changed }.push(deal(*number, Some(*was)));
        }
        let others = now.open.keys().chain(now.closed.keys()).filter(|number| !then.open.contains_key(number));
        changed.extend(others.map(|number| deal(*number, None)));
        // The hash tables have no order; what is read and told together should have one.
        changed.sort_unstable_by_key(|deal| deal.id);
        Ok(Found {
            period: when.period,
            since,
            as_of: today,
            known_at: columns.head,
            settings: columns.settings.clone(),
            then: then.tally(),
            now: now.tally(),
            without_rate: now.without_rate,
            same,
            changed,
        })
    }
}
