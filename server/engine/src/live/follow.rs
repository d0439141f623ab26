//! What a change of the log is a change of, and for whom.

use super::{Audience, Hub, REMEMBERED};
use crate::ledger::Ledger;
use crate::store::{Change, Follower};
use contract::live::Topic;
use domain::{AccountId, Attribute, OpportunityId, PersonId, Version};
use std::collections::HashSet;
use std::sync::Arc;

/// The ledger, and behind it the hub: who hears of a change finds it in every number.
pub(crate) struct Followed {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) hub: Hub,
}

impl Follower for Followed {
    fn apply(&self, changes: &[Change]) {
        let heard = hear(&self.ledger, changes.iter());
        self.ledger.apply(changes);
        self.hub.remember(changes);
        heard.tell(&self.hub);
    }
}

/// Hears of what was found in the log, whoever wrote it. The ledger is on its way there: whoever asks it waits.
pub struct Found(pub(crate) Arc<Ledger>, pub(crate) Hub);

impl Follower for Found {
    fn apply(&self, changes: &[Change]) {
        let Self(ledger, hub) = self;
        let told = hub.0.told.lock();
        let elsewhere: Vec<&Change> = changes.iter().filter(|change| !told.contains(&change.last())).collect();
        drop(told);
        hear(ledger, elsewhere.into_iter()).tell(hub);
    }
}

/// What is to be told of some changes.
#[derive(Default)]
struct Heard {
    topics: Vec<(Topic, Audience)>,
    /// Anything may have changed.
    everything: bool,
    /// Who reports to whom may have changed.
    hierarchy: bool,
}

impl Heard {
    fn tell(self, hub: &Hub) {
        if self.hierarchy {
            // They come back at once, and are then told of the deals of those who are theirs now.
            hub.end(|reader| reader.follows_the_hierarchy());
        }
        if self.everything {
            hub.tell_everything();
        }
        if !self.topics.is_empty() {
            hub.tell_all(self.topics);
        }
    }
}

/// What changes are about, found out before the ledger has taken them in: whose a deal was is in it then.
fn hear<'c>(ledger: &Ledger, changes: impl Iterator<Item = &'c Change>) -> Heard {
    let mut heard = Heard::default();
    let everyone = |topics: &[Topic]| topics.iter().map(|topic| (*topic, Audience::Everyone)).collect::<Vec<_>>();
    for change in changes {
        match change {
            Change::Version(version) => heard.topics.extend(of_version(ledger, version)),
            Change::Fact(fact) => {
                heard.hierarchy |= fact.attribute == Attribute::PersonManager;
                let subject = Topic::Account(AccountId(fact.subject));
                heard.topics.extend(everyone(&[Topic::Numbers, Topic::Deals, Topic::Accounts, subject]));
            }
            Change::Rate(..) => heard.topics.extend(everyone(&[Topic::Numbers, Topic::Deals])),
            Change::Review(review) => heard.topics.extend(of_review(ledger, review.opportunity)),
            Change::Waiver(waiver) => heard.topics.extend(of_review(ledger, waiver.opportunity)),
            Change::Target(..) => heard.topics.extend(everyone(&[Topic::Numbers])),
            Change::Entity(_, _, id) => heard.topics.extend(everyone(&[Topic::Accounts, Topic::Account(AccountId(*id))])),
            Change::Settings(..) => heard.everything = true,
            Change::Published { .. } => {
                heard.everything = true;
                heard.hierarchy = true;
            }
        }
    }
    heard
}

fn of_version(ledger: &Ledger, version: &Version) -> Vec<(Topic, Audience)> {
    let state = &version.state;
    let now = state.owner.into_iter().chain(state.sourced_by).chain(state.team.iter().map(|member| member.person));
    let of_deal = of_deal(ledger, version.opportunity, now);
    let audience = of_deal.last().map_or(Audience::Everyone, |(_, audience)| audience.clone());
    let account = version.state.account.map(|id| (Topic::Account(id), audience));
    of_deal.into_iter().chain(account).collect()
}

/// A review or a waiver, which the week's lists show as well.
fn of_review(ledger: &Ledger, deal: OpportunityId) -> Vec<(Topic, Audience)> {
    let mut topics = of_deal(ledger, deal, []);
    topics.push((Topic::Reviews, Audience::Everyone));
    topics
}

/// Those who see a deal, or will.
fn of_deal(ledger: &Ledger, deal: OpportunityId, now: impl IntoIterator<Item = PersonId>) -> Vec<(Topic, Audience)> {
    let audience = match ledger.whose_it_is(deal) {
        Some(before) => Audience::Of(before.into_iter().chain(now).collect::<HashSet<PersonId>>()),
        None => Audience::Everyone,
    };
    vec![(Topic::Deal(deal), Audience::Everyone), (Topic::Deals, audience.clone()), (Topic::Numbers, audience)]
}

impl Hub {
    /// Notes what has been told by following the writer, so that it is not told again when it is found in the log.
    fn remember(&self, changes: &[Change]) {
        let mut told = self.0.told.lock();
        told.extend(changes.iter().map(Change::last));
        while told.len() > REMEMBERED {
            told.pop_first();
        }
    }
}
