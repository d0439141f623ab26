//! What is derived from history for the sake of hygiene: how long won deals were in a stage, and what flags came to at the
//! end of days.

use super::bulk::{bulks, write_many};
use super::db::{all, run, statements};
use super::{Result, Store};
use domain::hygiene::Typical;
use domain::{Company, Day, Instant, LogNo, OpportunityId, PersonId, StageId};
use parking_lot::RwLock;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// How long won deals were in a stage, by segment (empty: none).
pub type Typicals = HashMap<(String, StageId), Typical>;

/// What was read, and when.
type Read = Option<(Instant, Arc<Typicals>)>;

/// They are needed with every flag, and so they are in memory.
#[derive(Clone, Default)]
pub(super) struct Stays(Arc<RwLock<Read>>);

/// For how long what was read counts as fresh.
const FRESH_MS: i64 = 60_000;
/// No day: under it stands how far history was known when the stays were made.
const NO_DAY: i32 = i32::MIN;

/// What the deals of one owner with one flag came to at the end of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayRow {
    /// How many.
    pub deals: i64,
    /// Their ACV in the company's currency.
    pub acv: Company,
    /// How many of them in Commit.
    pub commit_deals: i64,
    /// The ACV of those.
    pub commit_acv: Company,
}

/// What a row is of: an owner (the nil id: nobody), and a flag by its code, [`ALL_OPEN`] or [`BLOCKED`].
pub type DayKey = (PersonId, i16);

/// All open deals, whatever stands on them.
pub const ALL_OPEN: i16 = 0;
/// Those with a flag that blocks.
pub const BLOCKED: i16 = 100;

statements! {
    STAYS = "select segment, stage, half_days, deals
        from typical_stay";
    FORGET_STAYS = "delete from typical_stay";
    /// Deals that were open at some time after an instant ($2): those that are open now, and those that changed since (were
    /// deleted, too: they were there then).
    RECENT = "select o.id
        from opportunity o
        where o.id > $1
          and (o.effective_at >= $2 or (not o.deleted and o.stage in (select value from json_each($3))))
        order by o.id
        limit $4", postgres: "select o.id
        from opportunity o
        where o.id > $1
          and (o.effective_at >= $2 or (not o.deleted and o.stage = any($3)))
        order by o.id
        limit $4";
    DAYS = "select day, owner_id, flag, deals, acv, commit_deals, commit_acv
        from hygiene_day
        where day >= $1
        order by day";
    KNOWN = "select day, log
        from hygiene_day_known
        where day >= $1";
    FORGET_DAY = "delete from hygiene_day
        where day = $1";
    KNOW_DAY = "insert into hygiene_day_known (day, log)
        values ($1, $2)
        on conflict (day) do update set log = excluded.log";
    /// The greatest log number at which all of history may have become another: a batch was published, or settings changed.
    RETOLD = "select max(at)
        from (
          select coalesce(max(log_last), 0) as at from batch where log_base is not null
          union all
          select coalesce(max(log), 0) from setting
        ) retold";
}

bulks! {
    INSERT_STAYS = "insert into typical_stay (segment, stage, half_days, deals)" [text, smallint, integer, integer];
    INSERT_DAYS = "insert into hygiene_day (day, owner_id, flag, deals, acv, commit_deals, commit_acv)"
        [integer, uuid, smallint, bigint, bigint, bigint, bigint];
}

impl Store {
    /// How long won deals were in a stage, from memory; read again now and then, since another process may have made it anew.
    pub async fn typicals(&self) -> Result<Arc<Typicals>> {
        let now = self.clock.now();
        let known = self.stays.0.read().clone();
        if let Some((read_at, typicals)) = known
            && (0..FRESH_MS).contains(&(now.0 - read_at.0))
        {
            return Ok(typicals);
        }
        let mut conn = self.db.read_fresh().await?;
        let rows = all!(conn, STAYS => (String, i16, i32, i32))?;
        let read = |(segment, stage, half_days, deals): (String, i16, i32, i32)| {
            ((segment, StageId(stage)), Typical { half_days, deals: deals.unsigned_abs() })
        };
        let typicals: Arc<Typicals> = Arc::new(rows.into_iter().map(read).collect());
        *self.stays.0.write() = Some((now, typicals.clone()));
        Ok(typicals)
    }

