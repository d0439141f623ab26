//! Undoing an import: at each instant it set, the state that stood before is appended. Nothing is removed.

use super::Counter;
use crate::store::{StagedFact, StagedTarget, StagedVersion, Store};
use contract::Problem;
use domain::{BatchId, Cause, LogNo, OpportunityId, PersonId, State, Version};
use std::collections::HashMap;

/// How many versions are looked at at a time.
const CHUNK: i64 = 2_000;

/// What there is to undo, and where it goes.
pub struct Undo<'a> {
    /// The store.
    pub store: &'a Store,
    /// What is undone.
    pub batch: BatchId,
    /// Its log numbers.
    pub log: (LogNo, LogNo),
    /// The batch the undo is staged under.
    pub into: BatchId,
    /// Who undoes.
    pub actor: Option<PersonId>,
    /// Versions done.
    pub counter: &'a Counter,
}

impl Undo<'_> {
    /// Stages the undo. Answers with the deals that were edited since, which are kept: id and name.
    pub async fn stage(&self) -> Result<Vec<(OpportunityId, String)>, Problem> {
        self.counter.start((self.log.1.0 - self.log.0.0 + 1).unsigned_abs());
        let mut kept: HashMap<OpportunityId, String> = HashMap::new();
        let mut after = LogNo(0);
        loop {
            let imported = self.store.versions_in(self.batch, after, CHUNK).await?;
            let Some(last) = imported.last() else { break };
            after = last.log;
            let mut deals: Vec<OpportunityId> = imported.iter().map(|version| version.opportunity).collect();
            deals.sort_unstable();
            deals.dedup();
            let all = self.store.versions_of(&deals, None).await?;
            let mut staged = Vec::with_capacity(imported.len());
            for version in &imported {
                let history = of(&all, version.opportunity);
                // Whatever came after the import, by a person or by another import, would be torn out of its ground.
                if let Some(later) = history.iter().filter(|other| other.log > self.log.1).max_by_key(|other| other.log) {
                    kept.entry(version.opportunity).or_insert_with(|| later.state.name.clone());
                    continue;
                }
                let before = domain::opportunity::as_of(history, version.effective_at, LogNo(self.log.0.0 - 1));
                let state =
                    before.map_or_else(|| State { deleted: true, ..version.state.clone() }, |before| before.state.clone());
                staged.push(StagedVersion {
                    opportunity: version.opportunity,
                    effective_at: version.effective_at,
                    actor: self.actor,
                    cause: Cause::Undo,
                    state,
                });
            }
            self.counter.add(imported.len() as u64);
            self.store.stage_versions(self.into, staged).await?;
        }
        self.facts().await?;
        self.targets().await?;
        let mut kept: Vec<_> = kept.into_iter().collect();
        kept.sort();
        Ok(kept)
    }

    /// What was said of people, accounts and the like becomes what was said before, or nothing.
    async fn facts(&self) -> Result<(), Problem> {
        let mut facts = self.store.facts(None).await?;
        facts.sort_by_key(|fact| (fact.subject, fact.attribute, fact.valid_from, fact.log));
        let mut staged = Vec::new();
        for said in facts.chunk_by(|a, b| (a.subject, a.attribute) == (b.subject, b.attribute)) {
            for fact in said.iter().filter(|fact| (self.log.0..=self.log.1).contains(&fact.log)) {
                if said.iter().any(|other| other.log > self.log.1) {
                    continue;
                }
                let before = said.iter().rfind(|other| other.valid_from <= fact.valid_from && other.log < self.log.0);
                let value = before.map(|before| before.value.clone()).unwrap_or_default();
                staged.push(StagedFact { subject: fact.subject, attribute: fact.attribute, valid_from: fact.valid_from, value });
            }
        }
        self.store.stage_facts(self.into, staged).await?;
        Ok(())
    }

    /// Targets become what they were, unless they were set again since.
    async fn targets(&self) -> Result<(), Problem> {
        let (before, _) = self.store.targets(Some(LogNo(self.log.0.0 - 1))).await?;
        let (with, _) = self.store.targets(Some(self.log.1)).await?;
        let (now, _) = self.store.targets(None).await?;
        let key = |target: &domain::Target| (target.measure, target.period, target.dimension, target.key.clone());
        let staged = with.iter().filter(|target| !before.contains(target) && now.contains(target)).map(|target| {
            let amount = before.iter().find(|other| key(other) == key(target)).map(|other| other.amount);
            StagedTarget {
                measure: target.measure,
                period: target.period,
                dimension: target.dimension,
                key: target.key.clone(),
                amount,
            }
        });
        self.store.stage_targets(self.into, staged.collect()).await?;
        Ok(())
    }
}

fn of(versions: &[Version], id: OpportunityId) -> &[Version] {
    let first = versions.partition_point(|version| version.opportunity < id);
    let behind = versions.partition_point(|version| version.opportunity <= id);
    &versions[first..behind]
}
