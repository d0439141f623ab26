//! Inspection: which deals of a period changed between two days. The ledger says which may have: those whose row is another at
//! the two ends. Only their versions are read.

use super::question::{When, day};
use crate::View;
use crate::ledger::Known;
use crate::ledger::scan::{Hit, Question, Sink, count, scan};
use crate::store::{Entity, Settings};
use crate::view::{PAGE, calendar};
use contract::inspection::{ClassMoved, Inspected, Inspection, InspectionQuery, Moved, Way};
use contract::{Page, Problem};
use domain::counters::{Counters, Step};
use domain::inspection::{Asked, Class};
use domain::{Company, Day, LogNo, OpportunityId, Period, Rate, State, Version, Workspace, opportunity};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// How many deals' versions are read at a time.
const READ: usize = 500;

/// Open deals of a day: row, and amount in the company's currency (0 without a rate).
#[derive(Default)]
struct Open {
    rows: HashMap<u32, (usize, i64)>,
    closed: Vec<u32>,
    since: u16,
}

impl Sink for Open {
    fn take(&mut self, hit: &Hit<'_>) -> bool {
        let (mut any, mut amount) = (false, 0);
        for (_, line) in hit.lines() {
            any = true;
            amount += line.unwrap_or(0);
        }
        let deal = hit.segment.deal[hit.row];
        if any && hit.part.bit() & count::OPEN != 0 {
            self.rows.insert(deal, (hit.row, amount));
        } else if any && hit.segment.from[hit.row] > self.since {
            self.closed.push(deal);
        }
        any
    }
}

/// What the ledger says.
struct Found {
    period: Period,
    since: Day,
    as_of: Day,
    known_at: LogNo,
    settings: Settings,
    then: Moved,
    now: Moved,
    /// What rates alone moved of deals whose row is the same.
    fx: i64,
    /// Deals that may have changed, with what they were and are worth.
    changed: Vec<(OpportunityId, Option<i64>, Option<i64>)>,
    rates: BTreeMap<(domain::Currency, Day), Rate>,
    /// Whether only some lines of a deal may count: then its amount cannot be made at another rate from its state.
    of_lines: bool,
}

impl View {
    /// What changed in the open pipeline of a period since a day.
    pub async fn inspection(&self, query: &InspectionQuery) -> Result<Inspection, Problem> {
        self.must_know(&query.filter).await?;
        let today = self.engine.today();
        let found = self.engine.ledger().read(None, |columns| self.may_have_changed(columns, query, today)).await??;
        let workspace = &found.settings.workspace;
        let calendar = calendar(&found.settings)?;
        let zone = &found.settings.zone;
        let (from, to) = (zone.end_of(found.since), zone.end_of(found.as_of));
        let asked = Asked { workspace, period: found.period, from, to, known_at: found.known_at };
        let mut fx = found.fx;
        let mut deals: Vec<(Inspected, Option<Uuid>)> = Vec::new();
        for chunk in found.changed.chunks(READ) {
            let ids: Vec<OpportunityId> = chunk.iter().map(|(id, ..)| *id).collect();
            let versions = self.engine.store().versions_of(&ids, Some(found.known_at)).await?;
            let histories: HashMap<OpportunityId, &[Version]> = versions
                .chunk_by(|one, other| one.opportunity == other.opportunity)
                .map(|all| (all[0].opportunity, all))
                .collect();
            for (id, was, is) in chunk {
                let Some(history) = histories.get(id).copied() else { continue };
                let state = |at| opportunity::as_of(history, at, found.known_at).map(|version| &version.state);
                let (before, after) = (state(from), state(to));
                // What the amount of now comes to at the rate of then: the rest is the rates' doing.
                let at_then = match (was, is, after) {
                    (Some(_), Some(is), Some(after)) => found.at_then(after, *is),
                    _ => is.unwrap_or(0),
                };
                let moved = at_then - was.unwrap_or(0);
                fx += is.unwrap_or(0) - at_then;
                let Some(after) = after else { continue };
                let class = asked.class(history, moved).or((moved != 0).then_some(Class::Changed));
                let Some(class) = class else { continue };
                let told = history.iter().filter(|version| version.effective_at <= to).map(Step::of);
                let counts = Counters::of(told, &calendar).map(|counters| counters.counts());
                let name = |state: &State| workspace.stage(state.stage).map(|stage| stage.name.clone());
                let inspected = Inspected {
                    id: *id,
                    name: after.name.clone(),
                    owner: None,
                    class,
                    moved: Company(moved),
                    was: was.map(Company),
                    is: is.map(Company),
                    stage_was: before.and_then(name),
                    stage: name(after).unwrap_or_default(),
                    stage_moved: before.and_then(|before| way(workspace, before, after)),
                    close_was: before.and_then(|before| before.close_day),
                    close_day: after.close_day,
                    pushes: counts.map_or(0, |counts| counts.period_pushes),
                    days_in_stage: counts.map_or(0, |counts| found.as_of.since(zone.day_of(counts.stage_since))),
                };
                deals.push((inspected, after.owner.map(|owner| owner.0)));
            }
        }
        let classes = tallied(&deals);
        let deals = self.page_of(deals, query).await?;
        let (then, now) = (found.then, found.now);
        let (period, since, as_of, known_at) = (found.period, found.since, found.as_of, found.known_at);
        let currency = workspace.currency;
        Ok(Inspection { period, since, as_of, known_at, currency, then, now, fx: Company(fx), classes, deals })
    }

