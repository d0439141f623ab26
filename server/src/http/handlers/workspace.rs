//! Settings, exchange rates and the values of dimensions.

use crate::http::api::Call;
use contract::workspace::{ListDimension, ListRates, ReadWorkspace, SaveRates, SaveWorkspace, WorkspaceInfo};
use contract::{Page, Problem};
use domain::workspace::{DatedRate, DimensionValue};

/// The settings and what follows from them today.
pub async fn read(call: Call<ReadWorkspace>) -> Result<WorkspaceInfo, Problem> {
    call.view().workspace().await
}

/// Changes the settings.
pub async fn save(call: Call<SaveWorkspace>) -> Result<WorkspaceInfo, Problem> {
    call.view().save_workspace(call.body).await
}

/// The exchange rates.
pub async fn rates(call: Call<ListRates>) -> Result<Page<DatedRate>, Problem> {
    call.view().rates(&call.query).await
}

/// Enters exchange rates.
pub async fn save_rates(call: Call<SaveRates>) -> Result<Page<DatedRate>, Problem> {
    call.view().save_rates(call.body).await
}

/// The values of a dimension that deals use.
pub async fn dimension(call: Call<ListDimension>) -> Result<Page<DimensionValue>, Problem> {
    call.view().dimension(call.path.dimension, &call.query).await
}
