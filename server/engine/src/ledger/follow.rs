//! Following the log. What is one deal's or one fact's is taken in at once; what needs the store (a batch, new settings, a
//! version that is not its deal's latest, a gap) is read by a task, and until it is, questions wait.

use super::columns::Columns;
use super::{Ledger, load};
use crate::store::{Change, Follower, HistoryRow, StoreError};
use domain::{Cause, Instant, LogNo, OpportunityId, State, Version};
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// So many rows out of order slow a question down by about a millisecond.
const UNSORTED: usize = 1 << 18;

/// How often the head of the log is looked at: other processes may write to the same database.
const LOOK: Duration = Duration::from_millis(250);

/// What this process has just written is on its way here by itself.
const ON_ITS_WAY: Duration = Duration::from_millis(50);

/// Questions take less than this.
const LONG: Duration = Duration::from_millis(50);

/// How many deals are told again at a time.
const RETOLD: usize = 1_000;

impl Follower for Ledger {
    fn apply(&self, changes: &[Change]) {
        let Some(last) = changes.iter().map(Change::last).max() else { return };
        let mut wanted = self.wanted.lock();
        *wanted = (*wanted).max(last);
        if self.busy.load(Ordering::Acquire) || self.take_in(changes) {
            return;
        }
        self.busy.store(true, Ordering::Release);
        let Some(ledger) = self.myself.upgrade() else { return };
        tokio::spawn(async move {
            while let Err(error) = ledger.catch_up().await {
                // A command that has written what it was to write closes the store at once.
                if error.is_closed() {
                    return;
                }
                tracing::error!(%error, "the ledger cannot follow the log");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
    }
}

impl Ledger {
    /// Follows what other processes write, until the store is closed.
    pub fn watch(&self) {
        let ledger = self.myself.clone();
        tokio::spawn(async move {
            let Some(store) = ledger.upgrade().map(|ledger| ledger.store.clone()) else { return };
            let mut hints = store.hints().await;
            drop(store);
            loop {
                let told = hints.next(LOOK).await;
                let Some(ledger) = ledger.upgrade() else { return };
                let head = match told {
                    Some(head) => head,
                    None => match ledger.store.head().await {
                        Ok(head) => head,
                        Err(error) if error.is_closed() => return,
                        Err(error) => {
                            tracing::warn!(%error, "the head of the log cannot be read");
                            continue;
                        }
                    },
                };
                if head > ledger.head() {
                    tokio::time::sleep(ON_ITS_WAY).await;
                    if head > ledger.head()
                        && let Err(error) = ledger.catch_up().await
                        && !error.is_closed()
                    {
                        tracing::error!(%error, "the ledger cannot follow the log");
                    }
                }
                if ledger.save_is_due()
                    && let Err(error) = ledger.save().await
                {
                    tracing::warn!(%error, "the ledger's snapshot could not be written");
                }
            }
        });
    }

    /// Takes in changes one after the other; answers `false` if the store is needed to go on.
    fn take_in(&self, changes: &[Change]) -> bool {
        // While a snapshot of many rows is written they cannot change: then questions wait, saves do not.
        let Some(mut guard) = self.columns.try_write_for(LONG) else { return false };
        let Some(columns) = guard.as_mut() else {
            return !changes.iter().any(|change| matches!(change, Change::Settings(..)));
        };
        changes.iter().all(|change| {
            // A gap means that something was written elsewhere.
            change.last() <= columns.head || (change.first().0 == columns.head.0 + 1 && columns.take_in(change))
        }) && columns.unsorted() < UNSORTED
    }

    /// Reads what the log holds beyond the columns, until nothing is left.
    pub async fn catch_up(&self) -> Result<(), StoreError> {
        let _one = self.catching_up.lock().await;
        {
            let _wanted = self.wanted.lock();
            self.busy.store(true, Ordering::Release);
        }
        loop {
            let before = self.head();
            if self.columns.read().is_none() {
                self.reload().await?;
            } else {
                let (changes, reached) = self.store.changes_since(before).await?;
                self.take_in_from_store(&changes, reached).await?;
                if let Some(columns) = self.columns.write().as_mut() {
                    columns.head = columns.head.max(reached);
                    if columns.unsorted() > UNSORTED / 4 {
                        columns.sort();
                    }
                }
            }
            let wanted = self.wanted.lock();
            let head = self.head();
            if head >= *wanted || head == before {
                self.busy.store(false, Ordering::Release);
                self.settled.send_replace(());
                return Ok(());
            }
        }
    }

    /// Reads everything anew, as after a change of settings: what stages mean decides which versions count.
    async fn reload(&self) -> Result<(), StoreError> {
        self.store.refresh_settings().await?;
        let columns = match self.store.settings() {
            Some(settings) => Some(load::columns(&self.store, settings, None, &|_| {}).await?),
            None => None,
        };
        *self.columns.write() = columns;
        Ok(())
    }

    async fn take_in_from_store(&self, changes: &[Change], reached: LogNo) -> Result<(), StoreError> {
        let mut retold = BTreeSet::new();
        for change in changes {
            match change {
                Change::Settings(log, _) if *log > self.head() => self.reload().await?,
                Change::Published { first, last, .. } if *last > self.head() => {
                    retold.extend(self.take_in_batch(*first, *last).await?);
                }
                change => {
                    if let Some(columns) = self.columns.write().as_mut()
                        && change.last() > columns.head
                        && !columns.take_in(change)
                        && let Change::Version(version) = change
                    {
                        retold.insert(version.opportunity);
                    }
                }
            }
        }
        self.retell(&retold.into_iter().collect::<Vec<_>>(), reached).await
    }

    /// Takes in what a batch brought; answers with the deals that have to be told again.
    async fn take_in_batch(&self, first: LogNo, last: LogNo) -> Result<Vec<OpportunityId>, StoreError> {
        let mut late = Vec::new();
        let after = Some(LogNo(first.0 - 1));
        self.store
            .read_history(after, Some(last), |version| {
                let taken = self.columns.write().as_mut().is_none_or(|columns| columns.append(&version));
                if !taken && late.last() != Some(&version.opportunity) {
                    late.push(version.opportunity);
                }
            })
            .await?;
        let facts = self.store.facts(Some(last)).await?;
        let rates = self.store.rates(Some(last)).await?;
        let (targets, revision) = self.store.targets(Some(last)).await?;
        if let Some(columns) = self.columns.write().as_mut() {
            columns.tell_surroundings(&facts, &rates, targets, revision);
            columns.head = last;
        }
        Ok(late)
    }

    /// Tells deals again from their first version, up to a position: something was learnt about their past, or is needed of
    /// it.
    async fn retell(&self, deals: &[OpportunityId], upto: LogNo) -> Result<(), StoreError> {
        for deals in deals.chunks(RETOLD) {
            let versions = self.store.versions_of(deals, Some(upto)).await?;
            if let Some(columns) = self.columns.write().as_mut() {
                let numbers: Vec<u32> = deals.iter().filter_map(|deal| columns.deals.find(deal.0)).collect();
                columns.forget(&numbers);
                for version in &versions {
                    columns.append(&row(version));
                }
            }
        }
        Ok(())
    }
}

impl Columns {
    /// Takes in one change, if it can be without asking the store.
    pub fn take_in(&mut self, change: &Change) -> bool {
        let taken = match change {
            Change::Version(version) => self.append(&row(version)),
            Change::Fact(fact) => {
                self.facts.extend([fact], &mut self.names);
                true
            }
            Change::Rate(log, rate) => {
                let currency = self.names.currencies.intern(rate.currency.code());
                self.rates.add(currency, rate.day.0, log.0, rate.rate);
                if let Some(book) = &mut self.book {
                    book.forget_worth();
                }
                true
            }
            Change::Target(target) => {
                let key = (target.measure, target.period, target.dimension, target.key.clone());
                match target.amount {
                    Some(amount) => self.targets.insert(key, amount),
                    None => self.targets.remove(&key),
                };
                self.targets_revision = target.log;
                true
            }
            // What is in no column; names are read where they are shown.
            Change::Review(_) | Change::Waiver(_) | Change::Entity(..) => true,
            Change::Settings(..) | Change::Published { .. } => false,
        };
        if taken {
            self.head = change.last();
        }
        taken
    }
}

/// What the columns need of a version.
pub fn row(version: &Version) -> HistoryRow<'_> {
    let takes_back = version.cause == Cause::Undo && version.batch.is_none();
    HistoryRow { takes_back, ..row_of(version.opportunity, version.log, version.effective_at, &version.state) }
}

/// What the columns need of a deal's state from an instant on.
pub fn row_of(opportunity: OpportunityId, log: LogNo, effective_at: Instant, state: &State) -> HistoryRow<'_> {
    HistoryRow {
        opportunity,
        log,
        effective_at,
        account: state.account,
        owner: state.owner,
        deal_type: state.deal_type,
        currency: state.currency,
        lines: &state.lines,
        stage: state.stage,
        category: state.category,
        close_day: state.close_day,
        source: state.source,
        sourced_by: state.sourced_by,
        campaign: state.campaign,
        region: state.region.as_deref(),
        name: &state.name,
        next_step: state.next_step.as_deref().is_some_and(|step| !step.is_empty()),
        next_step_day: state.next_step_day,
        contacts: &state.contacts,
        team: &state.team,
        splits: &state.splits,
        nurture_until: state.nurture_until,
        takes_back: false,
        deleted: state.deleted,
    }
}