    fn may_have_changed(&self, columns: &Known<'_>, query: &InspectionQuery, today: Day) -> Result<Found, Problem> {
        let when = When::new(columns, Some(today), query.period, today)?;
        let since = day("since", query.since.unwrap_or(today.plus(-7)))?;
        if since >= today {
            return Err(Problem::invalid("since", "must be a day before today"));
        }
        let tests = self.tests(columns, &query.filter)?;
        let scope = self.deals(columns)?;
        let look = |as_of: Day, wanted: u16| {
            let mut open = Open { since: crate::ledger::segment::day_number(since.0), ..Open::default() };
            let question =
                Question { as_of, period: when.period, organisation: None, by: &[], filter: &tests, scope: &scope, wanted };
            scan(columns, &question, &mut open);
            open
        };
        let (then, now) = (look(since, count::OPEN), look(today, count::OPEN | count::CLOSED | count::LOST));
        let sum = |open: &Open| Moved {
            deals: open.rows.len() as i64,
            acv: Company(open.rows.values().map(|(_, amount)| amount).sum()),
        };
        let mut fx = 0;
        let mut changed = BTreeMap::new();
        for (deal, (row, was)) in &then.rows {
            match now.rows.get(deal) {
                Some((same, is)) if same == row => fx += is - was,
                Some((_, is)) => _ = changed.insert(*deal, (Some(*was), Some(*is))),
                None => _ = changed.insert(*deal, (Some(*was), None)),
            }
        }
        for (deal, (_, is)) in now.rows.iter().filter(|(deal, _)| !then.rows.contains_key(deal)) {
            changed.insert(*deal, (None, Some(*is)));
        }
        for deal in &now.closed {
            changed.entry(*deal).or_insert((None, None));
        }
        let mut rates = BTreeMap::new();
        for (number, code) in (0u32..).zip(columns.names.currencies.keys()) {
            let Some(currency) = domain::Currency::parse(code) else { continue };
            for day in [since, today] {
                if let Some((rate, _)) = columns.rates.at(number, day.0) {
                    rates.insert((currency, day), rate);
                }
            }
        }
        Ok(Found {
            period: when.period,
            since,
            as_of: today,
            known_at: columns.head,
            settings: columns.settings.clone(),
            then: sum(&then),
            now: sum(&now),
            fx,
            changed: changed.into_iter().map(|(deal, (was, is))| (columns.id(deal), was, is)).collect(),
            rates,
            of_lines: tests.of_lines(),
        })
    }

    /// A page of them, the largest amounts first.
    async fn page_of(&self, deals: Vec<(Inspected, Option<Uuid>)>, query: &InspectionQuery) -> Result<Page<Inspected>, Problem> {
        let wanted = |inspected: &Inspected| query.class.is_none_or(|class| class == inspected.class);
        let mut deals: Vec<_> = deals.into_iter().filter(|(inspected, _)| wanted(inspected)).collect();
        deals.sort_by_key(|(one, _)| (Reverse(size(one)), one.id));
        let total = deals.len() as i64;
        let begin = match &query.after {
            None => 0,
            Some(after) => {
                let at = deals.iter().position(|(one, _)| one.id.to_string() == *after);
                at.ok_or_else(|| Problem::invalid("after", "is not from an answer before"))? + 1
            }
        };
        let mut page: Vec<_> = deals.into_iter().skip(begin).take(PAGE).collect();
        let next = page.last().filter(|_| begin + PAGE < total as usize).map(|(one, _)| one.id.to_string());
        let owners: Vec<Uuid> = page.iter().filter_map(|(_, owner)| *owner).collect();
        let names = self.engine.store().labels_of(Entity::Person, &owners).await?;
        for (one, owner) in &mut page {
            one.owner = owner.and_then(|owner| names.get(&owner).cloned());
        }
        Ok(Page { items: page.into_iter().map(|(one, _)| one).collect(), next, total })
    }
}

impl Found {
    /// What a deal worth so much now would be worth at the rate of then.
    fn at_then(&self, state: &State, is: i64) -> i64 {
        let home = self.settings.workspace.currency;
        let rate = |day| self.rates.get(&(state.currency, day));
        match (rate(self.since), rate(self.as_of)) {
            (Some(then), Some(now)) if state.currency != home && then != now && !self.of_lines => {
                state.lines.iter().map(|line| then.convert(line.acv, state.currency, home).0).sum()
            }
            _ => is,
        }
    }
}

/// What is put first: whatever moved, or is worth, most.
fn size(one: &Inspected) -> i64 {
    one.moved.0.abs()
}

fn way(workspace: &Workspace, before: &State, after: &State) -> Option<Way> {
    let place = |state: &State| {
        let mut all = workspace.processes.iter().filter_map(|process| {
            process.stages.iter().position(|stage| stage.id == state.stage).map(|at| (process.name.as_str(), at))
        });
        all.next()
    };
    let ((process, from), (same, to)) = place(before).zip(place(after))?;
    match (process == same, from.cmp(&to)) {
        (true, std::cmp::Ordering::Less) => Some(Way::Forth),
        (true, std::cmp::Ordering::Greater) => Some(Way::Back),
        _ => None,
    }
}

fn tallied(deals: &[(Inspected, Option<Uuid>)]) -> Vec<ClassMoved> {
    let mut sums: BTreeMap<Class, Moved> = BTreeMap::new();
    for (one, _) in deals {
        let sum = sums.entry(one.class).or_default();
        sum.deals += 1;
        sum.acv += one.moved;
    }
    sums.into_iter().map(|(class, moved)| ClassMoved { class, moved }).collect()
}
