//! Many deals changed at once: previewed, done and taken back, each by ordinary versions of its own.

use super::opportunities::may_not_write;
use super::{View, book};
use crate::store::{Author, BulkRow, ItemRow, StoreError};
use contract::bulk::{Bulk, BulkBody, BulkChange, BulkItem, BulkOutcome, BulkState, ListBulkQuery, MOST, Which};
use contract::opportunity::OpportunityPatch;
use contract::{Page, Problem};
use domain::{BulkId, Cause, Condition, Day, OpportunityId, State, Version};
use futures::future::join_all;
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

/// How many deals are changed together: as many as share a commit.
const CHUNK: usize = 128;
/// How many deals a page of a change has.
const PAGE: i64 = 50;
/// How long whoever starts a change waits for its end; a longer one goes on without them.
const PATIENCE: Duration = Duration::from_millis(1_500);

impl View {
    /// Says what a change would do to each deal, and keeps that. The same id again answers with what is kept.
    pub async fn preview_bulk(&self, id: BulkId, body: &BulkBody) -> Result<Bulk, Problem> {
        if !self.me.role.changes_deals() {
            return Err(may_not_write());
        }
        if self.engine.store().bulk(id).await?.is_none() {
            if let BulkChange::ShiftClose(days) = body.change
                && !(-3_660..=3_660).contains(&days)
            {
                return Err(Problem::invalid("change", "A close date moves by ten years at most."));
            }
            let deals = self.which(&body.which).await?;
            let mut items = Vec::with_capacity(deals.len());
            for chunk in deals.chunks(CHUNK) {
                self.rehearse(chunk, &body.change, &mut items).await?;
            }
            self.engine.store().add_bulk(id, self.me.person, &body.change, &items).await?;
        }
        self.bulk(id).await
    }

    /// How far a change has come.
    pub async fn bulk(&self, id: BulkId) -> Result<Bulk, Problem> {
        let BulkRow { id, person, created_at, change, state } = self.own_bulk(id).await?;
        let counts = self.engine.store().bulk_counts(id).await?;
        Ok(Bulk { id, person, created_at, change, state, counts })
    }

    /// What it does to each deal.
    pub async fn bulk_items(&self, id: BulkId, query: &ListBulkQuery) -> Result<Page<BulkItem>, Problem> {
        let counts = self.bulk(id).await?.counts;
        let bad = |_| Problem::invalid("after", "is not from an answer before");
        let after = query.after.as_deref().map_or(Ok(0), |after| after.parse().map_err(bad))?;
        let mut rows = self.engine.store().bulk_items(id, query.outcome, after, PAGE + 1).await?;
        let more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        let next = rows.last().filter(|_| more).map(|row| row.place.to_string());
        let items = rows.into_iter().map(|row| BulkItem {
            place: row.place,
            id: row.deal,
            name: row.name,
            patch: row.patch,
            back: row.back,
            outcome: row.outcome,
            reason: row.reason,
            version: row.version,
        });
        let total = match query.outcome {
            Some(BulkOutcome::Ready) => counts.ready,
            Some(BulkOutcome::Same) => counts.same,
            Some(BulkOutcome::Refused) => counts.refused,
            Some(BulkOutcome::Changed) => counts.changed,
            Some(BulkOutcome::Restored) => counts.restored,
            Some(BulkOutcome::Edited) => counts.edited,
            None => counts.ready + counts.same + counts.refused + counts.changed + counts.restored + counts.edited,
        };
        Ok(Page { items: items.collect(), next, total })
    }

    /// Does what was previewed. Done already, it is answered with what came of it.
    pub async fn apply_bulk(&self, id: BulkId) -> Result<Bulk, Problem> {
        match self.own_bulk(id).await?.state {
            BulkState::Preview | BulkState::Applying => {
                self.run(id, BulkState::Preview, BulkState::Applying, BulkState::Done).await
            }
            BulkState::Done => self.bulk(id).await,
            BulkState::Undoing | BulkState::Undone => Err(Problem::conflict("This change has been taken back. Make a new one.")),
        }
    }

    /// Takes it back.
    pub async fn undo_bulk(&self, id: BulkId) -> Result<Bulk, Problem> {
        match self.own_bulk(id).await?.state {
            BulkState::Done | BulkState::Undoing => self.run(id, BulkState::Done, BulkState::Undoing, BulkState::Undone).await,
            BulkState::Undone => self.bulk(id).await,
            BulkState::Preview => Err(Problem::conflict("Nothing has been changed yet.")),
            BulkState::Applying => Err(Problem::conflict("It is still being done: wait for its end, then take it back.")),
        }
    }

