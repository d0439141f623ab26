//! The deals of a review, worst first, and how far it has come.

use crate::hygiene::worth;
use crate::ledger::book::Asked;
use crate::store::ReviewRow;
use crate::view::{View, stage_of};
use contract::Problem;
use contract::review::{Changed, Coverage, Review, ReviewItem, ReviewQuery, Said, Standing};
use domain::hygiene::{self, Severity};
use domain::review::week_of;
use domain::{Company, Day, Flags, Money, OpportunityId, StageKind, Version, Workspace, opportunity};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// How many deals a page has.
const PAGE: usize = 25;
/// Without a review before, what changed in so many days is told.
const LATELY: i32 = 7;

/// Where a deal stands in the order: what blocks by ACV, then what warns by ACV, then by close date, those without one last.
type Rank = (Reverse<i16>, Reverse<i64>, i32, Uuid);

/// What is known of a deal from memory.
struct Found {
    rank: Rank,
    flags: Vec<Standing>,
    stage_since: Day,
    pushes: u16,
}

/// What memory answers with.
struct Page {
    total: Coverage,
    people: Vec<(Uuid, Coverage)>,
    found: Vec<Found>,
    left: usize,
    more: bool,
}

impl View {
    /// A team's review of this week.
    pub async fn review(&self, query: &ReviewQuery) -> Result<Review, Problem> {
        let settings = self.settings()?;
        let today = self.engine.today();
        let week = week_of(today, &settings.workspace.fiscal);
        let reviewed = self.engine.store().reviewed_in(week).await?;
        let after = query.after.as_deref().map(place).transpose()?;
        let page = self
            .look(|asked| {
                let owners = self.reviewed_people(asked.columns)?;
                let mut page = Page { total: Coverage::default(), people: Vec::new(), found: Vec::new(), left: 0, more: false };
                let mut people: BTreeMap<u32, Coverage> = BTreeMap::new();
                let mut ranked: Vec<(Rank, u32)> = Vec::new();
                for deal in asked.seen(&[StageKind::Open]).iter() {
                    let at = deal as usize;
                    let owner = asked.columns.deals.owner[at];
                    if owners.as_ref().is_some_and(|owners| !owners.get(owner as usize).copied().unwrap_or(false)) {
                        continue;
                    }
                    let acv = worth(asked, at).unwrap_or_default();
                    let id = OpportunityId(asked.columns.deals.ids[at]);
                    let done = reviewed.contains(&id);
                    for coverage in [&mut page.total, people.entry(owner).or_default()] {
                        coverage.open.add(acv);
                        if done {
                            coverage.reviewed.add(acv);
                        }
                    }
                    let theirs = query
                        .person
                        .is_none_or(|person| asked.columns.names.people.key(owner).is_some_and(|owner| *owner == person.0));
                    if theirs && (query.all || !done) {
                        ranked.push((rank(asked, at, acv), deal));
                    }
                }
                page.left = ranked.len();
                ranked.sort_unstable_by_key(|(rank, _)| *rank);
                let begin = after.map_or(0, |after| ranked.partition_point(|(rank, _)| *rank <= after));
                let shown = ranked[begin..].iter().take(PAGE);
                page.found = shown.map(|(rank, deal)| found(asked, *deal as usize, *rank)).collect();
                page.more = begin + page.found.len() < ranked.len();
                let named = people
                    .into_iter()
                    .map(|(owner, coverage)| (asked.columns.names.people.key(owner).copied().unwrap_or_default(), coverage));
                page.people = named.collect();
                Ok(page)
            })
            .await?;
        let next = page.found.last().filter(|_| page.more).map(|last| written(&last.rank));
        let ids: Vec<Uuid> = page.people.iter().map(|(person, _)| *person).collect();
        let names = self.engine.store().names(&ids).await?;
        let mut people: Vec<Coverage> = page
            .people
            .into_iter()
            .map(|(person, coverage)| Coverage {
                person: Some(domain::PersonId(person)).filter(|person| !person.0.is_nil()),
                name: names.get(&person).cloned().unwrap_or_default(),
                ..coverage
            })
            .collect();
        people.sort_by(|one, other| uncovered(other).cmp(&uncovered(one)).then_with(|| one.name.cmp(&other.name)));
        Ok(Review {
            week,
            last: week.plus(6),
            today,
            currency: settings.workspace.currency,
            total: page.total,
            people,
            items: self.review_items(page.found, week).await?,
            left: page.left as i64,
            next,
        })
    }

