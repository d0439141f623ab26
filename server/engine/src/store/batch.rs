//! Batches: runs of an import, invisible until they are published.

use crate::store::{Result, Store};
use domain::{BatchId, Instant, LogNo, PersonId};

/// A batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRow {
    /// Its id.
    pub id: BatchId,
    /// When it was begun.
    pub created_at: Instant,
    /// Who began it.
    pub actor: Option<PersonId>,
    /// A word of the importer's.
    pub status: String,
    /// Its first and last log number, once published.
    pub log: Option<(LogNo, LogNo)>,
    /// When it was published.
    pub published_at: Option<Instant>,
    /// The batch it undoes.
    pub undoes: Option<BatchId>,
    /// The importer's own JSON.
    pub content: String,
}

/// What a dry run has to say about a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingRow {
    /// Its place among the findings, from 1.
    pub position: i64,
    /// The file.
    pub file: String,
    /// The line in it, from 1.
    pub line: i64,
    /// The column.
    pub column: Option<String>,
    /// What stands there.
    pub value: String,
    /// A word of the importer's.
    pub verdict: String,
    /// Why, and what to do.
    pub reason: String,
}

impl Store {
    /// Begins a batch.
    pub async fn begin_batch(
        &self,
        actor: Option<PersonId>,
        undoes: Option<BatchId>,
        status: &str,
        content: &str,
    ) -> Result<BatchId> {
        let _ = (actor, undoes, status, content);
        todo!()
    }

    /// One batch.
    pub async fn batch(&self, id: BatchId) -> Result<Option<BatchRow>> {
        let _ = id;
        todo!()
    }

    /// Batches, latest first, those after this one.
    pub async fn batches(&self, after: Option<BatchId>, limit: i64) -> Result<Vec<BatchRow>> {
        let _ = (after, limit);
        todo!()
    }

    /// How many batches there are.
    pub async fn count_batches(&self) -> Result<i64> {
        todo!()
    }

    /// Replaces a batch's status and content.
    pub async fn save_batch(&self, id: BatchId, status: &str, content: &str) -> Result<()> {
        let _ = (id, status, content);
        todo!()
    }

    /// Makes everything staged under a batch visible at one instant, and answers with its first and last log number.
    /// Afterwards [`Store::project`] has to bring the current rows up to date.
    pub async fn publish(&self, batch: BatchId, status: &str) -> Result<(LogNo, LogNo)> {
        let _ = (batch, status);
        todo!()
    }

    /// Brings the current rows of a published batch's deals up to date, in chunks; `on_progress` hears how many versions
    /// are done. It can be repeated, and goes on where others write.
    pub async fn project(&self, batch: BatchId, on_progress: impl Fn(u64) + Send + Sync) -> Result<()> {
        let _ = (batch, on_progress);
        todo!()
    }

    /// Removes what an unpublished batch has staged and found, in chunks; the batch's own row stays unless `forget`.
    pub async fn discard(&self, batch: BatchId, forget: bool) -> Result<()> {
        let _ = (batch, forget);
        todo!()
    }

    /// Adds findings. Their positions are the caller's.
    pub async fn add_findings(&self, batch: BatchId, findings: Vec<FindingRow>) -> Result<()> {
        let _ = (batch, findings);
        todo!()
    }

    /// Findings after a position, optionally of one verdict.
    pub async fn findings(&self, batch: BatchId, verdict: Option<&str>, after: i64, limit: i64) -> Result<Vec<FindingRow>> {
        let _ = (batch, verdict, after, limit);
        todo!()
    }

    /// How many findings there are, optionally of one verdict.
    pub async fn count_findings(&self, batch: BatchId, verdict: Option<&str>) -> Result<i64> {
        let _ = (batch, verdict);
        todo!()
    }

    /// Removes a batch's findings, before another dry run.
    pub async fn clear_findings(&self, batch: BatchId) -> Result<()> {
        let _ = batch;
        todo!()
    }
}
