//! An account among those above and below it, and what their deals come to. The sums are the matrix's, by account.

use super::View;
use crate::apm::matrix::add_up;
use crate::apm::question::When;
use crate::ledger::Known;
use crate::ledger::scan::Tests;
use contract::Problem;
use contract::account::{AccountName, Hierarchy, HierarchyNode, Roll};
use domain::{AccountId, Attribute, Currency, Dimension, Filter, PeriodKey, PeriodKind};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// How many accounts are listed; those beyond are in the sums.
const LISTED: usize = 200;

/// What the ledger says, before names.
struct Found {
    above: Vec<Uuid>,
    below: HashMap<Uuid, Vec<Uuid>>,
    rolls: HashMap<Uuid, Roll>,
    year: PeriodKey,
    currency: Currency,
    narrowed: bool,
}

impl View {
    /// Those above and below an account today.
    pub async fn hierarchy(&self, id: AccountId) -> Result<Hierarchy, Problem> {
        let root = self.account_row(id).await?.id;
        let merged = self.engine.store().merged_accounts().await?;
        let found = self.engine.ledger().read(None, |columns| self.roll_up(columns, root, &merged)).await??;
        let ids: HashSet<Uuid> = found.below.iter().flat_map(|(id, below)| below.iter().chain([id])).copied().collect();
        let ids: Vec<Uuid> = ids.into_iter().chain(found.above.iter().copied()).chain([root]).collect();
        let mut names = HashMap::new();
        for ids in ids.chunks(1_000) {
            names.extend(self.engine.store().names(ids).await?);
        }
        let name = |id: &Uuid| names.get(id).cloned().unwrap_or_default();
        let mut nodes = Vec::new();
        let mut all = HashMap::new();
        sum(root, &found, &mut all);
        let mut next = vec![(root, 0u16)];
        while let Some((id, depth)) = next.pop() {
            let roll = |of: &HashMap<Uuid, Roll>| of.get(&id).copied().unwrap_or_default();
            nodes.push(HierarchyNode { id: AccountId(id), name: name(&id), depth, own: roll(&found.rolls), all: roll(&all) });
            let mut below = found.below.get(&id).cloned().unwrap_or_default();
            below.sort_by_cached_key(|id| std::cmp::Reverse((name(id).to_lowercase(), *id)));
            next.extend(below.into_iter().map(|id| (id, depth + 1)));
        }
        let more = nodes.len().saturating_sub(LISTED) as i64;
        nodes.truncate(LISTED);
        Ok(Hierarchy {
            year: found.year,
            currency: found.currency,
            narrowed: found.narrowed,
            above: found.above.iter().map(|id| AccountName { id: AccountId(*id), name: name(id) }).collect(),
            nodes,
            more,
        })
    }

    fn roll_up(&self, columns: &Known<'_>, root: Uuid, merged: &HashMap<Uuid, Uuid>) -> Result<Found, Problem> {
        let scope = self.deals(columns)?;
        let today = self.engine.today();
        let year = columns.calendar.containing(today, PeriodKind::Year);
        let parents = columns.facts.table(Attribute::AccountParent, today.0);
        let key = |number: u32| columns.names.accounts.key(number).copied();
        let stands_for = |id: Uuid| merged.get(&id).copied().unwrap_or(id);
        let mut children: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        let mut parent_of: HashMap<Uuid, Uuid> = HashMap::new();
        for (number, parent) in (0u32..).zip(parents.iter()).filter(|(_, parent)| **parent != 0) {
            if let (Some(child), Some(parent)) = (key(number), key(*parent))
                && !merged.contains_key(&child)
            {
                children.entry(stands_for(parent)).or_default().push(child);
                parent_of.insert(child, stands_for(parent));
            }
        }
        // Imports may have brought circles: nobody is met twice.
        let mut met = HashSet::from([root]);
        let mut above = Vec::new();
        let mut at = root;
        while let Some(parent) = parent_of.get(&at).copied().filter(|parent| met.insert(*parent)) {
            above.insert(0, parent);
            at = parent;
        }
        let mut below: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        let mut next = vec![root];
        let mut ids = BTreeSet::from([root.to_string()]);
        while let Some(id) = next.pop() {
            for child in children.get(&id).into_iter().flatten().filter(|child| met.insert(**child)) {
                below.entry(id).or_default().push(*child);
                ids.insert(child.to_string());
                next.push(*child);
            }
        }
        let filter = Filter(BTreeMap::from([(Dimension::Account, ids)]));
        let tests = Tests::new(columns, &filter)?;
        let when = When::new(columns, Some(today), Some(year.key), today)?;
        let (rows, _, _) = add_up(columns, Dimension::Account, None, &tests, &scope, &when, None);
        let rolls = rows.iter().filter_map(|row| {
            let [now, ..] = row.cells;
            let roll =
                Roll { open: now.open_any, open_deals: now.open_any_deals, closed: now.closed, closed_deals: now.closed_deals };
            Some((key(row.outer)?, roll))
        });
        let currency = columns.settings.workspace.currency;
        Ok(Found { above, below, rolls: rolls.collect(), year: year.key, currency, narrowed: scope.narrows() })
    }
}

/// What an account comes to with all below it. Accounts have no deal in common.
fn sum(id: Uuid, found: &Found, all: &mut HashMap<Uuid, Roll>) -> Roll {
    let mut roll = found.rolls.get(&id).copied().unwrap_or_default();
    for child in found.below.get(&id).into_iter().flatten() {
        let below = sum(*child, found, all);
        roll.open += below.open;
        roll.closed += below.closed;
        roll.open_deals += below.open_deals;
        roll.closed_deals += below.closed_deals;
    }
    all.insert(id, roll);
    roll
}
