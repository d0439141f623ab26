//! Staging: what an import writes, in chunks, before it is published. Positions (places in the batch, from 1) are handed
//! out by the store in the order of the calls; a batch is staged by one task.

use super::append::{NewVersion, append};
use super::bulk::{bulks, write_many};
use super::code::measure_word;
use super::db::{Tx, one, run, statements};
use super::log::try_again;
use super::{Result, Store, lease};
use domain::workspace::DatedRate;
use domain::{Attribute, BatchId, Cause, Day, Dimension, Instant, OpportunityId, PeriodKey, PersonId, State, TargetMeasure};
use futures::future::BoxFuture;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// A version to be. Its recorded_at will be the instant the batch is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedVersion {
    /// The deal.
    pub opportunity: OpportunityId,
    /// When it became true: an import may say so of the past.
    pub effective_at: Instant,
    /// Who did it.
    pub actor: Option<PersonId>,
    /// [`Cause::Import`] or [`Cause::Undo`].
    pub cause: Cause,
    /// The state. It has been checked ([`State::check`]).
    pub state: State,
}

/// A fact to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedFact {
    /// The person, team, account, product or campaign.
    pub subject: Uuid,
    /// What is said.
    pub attribute: Attribute,
    /// From which day it holds.
    pub valid_from: Day,
    /// What holds; nothing if empty.
    pub value: String,
}

/// A rate to be.
pub type StagedRate = DatedRate;

/// A target to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedTarget {
    /// What for.
    pub measure: TargetMeasure,
    /// When.
    pub period: PeriodKey,
    /// The row's dimension; nothing for the whole company.
    pub dimension: Option<Dimension>,
    /// The row's key; empty for the whole company.
    pub key: String,
    /// How much, in minor units of the company's currency; nothing clears it.
    pub amount: Option<domain::Company>,
}

/// How many versions are written in one transaction: it takes a few milliseconds, in which live saves wait.
const CHUNK: usize = 768;

/// The last place given out in each batch that is being staged.
#[derive(Clone, Default)]
pub(super) struct Staged(Arc<Mutex<HashMap<BatchId, i64>>>);

statements! {
    LAST_PLACE = "select max(place)
        from (
          select max(position) as place from opportunity_version where batch_id = $1
          union all select max(position) from fact where batch_id = $1
          union all select max(position) from rate where batch_id = $1
          union all select max(position) from target where batch_id = $1
        ) as places";
    INSERT_RATE = "insert into rate (currency, day, batch_id, position, rate)
        values ($1, $2, $3, $4, $5)";
    INSERT_TARGET = "insert into target (measure, period, dimension, key, batch_id, position, amount)
        values ($1, $2, $3, $4, $5, $6, $7)";
}

bulks! {
    INSERT_FACTS = "insert into fact (subject, attribute, valid_from, batch_id, position, value)"
        [uuid, smallint, integer, uuid, bigint, text];
}

impl Staged {
    /// Those that this process is staging, or has staged.
    pub(super) fn batches(&self) -> Vec<BatchId> {
        self.0.lock().keys().copied().collect()
    }

    /// Forgets a batch, published or discarded.
    pub(super) fn forget(&self, batch: BatchId) {
        self.0.lock().remove(&batch);
    }
}

impl Store {
    /// The last place taken in a batch.
    pub(super) async fn last_place(&self, batch: BatchId) -> Result<i64> {
        if let Some(place) = self.staged.0.lock().get(&batch) {
            return Ok(*place);
        }
        let mut conn = self.db.read_fresh().await?;
        let row = one!(conn, LAST_PLACE => (Option<i64>,); batch.0)?;
        Ok(row.and_then(|(place,)| place).unwrap_or(0))
    }

