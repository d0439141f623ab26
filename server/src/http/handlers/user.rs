//! The people who may sign in.

use crate::http::api::{Call, Caller};
use crate::http::fault::Fault;
use crate::http::session::SignedIn;
use crate::http::state::AppState;
use crate::http::{read, safe_path};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use contract::session::{AccessPatch, ChangeUser, Invitation, InviteUser, ListUsers, SignOutUser, User};
use contract::{Nothing, Page, Problem};
use domain::{PersonId, Role};
use engine::store::UserRow;
use serde::Deserialize;

/// How many are on a page.
const PAGE: i64 = 100;

/// The people who may sign in, by mail address.
pub async fn list(call: Call<ListUsers>) -> Result<Page<User>, Problem> {
    let after = call.query.after.as_deref();
    if after.is_some_and(|after| !after.contains('@')) {
        return Err(Problem::invalid("after", "is not from an answer before"));
    }
    let store = call.engine.unrestricted("administrators manage access");
    let mut rows = store.users(after, PAGE + 1).await?;
    let total = store.count_users().await?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let next = if more { rows.last().map(|row| row.me.email.clone()) } else { None };
    Ok(Page { items: rows.into_iter().map(user).collect(), next, total })
}

fn user(row: UserRow) -> User {
    User {
        person: row.me.person,
        name: row.me.name,
        email: row.me.email,
        role: row.me.role,
        active: row.active,
        disabled: row.disabled,
        last_seen: row.last_seen,
    }
}

/// Gives a person access.
pub async fn invite(call: Call<InviteUser>) -> Result<Invitation, Problem> {
    Ok(call.engine.auth().invite_new(&call.body).await?)
}

/// Changes a person's role or access.
pub async fn change(call: Call<ChangeUser>) -> Result<User, Problem> {
    Ok(user(call.engine.auth().change_access(&call.me, call.path.person, call.body).await?))
}

/// Ends every session of a person.
pub async fn sign_out(call: Call<SignOutUser>) -> Result<Nothing, Problem> {
    call.engine.auth().end_sessions_of(call.path.person).await?;
    Ok(Nothing {})
}

/// What a form of the page sends.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Form {
    /// What to do: `role`, `disabled`, `enabled`, `signed-out`.
    what: String,
    role: String,
    next: String,
}

/// The same by a form: it leads back to the list, which says what has happened.
pub async fn change_by_form(
    State(state): State<AppState>,
    SignedIn(me): SignedIn,
    Path(person): Path<PersonId>,
    body: Body,
) -> Result<Response, Fault> {
    Caller::Admin.check(&me)?;
    let form: Form = read::form(&read::bytes(body, 4 << 10).await?)?;
    let auth = state.engine.auth();
    let change = async |patch| auth.change_access(&me, person, patch).await.map(|_| ());
    let outcome = match form.what.as_str() {
        "role" => match Role::parse(&form.role) {
            Some(role) => change(AccessPatch { role: Some(role), disabled: None }).await,
            None => return Err(Problem::invalid("role", "is none of the roles").into()),
        },
        "disabled" | "enabled" => change(AccessPatch { role: None, disabled: Some(form.what == "disabled") }).await,
        "signed-out" => auth.end_sessions_of(person).await,
        _ => return Err(Problem::invalid("what", "must be role, disabled, enabled or signed-out").into()),
    };
    let said = match outcome.map_err(Problem::from) {
        Ok(()) => ("done", form.what.as_str()),
        Err(problem) if problem.status >= 500 => return Err(problem.into()),
        Err(problem) => ("failed", failure(&problem)),
    };
    let next = safe_path(&form.next).filter(|next| next.starts_with("/users")).unwrap_or("/users");
    let mark = if next.contains('?') { '&' } else { '?' };
    Ok(Redirect::to(&format!("{next}{mark}{}={}", said.0, said.1)).into_response())
}

/// The word by which the page is told why nothing was changed.
fn failure(problem: &Problem) -> &'static str {
    match problem.status {
        403 => "own",
        409 => "last",
        _ => "gone",
    }
}
