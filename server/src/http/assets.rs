//! The browser's files: names with a hash of the content in them, so that they can be kept for ever.

use app::Assets;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::io;
use std::path::{Path, PathBuf};
use tower_http::services::ServeDir;

/// The folder the builder wrote, and the addresses in its manifest.
#[derive(Clone, Debug, Default)]
pub struct Site {
    folder: PathBuf,
    /// The addresses of the files.
    pub assets: Assets,
}

impl Site {
    /// Reads the manifest.
    ///
    /// # Errors
    /// When there is none, or it is not one.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let manifest = std::fs::read(folder.join("manifest.json"))?;
        Ok(Self { folder: folder.to_owned(), assets: serde_json::from_slice(&manifest)? })
    }

    /// The routes of the files: compressed ones where the browser takes them, 404 without a page for what is not there.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let files = ServeDir::new(self.folder.join("pkg"))
            .append_index_html_on_directories(false)
            .precompressed_br()
            .precompressed_gzip();
        let worker = self.folder.join(self.assets.worker.trim_start_matches('/'));
        let worker = get(move || send_worker(worker.clone()));
        Router::new().nest_service("/pkg", files).layer(from_fn(keep_for_ever)).route("/worker.js", worker)
    }
}

/// What the worker may do: ask this server, and nothing else.
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'";

/// The browser's worker: under one address, so that a new release takes the place of the one before, and at the top, so that
/// it has to do with every page.
async fn send_worker(path: PathBuf) -> Response {
    let Ok(script) = tokio::fs::read(&path).await else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (header::CONTENT_TYPE, "text/javascript"),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, WORKER_POLICY),
    ];
    (headers, script).into_response()
}

async fn keep_for_ever(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let found = response.status().is_success() || response.status() == axum::http::StatusCode::NOT_MODIFIED;
    let rule = if found { "public, max-age=31536000, immutable" } else { "no-store" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(rule));
    response
}
