//! No request takes for ever, whoever is slow: the visitor who sends it or the server that answers.

use crate::http::fault::Fault;
use crate::http::state::AppState;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::Problem;

/// Where large files arrive: as long as they do arrive, they may take their time (`handlers::import`).
pub const UPLOAD: &str = "/api/v1/imports";
/// The same from the page's form.
pub const UPLOAD_PAGE: &str = "/imports";

/// Gives a request up that takes too long. What it had queued to be written is written all the same.
pub async fn limit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method() == Method::POST && [UPLOAD, UPLOAD_PAGE].contains(&request.uri().path()) {
        return next.run(request).await;
    }
    let limit = state.settings.longest_request;
    tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| {
        let detail = format!(
            "The request took longer than {} seconds and was given up. If it was to change something, look whether it has.",
            limit.as_secs()
        );
        Fault(Problem::too_slow(detail)).into_response()
    })
}
