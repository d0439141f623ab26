//! Deals as they are now: lists, the board, totals and search. All of them are answered from memory, within what the
//! person may see, and know of a change before the request that made it is answered.

use domain::hygiene::{Flag, Severity};
use domain::{
    Category, Company, Condition, Currency, Day, DealType, Dimension, Line, LogNo, Money, OpportunityId, PersonId, Source,
    StageId, StageKind,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use uuid::Uuid;

crate::endpoints! { "Deals";
    /// Deals as they are now: a page of those that meet a condition, in an order, and what all of them come to.
    ListOpportunities = Get "/api/v1/opportunities", query: ListOpportunitiesQuery, answer: OpportunityList;
    /// What the deals that meet a condition come to, by the values of a dimension.
    ReadOpportunityTotals = Get "/api/v1/opportunities/totals", query: OpportunityTotalsQuery, answer: OpportunityTotals;
    /// The board: columns of deals, each with what all of its deals come to and the first of them.
    ReadBoard = Get "/api/v1/board", query: BoardQuery, answer: Board;
    /// Deals, accounts and contacts by name: the ten that fit best.
    Search = Get "/api/v1/search", query: SearchQuery, answer: Found;
}

/// Which deals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ListOpportunitiesQuery {
    /// Only those that meet this.
    #[serde(rename = "where", default, skip_serializing_if = "Condition::is_everything")]
    pub condition: Condition,
    /// Only names that contain this, compared without case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Only open, won or lost ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<StageKind>,
    /// In which order: `close`, `-amount` … Default: `close`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort>,
    /// From the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// How many at most: 1 to 200. Default: 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
}

macro_rules! orders {
    ($($(#[$doc:meta])* $name:ident = $text:literal),* $(,)?) => {
        /// What deals are put in order by. What has no value comes last, in both directions.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum By {$(
            $(#[$doc])*
            $name,
        )*}

        impl By {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name used in links and the API.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

orders! {
    /// The close date.
    #[default]
    Close = "close",
    /// The ACV in the company's currency.
    Amount = "amount",
    /// The name.
    Name = "name",
    /// The stage, in the order of the process.
    Stage = "stage",
    /// The owner's name.
    Owner = "owner",
    /// The account's name.
    Account = "account",
    /// The latest version.
    Changed = "changed",
    /// The day it was created.
    Created = "created",
    /// The day of the next step.
    NextStep = "next_step",
    /// What needs somebody first: blocking flags by ACV, then warnings by ACV, then by close date.
    Attention = "attention",
}

/// An order, as text: the name of what it goes by, with `-` before it for the largest, latest or last first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sort {
    /// By what.
    pub by: By,
    /// The largest first.
    pub descending: bool,
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.by.as_str())
    }
}

impl std::str::FromStr for Sort {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (descending, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
        let by = By::ALL.iter().copied().find(|by| by.as_str() == name);
        by.map(|by| Self { by, descending }).ok_or_else(|| {
            let known: Vec<&str> = By::ALL.iter().map(|by| by.as_str()).collect();
            format!("“{text}” is no order: there are {}, each also with a - before it", known.join(", "))
        })
    }
}

impl Serialize for Sort {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sort {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
mod schema {
    use super::Sort;
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    use utoipa::openapi::{RefOr, Schema};

    impl utoipa::PartialSchema for Sort {
        fn schema() -> RefOr<Schema> {
            let pattern = format!("^-?({})$", super::By::ALL.iter().map(|by| by.as_str()).collect::<Vec<_>>().join("|"));
            ObjectBuilder::new()
                .schema_type(Type::String)
                .pattern(Some(pattern))
                .examples(["-amount"])
                .description(Some("What to go by, with a `-` before it for the largest first."))
                .into()
        }
    }

    impl utoipa::ToSchema for Sort {}
}

/// A page of deals, and what all that meet the condition come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpportunityList {
    /// The deals.
    pub items: Vec<OpportunitySummary>,
    /// Pass it as `after` for the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many there are on all pages.
    pub total: i64,
    /// What all of them come to.
    pub acv: Company,
    /// The same, each at the chance of its stage.
    pub weighted: Company,
    /// How many of them have an amount in a currency without a rate: they are counted, their amounts left out.
    pub without_rate: i64,
    /// The currency of these amounts.
    pub currency: Currency,
    /// What people call the values the condition names.
    pub named: Vec<Named>,
}

/// What people call a value of a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Named {
    /// The field.
    pub field: String,
    /// The value.
    pub key: String,
    /// What people call it; empty for "(none)", for fixed lists, which each language names, and for what is unknown.
    pub label: String,
}

/// A deal in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpportunitySummary {
    /// The deal.
    pub id: OpportunityId,
    /// The version shown: the base of a change.
    pub version: LogNo,
    /// Its name.
    pub name: String,
    /// Its account.
    pub account_id: Option<domain::AccountId>,
    /// Its account's name.
    pub account: Option<String>,
    /// Its owner.
    pub owner_id: Option<PersonId>,
    /// Its owner's name.
    pub owner: Option<String>,
    /// Its stage.
    pub stage: StageId,
    /// The stage's name.
    pub stage_name: String,
    /// Open, won or lost.
    pub kind: StageKind,
    /// The category that counts.
    pub category: Category,
    /// The one somebody chose; nothing if the stage's counts.
    pub chosen: Option<Category>,
    /// Its close date.
    pub close_day: Option<Day>,
    /// Its ACV.
    pub acv: Money,
    /// The same in the company's currency at today's rate; nothing if there is none.
    pub acv_company: Option<Company>,
    /// What that is made of.
    pub lines: Vec<Line>,
    /// What happens next.
    pub next_step: Option<String>,
    /// When.
    pub next_step_day: Option<Day>,
    /// What kind of business it is.
    pub deal_type: DealType,
    /// Who generated it.
    pub source: Option<Source>,
    /// The account's segment today.
    pub segment: Option<String>,
    /// Its region today.
    pub region: Option<String>,
    /// The products of its lines, each once.
    pub products: Vec<String>,
    /// The day it was created.
    pub created: Day,
    /// Days in the present stage.
    pub days_in_stage: i32,
    /// Days since stage, amount or close date changed.
    pub days_quiet: i32,
    /// How often its close date went to a later fiscal quarter.
    pub pushes: u16,
    /// What is wrong with it, what blocks first.
    pub flags: Vec<Raised>,
}

