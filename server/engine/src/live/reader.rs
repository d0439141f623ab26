//! One open stream: what it is to be told, and what it has not taken yet.

use super::{Audience, Full, Hub, Noted, Position, Revisions};
use crate::View;
use contract::Problem;
use contract::live::Topic;
use contract::session::Me;
use domain::{PersonId, Role};
use parking_lot::Mutex;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use tokio::sync::Notify;

/// A stream as the hub knows it.
pub(super) struct Reader {
    pub(super) number: u64,
    /// Whose it is, in which role.
    pub(super) me: Me,
    /// The session it rests on.
    pub(super) session: Vec<u8>,
    /// What it is told of.
    pub(super) topics: BTreeSet<Topic>,
    /// Whose deals the person sees; nobody's in particular if all.
    sees: Option<HashSet<PersonId>>,
    state: Mutex<State>,
    wake: Notify,
}

/// What has not been taken yet: it does not grow, however much is told.
#[derive(Default)]
struct State {
    begun: bool,
    pending: Revisions,
    safe: u64,
    ended: bool,
}

impl Reader {
    pub(super) fn numbered(self, number: u64) -> Self {
        Self { number, ..self }
    }

    pub(super) fn person(&self) -> PersonId {
        self.me.person
    }

    /// Whether what concerns these people concerns this person.
    pub(super) fn hears(&self, audience: &Audience) -> bool {
        match (audience, &self.sees) {
            (Audience::Everyone, _) | (_, None) => true,
            (Audience::Of(people), Some(sees)) => people.iter().any(|person| sees.contains(person)),
        }
    }

    /// Whether whose deals they see follows from who reports to whom.
    pub(super) fn follows_the_hierarchy(&self) -> bool {
        self.me.role == Role::Manager
    }

    pub(super) fn note(&self, topics: Noted, safe: u64) {
        self.change(|state| {
            state.pending.extend(topics);
            state.safe = safe;
        });
    }

    /// What has changed before it was opened; it is answered even if that is nothing, so that the browser knows where it is.
    pub(super) fn begin(&self, changed: Revisions, safe: u64) {
        self.change(|state| {
            // What was noted meanwhile is newer.
            for (topic, revision) in changed {
                state.pending.entry(topic).or_insert(revision);
            }
            state.safe = state.safe.max(safe);
            state.begun = true;
        });
    }

    pub(super) fn end(&self) {
        self.change(|state| state.ended = true);
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock());
        self.wake.notify_one();
    }

    /// What is there to be taken; the stream's end, or nothing yet.
    fn take(&self) -> Option<Option<(Revisions, u64)>> {
        let mut state = self.state.lock();
        if state.ended {
            return Some(None);
        }
        if state.pending.is_empty() && !state.begun {
            return None;
        }
        state.begun = false;
        Some(Some((std::mem::take(&mut state.pending), state.safe)))
    }
}

/// One person's open stream. Dropped, it is closed.
pub struct Notices {
    hub: Hub,
    reader: Arc<Reader>,
    view: View,
    /// Deals that are no longer this person's to see.
    lost: Mutex<BTreeSet<Topic>>,
}

impl View {
    /// Opens a stream of notices. Of what the person may not see there are none, as if it never changed.
    pub async fn listen(
        self,
        topics: impl IntoIterator<Item = Topic>,
        since: Option<Position>,
        session: Vec<u8>,
    ) -> Result<Result<Notices, Full>, Problem> {
        let sees = match self.me.role.sees_deals() {
            false => None,
            true => self.people().await?.map(|people| people.into_iter().collect()),
        };
        let asked: BTreeSet<Topic> = topics.into_iter().filter(|topic| self.may_hear_of(*topic)).collect();
        let topics = self.without_hidden(asked).await?;
        let (state, wake) = Default::default();
        let reader = Reader { number: 0, me: self.me.clone(), session, topics, sees, state, wake };
        let hub = self.engine.live().clone();
        Ok(hub.open(reader, since).map(|reader| Notices { hub, reader, view: self, lost: Mutex::default() }))
    }

    fn may_hear_of(&self, topic: Topic) -> bool {
        match topic {
            Topic::Inbox(person) => person == self.me.person,
            Topic::Numbers | Topic::Views | Topic::Settings => true,
            _ => self.me.role.sees_deals(),
        }
    }

    /// The same without those about a deal that the person does not see.
    async fn without_hidden(&self, topics: BTreeSet<Topic>) -> Result<BTreeSet<Topic>, Problem> {
        if !topics.iter().any(|topic| topic.deal().is_some()) {
            return Ok(topics);
        }
        let read = self.engine.ledger().read(None, |columns| {
            let scope = self.deals(columns).ok();
            let sees = |topic: &Topic| {
                topic.deal().is_none_or(|id| {
                    let deal = columns.deals.find(id.0);
                    deal.zip(scope.as_ref()).is_some_and(|(deal, scope)| scope.sees(&columns.deals, deal))
                })
            };
            topics.into_iter().filter(sees).collect()
        });
        read.await
    }
}

impl Notices {
    /// What has changed, at once for all that has, and where the reader is then; nothing when the stream ends.
    pub async fn next(&self) -> Option<(Revisions, Position)> {
        loop {
            let Some(taken) = self.reader.take() else {
                self.reader.wake.notified().await;
                continue;
            };
            let (mut revisions, safe) = taken?;
            self.leave_out(&mut revisions).await;
            return Some((revisions, self.hub.at(safe)));
        }
    }

    /// Who may no longer see a deal is told once more (it has gone from under their eyes), and then no more.
    async fn leave_out(&self, revisions: &mut Revisions) {
        if !revisions.keys().any(|topic| topic.deal().is_some()) {
            return;
        }
        let asked: BTreeSet<Topic> = revisions.keys().copied().collect();
        let Ok(seen) = self.view.without_hidden(asked.clone()).await else { return };
        let mut lost = self.lost.lock();
        lost.retain(|topic| !seen.contains(topic));
        for topic in asked.difference(&seen) {
            if !lost.insert(*topic) {
                revisions.remove(topic);
            }
        }
    }
}

impl Drop for Notices {
    fn drop(&mut self) {
        self.hub.close_one(&self.reader);
    }
}