    /// Goes through the deals of a change in the background, and answers when it is done or has taken a while. Two that do
    /// the same write the same: each deal's write has a key of its own.
    async fn run(&self, id: BulkId, before: BulkState, during: BulkState, done: BulkState) -> Result<Bulk, Problem> {
        let store = self.engine.store();
        store.turn_bulk(id, before, during).await?;
        let view = self.clone();
        let task = tokio::spawn(async move {
            let outcome = if during == BulkState::Applying { BulkOutcome::Ready } else { BulkOutcome::Changed };
            let work = async {
                while view.step(id, outcome).await? {}
                view.engine.store().turn_bulk(id, during, done).await
            };
            if let Err(error) = work.await {
                tracing::error!(%error, %id, "a change of many deals was interrupted");
            }
        });
        // Not done in time is not a failure: whoever asks sees how far it is.
        let _ = tokio::time::timeout(PATIENCE, task).await;
        self.bulk(id).await
    }

    /// The next deals with this outcome; `false`: there were none left.
    async fn step(&self, id: BulkId, outcome: BulkOutcome) -> Result<bool, StoreError> {
        let store = self.engine.store();
        let mut items = store.bulk_items(id, Some(outcome), 0, CHUNK as i64).await?;
        let ids: Vec<OpportunityId> = items.iter().map(|item| item.deal).collect();
        let latest: HashMap<_, _> =
            store.latest_of(&ids).await?.into_iter().map(|version| (version.opportunity, version)).collect();
        let each = items.iter_mut().map(|item| {
            let latest = latest.get(&item.deal);
            async move {
                match outcome {
                    BulkOutcome::Ready => self.apply(id, item, latest).await,
                    _ => self.take_back(id, item, latest).await,
                }
            }
        });
        join_all(each).await.into_iter().collect::<Result<(), StoreError>>()?;
        store.settle_bulk(id, &items).await?;
        Ok(!items.is_empty())
    }

