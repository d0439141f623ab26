//! Signing in and out.

use crate::http::api::Call;
use crate::http::fault::Fault;
use crate::http::session::{SignedIn, place, token};
use crate::http::state::AppState;
use crate::http::{cookies, read, respond, safe_path};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use contract::session::{Acceptance, Credentials, Me, WhoAmI};
use contract::{Method, Nothing, Problem};
use engine::store::SessionToken;
use serde::Deserialize;
use std::time::Instant;

/// Mail address, password and the secret of a one-time link stay below this many bytes.
const LARGEST_FORM: usize = 16 << 10;

/// What a form on a page sends.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Form {
    email: String,
    token: String,
    password: String,
    /// Where to go afterwards.
    next: String,
    /// Signing out: on all devices.
    everywhere: Option<String>,
}

/// Signs in: JSON gets the person back, a form is led on to `next`. A form that fails is led back to its page, which
/// says why (`failed`).
pub async fn sign_in(State(state): State<AppState>, request: Request) -> Result<Response, Fault> {
    let (parts, body) = request.into_parts();
    let bytes = read::bytes(body, LARGEST_FORM).await?;
    if !is_form(&parts.headers) {
        read::must_be_json(&parts.headers, &bytes)?;
        let (me, token) = check_password(&state, &parts, &read::json(&bytes)?).await?;
        return Ok(with_cookie(respond::json(&parts, Method::Post, &me)?, &token, &state));
    }
    let form: Form = read::form(&bytes)?;
    let next = safe_path(&form.next).unwrap_or("/");
    match check_password(&state, &parts, &Credentials { email: form.email, password: form.password }).await {
        Ok((_, token)) => Ok(with_cookie(Redirect::to(next).into_response(), &token, &state)),
        Err(problem) if problem.status >= 500 => Err(problem.into()),
        Err(problem) => Ok(back_to("/sign-in", &[("failed", failure(&problem)), ("next", next)])),
    }
}

async fn check_password(state: &AppState, parts: &Parts, credentials: &Credentials) -> Result<(Me, SessionToken), Problem> {
    let place = place(parts, &state.settings);
    state.throttle.check(place, &credentials.email, Instant::now())?;
    let outcome = state.engine.auth().sign_in(credentials).await.map_err(Problem::from);
    if outcome.as_ref().is_err_and(|problem| problem.status < 500) {
        state.throttle.failed(place, &credentials.email, Instant::now());
        tracing::info!(%place, "sign-in refused");
    }
    outcome
}

/// Sets a password with a one-time link: JSON or form, like signing in.
pub async fn accept_invitation(State(state): State<AppState>, request: Request) -> Result<Response, Fault> {
    let (parts, body) = request.into_parts();
    let bytes = read::bytes(body, LARGEST_FORM).await?;
    if !is_form(&parts.headers) {
        read::must_be_json(&parts.headers, &bytes)?;
        let acceptance = read::json(&bytes)?;
        let (me, token) = state.engine.auth().accept(&acceptance).await.map_err(Problem::from)?;
        return Ok(with_cookie(respond::json(&parts, Method::Post, &me)?, &token, &state));
    }
    let form: Form = read::form(&bytes)?;
    let acceptance = Acceptance { token: form.token, password: form.password };
    match state.engine.auth().accept(&acceptance).await.map_err(Problem::from) {
        Ok((_, token)) => Ok(with_cookie(Redirect::to("/").into_response(), &token, &state)),
        Err(problem) if problem.status >= 500 => Err(problem.into()),
        Err(problem) => Ok(back_to("/welcome", &[("failed", failure(&problem)), ("token", &acceptance.token)])),
    }
}

/// Ends this session. Without one there is nothing to end, and that is fine.
pub async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Fault> {
    end_this(&state, &headers).await?;
    Ok(without_cookie(axum::Json(Nothing {}).into_response(), &state))
}

/// Ends every session of the person.
pub async fn sign_out_everywhere(State(state): State<AppState>, SignedIn(me): SignedIn) -> Result<Response, Fault> {
    state.engine.auth().sign_out_everywhere(&me).await.map_err(Problem::from)?;
    Ok(without_cookie(axum::Json(Nothing {}).into_response(), &state))
}

/// The sign-out button of a page; with `everywhere` all of the person's sessions end.
pub async fn sign_out_form(State(state): State<AppState>, request: Request) -> Result<Response, Fault> {
    let (parts, body) = request.into_parts();
    let form: Form = read::form(&read::bytes(body, LARGEST_FORM).await?)?;
    if form.everywhere.is_some()
        && let Some(me) = crate::http::session::find(&parts.headers, &state).await?
    {
        state.engine.auth().sign_out_everywhere(&me).await.map_err(Problem::from)?;
    }
    end_this(&state, &parts.headers).await?;
    Ok(without_cookie(Redirect::to("/sign-in").into_response(), &state))
}

async fn end_this(state: &AppState, headers: &HeaderMap) -> Result<(), Problem> {
    if let Some(token) = token(headers) {
        state.engine.auth().sign_out(&token).await?;
    }
    Ok(())
}

/// Who is signed in.
pub async fn who_am_i(call: Call<WhoAmI>) -> Result<Me, Problem> {
    Ok(call.me)
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.starts_with("application/x-www-form-urlencoded")
}

/// The word by which a page is told why its form failed.
fn failure(problem: &Problem) -> &'static str {
    match problem.status {
        429 => "too-often",
        400 => "invalid",
        _ => "refused",
    }
}

fn back_to(path: &str, query: &[(&str, &str)]) -> Response {
    let query = serde_urlencoded::to_string(query).unwrap_or_default();
    Redirect::to(&format!("{path}?{query}")).into_response()
}

fn with_cookie(mut response: Response, token: &SessionToken, state: &AppState) -> Response {
    cookies::set(response.headers_mut(), cookies::SESSION, &token.0, cookies::YEAR, state.settings.secure);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn without_cookie(mut response: Response, state: &AppState) -> Response {
    cookies::set(response.headers_mut(), cookies::SESSION, "", 0, state.settings.secure);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
