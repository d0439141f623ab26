//! What a dry run has to say about rows: page by page, and all of it as CSV.

use super::verdict::{self, harmless};
use super::{Importer, PAGE};
use contract::import::{Finding, FindingsQuery, Reason, Verdict};
use contract::{Page, Problem};
use domain::BatchId;

/// In which words a report of findings is written.
#[derive(Clone, Copy, Debug)]
pub struct ReportWords {
    /// What its columns are called: file, line, column, value, result, reason.
    pub header: [&'static str; 6],
    /// What became of a row.
    pub verdict: fn(Verdict) -> &'static str,
    /// Why.
    pub reason: fn(&Reason) -> String,
}

impl Importer {
    /// The rows repaired or rejected.
    pub async fn findings(&self, id: BatchId, query: &FindingsQuery) -> Result<Page<Finding>, Problem> {
        self.row(id).await?;
        let after = query
            .after
            .as_deref()
            .map_or(Ok(0), str::parse::<i64>)
            .map_err(|_| Problem::invalid("after", "is no place in this list"))?;
        let verdict = query.verdict.map(verdict::word);
        let store = self.engine.store();
        let rows = store.findings(id, verdict, after, PAGE + 1).await?;
        let next = (rows.len() as i64 > PAGE).then(|| rows[PAGE as usize - 1].position.to_string());
        let items = rows.into_iter().take(PAGE as usize).map(verdict::finding).collect::<Result<_, _>>()?;
        Ok(Page { items, next, total: store.count_findings(id, verdict).await? })
    }

    /// All findings as CSV in these words, with formula-like cells made harmless.
    pub async fn report(&self, id: BatchId, words: &ReportWords) -> Result<String, Problem> {
        self.row(id).await?;
        let mut writer = csv::Writer::from_writer(Vec::new());
        let broken = |error: csv::Error| {
            tracing::error!(%error, "a report cannot be written");
            Problem::internal()
        };
        writer.write_record(words.header).map_err(broken)?;
        let mut after = 0;
        loop {
            let rows = self.engine.store().findings(id, None, after, 5_000).await?;
            let Some(last) = rows.last() else { break };
            after = last.position;
            for row in rows {
                let finding = verdict::finding(row)?;
                let line = finding.line.to_string();
                let column = finding.column.unwrap_or_default();
                writer
                    .write_record([
                        harmless(&finding.file).as_str(),
                        line.as_str(),
                        harmless(&column).as_str(),
                        harmless(&finding.value).as_str(),
                        (words.verdict)(finding.verdict),
                        (words.reason)(&finding.reason).as_str(),
                    ])
                    .map_err(broken)?;
            }
        }
        let bytes = writer.into_inner().map_err(|error| broken(csv::Error::from(std::io::Error::other(error.to_string()))))?;
        String::from_utf8(bytes).map_err(|_| Problem::internal())
    }
}
