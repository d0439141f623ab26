//! What runs in the background, and how far it is.

use super::Importer;
use super::content::{Content, status, word};
use crate::store::BatchRow;
use contract::Problem;
use contract::import::{Import, ImportStatus, Why};
use domain::BatchId;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::watch;

/// Something under way.
pub(super) struct Running {
    pub(super) status: ImportStatus,
    pub(super) counter: Arc<Counter>,
    pub(super) done: watch::Receiver<bool>,
}

/// Rows done of rows in all.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    done: AtomicU64,
    of: AtomicU64,
}

impl Counter {
    pub(super) fn start(&self, of: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.of.store(of, Ordering::Relaxed);
    }

    pub(super) fn add(&self, rows: u64) {
        self.done.fetch_add(rows, Ordering::Relaxed);
    }

    pub(super) fn set(&self, done: u64) {
        self.done.store(done, Ordering::Relaxed);
    }

    pub(super) fn read(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed))
    }
}

impl Importer {
    /// Runs something in the background: status and progress are there to be polled, and whatever happens is kept.
    pub(super) async fn start<F, Done>(
        &self,
        row: BatchRow,
        content: Content,
        status: ImportStatus,
        work: F,
    ) -> Result<Import, Problem>
    where
        F: FnOnce(Self, BatchId, Arc<Counter>, Content) -> Done + Send + 'static,
        Done: Future<Output = Result<(ImportStatus, Content), (ImportStatus, Problem)>> + Send,
    {
        let id = row.id;
        let counter = Arc::new(Counter::default());
        let (ended, done) = watch::channel(false);
        {
            let mut running = self.shared.running.lock();
            if running.contains_key(&id) {
                return Err(Problem::untimely(Why::Busy));
            }
            running.insert(id, Running { status, counter: Arc::clone(&counter), done });
        }
        let begun = self.engine.store().save_batch(id, word(status), &content.json()).await;
        if let Err(error) = begun {
            self.shared.running.lock().remove(&id);
            return Err(error.into());
        }
        let importer = self.clone();
        let before = content.clone();
        tokio::spawn(async move {
            let _turn = importer.shared.turn.lock().await;
            let worked = work(importer.clone(), id, counter, content).await;
            let (status, content) = worked.unwrap_or_else(|(status, problem)| {
                tracing::warn!(batch = %id, %problem, "an import stopped");
                (status, Content { error: Some(problem), ..before })
            });
            if let Err(error) = importer.engine.store().save_batch(id, word(status), &content.json()).await {
                tracing::error!(batch = %id, %error, "an import's outcome cannot be kept");
            }
            importer.shared.running.lock().remove(&id);
            ended.send(true).ok();
        });
        self.read(id).await
    }
}

/// Whether the row says that something is under way.
pub(super) fn interrupted(row: &BatchRow) -> bool {
    matches!(status(&row.status), ImportStatus::Checking | ImportStatus::Publishing | ImportStatus::Undoing)
}

/// Where an import stands that nothing is under way for: what was interrupted has failed, unless it was published.
pub(super) fn standing(row: &BatchRow) -> ImportStatus {
    match status(&row.status) {
        ImportStatus::Checking | ImportStatus::Publishing if row.log.is_none() => ImportStatus::Failed,
        ImportStatus::Publishing | ImportStatus::Undoing => ImportStatus::Published,
        other => other,
    }
}
