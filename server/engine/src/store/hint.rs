//! Hints that the log has moved on, so that other processes' writes are seen at once. A hint may be missing: whoever
//! follows the log looks at its head from time to time all the same.

use super::db::Db;
use super::{Store, postgres};
use domain::LogNo;
use sqlx::postgres::PgListener;
use std::time::Duration;

/// Hints from every process that writes to the same database: by NOTIFY on Postgres, none on SQLite.
pub struct Hints(Option<Box<PgListener>>);

impl Store {
    /// Begins to listen. Where that is impossible there are no hints.
    pub async fn hints(&self) -> Hints {
        let Db::Postgres { primary, .. } = &self.db else { return Hints(None) };
        match postgres::listen(primary).await {
            Ok(listener) => Hints(Some(Box::new(listener))),
            Err(error) => {
                tracing::warn!(%error, "commits of other processes are looked for, not listened for");
                Hints(None)
            }
        }
    }
}

impl Hints {
    /// How far the log has come, once that is told, within a time. Nothing: look for yourself.
    pub async fn next(&mut self, within: Duration) -> Option<LogNo> {
        let Some(listener) = &mut self.0 else {
            tokio::time::sleep(within).await;
            return None;
        };
        match tokio::time::timeout(within, postgres::next(listener)).await {
            Ok(Ok(told)) => told,
            // The store waits for this connection.
            Ok(Err(error)) if error.is_closed() => {
                self.0 = None;
                None
            }
            Ok(Err(error)) => {
                tracing::debug!(%error, "listening for commits");
                tokio::time::sleep(within).await;
                None
            }
            Err(_) => None,
        }
    }
}
