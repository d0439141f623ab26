//! Answers: JSON with an entity tag, so that what has not changed is not sent again.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use contract::{Method, Problem};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// An answer as JSON. Reads carry an `ETag`; asked again with it, they say 304 and nothing more.
pub fn json(parts: &Parts, method: Method, answer: &impl Serialize) -> Result<Response, Problem> {
    let body = serde_json::to_vec(answer).map_err(|error| {
        tracing::error!(%error, "an answer cannot be written as JSON");
        Problem::internal()
    })?;
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if method != Method::Get {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        return Ok((headers, body).into_response());
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("cookie"));
    Ok(tagged(parts, headers, body))
}

/// A body with its entity tag, or 304 if the visitor has it already. The tag is weak: compression may follow.
pub fn tagged(parts: &Parts, mut headers: HeaderMap, body: Vec<u8>) -> Response {
    let tag = format!("W/\"{}\"", BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(&body)[..12]));
    let known = parts.headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let fresh = known.flat_map(|list| list.split(',')).any(|known| known.trim() == tag || known.trim() == "*");
    if let Ok(value) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, value);
    }
    if fresh {
        headers.remove(header::CONTENT_TYPE);
        return (StatusCode::NOT_MODIFIED, headers, Body::empty()).into_response();
    }
    (headers, body).into_response()
}
