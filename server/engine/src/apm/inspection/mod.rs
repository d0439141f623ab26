//! Inspection: what became of each deal of a period between two days. The ledger says which may have changed: those whose
//! version is another at the two ends. Only their versions are read.

mod found;
mod kept;
mod rows;

use crate::View;
use crate::view::PAGE;
use contract::inspection::{Change, ClassChange, Inspection, InspectionQuery, ShiftChange};
use contract::{Page, Problem};
use domain::inspection::{Asked, Class, Shift};
use domain::{Company, OpportunityId, Version};
use found::{Deal, Found};
use kept::Frame;
pub(crate) use kept::Kept;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// How many deals' versions are read at a time.
const READ: usize = 500;

/// What became of a deal.
#[derive(Clone)]
struct Told {
    id: OpportunityId,
    class: Class,
    shifts: Vec<Shift>,
    was: Option<i64>,
    is: Option<i64>,
    closed: Option<i64>,
    moved: i64,
}

/// Where a deal stands in the order: by how much it moved, then by what it is or was worth.
type Place = (Reverse<i64>, Reverse<i64>, OpportunityId);

impl Told {
    fn place(&self) -> Place {
        let worth = self.is.or(self.closed).or(self.was).unwrap_or(0);
        (Reverse(self.moved.abs()), Reverse(worth.abs()), self.id)
    }

    /// Whether it belongs to what is asked for; by default all to which something happened does.
    fn asked_for(&self, query: &InspectionQuery) -> bool {
        let shifted = query.shift.is_none_or(|shift| self.shifts.contains(&shift));
        shifted && query.class.map_or(self.class != Class::Unchanged, |class| class == self.class)
    }
}

impl View {
    /// What changed in the open pipeline of a period since a day: a page of the deals.
    pub async fn inspection(&self, query: &InspectionQuery) -> Result<Inspection, Problem> {
        let after = query.after.as_deref().map(read_place).transpose()?;
        let (found, told, mut answer) = self.became(query).await?;
        let begin = after.map_or(0, |after| told.partition_point(|one| one.place() <= after));
        let page = &told[begin..told.len().min(begin + PAGE)];
        let more = begin + page.len() < told.len();
        let next = page.last().filter(|_| more).map(|last| written(&last.place()));
        answer.deals = Page { items: self.inspected(&found, page).await?, next, total: told.len() as i64 };
        Ok(answer)
    }

    /// The same with all of the deals: for a file.
    pub async fn inspection_in_full(&self, query: &InspectionQuery) -> Result<Inspection, Problem> {
        let (found, told, mut answer) = self.became(query).await?;
        for chunk in told.chunks(READ) {
            answer.deals.items.extend(self.inspected(&found, chunk).await?);
        }
        answer.deals.total = told.len() as i64;
        Ok(answer)
    }

    /// What became of the deals asked for, the largest changes first, and the answer but for them.
    async fn became(&self, query: &InspectionQuery) -> Result<(Found, Vec<Told>, Inspection), Problem> {
        self.must_know(&query.filter).await?;
        let today = self.engine.today();
        let batch = self.engine.store().last_batch().await?;
        let found = self.engine.ledger().read(None, |columns| self.both_ends(columns, query, today)).await??;
        let mut told: Vec<Told> = found.same.iter().map(unchanged).collect();
        let zone = &found.settings.zone;
        let (from, to) = (zone.end_of(found.since), zone.end_of(found.as_of));
        let workspace = &found.settings.workspace;
        let asked = Asked { workspace, period: found.period, from, to, known_at: found.known_at };
        let (since, as_of, period, settings) = (found.since, found.as_of, found.period, found.settings.revision);
        let frame = Frame { since, as_of, period, settings, batch };
        let (known, unknown) = self.engine.inspections().known(&frame, &found.changed);
        told.extend(known);
        for chunk in unknown.chunks(READ) {
            let ids: Vec<OpportunityId> = chunk.iter().map(|deal| deal.id).collect();
            let versions = self.engine.store().versions_of(&ids, Some(found.known_at)).await?;
            let histories = by_deal(&versions);
            let each = chunk.iter().filter_map(|deal| Some((*deal, tell(&asked, deal, histories.get(&deal.id).copied()?))));
            let each: Vec<(Deal, Option<Told>)> = each.collect();
            told.extend(each.iter().filter_map(|(_, told)| told.clone()));
            self.engine.inspections().learn(frame, each);
        }
        let (classes, shifts) = (by_class(&told), by_shift(&told));
        let by_rates = |one: &Told| one.is.unwrap_or(0) - one.was.unwrap_or(0) - one.moved;
        let fx = Company(told.iter().map(by_rates).sum());
        told.retain(|one| one.asked_for(query));
        told.sort_unstable_by_key(Told::place);
        let answer = Inspection {
            period: found.period,
            since: found.since,
            as_of: found.as_of,
            known_at: found.known_at,
            currency: workspace.currency,
            then: found.then,
            now: found.now,
            fx,
            without_rate: found.without_rate,
            classes,
            shifts,
            named: self.names_of(workspace, &query.filter).await?,
            deals: Page { items: Vec::new(), next: None, total: 0 },
        };
        Ok((found, told, answer))
    }
}

