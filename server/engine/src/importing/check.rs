//! The dry run: every row is read, joined and sorted into accept, repair and reject, and what is accepted is staged under
//! the import's batch, where nobody sees it. Publishing is then a matter of one row.

use super::Counter;
use super::content::Content;
use super::deals::{DealRow, Lines, Reading, Steps};
use super::entities::Taking;
use super::fields::KINDS;
use super::merge::{Merged, Says, merge, said};
use super::plan::Plan;
use super::read::Rows;
use super::registry::Registry;
use super::stages::{self, StageMap};
use super::timeline::{Moment, Rules};
use super::verdict::{Notes, Seen, Verdicts};
use crate::store::{Entity, EntityRow, KeyRow, Settings, StagedTarget, StagedVersion, Store};
use contract::Problem;
use contract::import::{ConflictRule, FileKind, ImportCounts, Verdict};
use domain::workspace::DatedRate;
use domain::{BatchId, Cause, Instant, LogNo, OpportunityId, PersonId, State, Version, Workspace};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::mpsc;
use uuid::Uuid;

/// How many rows go from the reading thread to the staging task at a time.
const CHUNK: usize = 2_000;

/// What a dry run leaves behind for publishing.
pub struct Prepared {
    /// People, accounts and the like, to be written first.
    pub entities: Vec<(Entity, Vec<EntityRow>)>,
    /// The settings with the stages that were made.
    pub workspace: Option<Workspace>,
    /// The settings' revision they are based on.
    pub revision: LogNo,
    /// The head of the log when the dry run began.
    pub head: LogNo,
    /// Deals known before that the files speak of.
    pub touched: HashSet<OpportunityId>,
}

/// What a dry run works on.
pub struct Job {
    /// The store.
    pub store: Store,
    /// The settings.
    pub settings: Settings,
    /// Now.
    pub now: Instant,
    /// The batch.
    pub batch: BatchId,
    /// Who imports.
    pub actor: Option<PersonId>,
    /// Where its files are.
    pub folder: PathBuf,
    /// Files and profile.
    pub content: Content,
    /// Rows done.
    pub counter: Arc<Counter>,
}

/// What the reading of everything but deals came to.
struct Read {
    reading: Reading,
    verdicts: Verdicts,
    rates: Vec<DatedRate>,
    targets: Vec<StagedTarget>,
    lines: HashMap<String, Lines>,
    steps: HashMap<String, Steps>,
    /// The history file's name, for findings about steps.
    files: HashMap<FileKind, String>,
}

/// What goes from the reading thread to the staging task.
enum Item {
    Row(Box<DealRow>),
    LeftOut(u64, Notes),
}

fn failed(name: &str, why: &str) -> Problem {
    Problem::invalid("files", format!("“{name}”: {why}"))
}

