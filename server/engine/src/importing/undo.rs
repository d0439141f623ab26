//! Undoing an import: at each instant it set, the state that stood before is appended. Nothing is removed.

use super::Counter;
use super::staging::versions_of;
use crate::store::{BatchRow, StagedFact, StagedTarget, StagedVersion, Store};
use contract::Problem;
use domain::workspace::DatedRate;
use domain::{BatchId, Cause, LogNo, OpportunityId, PersonId, Rate, State, Version};
use std::collections::{HashMap, HashSet};

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

/// Batches that say nothing any more: imports that were undone, and what undid them. What they wrote is no change since.
pub struct Void(Vec<(LogNo, LogNo)>);

impl Void {
    /// Reads which they are.
    async fn read(store: &Store) -> Result<Self, Problem> {
        let mut batches: HashMap<BatchId, BatchRow> = HashMap::new();
        let mut after = None;
        loop {
            let rows = store.batches(after, CHUNK).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.id);
            batches.extend(rows.into_iter().map(|row| (row.id, row)));
        }
        let undone =
            batches.values().filter(|row| row.log.is_some()).filter_map(|undo| Some([undo, batches.get(&undo.undoes?)?]));
        Ok(Self(undone.flatten().filter_map(|row| row.log).collect()))
    }

    fn has(&self, log: LogNo) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&log))
    }

    /// The versions after a log number, if all of them are void: of each import's version, its undo's stands beside it.
    /// Else the last of those that count.
    fn later<'v>(&self, history: &'v [Version], after: LogNo) -> Result<Vec<&'v Version>, &'v Version> {
        let later: Vec<&Version> = history.iter().filter(|version| version.log > after).collect();
        let taken_back = |version: &Version| {
            version.cause == Cause::Undo
                || later.iter().any(|undo| undo.cause == Cause::Undo && undo.effective_at == version.effective_at)
        };
        let counts =
            later.iter().filter(|version| !self.has(version.log) || !taken_back(version)).max_by_key(|version| version.log);
        counts.map_or(Ok(later.clone()), |version| Err(*version))
    }
}

impl Undo<'_> {
    /// Stages the undo. Answers with the deals that were edited since, which are kept: id and name.
    pub async fn stage(&self) -> Result<Vec<(OpportunityId, String)>, Problem> {
        self.counter.start((self.log.1.0 - self.log.0.0 + 1).unsigned_abs());
        let void = Void::read(self.store).await?;
        let mut kept: HashMap<OpportunityId, String> = HashMap::new();
        let mut restated: HashSet<OpportunityId> = HashSet::new();
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
                let history = versions_of(&all, version.opportunity);
                // Whatever came after the import, by a person or by another import, would be torn out of its ground.
                let later = match void.later(history, self.log.1) {
                    Ok(later) => later,
                    Err(counts) => {
                        kept.entry(version.opportunity).or_insert_with(|| counts.state.name.clone());
                        continue;
                    }
                };
                staged.push(self.restated(history, version));
                // An import after this one that was undone left this one's state at its instants.
                if !later.is_empty() && restated.insert(version.opportunity) {
                    let mut instants = later;
                    instants.sort_by_key(|version| version.effective_at);
                    instants.dedup_by_key(|version| version.effective_at);
                    staged.extend(instants.into_iter().map(|version| self.restated(history, version)));
                }
            }
            self.counter.add(imported.len() as u64);
            self.store.stage_versions(self.into, staged).await?;
        }
        self.facts(&void).await?;
        self.targets().await?;
        self.rates().await?;
        let mut kept: Vec<_> = kept.into_iter().collect();
        kept.sort();
        Ok(kept)
    }

    /// The state that stood before the import at a version's instant.
    fn restated(&self, history: &[Version], version: &Version) -> StagedVersion {
        let before = domain::opportunity::as_of(history, version.effective_at, LogNo(self.log.0.0 - 1));
        let state = before.map_or_else(|| State { deleted: true, ..version.state.clone() }, |before| before.state.clone());
        StagedVersion {
            opportunity: version.opportunity,
            effective_at: version.effective_at,
            actor: self.actor,
            cause: Cause::Undo,
            state,
        }
    }

    /// What was said of people, accounts and the like becomes what was said before, or nothing.
    async fn facts(&self, void: &Void) -> Result<(), Problem> {
        let mut facts = self.store.facts(None).await?;
        facts.sort_by_key(|fact| (fact.subject, fact.attribute, fact.valid_from, fact.log));
        let mut staged: Vec<StagedFact> = Vec::new();
        for said in facts.chunk_by(|a, b| (a.subject, a.attribute) == (b.subject, b.attribute)) {
            let ours = said.iter().any(|fact| (self.log.0..=self.log.1).contains(&fact.log));
            if !ours || said.iter().any(|fact| fact.log > self.log.1 && !void.has(fact.log)) {
                continue;
            }
            for same_day in said.chunk_by(|a, b| a.valid_from == b.valid_from) {
                let Some(fact) = same_day.iter().find(|fact| fact.log >= self.log.0) else { continue };
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

    /// Rates become what they were, unless they were entered again since; where there was none, there is none again.
    async fn rates(&self) -> Result<(), Problem> {
        let before = self.store.rates(Some(LogNo(self.log.0.0 - 1))).await?;
        let with = self.store.rates(Some(self.log.1)).await?;
        let now = self.store.rates(None).await?;
        let staged = with.iter().filter(|rate| !before.contains(rate) && now.contains(rate)).map(|rate| {
            let earlier = before.iter().find(|other| (other.currency, other.day) == (rate.currency, rate.day));
            earlier.cloned().unwrap_or(DatedRate { rate: Rate(0), ..rate.clone() })
        });
        self.store.stage_rates(self.into, staged.collect()).await?;
        Ok(())
    }
}
