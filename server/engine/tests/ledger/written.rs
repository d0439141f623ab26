//! A random history, written into a database the way the product writes: live edits, batches that are published, facts
//! and rates, each through the store.

use contract::apm::ApmQuery;
use contract::opportunity::OpportunityPatch;
use contract::session::Me;
use domain::testing::History;
use domain::{Attribute, Cause, LogNo, OpportunityId, PersonId, Role, Version};
use engine::store::{Author, Entity, EntityRow, StagedFact, StagedVersion, Store};
use engine::testing::author;
use engine::{Clock, Engine};
use std::collections::HashMap;
use uuid::Uuid;

/// Somebody who is signed in.
pub fn somebody(role: Role, person: Uuid) -> Me {
    Me { person: PersonId(person), name: "Somebody".into(), email: "somebody@example.com".into(), role }
}

/// One thing of a history's log.
enum Entry<'h> {
    Version(&'h Version),
    Fact(&'h domain::Fact),
    Rate(&'h domain::workspace::DatedRate),
}

/// Writes histories.
pub struct Writer<'w> {
    store: &'w Store,
    clock: &'w Clock,
    /// Whom to ask after each write whether the numbers know of it.
    engine: &'w Engine,
    /// What the store called the deals it made.
    names: HashMap<OpportunityId, OpportunityId>,
    /// How many versions were written live.
    pub live: usize,
}

impl<'w> Writer<'w> {
    pub fn new(engine: &'w Engine, clock: &'w Clock) -> Self {
        let store = engine.unrestricted("a test writes a history");
        Self { store, clock, engine, names: HashMap::new(), live: 0 }
    }

    /// Writes it all, in the order of its log.
    pub async fn write(&mut self, history: &History) {
        let mut workspace = history.workspace.clone();
        // A zone with summer time: days have 23, 24 and 25 hours.
        workspace.time_zone = "Europe/Rome".into();
        self.store.save_settings(author(), LogNo(0), workspace).await.unwrap();
        self.write_entities(history).await;
        let mut log: Vec<(LogNo, Entry<'_>)> = Vec::new();
        log.extend(history.versions.iter().map(|version| (version.log, Entry::Version(version))));
        log.extend(history.facts.iter().map(|fact| (fact.log, Entry::Fact(fact))));
        log.extend(history.rates.iter().map(|known| (known.log, Entry::Rate(&known.rate))));
        log.sort_by_key(|(log, _)| *log);
        let mut staged: Vec<StagedVersion> = Vec::new();
        let mut entries = log.into_iter().map(|(_, entry)| entry).peekable();
        while let Some(entry) = entries.next() {
            if let Entry::Version(version) = entry {
                let now = version.recorded_at.max(self.clock.now());
                self.clock.set(now);
                let imported = matches!(version.cause, Cause::Import | Cause::Undo);
                if imported || !self.write_live(version).await {
                    staged.push(self.staged(version));
                }
                // Imports that follow each other come in one batch.
                let more = matches!(entries.peek(), Some(Entry::Version(next)) if next.cause == Cause::Import);
                if !more || staged.len() == 5 {
                    self.publish(std::mem::take(&mut staged)).await;
                }
                continue;
            }
            match entry {
                Entry::Fact(fact) => self.write_fact(fact).await,
                Entry::Rate(rate) => self.store.save_rates(author(), vec![rate.clone()]).await.unwrap(),
                Entry::Version(_) => {}
            }
        }
    }

    /// Changes the settings, though nothing that numbers are made of.
    pub async fn rename_company(&self) {
        let settings = self.engine.settings().unwrap();
        let mut workspace = (*settings.workspace).clone();
        workspace.company.push('!');
        self.store.save_settings(author(), settings.revision, workspace).await.unwrap();
    }

    async fn write_entities(&self, history: &History) {
        let rows = |ids: Vec<Uuid>| ids.into_iter().map(|id| EntityRow { id, name: id.to_string(), ..EntityRow::default() });
        for (kind, ids) in [
            (Entity::Person, history.people.iter().map(|id| id.0).collect()),
            (Entity::Team, history.teams.iter().map(|id| id.0).collect()),
            (Entity::Account, history.accounts.iter().map(|id| id.0).collect()),
            (Entity::Product, history.products.iter().map(|id| id.0).collect()),
            (Entity::Campaign, history.campaigns.iter().map(|id| id.0).collect::<Vec<_>>()),
        ] {
            self.store.upsert_entities(kind, rows(ids).collect()).await.unwrap();
        }
    }

    async fn write_fact(&self, fact: &domain::Fact) {
        let domain::Fact { subject, attribute, valid_from, value, .. } = fact.clone();
        let fact = StagedFact { subject, attribute, valid_from, value };
        // The first days' facts come with an import, reorganisations are entered.
        if attribute == Attribute::AccountSegment {
            let batch = self.store.begin_batch(None, None, "test", "{}").await.unwrap();
            self.store.stage_facts(batch, vec![fact]).await.unwrap();
            self.store.publish(batch, "test").await.unwrap();
        } else {
            self.store.save_facts(author(), vec![fact]).await.unwrap();
        }
    }

    fn name(&self, deal: OpportunityId) -> OpportunityId {
        self.names.get(&deal).copied().unwrap_or(deal)
    }

    fn staged(&self, version: &Version) -> StagedVersion {
        let cause = if version.cause == Cause::Undo { Cause::Undo } else { Cause::Import };
        let opportunity = self.name(version.opportunity);
        StagedVersion { opportunity, effective_at: version.effective_at, actor: None, cause, state: version.state.clone() }
    }

    async fn publish(&self, versions: Vec<StagedVersion>) {
        if versions.is_empty() {
            return;
        }
        let batch = self.store.begin_batch(None, None, "test", "{}").await.unwrap();
        self.store.stage_versions(batch, versions).await.unwrap();
        let (_, last) = self.store.publish(batch, "test").await.unwrap();
        self.store.project(batch, |_| {}).await.unwrap();
        self.sees(last).await;
    }

    /// Creates or edits as a person does; answers `false` if the product would not have it so (a deleted deal, a field that
    /// has no screen yet): such a version comes with an import.
    async fn write_live(&mut self, version: &Version) -> bool {
        let by = Author { cause: version.cause, ..author() };
        let deal = self.name(version.opportunity);
        let written = match self.store.latest(deal).await.unwrap() {
            None => self.store.create(by, version.state.clone()).await,
            Some(latest) => {
                let Some(patch) = patch(&latest, version) else { return false };
                self.store.patch(by, deal, patch).await
            }
        };
        let Ok(written) = written else { return false };
        self.names.insert(version.opportunity, written.opportunity);
        self.live += 1;
        self.sees(written.log).await;
        true
    }

    /// A write is in the numbers as soon as it is answered.
    async fn sees(&self, log: LogNo) {
        let apm = self.engine.view(&somebody(Role::Admin, Uuid::nil())).apm(&ApmQuery::default()).await.unwrap();
        assert!(apm.known_at >= log, "{:?} was answered, and numbers are of {:?}", log, apm.known_at);
    }
}

/// The edit that leads from one version to another, if the API has one.
fn patch(latest: &Version, version: &Version) -> Option<OpportunityPatch> {
    let (was, is) = (&latest.state, &version.state);
    fn changed<T: Clone + PartialEq>(was: &T, is: &T) -> Option<T> {
        (was != is).then(|| is.clone())
    }
    let patch = OpportunityPatch {
        base: latest.log,
        name: changed(&was.name, &is.name),
        stage: changed(&was.stage, &is.stage),
        close_day: changed(&was.close_day, &is.close_day),
        lines: changed(&was.lines, &is.lines),
        category: changed(&was.category, &is.category),
        source: changed(&was.source, &is.source),
        deal_type: changed(&was.deal_type, &is.deal_type),
        owner: changed(&was.owner, &is.owner),
        splits: changed(&was.splits, &is.splits),
        ..OpportunityPatch::default()
    };
    let rest = |state: &domain::State| (state.account, state.currency, state.campaign, state.region.clone(), state.deleted);
    let some = OpportunityPatch { base: latest.log, ..OpportunityPatch::default() } != patch;
    (some && !was.deleted && rest(was) == rest(is)).then_some(patch)
}
