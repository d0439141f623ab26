//! The forms on a deal's page: what was done about it, what is to be done, its papers.

use super::{InProcess, form};
use crate::http::fault::Fault;
use crate::http::state::AppState;
use app::form::Form;
use axum::extract::{Extension, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use contract::activity::{
    ActivityChange, ActivityPath, AddLink, ChangeActivity, ChangeLink, LinkChange, LinkPath, LogActivity, NewActivity, NewLink,
};
use contract::opportunity::OpportunityPath;
use contract::{Client, Nothing, Problem};
use domain::OpportunityId;
use domain::activity::ActivityKind;

/// Does what the button pressed says, and shows the page again.
pub async fn act(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    Path(deal): Path<OpportunityId>,
    request: Request,
) -> Result<Response, Fault> {
    let sent = match form::receive(&state, &api, request).await? {
        Ok(sent) => sent,
        Err(elsewhere) => return Ok(elsewhere),
    };
    Ok(match done(&sent.client, deal, &sent.form).await {
        Ok(place) => Redirect::to(&format!("/deals/{deal}#{place}")).into_response(),
        Err(problem) => sent.again(&state, &api, Some(problem)).await,
    })
}

/// Where on the page it shows.
async fn done(client: &Client, deal: OpportunityId, form: &Form) -> Result<&'static str, Problem> {
    let action = form.get("do");
    let (verb, id) = action.split_once(' ').unwrap_or((action, form.get("id")));
    let path = OpportunityPath { id: deal };
    let nothing = Nothing {};
    let unreadable = |_| Problem::unreadable("The button says something that is not known.");
    if let Some(kind) = ActivityKind::parse(verb) {
        let due_day = (kind == ActivityKind::Task).then(|| form.get("due_day").parse().ok()).flatten();
        let new = NewActivity {
            id: id.parse().map_err(unreadable)?,
            kind,
            text: form.get("text").to_owned(),
            contact: form.get("contact").parse().ok(),
            at: None,
            due_day,
        };
        client.call::<LogActivity>(&path, &nothing, &new, None).await?;
        return Ok("activities");
    }
    let change = match verb {
        "done" => ActivityChange { done: Some(true), ..ActivityChange::default() },
        "open" => ActivityChange { done: Some(false), ..ActivityChange::default() },
        "remove" => ActivityChange { deleted: Some(true), ..ActivityChange::default() },
        "link" => {
            let new = NewLink {
                id: id.parse().map_err(unreadable)?,
                url: form.get("url").to_owned(),
                title: form.get("title").to_owned(),
            };
            client.call::<AddLink>(&path, &nothing, &new, None).await?;
            return Ok("links");
        }
        "unlink" => {
            let path = LinkPath { id: deal, link: id.parse().map_err(unreadable)? };
            let gone = LinkChange { deleted: Some(true), ..LinkChange::default() };
            client.call::<ChangeLink>(&path, &nothing, &gone, None).await?;
            return Ok("links");
        }
        _ => return Err(Problem::unreadable("The button says something that is not known.")),
    };
    let path = ActivityPath { id: deal, activity: id.parse().map_err(unreadable)? };
    client.call::<ChangeActivity>(&path, &nothing, &change, None).await?;
    Ok("activities")
}
