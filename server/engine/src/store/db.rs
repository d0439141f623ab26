//! The two databases behind one door. A statement's text is the same for both wherever it can be; the macros below run
//! it on whichever is open.

use super::{Result, StoreError, postgres, sqlite};
use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// The pools, named by intent.
#[derive(Clone)]
pub(crate) enum Db {
    /// One file: many readers, one writer.
    Sqlite {
        /// Reads see the last commit, always.
        read: SqlitePool,
        /// The only connection that writes what has to last.
        write: SqlitePool,
        /// The same for what may be lost in a power cut, since nothing that was answered rests on it.
        stage: SqlitePool,
        /// Whose turn it is to write, first come, first served: SQLite itself would let one of the two try its luck.
        turn: Arc<Mutex<()>>,
    },
    /// A server.
    Postgres {
        /// Writes, and reads that a decision rests on.
        primary: PgPool,
        /// Reads that may lag.
        replica: PgPool,
    },
}

/// A statement's text on each database.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sql {
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

/// Declares a module's statements: each is a constant, and all are in `ALL`, so that a test can prepare every one.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr $(, postgres: $postgres:expr)?;)*) => {
        $(
            $(#[$doc])*
            const $name: $crate::store::db::Sql = $crate::store::db::statements!(@ $text $(, $postgres)?);
        )*
        /// The statements above, for the test that prepares them all.
        #[cfg(test)]
        pub(in crate::store) const ALL: &[(&str, $crate::store::db::Sql)] = &[$((stringify!($name), $name)),*];
    };
    (@ $text:expr) => { $crate::store::db::Sql { sqlite: $text, postgres: $text } };
    (@ $text:expr, $postgres:expr) => { $crate::store::db::Sql { sqlite: $text, postgres: $postgres } };
}
pub(crate) use statements;

/// A connection to one of the two, for one statement.
pub(crate) enum On<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// A connection outside of a transaction.
pub(crate) enum Conn {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// A connection within a transaction, which is rolled back unless it is committed.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>, OwnedMutexGuard<()>),
    Postgres(Transaction<'static, Postgres>),
}

/// A list for `in`: SQLite takes it as JSON, Postgres as an array.
pub(crate) trait List {
    /// The array's item.
    type Item;
    fn json(&self) -> String;
    fn array(&self) -> Vec<Self::Item>;
}

impl List for [uuid::Uuid] {
    type Item = uuid::Uuid;
    fn json(&self) -> String {
        // The statement says `unhex(value)`.
        let mut text = String::with_capacity(self.len() * 35 + 2);
        text.push('[');
        for (at, id) in self.iter().enumerate() {
            text.push_str(if at > 0 { ",\"" } else { "\"" });
            text.push_str(id.simple().encode_lower(&mut [0; 32]));
            text.push('"');
        }
        text.push(']');
        text
    }
    fn array(&self) -> Vec<uuid::Uuid> {
        self.to_vec()
    }
}

impl List for [String] {
    type Item = String;
    fn json(&self) -> String {
        serde_json::Value::from(self).to_string()
    }
    fn array(&self) -> Vec<String> {
        self.to_vec()
    }
}

impl List for [Vec<u8>] {
    type Item = Vec<u8>;
    fn json(&self) -> String {
        let hex = |bytes: &Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        serde_json::Value::from_iter(self.iter().map(hex)).to_string()
    }
    fn array(&self) -> Vec<Vec<u8>> {
        self.to_vec()
    }
}

impl List for [i16] {
    type Item = i16;
    fn json(&self) -> String {
        serde_json::Value::from(self).to_string()
    }
    fn array(&self) -> Vec<i16> {
        self.to_vec()
    }
}

/// Runs a statement whose first argument is a list: `all_in!(conn, STATEMENT => Row; ids; argument, …)`.
macro_rules! all_in {
    ($conn:expr, $sql:expr => $row:ty; $list:expr $(; $($arg:expr),* $(,)?)?) => {
        match $conn.on() {
            $crate::store::db::On::Sqlite(conn) => {
                let list = $crate::store::db::List::json($list);
                sqlx::query_as::<sqlx::Sqlite, $row>($sql.sqlite).bind(list)$($(.bind($arg))*)?.fetch_all(conn).await
            }
            $crate::store::db::On::Postgres(conn) => {
                let list = $crate::store::db::List::array($list);
                sqlx::query_as::<sqlx::Postgres, $row>($sql.postgres).bind(list)$($(.bind($arg))*)?.fetch_all(conn).await
            }
        }
    };
}
pub(crate) use all_in;

/// Runs a statement and answers with all rows: `all!(conn, STATEMENT => Row; argument, …)`.
macro_rules! all {
    ($conn:expr, $sql:expr => $row:ty $(; $($arg:expr),* $(,)?)?) => {
        match $conn.on() {
            $crate::store::db::On::Sqlite(conn) => {
                sqlx::query_as::<sqlx::Sqlite, $row>($sql.sqlite)$($(.bind($arg))*)?.fetch_all(conn).await
            }
            $crate::store::db::On::Postgres(conn) => {
                sqlx::query_as::<sqlx::Postgres, $row>($sql.postgres)$($(.bind($arg))*)?.fetch_all(conn).await
            }
        }
    };
}
pub(crate) use all;

/// The same with at most one row.
macro_rules! one {
    ($conn:expr, $sql:expr => $row:ty $(; $($arg:expr),* $(,)?)?) => {
        match $conn.on() {
            $crate::store::db::On::Sqlite(conn) => {
                sqlx::query_as::<sqlx::Sqlite, $row>($sql.sqlite)$($(.bind($arg))*)?.fetch_optional(conn).await
            }
            $crate::store::db::On::Postgres(conn) => {
                sqlx::query_as::<sqlx::Postgres, $row>($sql.postgres)$($(.bind($arg))*)?.fetch_optional(conn).await
            }
        }
    };
}
pub(crate) use one;

/// The same without rows; answers with how many were touched.
macro_rules! run {
    ($conn:expr, $sql:expr $(; $($arg:expr),* $(,)?)?) => {
        match $conn.on() {
            $crate::store::db::On::Sqlite(conn) => {
                sqlx::query::<sqlx::Sqlite>($sql.sqlite)$($(.bind($arg))*)?.execute(conn).await.map(|done| done.rows_affected())
            }
            $crate::store::db::On::Postgres(conn) => {
                sqlx::query::<sqlx::Postgres>($sql.postgres)$($(.bind($arg))*)?.execute(conn).await.map(|done| done.rows_affected())
            }
        }
    };
}
pub(crate) use run;

impl Db {
    /// Opens what the URL names and brings its schema up to date.
    pub(crate) async fn open(url: &str) -> Result<Self> {
        if url.starts_with("sqlite:") {
            sqlite::open(url).await
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            postgres::open(url).await
        } else {
            Err(StoreError::Url(url.to_owned()))
        }
    }

