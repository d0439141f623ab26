//! Forms that pages send. They are read here and go through the API like every other call, as the visitor; what is wrong is
//! shown on the page they came from, with all that was filled in.

use super::{InProcess, render, sign_in_first};
use crate::http::fault::Fault;
use crate::http::read;
use crate::http::session::{self, SignedIn};
use crate::http::state::AppState;
use app::form::{Form, Submitted};
use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::response::Response;
use contract::session::Me;
use contract::{Client, Problem};

/// The largest form, in bytes: a mapping with all its values stays far below.
const LARGEST: usize = 4 << 20;

/// A form on its way.
pub struct Sent {
    /// Who sent it.
    pub me: Me,
    /// What is filled in.
    pub form: Form,
    /// The API, as the visitor.
    pub client: Client,
    parts: Parts,
}

/// Reads a form of whoever is signed in; others sign in first and come back to its page.
pub async fn receive(state: &AppState, api: &InProcess, request: Request) -> Result<Result<Sent, Response>, Fault> {
    let (parts, body) = request.into_parts();
    let Some(me) = session::find(&parts.headers, state).await? else { return Ok(Err(sign_in_first(&parts.uri))) };
    let bytes = read::bytes(body, LARGEST).await?;
    let form = Form::parse(&String::from_utf8_lossy(&bytes))?;
    let client = Client::new(api.for_visitor(&parts.headers, Some(SignedIn(me.clone()))));
    Ok(Ok(Sent { me, form, client, parts }))
}

impl Sent {
    /// A parameter of the address that the form was sent to.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(self.parts.uri.query().unwrap_or_default()).ok()?;
        pairs.into_iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// The page again, with what was filled in and what is wrong with it.
    pub async fn again(self, state: &AppState, api: &InProcess, problem: Option<Problem>) -> Response {
        let form = Some(self.form);
        again(state, api, self.me, self.parts, Submitted { form, problem }).await
    }

    /// The page again, saying why a button could not do what it says.
    pub async fn refused(self, state: &AppState, api: &InProcess, problem: Problem) -> Response {
        again(state, api, self.me, self.parts, Submitted { form: None, problem: Some(problem) }).await
    }
}

/// A page as the answer to a form that was sent to it.
pub async fn again(state: &AppState, api: &InProcess, me: Me, parts: Parts, submitted: Submitted) -> Response {
    let mut request = Request::from_parts(parts, Body::empty());
    request.extensions_mut().insert(submitted);
    render(state, api, Some(me), request).await
}
