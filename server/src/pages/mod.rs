//! Renders pages: who visits, in which language and theme; complete HTML with the numbers in it, which the browser then
//! takes over.

pub mod accounts;
mod current;
pub mod deal;
pub mod desk;
mod form;
pub mod hygiene;
pub mod imports;
pub mod inbox;
pub mod new_deal;
pub mod review;
pub mod setup;
mod transport;

pub use transport::InProcess;

use crate::http::fault::Fault;
use crate::http::session::{self, SignedIn};
use crate::http::state::AppState;
use crate::http::{headers, preferences, safe_path};
use app::form::{Fresh, Submitted};
use app::{PageStatus, Visit, WallClock};
use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use contract::Client;
use contract::inbox::CountNotices;
use contract::session::Me;
use contract::workspace::ReadWorkspace;
use domain::Role;
use engine::Zone;
use leptos::nonce::use_nonce;
use leptos::prelude::provide_context;
use std::sync::{Arc, OnceLock};

/// Makes ready to render: leptos hands its work to this runtime. Again and again does no harm.
pub fn prepare() {
    // Refused only when it has been done before.
    let _ = any_spawner::Executor::init_tokio();
}

/// A page for whoever is signed in; others sign in first and come back.
pub async fn page(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    request: Request,
) -> Result<Response, Fault> {
    match session::find(request.headers(), &state).await? {
        Some(_) if not_set_up(&state, request.uri()) => Ok(Redirect::to("/setup").into_response()),
        Some(me) => Ok(render(&state, &api, Some(me), request).await),
        None => Ok(sign_in_first(request.uri())),
    }
}

/// The first page: one's own deals for those whose day they are, else the matrix.
pub async fn home(State(state): State<AppState>, headers: HeaderMap) -> Result<Redirect, Fault> {
    let me = session::find(&headers, &state).await?;
    let own = me.is_some_and(|me| matches!(me.role, Role::Rep | Role::Bdr));
    Ok(Redirect::to(if own { "/mine" } else { "/apm" }))
}

/// Whether there are no settings yet, without which a page has nothing to show: the way leads to where they are made, or
/// where it is said who makes them.
fn not_set_up(state: &AppState, uri: &Uri) -> bool {
    state.engine.settings().is_none() && !["/setup", "/settings", "/styleguide"].contains(&uri.path())
}

/// A page for anyone.
pub async fn open(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    request: Request,
) -> Result<Response, Fault> {
    let ended = session::ended(request.headers(), &state).await?;
    let mut response = render(&state, &api, None, request).await;
    if let Some(person) = ended {
        say(&mut response, ENDED, &person.to_string());
    }
    Ok(response)
}

/// An address that is none. Who is not signed in is not told so.
pub async fn missing(
    State(state): State<AppState>,
    Extension(api): Extension<InProcess>,
    request: Request,
) -> Result<Response, Fault> {
    let Some(me) = session::find(request.headers(), &state).await? else { return Ok(sign_in_first(request.uri())) };
    let mut response = render(&state, &api, Some(me), request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    Ok(response)
}

/// Leads to the sign-in page, and from there back here.
pub fn sign_in_first(uri: &Uri) -> Response {
    let here = uri.path_and_query().map_or("/", |path| path.as_str());
    let to = match safe_path(here).filter(|path| *path != "/") {
        Some(next) => serde_urlencoded::to_string([("next", next)]).map(|query| format!("/sign-in?{query}")),
        None => Ok("/sign-in".to_owned()),
    };
    let mut response = Redirect::to(&to.unwrap_or_else(|_| "/sign-in".into())).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn render(state: &AppState, api: &InProcess, me: Option<Me>, request: Request) -> Response {
    // Before anything is read: the page holds at least what has been told up to here.
    let position = state.engine.live().position().to_string();
    let asked = request.headers().get(header::IF_NONE_MATCH).cloned();
    let client = Client::new(api.for_visitor(request.headers(), me.clone().map(SignedIn)));
    let person = me.as_ref().map(|me| me.person);
    let visit = visit(state, &client, me, request.headers(), position.clone()).await;
    let submitted = request.extensions().get::<Submitted>().cloned();
    let status = PageStatus::default();
    let nonce = Arc::new(OnceLock::new());
    let context = {
        let (status, nonce) = (status.clone(), nonce.clone());
        move || {
            provide_context(visit.clone());
            provide_context(client.clone());
            provide_context(status.clone());
            provide_context(Fresh(uuid::Uuid::now_v7().to_string()));
            if let Some(submitted) = submitted.clone() {
                provide_context(submitted);
            }
            if let Some(drawn) = use_nonce() {
                // There is one nonce per page: a second call would find the same.
                let _ = nonce.set(drawn.to_string());
            }
        }
    };
    let mut response: Response<Body> = leptos_axum::render_app_async_with_context(context, app::document)(request).await;
    if let Ok(code) = StatusCode::from_u16(status.get())
        && code != StatusCode::OK
    {
        *response.status_mut() = code;
    }
    let nonce = nonce.get().map_or("", String::as_str);
    let mut response = current::tagged(response, asked, [nonce, &position]).await;
    let policy = headers::page_policy(nonce);
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Some(person) = person {
        say(&mut response, session::PERSON, &person.to_string());
        let keep = state.engine.settings().is_none_or(|settings| settings.workspace.keep_on_devices);
        say(&mut response, KEEP, if keep { "yes" } else { "no" });
    }
    say(&mut response, current::POSITION, &position);
    response
}

/// Tells the browser's worker whose session was ended from elsewhere: it forgets all that it keeps for them.
const ENDED: HeaderName = HeaderName::from_static("motore-ended");
/// Tells it whether it may keep anything.
const KEEP: HeaderName = HeaderName::from_static("motore-keep");

fn say(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

async fn visit(state: &AppState, client: &Client, me: Option<Me>, headers: &HeaderMap, position: String) -> Visit {
    let workspace = match me {
        Some(_) => client.get::<ReadWorkspace>(&contract::Nothing {}).await.ok(),
        None => None,
    };
    let unread = match me {
        Some(_) => client.get::<CountNotices>(&contract::Nothing {}).await.map_or(0, |count| count.unread),
        None => 0,
    };
    let zone = state.engine.settings().map_or(Zone::utc(), |settings| settings.zone);
    Visit {
        language: preferences::language(headers),
        theme: preferences::theme(headers),
        me,
        workspace,
        now: state.engine.now(),
        position,
        unread,
        clock: WallClock::new(move |at| zone.wall(at)),
        assets: state.site.assets.clone(),
        debug: cfg!(debug_assertions),
    }
}