    /// Puts others in their place, of history as known at a position of the log.
    pub async fn save_typicals(&self, typicals: Typicals, known_at: LogNo) -> Result<()> {
        let mut rows: Vec<_> = typicals.iter().collect();
        rows.sort_by_key(|(key, _)| *key);
        let mut tx = self.db.write().await?;
        run!(tx, FORGET_STAYS)?;
        write_many!(tx, INSERT_STAYS; rows.as_slice() => row; row.0.0.as_str(), row.0.1.0, row.1.half_days,
            i32::try_from(row.1.deals).unwrap_or(i32::MAX));
        run!(tx, KNOW_DAY; NO_DAY, known_at.0)?;
        tx.commit().await?;
        *self.stays.0.write() = Some((self.clock.now(), Arc::new(typicals)));
        Ok(())
    }

    /// Whether they are there, and nothing has been published or set since they were made.
    pub async fn typicals_hold(&self) -> Result<bool> {
        Ok(self.known_hygiene_days(Day(NO_DAY)).await?.contains(&Day(NO_DAY)))
    }

    /// Deals that are at one of these stages or changed since an instant, after a deal, by id.
    pub async fn recent_deals(
        &self,
        after: OpportunityId,
        since: Instant,
        stages: &[StageId],
        limit: i64,
    ) -> Result<Vec<OpportunityId>> {
        let mut conn = self.db.read_fresh().await?;
        let stages: Vec<i16> = stages.iter().map(|stage| stage.0).collect();
        let rows: Vec<(Uuid,)> = match conn.on() {
            super::db::On::Sqlite(conn) => {
                let stages = serde_json::json!(stages).to_string();
                let query = sqlx::query_as(RECENT.sqlite).bind(after.0).bind(since.0).bind(stages).bind(limit);
                query.fetch_all(conn).await?
            }
            super::db::On::Postgres(conn) => {
                let query = sqlx::query_as(RECENT.postgres).bind(after.0).bind(since.0).bind(stages).bind(limit);
                query.fetch_all(conn).await?
            }
        };
        Ok(rows.into_iter().map(|(id,)| OpportunityId(id)).collect())
    }

    /// The sums of days from one on, by day.
    pub async fn hygiene_days(&self, from: Day) -> Result<Vec<(Day, DayKey, DayRow)>> {
        let mut conn = self.db.read_fresh().await?;
        let rows = all!(conn, DAYS => (i32, Uuid, i16, i64, i64, i64, i64); from.0)?;
        let read = |(day, owner, flag, deals, acv, commit_deals, commit_acv)| {
            let row = DayRow { deals, acv: Company(acv), commit_deals, commit_acv: Company(commit_acv) };
            (Day(day), (PersonId(owner), flag), row)
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// The days from one on whose sums are there, and still hold: nothing has been published or set since.
    pub async fn known_hygiene_days(&self, from: Day) -> Result<Vec<Day>> {
        let mut conn = self.db.read_fresh().await?;
        let retold = super::db::one!(conn, RETOLD => (Option<i64>,))?.and_then(|(at,)| at).unwrap_or(0);
        let rows = all!(conn, KNOWN => (i32, i64); from.0)?;
        Ok(rows.into_iter().filter(|(_, log)| *log >= retold).map(|(day, _)| Day(day)).collect())
    }

    /// Keeps the sums of a day, as known at a position of the log.
    pub async fn save_hygiene_day(&self, day: Day, known_at: LogNo, sums: &HashMap<DayKey, DayRow>) -> Result<()> {
        let mut rows: Vec<_> = sums.iter().collect();
        rows.sort_by_key(|(key, _)| **key);
        let mut tx = self.db.write().await?;
        run!(tx, FORGET_DAY; day.0)?;
        write_many!(tx, INSERT_DAYS; rows.as_slice() => row; day.0, row.0.0.0, row.0.1, row.1.deals, row.1.acv.0,
            row.1.commit_deals, row.1.commit_acv.0);
        run!(tx, KNOW_DAY; day.0, known_at.0)?;
        tx.commit().await
    }
}
