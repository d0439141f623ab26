//! Deals as they are now: derived from the versions, with each live write, and in chunks after a batch is published.

use super::bulk::{bulks, write_many};
use super::code::category_code;
use super::db::{Tx, all, all_in, run, run_in, statements};
use super::log::try_again;
use super::row::{VersionRow, version_columns};
use super::{Result, Store};
use domain::{BatchId, Line, Version};
use std::collections::HashMap;
use uuid::Uuid;

bulks! {
    /// A row never goes back: whatever the order in which versions are projected, the greatest stays.
    UPSERT = "insert into opportunity (id, log, effective_at, name, search, account_id, owner_id, deal_type, currency, acv,
          estimated, stage, category, close_day, source, sourced_by, campaign_id, region, term_months, next_step,
          next_step_day, lost_reason, deleted)"
        [uuid, bigint, bigint, text, text, uuid, uuid, smallint, text, bigint,
          boolean, smallint, smallint, integer, smallint, uuid, uuid, text, smallint, text,
          integer, text, boolean]
        "on conflict (id) do update set
          log = excluded.log, effective_at = excluded.effective_at, name = excluded.name, search = excluded.search,
          account_id = excluded.account_id, owner_id = excluded.owner_id, deal_type = excluded.deal_type,
          currency = excluded.currency, acv = excluded.acv, estimated = excluded.estimated, stage = excluded.stage,
          category = excluded.category, close_day = excluded.close_day, source = excluded.source,
          sourced_by = excluded.sourced_by, campaign_id = excluded.campaign_id, region = excluded.region,
          term_months = excluded.term_months, next_step = excluded.next_step, next_step_day = excluded.next_step_day,
          lost_reason = excluded.lost_reason, deleted = excluded.deleted
        where (excluded.effective_at, excluded.log) > (opportunity.effective_at, opportunity.log)";
    INSERT_LINES = "insert into opportunity_line (opportunity_id, line, product_id, acv, one_off)"
        [uuid, smallint, uuid, bigint, bigint];
}

statements! {
    LOGS = "select id, log
        from opportunity
        where id in (select unhex(value) from json_each($1))",
        postgres: "select id, log
        from opportunity
        where id = any($1)";
    DELETE_LINES = "delete from opportunity_line
        where opportunity_id in (select unhex(value) from json_each($1))",
        postgres: "delete from opportunity_line
        where opportunity_id = any($1)";
    /// Changes nothing, but has to be written.
    SETTLE = "update batch
        set log_last = log_last
        where id = $1";
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

/// How many versions of a batch are looked at in one transaction: a few milliseconds, in which live saves wait.
const CHUNK: i64 = 800;

/// A version to be made the current row, and whether the lines are there already.
#[derive(Clone, Copy)]
pub(super) struct Projected<'a> {
    pub(super) version: &'a Version,
    pub(super) same_lines: bool,
}

/// Makes versions the current rows, unless greater ones are; each of another deal.
pub(super) async fn project(tx: &mut Tx, rows: &[Projected<'_>]) -> Result<()> {
    write_many!(tx, UPSERT; rows => row;
        row.version.opportunity.0,
        row.version.log.0,
        row.version.effective_at.0,
        row.version.state.name.as_str(),
        row.version.state.name.to_lowercase(),
        row.version.state.account.map(|id| id.0),
        row.version.state.owner.map(|id| id.0),
        row.version.state.deal_type.code(),
        row.version.state.currency.code(),
        row.version.state.acv(),
        row.version.state.estimated,
        row.version.state.stage.0,
        row.version.state.category.map(category_code),
        row.version.state.close_day.map(|day| day.0),
        row.version.state.source.map(|source| source.code()),
        row.version.state.sourced_by.map(|id| id.0),
        row.version.state.campaign.map(|id| id.0),
        row.version.state.region.as_deref(),
        row.version.state.term_months,
        row.version.state.next_step.as_deref(),
        row.version.state.next_step_day.map(|day| day.0),
        row.version.state.lost_reason.as_deref(),
        row.version.state.deleted,
    );
    let mut changed: Vec<&Version> = rows.iter().filter(|row| !row.same_lines).map(|row| row.version).collect();
    if changed.is_empty() {
        return Ok(());
    }
    // Where a greater version is the current row, its lines stay.
    let ids: Vec<Uuid> = changed.iter().map(|version| version.opportunity.0).collect();
    let logs: HashMap<Uuid, i64> = all_in!(tx, LOGS => (Uuid, i64); ids.as_slice())?.into_iter().collect();
    changed.retain(|version| logs.get(&version.opportunity.0) == Some(&version.log.0));
    let ids: Vec<Uuid> = changed.iter().map(|version| version.opportunity.0).collect();
    run_in!(tx, DELETE_LINES; ids.as_slice())?;
    let lines: Vec<(Uuid, &Line)> =
        changed.iter().flat_map(|version| version.state.lines.iter().map(|line| (version.opportunity.0, line))).collect();
    write_many!(tx, INSERT_LINES; lines.as_slice() => row;
        row.0, row.1.line, row.1.product.map(|product| product.0), row.1.acv, row.1.one_off);
    Ok(())
}

impl Store {
    /// Brings the current rows of a published batch's deals up to date, in chunks; `on_progress` hears how many versions
    /// are done. It can be repeated, and goes on where others write.
    pub async fn project(&self, batch: BatchId, on_progress: impl Fn(u64) + Send + Sync) -> Result<()> {
        let mut ahead = self.read_chunk(batch, 0).await?;
        while let Some((reached, versions)) = ahead {
            // While one chunk is written the next is read.
            let (written, next) = tokio::join!(self.write_chunk(&versions), self.read_chunk(batch, reached));
            written?;
            on_progress(reached.unsigned_abs());
            ahead = next?;
        }
        // What was staged before it lasts with this commit.
        let mut tx = self.db.write().await?;
        run!(tx, SETTLE; batch.0)?;
        tx.commit().await
    }

    /// The latest versions of the deals at the next places of a batch, and the last of these places; nothing if there is
    /// no more.
    async fn read_chunk(&self, batch: BatchId, after: i64) -> Result<Option<(i64, Vec<Version>)>> {
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
        let versions = current.into_iter().map(VersionRow::read).collect::<Result<Vec<_>>>()?;
        Ok(Some((reached, versions)))
    }

    async fn write_chunk(&self, versions: &[Version]) -> Result<()> {
        let rows: Vec<_> = versions.iter().map(|version| Projected { version, same_lines: false }).collect();
        let mut tried = 0;
        loop {
            let written = async {
                let mut tx = self.db.stage().await?;
                project(&mut tx, &rows).await?;
                tx.commit().await
            };
            match written.await {
                Err(error) if try_again(&error, tried).await => tried += 1,
                written => return written,
            }
        }
    }
}
