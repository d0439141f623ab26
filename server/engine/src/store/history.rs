//! Reading versions.

use super::code::{read_category, read_currency, read_source, read_type, unreadable};
use super::db::{On, all, all_in, one, statements};
use super::detail::Brief;
use super::row::{VersionRow, read_lines, version_columns};
use super::{Result, Store};
use domain::{
    AccountId, BatchId, CampaignId, Category, Cause, Currency, Day, DealContact, DealType, Instant, Line, LogNo, OpportunityId,
    PersonId, Source, Split, StageId, TeamMember, Version,
};
use futures::TryStreamExt;
use sqlx::Row;
use std::collections::HashMap;
use uuid::Uuid;

/// What the ledger needs of a version; it borrows from the row it was read from.
#[derive(Clone, Copy, Debug)]
pub struct HistoryRow<'r> {
    /// Whose.
    pub opportunity: OpportunityId,
    /// Its place in the log.
    pub log: LogNo,
    /// When it became true.
    pub effective_at: Instant,
    /// The account.
    pub account: Option<AccountId>,
    /// The owner.
    pub owner: Option<PersonId>,
    /// The type.
    pub deal_type: DealType,
    /// The currency.
    pub currency: Currency,
    /// The lines.
    pub lines: &'r [Line],
    /// The stage.
    pub stage: StageId,
    /// The manual category.
    pub category: Option<Category>,
    /// The close date.
    pub close_day: Option<Day>,
    /// The function that generated it.
    pub source: Option<Source>,
    /// The person who did.
    pub sourced_by: Option<PersonId>,
    /// The origin campaign.
    pub campaign: Option<CampaignId>,
    /// Its own region.
    pub region: Option<&'r str>,
    /// Its name.
    pub name: &'r str,
    /// Whether it says what happens next.
    pub next_step: bool,
    /// When.
    pub next_step_day: Option<Day>,
    /// The people at the customer.
    pub contacts: &'r [DealContact],
    /// Who works on it beside its owner.
    pub team: &'r [TeamMember],
    /// Whose shares it is in.
    pub splits: &'r [Split],
    /// Until when it is left to ripen.
    pub nurture_until: Option<Day>,
    /// Whether it takes back what was done just before, on a screen.
    pub takes_back: bool,
    /// Whether it is deleted.
    pub deleted: bool,
}

/// What the ledger needs, in few values: each is copied twice on its way here, and that takes longer than reading it. Small
/// numbers come in one ([`Small`]), the currency before the lines and the name behind them.
macro_rules! history_columns {
    () => {
        "v.opportunity_id, v.batch_id, v.position, v.effective_at, v.account_id, v.owner_id, v.currency || v.lines || v.name, \
         v.close_day, \
         v.sourced_by, v.campaign_id, v.region, \
         cast(v.stage as bigint) * 65536 + coalesce(v.source, 0) * 256 + coalesce(v.category, 0) * 16 + v.deal_type * 2 \
         + case when v.deleted then 1 else 0 end + cast(v.cause as bigint) * 4294967296 \
         + case when v.next_step <> '' then 1 else 0 end * 68719476736 \
         + cast(coalesce(v.next_step_day + 1, 0) as bigint) * 137438953472, v.detail"
    };
}

