//! Targets: read and entered as a grid of rows by quarter.

use domain::{Company, Currency, Dimension, LogNo, PeriodKey, TargetMeasure};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Targets";
    /// The targets of one dimension and fiscal year, as a grid, with the company's own.
    ReadTargets = Get "/api/v1/targets", query: TargetsQuery, answer: TargetGrid;
    /// Sets or clears targets, all or none. Administrators only.
    SaveTargets = Put "/api/v1/targets", body: SaveTargetsBody, answer: TargetGrid;
}

/// Which grid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct TargetsQuery {
    /// The rows. Default: product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Dimension>,
    /// The fiscal year, by the year it ends in (2027). Default: the current one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fiscal_year: Option<i32>,
    /// What for. Default: ACV.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<TargetMeasure>,
}

/// Rows by quarter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TargetGrid {
    /// The rows' dimension.
    pub rows_by: Dimension,
    /// What for.
    pub measure: TargetMeasure,
    /// The currency of every amount.
    pub currency: Currency,
    /// The quarters: the columns.
    pub quarters: Vec<PeriodKey>,
    /// The company's own targets, one per quarter.
    pub company: Vec<Option<Company>>,
    /// A row per value of the dimension.
    pub rows: Vec<TargetRow>,
    /// The revision; to be sent back when saving.
    pub revision: LogNo,
}

/// The targets of one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TargetRow {
    /// The key.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// One per quarter.
    pub amounts: Vec<Option<Company>>,
}

/// Targets to set or clear.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveTargetsBody {
    /// The grid they belong to, to answer with.
    pub grid: TargetsQuery,
    /// The revision they are based on; another one meanwhile is a conflict.
    pub base: LogNo,
    /// The changes.
    pub changes: Vec<TargetChange>,
}

/// One target to set, or to clear.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TargetChange {
    /// The quarter.
    pub period: PeriodKey,
    /// The row's key; absent for the company's own.
    #[serde(default)]
    pub key: Option<String>,
    /// The amount in minor units; absent clears it.
    #[serde(default)]
    pub amount: Option<Company>,
}
