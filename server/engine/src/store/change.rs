//! What the log holds, in commit order.

use crate::store::{Result, Store};
use domain::workspace::DatedRate;
use domain::{BatchId, Fact, LogNo, Version, Workspace};

/// Something that was committed.
#[derive(Clone, Debug)]
pub enum Change {
    /// A deal has a new version.
    Version(Version),
    /// A fact was recorded, live.
    Fact(Fact),
    /// A rate was entered, live.
    Rate(LogNo, DatedRate),
    /// A target was set or cleared, live.
    Target(super::TargetRow),
    /// The settings changed.
    Settings(LogNo, Workspace),
    /// A whole batch became visible: versions, facts, rates and targets with log numbers from `first` to `last`. Read it
    /// with [`Store::read_history`] and the like.
    Published {
        /// The batch.
        batch: BatchId,
        /// Its first log number.
        first: LogNo,
        /// Its last log number.
        last: LogNo,
    },
}

/// Somebody who must know of a change before it is answered.
pub trait Follower: Send + Sync {
    /// Called after each commit, in the order of the log, by one task: it must not block for long.
    fn apply(&self, changes: &[Change]);
}

impl Store {
    /// The head of the log: the greatest log number given so far.
    pub async fn head(&self) -> Result<LogNo> {
        todo!()
    }

    /// What was committed after this position, in the order of the log; at most about a thousand changes, and up to where
    /// they reach. Nothing new: an empty list and the same position.
    pub async fn changes_since(&self, after: LogNo) -> Result<(Vec<Change>, LogNo)> {
        let _ = after;
        todo!()
    }
}