statements! {
    PUBLISHED = "select id, log_base
        from batch
        where log_base is not null";
    /// What the ledger needs, by deal, after a place. Which batches are visible is looked up in memory.
    HISTORY = concat!("select ", history_columns!(), "
        from opportunity_version v
        where (v.opportunity_id, v.batch_id, v.position) > ($1, $2, $3)
        order by v.opportunity_id, v.batch_id, v.position
        limit $4");
    /// The same of one batch.
    HISTORY_OF_BATCH = concat!("select ", history_columns!(), "
        from opportunity_version v
        where v.batch_id = $1
          and v.position > $2
          and v.position <= $3");
    VERSIONS_OF = concat!("select ", version_columns!(), "
        from opportunity_version v
        join batch b on b.id = v.batch_id
        where v.opportunity_id in (select unhex(value) from json_each($1))
          and b.log_base is not null
          and b.log_base + v.position <= $2
        order by v.opportunity_id, v.effective_at, b.log_base + v.position"),
        postgres: concat!("select ", version_columns!(), "
        from opportunity_version v
        join batch b on b.id = v.batch_id
        where v.opportunity_id = any($1)
          and b.log_base is not null
          and b.log_base + v.position <= $2
        order by v.opportunity_id, v.effective_at, b.log_base + v.position");
    VERSIONS_IN = concat!("select ", version_columns!(), "
        from opportunity_version v
        join batch b on b.id = v.batch_id
        where v.batch_id = $1
          and v.position > $2
        order by v.position
        limit $3");
    BATCHES_AFTER = "select id, log_base, log_last
        from batch
        where log_last > $1
          and log_base < log_last";
    LOG_BASE = "select coalesce(log_base, 0)
        from batch
        where id = $1";
}

/// Up to how many new versions are sorted in memory; more are read with all of history.
const FEW: i64 = 200_000;
/// How many rows one statement reads. While it does, SQLite keeps whatever others write beside the file.
const AT_ONCE: i64 = 100_000;

/// A row that waits for the others of its deal.
struct Held {
    row: HistoryRow<'static>,
    lines: Vec<Line>,
    name: String,
    region: Option<String>,
    detail: Brief,
}

/// The texts of a row.
struct Texts<'r> {
    lines: &'r str,
    name: &'r str,
    region: Option<&'r str>,
    detail: Option<&'r str>,
}

impl Held {
    fn new(row: HistoryRow<'static>) -> Self {
        Self { row, lines: Vec::new(), name: String::new(), region: None, detail: Brief::default() }
    }

    fn read(&mut self, row: HistoryRow<'static>, texts: &Texts<'_>) -> Result<()> {
        self.row = row;
        read_lines(texts.lines, &mut self.lines)?;
        self.detail.read(texts.detail)?;
        texts.name.clone_into(&mut self.name);
        match (&mut self.region, texts.region) {
            (Some(old), Some(new)) => new.clone_into(old),
            (old, new) => *old = new.map(str::to_owned),
        }
        Ok(())
    }

    fn lend(&self) -> HistoryRow<'_> {
        HistoryRow {
            lines: &self.lines,
            name: &self.name,
            region: self.region.as_deref(),
            contacts: &self.detail.contacts,
            team: &self.detail.team,
            splits: &self.detail.splits,
            nurture_until: self.detail.nurture_until,
            ..self.row
        }
    }
}

/// Collects the rows of one deal and hands them on in order.
struct Deal<V> {
    rows: Vec<Held>,
    /// How many of `rows` are in use: the others are kept for their memory.
    used: usize,
    visit: V,
}

impl<V: FnMut(HistoryRow<'_>)> Deal<V> {
    fn new(visit: V) -> Self {
        Self { rows: Vec::new(), used: 0, visit }
    }

    fn add(&mut self, row: HistoryRow<'static>, texts: &Texts<'_>) -> Result<()> {
        if self.used > 0 && self.rows[0].row.opportunity != row.opportunity {
            self.hand_on();
        }
        if self.used == self.rows.len() {
            self.rows.push(Held::new(row));
        }
        self.rows[self.used].read(row, texts)?;
        self.used += 1;
        Ok(())
    }

    fn hand_on(&mut self) {
        let rows = &mut self.rows[..self.used];
        rows.sort_unstable_by_key(|held| (held.row.effective_at, held.row.log));
        rows.iter().for_each(|held| (self.visit)(held.lend()));
        self.used = 0;
    }
}

/// Decodes a row of `history_columns!`, by place and without asking for types: this is the hot path of a start. Calls
/// `$then` with the row and its texts if its log number is between the limits.
macro_rules! decode {
    ($row:ident, $bases:ident, $limits:ident, $then:expr) => {{
        let batch: Uuid = $row.try_get_unchecked(1)?;
        let Some(base) = $bases.get(&batch) else { continue };
        let position: i64 = $row.try_get_unchecked(2)?;
        let log = LogNo(base + position);
        if !$limits.contains(&log) {
            continue;
        }
        let small = Small($row.try_get_unchecked(11)?);
        let text: &str = $row.try_get_unchecked(6)?;
        let (currency, rest) = text.split_at_checked(3).ok_or_else(|| unreadable("the lines", text))?;
        let end = if rest.starts_with("[]") { Some(0) } else { rest.find("]]") };
        let (lines, name) = end.and_then(|end| rest.split_at_checked(end + 2)).ok_or_else(|| unreadable("the lines", text))?;
        let row = HistoryRow {
            opportunity: OpportunityId($row.try_get_unchecked(0)?),
            log,
            effective_at: Instant($row.try_get_unchecked(3)?),
            account: $row.try_get_unchecked::<Option<Uuid>, _>(4)?.map(AccountId),
            owner: $row.try_get_unchecked::<Option<Uuid>, _>(5)?.map(PersonId),
            deal_type: read_type(small.part(1, 3))?,
            currency: read_currency(currency)?,
            lines: &[],
            stage: StageId(small.part(16, 16)),
            category: Some(small.part(4, 4)).filter(|code| *code != 0).map(read_category).transpose()?,
            close_day: $row.try_get_unchecked::<Option<i32>, _>(7)?.map(Day),
            source: Some(small.part(8, 8)).filter(|code| *code != 0).map(read_source).transpose()?,
            sourced_by: $row.try_get_unchecked::<Option<Uuid>, _>(8)?.map(PersonId),
            campaign: $row.try_get_unchecked::<Option<Uuid>, _>(9)?.map(CampaignId),
            region: None,
            name: "",
            next_step: small.bits(36, 1) != 0,
            next_step_day: Some(small.bits(37, 20) as i32).filter(|day| *day != 0).map(|day| Day(day - 1)),
            contacts: &[],
            team: &[],
            splits: &[],
            nurture_until: None,
            takes_back: batch.is_nil() && small.part(32, 4) == Cause::Undo.code(),
            deleted: small.part(0, 1) != 0,
        };
        let (region, detail) = ($row.try_get_unchecked(10)?, $row.try_get_unchecked(12)?);
        ($then)(row, &Texts { lines, name, region, detail })?;
    }};
}

/// The codes of a version in one number, from the lowest bit: deleted (1), type (3), category (4), source (8), stage (16),
/// cause (4), whether there is a next step (1), and its day counted from 1.
struct Small(i64);

impl Small {
    fn bits(&self, from: u32, bits: u32) -> i64 {
        self.0 >> from & ((1 << bits) - 1)
    }

    fn part(&self, from: u32, bits: u32) -> i16 {
        self.bits(from, bits) as i16
    }
}

impl Store {
    /// Hands every version with `after` < log ≤ `upto` to `visit`: deal by deal, those of one deal in the order of
    /// (effective_at, log). Neither limit: all. Answers with the position it reaches: `upto`, or the head of the log when
    /// reading began (later versions are left out).
    pub async fn read_history(
        &self,
        after: Option<LogNo>,
        upto: Option<LogNo>,
        visit: impl FnMut(HistoryRow<'_>) + Send,
    ) -> Result<LogNo> {
        let head = self.head().await?;
        let upto = upto.map_or(head, |upto| upto.min(head));
        let after = after.unwrap_or(LogNo(0));
        if upto <= after {
            return Ok(upto);
        }
        let mut conn = self.db.read_fresh().await?;
        let bases: HashMap<Uuid, i64> = all!(conn, PUBLISHED => (Uuid, i64))?.into_iter().collect();
        let limits = LogNo(after.0 + 1)..=upto;
        let mut deal = Deal::new(visit);
        if after > LogNo(0) && upto.0 - after.0 <= FEW {
            let mut rows = Vec::new();
            let mut spans: Vec<(Uuid, i64, i64)> = all!(conn, BATCHES_AFTER => (Uuid, i64, i64); after.0)?;
            spans.push((Uuid::nil(), 0, upto.0));
            for (batch, base, _) in spans {
                let (low, high) = (after.0 - base, upto.0 - base);
                let mut keep = |row: HistoryRow<'static>, texts: &Texts<'_>| {
                    let mut held = Held::new(row);
                    held.read(row, texts)?;
                    rows.push(held);
                    Result::Ok(())
                };
                match conn.on() {
                    On::Sqlite(conn) => {
                        let mut found = sqlx::query(HISTORY_OF_BATCH.sqlite).bind(batch).bind(low).bind(high).fetch(conn);
                        while let Some(row) = found.try_next().await? {
                            decode!(row, bases, limits, &mut keep);
                        }
                    }
                    On::Postgres(conn) => {
                        let mut found = sqlx::query(HISTORY_OF_BATCH.postgres).bind(batch).bind(low).bind(high).fetch(conn);
                        while let Some(row) = found.try_next().await? {
                            decode!(row, bases, limits, &mut keep);
                        }
                    }
                }
            }
            rows.sort_unstable_by_key(|held| (held.row.opportunity, held.row.effective_at, held.row.log));
            rows.iter().for_each(|held| (deal.visit)(held.lend()));
            return Ok(upto);
        }
        let mut add = |row: HistoryRow<'static>, texts: &Texts<'_>| deal.add(row, texts);
        let mut place: (Uuid, Uuid, i64) = (Uuid::nil(), Uuid::nil(), 0);
        loop {
            let (deal, batch, position) = place;
            let mut read = 0;
            match conn.on() {
                On::Sqlite(conn) => {
                    let query = sqlx::query(HISTORY.sqlite).bind(deal).bind(batch).bind(position).bind(AT_ONCE);
                    let mut found = query.fetch(conn);
                    while let Some(row) = found.try_next().await? {
                        read += 1;
                        place = (row.try_get_unchecked(0)?, row.try_get_unchecked(1)?, row.try_get_unchecked(2)?);
                        decode!(row, bases, limits, &mut add);
                    }
                }
                On::Postgres(conn) => {
                    let query = sqlx::query(HISTORY.postgres).bind(deal).bind(batch).bind(position).bind(AT_ONCE);
                    let mut found = query.fetch(conn);
                    while let Some(row) = found.try_next().await? {
                        read += 1;
                        place = (row.try_get_unchecked(0)?, row.try_get_unchecked(1)?, row.try_get_unchecked(2)?);
                        decode!(row, bases, limits, &mut add);
                    }
                }
            }
            if read < AT_ONCE {
                break;
            }
        }
        deal.hand_on();
        Ok(upto)
    }

    /// How many versions there are, at most: for progress. (It counts the log's numbers, which facts, rates and targets
    /// take too.)
    pub async fn count_versions(&self) -> Result<u64> {
        Ok(self.head().await?.0.unsigned_abs())
    }

    /// All versions of these deals with log ≤ `known_at`, whole, by deal and (effective_at, log).
    pub async fn versions_of(&self, deals: &[OpportunityId], known_at: Option<LogNo>) -> Result<Vec<Version>> {
        let upto = known_at.map_or(i64::MAX, |log| log.0);
        let mut conn = self.db.read_fresh().await?;
        let mut versions = Vec::new();
        for deals in deals.chunks(500) {
            let ids: Vec<Uuid> = deals.iter().map(|deal| deal.0).collect();
            for row in all_in!(conn, VERSIONS_OF => VersionRow; ids.as_slice(); upto)? {
                versions.push(row.read()?);
            }
        }
        Ok(versions)
    }

    /// The versions a batch brought (published or not), in its own order, after a place in it (0: from the first), at most
    /// `limit`. A version's `log` is its place in the batch.
    pub async fn versions_in(&self, batch: BatchId, after: LogNo, limit: i64) -> Result<Vec<Version>> {
        let mut conn = self.db.read_fresh().await?;
        let base = one!(conn, LOG_BASE => (i64,); batch.0)?.map_or(0, |(base,)| base);
        let rows = all!(conn, VERSIONS_IN => VersionRow; batch.0, after.0, limit)?;
        rows.into_iter()
            .map(|row| {
                let version = row.read()?;
                Ok(Version { log: LogNo(version.log.0 - base), ..version })
            })
            .collect()
    }
}