    /// For answers that may be a moment old. Nothing that is written may rest on them.
    pub(crate) async fn read(&self) -> Result<Conn> {
        Ok(match self {
            Self::Sqlite { read, .. } => Conn::Sqlite(read.acquire().await?),
            Self::Postgres { replica, .. } => Conn::Postgres(replica.acquire().await?),
        })
    }

    /// For answers that see every commit so far.
    pub(crate) async fn read_fresh(&self) -> Result<Conn> {
        Ok(match self {
            Self::Sqlite { read, .. } => Conn::Sqlite(read.acquire().await?),
            Self::Postgres { primary, .. } => Conn::Postgres(primary.acquire().await?),
        })
    }

    /// Begins a transaction that writes. On SQLite it waits until no other does.
    pub(crate) async fn write(&self) -> Result<Tx> {
        Ok(match self {
            // A deferred transaction that turns to writing would be refused at once when somebody else writes.
            Self::Sqlite { write, turn, .. } => {
                let turn = turn.clone().lock_owned().await;
                Tx::Sqlite(write.begin_with("begin immediate").await?, turn)
            }
            Self::Postgres { primary, .. } => Tx::Postgres(primary.begin().await?),
        })
    }

    /// The same without waiting for the disk, for what is staged or derived: a later commit of [`Self::write`] makes it
    /// last, and before that nothing rests on it.
    pub(crate) async fn stage(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { stage, turn, .. } => {
                let turn = turn.clone().lock_owned().await;
                Tx::Sqlite(stage.begin_with("begin immediate").await?, turn)
            }
            Self::Postgres { primary, .. } => Tx::Postgres(postgres::begin_relaxed(primary).await?),
        })
    }

    /// Closes every connection.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { read, write, stage, .. } => {
                read.close().await;
                stage.close().await;
                super::sqlite::empty_log(write).await;
                write.close().await;
            }
            Self::Postgres { primary, replica } => {
                primary.close().await;
                replica.close().await;
            }
        }
    }
}

impl Conn {
    pub(crate) fn on(&mut self) -> On<'_> {
        match self {
            Self::Sqlite(conn) => On::Sqlite(conn),
            Self::Postgres(conn) => On::Postgres(conn),
        }
    }
}

impl Tx {
    pub(crate) fn on(&mut self) -> On<'_> {
        match self {
            Self::Sqlite(tx, _) => On::Sqlite(tx),
            Self::Postgres(tx) => On::Postgres(tx),
        }
    }

    pub(crate) async fn commit(self) -> Result<()> {
        let committed = match self {
            Self::Sqlite(tx, _turn) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        };
        match committed {
            Ok(()) => Ok(()),
            // The database answered: it has not committed.
            Err(error @ sqlx::Error::Database(_)) => Err(error.into()),
            Err(error) => {
                tracing::error!(%error, "commit");
                Err(StoreError::Uncertain)
            }
        }
    }

    pub(crate) async fn rollback(self) -> Result<()> {
        match self {
            Self::Sqlite(tx, _turn) => tx.rollback().await?,
            Self::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

/// Whether the same again may succeed: another transaction was in the way.
pub(crate) fn is_transient(error: &StoreError) -> bool {
    let StoreError::Database(sqlx::Error::Database(error)) = error else { return false };
    // Postgres: serialization failure, deadlock. SQLite: busy, busy with a stale snapshot.
    matches!(error.code().as_deref(), Some("40001" | "40P01" | "5" | "261" | "517"))
}
