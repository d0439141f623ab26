//! What is particular to Postgres.

use super::Result;
use super::db::Db;
use domain::LogNo;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sqlx::{Executor, PgPool, Postgres, Transaction};
use std::str::FromStr;

/// Opens a database on a server and brings its schema up to date.
pub(super) async fn open(url: &str) -> Result<Db> {
    let options = PgConnectOptions::from_str(url)?.application_name("motore").statement_cache_capacity(200);
    let primary = PgPoolOptions::new().max_connections(8).connect_with(options).await?;
    // Migrating takes an advisory lock: several servers may start at once.
    sqlx::migrate!("migrations/postgres").run(&primary).await?;
    let replica = primary.clone();
    Ok(Db::Postgres { primary, replica })
}

/// Begins a transaction whose commit does not wait for the disk.
pub(super) async fn begin_relaxed(primary: &PgPool) -> Result<Transaction<'static, Postgres>> {
    let mut tx = primary.begin().await?;
    tx.execute("set local synchronous_commit to off").await?;
    Ok(tx)
}

/// The channel on which a commit tells how far the log has come (`log::MOVE_HEAD`).
const CHANNEL: &str = "motore_log";

/// Listens for commits of all processes. The connection is one of its own, made again when it breaks.
pub(super) async fn listen(primary: &PgPool) -> Result<PgListener> {
    let mut listener = PgListener::connect_with(primary).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// How far the log has come, from the next commit that is told of. (Nothing while the connection was broken.)
pub(super) async fn next(listener: &mut PgListener) -> Result<Option<LogNo>> {
    let told = listener.try_recv().await?;
    Ok(told.and_then(|told| told.payload().parse().ok()).map(LogNo))
}
