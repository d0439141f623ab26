//! What is particular to Postgres.

use super::Result;
use super::db::Db;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
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
