//! The forms of the weekly review: one for each deal.

use super::{InProcess, form};
use crate::http::fault::Fault;
use crate::http::state::AppState;
use app::form::Form;
use axum::extract::{Extension, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use contract::opportunity::{OpportunityPatch, OpportunityPath};
use contract::review::{ReviewBody, ReviewDeal, ReviewPath, UndoReview};
use contract::{Client, Nothing, Problem};
use domain::review::Disposition;
use domain::{Day, LogNo, OpportunityId, StageId};

/// Saves what a review comes to, and shows the list again: the next deal stands first then. Or takes one back.
pub async fn decide(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    request: Request,
) -> Result<Response, Fault> {
    let asked = request.uri().query().unwrap_or_default().to_owned();
    let sent = match form::receive(&state, &api, request).await? {
        Ok(sent) => sent,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if sent.form.get("do") == "undo" {
        return Ok(match undo(&sent.client, &sent.form).await {
            Ok(()) => Redirect::to(&address(&asked, None)).into_response(),
            Err(problem) => sent.refused(&state, &api, problem).await,
        });
    }
    Ok(match save(&sent.client, &sent.form).await {
        Ok(id) => Redirect::to(&address(&asked, Some(id))).into_response(),
        Err(problem) => sent.again(&state, &api, Some(problem)).await,
    })
}

/// The page again, saying what was done.
fn address(asked: &str, done: Option<OpportunityId>) -> String {
    let mut pairs: Vec<(String, String)> = serde_urlencoded::from_str(asked).unwrap_or_default();
    pairs.retain(|(name, _)| name != "done");
    pairs.extend(done.map(|id| ("done".to_owned(), id.to_string())));
    match serde_urlencoded::to_string(pairs).unwrap_or_default().as_str() {
        "" => "/review".to_owned(),
        query => format!("/review?{query}"),
    }
}

async fn undo(client: &Client, form: &Form) -> Result<(), Problem> {
    let id = form.get("deal").parse().map_err(|_| Problem::not_found("deal"))?;
    let log = form.get("review").parse().map(LogNo).map_err(|_| Problem::not_found("review"))?;
    let nothing = Nothing {};
    client.call::<UndoReview>(&ReviewPath { id, log }, &nothing, &nothing, None).await?;
    Ok(())
}

async fn save(client: &Client, form: &Form) -> Result<OpportunityId, Problem> {
    let id = form.get("deal").parse().map_err(|_| Problem::not_found("deal"))?;
    let disposition = Disposition::parse(form.get("disposition"));
    let disposition = disposition.ok_or_else(|| Problem::invalid("disposition", "Say what it comes to."))?;
    let day = |name: &str| form.get(name).parse::<Day>().ok();
    let stage = |name: &str| form.get(name).parse().ok().map(StageId);
    let text = |name: &str| Some(form.get(name).to_owned()).filter(|text| !text.is_empty());
    let mut patch = OpportunityPatch {
        base: LogNo(form.get("base").parse().unwrap_or_default()),
        next_step: Some(text("next_step")),
        next_step_day: Some(day("next_step_day")),
        ..OpportunityPatch::default()
    };
    match disposition {
        Disposition::Keep => {}
        Disposition::Restage => patch.stage = stage("stage"),
        Disposition::Redate => patch.close_day = Some(day("close_day")),
        Disposition::CloseLost => {
            patch.stage = stage("lost");
            patch.lost_reason = Some(text("lost_reason"));
        }
        Disposition::Nurture => patch.nurture_until = Some(day("nurture_until")),
    }
    let body = ReviewBody { disposition, note: form.get("note").to_owned(), patch };
    let key = Some(form.get("key").to_owned()).filter(|key| !key.is_empty());
    client.call::<ReviewDeal>(&OpportunityPath { id }, &Nothing {}, &body, key).await?;
    Ok(id)
}
