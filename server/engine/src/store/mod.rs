//! What is kept, in SQLite or in Postgres: the only place with SQL.
//!
//! History comes first: deals are append-only versions in the order of one log, and so are facts, rates, targets and
//! settings. What is derived from them (`opportunity`) can be dropped and made again.

mod account;
mod activity;
mod append;
mod batch;
mod bulk;
mod bulk_change;
mod change;
mod code;
mod contact;
mod db;
mod detail;
mod digest;
mod duplicate;
mod entity;
mod error;
mod fact;
mod finding;
mod fingerprint;
mod group;
mod hint;
mod history;
mod hygiene;
mod idempotency;
mod job;
mod lease;
mod log;
mod merge;
mod name;
mod notice;
mod opportunity;
mod outbox;
mod patch;
mod person;
mod postgres;
mod product;
mod project;
mod rate;
mod review;
mod revision;
mod row;
mod saved_view;
mod session;
mod setting;
mod sqlite;
mod staging;
mod target;
mod text;
mod writer;

pub use account::{AccountRow, Listed};
pub use activity::{ActivityRow, LinkRow};
pub use batch::BatchRow;
pub use bulk_change::{BulkRow, ItemRow};
pub use change::{Change, Follower};
pub use contact::ContactRow;
pub use duplicate::{Alike, Whose};
pub use entity::{Entity, EntityRow, KeyRow};
pub use error::StoreError;
pub use finding::FindingRow;
pub use hint::Hints;
pub use history::HistoryRow;
pub use hygiene::{ALL_OPEN, BLOCKED, DayKey, DayRow, Typicals};
pub use job::JobRow;
pub use merge::{MergeRow, Merged, TAKEN};
pub use name::{NameRow, NamesRevision};
pub use notice::{NewNotice, NoticeRow};
pub use opportunity::{Author, Gate};
pub(crate) use outbox::{Fate, NewMail, Receiver};
pub(crate) use patch::changed;
pub use person::UserRow;
pub use product::ProductRow;
pub use review::{NewReview, ReviewRow, WaiverRow};
pub use saved_view::ViewRow;
pub use session::SessionToken;
pub use setting::Settings;
pub use staging::{StagedFact, StagedRate, StagedTarget, StagedVersion};
pub use target::TargetRow;
pub use text::DealText;

use crate::clock::Clock;
use db::Db;
use std::sync::Arc;
use writer::{Followers, Writer};

/// The result of everything here.
pub type Result<T> = std::result::Result<T, StoreError>;

/// The store. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    db: Db,
    clock: Clock,
    writer: Writer,
    followers: Followers,
    finders: Followers,
    current: setting::Current,
    waivers: review::Waivers,
    stays: hygiene::Stays,
    staged: staging::Staged,
    recent: session::Recent,
    /// How often this process has named accounts otherwise than through the log.
    renamed: Arc<std::sync::atomic::AtomicI64>,
}

impl Store {
    /// Opens the database named by the URL (`sqlite:FILE`, `postgres://…`), makes it if it is an SQLite file that does not
    /// exist, and brings its schema up to date.
    pub async fn open(url: &str, clock: Clock) -> Result<Self> {
        let db = Db::open(url).await?;
        let current = setting::Current::default();
        let waivers = review::Waivers::default();
        let followers: Followers = Arc::new(parking_lot::RwLock::new(vec![Arc::new(current.clone()), Arc::new(waivers.clone())]));
        let writer = Writer::start(db.clone(), clock.clone(), followers.clone())?;
        let (finders, stays, staged, recent, renamed) = Default::default();
        let store = Self { db, clock, writer, followers, finders, current, waivers, stays, staged, recent, renamed };
        store.refresh_settings().await?;
        store.load_waivers().await?;
        store.forget_old_answers().await?;
        store.fill_search().await?;
        Ok(store)
    }

    /// Names who is told of every change before the writer gets its answer.
    pub fn follow(&self, follower: Arc<dyn Follower>) {
        self.followers.write().push(follower);
    }

    /// Names who is told of what is found in the log ([`Store::changes_since`]), whoever wrote it.
    pub fn follow_found(&self, follower: Arc<dyn Follower>) {
        self.finders.write().push(follower);
    }

    /// Waits until what is queued has been written, and closes every connection. What is asked afterwards fails.
    pub async fn close(&self) {
        self.writer.write(Flush).await.ok();
        self.db.close().await;
    }
}

/// Writes nothing: it is answered when all queued before it is.
struct Flush;

impl writer::Write for Flush {
    type Answer = ();

    async fn run(&self, _log: &mut log::LogTx) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
