//! Carries calls of the API by the browser's `fetch`.

use contract::client::Sending;
use contract::{Method, Problem, Request, Response, Transport};
use gloo_net::http::RequestBuilder;
use send_wrapper::SendWrapper;

/// The browser's `fetch`, with the session's cookie.
pub struct Fetch;

impl Transport for Fetch {
    fn send(&self, request: Request) -> Sending {
        // The browser has one thread: what is wrapped never leaves it.
        Box::pin(SendWrapper::new(fetch(request)))
    }
}

async fn fetch(request: Request) -> Result<Response, Problem> {
    let mut builder = RequestBuilder::new(&request.url)
        .method(method(request.method))
        .credentials(web_sys::RequestCredentials::SameOrigin)
        .header("Accept", "application/json");
    if let Some(key) = &request.idempotency_key {
        builder = builder.header("Idempotency-Key", key);
    }
    let sent = match request.body {
        Some(body) => builder.header("Content-Type", "application/json").body(body),
        None => builder.build(),
    };
    let response = sent.map_err(unreachable)?.send().await.map_err(unreachable)?;
    Ok(Response { status: response.status(), body: response.text().await.map_err(unreachable)? })
}

fn method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
    }
}

fn unreachable(_: gloo_net::Error) -> Problem {
    Problem::unreachable("No answer came. Check the connection; nothing you entered was lost.")
}
