//! The rows by which several processes agree on who runs a job, and until when.

use super::db::{all, run, statements};
use super::{Result, Store};
use domain::Instant;
use sqlx::FromRow;
use uuid::Uuid;

/// A job's row.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct JobRow {
    /// Its name.
    pub name: String,
    /// The moment up to which it is done.
    pub done_at: i64,
    /// When it began the last time.
    pub began_at: Option<i64>,
    /// When it ended the last time, well or not.
    pub ended_at: Option<i64>,
    /// How often it has failed since it last succeeded.
    pub failures: i32,
    /// Not again before this, after a failure.
    pub retry_at: i64,
    /// Why it failed the last time.
    pub error: Option<String>,
    /// Until when somebody runs it.
    pub held_until: i64,
}

statements! {
    KNOW = "insert into job (name, done_at, failures, retry_at, held_until)
        values ($1, $2, 0, 0, 0)
        on conflict (name) do nothing";
    JOBS = "select name, done_at, began_at, ended_at, failures, retry_at, error, held_until
        from job
        order by name";
    /// Of several who try, one finds the row as it was.
    TAKE = "update job
        set holder = $3, held_until = $4, began_at = $5
        where name = $1
          and done_at = $2
          and retry_at <= $5
          and held_until <= $5";
    HOLD = "update job
        set held_until = $3
        where name = $1
          and holder = $2";
    DONE = "update job
        set done_at = $3, ended_at = $4, failures = 0, retry_at = 0, error = null, held_until = 0, holder = null
        where name = $1
          and holder = $2";
    FAILED = "update job
        set ended_at = $3, failures = failures + 1, retry_at = $4, error = $5, held_until = 0, holder = null
        where name = $1
          and holder = $2";
}

impl Store {
    /// Sees to it that a job has a row. A new one counts as done up to now.
    pub(crate) async fn know_job(&self, name: &str, now: Instant) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, KNOW; name, now.0)?;
        tx.commit().await
    }

    /// The jobs that have been run on this database.
    pub async fn jobs(&self) -> Result<Vec<JobRow>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(all!(conn, JOBS => JobRow)?)
    }

    /// Takes a job that was done up to `done_at`; `false`: somebody else has it, or has done it.
    pub(crate) async fn take_job(
        &self,
        name: &str,
        done_at: Instant,
        holder: Uuid,
        until: Instant,
        now: Instant,
    ) -> Result<bool> {
        let mut tx = self.db.write().await?;
        let taken = run!(tx, TAKE; name, done_at.0, holder, until.0, now.0)?;
        tx.commit().await?;
        Ok(taken > 0)
    }

    /// Holds on to it; `false`: the lease has run out, and somebody else has taken it.
    pub(crate) async fn hold_job(&self, name: &str, holder: Uuid, until: Instant) -> Result<bool> {
        let mut tx = self.db.write().await?;
        let held = run!(tx, HOLD; name, holder, until.0)?;
        tx.commit().await?;
        Ok(held > 0)
    }

    /// It is done up to this moment.
    pub(crate) async fn job_done(&self, name: &str, holder: Uuid, upto: Instant, now: Instant) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, DONE; name, holder, upto.0, now.0)?;
        tx.commit().await
    }

    /// It failed, and is to be tried again.
    pub(crate) async fn job_failed(&self, name: &str, holder: Uuid, now: Instant, retry_at: Instant, error: &str) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, FAILED; name, holder, now.0, retry_at.0, error)?;
        tx.commit().await
    }
}
