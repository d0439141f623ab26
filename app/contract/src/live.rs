//! What can change under somebody's eyes: the topics a page names, and the one stream that tells of them.

use crate::opportunity::OpportunityPath;
use domain::{AccountId, OpportunityId, PersonId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Where the stream is; it is no JSON, so it is not declared as an endpoint.
pub const EVENTS: &str = "/api/v1/events";

/// How many topics one stream takes at most: what a browser full of tabs shows.
pub const MOST_TOPICS: usize = 200;

/// What a stream is asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct EventsQuery {
    /// The topics, with commas between them: `deals,numbers,deal:0192…`.
    #[serde(default)]
    pub topics: String,
    /// Where the reader is: the `id` of the last event, or the position of a page. What has changed since is told at once.
    /// The header `Last-Event-ID` says the same and goes before it.
    pub since: Option<String>,
}

crate::endpoints! { "Live";
    /// Says that the caller has a deal on their screen; answers with who else has. It holds for half a minute.
    SayPresent = Put "/api/v1/opportunities/{id}/presence", path: OpportunityPath, body: SayPresentBody, answer: Vec<Present>;
}

/// What a screen says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SayPresentBody {
    /// Which of the person's tabs it is: any text of its own.
    pub tab: String,
    /// The field that is being changed.
    #[serde(default)]
    pub editing: Option<String>,
    /// The deal is no longer shown.
    #[serde(default)]
    pub gone: bool,
}

/// Somebody who has the same deal on their screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Present {
    /// Who.
    pub name: String,
    /// The field they are changing.
    pub editing: Option<String>,
}

/// Something that changes. A notice says that it has, and nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Any deal that the person may see: lists and boards.
    Deals,
    /// One deal.
    Deal(OpportunityId),
    /// What has been done about one deal and what is to be done: activities, tasks, links.
    Activities(OpportunityId),
    /// Who has one deal on their screen.
    Presence(OpportunityId),
    /// Anything that sums rest on: deals, targets, rates, the organisation.
    Numbers,
    /// Any account, contact or product.
    Accounts,
    /// One account, its contacts and its deals.
    Account(AccountId),
    /// What waits for one person.
    Inbox(PersonId),
    /// Saved views.
    Views,
    /// The weekly review and what is waived.
    Reviews,
    /// The settings.
    Settings,
}

impl Topic {
    /// The deal it is about, if it is about one.
    pub fn deal(self) -> Option<OpportunityId> {
        match self {
            Self::Deal(id) | Self::Activities(id) | Self::Presence(id) => Some(id),
            _ => None,
        }
    }

    fn parts(self) -> (&'static str, Option<Uuid>) {
        match self {
            Self::Deals => ("deals", None),
            Self::Deal(id) => ("deal", Some(id.0)),
            Self::Activities(id) => ("activities", Some(id.0)),
            Self::Presence(id) => ("presence", Some(id.0)),
            Self::Numbers => ("numbers", None),
            Self::Accounts => ("accounts", None),
            Self::Account(id) => ("account", Some(id.0)),
            Self::Inbox(id) => ("inbox", Some(id.0)),
            Self::Views => ("views", None),
            Self::Reviews => ("reviews", None),
            Self::Settings => ("settings", None),
        }
    }
}

/// `deals`, `deal:0192…`: as it stands in a page's `data-topics` and in the stream's address.
impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts() {
            (name, None) => f.write_str(name),
            (name, Some(id)) => write!(f, "{name}:{id}"),
        }
    }
}

/// The text names no topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "is no topic: expected deals, deal:ID, activities:ID, presence:ID, numbers, accounts, account:ID, inbox:ID, views, reviews or settings"
)]
pub struct NoTopic;

impl FromStr for Topic {
    type Err = NoTopic;

    fn from_str(text: &str) -> Result<Self, NoTopic> {
        let (name, id) = match text.split_once(':') {
            None => (text, None),
            Some((name, id)) => (name, Some(id.parse::<Uuid>().map_err(|_| NoTopic)?)),
        };
        Ok(match (name, id) {
            ("deals", None) => Self::Deals,
            ("deal", Some(id)) => Self::Deal(OpportunityId(id)),
            ("activities", Some(id)) => Self::Activities(OpportunityId(id)),
            ("presence", Some(id)) => Self::Presence(OpportunityId(id)),
            ("numbers", None) => Self::Numbers,
            ("accounts", None) => Self::Accounts,
            ("account", Some(id)) => Self::Account(AccountId(id)),
            ("inbox", Some(id)) => Self::Inbox(PersonId(id)),
            ("views", None) => Self::Views,
            ("reviews", None) => Self::Reviews,
            ("settings", None) => Self::Settings,
            _ => return Err(NoTopic),
        })
    }
}

impl Serialize for Topic {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Topic {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(|error: NoTopic| serde::de::Error::custom(format!("`{text}` {error}")))
    }
}

/// Topics as an element's `data-topics` names them: whatever shows something names what it shows.
pub fn topics(topics: impl IntoIterator<Item = Topic>) -> String {
    topics.into_iter().map(|topic| topic.to_string()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_read_as_it_is_written() {
        let id = Uuid::from_u128(7);
        let all = [
            Topic::Deals,
            Topic::Deal(OpportunityId(id)),
            Topic::Activities(OpportunityId(id)),
            Topic::Presence(OpportunityId(id)),
            Topic::Numbers,
            Topic::Accounts,
            Topic::Account(AccountId(id)),
            Topic::Inbox(PersonId(id)),
            Topic::Views,
            Topic::Reviews,
            Topic::Settings,
        ];
        for topic in all {
            assert_eq!(topic.to_string().parse(), Ok(topic));
        }
        for text in ["", "deal", "deals:00000000-0000-0000-0000-000000000007", "deal:7", "everything"] {
            assert_eq!(text.parse::<Topic>(), Err(NoTopic), "{text}");
        }
        assert_eq!(topics([Topic::Deals, Topic::Numbers]), "deals numbers");
    }
}
