//! Changes of many deals at once, as they are previewed, done and taken back.

use super::bulk::{bulks, write_many};
use super::code::unreadable;
use super::db::{all, one, run, statements};
use super::{Result, Store};
use contract::Problem;
use contract::bulk::{BulkChange, BulkCounts, BulkOutcome, BulkState};
use contract::opportunity::OpportunityPatch;
use domain::{BulkId, Instant, LogNo, OpportunityId, PersonId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::FromRow;
use uuid::Uuid;

/// A change of many deals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkRow {
    /// Which.
    pub id: BulkId,
    /// Who asked for it.
    pub person: PersonId,
    /// When.
    pub created_at: Instant,
    /// What is changed.
    pub change: BulkChange,
    /// Where it is.
    pub state: BulkState,
}

/// One deal of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRow {
    /// Its place, from 1.
    pub place: i64,
    /// The deal.
    pub deal: OpportunityId,
    /// Its name.
    pub name: String,
    /// The change, with the version it is based on.
    pub patch: OpportunityPatch,
    /// What takes it back.
    pub back: OpportunityPatch,
    /// What becomes of it.
    pub outcome: BulkOutcome,
    /// Why it is refused, or not taken back.
    pub reason: Option<Problem>,
    /// The version it became.
    pub version: Option<LogNo>,
}

statements! {
    ONE = "select person_id, created_at, change, state
        from bulk_change
        where id = $1";
    ADD = "insert into bulk_change (id, person_id, created_at, change, state)
        values ($1, $2, $3, $4, $5)
        on conflict (id) do nothing";
    /// From one state to another; whoever is second does nothing.
    TURN = "update bulk_change
        set state = $3
        where id = $1
          and state = $2";
    COUNTS = "select outcome, count(*)
        from bulk_item
        where bulk_id = $1
        group by outcome";
    PAGE = "select place, opportunity_id, base, name, patch, back, outcome, reason, version
        from bulk_item
        where bulk_id = $1
          and ($2 = '' or outcome = $2)
          and place > $3
        order by place
        limit $4";
    SETTLE = "update bulk_item
        set outcome = $3, reason = $4, version = $5, back = $6
        where bulk_id = $1
          and place = $2";
    FORGET_ITEMS = "delete from bulk_item
        where bulk_id in (select id from bulk_change where created_at < $1)";
    FORGET = "delete from bulk_change
        where created_at < $1";
}

bulks! {
    ITEMS = "insert into bulk_item (bulk_id, place, opportunity_id, base, name, patch, back, outcome, reason)"
        [uuid, bigint, uuid, bigint, text, text, text, text, text];
}

/// How long they are kept.
const DAYS: i64 = 30;

#[derive(FromRow)]
struct Row {
    place: i64,
    opportunity_id: Uuid,
    base: i64,
    name: String,
    patch: String,
    back: String,
    outcome: String,
    reason: String,
    version: Option<i64>,
}

fn write_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| unreadable("a change of many deals", error))
}

fn write_reason(reason: Option<&Problem>) -> Result<String> {
    reason.map_or(Ok(String::new()), write_json)
}

fn read_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| unreadable("a change of many deals", text))
}

/// The word of the API for a state or an outcome.
fn word(value: &impl Serialize) -> Result<String> {
    Ok(write_json(value)?.trim_matches('"').to_owned())
}

fn read_word<T: DeserializeOwned>(word: &str) -> Result<T> {
    read_json(&format!("\"{word}\""))
}

impl Row {
    fn read(self) -> Result<ItemRow> {
        let patch: OpportunityPatch = read_json(&self.patch)?;
        Ok(ItemRow {
            place: self.place,
            deal: OpportunityId(self.opportunity_id),
            name: self.name,
            patch: OpportunityPatch { base: LogNo(self.base), ..patch },
            back: read_json(&self.back)?,
            outcome: read_word(&self.outcome)?,
            reason: if self.reason.is_empty() { None } else { Some(read_json(&self.reason)?) },
            version: self.version.map(LogNo),
        })
    }
}