impl Job {
    /// Runs it.
    pub async fn run(self) -> Result<(ImportCounts, Prepared), Problem> {
        let head = self.store.head().await?;
        self.store.discard(self.batch, false).await?;
        self.counter.start(
            self.content
                .files
                .iter()
                .zip(&self.content.profile.files)
                .filter(|(_, part)| part.kind.is_some())
                .map(|(file, _)| file.survey.rows)
                .sum(),
        );
        let workspace = Arc::clone(&self.settings.workspace);
        let stages = Arc::new(if self.speaks_of_deals() {
            stages::resolve(&self.content.profile, &workspace, head > LogNo(0) && self.has_deals().await?)
                .map_err(|why| Problem::invalid("stages", why))?
        } else {
            StageMap { of: HashMap::new(), entry: no_stage(), workspace: None }
        });
        let settled = stages.workspace.clone().unwrap_or_else(|| (*workspace).clone());
        let today = self.settings.zone.day_of(self.now);
        let registry = Registry::load(&self.store, today).await?;
        let given = self.given();
        let reading = Reading {
            registry,
            stages: Arc::clone(&stages),
            currency: self.content.profile.currency.unwrap_or(workspace.currency),
            zone: self.settings.zone.clone(),
            now: self.now,
            given,
            joins: HashMap::new(),
        };
        let job = Arc::new(self);
        let other = Arc::clone(&job);
        let mut read = blocking(move || other.read_others(reading)).await?;
        job.store.stage_rates(job.batch, std::mem::take(&mut read.rates)).await?;
        job.store.stage_targets(job.batch, std::mem::take(&mut read.targets)).await?;

        let rules = job.rules(&read.reading, &stages, &settled);
        let Read { reading, verdicts, lines, steps, files, .. } = read;
        let mut staging = Staging {
            job: &job,
            rules,
            workspace: settled,
            verdicts,
            lines,
            steps,
            files,
            touched: HashSet::new(),
            says: Says::steps(),
            rule: job.content.profile.conflicts,
        };
        let mut reading = reading;
        for at in job.files_of(FileKind::Deals) {
            reading = staging.deals(at, reading).await?;
        }
        staging.leftovers().await?;
        let mut counts = staging.flush().await?;
        let facts = reading.registry.take_facts();
        job.store.stage_facts(job.batch, facts).await?;
        counts.versions = staging.verdicts.counts.versions;
        let prepared = Prepared {
            entities: reading.registry.changed(),
            workspace: stages.workspace.clone(),
            revision: job.settings.revision,
            head,
            touched: std::mem::take(&mut staging.touched),
        };
        Ok((counts, prepared))
    }

    fn speaks_of_deals(&self) -> bool {
        self.content.profile.files.iter().any(|file| matches!(file.kind, Some(FileKind::Deals | FileKind::DealHistory)))
    }

    async fn has_deals(&self) -> Result<bool, Problem> {
        let listing =
            crate::store::Listing { scope: crate::store::Scope::All, search: None, stages: None, after: None, limit: 1 };
        Ok(!self.store.opportunities(&listing).await?.is_empty())
    }

    /// The kinds this import has a file of.
    fn given(&self) -> HashSet<Entity> {
        let entity = |kind| match kind {
            FileKind::Accounts => Some(Entity::Account),
            FileKind::Products => Some(Entity::Product),
            FileKind::People => Some(Entity::Person),
            FileKind::Campaigns => Some(Entity::Campaign),
            _ => None,
        };
        self.content.profile.files.iter().filter_map(|file| entity(file.kind?)).collect()
    }

    fn files_of(&self, kind: FileKind) -> Vec<usize> {
        (0..self.content.files.len()).filter(|&at| self.content.profile.files[at].kind == Some(kind)).collect()
    }

    fn open(&self, at: usize) -> Result<(Plan, Rows), Problem> {
        open(&self.content, &self.folder, at)
    }

    /// Everything but deals: in the order in which one file points to another.
    fn read_others(&self, mut reading: Reading) -> Result<Read, Problem> {
        let mut verdicts = Verdicts::default();
        let (mut rates, mut targets) = (Vec::new(), Vec::new());
        let (mut lines, mut steps, mut files) = (HashMap::new(), HashMap::new(), HashMap::new());
        let currency = self.settings.workspace.currency;
        let bands = &self.content.profile.segment_bands;
        let counter = Arc::clone(&self.counter);
        for kind in KINDS.into_iter().filter(|kind| *kind != FileKind::Deals) {
            for at in self.files_of(kind) {
                let (plan, mut rows) = self.open(at)?;
                let mut on_row = || counter.add(1);
                let mut taking =
                    Taking { registry: &mut reading.registry, verdicts: &mut verdicts, on_row: &mut on_row, currency, bands };
                let done = match kind {
                    FileKind::Products => taking.products(&plan, &mut rows),
                    FileKind::Campaigns => taking.campaigns(&plan, &mut rows),
                    FileKind::People => taking.people(&plan, &mut rows),
                    FileKind::Accounts => taking.accounts(&plan, &mut rows),
                    FileKind::Rates => taking.rates(&plan, &mut rows).map(|taken| rates.extend(taken)),
                    FileKind::Targets => {
                        taking.targets(&plan, &mut rows, &self.settings.workspace).map(|taken| targets.extend(taken))
                    }
                    FileKind::DealLines | FileKind::DealHistory | FileKind::Deals => Ok(()),
                };
                done.map_err(|why| failed(&plan.file, &why))?;
                if matches!(kind, FileKind::DealLines | FileKind::DealHistory) {
                    files.insert(kind, plan.file.clone());
                    while let Some(row) = rows.next_row().map_err(|why| failed(&plan.file, &why))? {
                        counter.add(1);
                        let mut notes = Notes::default();
                        match kind {
                            FileKind::DealLines => reading.line(&plan, row.record, row.line, &mut lines, &mut notes),
                            _ => reading.step(&plan, row.record, row.line, &mut steps, &mut notes),
                        }
                        verdicts.row(&plan.file, row.line, notes);
                    }
                }
            }
        }
        Ok(Read { reading, verdicts, rates, targets, lines, steps, files })
    }

