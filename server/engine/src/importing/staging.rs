//! From rows of deals to versions: checked, compared with what is known of the deal, and staged in chunks.

use super::check::{Job, failed};
use super::deals::DealRow;
use super::merge::{Merged, Says, merge, said};
use super::plan::Plan;
use super::reading::{Reading, is_closed};
use super::steps::{Lines, Steps};
use super::timeline::{Moment, Rules};
use super::unfit::unfit;
use super::unpriced::Unpriced;
use super::verdict::{Notes, Seen, Verdicts};
use crate::store::{KeyRow, StagedVersion, Store};
use contract::Problem;
use contract::import::{ConflictRule, FileKind, ImportCounts, Reason};
use domain::{BatchId, Cause, Instant, OpportunityId, State, Version, Workspace};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How many rows go from the reading thread to the staging task at a time.
pub(super) const CHUNK: usize = 2_000;

/// How many keys are written at once.
const KEYS: usize = 1 << 16;

/// What goes from the reading thread to the staging task.
enum Item {
    Row(Box<DealRow>),
    LeftOut(u64, Notes),
}

/// Turns rows into versions and stages them.
pub(super) struct Staging<'a> {
    /// What it works on.
    pub(super) job: &'a Arc<Job>,
    /// How history is reconstructed.
    pub(super) rules: Rules,
    /// The settings with the stages that were made.
    pub(super) workspace: Workspace,
    /// What is said about rows.
    pub(super) verdicts: Verdicts,
    /// Lines of deals not met yet.
    pub(super) lines: HashMap<String, Lines>,
    /// Steps of deals not met yet.
    pub(super) steps: HashMap<String, Steps>,
    /// How files are read, for findings about lines and steps.
    pub(super) plans: HashMap<FileKind, Arc<Plan>>,
    /// Deals known before that the files speak of.
    pub(super) touched: HashSet<OpportunityId>,
    /// The keys of deals that are new, not written yet: they come in no order, and the more of them are written at once, in
    /// theirs, the less often the same pages are.
    pub(super) fresh: Vec<KeyRow>,
    /// What the file that is read says anything about.
    pub(super) says: Says,
    /// What becomes of a field that a person has edited.
    pub(super) rule: ConflictRule,
    /// Amounts without an exchange rate.
    pub(super) unpriced: Unpriced,
}

/// What a row does to its deal, if it is taken.
enum Outcome {
    /// It was not there before.
    Created,
    /// It gets a new version.
    Updated,
    /// It is as the row says already.
    Unchanged,
}

/// What is known of a deal: its versions, in the order of (effective_at, log).
struct Known<'a> {
    id: OpportunityId,
    versions: &'a [Version],
}

