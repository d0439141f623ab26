//! The fiscal calendar: periods that are looked up, never computed from months elsewhere.

use crate::Day;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

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

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PeriodKind {
    /// A fiscal year.
    Year,
    /// Half of one.
    Half,
    /// A quarter.
    Quarter,
    /// A month.
    Month,
}

/// The name of a period: `FY27`, `FY27-H1`, `FY27-Q4`, `FY27-M11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeriodKey {
    /// The year the fiscal year ends in (2027).
    pub fiscal_year: i32,
    /// How long.
    pub kind: PeriodKind,
    /// Which one of its kind within the year, from 1.
    pub number: u32,
}

/// A period and its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Period {
    /// Its name.
    pub key: PeriodKey,
    /// Its first day.
    pub first: Day,
    /// Its last day.
    pub last: Day,
}

impl Period {
    /// Whether a day lies in it.
    pub fn contains(&self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}

/// Why a text is not the name of a period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a period: write it as FY27, FY27-H1, FY27-Q4 or FY27-M11")]
pub struct NotAPeriod(pub String);

/// A table of periods, made once from the settings; code looks a period up and does no month arithmetic of its own.
#[derive(Clone, Debug)]
pub struct FiscalCalendar {
    settings: FiscalSettings,
}

impl fmt::Display for PeriodKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FY{:02}", self.fiscal_year.rem_euclid(100))?;
        match self.kind {
            PeriodKind::Year => Ok(()),
            PeriodKind::Half => write!(f, "-H{}", self.number),
            PeriodKind::Quarter => write!(f, "-Q{}", self.number),
            PeriodKind::Month => write!(f, "-M{}", self.number),
        }
    }
}

impl Serialize for PeriodKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PeriodKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl std::str::FromStr for PeriodKey {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let error = || NotAPeriod(text.to_owned());
        let rest = text.strip_prefix("FY").ok_or_else(error)?;
        let (year, part) = rest.split_once('-').map_or((rest, None), |(year, part)| (year, Some(part)));
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| digits.parse::<u32>().ok()).flatten().ok_or_else(error)
        };
        if year.len() != 2 {
            return Err(error());
        }
        let fiscal_year = 2000 + number(year)? as i32;
        let Some(part) = part else { return Ok(Self { fiscal_year, kind: PeriodKind::Year, number: 1 }) };
        let (kind, most) = match part.chars().next() {
            Some('H') => (PeriodKind::Half, 2),
            Some('Q') => (PeriodKind::Quarter, 4),
            Some('M') => (PeriodKind::Month, 12),
            _ => return Err(error()),
        };
        let number = number(&part[1..])?;
        if number == 0 || number > most { Err(error()) } else { Ok(Self { fiscal_year, kind, number }) }
    }
}

impl FiscalCalendar {
    /// The calendar of these settings. Fails if the start month is not 1–12.
    pub fn new(settings: FiscalSettings) -> Result<Self, String> {
        if !(1..=12).contains(&settings.start_month) {
            return Err(format!("the fiscal year cannot start in month {}", settings.start_month));
        }
        Ok(Self { settings })
    }

    /// The settings it was made from.
    pub fn settings(&self) -> &FiscalSettings {
        &self.settings
    }
}
