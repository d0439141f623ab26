//! The engine as a whole: store, ledger and clock, opened together.

use crate::apm;
use crate::auth::Auth;
use crate::clock::{Clock, Zone};
use crate::ledger::Ledger;
use crate::live::{Followed, Found, Hub};
use crate::mail::Post;
use crate::store::{Settings, Store, StoreError};
use crate::view::{Phonebook, Shared, Truth, View};
use contract::live::Topic;
use contract::session::Me;
use domain::{Cause, Day, Instant, LogNo};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// How far something long has come, to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done, in a few words.
    pub what: &'static str,
    /// How much is done.
    pub done: u64,
    /// Of how much; 0 if that is not known.
    pub of: u64,
}

/// What is told about progress.
pub type OnProgress = dyn Fn(Progress) + Send + Sync;

/// Store, ledger and clock. Cheap to clone.
#[derive(Clone)]
pub struct Engine(Arc<Parts>);

struct Parts {
    store: Store,
    ledger: Arc<Ledger>,
    live: Hub,
    clock: Clock,
    phonebook: Phonebook,
    looked: Shared<Truth>,
    added_up: Shared<(LogNo, Day)>,
    inspections: apm::Kept,
    /// Where mails come from; none are written without.
    post: OnceLock<Post>,
}

impl Engine {
    /// Opens the database (`sqlite:path/to/file`, `sqlite::memory:` or `postgres://…`), brings its schema up to date and
    /// loads the ledger.
    pub async fn open(url: &str, clock: Clock, on_progress: &OnProgress) -> Result<Self, StoreError> {
        Self::open_beside(url, None, clock, on_progress).await
    }

    /// The same with a folder for the ledger's snapshot: a start then need not read all of history.
    pub async fn open_beside(
        url: &str,
        folder: Option<&Path>,
        clock: Clock,
        on_progress: &OnProgress,
    ) -> Result<Self, StoreError> {
        let store = Store::open(url, clock.clone()).await?;
        let ledger = Ledger::load(&store, folder, on_progress).await?;
        let live = Hub::start();
        store.follow(Arc::new(Followed { ledger: ledger.clone(), hub: live.clone() }));
        store.follow_found(Arc::new(Found(ledger.clone(), live.clone())));
        // What was committed between the two, and by other processes from now on.
        ledger.catch_up().await?;
        ledger.watch();
        live.watch_sessions(store.clone());
        let (phonebook, looked, added_up, inspections, post) = Default::default();
        Ok(Self(Arc::new(Parts { store, ledger, live, clock, phonebook, looked, added_up, inspections, post })))
    }

    /// What a person may see and change.
    pub fn view(&self, me: &Me) -> View {
        View { engine: self.clone(), me: me.clone(), cause: Cause::Screen }
    }

    /// Everything, whoever asks. The reason is for the reader of the code and for the log.
    pub fn unrestricted(&self, reason: &'static str) -> &Store {
        tracing::trace!(reason, "un-narrowed access");
        &self.0.store
    }

    /// Who may sign in, and who is.
    pub fn auth(&self) -> Auth {
        Auth::new(self.0.store.clone(), self.0.clock.clone())
    }

    /// The store, for the parts of the engine that narrow by themselves.
    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    /// The ledger.
    pub(crate) fn ledger(&self) -> &Arc<Ledger> {
        &self.0.ledger
    }

    /// What tells open pages that something has changed.
    pub fn live(&self) -> &Hub {
        &self.0.live
    }

    /// Says that something has changed which the log does not hold (an activity, a review, an inbox): after the write, so
    /// that whoever hears of it finds it. Costs next to nothing and waits for nobody.
    pub fn tell(&self, topic: Topic) {
        self.0.live.tell(topic);
    }

    /// Waits until what was accepted is written, keeps a snapshot of the ledger, and closes the database.
    pub async fn close(&self) {
        self.0.live.close();
        if let Err(error) = self.0.ledger.save().await {
            tracing::warn!(%error, "the ledger's snapshot could not be written");
        }
        self.0.store.close().await;
    }

    /// Answers about deals as they are now.
    pub(crate) fn looked(&self) -> &Shared<Truth> {
        &self.0.looked
    }

    /// Matrices, at a position of the log, on a day.
    pub(crate) fn added_up(&self) -> &Shared<(LogNo, Day)> {
        &self.0.added_up
    }

    /// What became of deals, as far as somebody has asked.
    pub(crate) fn inspections(&self) -> &apm::Kept {
        &self.0.inspections
    }

    /// The names of accounts and contacts.
    pub(crate) fn phonebook(&self) -> &Phonebook {
        &self.0.phonebook
    }

    /// Says where mails come from: from now on they are written. Once, at the start.
    pub fn set_post(&self, post: Post) {
        // A second one would be the same.
        let _ = self.0.post.set(post);
    }

    /// Where mails come from.
    pub(crate) fn post(&self) -> Option<&Post> {
        self.0.post.get()
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The settings in force; none before the workspace is set up.
    pub fn settings(&self) -> Option<Settings> {
        self.0.store.settings()
    }

    /// This moment.
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }

    /// Today in the workspace's zone (universal time before it is set up).
    pub fn today(&self) -> Day {
        self.settings().map_or(Zone::utc(), |settings| settings.zone).today(&self.0.clock)
    }
}
