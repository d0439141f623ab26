//! Carries calls of the API by the browser's `fetch`.

use contract::client::Sending;
use contract::{Problem, Request, Response, Transport};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit};

/// The browser's `fetch`, with the session's cookie.
pub struct Fetch;

impl Transport for Fetch {
    fn send(&self, request: Request) -> Sending {
        // The browser has one thread: what is wrapped never leaves it.
        Box::pin(SendWrapper::new(async move { fetch(request).await.map_err(unreachable) }))
    }
}

async fn fetch(request: Request) -> Result<Response, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_headers(&headers);
    if let Some(key) = &request.idempotency_key {
        headers.set("idempotency-key", key)?;
    }
    if let Some(body) = &request.body {
        headers.set("content-type", "application/json")?;
        init.set_body(&JsValue::from_str(body));
    }
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response: web_sys::Response = JsFuture::from(window.fetch_with_str_and_init(&request.url, &init)).await?.dyn_into()?;
    let body = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    Ok(Response { status: response.status(), body })
}

fn unreachable(_: JsValue) -> Problem {
    Problem::unreachable("No answer came. Check the connection; nothing you entered was lost.")
}
