//! The inbox: what a person is told, and nudging somebody.

use crate::Page;
use domain::hygiene::Flag;
use domain::{Day, Instant, OpportunityId, PersonId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

crate::endpoints! { "Inbox";
    /// What one has been told, the latest first.
    ListNotices = Get "/api/v1/notices", query: NoticesQuery, answer: Page<Notice>;
    /// How much of it one has not read.
    CountNotices = Get "/api/v1/notices/unread", answer: Unread;
    /// Marks one notice as read.
    ReadNotice = Put "/api/v1/notices/{id}/read", path: NoticePath, answer: Unread;
    /// Marks as read all there is up to a notice one has seen.
    ReadNotices = Put "/api/v1/notices/read", body: ReadNoticesBody, answer: Unread;
    /// Asks somebody whose deals one manages to look after them. The same is told once a day.
    Nudge = Post "/api/v1/nudges", body: NudgeBody, answer: Nudged;
}

/// Which notices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct NoticesQuery {
    /// Only those that have not been read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unread: bool,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Which notice.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
pub struct NoticePath {
    /// Its id.
    pub id: Uuid,
}

/// Up to where one has looked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadNoticesBody {
    /// The latest notice one has seen: what came later stays unread.
    pub upto: Uuid,
}

/// How many notices have not been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unread {
    /// How many.
    pub unread: i64,
}

/// Something a person is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notice {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Instant,
    /// Whether it has been read.
    pub read: bool,
    /// Who says so; nobody: the system.
    pub from: Option<String>,
    /// What.
    pub news: News,
    /// The deals it is about, those one may see.
    pub deals: Vec<NoticeDeal>,
}

/// A deal that a notice is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeDeal {
    /// The deal.
    pub id: OpportunityId,
    /// What it is called now.
    pub name: String,
}

/// What there is to tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum News {
    /// Somebody asks to look after deals.
    Nudge {
        /// What is wrong with them.
        flag: Option<Flag>,
        /// The deals; none: all that have the flag.
        deals: Vec<OpportunityId>,
        /// In their words.
        note: String,
    },
    /// A review said something about a deal.
    Review {
        /// The deal.
        deal: OpportunityId,
        /// What was decided, by its name in the API (`keep`, `restage` …).
        disposition: String,
        /// In their words.
        note: String,
    },
    /// A flag of a deal is not held against it for a while.
    Waived {
        /// The deal.
        deal: OpportunityId,
        /// Which flag.
        flag: Flag,
        /// Up to and including this day.
        until: Day,
        /// Why.
        reason: String,
    },
    /// A deal is now one's own.
    Given {
        /// The deal.
        deal: OpportunityId,
    },
    /// A deal is now somebody else's.
    Taken {
        /// The deal.
        deal: OpportunityId,
    },
    /// A task is due.
    TaskDue {
        /// The deal.
        deal: OpportunityId,
        /// What is to be done.
        what: String,
        /// Until when.
        due: Day,
    },
    /// A deal that was left to ripen has had its time.
    NurtureOver {
        /// The deal.
        deal: OpportunityId,
    },
}

impl News {
    /// The deals it is about.
    pub fn deals(&self) -> &[OpportunityId] {
        match self {
            Self::Nudge { deals, .. } => deals,
            Self::Review { deal, .. }
            | Self::Waived { deal, .. }
            | Self::Given { deal }
            | Self::Taken { deal }
            | Self::TaskDue { deal, .. }
            | Self::NurtureOver { deal } => std::slice::from_ref(deal),
        }
    }
}

/// Whom to nudge, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NudgeBody {
    /// Whose deals they are.
    pub owner: PersonId,
    /// The deals, at most 50; none: all of theirs that have the flag.
    #[serde(default)]
    pub deals: Vec<OpportunityId>,
    /// What is wrong with them.
    #[serde(default)]
    pub flag: Option<Flag>,
    /// In one's own words, at most 1,000 characters.
    #[serde(default)]
    pub note: String,
}

/// Whether they have been told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Nudged {
    /// `false`: one has told them the same today already.
    pub told: bool,
}
