//! Problems as HTTP answers: `application/problem+json` (RFC 9457).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::Problem;

/// A problem on its way out.
#[derive(Debug)]
pub struct Fault(pub Problem);

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let mut response = (status, body).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

/// 404: no such address under `/api`.
pub async fn no_such_address() -> Fault {
    Fault(Problem::not_found("address"))
}

/// 405: the address exists, the method does not.
pub async fn no_such_method() -> Fault {
    Fault(Problem {
        kind: "/problems/method".into(),
        title: "Method not allowed".into(),
        status: 405,
        detail: "This address does not take that method; the `Allow` header names those it takes.".into(),
        fields: Vec::new(),
        missing: None,
        refusal: None,
    })
}