impl Store {
    /// Keeps a preview; `false`: there is one with this id already. Old ones are forgotten.
    pub async fn add_bulk(&self, id: BulkId, person: PersonId, change: &BulkChange, items: &[ItemRow]) -> Result<bool> {
        let now = self.clock.now();
        let (change, state) = (write_json(change)?, word(&BulkState::Preview)?);
        let mut rows = Vec::with_capacity(items.len());
        for item in items {
            let reason = write_reason(item.reason.as_ref())?;
            rows.push((item, write_json(&item.patch)?, write_json(&item.back)?, word(&item.outcome)?, reason));
        }
        let mut tx = self.db.write().await?;
        run!(tx, FORGET_ITEMS; now.0 - DAYS * 86_400_000)?;
        run!(tx, FORGET; now.0 - DAYS * 86_400_000)?;
        let added = run!(tx, ADD; id.0, person.0, now.0, change, state)?;
        if added > 0 {
            write_many!(tx, ITEMS; &rows => row; id.0, row.0.place, row.0.deal.0, row.0.patch.base.0, row.0.name.as_str(),
                row.1.as_str(), row.2.as_str(), row.3.as_str(), row.4.as_str());
        }
        tx.commit().await?;
        Ok(added > 0)
    }

    /// A change of many deals.
    pub async fn bulk(&self, id: BulkId) -> Result<Option<BulkRow>> {
        let mut conn = self.db.read_fresh().await?;
        let row = one!(conn, ONE => (Uuid, i64, String, String); id.0)?;
        let Some((person, created_at, change, state)) = row else { return Ok(None) };
        let (change, state) = (read_json(&change)?, read_word(&state)?);
        Ok(Some(BulkRow { id, person: PersonId(person), created_at: Instant(created_at), change, state }))
    }

    /// How many deals there are of each outcome.
    pub async fn bulk_counts(&self, id: BulkId) -> Result<BulkCounts> {
        let mut conn = self.db.read_fresh().await?;
        let mut counts = BulkCounts::default();
        for (outcome, count) in all!(conn, COUNTS => (String, i64); id.0)? {
            let place = match read_word(&outcome)? {
                BulkOutcome::Ready => &mut counts.ready,
                BulkOutcome::Same => &mut counts.same,
                BulkOutcome::Refused => &mut counts.refused,
                BulkOutcome::Changed => &mut counts.changed,
                BulkOutcome::Restored => &mut counts.restored,
                BulkOutcome::Edited => &mut counts.edited,
            };
            *place = count;
        }
        Ok(counts)
    }

    /// Its deals after a place, optionally of one outcome.
    pub async fn bulk_items(&self, id: BulkId, outcome: Option<BulkOutcome>, after: i64, limit: i64) -> Result<Vec<ItemRow>> {
        let outcome = outcome.map_or(Ok(String::new()), |outcome| word(&outcome))?;
        let mut conn = self.db.read_fresh().await?;
        all!(conn, PAGE => Row; id.0, outcome, after, limit)?.into_iter().map(Row::read).collect()
    }

    /// From one state to another; `false`: it is in another one.
    pub async fn turn_bulk(&self, id: BulkId, from: BulkState, to: BulkState) -> Result<bool> {
        let mut tx = self.db.write().await?;
        let turned = run!(tx, TURN; id.0, word(&from)?, word(&to)?)?;
        tx.commit().await?;
        Ok(turned > 0)
    }

    /// Says what has become of deals.
    pub async fn settle_bulk(&self, id: BulkId, items: &[ItemRow]) -> Result<()> {
        let mut tx = self.db.write().await?;
        for item in items {
            let back = write_json(&item.back)?;
            run!(tx, SETTLE; id.0, item.place, word(&item.outcome)?, write_reason(item.reason.as_ref())?, item.version.map(|log| log.0), back)?;
        }
        tx.commit().await
    }
}
