//! Targets.

use crate::http::api::Call;
use contract::Problem;
use contract::target::{ReadTargets, SaveTargets, TargetGrid};

/// The targets of one dimension and fiscal year.
pub async fn read(call: Call<ReadTargets>) -> Result<TargetGrid, Problem> {
    call.view().targets(&call.query).await
}

/// Sets or clears targets.
pub async fn save(call: Call<SaveTargets>) -> Result<TargetGrid, Problem> {
    call.view().save_targets(&call.body).await
}
