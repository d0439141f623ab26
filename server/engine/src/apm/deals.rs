//! The deals behind a number.

use super::question::{When, maps_of};
use crate::View;
use crate::clock::Zone;
use crate::ledger::Known;
use crate::ledger::drill::{Part, Parts};
use crate::ledger::scan::{Question, count, scan};
use crate::store::Entity;
use crate::view::{PAGE, stage_of};
use contract::apm::{ApmColumn, ApmDeal, ApmDeals, ApmDealsQuery};
use contract::{Page, Problem};
use domain::{Company, Day, Instant, LogNo, Money, OpportunityId, Spread, StageKind, Version, Workspace, opportunity};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// A page of parts, by id.
struct Found {
    when: When,
    known_at: LogNo,
    workspace: Arc<Workspace>,
    zone: Zone,
    sum: Company,
    total: i64,
    days: Spread,
    page: Vec<(OpportunityId, Part)>,
    seen: Seen,
    next: Option<String>,
}

/// Which version of a deal counted: the one as of a day, or the one that generated pipe.
#[derive(Clone, Copy)]
enum Seen {
    AsOf,
    AtEntry,
}

impl View {
    /// The deals behind one number of the matrix, largest first.
    pub async fn apm_deals(&self, query: &ApmDealsQuery) -> Result<ApmDeals, Problem> {
        self.must_know(&query.filter).await?;
        let today = self.engine.today();
        let after = query.after.as_deref().map(position).transpose()?;
        let found = self.engine.ledger().read(query.known_at, |columns| self.parts(columns, query, after, today)).await??;
        let deals = self.told(&found).await?;
        Ok(ApmDeals {
            sum: found.sum,
            currency: found.workspace.currency,
            period: found.when.period,
            as_of: found.when.as_of,
            known_at: found.known_at,
            days: found.days,
            deals: Page { items: deals, next: found.next, total: found.total },
            named: self.names_of(&found.workspace, &query.filter).await?,
        })
    }

    fn parts(&self, columns: &Known<'_>, query: &ApmDealsQuery, after: Option<Place>, today: Day) -> Result<Found, Problem> {
        let when = When::new(columns, query.as_of, query.period, today)?;
        let tests = self.tests(columns, &query.filter)?;
        let scope = self.deals(columns)?;
        let mut sink = Parts { wanted: wanted(query.column), parts: Vec::new() };
        let question = Question {
            as_of: when.as_of,
            period: when.period,
            organisation: maps_of(query.organisation, today),
            by: &[],
            filter: &tests,
            scope: &scope,
            wanted: sink.wanted,
        };
        scan(columns, &question, &mut sink);
        let mut parts = sink.parts;
        let sum = parts.iter().filter_map(|part| part.amount).map(Company).sum();
        let total = parts.len() as i64;
        let days = Spread::of(parts.iter().map(|part| part.days).collect());
        let place = |part: &Part| Place { amount: part.amount, id: columns.id(part.deal) };
        if let Some(after) = after {
            parts.retain(|part| place(part) > after);
        }
        // One page of many: no need to put all of them in order.
        let more = parts.len() > PAGE;
        if more {
            parts.select_nth_unstable_by_key(PAGE - 1, place);
            parts.truncate(PAGE);
        }
        parts.sort_unstable_by_key(place);
        let next = parts.last().filter(|_| more).map(|part| place(part).to_string());
        let seen = if query.column == ApmColumn::Generated { Seen::AtEntry } else { Seen::AsOf };
        Ok(Found {
            when,
            known_at: query.known_at.unwrap_or(columns.head),
            workspace: columns.settings.workspace.clone(),
            zone: columns.settings.zone.clone(),
            sum,
            total,
            days,
            page: parts.into_iter().map(|part| (columns.id(part.deal), part)).collect(),
            seen,
            next,
        })
    }

