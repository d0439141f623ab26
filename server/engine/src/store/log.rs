//! The log: one sequence of numbers for everything that history is made of, in commit order.
//!
//! The head's row is locked from the beginning of a transaction that writes to the log until its end. So whoever sees a
//! number sees every lower one, and a follower that asks for "after n" never steps over one that is still on its way.

use super::db::{Db, Tx, is_transient, one, run, statements};
use super::group::Group;
use super::{Change, Result};
use domain::{Instant, LogNo};

statements! {
    /// Locks the head; SQLite has locked it with `begin immediate`.
    LOCK_HEAD = "select last_log, recorded_at
        from log_head
        where id = 1", postgres: "select last_log, recorded_at
        from log_head
        where id = 1
        for update";
    /// Postgres also tells the other processes, at the commit.
    MOVE_HEAD = "update log_head
        set last_log = $1, recorded_at = $2
        where id = 1", postgres: "with moved as (
          update log_head
          set last_log = $1, recorded_at = $2
          where id = 1
          returning last_log
        )
        select pg_notify('motore_log', last_log::text)
        from moved";
    HEAD = "select last_log
        from log_head
        where id = 1";
}

/// A transaction that writes to the log. Dropped without [`LogTx::commit`], it has not happened.
pub(super) struct LogTx {
    pub(super) tx: Tx,
    before: LogNo,
    head: LogNo,
    /// When all in it is recorded: never before what was recorded earlier, whatever the clock does.
    pub(super) recorded_at: Instant,
    /// What will be committed, in the order of the log.
    pub(super) changes: Vec<Change>,
    /// Whether a statement that writes has been run or waits; see [`LogTx::writing`].
    pub(super) wrote: bool,
    pub(super) group: Group,
}

impl LogTx {
    pub(super) async fn begin(db: &Db, now: Instant) -> Result<Self> {
        let mut tx = db.write().await?;
        let row = one!(tx, LOCK_HEAD => (i64, i64))?;
        let (last, recorded) = row.ok_or_else(|| super::StoreError::Unreadable("the head of the log is missing".into()))?;
        let before = LogNo(last);
        let (recorded_at, group) = (Instant(now.0.max(recorded)), Group::default());
        Ok(Self { tx, before, head: before, recorded_at, changes: Vec::new(), wrote: false, group })
    }

    /// The transaction, to write in. Until the first call a write that turns out to be unacceptable leaves no trace.
    pub(super) fn writing(&mut self) -> &mut Tx {
        self.wrote = true;
        &mut self.tx
    }

    /// The next number.
    pub(super) fn next(&mut self) -> LogNo {
        self.skip(1)
    }

    /// The next `n` numbers at once; answers with the last.
    pub(super) fn skip(&mut self, n: i64) -> LogNo {
        self.head = LogNo(self.head.0 + n);
        self.head
    }

    /// The last number given so far.
    pub(super) fn head(&self) -> LogNo {
        self.head
    }

    /// Commits, and answers with what was.
    pub(super) async fn commit(mut self) -> Result<Vec<Change>> {
        self.flush().await?;
        if self.head != self.before {
            run!(self.tx, MOVE_HEAD; self.head.0, self.recorded_at.0)?;
        } else if !self.wrote {
            self.tx.rollback().await?;
            return Ok(self.changes);
        }
        self.tx.commit().await?;
        Ok(self.changes)
    }
}

impl super::Store {
    /// The head of the log: the greatest log number given so far.
    pub async fn head(&self) -> Result<LogNo> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, HEAD => (i64,))?.map_or(LogNo(0), |(head,)| LogNo(head)))
    }
}

/// How often something is tried again when another transaction was in the way.
pub(super) const TRIES: u32 = 6;

/// Waits a little, longer each time, before trying again; says whether to.
pub(super) async fn try_again(error: &super::StoreError, tried: u32) -> bool {
    if tried + 1 >= TRIES || !is_transient(error) {
        return false;
    }
    tokio::time::sleep(std::time::Duration::from_millis(5 << tried)).await;
    true
}
