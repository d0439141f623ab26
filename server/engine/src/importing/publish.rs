//! What runs in the background: the dry run, publishing, undoing.

use super::check::{Job, Prepared};
use super::content::Content;
use super::undo::Undo;
use super::verdict;
use super::{Counter, Importer};
use crate::store::{Author, Change, Store};
use contract::Problem;
use contract::import::{ImportStatus, Reason, Verdict, Why};
use domain::{BatchId, Cause, LogNo, PersonId, Process, Workspace};
use std::sync::Arc;

/// How a run ends: well, or with the status it leaves the import in.
type Ended = Result<(ImportStatus, Content), (ImportStatus, Problem)>;

/// How often a dry run is repeated because something changed before it could be published.
const TRIES: usize = 3;

impl Importer {
    /// The dry run.
    pub(super) async fn run_check(&self, id: BatchId, actor: Option<PersonId>, counter: Arc<Counter>, content: Content) -> Ended {
        let failed = |problem| (ImportStatus::Failed, problem);
        let (content, prepared) = self.prepare(id, actor, counter, content).await.map_err(failed)?;
        self.shared.prepared.lock().insert(id, prepared);
        Ok((ImportStatus::Checked, content))
    }

    async fn prepare(
        &self,
        id: BatchId,
        actor: Option<PersonId>,
        counter: Arc<Counter>,
        mut content: Content,
    ) -> Result<(Content, Prepared), Problem> {
        let settings = self.engine.settings().ok_or_else(|| Problem::refused("workspace", None, Why::NoCompany))?;
        let job = Job {
            store: self.engine.store().clone(),
            settings,
            now: self.engine.clock().now(),
            batch: id,
            actor,
            folder: self.place(id),
            content: content.clone(),
            counter,
        };
        let (counts, prepared) = job.run().await?;
        (content.counts, content.error) = (counts, None);
        content.warnings = prepared.perils.clone();
        content.replaced = prepared.replaced.clone();
        Ok((content, prepared))
    }

    /// Publishes, after another dry run if what the last one was based on has changed since.
    pub(super) async fn run_publish(
        &self,
        id: BatchId,
        actor: Option<PersonId>,
        counter: Arc<Counter>,
        mut content: Content,
    ) -> Ended {
        let store = self.engine.store();
        let failed = |problem| (ImportStatus::Checked, problem);
        let mut prepared = self.shared.prepared.lock().remove(&id);
        for _ in 0..TRIES {
            let ready = match prepared.take() {
                Some(ready) if is_current(store, &ready).await.map_err(failed)? => ready,
                _ => {
                    let (again, ready) = self
                        .prepare(id, actor, Arc::clone(&counter), content)
                        .await
                        .map_err(|problem| (ImportStatus::Failed, problem))?;
                    content = again;
                    ready
                }
            };
            if !write_entities(store, &ready).await.map_err(failed)? {
                // Somebody else brought the same people or accounts in: they are known by other ids now.
                continue;
            }
            if let Some(workspace) = ready.workspace.clone() {
                let author = Author { person: actor, cause: Cause::Import, idempotency_key: None };
                store.save_settings(author, ready.revision, workspace).await.map_err(|error| failed(error.into()))?;
            }
            // Published from now on; done once the lists show it.
            let published =
                store.publish(id, super::word(ImportStatus::Publishing)).await.map_err(|error| failed(error.into()))?;
            counter.start((published.1.0 - published.0.0 + 1).unsigned_abs());
            let projected = store.project(id, |done| counter.set(done)).await;
            if let Err(error) = projected {
                tracing::error!(batch = %id, %error, "the current rows are behind the versions");
            }
            return Ok((ImportStatus::Published, content));
        }
        Err((ImportStatus::Checked, Problem::untimely(Why::KeptChanging)))
    }

    /// Brings the lists up to date after imports whose program ended between publishing and that.
    pub async fn finish_interrupted(&self) -> Result<(), Problem> {
        let store = self.engine.store();
        for row in store.batches(None, 1_000).await? {
            if row.log.is_some() && row.status == super::word(ImportStatus::Publishing) {
                store.project(row.id, |_| {}).await?;
                store.save_batch(row.id, super::word(ImportStatus::Published), &row.content).await?;
            }
        }
        Ok(())
    }

