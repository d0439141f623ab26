//! Changing many deals at once.

use crate::http::api::Call;
use contract::bulk::{ApplyBulk, Bulk, BulkItem, ListBulk, PreviewBulk, ReadBulk, UndoBulk};
use contract::{Page, Problem};

/// What a change would do.
pub async fn preview(call: Call<PreviewBulk>) -> Result<Bulk, Problem> {
    call.view().preview_bulk(call.path.id, &call.body).await
}

/// How far it has come.
pub async fn read(call: Call<ReadBulk>) -> Result<Bulk, Problem> {
    call.view().bulk(call.path.id).await
}

/// Deal by deal.
pub async fn list(call: Call<ListBulk>) -> Result<Page<BulkItem>, Problem> {
    call.view().bulk_items(call.path.id, &call.query).await
}

/// Does it.
pub async fn apply(call: Call<ApplyBulk>) -> Result<Bulk, Problem> {
    call.view().apply_bulk(call.path.id).await
}

/// Takes it back.
pub async fn undo(call: Call<UndoBulk>) -> Result<Bulk, Problem> {
    call.view().undo_bulk(call.path.id).await
}
