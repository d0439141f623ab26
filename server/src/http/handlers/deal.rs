//! Deals: read, create, change.

use crate::http::api::Call;
use contract::opportunity::{CreateOpportunity, ListVersions, NamedVersion, Opportunity, PatchOpportunity, ReadOpportunity};
use contract::{Page, Problem};

/// One deal.
pub async fn read(call: Call<ReadOpportunity>) -> Result<Opportunity, Problem> {
    call.view().opportunity(call.path.id).await
}

/// A deal's history.
pub async fn versions(call: Call<ListVersions>) -> Result<Page<NamedVersion>, Problem> {
    call.view().versions(call.path.id, &call.query).await
}

/// Creates a deal.
pub async fn create(call: Call<CreateOpportunity>) -> Result<Opportunity, Problem> {
    call.view().create(call.body, call.key).await
}

/// Changes some fields of a deal.
pub async fn patch(call: Call<PatchOpportunity>) -> Result<Opportunity, Problem> {
    call.view().patch(call.path.id, call.body, call.key).await
}
