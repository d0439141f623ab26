//! The forms of hygiene: nudging somebody, and the rules.

use super::{InProcess, form};
use crate::http::fault::Fault;
use crate::http::state::AppState;
use app::form::Form;
use app::rules::{read, tidy};
use axum::extract::{Extension, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use contract::hygiene::{SaveRules, SaveRulesBody};
use contract::inbox::{Nudge, NudgeBody};
use contract::workspace::ReadWorkspace;
use contract::{Client, Nothing, Problem};
use domain::{Flag, PersonId};

/// Nudges somebody, and shows the page again with that it is done.
pub async fn nudge(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    request: Request,
) -> Result<Response, Fault> {
    let here = request.uri().query().map(str::to_owned);
    let sent = match form::receive(&state, &api, request).await? {
        Ok(sent) => sent,
        Err(elsewhere) => return Ok(elsewhere),
    };
    Ok(match nudged(&sent.client, &sent.form).await {
        Ok((person, told)) => {
            let asked = here.into_iter().flat_map(|query| serde_urlencoded::from_str::<Vec<(String, String)>>(&query));
            let kept = asked.flatten().filter(|(name, _)| name != "nudged" && name != "again");
            let done = ((if told { "nudged" } else { "again" }).to_owned(), person.to_string());
            let query = serde_urlencoded::to_string(kept.chain([done]).collect::<Vec<_>>());
            Redirect::to(&format!("/hygiene?{}", query.unwrap_or_default())).into_response()
        }
        Err(problem) => sent.refused(&state, &api, problem).await,
    })
}

async fn nudged(client: &Client, form: &Form) -> Result<(PersonId, bool), Problem> {
    let owner = form.get("owner").parse().map_err(|_| Problem::invalid("owner", "names nobody"))?;
    let flag = Flag::parse(form.get("flag")).ok_or_else(|| Problem::invalid("flag", "is no flag"))?;
    let body = NudgeBody { owner, deals: Vec::new(), flag: Some(flag), note: form.get("note").to_owned() };
    let nothing = Nothing {};
    Ok((owner, client.call::<Nudge>(&nothing, &nothing, &body, None).await?.told))
}

/// Saves the rules; or shows what they would flag, or one row more or less.
pub async fn rules(
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
    Ok(match saved(&sent.client, &sent.form, action == "preview").await {
        Ok(true) => Redirect::to("/hygiene/rules?saved=1").into_response(),
        Ok(false) => sent.again(&state, &api, None).await,
        Err(problem) => sent.again(&state, &api, Some(problem)).await,
    })
}

/// Whether they were saved: what is only to be previewed is read, and drawn by the page.
async fn saved(client: &Client, form: &Form, preview: bool) -> Result<bool, Problem> {
    let nothing = Nothing {};
    let info = client.get::<ReadWorkspace>(&nothing).await?;
    let (base, rules) = read(form, &info.workspace)?;
    if !preview {
        client.call::<SaveRules>(&nothing, &nothing, &SaveRulesBody { base, rules }, None).await?;
    }
    Ok(!preview)
}