/// A deal whose version is the same at both ends: only rates can have moved it.
fn unchanged(deal: &Deal) -> Told {
    let Deal { id, was, is, .. } = *deal;
    Told { id, class: Class::Unchanged, shifts: Vec::new(), was, is, closed: None, moved: 0 }
}

/// What became of a deal with this history; nothing if it only closed before, and was written again.
fn tell(asked: &Asked<'_>, deal: &Deal, history: &[Version]) -> Option<Told> {
    let Deal { id, was, is, at_then, closed, .. } = *deal;
    // What was not there has no amount then that a rate could have moved.
    let moved = was.map_or(is.unwrap_or(0), |was| at_then - was);
    let class = asked.class(history, [was.is_some(), is.is_some()], moved)?;
    let shifts = if was.is_some() && is.is_some() { asked.shifts(history) } else { Vec::new() };
    let closed = closed.filter(|_| matches!(class, Class::Won | Class::Lost));
    Some(Told { id, class, shifts, was, is, closed, moved })
}

/// The versions of each deal, which follow each other.
fn by_deal(versions: &[Version]) -> HashMap<OpportunityId, &[Version]> {
    let all = versions.chunk_by(|one, other| one.opportunity == other.opportunity);
    all.map(|all| (all[0].opportunity, all)).collect()
}

fn add(change: &mut Change, one: &Told) {
    change.deals += 1;
    change.was += Company(one.was.unwrap_or(0));
    change.is += Company(one.is.unwrap_or(0));
    change.moved += Company(one.moved);
}

fn by_class(told: &[Told]) -> Vec<ClassChange> {
    let mut sums: BTreeMap<Class, (Change, Company)> = BTreeMap::new();
    for one in told {
        let (change, closed) = sums.entry(one.class).or_default();
        add(change, one);
        *closed += Company(one.closed.unwrap_or(0));
    }
    sums.into_iter().map(|(class, (change, closed))| ClassChange { class, change, closed }).collect()
}

fn by_shift(told: &[Told]) -> Vec<ShiftChange> {
    let mut sums: BTreeMap<Shift, Change> = BTreeMap::new();
    for (one, shift) in told.iter().flat_map(|one| one.shifts.iter().map(move |shift| (one, *shift))) {
        add(sums.entry(shift).or_default(), one);
    }
    sums.into_iter().map(|(shift, change)| ShiftChange { shift, change }).collect()
}

/// A place in the order, as text.
fn written((Reverse(moved), Reverse(worth), id): &Place) -> String {
    format!("{moved}~{worth}~{id}")
}

fn read_place(text: &str) -> Result<Place, Problem> {
    let mut parts = text.splitn(3, '~');
    let mut read = || -> Option<Place> {
        let (moved, worth, id) = (parts.next()?, parts.next()?, parts.next()?);
        Some((Reverse(moved.parse().ok()?), Reverse(worth.parse().ok()?), id.parse().ok()?))
    };
    read().ok_or_else(|| Problem::invalid("after", "is not from an answer before"))
}
