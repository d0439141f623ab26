//! Deals, as one person may see and change them.

use super::View;
use crate::store::{Author, Gate, changed};
use contract::opportunity::{ListVersionsQuery, NamedVersion, Opportunity, OpportunityPatch};
use contract::{FieldError, Page, Problem};
use domain::hygiene::{self, Around, observe};
use domain::{
    Category, Cause, Day, Dimension, FiscalCalendar, LogNo, OpportunityId, PersonId, Requirement, Role, Stage, StageId,
    StageKind, State, Version, Workspace,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How long somebody may take back what they have done, without its counting anywhere (measures, section 2).
const UNDO_MS: i64 = 10 * 60_000;
/// How many items a page has.
pub(crate) const PAGE: usize = 50;

impl View {
    /// One deal as it is now.
    pub async fn opportunity(&self, id: OpportunityId) -> Result<Opportunity, Problem> {
        let version = self.visible(id).await?;
        self.named(version).await
    }

    /// A deal's history, latest first.
    pub async fn versions(&self, id: OpportunityId, query: &ListVersionsQuery) -> Result<Page<NamedVersion>, Problem> {
        self.visible(id).await?;
        let mut versions = self.engine.store().versions_of(&[id], None).await?;
        if let Some(day) = query.as_of {
            let zone = self.settings()?.zone;
            versions.retain(|version| zone.day_of(version.effective_at) <= day);
        }
        versions.reverse();
        let total = versions.len() as i64;
        let begin = match &query.after {
            None => 0,
            Some(after) => {
                let at = versions.iter().position(|version| version.log.0.to_string() == *after);
                at.ok_or_else(|| Problem::invalid("after", "is not from an answer before"))? + 1
            }
        };
        let rest = versions.split_off(begin.min(versions.len()));
        let more = rest.len() > PAGE;
        let shown: Vec<Version> = rest.into_iter().take(PAGE).collect();
        let next = shown.last().filter(|_| more).map(|version| version.log.0.to_string());
        let actors = shown.iter().filter_map(|version| version.actor).map(|id| id.0);
        let ids: BTreeSet<Uuid> = shown.iter().flat_map(|version| references(&version.state)).chain(actors).collect();
        let names = self.engine.store().names(&Vec::from_iter(ids)).await?;
        let name = |id: Option<Uuid>| names.get(&id?).cloned();
        let items = shown.into_iter().map(|version| NamedVersion {
            actor_name: name(version.actor.map(|id| id.0)),
            account: name(version.state.account.map(|id| id.0)),
            owner: name(version.state.owner.map(|id| id.0)),
            campaign: name(version.state.campaign.map(|id| id.0)),
            products: version.state.lines.iter().map(|line| name(line.product.map(|id| id.0))).collect(),
            names: references(&version.state).filter_map(|id| Some((id, names.get(&id)?.clone()))).collect(),
            version,
        });
        Ok(Page { items: items.collect(), next, total })
    }

    /// Creates a deal. Somebody who sees only their own gets to own it.
    pub async fn create(&self, mut state: State, idempotency_key: Option<String>) -> Result<Opportunity, Problem> {
        match self.me.role {
            Role::Admin => {}
            Role::Manager | Role::Rep => state.owner = state.owner.or(Some(self.me.person)),
            Role::Bdr => state.sourced_by = Some(self.me.person),
            Role::Exec | Role::Marketer => return Err(may_not_write()),
        }
        if state.deleted {
            return Err(Problem::invalid("deleted", "A new deal cannot be deleted."));
        }
        self.may_give_to(None, state.owner).await?;
        self.within_reason([("close_day", state.close_day), ("next_step_day", state.next_step_day)])?;
        let version = self.engine.store().create_through(self.author(idempotency_key), state, Some(Gate::default())).await?;
        self.named(version).await
    }

    /// Changes fields of a deal.
    pub async fn patch(
        &self,
        id: OpportunityId,
        patch: OpportunityPatch,
        idempotency_key: Option<String>,
    ) -> Result<Opportunity, Problem> {
        self.may_patch(id, &patch).await?;
        let cause = if patch.undo { Cause::Undo } else { self.cause };
        let author = Author { cause, ..self.author(idempotency_key) };
        let gate = self.gate(id, &patch).await?;
        let before = if patch.owner.is_some() { self.engine.store().latest(id).await? } else { None };
        let version = self.engine.store().patch_through(author, id, patch, Some(gate)).await?;
        if let Some(before) = before {
            self.engine.say_who_owns(id, before.state.owner, version.state.owner, self.me.person).await?;
        }
        self.named(version).await
    }

    /// Whether the person may change this of a deal.
    pub(crate) async fn may_patch(&self, id: OpportunityId, patch: &OpportunityPatch) -> Result<(), Problem> {
        if !self.me.role.changes_deals() {
            return Err(may_not_write());
        }
        self.must_see(id).await?;
        if let Some(owner) = patch.owner {
            let latest = self.engine.store().latest(id).await?;
            self.may_give_to(latest.and_then(|latest| latest.state.owner), owner).await?;
        }
        self.within_reason([("close_day", patch.close_day.flatten()), ("next_step_day", patch.next_step_day.flatten())])
    }

    /// What the gate has to know of a deal that is changed.
    pub(crate) async fn gate(&self, id: OpportunityId, patch: &OpportunityPatch) -> Result<Gate, Problem> {
        if patch.stage.is_none() && patch.category.is_none() {
            return Ok(Gate::default());
        }
        let versions = self.engine.store().versions_of(&[id], None).await?;
        let takes_back = patch.undo.then(|| self.takes_back(&versions, patch)).flatten();
        let blocked = self.blocked(id, versions, patch).await?;
        Ok(Gate { blocked, takes_back })
    }

    /// Whether a flag would block the deal after the change, by the same rules as everywhere, and nobody has waived it. It is
    /// looked for only where a gate asks for it.
    async fn blocked(&self, id: OpportunityId, mut versions: Vec<Version>, patch: &OpportunityPatch) -> Result<bool, Problem> {
        let settings = self.settings()?;
        let workspace = &settings.workspace;
        let stages = workspace.processes.iter().flat_map(|process| &process.stages);
        let mut asked = stages.flat_map(|stage| &stage.requires).chain(&workspace.commit_requires);
        let Some(latest) = versions.last().filter(|_| asked.any(|one| *one == Requirement::NoBlockingFlag)) else {
            return Ok(false);
        };
        let now = self.engine.clock().now().max(latest.effective_at.plus_ms(1));
        let state = changed(&latest.state, patch)?;
        let stage = state.stage;
        versions.push(Version { effective_at: now, recorded_at: now, cause: Cause::Screen, state, ..latest.clone() });
        let around = self.look(|asked| {
            let deal = asked.columns.deals.find(id.0).ok_or_else(missing)? as usize;
            let segment = asked.columns.key(Dimension::Segment, asked.values(Dimension::Segment).at(deal, 0));
            Ok((segment, asked.observed(deal).0.owner_active))
        });
        let (segment, owner_active) = around.await?;
        let store = self.engine.store();
        let typical = store.typicals().await?.get(&(segment.to_string(), stage)).copied();
        let today = self.engine.today();
        let calendar = FiscalCalendar::new(workspace.fiscal.clone()).map_err(|_| Problem::internal())?;
        let day_of = |instant| settings.zone.day_of(instant);
        let surroundings = Around { workspace, calendar: &calendar, day_of: &day_of };
        let observed = observe(&versions, &surroundings, owner_active, typical);
        let rule = workspace.hygiene.at(&segment, stage);
        let flags = observed.map(|observed| hygiene::flags(&observed, &rule, today)).unwrap_or_default();
        Ok(flags.without(store.waived(id, today)).blocking())
    }

    /// The version that a change takes back: the latest, this person's own and fresh, if the deal stood before it where it
    /// is to stand now.
    fn takes_back(&self, versions: &[Version], patch: &OpportunityPatch) -> Option<LogNo> {
        let [.., before, latest] = versions else { return None };
        let fresh = self.engine.clock().now().0 - latest.recorded_at.0 <= UNDO_MS;
        let stood = patch.stage.is_none_or(|stage| stage == before.state.stage)
            && patch.category.is_none_or(|category| category == before.state.category);
        (fresh && stood && latest.actor == Some(self.me.person)).then_some(latest.log)
    }

    /// Whether the person may make a deal of one owner another's: a rep only take one that is nobody's, a manager deal out
    /// what is the team's within it, a BDR (who hands over what they sourced) and an administrator anybody. Nobody gives away what they would
    /// then not see, but by handing over.
    async fn may_give_to(&self, from: Option<PersonId>, to: Option<PersonId>) -> Result<(), Problem> {
        if from == to || matches!(self.me.role, Role::Admin | Role::Bdr) {
            return Ok(());
        }
        match (self.me.role, self.people().await?) {
            (Role::Manager, Some(owners))
                if [from, to].into_iter().flatten().all(|person| owners.contains(&person)) && to.is_some() =>
            {
                Ok(())
            }
            (Role::Rep, _) if from.is_none() && to == Some(self.me.person) => Ok(()),
            (Role::Manager, _) => {
                Err(not_theirs("You can give a deal to somebody of your team only. Ask sales operations for others."))
            }
            _ => Err(not_theirs("Your deals stay yours: ask your manager or sales operations to give one to somebody else.")),
        }
    }

    /// A day that somebody enters lies at most ten years ahead: later ones are slips of the finger.
    pub(super) fn within_reason<const N: usize>(&self, days: [(&str, Option<Day>); N]) -> Result<(), Problem> {
        let (year, month, day) = self.engine.today().ymd();
        let last = Day::from_ymd(year + 10, month, day.min(28)).unwrap_or(Day(i32::MAX));
        let late = days.into_iter().filter(|(_, day)| day.is_some_and(|day| day > last)).map(|(field, _)| FieldError {
            field: field.to_owned(),
            message: format!("The day must not be later than {last}, ten years from now."),
        });
        let late: Vec<FieldError> = late.collect();
        if late.is_empty() { Ok(()) } else { Err(Problem::invalid_fields(late)) }
    }

    /// The latest version of a deal that this person sees.
    pub(super) async fn visible(&self, id: OpportunityId) -> Result<Version, Problem> {
        self.must_see(id).await?;
        let version = self.engine.store().latest(id).await?;
        version.filter(|version| !version.state.deleted).ok_or_else(missing)
    }

    /// A deal is seen or not by the same rule as in every sum.
    pub(crate) async fn must_see(&self, id: OpportunityId) -> Result<(), Problem> {
        let sees = self.engine.ledger().read(None, |columns| {
            let deal = columns.deals.find(id.0);
            deal.is_some_and(|deal| self.deals(columns).is_ok_and(|scope| scope.sees(&columns.deals, deal)))
        });
        if sees.await? { Ok(()) } else { Err(missing()) }
    }

    async fn named(&self, version: Version) -> Result<Opportunity, Problem> {
        let settings = self.settings()?;
        let state = version.state;
        let names = self.engine.store().names(&Vec::from_iter(references(&state))).await?;
        let name = |id: Option<Uuid>| names.get(&id?).cloned();
        let account = name(state.account.map(|id| id.0));
        let owner = name(state.owner.map(|id| id.0));
        let campaign = name(state.campaign.map(|id| id.0));
        let products = state.lines.iter().map(|line| name(line.product.map(|id| id.0))).collect();
        let (stage_name, kind, category) = stage_of(&settings.workspace, state.stage, state.category);
        Ok(Opportunity {
            id: version.opportunity,
            version: version.log,
            state,
            account,
            owner,
            campaign,
            stage_name,
            kind,
            category,
            products,
            names: names.into_iter().collect(),
        })
    }
}

/// What a deal points to and people know by a name.
fn references(state: &State) -> impl Iterator<Item = Uuid> {
    let people = [state.owner, state.sourced_by].into_iter().flatten();
    let people = people.chain(state.team.iter().map(|member| member.person)).chain(state.splits.iter().map(|split| split.person));
    let others = [state.account.map(|id| id.0), state.campaign.map(|id| id.0)];
    let products = state.lines.iter().filter_map(|line| line.product).map(|id| id.0);
    let contacts = state.contacts.iter().map(|contact| contact.contact.0);
    others.into_iter().flatten().chain(people.map(|id| id.0)).chain(products).chain(contacts)
}

/// A stage's name, kind, and the category that counts.
pub(crate) fn stage_of(workspace: &Workspace, id: StageId, chosen: Option<Category>) -> (String, StageKind, Category) {
    let stage = workspace.processes.iter().find_map(|process| process.stage(id));
    stage.map_or((String::new(), StageKind::Open, Category::Omitted), |stage: &Stage| {
        (stage.name.clone(), stage.kind, stage.effective(chosen))
    })
}

fn missing() -> Problem {
    Problem::not_found("deal")
}

fn not_theirs(message: &str) -> Problem {
    let field = FieldError { field: "owner".to_owned(), message: message.to_owned() };
    Problem { fields: vec![field], ..Problem::forbidden(message) }
}

pub(super) fn may_not_write() -> Problem {
    Problem::forbidden("Your role can look at deals, but not change them.")
}
