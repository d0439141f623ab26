//! The forms around lists of deals: views, columns, and changes of many deals.

use super::{InProcess, form};
use crate::http::fault::Fault;
use crate::http::safe_path;
use crate::http::state::AppState;
use app::desk::Question;
use app::form::Form;
use axum::extract::{Extension, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use contract::bulk::{ApplyBulk, BulkBody, BulkChange, BulkPath, PreviewBulk, UndoBulk, Which};
use contract::opportunity::{OpportunityPatch, OpportunityPath, PatchOpportunity};
use contract::view::{Column, ColumnsBody, RemoveView, SaveColumns, SaveView, ViewPath};
use contract::{Client, Nothing, Problem};
use domain::{BulkId, Category, Day, LogNo, StageId, ViewId};
use uuid::Uuid;

/// Where a form came from; it leads back there.
fn here(form: &Form) -> String {
    safe_path(form.get("here")).filter(|path| path.starts_with("/deals")).unwrap_or("/deals").to_owned()
}

/// The question one was looking at, on its page.
fn question(form: &Form) -> Result<Question, Problem> {
    let here = here(form);
    let (path, search) = here.split_once('?').unwrap_or((&here, ""));
    Question::parse(if path == "/deals/board" { "/deals/board" } else { "/deals" }, search)
}

/// Adds, changes or removes a view.
pub async fn views(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    request: Request,
) -> Result<Response, Fault> {
    let sent = match form::receive(&state, &api, request).await? {
        Ok(sent) => sent,
        Err(elsewhere) => return Ok(elsewhere),
    };
    Ok(Redirect::to(&view(&sent.client, &sent.form).await?).into_response())
}

async fn view(client: &Client, form: &Form) -> Result<String, Problem> {
    let mut question = question(form)?;
    let known = || form.get("id").parse().map(|id: ViewId| id).map_err(|_| Problem::invalid("id", "is no view"));
    let id = match form.get("do") {
        "remove" => {
            client.call::<RemoveView>(&ViewPath { id: known()? }, &Nothing {}, &Nothing {}, None).await?;
            question.view = None;
            return Ok(question.href());
        }
        "change" => known()?,
        _ => ViewId(Uuid::now_v7()),
    };
    let body = question.as_view(form.get("name").to_owned(), form.has("shared"));
    client.call::<SaveView>(&ViewPath { id }, &Nothing {}, &body, None).await?;
    question.view = Some(id);
    Ok(question.href())
}

/// Chooses the columns.
pub async fn columns(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    request: Request,
) -> Result<Response, Fault> {
    let sent = match form::receive(&state, &api, request).await? {
        Ok(sent) => sent,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let columns = sent.form.all("column").filter_map(Column::parse).collect();
    sent.client.call::<SaveColumns>(&Nothing {}, &Nothing {}, &ColumnsBody { columns }, None).await?;
    Ok(Redirect::to(&here(&sent.form)).into_response())
}

/// Previews a change of the deals that are ticked, or of all.
pub async fn preview(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    request: Request,
) -> Result<Response, Fault> {
    let sent = match form::receive(&state, &api, request).await? {
        Ok(sent) => sent,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let id = BulkId(Uuid::now_v7());
    let body = BulkBody { which: which(&sent.form)?, change: change(&sent.form)? };
    sent.client.call::<PreviewBulk>(&BulkPath { id }, &Nothing {}, &body, None).await?;
    Ok(Redirect::to(&format!("/deals/bulk/{id}")).into_response())
}

fn which(form: &Form) -> Result<Which, Problem> {
    if !form.has("all") {
        let ids = form.all("deal").map(|id| id.parse().map_err(|_| Problem::invalid("deal", "is no deal")));
        return Ok(Which::Ids(ids.collect::<Result<_, _>>()?));
    }
    let query = question(form)?.query();
    let condition = Some(query.condition.to_string()).filter(|condition| !condition.is_empty());
    Ok(Which::All { condition, search: query.search, kind: query.kind })
}

fn change(form: &Form) -> Result<BulkChange, Problem> {
    let bad = |field: &str, message: &str| Problem::invalid(field, message);
    let day = || form.get("day").parse::<Day>().map_err(|_| bad("day", "Choose a day."));
    Ok(match form.get("what") {
        "shift" => BulkChange::ShiftClose(form.get("days").parse().map_err(|_| bad("days", "Say by how many days."))?),
        "close" => BulkChange::CloseDay(day()?),
        "stage" => BulkChange::Stage(form.get("stage").parse().map(StageId).map_err(|_| bad("stage", "Choose a stage."))?),
        "category" => BulkChange::Category(Category::ALL.into_iter().find(|category| category.as_str() == form.get("category"))),
        "next" => BulkChange::NextStepDay(Some(day()?)),
        "owner" => BulkChange::Owner(match form.get("owner") {
            "" => None,
            id => Some(id.parse().map_err(|_| bad("owner", "Choose a person."))?),
        }),
        _ => return Err(bad("what", "must be shift, close, stage, category, next or owner")),
    })
}

/// Does what was previewed, or takes it back.
pub async fn act(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    Path(id): Path<BulkId>,
    request: Request,
) -> Result<Response, Fault> {
    let sent = match form::receive(&state, &api, request).await? {
        Ok(sent) => sent,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let path = BulkPath { id };
    let done = match sent.form.get("do") {
        "undo" => sent.client.call::<UndoBulk>(&path, &Nothing {}, &Nothing {}, None).await,
        _ => sent.client.call::<ApplyBulk>(&path, &Nothing {}, &Nothing {}, None).await,
    };
    Ok(match done {
        Ok(_) => Redirect::to(&format!("/deals/bulk/{id}")).into_response(),
        Err(problem) => sent.refused(&state, &api, problem).await,
    })
}

/// An answer on a deck, from a browser without scripts.
pub async fn answer(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    request: Request,
) -> Result<Response, Fault> {
    let sent = match form::receive(&state, &api, request).await? {
        Ok(sent) => sent,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let bad = |field: &str| Problem::invalid(field, "is not understood");
    let id = sent.form.get("deal").parse().map_err(|_| bad("deal"))?;
    let base = sent.form.get("base").parse().map(LogNo).map_err(|_| bad("base"))?;
    let patch: OpportunityPatch = serde_json::from_str(sent.form.get("patch")).map_err(|_| bad("patch"))?;
    let patch = OpportunityPatch { base, ..patch };
    sent.client.call::<PatchOpportunity>(&OpportunityPath { id }, &Nothing {}, &patch, None).await?;
    let here = safe_path(sent.form.get("here")).filter(|path| path.starts_with("/mine")).unwrap_or("/mine/deck");
    Ok(Redirect::to(here).into_response())
}
