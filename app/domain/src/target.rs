//! Targets: what was promised for a row and a quarter.

use crate::{Company, Dimension, PeriodKey};
use serde::{Deserialize, Serialize};

/// What a target is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TargetMeasure {
    /// Closed ACV.
    Acv,
    /// Pipe generation.
    Generation,
}

/// One target. A target is for exactly one row: it is never made up from others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Target {
    /// What for.
    pub measure: TargetMeasure,
    /// When: a quarter.
    pub period: PeriodKey,
    /// The dimension of the row; nothing for the whole company.
    pub dimension: Option<Dimension>,
    /// The key of the row within the dimension; empty for the whole company.
    #[serde(default)]
    pub key: String,
    /// How much, in minor units of the company's currency.
    pub amount: Company,
}
