//! Whether a page is still what the browser shows.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// How far what is told of changes had come when a page was made.
pub const POSITION: HeaderName = HeaderName::from_static("motore-position");

/// Gives a page a tag of what it says, and sends nothing where that is what the browser has (`asked`). What is another with
/// every page (`but`) does not count.
pub async fn tagged(response: Response, asked: Option<HeaderValue>, but: [&str; 2]) -> Response {
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // It has been drawn to its end already.
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        parts.status = StatusCode::INTERNAL_SERVER_ERROR;
        return Response::from_parts(parts, Body::empty());
    };
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    for but in but.into_iter().filter(|but| !but.is_empty()) {
        text = text.replace(but, "");
    }
    let tag = format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(text)));
    let same = asked.is_some_and(|asked| asked.as_bytes() == tag.as_bytes());
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        parts.headers.insert(header::ETAG, tag);
    }
    if same {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
    }
    Response::from_parts(parts, if same { Body::empty() } else { bytes.into() })
}
