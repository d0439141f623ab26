//! Targets.

use crate::store::{Author, Result, StagedTarget, Store};
use domain::{Company, Dimension, LogNo, PeriodKey, Target, TargetMeasure};

/// A target as it was set, or cleared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetRow {
    /// Its place in the log.
    pub log: LogNo,
    /// What for.
    pub measure: TargetMeasure,
    /// When.
    pub period: PeriodKey,
    /// The row's dimension.
    pub dimension: Option<Dimension>,
    /// The row's key.
    pub key: String,
    /// How much; nothing if it was cleared.
    pub amount: Option<Company>,
}

impl Store {
    /// The targets in force with log ≤ `known_at`, and their revision: the greatest log number among all that were ever
    /// set or cleared up to there.
    pub async fn targets(&self, known_at: Option<LogNo>) -> Result<(Vec<Target>, LogNo)> {
        let _ = known_at;
        todo!()
    }

    /// Sets and clears targets, all or none. A revision other than `base` by now is a conflict.
    pub async fn save_targets(&self, author: Author, base: LogNo, targets: Vec<StagedTarget>) -> Result<LogNo> {
        let _ = (author, base, targets);
        todo!()
    }
}
