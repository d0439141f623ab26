//! Targets.

use super::code::{read_dimension, read_measure, read_period};
use super::db::{Tx, all, one, statements};
use super::log::LogTx;
use super::staging::insert_target;
use super::writer::Write;
use super::{Author, Change, Result, StagedTarget, Store};
use contract::Problem;
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

statements! {
    READ = "select t.measure, t.period, t.dimension, t.key, t.amount, b.log_base + t.position
        from target t
        join batch b on b.id = t.batch_id
        where b.log_base is not null
          and b.log_base + t.position <= $1
        order by t.measure, t.period, t.dimension, t.key, b.log_base + t.position";
    REVISION = "select max(b.log_base + t.position)
        from target t
        join batch b on b.id = t.batch_id
        where b.log_base is not null";
}

type Columns = (String, String, String, String, Option<i64>, i64);

pub(super) fn read_target((measure, period, dimension, key, amount, log): Columns) -> Result<TargetRow> {
    Ok(TargetRow {
        log: LogNo(log),
        measure: read_measure(&measure)?,
        period: read_period(&period)?,
        dimension: read_dimension(&dimension)?,
        key,
        amount: amount.map(Company),
    })
}

impl Store {
    /// The targets in force with log ≤ `known_at`, and their revision: the greatest log number among all that were ever
    /// set or cleared up to there.
    pub async fn targets(&self, known_at: Option<LogNo>) -> Result<(Vec<Target>, LogNo)> {
        let mut conn = self.db.read_fresh().await?;
        let upto = known_at.map_or(i64::MAX, |log| log.0);
        let mut latest: Vec<TargetRow> = Vec::new();
        let mut revision = LogNo(0);
        for row in all!(conn, READ => Columns; upto)? {
            let row = read_target(row)?;
            revision = revision.max(row.log);
            let same = |last: &TargetRow| {
                (last.measure, last.period, last.dimension, &last.key) == (row.measure, row.period, row.dimension, &row.key)
            };
            match latest.last_mut() {
                Some(last) if same(last) => *last = row,
                _ => latest.push(row),
            }
        }
        let set = latest.into_iter().filter_map(|row| {
            let TargetRow { measure, period, dimension, key, amount, .. } = row;
            amount.map(|amount| Target { measure, period, dimension, key, amount })
        });
        Ok((set.collect(), revision))
    }

    /// Sets and clears targets, all or none. A revision other than `base` by now is a conflict.
    pub async fn save_targets(&self, _author: Author, base: LogNo, targets: Vec<StagedTarget>) -> Result<LogNo> {
        self.writer.write(SaveTargets { base, targets }).await
    }
}

struct SaveTargets {
    base: LogNo,
    targets: Vec<StagedTarget>,
}

async fn revision(tx: &mut Tx) -> Result<LogNo> {
    let row = one!(tx, REVISION => (Option<i64>,))?;
    Ok(row.and_then(|(revision,)| revision).map_or(LogNo(0), LogNo))
}

impl Write for SaveTargets {
    type Answer = LogNo;

    async fn run(&self, log: &mut LogTx) -> Result<LogNo> {
        let mut revision = revision(&mut log.tx).await?;
        if revision != self.base {
            return Err(Problem::conflict("Somebody else has changed targets meanwhile. Look at them again, then save.").into());
        }
        for target in &self.targets {
            revision = log.next();
            insert_target(log.writing(), target, None, revision.0).await?;
            let StagedTarget { measure, period, dimension, key, amount } = target.clone();
            log.changes.push(Change::Target(TargetRow { log: revision, measure, period, dimension, key, amount }));
        }
        Ok(revision)
    }
}
