//! Periods and their names.

use crate::Day;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

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

impl PeriodKind {
    /// All kinds, longest first.
    pub const ALL: [Self; 4] = [Self::Year, Self::Half, Self::Quarter, Self::Month];

    /// How many of them a fiscal year has.
    pub fn per_year(self) -> u32 {
        12 / self.months() as u32
    }

    /// How many fiscal months one has.
    pub(super) fn months(self) -> usize {
        match self {
            Self::Year => 12,
            Self::Half => 6,
            Self::Quarter => 3,
            Self::Month => 1,
        }
    }
}

/// The name of a period: `FY27`, `FY27-H1`, `FY27-Q4`, `FY27-M11`. Years before 2000 and from 2100 on have four digits:
/// `FY1998-Q1`.
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

    /// How many calendar days it has.
    pub fn days(&self) -> i32 {
        self.last.since(self.first) + 1
    }

    /// The day in its middle: of a fiscal month, it says which calendar month people would call it, whatever the pattern.
    pub fn middle(&self) -> Day {
        self.first.plus(self.last.since(self.first) / 2)
    }
}

/// Why a text is not the name of a period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a period: write it as FY27, FY27-H1, FY27-Q4 or FY27-M11")]
pub struct NotAPeriod(pub String);

impl PeriodKey {
    /// A fiscal year.
    pub fn year(fiscal_year: i32) -> Self {
        Self { fiscal_year, kind: PeriodKind::Year, number: 1 }
    }

    /// A quarter, 1–4, of a fiscal year.
    pub fn quarter(fiscal_year: i32, number: u32) -> Self {
        Self { fiscal_year, kind: PeriodKind::Quarter, number }
    }
}

impl fmt::Display for PeriodKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if (2000..2100).contains(&self.fiscal_year) {
            write!(f, "FY{:02}", self.fiscal_year - 2000)?;
        } else {
            write!(f, "FY{:04}", self.fiscal_year)?;
        }
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
        let fiscal_year = match year.len() {
            2 => 2000 + number(year)? as i32,
            4 => number(year)? as i32,
            _ => return Err(error()),
        };
        let Some(part) = part else { return Ok(Self { fiscal_year, kind: PeriodKind::Year, number: 1 }) };
        let kind = match part.chars().next() {
            Some('H') => PeriodKind::Half,
            Some('Q') => PeriodKind::Quarter,
            Some('M') => PeriodKind::Month,
            _ => return Err(error()),
        };
        let number = number(&part[1..])?;
        if (1..=kind.per_year()).contains(&number) { Ok(Self { fiscal_year, kind, number }) } else { Err(error()) }
    }
}