    /// Undoes a published import.
    pub(super) async fn run_undo(
        &self,
        id: BatchId,
        actor: Option<PersonId>,
        log: (LogNo, LogNo),
        counter: Arc<Counter>,
        mut content: Content,
    ) -> Ended {
        let store = self.engine.store();
        let failed = |problem: Problem| (ImportStatus::Published, problem);
        let lost = |error: crate::store::StoreError| failed(error.into());
        let into = store.begin_batch(actor, Some(id), "undo", "{}").await.map_err(lost)?;
        let undo = Undo { store, batch: id, log, into, actor, counter: &counter };
        let kept = match undo.stage().await {
            Ok(kept) => kept,
            Err(problem) => {
                store.discard(into, true).await.map_err(lost)?;
                return Err(failed(problem));
            }
        };
        store.publish(into, "undo").await.map_err(lost)?;
        store.project(into, |_| {}).await.map_err(lost)?;
        if let Err(problem) = self.bring_back(&content, actor).await {
            tracing::error!(batch = %id, %problem, "the sales process stays as the import made it");
        }
        content.counts.kept = kept.len() as u64;
        let mut position =
            store.findings(id, None, 0, i64::from(i32::MAX)).await.map_err(lost)?.last().map_or(0, |row| row.position);
        let findings = kept.into_iter().map(|(deal, name)| {
            position += 1;
            verdict::kept(position, String::new(), 0, None, name, Verdict::Keep, &Reason::ChangedSince { deal })
        });
        store.add_findings(id, findings.collect()).await.map_err(lost)?;
        Ok((ImportStatus::Undone, content))
    }
}

impl Importer {
    /// The sales process becomes what it was before an import replaced it, unless it was changed since. The one that the
    /// import made stays behind it if deals are or were at its stages, so that they can still be looked at.
    async fn bring_back(&self, content: &Content, actor: Option<PersonId>) -> Result<(), Problem> {
        let (Some(replaced), Some(settings)) = (&content.replaced, self.engine.settings()) else { return Ok(()) };
        let now = &settings.workspace.processes;
        if now.first() != Some(&replaced.made) {
            return Ok(());
        }
        let store = self.engine.store();
        let used = store.stages_used(&settings.workspace).await?;
        let was = |process: &Process| replaced.before.iter().any(|before| alike(before, process));
        let mut processes = replaced.before.clone();
        processes.extend(now.iter().filter(|process| !was(process)).filter_map(|process| {
            let made = *process == replaced.made;
            let kept = !made || process.stages.iter().any(|stage| used.contains(&stage.id));
            let from = content.files.first().map_or("", |file| file.name.as_str());
            let name =
                if made { format!("{} · {from}", process.name).chars().take(100).collect() } else { process.name.clone() };
            kept.then(|| Process { name, stages: process.stages.clone() })
        }));
        let workspace = Workspace { processes, ..(*settings.workspace).clone() };
        let author = Author { person: actor, cause: Cause::Undo, idempotency_key: None };
        store.save_settings(author, settings.revision, workspace).await?;
        Ok(())
    }
}

/// Whether two processes have the same stages by number.
fn alike(one: &Process, other: &Process) -> bool {
    one.stages.iter().map(|stage| stage.id).eq(other.stages.iter().map(|stage| stage.id))
}

/// Whether nothing has happened since the dry run that it should have known: another import, other settings, an edit of a
/// deal that the files speak of.
async fn is_current(store: &Store, ready: &Prepared) -> Result<bool, Problem> {
    let mut after = ready.head;
    loop {
        let (changes, reached) = store.changes_since(after).await?;
        let matters = changes.iter().any(|change| match change {
            Change::Version(version) => ready.touched.contains(&version.opportunity),
            // What the files speak of may have become part of another.
            Change::Published { .. } | Change::Settings(..) | Change::Entity(..) => true,
            Change::Fact(_) | Change::Rate(..) | Change::Target(_) | Change::Review(_) | Change::Waiver(_) => false,
        });
        if matters {
            return Ok(false);
        }
        if changes.is_empty() {
            return Ok(true);
        }
        after = reached;
    }
}

/// Writes people, accounts and the like. `false`: some are known under another id by now.
async fn write_entities(store: &Store, ready: &Prepared) -> Result<bool, Problem> {
    let mut same = true;
    for (entity, rows) in &ready.entities {
        let proposed: Vec<_> = rows.iter().map(|row| row.id).collect();
        same &= store.upsert_entities(*entity, rows.clone()).await? == proposed;
    }
    Ok(same)
}
