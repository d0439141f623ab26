//! Numbers through time.

use domain::workspace::DimensionValue;
use domain::{Category, Company, Currency, Day, Filter, LogNo, StageId};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Charts";
    /// Open pipeline (any date) by stage, as of the end of each week.
    ReadPipelineHistory = Get "/api/v1/pipeline-history", query: PipelineHistoryQuery, answer: PipelineHistory;
}

/// Which weeks and deals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct PipelineHistoryQuery {
    /// The last week's day. Default: today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// How many weeks, at most 156. Default: 52.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weeks: Option<u16>,
    /// The log position everything is known at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<LogNo>,
    /// Conditions on any dimensions.
    #[serde(rename = "where", default, skip_serializing_if = "Filter::is_empty")]
    pub filter: Filter,
}

/// Open pipeline by stage through time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PipelineHistory {
    /// The currency of every amount.
    pub currency: Currency,
    /// The log position the answer is known at.
    pub known_at: LogNo,
    /// The days, one a week.
    pub days: Vec<Day>,
    /// One series per open stage in pipeline, in the order of the process.
    pub stages: Vec<StageSeries>,
    /// The names of the stages that are not told, because on some day they stand on too few deals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<String>,
    /// What people call the keys in the filter.
    pub named: Vec<DimensionValue>,
}

/// One stage's amounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StageSeries {
    /// The stage.
    pub stage: StageId,
    /// Its name.
    pub name: String,
    /// Its category.
    pub category: Category,
    /// One amount per day of `days`.
    pub amounts: Vec<Company>,
}
