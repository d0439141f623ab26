//! Calls endpoints over a transport: fetch in the browser, the router itself while rendering on the server.

use crate::{Endpoint, Method, Nothing, Problem};
use serde::Serialize;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A request, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub url: String,
    /// The JSON body, if the method has one.
    pub body: Option<String>,
    /// For writes that must not happen twice.
    pub idempotency_key: Option<String>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// A future that can be awaited on any thread. (The browser's transport wraps what is bound to its only one.)
pub type Sending = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send>>;

/// Something that carries requests to the API.
pub trait Transport: Send + Sync {
    /// Sends a request. An error means that no answer came; an answer with an error status is a [`Response`].
    fn send(&self, request: Request) -> Sending;
}

/// The API, as Rust functions see it.
#[derive(Clone)]
pub struct Client(Arc<dyn Transport>);

impl Client {
    /// A client over this transport.
    pub fn new(transport: impl Transport + 'static) -> Self {
        Self(Arc::new(transport))
    }

    /// Calls an endpoint that has neither path fields nor a body.
    pub async fn get<E: Endpoint<Path = Nothing, Body = Nothing>>(&self, query: &E::Query) -> Result<E::Answer, Problem> {
        self.call::<E>(&Nothing {}, query, &Nothing {}, None).await
    }

    /// Calls an endpoint. `idempotency_key` makes a write safe to repeat.
    pub async fn call<E: Endpoint>(
        &self,
        path: &E::Path,
        query: &E::Query,
        body: &E::Body,
        idempotency_key: Option<String>,
    ) -> Result<E::Answer, Problem> {
        let request = Request {
            method: E::METHOD,
            url: url::<E>(path, query)?,
            body: match E::METHOD {
                Method::Get | Method::Delete => None,
                _ => Some(serde_json::to_string(body).map_err(unreadable)?),
            },
            idempotency_key,
        };
        let response = self.0.send(request).await?;
        // 202 says that the device keeps the change for later: there is no answer yet.
        if response.status != 202 && (200..300).contains(&response.status) {
            return serde_json::from_str(&response.body).map_err(unreadable);
        }
        Err(serde_json::from_str(&response.body)
            .unwrap_or_else(|_| Problem::unreachable(format!("The server answered with status {}.", response.status))))
    }
}

/// The path and query of a call.
pub fn url<E: Endpoint>(path: &E::Path, query: &E::Query) -> Result<String, Problem> {
    let mut url = E::PATH.to_owned();
    if let serde_json::Value::Object(fields) = serde_json::to_value(path).map_err(unreadable)? {
        for (name, value) in fields {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let escaped: String = escape(&text)?;
            url = url.replace(&format!("{{{name}}}"), &escaped);
        }
    }
    let query = query_string(query)?;
    if !query.is_empty() {
        url.push('?');
        url.push_str(&query);
    }
    Ok(url)
}

/// A query as `name=value&…`; what is absent is left out.
pub fn query_string(query: &impl Serialize) -> Result<String, Problem> {
    serde_urlencoded::to_string(query).map_err(unreadable)
}

fn escape(text: &str) -> Result<String, Problem> {
    let pair = serde_urlencoded::to_string([("", text)]).map_err(unreadable)?;
    Ok(pair.trim_start_matches('=').replace('+', "%20"))
}

fn unreadable(error: impl std::fmt::Display) -> Problem {
    Problem::unreadable(error.to_string())
}