    async fn apply(&self, id: BulkId, item: &mut ItemRow, latest: Option<&Version>) -> Result<(), StoreError> {
        let key = Some(format!("bulk-{id}-{}", item.place));
        match self.write(Cause::Screen, item.deal, item.patch.clone(), key).await {
            Ok(version) => {
                // Somebody else may have done the same first.
                let same = latest.is_some_and(|latest| latest.log == version.log && version.actor != Some(self.me.person));
                item.outcome = if same { BulkOutcome::Same } else { BulkOutcome::Changed };
                item.version = Some(version.log);
            }
            Err(StoreError::Problem(problem)) => {
                (item.outcome, item.reason) = (BulkOutcome::Refused, Some(problem));
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    async fn take_back(&self, id: BulkId, item: &mut ItemRow, latest: Option<&Version>) -> Result<(), StoreError> {
        let key = Some(format!("bulk-undo-{id}-{}", item.place));
        let untouched = latest.zip(item.version).filter(|(latest, version)| latest.log == *version);
        let Some((_, base)) = untouched else {
            // Perhaps it is what a try that was interrupted has written itself.
            let restored = latest.is_some_and(|latest| latest.cause == Cause::Undo && latest.actor == Some(self.me.person));
            item.outcome = if restored { BulkOutcome::Restored } else { BulkOutcome::Edited };
            return Ok(());
        };
        let back = OpportunityPatch { base, ..item.back.clone() };
        match self.write(Cause::Undo, item.deal, back, key).await {
            Ok(version) => (item.outcome, item.version) = (BulkOutcome::Restored, Some(version.log)),
            Err(StoreError::Problem(problem)) => (item.outcome, item.reason) = (BulkOutcome::Edited, Some(problem)),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    async fn write(
        &self,
        cause: Cause,
        deal: OpportunityId,
        patch: OpportunityPatch,
        key: Option<String>,
    ) -> Result<Version, StoreError> {
        self.may_patch(deal, &patch).await?;
        // What is taken back goes where it stood.
        let gate = if cause == Cause::Undo { None } else { Some(self.gate(deal, &patch).await?) };
        self.engine.store().patch_through(Author { cause, ..self.author(key) }, deal, patch, gate).await
    }

    /// The deals meant, as the person sees them.
    async fn which(&self, which: &Which) -> Result<Vec<OpportunityId>, Problem> {
        let (ids, total) = match which {
            Which::Ids(ids) => {
                let mut seen = BTreeSet::new();
                let ids: Vec<_> = ids.iter().copied().filter(|id| seen.insert(*id)).collect();
                let total = ids.len();
                (ids, total)
            }
            Which::All { condition, search, kind } => {
                let condition: Condition = condition.as_deref().unwrap_or_default().parse().map_err(|error| {
                    let error: domain::condition::NotACondition = error;
                    Problem::invalid("which.where", error.to_string())
                })?;
                self.ids_of(&book::Which { condition: &condition, search: search.as_deref(), kind: *kind }, MOST).await?
            }
        };
        if total > MOST {
            let detail = format!(
                "These are {total} deals, and one change takes {MOST}. Narrow the question and change them part by part."
            );
            return Err(Problem::invalid("which", detail));
        }
        if ids.is_empty() { Err(Problem::invalid("which", "Choose at least one deal.")) } else { Ok(ids) }
    }

    /// What the change does to these deals.
    async fn rehearse(&self, deals: &[OpportunityId], change: &BulkChange, items: &mut Vec<ItemRow>) -> Result<(), Problem> {
        let latest = self.engine.store().latest_of(deals).await?;
        let mut latest: HashMap<_, _> = latest.into_iter().map(|version| (version.opportunity, version)).collect();
        let known: Vec<_> =
            deals.iter().map(|deal| (*deal, latest.remove(deal).filter(|version| !version.state.deleted))).collect();
        let first = items.len() as i64 + 1;
        let each =
            (first..).zip(known).map(async |(place, (deal, version))| self.rehearse_one(place, deal, version, change).await);
        for item in join_all(each).await {
            items.push(item?);
        }
        Ok(())
    }

    async fn rehearse_one(
        &self,
        place: i64,
        deal: OpportunityId,
        version: Option<Version>,
        change: &BulkChange,
    ) -> Result<ItemRow, Problem> {
        let mut item = ItemRow {
            place,
            deal,
            name: String::new(),
            patch: OpportunityPatch::default(),
            back: OpportunityPatch::default(),
            outcome: BulkOutcome::Refused,
            reason: None,
            version: None,
        };
        let rehearsed = async {
            let version = version.ok_or_else(|| Problem::not_found("deal"))?;
            // What one may not see has no name here either.
            self.must_see(deal).await?;
            item.name = version.state.name.clone();
            let wanted = OpportunityPatch { base: version.log, ..patch(change, &version.state)? };
            item.patch = wanted.clone();
            self.may_patch(deal, &wanted).await?;
            let gate = self.gate(deal, &wanted).await?;
            let would = self.engine.store().rehearse(self.author(None), deal, wanted, Some(gate)).await?;
            Ok::<_, StoreError>((version, would))
        };
        match rehearsed.await {
            Ok((version, would)) if version.state == would.state => item.outcome = BulkOutcome::Same,
            Ok((version, would)) => {
                item.outcome = BulkOutcome::Ready;
                item.back = difference(&would.state, &version.state);
                // Closing a deal may bring its close date with it: the preview says so.
                item.patch = OpportunityPatch { base: version.log, ..difference(&version.state, &would.state) };
            }
            Err(StoreError::Problem(problem)) => item.reason = Some(problem),
            Err(error) => return Err(error.into()),
        }
        Ok(item)
    }

    async fn own_bulk(&self, id: BulkId) -> Result<BulkRow, Problem> {
        let row = self.engine.store().bulk(id).await?.filter(|row| row.person == self.me.person);
        row.ok_or_else(|| Problem::not_found("change of many deals"))
    }
}

/// What the change is for a deal of this state.
fn patch(change: &BulkChange, state: &State) -> Result<OpportunityPatch, Problem> {
    let none = OpportunityPatch::default();
    Ok(match *change {
        BulkChange::Owner(owner) => OpportunityPatch { owner: Some(owner), ..none },
        BulkChange::Stage(stage) => OpportunityPatch { stage: Some(stage), ..none },
        BulkChange::CloseDay(day) => OpportunityPatch { close_day: Some(Some(day)), ..none },
        BulkChange::ShiftClose(days) => {
            let day =
                state.close_day.ok_or_else(|| Problem::invalid("close_day", "It has no close date that could be moved."))?;
            OpportunityPatch { close_day: Some(Some(Day(day.0 + i32::from(days)))), ..none }
        }
        BulkChange::Category(category) => OpportunityPatch { category: Some(category), ..none },
        BulkChange::NextStepDay(day) => OpportunityPatch { next_step_day: Some(day), ..none },
    })
}

/// The fields a change of many deals may touch, where they differ, as they are in `to`.
fn difference(from: &State, to: &State) -> OpportunityPatch {
    let mut patch = OpportunityPatch::default();
    macro_rules! fields {
        ($($field:ident),*) => {$( if from.$field != to.$field { patch.$field = Some(to.$field.clone()); } )*};
    }
    fields!(owner, stage, close_day, category, next_step_day, lost_reason);
    patch
}
