//! Deals as they are now: derived from the versions, with each live write, and in chunks after a batch is published.

use super::code::category_code;
use super::db::{Tx, all, all_in, one, run, statements};
use super::log::try_again;
use super::row::{VersionRow, version_columns};
use super::{Result, Store};
use domain::{BatchId, Version};
use uuid::Uuid;

statements! {
    /// A row never goes back: whatever the order in which versions are projected, the greatest stays.
    UPSERT = "insert into opportunity (id, log, effective_at, name, search, account_id, owner_id, deal_type, currency, acv,
          estimated, stage, category, close_day, source, sourced_by, campaign_id, region, term_months, next_step,
          next_step_day, lost_reason, deleted)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
        on conflict (id) do update set
          log = excluded.log, effective_at = excluded.effective_at, name = excluded.name, search = excluded.search,
          account_id = excluded.account_id, owner_id = excluded.owner_id, deal_type = excluded.deal_type,
          currency = excluded.currency, acv = excluded.acv, estimated = excluded.estimated, stage = excluded.stage,
          category = excluded.category, close_day = excluded.close_day, source = excluded.source,
          sourced_by = excluded.sourced_by, campaign_id = excluded.campaign_id, region = excluded.region,
          term_months = excluded.term_months, next_step = excluded.next_step, next_step_day = excluded.next_step_day,
          lost_reason = excluded.lost_reason, deleted = excluded.deleted
        where (excluded.effective_at, excluded.log) > (opportunity.effective_at, opportunity.log)
        returning id";
    DELETE_LINES = "delete from opportunity_line
        where opportunity_id = $1";
    INSERT_LINE = "insert into opportunity_line (opportunity_id, line, product_id, acv, one_off)
        values ($1, $2, $3, $4, $5)";
    DEALS_OF_BATCH = "select opportunity_id, position
        from opportunity_version
        where batch_id = $1
          and position > $2
        order by position
        limit $3";
    VERSIONS = concat!("select ", version_columns!(), "
        from opportunity_version v
        join batch b on b.id = v.batch_id
        where v.opportunity_id in (select unhex(value) from json_each($1))
          and b.log_base is not null
        order by v.opportunity_id, v.effective_at, b.log_base + v.position"),
        postgres: concat!("select ", version_columns!(), "
        from opportunity_version v
        join batch b on b.id = v.batch_id
        where v.opportunity_id = any($1)
          and b.log_base is not null
        order by v.opportunity_id, v.effective_at, b.log_base + v.position");
}

/// How many versions of a batch are looked at in one transaction.
const CHUNK: i64 = 500;

/// Makes a version the current row, unless a greater one is.
pub(super) async fn project(tx: &mut Tx, version: &Version, same_lines: bool) -> Result<()> {
    let (id, state) = (version.opportunity.0, &version.state);
    let row = one!(tx, UPSERT => (Uuid,);
        id, version.log.0, version.effective_at.0, &state.name, state.name.to_lowercase(), state.account.map(|id| id.0),
        state.owner.map(|id| id.0), state.deal_type.code(), state.currency.code(), state.acv(), state.estimated,
        state.stage.0, state.category.map(category_code), state.close_day.map(|day| day.0),
        state.source.map(|source| source.code()), state.sourced_by.map(|id| id.0), state.campaign.map(|id| id.0),
        state.region.as_deref(), state.term_months, state.next_step.as_deref(), state.next_step_day.map(|day| day.0),
        state.lost_reason.as_deref(), state.deleted)?;
    if row.is_none() || same_lines {
        return Ok(());
    }
    run!(tx, DELETE_LINES; id)?;
    for line in &state.lines {
        run!(tx, INSERT_LINE; id, line.line, line.product.map(|product| product.0), line.acv, line.one_off)?;
    }
    Ok(())
}

impl Store {
    /// Brings the current rows of a published batch's deals up to date, in chunks; `on_progress` hears how many versions
    /// are done. It can be repeated, and goes on where others write.
    pub async fn project(&self, batch: BatchId, on_progress: impl Fn(u64) + Send + Sync) -> Result<()> {
        let (mut after, mut tried) = (0, 0);
        loop {
            match self.project_chunk(batch, after).await {
                Ok(Some(reached)) => {
                    (after, tried) = (reached, 0);
                    on_progress(reached.unsigned_abs());
                }
                Ok(None) => return Ok(()),
                Err(error) if try_again(&error, tried).await => tried += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// The place it reached; nothing if there is no more.
    async fn project_chunk(&self, batch: BatchId, after: i64) -> Result<Option<i64>> {
        let mut conn = self.db.read_fresh().await?;
        let places = all!(conn, DEALS_OF_BATCH => (Uuid, i64); batch.0, after, CHUNK)?;
        let Some((_, reached)) = places.last().copied() else { return Ok(None) };
        let mut deals: Vec<Uuid> = places.into_iter().map(|(deal, _)| deal).collect();
        deals.sort_unstable();
        deals.dedup();
        let mut current: Vec<VersionRow> = Vec::with_capacity(deals.len());
        for row in all_in!(conn, VERSIONS => VersionRow; deals.as_slice())? {
            match current.last_mut() {
                Some(last) if last.opportunity_id == row.opportunity_id => *last = row,
                _ => current.push(row),
            }
        }
        drop(conn);
        let mut tx = self.db.write().await?;
        for row in current {
            project(&mut tx, &row.read()?, false).await?;
        }
        tx.commit().await?;
        Ok(Some(reached))
    }
}
