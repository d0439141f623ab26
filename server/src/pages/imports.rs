//! The forms of imports.

use super::form::{self, Sent};
use super::{InProcess, sign_in_first};
use crate::http::fault::Fault;
use crate::http::handlers::import;
use crate::http::session;
use crate::http::state::AppState;
use app::form::Submitted;
use app::imports::{read, tidy};
use axum::extract::{Extension, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use contract::import::{CheckImport, DiscardImport, ImportPath, PublishImport, ReadImport, SaveMapping, UndoImport};
use contract::{Endpoint, Nothing, Problem};

/// Takes files in and leads to their import; what is refused is said on the page.
pub async fn upload(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    request: Request,
) -> Result<Response, Fault> {
    let Some(me) = session::find(request.headers(), &state).await? else { return Ok(sign_in_first(request.uri())) };
    let (parts, body) = request.into_parts();
    Ok(match import::receive(&state, &me, Request::from_parts(parts.clone(), body)).await {
        Ok(import) => Redirect::to(&format!("/imports/{}", import.id)).into_response(),
        Err(problem) => form::again(&state, &api, me, parts, Submitted { form: None, problem: Some(problem) }).await,
    })
}

/// Does what the button says: saves the mapping, checks, publishes, undoes, discards, or changes rows of the form.
pub async fn act(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    Path(path): Path<ImportPath>,
    request: Request,
) -> Result<Response, Fault> {
    let mut sent = match form::receive(&state, &api, request).await? {
        Ok(sent) => sent,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let action = sent.form.get("do").to_owned();
    let done = match action.as_str() {
        "save" | "check" => {
            return Ok(match mapped(&mut sent, path, action == "check").await {
                Ok(()) => here(path),
                Err(problem) => sent.again(&state, &api, Some(problem)).await,
            });
        }
        "publish" => done::<PublishImport>(&sent, path).await,
        "undo" => done::<UndoImport>(&sent, path).await,
        "discard" => match done::<DiscardImport>(&sent, path).await {
            Ok(()) => return Ok(Redirect::to("/imports").into_response()),
            Err(problem) => Err(problem),
        },
        rows => {
            sent.form.arrange(rows);
            return Ok(sent.again(&state, &api, None).await);
        }
    };
    Ok(match done {
        Ok(()) => here(path),
        Err(problem) => sent.refused(&state, &api, problem).await,
    })
}

fn here(path: ImportPath) -> Response {
    Redirect::to(&format!("/imports/{}", path.id)).into_response()
}

async fn done<E>(sent: &Sent, path: ImportPath) -> Result<(), Problem>
where
    E: Endpoint<Path = ImportPath, Query = Nothing, Body = Nothing>,
{
    sent.client.call::<E>(&path, &Nothing {}, &Nothing {}, None).await.map(drop)
}

/// Saves the mapping and starts the dry run if it is wished and nothing is left to be asked.
async fn mapped(sent: &mut Sent, path: ImportPath, check: bool) -> Result<(), Problem> {
    let nothing = Nothing {};
    let import = sent.client.call::<ReadImport>(&path, &nothing, &nothing, None).await?;
    tidy(&mut sent.form, &import);
    let profile = read(&sent.form, &import)?;
    let import = sent.client.call::<SaveMapping>(&path, &nothing, &profile, None).await?;
    if check && import.questions.is_empty() {
        return done::<CheckImport>(sent, path).await;
    }
    Ok(())
}
