//! What dry runs have to say about rows.

use super::bulk::{bulks, write_many};
use super::db::{all, one, run, statements};
use super::{Result, Store};
use domain::BatchId;
use sqlx::FromRow;

/// What a dry run has to say about a row.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct FindingRow {
    /// Its place among the findings, from 1.
    pub position: i64,
    /// The file.
    pub file: String,
    /// The line in it, from 1.
    pub line: i64,
    /// The column.
    #[sqlx(rename = "column_name")]
    pub column: Option<String>,
    /// What stands there.
    pub value: String,
    /// A word of the importer's.
    pub verdict: String,
    /// Why, and what to do.
    pub reason: String,
}

statements! {
    PAGE = "select position, file, line, column_name, value, verdict, reason
        from finding
        where batch_id = $1
          and ($2 = '' or verdict = $2)
          and position > $3
        order by position
        limit $4";
    COUNT = "select count(*)
        from finding
        where batch_id = $1
          and ($2 = '' or verdict = $2)";
    CLEAR = "delete from finding
        where batch_id = $1";
}

bulks! {
    INSERT = "insert into finding (batch_id, position, file, line, column_name, value, verdict, reason)"
        [uuid, bigint, text, bigint, text, text, text, text];
}

impl Store {
    /// Adds findings. Their positions are the caller's.
    pub async fn add_findings(&self, batch: BatchId, findings: Vec<FindingRow>) -> Result<()> {
        for chunk in findings.chunks(500) {
            let mut tx = self.db.stage().await?;
            write_many!(tx, INSERT; chunk => finding;
                batch.0, finding.position, finding.file.as_str(), finding.line, finding.column.as_deref(),
                finding.value.as_str(), finding.verdict.as_str(), finding.reason.as_str());
            tx.commit().await?;
        }
        Ok(())
    }

    /// Findings after a position, optionally of one verdict.
    pub async fn findings(&self, batch: BatchId, verdict: Option<&str>, after: i64, limit: i64) -> Result<Vec<FindingRow>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(all!(conn, PAGE => FindingRow; batch.0, verdict.unwrap_or(""), after, limit)?)
    }

    /// How many findings there are, optionally of one verdict.
    pub async fn count_findings(&self, batch: BatchId, verdict: Option<&str>) -> Result<i64> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, COUNT => (i64,); batch.0, verdict.unwrap_or(""))?.map_or(0, |(count,)| count))
    }

    /// Removes a batch's findings, before another dry run.
    pub async fn clear_findings(&self, batch: BatchId) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, CLEAR; batch.0)?;
        tx.commit().await
    }
}
