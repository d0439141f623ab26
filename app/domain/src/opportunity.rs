//! Deals and their versions. Every accepted write appends a version: the whole state, never changed or deleted.

use crate::{
    AccountId, BatchId, CampaignId, Category, Currency, Day, DealContact, Instant, LogNo, OpportunityId, PersonId, ProductId,
    Split, StageId, TeamMember,
};
use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $code:literal $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name {$(
            $(#[$item_doc])*
            #[serde(rename = $text)]
            $item,
        )*}

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$item),*];

            /// The number stored in the database.
            pub fn code(self) -> i16 {
                match self { $(Self::$item => $code),* }
            }

            /// The one with this number.
            pub fn from_code(code: i16) -> Option<Self> {
                match code { $($code => Some(Self::$item),)* _ => None }
            }

            /// The name used in links and the API.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$item => $text),* }
            }

            /// The one with this name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$item),)* _ => None }
            }
        }
    };
}
pub(crate) use codes;

codes! {
    /// What kind of business a deal is.
    DealType {
        /// A customer's first.
        New = 1 "new",
        /// More for an existing customer.
        Expansion = 2 "expansion",
        /// The same again.
        Renewal = 3 "renewal",
        /// Less than before; its ACV may be negative.
        Contraction = 4 "contraction",
    }
}

codes! {
    /// Who generated a deal: five cylinders, and partners.
    Source {
        /// Account executives.
        Ae = 1 "ae",
        /// Business development: outbound prospecting.
        Bdr = 2 "bdr",
        /// Sales development: inbound, qualified.
        Sdr = 3 "sdr",
        /// Enterprise customer success: small new deals inside large accounts.
        Ecs = 4 "ecs",
        /// Cloud Sales.
        Cloud = 5 "cloud",
        /// Partners.
        Partner = 6 "partner",
    }
}

codes! {
    /// How a version came about.
    Cause {
        /// A person, on a screen.
        Screen = 1 "screen",
        /// A program, through the API.
        Api = 2 "api",
        /// An import.
        Import = 3 "import",
        /// A lead that was converted.
        Conversion = 4 "conversion",
        /// An edit made offline, sent later.
        Offline = 5 "offline",
        /// The undoing of an import or of an edit.
        Undo = 6 "undo",
    }
}

/// One product line of a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Line {
    /// Its number within the deal; stays with it from version to version.
    pub line: i16,
    /// What is sold. `None` is shown as "(none)".
    pub product: Option<ProductId>,
    /// Annual contract value, in minor units of the deal's currency.
    pub acv: i64,
    /// What is paid once, apart from it.
    #[serde(default)]
    pub one_off: i64,
}

/// The whole state of a deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct State {
    /// What people call it.
    pub name: String,
    /// The company that buys.
    pub account: Option<AccountId>,
    /// Who owns it.
    pub owner: Option<PersonId>,
    /// What kind of business it is.
    pub deal_type: DealType,
    /// The currency of all its lines.
    pub currency: Currency,
    /// Its lines. Empty only if it has neither product nor amount.
    pub lines: Vec<Line>,
    /// Whether the amounts were not known then, but filled in by an import.
    #[serde(default)]
    pub estimated: bool,
    /// Where it stands.
    pub stage: StageId,
    /// The forecast category its owner chose over the stage's.
    pub category: Option<Category>,
    /// The day it closed, or is expected to.
    pub close_day: Option<Day>,
    /// Who generated it: the function.
    pub source: Option<Source>,
    /// Who generated it: the person.
    pub sourced_by: Option<PersonId>,
    /// The campaign it came from.
    pub campaign: Option<CampaignId>,
    /// Its own region, where it has one.
    pub region: Option<String>,
    /// How long the contract runs, in months.
    pub term_months: Option<i16>,
    /// What happens next.
    pub next_step: Option<String>,
    /// When.
    pub next_step_day: Option<Day>,
    /// Why it was lost.
    pub lost_reason: Option<String>,
    /// The people at the customer, and what each is to the deal.
    #[serde(default)]
    pub contacts: Vec<DealContact>,
    /// Who else is in for it; empty: it has been asked, and nobody is. Nothing: not said.
    #[serde(default)]
    pub competitors: Option<Vec<String>>,
    /// Who works on it beside its owner, and therefore sees it.
    #[serde(default)]
    pub team: Vec<TeamMember>,
    /// How it is shared. Revenue shares add up to 100%, or there are none and all is the owner's; overlays stand apart.
    #[serde(default)]
    pub splits: Vec<Split>,
    /// Until when it is left to ripen.
    #[serde(default)]
    pub nurture_until: Option<Day>,
    /// Whether it is deleted (a version, like everything else).
    #[serde(default)]
    pub deleted: bool,
}

impl State {
    /// Annual contract value: the sum of the lines, in minor units of the deal's currency.
    pub fn acv(&self) -> i64 {
        self.lines.iter().map(|line| line.acv).sum()
    }
}

/// A state, and when it became true and known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Version {
    /// Whose state it is.
    pub opportunity: OpportunityId,
    /// Its place in the log.
    pub log: LogNo,
    /// When it became true in the business.
    pub effective_at: Instant,
    /// When the system learnt it.
    pub recorded_at: Instant,
    /// Who wrote it.
    pub actor: Option<PersonId>,
    /// How.
    pub cause: Cause,
    /// The import it came with.
    pub batch: Option<BatchId>,
    /// The state.
    pub state: State,
}

/// The state as of an instant, as known at a log position (measures, section 2): the version greatest by
/// (effective_at, log number) among those with effective_at ≤ `as_of` and log number ≤ `known_at`.
/// `versions` are of one deal, in any order.
pub fn as_of(versions: &[Version], as_of: Instant, known_at: LogNo) -> Option<&Version> {
    versions
        .iter()
        .filter(|version| version.effective_at <= as_of && version.log <= known_at)
        .max_by_key(|version| (version.effective_at, version.log))
}
