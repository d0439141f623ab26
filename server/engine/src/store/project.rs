//! Deals as they are now: derived from the versions by the database itself, with each live write, and in chunks after a
//! batch is published.

use super::db::{Tx, run, statements};
use super::log::try_again;
use super::{Result, Store};
use domain::BatchId;
use uuid::Uuid;

/// Makes versions of a batch ($1) at places after $2 and up to $3 the current rows, unless greater ones are. A row never
/// goes back: whatever the order in which versions are projected, the greatest stays.
macro_rules! project {
    ($select:literal, $lower:literal, $acv:literal, $last:literal) => {
        concat!(
            "insert into opportunity (id, log, effective_at, name, search, account_id, owner_id, deal_type, currency, acv,
          estimated, stage, category, close_day, source, sourced_by, campaign_id, region, term_months, next_step,
          next_step_day, lost_reason, deleted, detail)
        ",
            $select,
            " v.opportunity_id, b.log_base + v.position, v.effective_at, v.name, coalesce(v.search, ",
            $lower,
            "),
          v.account_id, v.owner_id, v.deal_type, v.currency, ",
            $acv,
            ", v.estimated, v.stage, v.category, v.close_day, v.source,
          v.sourced_by, v.campaign_id, v.region, v.term_months, v.next_step, v.next_step_day, v.lost_reason, v.deleted,
          v.detail
        from batch b
        join opportunity_version v on v.batch_id = b.id
        where b.id = $1
          and v.position > $2
          and v.position <= $3
          ",
            $last,
            "
        on conflict (id) do update set
          log = excluded.log, effective_at = excluded.effective_at, name = excluded.name, search = excluded.search,
          account_id = excluded.account_id, owner_id = excluded.owner_id, deal_type = excluded.deal_type,
          currency = excluded.currency, acv = excluded.acv, estimated = excluded.estimated, stage = excluded.stage,
          category = excluded.category, close_day = excluded.close_day, source = excluded.source,
          sourced_by = excluded.sourced_by, campaign_id = excluded.campaign_id, region = excluded.region,
          term_months = excluded.term_months, next_step = excluded.next_step, next_step_day = excluded.next_step_day,
          lost_reason = excluded.lost_reason, deleted = excluded.deleted,
          detail = excluded.detail
        where (excluded.effective_at, excluded.log) > (opportunity.effective_at, opportunity.log)"
        )
    };
}

statements! {
    /// (What is followed by a later version of the same deal need not become the row first. Postgres refuses two rows of
    /// one deal, SQLite takes them one after the other.)
    PROJECT = project!(
        "select",
        "lower(v.name)",
        "(select coalesce(sum(line.value ->> 2), 0) from json_each(v.lines) line)",
        "and not exists (
            select 1
            from opportunity_version w
            where w.opportunity_id = v.opportunity_id
              and w.batch_id = v.batch_id
              and w.position = v.position + 1
              and w.effective_at >= v.effective_at
          )"
    ), postgres: project!(
        "select distinct on (v.opportunity_id)",
        "lower(v.name collate \"C\")",
        "(select coalesce(sum((line ->> 2)::bigint), 0)::bigint from jsonb_array_elements(v.lines::jsonb) line)",
        "order by v.opportunity_id, v.effective_at desc, v.position desc"
    );
    /// Changes nothing, but has to be written.
    SETTLE = "update batch
        set log_last = log_last
        where id = $1";
}

/// How many versions of a batch are looked at in one transaction: a few milliseconds, in which live saves wait.
const CHUNK: i64 = 2_000;

/// Makes the versions of a batch (live ones: of the nil batch) after a place and up to another the current rows.
pub(super) async fn project(tx: &mut Tx, batch: Uuid, after: i64, upto: i64) -> Result<()> {
    run!(tx, PROJECT; batch, after, upto)?;
    Ok(())
}

impl Store {
    /// Brings the current rows of a published batch's deals up to date, in chunks; `on_progress` hears how many versions
    /// are done. It can be repeated, and goes on where others write.
    pub async fn project(&self, batch: BatchId, on_progress: impl Fn(u64) + Send + Sync) -> Result<()> {
        let row = self.batch(batch).await?;
        let Some((first, last)) = row.and_then(|row| row.log) else { return Ok(()) };
        let places = last.0 - first.0 + 1;
        for after in (0..places).step_by(CHUNK as usize) {
            let upto = places.min(after + CHUNK);
            self.project_chunk(batch, after, upto).await?;
            on_progress(upto.unsigned_abs());
        }
        // What was staged before it lasts with this commit.
        let mut tx = self.db.write().await?;
        run!(tx, SETTLE; batch.0)?;
        tx.commit().await
    }

    async fn project_chunk(&self, batch: BatchId, after: i64, upto: i64) -> Result<()> {
        let mut tried = 0;
        loop {
            let written = async {
                let mut tx = self.db.stage().await?;
                project(&mut tx, batch.0, after, upto).await?;
                tx.commit().await
            };
            match written.await {
                Err(error) if try_again(&error, tried).await => tried += 1,
                written => return written,
            }
        }
    }
}
