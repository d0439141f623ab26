//! Inspection: the deals of a period, and what changed since a day.

use crate::Page;
use crate::hygiene::Tally;
use domain::hygiene::Typical;
use domain::inspection::{Class, Shift};
use domain::workspace::DimensionValue;
use domain::{Company, Currency, Day, Filter, LogNo, OpportunityId, Period, PeriodKey};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Inspection";
    /// What changed in the open pipeline of a period since a day, deal by deal, the largest changes first.
    ReadInspection = Get "/api/v1/inspection", query: InspectionQuery, answer: Inspection;
}

/// Which period, since when, and which deals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct InspectionQuery {
    /// The period. Default: this fiscal quarter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<PeriodKey>,
    /// The day from whose end on changes count. Default: a week ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
    /// Which deals, as in the matrix: `region:EMEA`.
    #[serde(default, rename = "where", skip_serializing_if = "Filter::is_empty")]
    #[cfg_attr(feature = "openapi", param(value_type = Vec<String>))]
    pub filter: Filter,
    /// Only deals to which this happened. Default: all to which something did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    /// Only deals of which this moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<Shift>,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// What changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Inspection {
    /// The period.
    pub period: Period,
    /// From the end of this day …
    pub since: Day,
    /// … to the end of this one.
    pub as_of: Day,
    /// What was known.
    pub known_at: LogNo,
    /// The currency of every sum.
    pub currency: Currency,
    /// Open pipeline of the period then.
    pub then: Tally,
    /// Open pipeline of the period now: what it was then, all that moved, and `fx`.
    pub now: Tally,
    /// What exchange rates alone moved.
    pub fx: Company,
    /// How many of the deals of now have an amount in a currency without a rate: they are counted, their amounts left out.
    pub without_rate: i64,
    /// What happened: each deal is in one. Their sums of then and of now are `then` and `now`.
    pub classes: Vec<ClassChange>,
    /// What moved of deals that are in at both ends, whatever else happened to them.
    pub shifts: Vec<ShiftChange>,
    /// What the values of the filter are called.
    pub named: Vec<DimensionValue>,
    /// The deals.
    pub deals: Page<Inspected>,
}

/// Some deals, and what they come to in open pipeline of the period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    /// How many deals.
    pub deals: i64,
    /// What they were worth in it then.
    pub was: Company,
    /// What they are worth in it now.
    pub is: Company,
    /// By how much they moved it, exchange rates apart.
    pub moved: Company,
}

/// What happened to some deals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClassChange {
    /// What.
    pub class: Class,
    /// How many, and what they come to.
    #[serde(flatten)]
    pub change: Change,
    /// What those won were won for, and those lost were last worth.
    pub closed: Company,
}

/// What moved of some deals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShiftChange {
    /// What.
    pub shift: Shift,
    /// How many, and what they come to.
    #[serde(flatten)]
    pub change: Change,
}

/// A deal, and what happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Inspected {
    /// The deal.
    pub id: OpportunityId,
    /// What it is called.
    pub name: String,
    /// Its account's name.
    pub account: Option<String>,
    /// Its owner's name.
    pub owner: Option<String>,
    /// What happened.
    pub class: Class,
    /// What moved, if it is in at both ends.
    pub shifts: Vec<Shift>,
    /// By how much it moved open pipeline, exchange rates apart.
    pub moved: Company,
    /// What it was worth in open pipeline then; nothing if it was not in it.
    pub was: Option<Company>,
    /// What it is worth in it now; nothing if it is not in it.
    pub is: Option<Company>,
    /// What it was won for, or last worth before it was lost.
    pub closed: Option<Company>,
    /// Its stage then.
    pub stage_was: Option<String>,
    /// Its stage.
    pub stage: String,
    /// Its close date then.
    pub close_was: Option<Day>,
    /// Its close date.
    pub close_day: Option<Day>,
    /// How often its close date went to a later quarter.
    pub pushes: u16,
    /// How many days later it closes than it first was to, all moves added up.
    pub net_days_pushed: i32,
    /// How many days it has been in its stage.
    pub days_in_stage: i32,
    /// How long won deals of its segment were in this stage, if there are enough to tell.
    pub typical: Option<Typical>,
    /// When somebody last called, wrote, met, noted or did a task.
    pub last_activity: Option<Day>,
}
