//! The settings every number depends on.

use crate::gate::Requirement;
use crate::{Currency, Day, Dimension, FiscalSettings, Process, Rate, Weekday, hygiene};
use serde::{Deserialize, Serialize};

/// How a company keeps its books and sells. Settings are kept with a log number each time they change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Workspace {
    /// The company's name.
    pub company: String,
    /// Whether all in it was generated; it says so on every page.
    #[serde(default)]
    pub demo: bool,
    /// The currency totals are in.
    pub currency: Currency,
    /// The time zone that decides what day it is, as an IANA name (`Europe/Rome`).
    pub time_zone: String,
    /// The fiscal calendar.
    pub fiscal: FiscalSettings,
    /// The sales processes. Stage numbers are unique over all of them.
    pub processes: Vec<Process>,
    /// What a deal must say before it is brought to Commit, by its stage or by its owner's word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commit_requires: Vec<Requirement>,
    /// Where a deal's region is looked for, in this order.
    #[serde(default = "RegionRule::default_order")]
    pub region_order: Vec<RegionRule>,
    /// What counts as wrong with a deal.
    #[serde(default)]
    pub hygiene: hygiene::Rules,
    /// Whether devices may keep what people have seen and changes that wait for a network, encrypted.
    #[serde(default = "allowed")]
    pub keep_on_devices: bool,
    /// When people are written to.
    #[serde(default)]
    pub rhythm: Rhythm,
}

fn allowed() -> bool {
    true
}

/// When people are written to, by the clock of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rhythm {
    /// The hour of the daily digest, 0 to 23.
    pub digest_hour: u8,
    /// The day of the weekly review meeting.
    pub meeting_day: Weekday,
    /// Its hour, 0 to 23. What it is about goes out twelve hours before.
    pub meeting_hour: u8,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self { digest_hour: 7, meeting_day: Weekday::Mon, meeting_hour: 9 }
    }
}

/// One place a deal's region can come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RegionRule {
    /// The deal's own.
    Deal,
    /// The region of its owner's team.
    Team,
    /// The region of its account.
    Account,
}

impl RegionRule {
    /// Deal, then team, then account (measures, section 3).
    pub fn default_order() -> Vec<Self> {
        vec![Self::Deal, Self::Team, Self::Account]
    }
}

/// One exchange rate: what one unit of a currency was worth from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DatedRate {
    /// The currency.
    pub currency: Currency,
    /// From which day.
    pub day: Day,
    /// In billionths of one unit of the company's currency.
    pub rate: Rate,
}

/// A value of a dimension, to choose from and to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DimensionValue {
    /// Which dimension.
    pub dimension: Dimension,
    /// Its key; empty for "(none)".
    pub key: String,
    /// What people call it; empty for "(none)" and for the fixed lists, which each language names.
    pub label: String,
}
