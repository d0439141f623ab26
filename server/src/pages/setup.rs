//! The form of the company's settings.

use super::{InProcess, form};
use crate::http::fault::Fault;
use crate::http::state::AppState;
use app::setup::{read, tidy};
use axum::extract::{Extension, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use contract::workspace::{ReadWorkspace, SaveWorkspace, SaveWorkspaceBody};
use contract::{Client, Nothing, Problem};
use domain::LogNo;

/// Saves the settings, or adds, moves and takes away rows of the form. From the first set-up the way leads on to imports.
pub async fn save(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    request: Request,
) -> Result<Response, Fault> {
    let mut sent = match form::receive(&state, &api, request).await? {
        Ok(sent) => sent,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let action = sent.form.get("do").to_owned();
    if sent.form.arrange(&action) {
        return Ok(sent.again(&state, &api, None).await);
    }
    tidy(&mut sent.form);
    Ok(match saved(&sent.client, &sent.form).await {
        Ok(LogNo(0)) => Redirect::to("/imports").into_response(),
        Ok(_) => Redirect::to("/settings").into_response(),
        Err(problem) => sent.again(&state, &api, Some(problem)).await,
    })
}

/// The revision that was saved over.
async fn saved(client: &Client, form: &app::form::Form) -> Result<LogNo, Problem> {
    let nothing = Nothing {};
    let before = client.get::<ReadWorkspace>(&nothing).await?;
    let (base, workspace) = read(form, &before.workspace)?;
    client.call::<SaveWorkspace>(&nothing, &nothing, &SaveWorkspaceBody { base, workspace }, None).await?;
    Ok(base)
}
