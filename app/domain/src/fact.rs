//! Facts with a validity: who belongs to which team, which region a team has, what family a product is of.
//!
//! They are kept like versions of deals: a fact is never changed, a later one replaces it. What holds on a day, as known
//! at a log position, is the fact greatest by (valid_from, log number) among those with valid_from ≤ the day and log
//! number ≤ the position. So nothing has an end of its own: the next fact, or an empty value, ends it.

use crate::{Day, LogNo};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! attributes {
    ($($(#[$doc:meta])* $name:ident = $code:literal $text:literal),* $(,)?) => {
        /// What a fact says of its subject.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Attribute {$(
            $(#[$doc])*
            #[serde(rename = $text)]
            $name,
        )*}

        impl Attribute {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The number stored in the database.
            pub fn code(self) -> i16 {
                match self { $(Self::$name => $code),* }
            }

            /// The attribute with this number.
            pub fn from_code(code: i16) -> Option<Self> {
                match code { $($code => Some(Self::$name),)* _ => None }
            }
        }
    };
}

attributes! {
    /// person → team; the value is the team's id.
    PersonTeam = 1 "person_team",
    /// person → manager; the value is the manager's id, empty for a root.
    PersonManager = 2 "person_manager",
    /// team → region.
    TeamRegion = 3 "team_region",
    /// account → region.
    AccountRegion = 4 "account_region",
    /// account → territory.
    AccountTerritory = 5 "account_territory",
    /// account → country.
    AccountCountry = 6 "account_country",
    /// account → industry.
    AccountIndustry = 7 "account_industry",
    /// account → segment.
    AccountSegment = 8 "account_segment",
    /// product → family.
    ProductFamily = 9 "product_family",
    /// campaign → tactic.
    CampaignTactic = 10 "campaign_tactic",
    /// account → parent account; the value is its id.
    AccountParent = 11 "account_parent",
    /// account → the person who owns it.
    AccountOwner = 12 "account_owner",
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The person, team, account, product or campaign.
    pub subject: Uuid,
    /// What is said.
    pub attribute: Attribute,
    /// From which day it holds.
    pub valid_from: Day,
    /// What holds; nothing if empty.
    pub value: String,
    /// Its place in the log.
    pub log: LogNo,
}
