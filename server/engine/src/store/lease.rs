//! Whoever stages a batch holds it for a while, and again with each chunk. What nobody holds any more was left behind by a
//! program that ended in the middle: it was never visible, and is cleaned up.

use super::db::{Tx, all, run, statements};
use super::{Result, Store};
use contract::Problem;
use domain::{BatchId, Instant};
use std::time::Duration;
use uuid::Uuid;

/// How long what is staged is held after the last sign of life of whoever staged it.
const LEASE_MS: i64 = 10 * 60 * 1_000;

statements! {
    /// The first chunk ($3) takes the batch; later ones only go on with what nobody has cleaned up.
    HOLD = "update batch
        set held_until = $2
        where id = $1
          and log_base is null
          and (held_until > 0 or $3)";
    ABANDONED = "select id
        from batch
        where log_base is null
          and held_until < $1";
    GIVE_UP = "update batch
        set held_until = 0
        where id = $1
          and log_base is null
          and held_until < $2";
    CLEANED = "update batch
        set held_until = null
        where id = $1
          and log_base is null";
}

/// What was staged is not there any more.
pub(super) fn lost() -> Problem {
    Problem::conflict("What this import had staged has been cleaned up meanwhile. Check it again, then publish it.")
}

/// Holds a batch in the transaction that stages a chunk of it.
pub(super) async fn hold(tx: &mut Tx, batch: BatchId, now: Instant, first: bool) -> Result<()> {
    let held = run!(tx, HOLD; batch.0, now.0 + LEASE_MS, first)?;
    if held == 0 { Err(lost().into()) } else { Ok(()) }
}

impl Store {
    /// Keeps hold of what this process has staged, and cleans up what others have left behind. Answers with how many
    /// batches that were.
    pub async fn tend(&self) -> Result<usize> {
        let now = self.clock.now();
        let own = self.staged.batches();
        for batch in &own {
            let mut tx = self.db.write().await?;
            run!(tx, HOLD; batch.0, now.0 + LEASE_MS, false)?;
            tx.commit().await?;
        }
        let mut conn = self.db.read_fresh().await?;
        let abandoned: Vec<(Uuid,)> = all!(conn, ABANDONED => (Uuid,); now.0)?;
        drop(conn);
        let mut cleaned = 0;
        for (batch,) in abandoned.into_iter().filter(|(batch,)| !own.contains(&BatchId(*batch))) {
            // Somebody may be quicker: to go on with it, or to clean it up.
            if self.give_up(BatchId(batch), now).await? {
                self.discard(BatchId(batch), false).await?;
                cleaned += 1;
            }
        }
        Ok(cleaned)
    }

    /// Tends what is staged from time to time, until the store is closed.
    pub fn tend_always(&self) {
        let store = self.clone();
        tokio::spawn(async move {
            loop {
                match store.tend().await {
                    Ok(0) => {}
                    Ok(cleaned) => tracing::info!(cleaned, "imports that were interrupted have been cleaned up"),
                    Err(error) if error.is_closed() => return,
                    Err(error) => tracing::warn!(%error, "staged imports cannot be tended"),
                }
                tokio::time::sleep(Duration::from_millis(LEASE_MS.unsigned_abs() / 4)).await;
            }
        });
    }

    /// Lets nobody go on with a batch whose lease ended before this, nor publish it; `false`: it is held or published.
    pub(super) async fn give_up(&self, batch: BatchId, before: Instant) -> Result<bool> {
        let mut tx = self.db.write().await?;
        let given_up = run!(tx, GIVE_UP; batch.0, before.0)?;
        tx.commit().await?;
        Ok(given_up > 0)
    }

    /// Nothing of it is staged any more.
    pub(super) async fn cleaned(&self, batch: BatchId) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, CLEANED; batch.0)?;
        tx.commit().await
    }
}
