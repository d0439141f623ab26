//! The matrix, and the deals behind it.

use crate::http::api::Call;
use contract::Problem;
use contract::apm::{Apm, ApmDeals, ApmLine, ListApmDeals, ReadApm, ReadApmLine};
use contract::chart::{PipelineHistory, ReadPipelineHistory};
use contract::inspection::{Inspection, ReadInspection};

/// The matrix.
pub async fn read(call: Call<ReadApm>) -> Result<Apm, Problem> {
    call.view().apm(&call.query).await
}

/// The deals behind one of its numbers.
pub async fn deals(call: Call<ListApmDeals>) -> Result<ApmDeals, Problem> {
    call.view().apm_deals(&call.query).await
}

/// One of its numbers through the period.
pub async fn line(call: Call<ReadApmLine>) -> Result<ApmLine, Problem> {
    call.view().apm_line(&call.query).await
}

/// Open pipeline by stage through time.
pub async fn pipeline(call: Call<ReadPipelineHistory>) -> Result<PipelineHistory, Problem> {
    call.view().pipeline_history(&call.query).await
}

/// What changed in the open pipeline of a period.
pub async fn inspection(call: Call<ReadInspection>) -> Result<Inspection, Problem> {
    call.view().inspection(&call.query).await
}
