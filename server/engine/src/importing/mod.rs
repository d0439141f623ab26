//! Bringing in what other systems hold: files are uploaded, mapped, checked in a dry run, and published at one instant or
//! not at all; what was published can be undone.

mod check;
mod columns;
mod content;
mod date;
mod date_style;
mod deals;
mod entities;
mod facts;
mod fields;
mod headers;
mod intake;
mod leftovers;
mod merge;
mod names;
mod number;
mod plan;
mod propose;
mod publish;
mod questions;
mod read;
mod reading;
mod registry;
mod report;
mod running;
mod scan;
mod sheet;
mod stages;
mod staging;
mod steps;
mod survey;
mod timeline;
mod undo;
mod unfit;
mod unpriced;
mod verdict;

pub use fields::kinds;
pub use report::ReportWords;
pub use verdict::harmless;

use crate::Engine;
use crate::store::BatchRow;
use check::Prepared;
use content::{Content, word};
use contract::import::{Import, ImportCounts, ImportProgress, ImportStatus, ListImportsQuery, Profile, Why};
use contract::{FieldError, Page, Problem};
use domain::{BatchId, PersonId};
use parking_lot::Mutex;
use running::{Counter, Running, interrupted, standing};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file that has been received.
#[derive(Clone, Debug)]
pub struct Upload {
    /// What it was called.
    pub name: String,
    /// Where it lies; it is copied.
    pub path: PathBuf,
}

/// Imports of one engine. Cheap to clone. Whether the person asking is an administrator has been decided by the caller.
#[derive(Clone)]
pub struct Importer {
    engine: Engine,
    folder: PathBuf,
    shared: Arc<Shared>,
}

/// What goes on in this process.
#[derive(Default)]
struct Shared {
    running: Mutex<HashMap<BatchId, Running>>,
    prepared: Mutex<HashMap<BatchId, Prepared>>,
    /// One import at a time is checked, published or undone.
    turn: tokio::sync::Mutex<()>,
}

/// A short number for a text: the same in every run of one program.
fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// How many imports a page has.
const PAGE: i64 = 50;

impl Importer {
    /// Imports keep their files in `folder`, which is made if there is none.
    pub fn new(engine: Engine, folder: &Path) -> Self {
        Self { engine, folder: folder.to_owned(), shared: Arc::default() }
    }

    /// Takes files in, looks through them and proposes how to read them. A file that is not delimited text or a workbook
    /// is refused, and with it the upload.
    pub async fn upload(&self, actor: Option<PersonId>, files: Vec<Upload>) -> Result<Import, Problem> {
        let place = self.folder.join(format!("taking-{}", uuid::Uuid::now_v7()));
        let workspace = self.engine.settings().map(|settings| settings.workspace);
        let folder = place.clone();
        let taken = check::blocking(move || {
            std::fs::create_dir_all(&folder).map_err(|error| unwritable(&error))?;
            let files = intake::take_in(&files, &folder)?;
            let mut content = Content { files, ..Content::default() };
            content.profile = propose::propose(&content.looked());
            intake::complete(&mut content, &folder, workspace.as_deref())?;
            Ok(content)
        })
        .await;
        let content = match taken {
            Ok(content) => content,
            Err(problem) => {
                std::fs::remove_dir_all(&place).ok();
                return Err(problem);
            }
        };
        let id = self.engine.store().begin_batch(actor, None, word(ImportStatus::Mapping), &content.json()).await?;
        std::fs::rename(&place, self.place(id)).map_err(|error| unwritable(&error))?;
        self.read(id).await
    }

