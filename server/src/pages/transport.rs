//! The API as pages call it while they are rendered: the router itself, in this process, as the visitor.

use crate::http::session::SignedIn;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use contract::client::Sending;
use contract::{Problem, Response, Transport};
use tower::ServiceExt;

/// The largest answer a page is made from, in bytes.
const LARGEST_ANSWER: usize = 64 << 20;

/// The API's router.
#[derive(Clone)]
pub struct InProcess(Router);

impl InProcess {
    /// Calls will go through this router.
    pub fn new(api: Router) -> Self {
        Self(api)
    }

    /// A transport that calls as this visitor: with their cookies, and as who they have been found to be.
    pub fn for_visitor(&self, headers: &HeaderMap, signed_in: Option<SignedIn>) -> Visitor {
        Visitor { api: self.0.clone(), cookie: headers.get(header::COOKIE).cloned(), signed_in }
    }
}

/// A visitor's way into the API.
pub struct Visitor {
    api: Router,
    cookie: Option<HeaderValue>,
    signed_in: Option<SignedIn>,
}

impl Transport for Visitor {
    fn send(&self, request: contract::Request) -> Sending {
        let (api, request) = (self.api.clone(), self.http(request));
        Box::pin(async move {
            let Ok(response) = api.oneshot(request?).await;
            let status = response.status().as_u16();
            let bytes = axum::body::to_bytes(response.into_body(), LARGEST_ANSWER).await.map_err(|error| {
                tracing::error!(%error, "an answer could not be read in process");
                Problem::internal()
            })?;
            Ok(Response { status, body: String::from_utf8_lossy(&bytes).into_owned() })
        })
    }
}

impl Visitor {
    fn http(&self, request: contract::Request) -> Result<Request<Body>, Problem> {
        let method = Method::from_bytes(request.method.as_str().as_bytes()).unwrap_or_default();
        let mut built = Request::builder().method(method).uri(request.url);
        if let Some(cookie) = &self.cookie {
            built = built.header(header::COOKIE, cookie);
        }
        if let Some(key) = request.idempotency_key {
            built = built.header("idempotency-key", key);
        }
        if let Some(signed_in) = &self.signed_in {
            built = built.extension(signed_in.clone());
        }
        if request.body.is_some() {
            built = built.header(header::CONTENT_TYPE, "application/json");
        }
        built
            .body(request.body.map_or_else(Body::empty, Body::from))
            .map_err(|error| Problem { status: StatusCode::BAD_REQUEST.as_u16(), ..Problem::unreadable(error.to_string()) })
    }
}
