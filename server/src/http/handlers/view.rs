//! Saved views of the list of deals.

use crate::http::api::Call;
use contract::view::{ColumnsBody, ListViews, RemoveView, SaveColumns, SaveView, SavedView, Views};
use contract::{Nothing, Problem};

/// What there is to choose from.
pub async fn list(call: Call<ListViews>) -> Result<Views, Problem> {
    call.view().views().await
}

/// Creates or replaces a view.
pub async fn save(call: Call<SaveView>) -> Result<SavedView, Problem> {
    call.view().save_view(call.path.id, call.body).await
}

/// Removes a view.
pub async fn remove(call: Call<RemoveView>) -> Result<Nothing, Problem> {
    call.view().remove_view(call.path.id).await?;
    Ok(Nothing {})
}

/// Chooses columns.
pub async fn save_columns(call: Call<SaveColumns>) -> Result<ColumnsBody, Problem> {
    call.view().save_columns(call.body).await
}
