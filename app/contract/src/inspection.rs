//! Inspection: the deals of a period, and what changed since a day.

use crate::Page;
use domain::inspection::Class;
use domain::{Company, Currency, Day, Filter, LogNo, OpportunityId, Period, PeriodKey};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Inspection";
    /// What changed in the open pipeline of a period since a day, deal by deal, the largest amounts first.
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
    /// Only deals to which this happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
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
    pub then: Moved,
    /// Open pipeline of the period now: what it was then, all that moved, and `fx`.
    pub now: Moved,
    /// What exchange rates alone moved.
    pub fx: Company,
    /// What happened, each with how many deals and by how much it moved open pipeline.
    pub classes: Vec<ClassMoved>,
    /// The deals.
    pub deals: Page<Inspected>,
}

/// Deals, and an amount.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Moved {
    /// How many deals.
    pub deals: i64,
    /// The amount.
    pub acv: Company,
}

/// What happened to some deals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClassMoved {
    /// What.
    pub class: Class,
    /// How many, and by how much they moved open pipeline.
    #[serde(flatten)]
    pub moved: Moved,
}

/// A deal, and what happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Inspected {
    /// The deal.
    pub id: OpportunityId,
    /// What it is called.
    pub name: String,
    /// Its owner.
    pub owner: Option<String>,
    /// What happened.
    pub class: Class,
    /// By how much it moved open pipeline, exchange rates apart.
    pub moved: Company,
    /// What it was worth in open pipeline then; nothing if it was not in it.
    pub was: Option<Company>,
    /// What it is worth in it now; nothing if it is not in it.
    pub is: Option<Company>,
    /// Its stage then.
    pub stage_was: Option<String>,
    /// Its stage.
    pub stage: String,
    /// Whether the stage went forth or back.
    pub stage_moved: Option<Way>,
    /// Its close date then.
    pub close_was: Option<Day>,
    /// Its close date.
    pub close_day: Option<Day>,
    /// How often its date went to a later quarter.
    pub pushes: u16,
    /// How many days it has been in its stage.
    pub days_in_stage: i32,
}

/// Which way a stage went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Way {
    /// Forth.
    Forth,
    /// Back.
    Back,
}
