//! The settings every number depends on, the periods, and the values of the dimensions.

use crate::Page;
use domain::workspace::{DatedRate, DimensionValue};
use domain::{Day, Dimension, LogNo, Period, PeriodKey, Workspace};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Workspace";
    /// The settings, today's date, and how far the data reaches.
    ReadWorkspace = Get "/api/v1/workspace", answer: WorkspaceInfo;
    /// Changes the settings. Administrators only.
    SaveWorkspace = Put "/api/v1/workspace", body: SaveWorkspaceBody, answer: WorkspaceInfo;
    /// The exchange rates. Everybody may see them.
    ListRates = Get "/api/v1/rates", query: ListRatesQuery, answer: Page<DatedRate>;
    /// Adds or corrects exchange rates. Administrators only.
    SaveRates = Put "/api/v1/rates", body: SaveRatesBody, answer: Page<DatedRate>;
    /// The values of a dimension that deals use.
    ListDimension = Get "/api/v1/dimensions/{dimension}", path: DimensionPath, query: ListDimensionQuery, answer: Page<DimensionValue>;
}

/// The settings and what follows from them today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkspaceInfo {
    /// The settings.
    pub workspace: Workspace,
    /// The revision they have; to be sent back when saving.
    pub revision: LogNo,
    /// Today in the workspace's time zone.
    pub today: Day,
    /// The first and last day any deal has a close date or version on, if there is any deal.
    pub data: Option<(Day, Day)>,
    /// The period that contains today.
    pub current: PeriodKey,
    /// The periods to choose from: years, halves, quarters and months around the data, latest first.
    pub periods: Vec<Period>,
    /// The head of the log.
    pub head: LogNo,
}

/// New settings.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveWorkspaceBody {
    /// The revision they are based on; another one meanwhile is a conflict.
    pub base: LogNo,
    /// The settings.
    pub workspace: Workspace,
}

/// Which page of the list.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ListRatesQuery {
    /// From the answer before.
    pub after: Option<String>,
}

/// Rates to add.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveRatesBody {
    /// The rates; the same currency and day replaces.
    pub rates: Vec<DatedRate>,
}

/// Which dimension.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
pub struct DimensionPath {
    /// The dimension.
    pub dimension: Dimension,
}

/// Which values.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ListDimensionQuery {
    /// Only labels that contain this, compared without case.
    pub search: Option<String>,
    /// From the answer before.
    pub after: Option<String>,
}
