//! What the log holds, in commit order.

use super::code::read_currency;
use super::db::{all, statements};
use super::entity::Entity;
use super::fact::read_fact;
use super::row::{VersionRow, version_columns};
use super::setting::read_workspace;
use super::target::read_target;
use super::{Result, Store};
use domain::workspace::DatedRate;
use domain::{BatchId, Day, Fact, LogNo, Rate, Version, Workspace};
use uuid::Uuid;

/// Something that was committed.
#[derive(Clone, Debug)]
pub enum Change {
    /// A deal has a new version.
    Version(Box<Version>),
    /// A fact was recorded, live.
    Fact(Fact),
    /// A rate was entered, live.
    Rate(LogNo, DatedRate),
    /// A target was set or cleared, live.
    Target(super::TargetRow),
    /// An account, contact or product was created or changed on a screen, merged or erased. (Imports tell of theirs by what
    /// they publish.)
    Entity(LogNo, Entity, Uuid),
    /// The settings changed.
    Settings(LogNo, Workspace),
    /// A deal was reviewed.
    Review(super::ReviewRow),
    /// A flag of a deal was waived, or no longer is.
    Waiver(super::WaiverRow),
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

statements! {
    /// What is written live is in the nil batch ($1): its position is its log number.
    VERSIONS = concat!("select ", version_columns!(), "
        from opportunity_version v
        join batch b on b.id = v.batch_id
        where v.batch_id = $1
          and v.position > $2
        order by v.position
        limit $3");
    FACTS = "select subject, attribute, valid_from, value, position
        from fact
        where batch_id = $1
          and position > $2
        order by position
        limit $3";
    RATES = "select currency, day, rate, position
        from rate
        where batch_id = $1
          and position > $2
        order by position
        limit $3";
    TARGETS = "select measure, period, dimension, key, amount, position
        from target
        where batch_id = $1
          and position > $2
        order by position
        limit $3";
    ACCOUNTS = "select id, log
        from account
        where log > $1
        order by log
        limit $2";
    CONTACTS = "select id, log
        from contact
        where log > $1
        order by log
        limit $2";
    PRODUCTS = "select id, log
        from product
        where log > $1
        order by log
        limit $2";
    SETTINGS = "select log, content
        from setting
        where log > $1
        order by log
        limit $2";
    BATCHES = "select id, log_base, log_last
        from batch
        where log_last > $1
          and log_base < log_last
        order by log_last
        limit $2";
}

/// How many of each kind are read at once.
const PAGE: i64 = 1_000;

impl Change {
    /// The last log number it takes.
    pub fn last(&self) -> LogNo {
        match self {
            Self::Version(version) => version.log,
            Self::Fact(fact) => fact.log,
            Self::Rate(log, _) | Self::Settings(log, _) | Self::Entity(log, ..) => *log,
            Self::Target(target) => target.log,
            Self::Review(review) => review.log,
            Self::Waiver(waiver) => waiver.log,
            Self::Published { last, .. } => *last,
        }
    }

    /// The first log number it takes: the same, but for a batch. Every number is taken by exactly one change, so a follower
    /// that misses one knows.
    pub fn first(&self) -> LogNo {
        match self {
            Self::Published { first, .. } => *first,
            other => other.last(),
        }
    }
}

impl Store {
    /// What was committed after this position, in the order of the log, and how far it reaches: about a thousand changes
    /// at most. Nothing new: an empty list and the same position. `after` is a position answered before, never one in the
    /// middle of a batch.
    pub async fn changes_since(&self, after: LogNo) -> Result<(Vec<Change>, LogNo)> {
        // Everything up to the head is visible to what is read after it: numbers are in commit order.
        let head = self.head().await?;
        if head <= after {
            return Ok((Vec::new(), after));
        }
        let mut conn = self.db.read_fresh().await?;
        let live = Uuid::nil();
        let mut changes = Vec::new();
        let mut reach = head;
        // A kind that fills its page may go on behind it: the others must not run ahead of it.
        let mut full = |read: usize, changes: &[Change]| {
            if read as i64 == PAGE {
                reach = reach.min(changes.last().map_or(head, Change::last));
            }
        };

        let rows = all!(conn, VERSIONS => VersionRow; live, after.0, PAGE)?;
        let read = rows.len();
        for row in rows {
            changes.push(Change::Version(Box::new(row.read()?)));
        }
        full(read, &changes);

        let rows = all!(conn, FACTS => (Uuid, i16, i32, String, i64); live, after.0, PAGE)?;
        let read = rows.len();
        for row in rows {
            changes.push(Change::Fact(read_fact(row)?));
        }
        full(read, &changes);

        let rows = all!(conn, RATES => (String, i32, i64, i64); live, after.0, PAGE)?;
        let read = rows.len();
        for (currency, day, rate, log) in rows {
            let rate = DatedRate { currency: read_currency(&currency)?, day: Day(day), rate: Rate(rate) };
            changes.push(Change::Rate(LogNo(log), rate));
        }
        full(read, &changes);

        let rows = all!(conn, TARGETS => (String, String, String, String, Option<i64>, i64); live, after.0, PAGE)?;
        let read = rows.len();
        for row in rows {
            changes.push(Change::Target(read_target(row)?));
        }
        full(read, &changes);

        let rows = all!(conn, SETTINGS => (i64, String); after.0, PAGE)?;
        let read = rows.len();
        for (log, content) in rows {
            changes.push(Change::Settings(LogNo(log), read_workspace(&content)?));
        }
        full(read, &changes);

        for found in super::review::changes_after(&mut conn, after, PAGE).await? {
            let read = found.len();
            changes.extend(found);
            full(read, &changes);
        }

        let kinds = [(Entity::Account, ACCOUNTS), (Entity::Contact, CONTACTS), (Entity::Product, PRODUCTS)];
        for (kind, statement) in kinds {
            let rows = all!(conn, statement => (Uuid, i64); after.0, PAGE)?;
            let read = rows.len();
            changes.extend(rows.into_iter().map(|(id, log)| Change::Entity(LogNo(log), kind, id)));
            full(read, &changes);
        }

        let rows = all!(conn, BATCHES => (Uuid, i64, i64); after.0, PAGE)?;
        let read = rows.len();
        for (batch, base, last) in rows {
            changes.push(Change::Published { batch: BatchId(batch), first: LogNo(base + 1), last: LogNo(last) });
        }
        full(read, &changes);

        changes.retain(|change| change.last() <= reach);
        changes.sort_by_key(Change::last);
        // Another process may have changed the settings.
        self.current.apply(&changes);
        self.waivers.apply(&changes);
        self.finders.read().iter().for_each(|follower| follower.apply(&changes));
        Ok((changes, reach))
    }
}