    fn rules(&self, reading: &Reading, stages: &StageMap, workspace: &Workspace) -> Rules {
        let has_created = self.content.profile.files.iter().any(|file| {
            file.kind == Some(FileKind::Deals) && file.columns.get("created").is_some_and(|columns| !columns.is_empty())
        });
        Rules {
            amounts: self.content.profile.amount_history,
            entry: stages.entry,
            categories: workspace
                .processes
                .iter()
                .flat_map(|process| &process.stages)
                .map(|stage| (stage.id, stage.category))
                .collect(),
            prices: reading.registry.prices(),
            company: workspace.currency,
            zone: self.settings.zone.clone(),
            now: self.now,
            has_created,
        }
    }
}

fn open(content: &Content, folder: &Path, at: usize) -> Result<(Plan, Rows), Problem> {
    let (file, part) = (&content.files[at], &content.profile.files[at]);
    let kind = part.kind.ok_or_else(Problem::internal)?;
    let plan = Plan::new(part, kind, &file.survey).map_err(|why| Problem::invalid("columns", why))?;
    let rows = Rows::open(&folder.join(&file.file), file.format).map_err(|why| failed(&file.name, &why))?;
    Ok((plan, rows))
}

fn no_stage() -> stages::Mapped {
    stages::Mapped { id: domain::StageId(0), kind: domain::StageKind::Open, category: domain::Category::Pipeline }
}

/// Runs something long on a thread of its own.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        tracing::error!(%error, "an import's thread failed");
        Err(Problem::internal())
    })
}

/// Turns rows into versions and stages them.
struct Staging<'a> {
    job: &'a Arc<Job>,
    rules: Rules,
    workspace: Workspace,
    verdicts: Verdicts,
    lines: HashMap<String, Lines>,
    steps: HashMap<String, Steps>,
    files: HashMap<FileKind, String>,
    touched: HashSet<OpportunityId>,
    says: Says,
    rule: ConflictRule,
}

/// What is known of a deal: its versions, in the order of (effective_at, log).
struct Known<'a> {
    id: OpportunityId,
    versions: &'a [Version],
}

