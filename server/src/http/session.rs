//! Who calls: the session's cookie, and the place a call comes from.

use crate::http::cookies;
use crate::http::fault::Fault;
use crate::http::state::{AppState, Settings};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use contract::Problem;
use contract::session::Me;
use domain::PersonId;
use engine::store::SessionToken;
use std::net::{IpAddr, Ipv4Addr};

/// The person signed in. As an extractor it refuses everybody else with 401.
#[derive(Clone, Debug)]
pub struct SignedIn(pub Me);

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Fault> {
        // A page being rendered calls the API in process and has looked already. No request from outside can carry this.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        match find(&parts.headers, state).await? {
            Some(me) => Ok(Self(me)),
            None if ended(&parts.headers, state).await?.is_some() => Err(Problem::ended().into()),
            _ => Err(Problem::unauthenticated().into()),
        }
    }
}

/// Whose session a request carries, if any; nobody if it is not the one's whom the request means.
pub async fn find(headers: &HeaderMap, state: &AppState) -> Result<Option<Me>, Problem> {
    let Some(token) = token(headers) else { return Ok(None) };
    Ok(state.engine.auth().whose(&token).await?.filter(|me| meant(headers, me)))
}

/// Whose session a request carries, if it was ended from elsewhere.
pub async fn ended(headers: &HeaderMap, state: &AppState) -> Result<Option<PersonId>, Problem> {
    let Some(token) = token(headers) else { return Ok(None) };
    Ok(state.engine.auth().ended(&token).await?)
}

/// The header in which a device says whose a change is that waited on it. It is never taken for one of somebody else who has
/// signed in there meanwhile.
pub const PERSON: HeaderName = HeaderName::from_static("motore-person");

/// The header of a change that waited on a device until there was a network. (It says when it was made, which counts for
/// nothing: only imports may set the past.)
pub const OFFLINE: HeaderName = HeaderName::from_static("motore-offline");

/// Whether the person signed in is the one a request means, if it means one.
fn meant(headers: &HeaderMap, me: &Me) -> bool {
    headers.get(PERSON).is_none_or(|person| person.to_str().is_ok_and(|person| person == me.person.to_string()))
}

/// The session's token in a request, if there is one.
pub fn token(headers: &HeaderMap) -> Option<SessionToken> {
    cookies::get(headers, cookies::SESSION).filter(|token| !token.is_empty()).map(|token| SessionToken(token.to_owned()))
}

/// The address at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// Where a request comes from: the peer, or what the proxy in front says (the last address, which is the one it added).
pub fn place(parts: &Parts, settings: &Settings) -> IpAddr {
    let forwarded = || {
        let line = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        line.rsplit(',').next()?.trim().parse().ok()
    };
    let peer = || parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0);
    if settings.behind_proxy { forwarded().unwrap_or_else(peer) } else { peer() }
}
