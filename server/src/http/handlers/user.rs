//! The people who may sign in.

use crate::http::api::Call;
use contract::session::{Invitation, InviteUser, ListUsers, User};
use contract::{Page, Problem};

/// How many are on a page.
const PAGE: i64 = 100;

/// The people who may sign in, by mail address.
pub async fn list(call: Call<ListUsers>) -> Result<Page<User>, Problem> {
    let store = call.engine.unrestricted("administrators manage access");
    let mut rows = store.users(call.query.after.as_deref(), PAGE + 1).await?;
    let total = store.count_users().await?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let next = if more { rows.last().map(|row| row.me.email.clone()) } else { None };
    let items = rows.into_iter().map(|row| User {
        person: row.me.person,
        name: row.me.name,
        email: row.me.email,
        role: row.me.role,
        active: row.active,
        last_seen: row.last_seen,
    });
    Ok(Page { items: items.collect(), next, total })
}

/// Gives a person access.
pub async fn invite(call: Call<InviteUser>) -> Result<Invitation, Problem> {
    Ok(call.engine.auth().invite(&call.body).await?)
}
