//! Staging: what an import writes, in chunks, before it is published. Positions (places in the batch, from 1) are handed
//! out by the store in the order of the calls; a batch is staged by one task.

use crate::store::{Result, Store};
use domain::workspace::DatedRate;
use domain::{Attribute, BatchId, Cause, Day, Dimension, Instant, OpportunityId, PeriodKey, PersonId, State, TargetMeasure};
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

impl Store {
    /// Stages versions, in chunks, between which live saves get their turn.
    pub async fn stage_versions(&self, batch: BatchId, versions: Vec<StagedVersion>) -> Result<()> {
        let _ = (batch, versions);
        todo!()
    }

    /// Stages facts.
    pub async fn stage_facts(&self, batch: BatchId, facts: Vec<StagedFact>) -> Result<()> {
        let _ = (batch, facts);
        todo!()
    }

    /// Stages rates.
    pub async fn stage_rates(&self, batch: BatchId, rates: Vec<StagedRate>) -> Result<()> {
        let _ = (batch, rates);
        todo!()
    }

    /// Stages targets.
    pub async fn stage_targets(&self, batch: BatchId, targets: Vec<StagedTarget>) -> Result<()> {
        let _ = (batch, targets);
        todo!()
    }
}