impl Staging<'_> {
    /// Reads a file of deals on a thread of its own and stages what comes.
    async fn deals(&mut self, at: usize, mut reading: Reading) -> Result<Reading, Problem> {
        let (plan, mut rows) = self.job.open(at)?;
        self.says = Says::of(&plan, !self.lines.is_empty());
        let file = plan.file.clone();
        let (sender, mut receiver) = mpsc::channel::<Vec<Item>>(3);
        let name = file.clone();
        let reader = tokio::task::spawn_blocking(move || {
            let mut seen = Seen::default();
            let mut chunk = Vec::with_capacity(CHUNK);
            while let Some(row) = rows.next_row().map_err(|why| failed(&name, &why))? {
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
        let mut failure = None;
        while let Some(chunk) = receiver.recv().await {
            let rows = chunk.len() as u64;
            if let Err(problem) = self.chunk(&file, chunk).await {
                failure = Some(problem);
                break;
            }
            self.job.counter.add(rows);
        }
        drop(receiver);
        let read = reader.await.map_err(|_| Problem::internal());
        match failure {
            Some(problem) => Err(problem),
            None => read?,
        }
    }

    async fn chunk(&mut self, file: &str, chunk: Vec<Item>) -> Result<(), Problem> {
        let keys: Vec<String> =
            chunk.iter().filter_map(|item| if let Item::Row(row) = item { Some(row.key.clone()) } else { None }).collect();
        let (ids, versions) = self.known(&keys).await?;
        let (mut staged, mut fresh) = (Vec::new(), Vec::new());
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
            let (id, moments) = if row.notes.rejected() {
                (OpportunityId(Uuid::nil()), Vec::new())
            } else {
                self.moments(&mut row, lines.as_ref(), steps.as_ref(), known, &mut fresh)
            };
            self.accept(file, *row, id, moments, &mut staged);
        }
        self.stage(staged, fresh).await
    }

    /// Checks a deal's versions and takes them, or rejects the row.
    fn accept(&mut self, file: &str, mut row: DealRow, id: OpportunityId, moments: Vec<Moment>, staged: &mut Vec<StagedVersion>) {
        for (_, state) in &moments {
            if let Err(faults) = state.check(&self.workspace) {
                let why: Vec<String> = faults.into_iter().map(|fault| fault.to_string()).collect();
                row.notes.reject("", &row.key.clone(), why.join("; "));
                break;
            }
        }
        if !row.notes.rejected() {
            self.verdicts.counts.versions += moments.len() as u64;
            staged.extend(moments.into_iter().map(|(effective_at, state)| self.version(id, effective_at, state)));
        }
        self.verdicts.row(file, row.line, row.notes);
    }

    fn version(&self, opportunity: OpportunityId, effective_at: Instant, state: State) -> StagedVersion {
        StagedVersion { opportunity, effective_at, actor: self.job.actor, cause: Cause::Import, state }
    }

    async fn stage(&mut self, staged: Vec<StagedVersion>, fresh: Vec<KeyRow>) -> Result<(), Problem> {
        self.job.store.stage_versions(self.job.batch, staged).await?;
        if !fresh.is_empty() {
            self.job.store.save_opportunity_keys(fresh).await?;
        }
        if self.verdicts.is_full() {
            self.flush().await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<ImportCounts, Problem> {
        let findings = self.verdicts.take();
        if !findings.is_empty() {
            self.job.store.add_findings(self.job.batch, findings).await?;
        }
        Ok(self.verdicts.counts.clone())
    }

    /// Which deals have these keys, and all their versions.
    async fn known(&self, keys: &[String]) -> Result<(HashMap<String, OpportunityId>, Vec<Version>), Problem> {
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
        fresh: &mut Vec<KeyRow>,
    ) -> (OpportunityId, Vec<Moment>) {
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
                let counts = &mut self.verdicts.counts;
                match (undone, moments.is_empty()) {
                    _ if row.notes.rejected() => {}
                    (_, true) => counts.unchanged += 1,
                    (true, false) => counts.created += 1,
                    (false, false) => counts.updated += 1,
                }
                (id, moments)
            }
            other => {
                if row.deleted {
                    row.notes.reject("", &row.key.clone(), "is deleted where it comes from");
                    return (OpportunityId(Uuid::nil()), Vec::new());
                }
                let id = other.map_or_else(
                    || {
                        let id = OpportunityId(Uuid::now_v7());
                        fresh.push(KeyRow { external_key: row.key.clone(), opportunity: id, row_hash: None });
                        id
                    },
                    |known| known.id,
                );
                self.verdicts.counts.created += 1;
                (id, self.whole(row, lines, steps, &last))
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
            let close = if super::deals::is_closed(row.stage.kind) { self.rules.close_instant(last.close_day) } else { None };
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
                row.notes.reject("", &row.key.clone(), format!("since the last import somebody changed the same field ({}): decide which one is right, or set how such conflicts end", fields.join(", ")));
                Vec::new()
            }
            Merged::Taken(state, kept) => {
                if !kept.is_empty() {
                    row.notes.repair(
                        "",
                        &row.key.clone(),
                        format!("kept as a person changed it since the last import: {}", kept.join(", ")),
                    );
                }
                let Some(state) = state else { return moments };
                let now_closed = |id| self.workspace.stage(id).is_some_and(|stage| super::deals::is_closed(stage.kind));
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
    fn missing_steps(&self, versions: &[Version], steps: Vec<Moment>) -> Vec<Moment> {
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

    /// Histories and lines of deals that no file of deals speaks of.
    async fn leftovers(&mut self) -> Result<(), Problem> {
        let has_deals = !self.job.files_of(FileKind::Deals).is_empty();
        let mut steps: Vec<Steps> = std::mem::take(&mut self.steps).into_values().collect();
        steps.sort_by_key(|steps| steps.steps.first().map(|step| step.line));
        let file = self.files.get(&FileKind::DealHistory).cloned().unwrap_or_default();
        for chunk in steps.chunks(CHUNK) {
            let keys: Vec<String> = chunk.iter().map(|steps| steps.key.clone()).collect();
            let (ids, versions) = self.known(&keys).await?;
            let (mut staged, mut fresh) = (Vec::new(), Vec::new());
            for steps in chunk {
                let known = ids.get(&steps.key).map(|id| (*id, versions_of(&versions, *id)));
                let current = known.and_then(|(_, versions)| versions.last());
                if current.is_none() && has_deals {
                    for step in &steps.steps {
                        self.verdicts.withdraw(
                            &file,
                            u64::from(step.line),
                            "",
                            &steps.key,
                            "no deal with this id is known or in this import".into(),
                        );
                    }
                    continue;
                }
                let base = current.map_or_else(
                    || self.rules.bare(steps, self.job.content.profile.currency.unwrap_or(self.workspace.currency)),
                    |current| State { deleted: false, ..current.state.clone() },
                );
                let moments = self.rules.of_steps(steps, &base);
                let undone = current.is_some_and(|current| current.cause == Cause::Undo && current.state.deleted);
                let (id, moments) = match known {
                    Some((id, versions @ [_, ..])) if !undone => {
                        self.touched.insert(id);
                        (id, self.missing_steps(versions, moments))
                    }
                    Some((id, versions)) => (id, again(moments, versions)),
                    None => {
                        let id = OpportunityId(Uuid::now_v7());
                        fresh.push(KeyRow { external_key: steps.key.clone(), opportunity: id, row_hash: None });
                        (id, moments)
                    }
                };
                let fault = moments.iter().find_map(|(_, state)| state.check(&self.workspace).err());
                if let Some(faults) = fault {
                    let why: Vec<String> = faults.into_iter().map(|fault| fault.to_string()).collect();
                    for step in &steps.steps {
                        self.verdicts.withdraw(&file, u64::from(step.line), "", &steps.key, why.join("; "));
                    }
                    continue;
                }
                let counts = &mut self.verdicts.counts;
                match (current.is_some() && !undone, moments.is_empty()) {
                    (true, true) => counts.unchanged += 1,
                    (true, false) => counts.updated += 1,
                    (false, _) => counts.created += 1,
                }
                counts.versions += moments.len() as u64;
                staged.extend(moments.into_iter().map(|(at, state)| self.version(id, at, state)));
            }
            self.stage(staged, fresh).await?;
        }
        self.leftover_lines().await
    }

    /// Lines alone change the amounts of deals that are known.
    async fn leftover_lines(&mut self) -> Result<(), Problem> {
        let mut left: Vec<(String, Lines)> = std::mem::take(&mut self.lines).into_iter().collect();
        left.sort_by(|a, b| a.1.places.cmp(&b.1.places));
        let file = self.files.get(&FileKind::DealLines).cloned().unwrap_or_default();
        for chunk in left.chunks(CHUNK) {
            let keys: Vec<String> = chunk.iter().map(|(key, _)| key.clone()).collect();
            let (ids, versions) = self.known(&keys).await?;
            let mut staged = Vec::new();
            for (key, lines) in chunk {
                let known = ids.get(key).map(|id| (*id, versions_of(&versions, *id)));
                let refused = match known {
                    Some((_, [.., current])) if current.state.deleted => Some("the deal is deleted".to_owned()),
                    Some((_, [.., current])) if lines.currency.is_some_and(|currency| currency != current.state.currency) => {
                        Some(format!("two currencies in one deal: {} before", current.state.currency))
                    }
                    Some((_, [_, ..])) => lines.refused.clone(),
                    _ => Some("no deal with this id is known or in this import".to_owned()),
                };
                if let Some(why) = refused {
                    for place in &lines.places {
                        self.verdicts.withdraw(&file, u64::from(*place), "", key, why.clone());
                    }
                    continue;
                }
                let Some((id, versions @ [.., current])) = known else { continue };
                self.touched.insert(id);
                let base = said(versions).unwrap_or_else(|| current.state.clone());
                let says = State { lines: lines.lines.clone(), estimated: false, ..base.clone() };
                match merge(&base, &current.state, &says, &Says::steps(), self.rule) {
                    Merged::Taken(None, _) => self.verdicts.counts.unchanged += 1,
                    Merged::Conflict(_) => {
                        for place in &lines.places {
                            self.verdicts.withdraw(
                                &file,
                                u64::from(*place),
                                "",
                                key,
                                "since the last import somebody changed the amount: decide which one is right".into(),
                            );
                        }
                    }
                    Merged::Taken(Some(state), _) => match state.check(&self.workspace) {
                        Ok(()) => {
                            self.verdicts.counts.updated += 1;
                            self.verdicts.counts.versions += 1;
                            let at = self.rules.now.max(current.effective_at.plus_ms(1));
                            staged.push(self.version(id, at, *state));
                        }
                        Err(faults) => {
                            let why: Vec<String> = faults.into_iter().map(|fault| fault.to_string()).collect();
                            self.verdicts.note(
                                &file,
                                u64::from(lines.places.first().copied().unwrap_or(0)),
                                "",
                                key,
                                Verdict::Reject,
                                why.join("; "),
                            );
                        }
                    },
                }
            }
            self.stage(staged, Vec::new()).await?;
        }
        Ok(())
    }
}

/// A deal's own lines may not be in another currency than the deal.
fn one_currency(row: &mut DealRow, lines: &Lines) {
    if let Some(why) = &lines.refused {
        row.notes.reject("", &row.key.clone(), why.clone());
    }
    match lines.currency {
        Some(currency) if row.currency_named && currency != row.currency => {
            row.notes.reject(
                "",
                &row.key.clone(),
                format!("two currencies in one deal: {} here, {currency} in its lines", row.currency),
            );
        }
        Some(currency) => row.currency = currency,
        None => {}
    }
}

/// The versions of one deal, out of those of several in the order of their ids.
fn versions_of(versions: &[Version], id: OpportunityId) -> &[Version] {
    let first = versions.partition_point(|version| version.opportunity < id);
    let behind = versions.partition_point(|version| version.opportunity <= id);
    &versions[first..behind]
}

/// The history of a deal that comes back after an undo: at the instants at which the undo says that it is deleted, it is as
/// it was before them.
fn again(mut moments: Vec<Moment>, versions: &[Version]) -> Vec<Moment> {
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
