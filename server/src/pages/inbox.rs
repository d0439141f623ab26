//! The forms of the inbox and of what mail one gets.

use super::{InProcess, form};
use crate::http::fault::Fault;
use crate::http::safe_path;
use crate::http::state::AppState;
use axum::extract::{Extension, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use contract::inbox::{NoticePath, ReadNotice, ReadNotices, ReadNoticesBody};
use contract::mail::{MailPreferences, SaveMailPreferences};
use contract::{Nothing, Problem};
use domain::Language;

/// Marks one notice, or all one has seen, as read.
pub async fn read(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    request: Request,
) -> Result<Response, Fault> {
    let sent = match form::receive(&state, &api, request).await? {
        Ok(sent) => sent,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let nothing = Nothing {};
    let id = |name: &str| sent.form.get(name).parse().map_err(|_| Problem::invalid(name, "is no notice"));
    let outcome = if sent.form.has("read") {
        sent.client.call::<ReadNotice>(&NoticePath { id: id("read")? }, &nothing, &nothing, None).await
    } else {
        sent.client.call::<ReadNotices>(&nothing, &nothing, &ReadNoticesBody { upto: id("upto")? }, None).await
    };
    outcome?;
    let next = safe_path(sent.form.get("next")).filter(|next| next.starts_with("/inbox")).unwrap_or("/inbox");
    Ok(Redirect::to(next).into_response())
}

/// Chooses what mail one gets.
pub async fn prefer(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    request: Request,
) -> Result<Response, Fault> {
    let sent = match form::receive(&state, &api, request).await? {
        Ok(sent) => sent,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let language = sent.form.get("language");
    let language = Language::parse(language).ok_or_else(|| Problem::invalid("language", "must be en or it"))?;
    let on = |name: &str| sent.form.get(name) == "1";
    let wants = MailPreferences { daily: on("daily"), meeting: on("meeting"), nudges: on("nudges"), language };
    let nothing = Nothing {};
    sent.client.call::<SaveMailPreferences>(&nothing, &nothing, &wants, None).await?;
    Ok(Redirect::to("/settings#mail").into_response())
}
