//! How files are read: what a TOML profile holds, and what the mapping page edits.

use domain::{Category, Currency, StageKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How files are read: what a TOML profile holds, and what the mapping page edits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Profile {
    /// One part per file.
    pub files: Vec<FileProfile>,
    /// From what the stage column (or columns, joined by " / ") says to a stage of the process.
    pub stages: BTreeMap<String, StageRule>,
    /// What becomes of the sales process.
    pub process: ProcessRule,
    /// The currency of rows that name none.
    pub currency: Option<Currency>,
    /// What an imported deal was worth before its close is known.
    pub amount_history: AmountHistory,
    /// The stage (by our name) a closed deal is taken to have been created at; absent: the first in pipeline.
    pub entry_stage: Option<String>,
    /// What happens to a field that a person has edited since the last import.
    pub conflicts: ConflictRule,
    /// Employee counts to segments: the first band whose limit is not exceeded wins (`[[1000, "SMB"], [null, "Enterprise"]]`).
    pub segment_bands: Vec<SegmentBand>,
}

/// How one file is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileProfile {
    /// The file's name.
    pub name: String,
    /// What its rows are; absent skips the file.
    pub kind: Option<FileKind>,
    /// From fields of ours to its columns. (Fields per kind: the import's documentation.)
    pub columns: BTreeMap<String, Vec<String>>,
    /// Per field: values to be replaced (`GTXPro` → `GTX Pro`).
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Per field: how its dates are written (`ymd`, `mdy`, `dmy`).
    pub dates: BTreeMap<String, DateOrder>,
    /// How numbers are written; absent: found out.
    pub decimal: Option<DecimalMark>,
}

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FileKind {
    /// Deals.
    Deals,
    /// Steps of deals: one version each.
    DealHistory,
    /// Product lines of deals.
    DealLines,
    /// Accounts.
    Accounts,
    /// Products.
    Products,
    /// People, with managers and teams.
    People,
    /// Campaigns.
    Campaigns,
    /// Targets.
    Targets,
    /// Exchange rates.
    Rates,
}

impl FileKind {
    /// The kind as a profile writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deals => "deals",
            Self::DealHistory => "deal_history",
            Self::DealLines => "deal_lines",
            Self::Accounts => "accounts",
            Self::Products => "products",
            Self::People => "people",
            Self::Campaigns => "campaigns",
            Self::Targets => "targets",
            Self::Rates => "rates",
        }
    }
}

/// The order of a date's parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DateOrder {
    /// Year, month, day.
    Ymd,
    /// Month, day, year.
    Mdy,
    /// Day, month, year.
    Dmy,
}

impl DateOrder {
    /// The parts in order, in English.
    pub fn parts(self) -> &'static str {
        match self {
            Self::Ymd => "year/month/day",
            Self::Mdy => "month/day/year",
            Self::Dmy => "day/month/year",
        }
    }
}

/// What stands before the fraction of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DecimalMark {
    /// 1,234.56
    Point,
    /// 1.234,56
    Comma,
}

/// A stage a file's value stands for; made if the process has none of that name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StageRule {
    /// The stage's name in our process.
    pub stage: String,
    /// Open, won or lost.
    pub kind: StageKind,
    /// Its forecast category.
    pub category: Category,
    /// Whether it is at or past the entry into pipeline.
    pub entered: bool,
    /// Its probability in hundredths of a percent.
    pub probability: u16,
    /// Its place among the open stages.
    pub order: u16,
}

/// What an imported deal was worth before its outcome (measures, section 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AmountHistory {
    /// The amount column, all along.
    #[default]
    Same,
    /// The product's list price until it closed.
    ListPrice,
    /// Nothing until it closed.
    None,
    /// The amount column, all along; where it is empty, the product's list price.
    SameOrListPrice,
}

/// What an import does with the sales process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ProcessRule {
    /// It takes the files' stages: without deals it is made of them, else it gets those that it lacks.
    #[default]
    Take,
    /// It stays as it is: each of the files' stages stands for one of its own.
    Keep,
}

/// What an import does with a field that a person has edited since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConflictRule {
    /// The row waits: it is rejected with a reason that says which field.
    #[default]
    Ask,
    /// The person's edit stays.
    Keep,
    /// The file wins.
    Overwrite,
}

/// Up to how many employees a segment goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SegmentBand {
    /// Up to and including this many employees; absent: all above.
    pub up_to: Option<u64>,
    /// The segment.
    pub segment: String,
}
