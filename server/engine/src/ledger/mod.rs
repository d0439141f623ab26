//! Versions of deals as columns in memory, and the scan that answers what a day looked like.
//!
//! The ledger is a cache of the log: dropped, it is rebuilt. It holds, in days, when each version of a deal began and
//! ceased to hold, in three segments, each sorted for its question: open pipeline, closed deals, pipe generation. What
//! counts in no measure (deals before entry, Omitted, deleted, versions replaced within the day) has no row.

pub mod book;
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
pub mod part;
mod past;
pub mod rates;
pub mod scan;
pub mod scope;
pub mod segment;
pub mod shares;
pub mod snapshot;
pub mod status;
pub mod values;

use crate::store::Store;
use columns::Columns;
use contract::Problem;
use domain::LogNo;
use parking_lot::{Mutex, RwLock};
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::watch;

/// With so many versions, a question is long enough to step aside for.
const MANY: u64 = 500_000;

/// How long a question waits for a batch that was just published to be read.
const PATIENCE: Duration = Duration::from_secs(60);

/// The ledger: the columns at the head of the log, followed; and those of a few older positions.
pub struct Ledger {
    myself: Weak<Self>,
    store: Store,
    /// Where the snapshot is; none is kept without.
    place: Option<snapshot::Place>,
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

/// The columns at the position that was asked for, and beside them those at the head: who may see what is always decided
/// by what is known now.
pub struct Known<'k> {
    then: &'k Columns,
    now: &'k Columns,
}

impl Known<'_> {
    /// The columns at the head.
    pub fn now(&self) -> &Columns {
        self.now
    }

    /// Whether that is another position than the one asked for.
    pub fn is_past(&self) -> bool {
        !std::ptr::eq(self.then, self.now)
    }
}

impl Deref for Known<'_> {
    type Target = Columns;

    fn deref(&self) -> &Columns {
        self.then
    }
}

impl Ledger {
    /// The position of the log the columns are at.
    pub fn head(&self) -> LogNo {
        self.columns.read().as_ref().map_or(LogNo(0), |columns| columns.head)
    }

    /// Answers a question from the columns as known at a position, by default the head.
    pub async fn read<R>(&self, known_at: Option<LogNo>, ask: impl FnOnce(&Known<'_>) -> R) -> Result<R, Problem> {
        let mut caught_up = false;
        let mut past: Option<Arc<Columns>> = None;
        loop {
            self.settle().await?;
            let lacking = {
                let guard = self.columns.read();
                // Between the wait and the lock a batch may have begun to come in.
                if self.busy.load(Ordering::Acquire) {
                    continue;
                }
                match (guard.as_ref(), known_at) {
                    (None, _) => Lacking::Everything,
                    (Some(now), Some(known_at)) if known_at > now.head => Lacking::Later(known_at),
                    (Some(now), Some(known_at)) if known_at < now.head && past.is_none() => Lacking::Earlier(known_at),
                    (Some(now), _) => {
                        let then = past.as_deref().unwrap_or(now);
                        return Ok(aside(&Known { then, now }, ask));
                    }
                }
            };
            match lacking {
                Lacking::Earlier(known_at) => past = Some(self.past(known_at).await?),
                Lacking::Everything if caught_up => return Err(crate::view::not_set_up()),
                Lacking::Later(known_at) if caught_up || known_at > self.store.head().await? => {
                    return Err(Problem::invalid("known_at", "the log has not come that far yet"));
                }
                // Another process may have written it.
                Lacking::Later(_) | Lacking::Everything => {
                    caught_up = true;
                    self.catch_up().await?;
                }
            }
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
}

/// What the columns would have to know to answer.
enum Lacking {
    /// There are none: the workspace is not set up, as far as this process knows.
    Everything,
    /// What was known at an older position.
    Earlier(LogNo),
    /// What is not in them yet.
    Later(LogNo),
}

/// Asks; long questions let other tasks of this thread go on elsewhere.
fn aside<R>(columns: &Known<'_>, ask: impl FnOnce(&Known<'_>) -> R) -> R {
    let threads = tokio::runtime::Handle::try_current().map(|handle| handle.runtime_flavor());
    match threads {
        Ok(tokio::runtime::RuntimeFlavor::MultiThread) if columns.versions > MANY => tokio::task::block_in_place(|| ask(columns)),
        _ => ask(columns),
    }
}
