//! What tells open pages that something has changed: which topics have, never what. It follows the log; what is not in the
//! log is told by whoever writes it ([`crate::Engine::tell`]).
//!
//! Telling is a few words in memory and waits for nobody. What is told of one topic within a moment is joined
//! (`news::JOIN`); what a reader has not taken yet is one number for each topic, however long it does not read.

mod follow;
mod news;
mod presence;
mod reader;
mod session;

pub(crate) use follow::Followed;
pub use follow::Found;
pub use reader::Notices;

use contract::live::Topic;
use domain::{LogNo, PersonId};
use news::{News, Passed};
use parking_lot::{Mutex, RwLock};
use reader::Reader;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Weak};
use std::time::Instant;
use tokio::sync::Notify;

/// How many streams one person may have open: one for each browser.
const MOST_OF_A_PERSON: usize = 12;
/// How many there may be in all: connections are left for everything else.
const MOST: usize = 2_048;
/// How many of the last changes of the log are remembered as told.
const REMEMBERED: usize = 10_000;

/// Topics and the revision each is at now.
pub type Revisions = BTreeMap<Topic, u64>;

/// The same, as it is passed on.
type Noted = Vec<(Topic, u64)>;

/// How far a reader, or a page, has come: in the count of one process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Which process counted; it is another one after each start.
    pub epoch: u32,
    /// The count.
    pub revision: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{}", self.epoch, self.revision)
    }
}

impl FromStr for Position {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (epoch, revision) = text.split_once('-').ok_or(())?;
        let epoch = u32::from_str_radix(epoch, 16).map_err(|_| ())?;
        Ok(Self { epoch, revision: revision.parse().map_err(|_| ())? })
    }
}

/// Whom a notice is for, among those who may have it.
#[derive(Clone, Debug)]
enum Audience {
    /// All of them.
    Everyone,
    /// Those who see the deals of one of these people.
    Of(HashSet<PersonId>),
}

impl Audience {
    fn join(&mut self, other: Self) {
        match (&mut *self, other) {
            (Self::Of(people), Self::Of(more)) => people.extend(more),
            _ => *self = Self::Everyone,
        }
    }
}

/// Why no stream can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// This person has enough.
    Person,
    /// The server has enough, or is ending.
    Server,
}

/// Where telling and reading meet. Cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    epoch: u32,
    news: Mutex<News>,
    readers: RwLock<Readers>,
    /// Wakes the task that passes on what has been told.
    wake: Arc<Notify>,
    /// What of the log has been told by following this process's own writer.
    told: Mutex<BTreeSet<LogNo>>,
    /// Who has which deal on their screen.
    screens: presence::Screens,
}

#[derive(Default)]
struct Readers {
    all: HashMap<u64, Arc<Reader>>,
    of: HashMap<Topic, Vec<Arc<Reader>>>,
    next: u64,
    closed: bool,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.wake.notify_one();
    }
}

impl Hub {
    /// A hub, and the task that passes on what it is told.
    pub(crate) fn start() -> Self {
        let wake = Arc::new(Notify::new());
        let inner = Arc::new(Inner {
            epoch: rand::random(),
            news: Mutex::default(),
            readers: RwLock::default(),
            wake: wake.clone(),
            told: Mutex::default(),
            screens: presence::Screens::default(),
        });
        tokio::spawn(pass_on(Arc::downgrade(&inner), wake));
        Self(inner)
    }

    /// Says that something has changed, to whoever may know.
    pub fn tell(&self, topic: Topic) {
        self.tell_all([(topic, Audience::Everyone)]);
    }

    /// Says that anything may have changed.
    pub(crate) fn tell_everything(&self) {
        self.0.news.lock().tell_everything();
        self.0.wake.notify_one();
    }

    fn tell_all(&self, told: impl IntoIterator<Item = (Topic, Audience)>) {
        let mut news = self.0.news.lock();
        told.into_iter().for_each(|(topic, audience)| news.tell(topic, audience));
        drop(news);
        self.0.wake.notify_one();
    }

