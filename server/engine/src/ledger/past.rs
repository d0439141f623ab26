//! The columns as known at an older position of the log: wound back from the head where little has happened since, else
//! read from the store.

use super::columns::Columns;
use super::follow::row;
use super::{Ledger, load};
use crate::store::Settings;
use contract::Problem;
use domain::{LogNo, OpportunityId};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// How many older positions are kept beside the head.
const KEPT: usize = 2;

/// How much may have happened since: more than that is read faster anew.
const LITTLE: i64 = 50_000;

/// How many deals are told again at a time.
const RETOLD: usize = 1_000;

impl Ledger {
    /// The columns as known at an older position.
    pub(super) async fn past(&self, known_at: LogNo) -> Result<Arc<Columns>, Problem> {
        if let Some(columns) = self.kept(known_at) {
            return Ok(columns);
        }
        let settings = self.store.settings_at(known_at).await?;
        let settings = settings.ok_or_else(|| Problem::invalid("known_at", "there were no settings yet at that position"))?;
        let columns = match self.wound_back(known_at, &settings).await? {
            Some(columns) => columns,
            None => load::columns(&self.store, settings, Some(known_at), &|_| {}).await?,
        };
        let columns = Arc::new(columns);
        let mut past = self.past.lock();
        if past.len() == KEPT {
            past.remove(0);
        }
        past.push((known_at, columns.clone()));
        Ok(columns)
    }

    fn kept(&self, known_at: LogNo) -> Option<Arc<Columns>> {
        let mut past = self.past.lock();
        let at = past.iter().position(|(position, _)| *position == known_at)?;
        let entry = past.remove(at);
        past.push(entry);
        past.last().map(|(_, columns)| columns.clone())
    }

    /// A copy of the columns in which the deals that changed since then are told again as they were known.
    async fn wound_back(&self, known_at: LogNo, settings: &Settings) -> Result<Option<Columns>, Problem> {
        let copied = {
            let guard = self.columns.read();
            let near = |columns: &&Columns| {
                // A batch may be coming in.
                !self.busy.load(Ordering::Acquire)
                    && columns.settings.revision == settings.revision
                    && (1..=LITTLE).contains(&(columns.head.0 - known_at.0))
            };
            guard.as_ref().filter(near).map(Columns::without_book)
        };
        let Some(mut columns) = copied else { return Ok(None) };
        let mut changed = BTreeSet::new();
        self.store
            .read_history(Some(known_at), Some(columns.head), |version| {
                changed.insert(version.opportunity);
            })
            .await?;
        let changed: Vec<OpportunityId> = changed.into_iter().collect();
        let numbers: Vec<u32> = changed.iter().filter_map(|deal| columns.deals.find(deal.0)).collect();
        columns.forget(&numbers);
        for deals in changed.chunks(RETOLD) {
            for version in self.store.versions_of(deals, Some(known_at)).await? {
                columns.append(&row(&version));
            }
        }
        columns.head = known_at;
        load::surroundings(&self.store, &mut columns).await?;
        Ok(Some(columns))
    }
}