    /// The deals of a page as they were.
    async fn told(&self, found: &Found) -> Result<Vec<ApmDeal>, Problem> {
        if found.page.is_empty() {
            return Ok(Vec::new());
        }
        let store = self.engine.store();
        let ids: Vec<OpportunityId> = found.page.iter().map(|(id, _)| *id).collect();
        let versions = store.versions_of(&ids, Some(found.known_at)).await?;
        let mut histories: HashMap<OpportunityId, Vec<Version>> = HashMap::new();
        for version in versions {
            histories.entry(version.opportunity).or_default().push(version);
        }
        let end = found.zone.end_of(found.when.as_of);
        let page = found.page.iter();
        let states: Vec<(&Version, &Version, &Part)> = page
            .filter_map(|(id, part)| {
                let history = histories.get(id)?;
                let version = version_seen(history, end, found.known_at, found.seen, &found.workspace)?;
                Some((version, history.first()?, part))
            })
            .collect();
        let collect = |of: &dyn Fn(&Version) -> Vec<Uuid>| -> Vec<Uuid> {
            states.iter().flat_map(|(version, ..)| of(version)).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let accounts = collect(&|version| version.state.account.map(|id| id.0).into_iter().collect());
        let owners = collect(&|version| version.state.owner.map(|id| id.0).into_iter().collect());
        let products = collect(&|version| version.state.lines.iter().filter_map(|line| line.product).map(|id| id.0).collect());
        let accounts = store.labels_of(Entity::Account, &accounts).await?;
        let owners = store.labels_of(Entity::Person, &owners).await?;
        let products = store.labels_of(Entity::Product, &products).await?;
        let deals = states.into_iter().map(|(version, first, part)| {
            let state = &version.state;
            let (stage_name, kind, category) = stage_of(&found.workspace, state.stage, state.category);
            let open = kind == StageKind::Open && matches!(found.seen, Seen::AsOf);
            let mut sold: Vec<String> = Vec::new();
            for name in state.lines.iter().filter_map(|line| products.get(&line.product?.0)) {
                if !sold.contains(name) {
                    sold.push(name.clone());
                }
            }
            ApmDeal {
                id: version.opportunity,
                name: state.name.clone(),
                account: state.account.and_then(|id| accounts.get(&id.0).cloned()),
                owner: state.owner.and_then(|id| owners.get(&id.0).cloned()),
                products: sold,
                stage: state.stage,
                stage_name,
                kind,
                category,
                deal_type: state.deal_type,
                source: state.source,
                close_day: state.close_day,
                amount: part.amount.map(Company),
                weighted: part.weighted.filter(|_| open).map(Company),
                while_open: part.while_open.filter(|_| kind != StageKind::Open).map(Company),
                created: found.zone.day_of(first.effective_at),
                days: part.days,
                acv: Money { minor: state.acv(), currency: state.currency },
            }
        });
        Ok(deals.collect())
    }
}

/// The version that counted.
fn version_seen<'v>(
    history: &'v [Version],
    end: Instant,
    known_at: LogNo,
    seen: Seen,
    workspace: &Workspace,
) -> Option<&'v Version> {
    let state = |at: Instant| opportunity::as_of(history, at, known_at);
    match seen {
        Seen::AsOf => state(end),
        Seen::AtEntry => history.iter().filter_map(|version| state(version.effective_at)).find(|version| {
            let stages = workspace.processes.iter().find_map(|process| process.stage(version.state.stage));
            stages.is_some_and(|stage| {
                let category = stage.effective(version.state.category);
                stage.entered && category != domain::Category::Omitted && version.state.acv() > 0 && !version.state.deleted
            })
        }),
    }
}

fn wanted(column: ApmColumn) -> u16 {
    match column {
        ApmColumn::Closed => count::CLOSED,
        ApmColumn::Open => count::OPEN,
        ApmColumn::Overdue => count::OVERDUE,
        ApmColumn::Undated => count::UNDATED,
        ApmColumn::OpenAny => count::OPEN_ANY,
        ApmColumn::Generated => count::GENERATED,
        ApmColumn::Forecast => count::CLOSED | count::COMMIT,
        ApmColumn::Lost => count::LOST,
    }
}

/// Where a deal stands in the list: largest amount first, those without a rate last, then by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    amount: Option<i64>,
    id: OpportunityId,
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.amount.cmp(&self.amount).then(self.id.cmp(&other.id))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.amount {
            Some(amount) => write!(f, "{amount}~{}", self.id),
            None => write!(f, "~{}", self.id),
        }
    }
}

fn position(after: &str) -> Result<Place, Problem> {
    let bad = || Problem::invalid("after", "is not from an answer before");
    let (amount, id) = after.split_once('~').ok_or_else(bad)?;
    let amount = if amount.is_empty() { None } else { Some(amount.parse().map_err(|_| bad())?) };
    Ok(Place { amount, id: id.parse().map_err(|_| bad())? })
}
