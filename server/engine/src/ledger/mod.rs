//! Versions of deals as columns in memory, and the scan that answers what a day looked like.
//!
//! The ledger is a cache of the log: dropped, it is rebuilt. It holds, in days, when each version of a deal began and
//! ceased to hold, in three segments, each sorted for its question: open pipeline, closed deals, pipe generation. What
//! counts in no measure (deals before entry, Omitted, deleted, versions replaced within the day) has no row.

pub mod columns;
mod days;
pub mod deals;
pub mod dictionary;
pub mod drill;
pub mod facts;
pub mod follow;
mod key;
mod load;
pub mod matrix;
pub mod rates;
pub mod scan;
pub mod scope;
pub mod segment;
pub mod status;

use crate::store::Store;
use columns::Columns;
use contract::Problem;
use domain::LogNo;
use parking_lot::{Mutex, RwLock};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::watch;

/// How many older positions are kept beside the head.
const PAST: usize = 2;

/// With so many versions, a question is long enough to step aside for.
const MANY: u64 = 500_000;

/// How long a question waits for a batch that was just published to be read.
const PATIENCE: Duration = Duration::from_secs(60);

/// The ledger: the columns at the head of the log, followed; and those of a few older positions.
pub struct Ledger {
    myself: Weak<Self>,
    store: Store,
    /// Nothing before the workspace is set up.
    columns: RwLock<Option<Columns>>,
    past: Mutex<Vec<(LogNo, Arc<Columns>)>>,
    /// Whether the columns are between two positions of the log: reading from the store takes its time.
    busy: AtomicBool,
    /// Told when they no longer are.
    settled: watch::Sender<()>,
    /// The greatest position heard of. Held while `busy` changes, so that nothing heard of meanwhile is missed.
    wanted: Mutex<LogNo>,
    /// One task at a time reads what was missed.
    catching_up: tokio::sync::Mutex<()>,
}

impl Ledger {
    /// The position of the log the columns are at.
    pub fn head(&self) -> LogNo {
        self.columns.read().as_ref().map_or(LogNo(0), |columns| columns.head)
    }

    /// Answers a question from the columns as known at a position, by default the head.
    pub async fn read<R>(&self, known_at: Option<LogNo>, ask: impl FnOnce(&Columns) -> R) -> Result<R, Problem> {
        let mut caught_up = false;
        loop {
            self.settle().await?;
            let beyond = {
                let guard = self.columns.read();
                // Between the wait and the lock a batch may have begun to come in.
                if self.busy.load(Ordering::Acquire) {
                    continue;
                }
                let columns = guard.as_ref().ok_or_else(crate::view::not_set_up)?;
                match known_at {
                    None => return Ok(aside(columns, ask)),
                    Some(known_at) if known_at == columns.head => return Ok(aside(columns, ask)),
                    Some(known_at) => known_at > columns.head,
                }
            };
            let Some(known_at) = known_at else { continue };
            if !beyond {
                let columns = self.past(known_at).await?;
                return Ok(aside(&columns, ask));
            }
            if caught_up || known_at > self.store.head().await? {
                return Err(Problem::invalid("known_at", "the log has not come that far yet"));
            }
            caught_up = true;
            self.catch_up().await?;
        }
    }

    /// Waits until the columns are at one position of the log.
    async fn settle(&self) -> Result<(), Problem> {
        let mut settled = self.settled.subscribe();
        let wait = async {
            while self.busy.load(Ordering::Acquire) {
                if settled.changed().await.is_err() {
                    break;
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait)
            .await
            .map_err(|_| Problem::unreachable("The numbers are being brought up to date. Try again in a minute."))
    }

    /// The columns as known at an older position.
    async fn past(&self, known_at: LogNo) -> Result<Arc<Columns>, Problem> {
        let kept = |past: &mut Vec<(LogNo, Arc<Columns>)>| {
            let at = past.iter().position(|(position, _)| *position == known_at)?;
            let entry = past.remove(at);
            past.push(entry);
            past.last().map(|(_, columns)| columns.clone())
        };
        if let Some(columns) = kept(&mut self.past.lock()) {
            return Ok(columns);
        }
        let settings = self.store.settings_at(known_at).await?;
        let settings = settings.ok_or_else(|| Problem::invalid("known_at", "there were no settings yet at that position"))?;
        let columns = Arc::new(load::columns(&self.store, settings, Some(known_at), &|_| {}).await?);
        let mut past = self.past.lock();
        if past.len() == PAST {
            past.remove(0);
        }
        past.push((known_at, columns.clone()));
        Ok(columns)
    }
}

/// Asks; long questions let other tasks of this thread go on elsewhere.
fn aside<R>(columns: &Columns, ask: impl FnOnce(&Columns) -> R) -> R {
    let threads = tokio::runtime::Handle::try_current().map(|handle| handle.runtime_flavor());
    match threads {
        Ok(tokio::runtime::RuntimeFlavor::MultiThread) if columns.versions > MANY => tokio::task::block_in_place(|| ask(columns)),
        _ => ask(columns),
    }
}