impl Staging<'_> {
    /// Reads a file of deals on a thread of its own and stages what comes.
    pub(super) async fn deals(&mut self, at: usize, mut reading: Reading) -> Result<Reading, Problem> {
        let (plan, mut rows) = self.job.open(at)?;
        let plan = Arc::new(plan);
        self.says = Says::of(&plan, !self.lines.is_empty());
        let file = plan.file.clone();
        let (sender, mut receiver) = mpsc::channel::<Vec<Item>>(3);
        let name = file.clone();
        let reader = tokio::task::spawn_blocking(move || {
            let mut seen = Seen::default();
            let mut chunk = Vec::with_capacity(CHUNK);
            while let Some(row) = rows.next_row().map_err(|why| failed(&name, why))? {
                chunk.push(match reading.deal(&plan, row.record, row.line, &mut seen) {
                    Ok(deal) => Item::Row(Box::new(deal)),
                    Err(notes) => Item::LeftOut(row.line, notes),
                });
                if chunk.len() == CHUNK && sender.blocking_send(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK))).is_err()
                {
                    return Err(Problem::internal());
                }
            }
            // Nobody listens any more only if staging failed, and then its error counts.
            sender.blocking_send(chunk).ok();
            Ok(reading)
        });
        let staged = self.chunks(&file, &mut receiver).await;
        drop(receiver);
        let read = reader.await.map_err(|_| Problem::internal());
        staged?;
        // The next file may speak of the same deals.
        let fresh = std::mem::take(&mut self.fresh);
        self.stage(Vec::new(), fresh).await?;
        read?
    }

    /// Stages what comes: while one chunk is written the next is worked out.
    async fn chunks(&mut self, file: &str, receiver: &mut mpsc::Receiver<Vec<Item>>) -> Result<(), Problem> {
        let mut writing = None;
        while let Some(chunk) = receiver.recv().await {
            let rows = chunk.len() as u64;
            let worked_out = self.chunk(file, chunk).await;
            // Whatever else, nothing may be written behind the back of who goes on.
            written(writing.take()).await?;
            let staged = worked_out?;
            let fresh = if self.fresh.len() < KEYS { Vec::new() } else { std::mem::take(&mut self.fresh) };
            let (store, batch) = (self.job.store.clone(), self.job.batch);
            writing = Some(tokio::spawn(async move { stage(&store, batch, staged, fresh).await }));
            if self.verdicts.is_full() {
                self.flush().await?;
            }
            self.job.counter.add(rows);
        }
        written(writing).await
    }

    /// The versions that rows come to.
    async fn chunk(&mut self, file: &str, chunk: Vec<Item>) -> Result<Vec<StagedVersion>, Problem> {
        let keys: Vec<String> =
            chunk.iter().filter_map(|item| if let Item::Row(row) = item { Some(row.key.clone()) } else { None }).collect();
        let (ids, versions) = self.known(&keys).await?;
        let mut staged = Vec::new();
        for item in chunk {
            let mut row = match item {
                Item::LeftOut(line, notes) => {
                    self.verdicts.row(file, line, notes);
                    continue;
                }
                Item::Row(row) => row,
            };
            let lines = self.lines.remove(&row.key);
            let steps = self.steps.remove(&row.key);
            if let Some(lines) = &lines {
                one_currency(&mut row, lines);
            }
            let known = ids.get(&row.key).map(|id| Known { id: *id, versions: versions_of(&versions, *id) });
            let (id, outcome, moments) = if row.notes.rejected() {
                (OpportunityId(Uuid::nil()), Outcome::Unchanged, Vec::new())
            } else {
                self.moments(&mut row, lines.as_ref(), steps.as_ref(), known)
            };
            self.accept(file, *row, id, outcome, moments, &mut staged);
        }
        Ok(staged)
    }

    /// Checks a deal's versions and takes them, or rejects the row.
    fn accept(
        &mut self,
        file: &str,
        mut row: DealRow,
        id: OpportunityId,
        outcome: Outcome,
        moments: Vec<Moment>,
        staged: &mut Vec<StagedVersion>,
    ) {
        for (_, state) in &moments {
            let faults = unfit(state, &self.workspace);
            for (field, reason) in &faults {
                row.reject(field, reason.clone());
            }
            if !faults.is_empty() {
                break;
            }
        }
        if !row.notes.rejected() {
            let counts = &mut self.verdicts.counts;
            match outcome {
                Outcome::Created => counts.created += 1,
                Outcome::Updated => counts.updated += 1,
                Outcome::Unchanged => counts.unchanged += 1,
            }
            counts.versions += moments.len() as u64;
            self.unpriced.meet(&moments, &self.workspace, &self.rules.zone);
            staged.extend(moments.into_iter().map(|(effective_at, state)| self.version(id, effective_at, state)));
        }
        self.verdicts.row(file, row.line, row.notes);
    }

    pub(super) fn version(&self, opportunity: OpportunityId, effective_at: Instant, state: State) -> StagedVersion {
        StagedVersion { opportunity, effective_at, actor: self.job.actor, cause: Cause::Import, state }
    }

    pub(super) async fn stage(&mut self, staged: Vec<StagedVersion>, fresh: Vec<KeyRow>) -> Result<(), Problem> {
        stage(&self.job.store, self.job.batch, staged, fresh).await?;
        if self.verdicts.is_full() {
            self.flush().await?;
        }
        Ok(())
    }

    pub(super) async fn flush(&mut self) -> Result<ImportCounts, Problem> {
        let findings = self.verdicts.take();
        if !findings.is_empty() {
            self.job.store.add_findings(self.job.batch, findings).await?;
        }
        Ok(self.verdicts.counts.clone())
    }

    /// Which deals have these keys, and all their versions.
    pub(super) async fn known(&self, keys: &[String]) -> Result<(HashMap<String, OpportunityId>, Vec<Version>), Problem> {
        let known = self.job.store.opportunity_keys(keys).await?;
        let ids: HashMap<String, OpportunityId> = known.into_iter().map(|row| (row.external_key, row.opportunity)).collect();
        let mut deals: Vec<OpportunityId> = ids.values().copied().collect();
        deals.sort_unstable();
        let versions = if deals.is_empty() { Vec::new() } else { self.job.store.versions_of(&deals, None).await? };
        Ok((ids, versions))
    }

    /// The versions a row leads to; none if the deal is as it says already.
    fn moments(
        &mut self,
        row: &mut DealRow,
        lines: Option<&Lines>,
        steps: Option<&Steps>,
        known: Option<Known<'_>>,
    ) -> (OpportunityId, Outcome, Vec<Moment>) {
        let last = self.rules.final_state(row, lines);
        match known {
            Some(Known { id, versions: versions @ [.., current] }) => {
                self.touched.insert(id);
                let undone = current.cause == Cause::Undo && current.state.deleted;
                let moments = if undone {
                    again(self.whole(row, lines, steps, &last), versions)
                } else {
                    self.update(row, steps, versions, &last)
                };
                let outcome = match (undone, moments.is_empty()) {
                    (_, true) => Outcome::Unchanged,
                    (true, false) => Outcome::Created,
                    (false, false) => Outcome::Updated,
                };
                (id, outcome, moments)
            }
            other => {
                if row.deleted {
                    row.reject("deleted", Reason::DeletedThere);
                    return (OpportunityId(Uuid::nil()), Outcome::Unchanged, Vec::new());
                }
                let id = other.map_or_else(
                    || {
                        let id = OpportunityId(Uuid::now_v7());
                        self.fresh.push(KeyRow { external_key: row.key.clone(), opportunity: id });
                        id
                    },
                    |known| known.id,
                );
                (id, Outcome::Created, self.whole(row, lines, steps, &last))
            }
        }
    }

    /// The whole history of a deal, as the files have it.
    fn whole(&self, row: &mut DealRow, lines: Option<&Lines>, steps: Option<&Steps>, last: &State) -> Vec<Moment> {
        let Some(steps) = steps else { return self.rules.of_row(row, lines) };
        let mut moments = self.rules.of_steps(steps, last);
        if let Some((at, reached)) = moments.last()
            && !alike(reached, last)
        {
            let after = at.plus_ms(1);
            let close = if is_closed(row.stage.kind) { self.rules.close_instant(last.close_day) } else { None };
            moments.push((close.unwrap_or(self.rules.now).max(after), last.clone()));
        }
        moments
    }

    /// What an import adds to a deal that is known.
    fn update(&self, row: &mut DealRow, steps: Option<&Steps>, versions: &[Version], last: &State) -> Vec<Moment> {
        let mut moments = Vec::new();
        if let Some(steps) = steps {
            moments = self.missing_steps(versions, self.rules.of_steps(steps, last));
        }
        let Some(current) = versions.last() else { return moments };
        let base = said(versions).unwrap_or_else(|| current.state.clone());
        match merge(&base, &current.state, last, &self.says, self.rule) {
            Merged::Conflict(fields) => {
                fields.into_iter().for_each(|field| row.reject(field, Reason::EditedSince));
                Vec::new()
            }
            Merged::Taken(state, kept) => {
                kept.into_iter().for_each(|field| row.repair(field, Reason::EditKept));
                let Some(state) = state else { return moments };
                let now_closed = |id| self.workspace.stage(id).is_some_and(|stage| is_closed(stage.kind));
                let closes = now_closed(state.stage) && !now_closed(current.state.stage);
                let dated = if closes { self.rules.close_instant(state.close_day) } else { None };
                let already = moments.last().is_some_and(|(_, reached)| alike(reached, &state));
                if !already {
                    let after = moments.last().map_or(current.effective_at, |(at, _)| (*at).max(current.effective_at));
                    moments.push((dated.unwrap_or(self.rules.now).max(after.plus_ms(1)), *state));
                }
                moments
            }
        }
    }

    /// Of a file's steps, those that history does not have yet. Where a person has edited the deal since, steps after the
    /// edit do not override it, unless the profile says so.
    pub(super) fn missing_steps(&self, versions: &[Version], steps: Vec<Moment>) -> Vec<Moment> {
        let stood = |at: Instant| versions.iter().rev().find(|version| version.effective_at <= at);
        let had = |at: Instant, state: &State| {
            versions.iter().any(|version| version.effective_at == at && alike(&version.state, state))
        };
        let edited = versions
            .last()
            .filter(|version| !matches!(version.cause, Cause::Import | Cause::Undo) && self.rule != ConflictRule::Overwrite);
        steps
            .into_iter()
            .filter(|(at, _)| edited.is_none_or(|edit| *at <= edit.effective_at))
            .filter(|(at, state)| !had(*at, state) && !stood(*at).is_some_and(|version| alike(&version.state, state)))
            .collect()
    }
}