    /// The imports so far, latest first.
    pub async fn list(&self, query: &ListImportsQuery) -> Result<Page<Import>, Problem> {
        let after = query
            .after
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|_| Problem::invalid("after", "is no place in this list"))?;
        let store = self.engine.store();
        let rows = store.imports(after, PAGE + 1).await?;
        let next = (rows.len() as i64 > PAGE).then(|| rows[PAGE as usize - 1].id.to_string());
        let mut items = Vec::new();
        for row in rows.into_iter().take(PAGE as usize) {
            items.push(self.shown(row).await?);
        }
        Ok(Page { items, next, total: store.count_imports().await? })
    }

    /// One import, with its progress while something is under way.
    pub async fn read(&self, id: BatchId) -> Result<Import, Problem> {
        let row = self.row(id).await?;
        self.shown(row).await
    }

    /// How far an import is.
    pub async fn progress(&self, id: BatchId) -> Result<ImportProgress, Problem> {
        let (_, status, progress) = self.stands(self.row(id).await?).await?;
        let (done, of) = progress.unwrap_or_default();
        Ok(ImportProgress { status, done, of })
    }

    /// Sets how columns and values are read; a dry run made before counts no longer.
    pub async fn save_mapping(&self, id: BatchId, profile: Profile) -> Result<Import, Problem> {
        let row = self.idle(id, &[ImportStatus::Mapping, ImportStatus::Checked, ImportStatus::Failed]).await?;
        let mut content = Content::read(&row)?;
        content.profile = profile;
        let (folder, workspace) = (self.place(id), self.engine.settings().map(|settings| settings.workspace));
        let mut content = check::blocking(move || {
            intake::fit(&mut content.profile, &content.files)?;
            intake::complete(&mut content, &folder, workspace.as_deref())?;
            Ok(content)
        })
        .await?;
        (content.counts, content.error) = (ImportCounts::default(), None);
        content.warnings.clear();
        self.shared.prepared.lock().remove(&id);
        self.engine.store().save_batch(id, word(ImportStatus::Mapping), &content.json()).await?;
        self.read(id).await
    }

    /// Starts the dry run and answers at once. Refused while questions are open.
    pub async fn check(&self, id: BatchId) -> Result<Import, Problem> {
        let row = self.idle(id, &[ImportStatus::Mapping, ImportStatus::Checked, ImportStatus::Failed]).await?;
        let mut content = Content::read(&row)?;
        let (folder, workspace) = (self.place(id), self.engine.settings().map(|settings| settings.workspace));
        // What was open may have been settled elsewhere since: the company set up, say.
        let content = check::blocking(move || {
            intake::complete(&mut content, &folder, workspace.as_deref())?;
            Ok(content)
        })
        .await?;
        if !content.questions.is_empty() {
            let fields = content.questions.iter().map(|question| FieldError {
                field: question.column.clone().unwrap_or_else(|| question.asks.name().to_owned()),
                message: question.text.clone(),
            });
            return Err(Problem::invalid_fields(fields.collect()));
        }
        let actor = row.actor;
        self.start(row, content, ImportStatus::Checking, move |importer, id, counter, content| async move {
            importer.run_check(id, actor, counter, content).await
        })
        .await
    }

    /// Starts publishing what the dry run accepted and answers at once.
    pub async fn publish(&self, id: BatchId, actor: Option<PersonId>) -> Result<Import, Problem> {
        let row = self.idle(id, &[ImportStatus::Checked]).await?;
        let content = Content::read(&row)?;
        self.start(row, content, ImportStatus::Publishing, move |importer, id, counter, content| async move {
            importer.run_publish(id, actor, counter, content).await
        })
        .await
    }

    /// Starts undoing a published import and answers at once.
    pub async fn undo(&self, id: BatchId, actor: Option<PersonId>) -> Result<Import, Problem> {
        let row = self.idle(id, &[ImportStatus::Published]).await?;
        let log = row.log.ok_or_else(|| Problem::untimely(Why::Unchecked))?;
        let content = Content::read(&row)?;
        self.start(row, content, ImportStatus::Undoing, move |importer, id, counter, content| async move {
            importer.run_undo(id, actor, log, counter, content).await
        })
        .await
    }

    /// Removes an import that was not published, with its files.
    pub async fn discard(&self, id: BatchId) -> Result<(), Problem> {
        self.idle(id, &[ImportStatus::Mapping, ImportStatus::Checked, ImportStatus::Failed]).await?;
        self.engine.store().discard(id, true).await?;
        self.shared.prepared.lock().remove(&id);
        match std::fs::remove_dir_all(self.place(id)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(unwritable(&error)),
            _ => Ok(()),
        }
    }

    /// Waits until nothing is under way for this import, and answers with how it stands then.
    pub async fn settled(&self, id: BatchId) -> Result<Import, Problem> {
        let running = self.shared.running.lock().get(&id).map(|running| running.done.clone());
        if let Some(mut done) = running {
            // The sender goes with the task: either way it is over.
            done.wait_for(|done| *done).await.ok();
        }
        self.read(id).await
    }

    fn place(&self, id: BatchId) -> PathBuf {
        self.folder.join(id.to_string())
    }

    async fn row(&self, id: BatchId) -> Result<BatchRow, Problem> {
        // The batch without an id is of live edits.
        let row = self.engine.store().batch(id).await?.filter(|row| row.undoes.is_none() && !id.0.is_nil());
        row.ok_or_else(|| Problem::not_found("import"))
    }

    /// The row of an import that nothing is under way for and that has one of these statuses.
    async fn idle(&self, id: BatchId, statuses: &[ImportStatus]) -> Result<BatchRow, Problem> {
        let (row, now, progress) = self.stands(self.row(id).await?).await?;
        if progress.is_some() {
            return Err(Problem::untimely(Why::Busy));
        }
        if statuses.contains(&now) {
            return Ok(row);
        }
        Err(Problem::untimely(match now {
            ImportStatus::Published => Why::Published,
            ImportStatus::Undone => Why::Undone,
            ImportStatus::Mapping | ImportStatus::Failed => Why::Unchecked,
            _ => Why::NotNow,
        }))
    }

    /// Where an import stands, and how far what is under way for it is. While something is, that is what it stands at:
    /// its outcome is in the row a moment before the next step may begin.
    async fn stands(&self, row: BatchRow) -> Result<(BatchRow, ImportStatus, Option<(u64, u64)>), Problem> {
        let id = row.id;
        let running = || self.shared.running.lock().get(&id).map(|running| (running.status, running.counter.read()));
        if let Some((status, progress)) = running() {
            return Ok((row, status, Some(progress)));
        }
        // It may have begun or ended since the row was read.
        let row = if interrupted(&row) { self.row(id).await? } else { row };
        Ok(match running() {
            Some((status, progress)) => (row, status, Some(progress)),
            None => {
                let status = standing(&row);
                (row, status, None)
            }
        })
    }

    async fn shown(&self, row: BatchRow) -> Result<Import, Problem> {
        let (row, status, progress) = self.stands(row).await?;
        let mut import = Content::read(&row)?.shown(&row, progress.unwrap_or_default());
        import.status = status;
        if import.status == ImportStatus::Failed && import.error.is_none() {
            import.error = Some(Problem::untimely(Why::Interrupted));
        }
        Ok(import)
    }
}

fn unwritable(error: &std::io::Error) -> Problem {
    tracing::error!(%error, "the imports' folder cannot be written");
    Problem::internal()
}
