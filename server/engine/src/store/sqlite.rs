//! What is particular to SQLite.

use super::Result;
use super::db::Db;
use log::LevelFilter;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Executor, SqlitePool};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// Opens a file, makes it if it is missing, and brings its schema up to date.
pub(super) async fn open(url: &str) -> Result<Db> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: a commit that was answered survives a power cut. NORMAL would lose some.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(200)
        // Checkpoints are made beside the writers (`tidy`); at 128 MiB a writer has to help.
        .pragma("wal_autocheckpoint", "32000")
        // A large import makes the log long, since whoever reads meanwhile keeps it; what has been moved is given back.
        .pragma("journal_size_limit", "134217728")
        .pragma("temp_store", "memory")
        // Reading all of history is meant to take its seconds: nothing to warn of.
        .log_slow_statements(LevelFilter::Off, Duration::MAX);
    let pool =
        |size| SqlitePoolOptions::new().max_connections(size).test_before_acquire(false).idle_timeout(None).max_lifetime(None);
    let writing = options.clone().pragma("cache_size", "-16000");
    let write = pool(1).connect_with(writing.clone()).await?;
    sqlx::migrate!("migrations/sqlite").run(&write).await?;
    let stage = pool(1).connect_lazy_with(writing.synchronous(SqliteSynchronous::Normal));
    tokio::spawn(tidy(pool(1).connect_lazy_with(options.clone()), write.clone()));
    // Room for what lists show of a million deals: their pages lie far apart.
    let reading = options.pragma("cache_size", "-16000").row_buffer_size(1_000);
    let read = pool(4).connect_with(reading).await?;
    Ok(Db::Sqlite { read, write, stage, turn: Arc::default() })
}

/// Moves all that was committed to the file and empties the log, which would stay as long as it ever was: at the end.
pub(super) async fn empty_log(write: &SqlitePool) {
    if let Err(error) = write.execute("pragma wal_checkpoint(truncate)").await {
        tracing::debug!(%error, "checkpoint");
    }
}

/// How often what was committed is moved from the write-ahead log to the file.
const TIDY: Duration = Duration::from_millis(500);

/// Moves commits to the file, on a connection of its own, so that no save waits for the file to be synced; until the
/// store is closed.
async fn tidy(own: SqlitePool, write: SqlitePool) {
    while !write.is_closed() {
        tokio::time::sleep(TIDY).await;
        if let Err(error) = own.execute("pragma wal_checkpoint(passive)").await {
            tracing::debug!(%error, "checkpoint");
        }
    }
    own.close().await;
}
