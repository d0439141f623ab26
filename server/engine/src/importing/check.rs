//! The dry run: every row is read, joined and sorted into accept, repair and reject, and what is accepted is staged under
//! the import's batch, where nobody sees it. Publishing is then a matter of one row.

use super::Counter;
use super::content::Content;
use super::entities::Taking;
use super::fields::KINDS;
use super::merge::Says;
use super::plan::Plan;
use super::read::Rows;
use super::reading::Reading;
use super::registry::Registry;
use super::stages::{self, Replaced, StageMap};
use super::staging::Staging;
use super::steps::{Lines, Steps};
use super::timeline::Rules;
use super::unpriced::Unpriced;
use super::verdict::{Notes, Verdicts};
use crate::store::{Entity, EntityRow, Settings, StagedTarget, Store};
use contract::Problem;
use contract::import::{FileKind, ImportCounts, Peril, Why};
use domain::workspace::DatedRate;
use domain::{BatchId, Instant, LogNo, OpportunityId, PersonId, Workspace};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    /// What to know before publishing.
    pub perils: Vec<Peril>,
    /// The process that takes the place of those there were.
    pub replaced: Option<Replaced>,
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
    /// How the files of lines and steps are read, for findings about them.
    plans: HashMap<FileKind, Arc<Plan>>,
}

pub(super) fn failed(name: &str, why: Why) -> Problem {
    Problem::refused("files", Some(name), why)
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
            let has_deals = head > LogNo(0) && self.store.has_opportunities().await?;
            // Nothing can be told of a stage without looking through all versions: only while there are few.
            let used = if has_deals { BTreeSet::new() } else { self.store.stages_used(&workspace).await? };
            stages::resolve(&self.content.profile, &workspace, has_deals, &used)
                .map_err(|why| Problem::refused("stages", None, why))?
        } else {
            StageMap { of: HashMap::new(), entry: no_stage(), workspace: None, replaced: None }
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
        let rates = job.store.rates(None).await?;
        let unpriced = Unpriced::new(workspace.currency, rates.iter().chain(&read.rates));
        job.store.stage_rates(job.batch, std::mem::take(&mut read.rates)).await?;
        job.store.stage_targets(job.batch, std::mem::take(&mut read.targets)).await?;

        let rules = job.rules(&read.reading, &stages, &settled);
        let Read { reading, verdicts, lines, steps, plans, .. } = read;
        let mut staging = Staging {
            job: &job,
            rules,
            workspace: settled,
            verdicts,
            lines,
            steps,
            plans,
            touched: HashSet::new(),
            fresh: Vec::new(),
            says: Says::steps(),
            rule: job.content.profile.conflicts,
            unpriced,
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
            perils: stages.replaced.iter().map(Replaced::peril).chain(staging.unpriced.perils()).collect(),
            replaced: stages.replaced.clone(),
        };
        Ok((counts, prepared))
    }

    fn speaks_of_deals(&self) -> bool {
        self.content.profile.files.iter().any(|file| matches!(file.kind, Some(FileKind::Deals | FileKind::DealHistory)))
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

    pub(super) fn files_of(&self, kind: FileKind) -> Vec<usize> {
        (0..self.content.files.len()).filter(|&at| self.content.profile.files[at].kind == Some(kind)).collect()
    }

    pub(super) fn open(&self, at: usize) -> Result<(Plan, Rows), Problem> {
        open(&self.content, &self.folder, at)
    }

    /// Everything but deals: in the order in which one file points to another.
    fn read_others(&self, mut reading: Reading) -> Result<Read, Problem> {
        let mut verdicts = Verdicts::default();
        let (mut rates, mut targets) = (Vec::new(), Vec::new());
        let (mut lines, mut steps, mut plans) = (HashMap::new(), HashMap::new(), HashMap::new());
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
                done.map_err(|why| failed(&plan.file, why))?;
                if matches!(kind, FileKind::DealLines | FileKind::DealHistory) {
                    plans.insert(kind, Arc::new(plan.clone()));
                    while let Some(row) = rows.next_row().map_err(|why| failed(&plan.file, why))? {
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
        Ok(Read { reading, verdicts, rates, targets, lines, steps, plans })
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
    let plan = Plan::new(part, kind, &file.survey)?;
    let rows = Rows::open(&folder.join(&file.file), file.format).map_err(|why| failed(&file.name, why))?;
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