    /// How far what is told has come: what is read from now on holds at least all that.
    pub fn position(&self) -> Position {
        self.at(self.0.news.lock().revision())
    }

    /// How many streams are open.
    pub fn open_streams(&self) -> usize {
        self.0.readers.read().all.len()
    }

    fn at(&self, revision: u64) -> Position {
        Position { epoch: self.0.epoch, revision }
    }

    /// Opens a stream. At first it holds what has changed since a position: everything, if that is from another process.
    fn open(&self, reader: Reader, since: Option<Position>) -> Result<Arc<Reader>, Full> {
        let reader = {
            let mut readers = self.0.readers.write();
            let person = reader.person();
            if readers.closed || readers.all.len() >= MOST {
                return Err(Full::Server);
            }
            if readers.all.values().filter(|other| other.person() == person).count() >= MOST_OF_A_PERSON {
                return Err(Full::Person);
            }
            readers.next += 1;
            let reader = Arc::new(reader.numbered(readers.next));
            readers.all.insert(reader.number, reader.clone());
            for topic in &reader.topics {
                readers.of.entry(*topic).or_default().push(reader.clone());
            }
            reader
        };
        // From here on it is told; what was told before is looked up.
        let news = self.0.news.lock();
        let missed = since.map(|since| if since.epoch == self.0.epoch { since.revision } else { 0 });
        let changed = reader.topics.iter().map(|topic| (*topic, news.revision_of(*topic)));
        let changed = changed.filter(|(_, revision)| missed.is_some_and(|missed| *revision > missed)).collect();
        let safe = news.safe();
        drop(news);
        reader.begin(changed, safe);
        Ok(reader)
    }

    /// Forgets a stream.
    fn close_one(&self, reader: &Reader) {
        let mut readers = self.0.readers.write();
        readers.all.remove(&reader.number);
        for topic in &reader.topics {
            if let Some(of) = readers.of.get_mut(topic) {
                of.retain(|other| other.number != reader.number);
                if of.is_empty() {
                    readers.of.remove(topic);
                }
            }
        }
    }

    /// Ends the streams of those for whom this holds.
    fn end(&self, whose: impl Fn(&Reader) -> bool) {
        let readers = self.0.readers.read();
        readers.all.values().filter(|reader| whose(reader)).for_each(|reader| reader.end());
    }

    /// Ends all streams, and opens no more.
    pub fn close(&self) {
        self.0.readers.write().closed = true;
        self.end(|_| true);
    }
}

/// Passes on what is told, when it is due, until the hub is gone.
async fn pass_on(hub: Weak<Inner>, wake: Arc<Notify>) {
    loop {
        let next = {
            let Some(inner) = hub.upgrade() else { return };
            let passed = inner.news.lock().due(Instant::now());
            inner.pass(&passed);
            passed.next
        };
        match next {
            Some(next) => drop(tokio::time::timeout_at(next.into(), wake.notified()).await),
            None => wake.notified().await,
        }
    }
}

impl Inner {
    fn pass(&self, passed: &Passed) {
        let readers = self.readers.read();
        if let Some(revision) = passed.everything {
            let all = |reader: &Reader| reader.topics.iter().map(|topic| (*topic, revision)).collect();
            readers.all.values().for_each(|reader| reader.note(all(reader), passed.safe));
        }
        // All that a reader is told at once is one notice.
        let mut notes: HashMap<u64, (&Reader, Noted)> = HashMap::new();
        for (topic, revision, audience) in &passed.topics {
            for reader in readers.of.get(topic).into_iter().flatten().filter(|reader| reader.hears(audience)) {
                notes.entry(reader.number).or_insert((reader, Vec::new())).1.push((*topic, *revision));
            }
        }
        notes.into_values().for_each(|(reader, topics)| reader.note(topics, passed.safe));
    }
}

#[cfg(test)]
mod tests;