    /// Runs `insert` for chunks of `items` and the place before each chunk's first, each in a transaction.
    async fn stage<T: Send + Sync>(
        &self,
        batch: BatchId,
        items: &[T],
        insert: impl for<'t> Fn(&'t mut Tx, &'t [T], i64) -> BoxFuture<'t, Result<()>> + Send + Sync,
    ) -> Result<()> {
        let mut place = self.last_place(batch).await?;
        for chunk in items.chunks(CHUNK) {
            let mut tried = 0;
            loop {
                let done = async {
                    let mut tx = self.db.stage().await?;
                    lease::hold(&mut tx, batch, self.clock.now(), place == 0).await?;
                    insert(&mut tx, chunk, place).await?;
                    tx.commit().await
                };
                match done.await {
                    Ok(()) => break,
                    Err(error) if try_again(&error, tried).await => tried += 1,
                    Err(error) => return Err(error),
                }
            }
            place += chunk.len() as i64;
            self.staged.0.lock().insert(batch, place);
        }
        Ok(())
    }

    /// Stages versions, in chunks, between which live saves get their turn. They are read fastest if those of one deal
    /// come one after the other.
    pub async fn stage_versions(&self, batch: BatchId, versions: Vec<StagedVersion>) -> Result<()> {
        self.stage(batch, &versions, move |tx, chunk, place| {
            Box::pin(async move {
                let rows = chunk.iter().zip(place + 1..).map(|(version, position)| NewVersion {
                    opportunity: version.opportunity,
                    batch: Some(batch),
                    position,
                    effective_at: version.effective_at,
                    recorded_at: Instant(0),
                    actor: version.actor,
                    cause: version.cause,
                    state: &version.state,
                });
                append(tx, &rows.collect::<Vec<_>>()).await
            })
        })
        .await
    }

    /// Stages facts.
    pub async fn stage_facts(&self, batch: BatchId, facts: Vec<StagedFact>) -> Result<()> {
        self.stage(batch, &facts, move |tx, chunk, place| {
            Box::pin(async move {
                let rows: Vec<_> = chunk.iter().zip(place + 1..).collect();
                insert_facts(tx, Some(batch), &rows).await
            })
        })
        .await
    }

    /// Stages rates.
    pub async fn stage_rates(&self, batch: BatchId, rates: Vec<StagedRate>) -> Result<()> {
        self.stage(batch, &rates, move |tx, chunk, place| {
            Box::pin(async move {
                for (rate, position) in chunk.iter().zip(place + 1..) {
                    insert_rate(tx, rate, Some(batch), position).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Stages targets.
    pub async fn stage_targets(&self, batch: BatchId, targets: Vec<StagedTarget>) -> Result<()> {
        self.stage(batch, &targets, move |tx, chunk, place| {
            Box::pin(async move {
                for (target, position) in chunk.iter().zip(place + 1..) {
                    insert_target(tx, target, Some(batch), position).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

fn batch_id(batch: Option<BatchId>) -> Uuid {
    batch.map_or(Uuid::nil(), |batch| batch.0)
}

/// Writes facts at their positions.
pub(super) async fn insert_facts(tx: &mut Tx, batch: Option<BatchId>, rows: &[(&StagedFact, i64)]) -> Result<()> {
    let batch = batch_id(batch);
    write_many!(tx, INSERT_FACTS; rows => row;
        row.0.subject, row.0.attribute.code(), row.0.valid_from.0, batch, row.1, row.0.value.as_str());
    Ok(())
}

pub(super) async fn insert_rate(tx: &mut Tx, rate: &DatedRate, batch: Option<BatchId>, position: i64) -> Result<()> {
    run!(tx, INSERT_RATE; rate.currency.code(), rate.day.0, batch_id(batch), position, rate.rate.0)?;
    Ok(())
}

pub(super) async fn insert_target(tx: &mut Tx, target: &StagedTarget, batch: Option<BatchId>, position: i64) -> Result<()> {
    let dimension = target.dimension.map_or("", |dimension| dimension.as_str());
    let amount = target.amount.map(|amount| amount.0);
    run!(tx, INSERT_TARGET; measure_word(target.measure), target.period.to_string(), dimension, &target.key, batch_id(batch),
        position, amount)?;
    Ok(())
}
