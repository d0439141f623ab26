//! Mounts endpoints: the route, what it takes, who may call it and its part of the OpenAPI document all follow from
//! the one declaration in `contract`.

use crate::http::fault::{Fault, no_such_method};
use crate::http::openapi::{Document, Documented};
use crate::http::session::{self, SignedIn};
use crate::http::state::AppState;
use crate::http::{read, respond};
use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};
use contract::session::Me;
use contract::{Endpoint, Method, Problem};
use domain::Role;
use engine::importing::Importer;
use engine::{Engine, View};
use std::future::Future;

/// The largest JSON body, in bytes: a grid of targets or a mapping with all its values stays far below.
const LARGEST_BODY: usize = 4 << 20;

/// Who may call a group of endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Anyone, signed in or not.
    Anyone,
    /// Whoever is signed in; what they see is narrowed by their [`View`].
    SignedIn,
    /// Administrators (sales operations).
    Admin,
}

impl Caller {
    /// Whether this person is one of them.
    pub fn check(self, me: &Me) -> Result<(), Problem> {
        match self {
            Self::Admin if me.role != Role::Admin => {
                Err(Problem::forbidden("Only administrators may do this. Ask sales operations."))
            }
            _ => Ok(()),
        }
    }
}

/// A call of an endpoint, authenticated and read.
pub struct Call<E: Endpoint> {
    /// Who calls.
    pub me: Me,
    /// The product.
    pub engine: Engine,
    /// Its imports.
    pub importer: Importer,
    /// The fields of the path.
    pub path: E::Path,
    /// The query.
    pub query: E::Query,
    /// The body.
    pub body: E::Body,
    /// The `Idempotency-Key`.
    pub key: Option<String>,
    /// Whether it waited on a device until there was a network.
    pub offline: bool,
}

impl<E: Endpoint> Call<E> {
    /// The data as this person may see it.
    pub fn view(&self) -> View {
        let view = self.engine.view(&self.me);
        if self.offline { view.offline() } else { view }
    }
}

/// The API being put together.
#[derive(Default)]
pub struct Api {
    router: Router<AppState>,
    document: Document,
}

impl Api {
    /// Adds endpoints for these callers.
    #[must_use]
    pub fn group(mut self, caller: Caller, fill: impl FnOnce(Group) -> Group) -> Self {
        let group = fill(Group { caller, router: Router::new(), document: self.document });
        self.document = group.document;
        self.router = self.router.merge(group.router);
        self
    }

    /// The routes and the document that describes them.
    pub fn finish(self) -> (Router<AppState>, utoipa::openapi::OpenApi) {
        (self.router.method_not_allowed_fallback(no_such_method), self.document.finish())
    }
}

/// Endpoints with the same callers.
pub struct Group {
    caller: Caller,
    router: Router<AppState>,
    document: Document,
}

impl Group {
    /// Mounts an endpoint: `handler` gets the call once it is authenticated and read, and its answer is sent as JSON.
    #[must_use]
    pub fn mount<E, F, A>(self, handler: F) -> Self
    where
        E: Documented,
        F: Fn(Call<E>) -> A + Clone + Send + Sync + 'static,
        A: Future<Output = Result<E::Answer, Problem>> + Send + 'static,
    {
        let caller = self.caller;
        self.own::<E, _, _>(move |State(state): State<AppState>, request: Request| {
            let handler = handler.clone();
            async move { answer(&state, caller, handler, request).await.map_err(Fault) }
        })
    }

    /// Mounts an endpoint whose answer needs more than JSON (a cookie, a redirect): `handler` is one of axum's and
    /// checks its caller itself.
    #[must_use]
    pub fn own<E, H, T>(mut self, handler: H) -> Self
    where
        E: Documented,
        H: axum::handler::Handler<T, AppState>,
        T: 'static,
    {
        self.document.describe::<E>(self.caller);
        self.router = self.router.route(E::PATH, on(filter(E::METHOD), handler));
        self
    }

    /// Adds a route that is not JSON (an upload, a file to download), with its own part of the document.
    #[must_use]
    pub fn file(mut self, path: &'static str, routes: MethodRouter<AppState>, describe: fn(&mut Document, Caller)) -> Self {
        describe(&mut self.document, self.caller);
        self.router = self.router.route(path, routes);
        self
    }
}

async fn answer<E, F, A>(state: &AppState, caller: Caller, handler: F, request: Request) -> Result<Response, Problem>
where
    E: Endpoint,
    F: Fn(Call<E>) -> A,
    A: Future<Output = Result<E::Answer, Problem>>,
{
    let (mut parts, body) = request.into_parts();
    let SignedIn(me) = SignedIn::from_request_parts(&mut parts, state).await.map_err(|fault| fault.0)?;
    caller.check(&me)?;
    let path = read::path(&mut parts).await?;
    let query = read::query(parts.uri.query().unwrap_or_default())?;
    let bytes = read::bytes(body, LARGEST_BODY).await?;
    read::must_be_json(&parts.headers, &bytes)?;
    let body = read::json(&bytes)?;
    let key = read::idempotency_key(&parts.headers)?;
    let offline = parts.headers.contains_key(session::OFFLINE);
    let (engine, importer) = (state.engine.clone(), state.importer.clone());
    let answer = handler(Call { me, engine, importer, path, query, body, key, offline }).await?;
    respond::json(&parts, E::METHOD, &answer)
}

fn filter(method: Method) -> MethodFilter {
    match method {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Patch => MethodFilter::PATCH,
        Method::Delete => MethodFilter::DELETE,
    }
}