/// A flag that stands on a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Raised {
    /// Which.
    pub flag: Flag,
    /// What it does.
    pub severity: Severity,
}

/// Which board. Of open deals, unless it is asked for others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct BoardQuery {
    /// What the columns are. Default: stage.
    #[serde(default)]
    pub by: BoardBy,
    /// Only deals that meet this.
    #[serde(rename = "where", default, skip_serializing_if = "Condition::is_everything")]
    pub condition: Condition,
    /// Only names that contain this, compared without case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Only open, won or lost ones. Default: open, unless the condition says something of `kind` or `stage`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<StageKind>,
    /// The order within a column. Default: `close`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort>,
}

/// What the columns of a board are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BoardBy {
    /// The stages, all of them, in the order of the processes.
    #[default]
    Stage,
    /// The forecast categories, all of them.
    Category,
    /// The calendar months deals close in, in order; those without a date last.
    Month,
    /// The owners, those with most ACV first.
    Owner,
}

/// The board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Board {
    /// What the columns are.
    pub by: BoardBy,
    /// The columns.
    pub columns: Vec<BoardColumn>,
    /// How many columns there are beyond these.
    pub left_out: i64,
    /// How many deals there are in all columns, those left out too.
    pub total: i64,
    /// What they come to.
    pub acv: Company,
    /// The same, each at the chance of its stage.
    pub weighted: Company,
    /// How many of them have an amount in a currency without a rate: they are counted, their amounts left out.
    pub without_rate: i64,
    /// The currency of these amounts.
    pub currency: Currency,
    /// What people call the values the condition names.
    pub named: Vec<Named>,
}

/// A column of the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoardColumn {
    /// The number of a stage, the name of a category, a month (`2026-12`) or the id of a person; empty is "(none)".
    pub key: String,
    /// What people call it; empty for "(none)", and for categories and months, which each language names.
    pub label: String,
    /// Stages: open, won or lost.
    pub kind: Option<StageKind>,
    /// The whole condition of its deals: with `next` as `after`, and the board's `sort`, the list has the further ones.
    pub condition: Condition,
    /// How many deals it has.
    pub total: i64,
    /// What they come to.
    pub acv: Company,
    /// The same, each at the chance of its stage.
    pub weighted: Company,
    /// How many of them have an amount in a currency without a rate.
    pub without_rate: i64,
    /// The first of them, at most 25.
    pub items: Vec<OpportunitySummary>,
    /// Pass it as `after` to the list of the column's condition; absent if all are here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Which totals. Of all deals the condition keeps: open, won and lost ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct OpportunityTotalsQuery {
    /// By which dimension.
    pub by: Dimension,
    /// Only deals that meet this.
    #[serde(rename = "where", default, skip_serializing_if = "Condition::is_everything")]
    pub condition: Condition,
    /// Only names that contain this, compared without case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Only open, won or lost ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<StageKind>,
}

/// What deals come to. Those of products and families count a deal in each of its lines' rows, its lines in their own: the
/// numbers of deals do not add up, the amounts do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpportunityTotals {
    /// By which dimension.
    pub by: Dimension,
    /// The rows that have deals, those with most ACV first.
    pub rows: Vec<TotalRow>,
    /// How many deals there are.
    pub total: i64,
    /// What they come to.
    pub acv: Company,
    /// The same, each at the chance of its stage.
    pub weighted: Company,
    /// How many of them have an amount in a currency without a rate.
    pub without_rate: i64,
    /// The currency of these amounts.
    pub currency: Currency,
}

/// What the deals of one value come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotalRow {
    /// The value; empty is "(none)".
    pub key: String,
    /// What people call it; empty for "(none)" and for fixed lists, which each language names.
    pub label: String,
    /// How many deals.
    pub total: i64,
    /// What they come to.
    pub acv: Company,
    /// The same, each at the chance of its stage.
    pub weighted: Company,
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct SearchQuery {
    /// At least two characters; each of its words has to be in the name, compared without case.
    pub q: String,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Found {
    /// What fits best, at most ten.
    pub hits: Vec<Hit>,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub title: String,
    /// What tells it from others of that name: a deal's account and stage; what is said of an account today
    /// (parent, segment, industry, region, owner); a contact's account.
    pub detail: String,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum HitKind {
    /// A deal.
    Deal,
    /// A company that buys.
    Account,
    /// Somebody at one.
    Contact,
}
