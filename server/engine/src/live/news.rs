//! What has been told, and what of it is to be passed on when.

use super::Audience;
use contract::live::Topic;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// What is told of a topic within this time after it was passed on is passed on together: about four times a second, and
/// never later than the quarter of a second within which a change is to be seen.
pub(super) const JOIN: Duration = Duration::from_millis(240);

/// How many topics are remembered with their own revisions. Of the others it is only known that they are older.
const REMEMBERED: usize = 50_000;

/// What has been told.
#[derive(Default)]
pub(super) struct News {
    revision: u64,
    /// The revision of each topic told of since `floor`.
    told: HashMap<Topic, u64>,
    /// The others changed here at the latest.
    floor: u64,
    waiting: HashMap<Topic, Waiting>,
    everything: Option<u64>,
    /// When a topic was last passed on, where that is so short ago that what follows has to wait.
    passed: HashMap<Topic, Instant>,
    passed_everything: Option<Instant>,
}

/// A topic that has been told of and not yet passed on.
struct Waiting {
    /// The first revision that waits.
    first: u64,
    audience: Audience,
}

/// What is passed on at once.
pub(super) struct Passed {
    /// Anything may have changed.
    pub everything: Option<u64>,
    /// Topics, their revisions, and for whom.
    pub topics: Vec<(Topic, u64, Audience)>,
    /// Everything up to here has been passed on.
    pub safe: u64,
    /// When there is more.
    pub next: Option<Instant>,
}

impl News {
    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    pub(super) fn revision_of(&self, topic: Topic) -> u64 {
        self.told.get(&topic).copied().unwrap_or(self.floor)
    }

    /// Everything up to this revision has been passed on.
    pub(super) fn safe(&self) -> u64 {
        let waiting = self.waiting.values().map(|waiting| waiting.first).chain(self.everything).min();
        waiting.map_or(self.revision, |first| first - 1)
    }

    pub(super) fn tell(&mut self, topic: Topic, audience: Audience) {
        self.revision += 1;
        if self.told.len() >= REMEMBERED {
            self.told.clear();
            self.floor = self.revision;
        }
        self.told.insert(topic, self.revision);
        match self.waiting.get_mut(&topic) {
            Some(waiting) => waiting.audience.join(audience),
            None => {
                self.waiting.insert(topic, Waiting { first: self.revision, audience });
            }
        }
    }

    pub(super) fn tell_everything(&mut self) {
        self.revision += 1;
        self.told.clear();
        self.floor = self.revision;
        self.everything.get_or_insert(self.revision);
    }

    /// Takes what is due.
    pub(super) fn due(&mut self, now: Instant) -> Passed {
        self.passed.retain(|_, at| now < *at + JOIN);
        self.passed_everything.take_if(|at| now >= *at + JOIN);
        let everything = self.everything.take_if(|_| self.passed_everything.is_none()).map(|_| self.floor);
        if everything.is_some() {
            self.passed_everything = Some(now);
        }
        let ready: Vec<Topic> = self.waiting.keys().filter(|topic| !self.passed.contains_key(topic)).copied().collect();
        let topics = ready.into_iter().filter_map(|topic| {
            let waiting = self.waiting.remove(&topic)?;
            self.passed.insert(topic, now);
            Some((topic, self.told.get(&topic).copied().unwrap_or(self.floor), waiting.audience))
        });
        let topics = topics.collect();
        let again = self.waiting.keys().filter_map(|topic| self.passed.get(topic)).min();
        let again = again.into_iter().chain(self.passed_everything.as_ref().filter(|_| self.everything.is_some())).min();
        let next = again.map(|at| *at + JOIN);
        Passed { everything, topics, safe: self.safe(), next }
    }
}