/// Writes versions, and the keys of deals that are new.
async fn stage(store: &Store, batch: BatchId, staged: Vec<StagedVersion>, fresh: Vec<KeyRow>) -> Result<(), Problem> {
    store.stage_versions(batch, staged).await?;
    store.save_opportunity_keys(fresh).await?;
    Ok(())
}

/// Waits until a chunk is written.
async fn written(writing: Option<JoinHandle<Result<(), Problem>>>) -> Result<(), Problem> {
    match writing {
        Some(writing) => writing.await.map_err(|_| Problem::internal())?,
        None => Ok(()),
    }
}

/// A deal's own lines may not be in another currency than the deal.
fn one_currency(row: &mut DealRow, lines: &Lines) {
    if let Some((one, other)) = lines.mixed {
        row.reject("id", Reason::TwoCurrencies { one, other });
    }
    match lines.currency {
        Some(currency) if row.currency_named && currency != row.currency => {
            let reason = Reason::TwoCurrencies { one: row.currency, other: currency };
            row.reject("currency", reason);
        }
        Some(currency) => row.currency = currency,
        None => {}
    }
}

/// The versions of one deal, out of those of several in the order of their ids.
pub(super) fn versions_of(versions: &[Version], id: OpportunityId) -> &[Version] {
    let first = versions.partition_point(|version| version.opportunity < id);
    let behind = versions.partition_point(|version| version.opportunity <= id);
    &versions[first..behind]
}

/// The history of a deal that comes back after an undo: at the instants at which the undo says that it is deleted, it is as
/// it was before them.
pub(super) fn again(mut moments: Vec<Moment>, versions: &[Version]) -> Vec<Moment> {
    for version in versions {
        let before = moments.iter().filter(|(at, _)| *at <= version.effective_at).max_by_key(|(at, _)| *at);
        if let Some((_, state)) = before.filter(|(at, _)| *at != version.effective_at) {
            moments.push((version.effective_at, state.clone()));
        }
    }
    moments.sort_by_key(|(at, _)| *at);
    moments
}

/// The same, but for what an import fills in.
fn alike(a: &State, b: &State) -> bool {
    a == &State { estimated: a.estimated, ..b.clone() }
}
