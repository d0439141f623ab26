//! How a company cuts its fiscal years.

use crate::Day;
use serde::{Deserialize, Serialize};

/// How a fiscal year is cut into months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Pattern {
    /// Calendar months.
    #[serde(rename = "months")]
    Months,
    /// Weeks: 4, 4 and 5 in each quarter.
    #[serde(rename = "4-4-5")]
    W445,
    /// Weeks: 4, 5 and 4.
    #[serde(rename = "4-5-4")]
    W454,
    /// Weeks: 5, 4 and 4.
    #[serde(rename = "5-4-4")]
    W544,
}

/// How a company's fiscal year runs. It is named after the year it ends in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FiscalSettings {
    /// The month (1–12) it starts in.
    pub start_month: u32,
    /// Its months.
    pub pattern: Pattern,
    /// For patterns in weeks: how the year's end is found, which decides the years with 53 weeks (the extra week
    /// belongs to the last month). Years end on a Saturday.
    #[serde(default)]
    pub week53: Week53,
    /// Days on which nobody works, besides Saturdays and Sundays.
    #[serde(default)]
    pub holidays: Vec<Day>,
}

/// Where a year of whole weeks ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Week53 {
    /// On the last Saturday of the month before `start_month`.
    #[default]
    LastSaturday,
    /// On the Saturday nearest to the end of that month.
    NearestSaturday,
}
