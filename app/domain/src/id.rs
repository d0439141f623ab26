//! Identifiers. They are UUIDs made by the application (version 7), so that no database has to hand them out.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    )*};
}

ids! {
    /// A deal.
    OpportunityId,
    /// A company that buys.
    AccountId,
    /// Somebody at a company that buys.
    ContactId,
    /// Somebody who owns deals, manages people or signs in.
    PersonId,
    /// A group of people with one region.
    TeamId,
    /// Something that is sold.
    ProductId,
    /// A marketing campaign.
    CampaignId,
    /// Something that was done about a deal, or is to be done.
    ActivityId,
    /// Where a paper of a deal is.
    LinkId,
    /// One run of an import.
    BatchId,
    /// A saved view of the list of deals.
    ViewId,
    /// One change of many deals at once.
    BulkId,
}

/// A position in the log: given to each version at commit, strictly increasing in commit order.
/// "Known at K" means: of what carries a log number up to and including K.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LogNo(pub i64);

impl fmt::Display for LogNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