    /// What is shown of the deals found, with what changed since the last review.
    async fn review_items(&self, found: Vec<Found>, week: Day) -> Result<Vec<ReviewItem>, Problem> {
        let settings = self.settings()?;
        let store = self.engine.store();
        let ids: Vec<OpportunityId> = found.iter().map(|found| OpportunityId(found.rank.3)).collect();
        let mut versions: HashMap<OpportunityId, Vec<Version>> = HashMap::new();
        for version in store.versions_of(&ids, None).await? {
            versions.entry(version.opportunity).or_default().push(version);
        }
        let reviews = store.last_reviews(&ids).await?;
        let latest = versions.values().filter_map(|versions| versions.last());
        let states = latest.flat_map(|version| [version.state.account.map(|id| id.0), version.state.owner.map(|id| id.0)]);
        let reviewers = reviews.values().map(|review| Some(review.reviewer.0));
        let wanted: BTreeSet<Uuid> = states.chain(reviewers).flatten().collect();
        let names = store.names(&Vec::from_iter(wanted)).await?;
        let name = |id: Option<Uuid>| names.get(&id?).cloned();
        let lately = settings.zone.start_of(self.engine.today().plus(-LATELY));
        let mut items = Vec::with_capacity(found.len());
        for found in found {
            let id = OpportunityId(found.rank.3);
            let Some((Version { state, log, .. }, history)) = versions.get(&id).and_then(|all| Some((all.last()?, all))) else {
                continue;
            };
            let last = reviews.get(&id);
            let before = match last {
                Some(review) => history.iter().find(|version| version.log == review.made.unwrap_or(review.saw)),
                None => opportunity::as_of(history, lately, *log),
            };
            let (stage_name, _, category) = stage_of(&settings.workspace, state.stage, state.category);
            items.push(ReviewItem {
                id,
                version: *log,
                name: state.name.clone(),
                account: name(state.account.map(|id| id.0)),
                owner: name(state.owner.map(|id| id.0)),
                stage: state.stage,
                stage_name,
                category,
                acv: Money { minor: state.acv(), currency: state.currency },
                close_day: state.close_day,
                next_step: state.next_step.clone(),
                next_step_day: state.next_step_day,
                stage_since: found.stage_since,
                pushes: found.pushes,
                flags: found.flags,
                last: last.map(|review| said(review, name(Some(review.reviewer.0)))),
                reviewed: last.is_some_and(|review| review.week == week),
                changes: changes(before, history, &settings.workspace),
                place: written(&found.rank),
            });
        }
        Ok(items)
    }
}

/// What is left of somebody's deals.
fn uncovered(coverage: &Coverage) -> Company {
    coverage.open.acv - coverage.reviewed.acv
}

fn rank(asked: &Asked<'_>, at: usize, acv: Company) -> Rank {
    let close = asked.book.close[at];
    let close = if close == crate::ledger::book::NONE { i32::MAX } else { close };
    (Reverse(asked.flags(at).worst().code()), Reverse(acv.0), close, asked.columns.deals.ids[at])
}

fn found(asked: &Asked<'_>, at: usize, rank: Rank) -> Found {
    let (observed, _) = asked.observed(at);
    Found { rank, flags: standing(asked, at), stage_since: observed.stage_since, pushes: observed.period_pushes }
}

/// What is wrong with a deal, and what would be were it not waived.
pub(super) fn standing(asked: &Asked<'_>, at: usize) -> Vec<Standing> {
    let (observed, rule) = asked.observed(at);
    let all = hygiene::flags(&observed, &rule, asked.today);
    let waived: Flags = all.both(asked.waived(at));
    let each = |(flag, severity): (domain::Flag, Severity)| Standing {
        flag,
        severity,
        since: hygiene::since(flag, &observed, &rule),
        waived: waived.has(flag),
    };
    all.iter().map(each).collect()
}

/// What was said, in the API's form.
pub(super) fn said(row: &ReviewRow, reviewer: Option<String>) -> Said {
    Said {
        log: row.log,
        week: row.week,
        at: row.recorded_at,
        reviewer,
        disposition: row.disposition,
        note: row.note.clone(),
        changed: row.made.is_some(),
    }
}

/// What changed from a version to the latest.
fn changes(before: Option<&Version>, history: &[Version], workspace: &Workspace) -> Vec<Changed> {
    let Some(now) = history.last().map(|version| &version.state) else { return Vec::new() };
    let Some(then) = before.map(|version| &version.state) else { return vec![Changed::New] };
    let mut changes = Vec::new();
    let ((from, _, was), (to, _, is)) =
        (stage_of(workspace, then.stage, then.category), stage_of(workspace, now.stage, now.category));
    if then.stage != now.stage {
        changes.push(Changed::Stage { from, to });
    }
    let (from, to) = (Money { minor: then.acv(), currency: then.currency }, Money { minor: now.acv(), currency: now.currency });
    if from != to {
        changes.push(Changed::Amount { from, to });
    }
    if then.close_day != now.close_day {
        changes.push(Changed::CloseDay { from: then.close_day, to: now.close_day });
    }
    if was != is {
        changes.push(Changed::Category { from: was, to: is });
    }
    if (&then.next_step, then.next_step_day) != (&now.next_step, now.next_step_day) {
        changes.push(Changed::NextStep);
    }
    changes
}

/// A place in the order, as text.
fn written((Reverse(severity), Reverse(acv), close, id): &Rank) -> String {
    format!("{severity}~{acv}~{close}~{id}")
}

fn place(text: &str) -> Result<Rank, Problem> {
    let bad = || Problem::invalid("after", "is not from an answer before");
    let parts: Vec<&str> = text.split('~').collect();
    let [severity, acv, close, id] = parts.as_slice() else { return Err(bad()) };
    Ok((
        Reverse(severity.parse().map_err(|_| bad())?),
        Reverse(acv.parse().map_err(|_| bad())?),
        close.parse().map_err(|_| bad())?,
        id.parse().map_err(|_| bad())?,
    ))
}
