//! The stream of notices.

use crate::http::api::{Call, Caller};
use crate::http::fault::Fault;
use crate::http::openapi::Document;
use crate::http::read;
use crate::http::session::{SignedIn, token};
use crate::http::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use contract::Problem;
use contract::live::{EVENTS, EventsQuery, MOST_TOPICS, Present, SayPresent, Topic};
use engine::live::{Full, Notices, Position};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;
use utoipa::IntoParams;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterIn};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::{Content, ObjectBuilder, Schema, Type};

/// How often a line is sent when nothing happens, so that both sides, and proxies between them, know that the other is there.
const BEAT: Duration = Duration::from_secs(20);

/// How long to wait before asking again where there is no place, in seconds.
const LATER: &str = "30";

/// Opens a stream: one event for whatever has changed together, its data the topics with their revisions.
pub async fn events(State(state): State<AppState>, SignedIn(me): SignedIn, request: Request) -> Result<Response, Fault> {
    let query: EventsQuery = read::query(request.uri().query().unwrap_or_default())?;
    let topics = topics(&query.topics)?;
    let last = request.headers().get("last-event-id").and_then(|value| value.to_str().ok());
    // Whatever cannot be read is a position of nobody's: everything has changed since.
    let since = last.or(query.since.as_deref()).map(|text| text.parse().unwrap_or(Position { epoch: 0, revision: 0 }));
    let session = token(request.headers()).map(|token| state.engine.auth().key(&token)).ok_or_else(Problem::unauthenticated)?;
    match state.engine.view(&me).listen(topics, since, session).await? {
        Ok(notices) => Ok(stream(notices)),
        Err(full) => Ok(no_place(full)),
    }
}

fn topics(text: &str) -> Result<BTreeSet<Topic>, Problem> {
    let read = |name: &str| name.parse::<Topic>().map_err(|no| Problem::invalid("topics", format!("“{name}” {no}.")));
    let topics = text.split(',').map(read).collect::<Result<BTreeSet<Topic>, Problem>>()?;
    if topics.len() > MOST_TOPICS {
        return Err(Problem::invalid("topics", format!("At most {MOST_TOPICS} topics fit into one stream.")));
    }
    Ok(topics)
}

fn stream(notices: Notices) -> Response {
    let events = futures::stream::unfold(notices, async |notices| {
        let (revisions, position) = notices.next().await?;
        let data = serde_json::to_string(&revisions).unwrap_or_default();
        Some((Ok::<_, Infallible>(Event::default().id(position.to_string()).data(data)), notices))
    });
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(BEAT)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that collect answers before they pass them on (nginx) are asked not to.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

fn no_place(full: Full) -> Response {
    let problem = match full {
        Full::Person => Problem::busy("You have too many browsers open that want to be told of changes. Close one."),
        Full::Server => Problem::busy("No more browsers can be told of changes just now. Pages work all the same."),
    };
    let mut response = Fault(problem).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(LATER));
    response
}

/// Who has a deal on their screen.
pub async fn say_present(call: Call<SayPresent>) -> Result<Vec<Present>, Problem> {
    call.view().say_present(call.path.id, call.body).await
}

/// The stream's part of the OpenAPI document.
pub fn describe(document: &mut Document, caller: Caller) {
    let text = Schema::Object(ObjectBuilder::new().schema_type(Type::String).build());
    let operation = OperationBuilder::new()
        .operation_id(Some("ReadEvents"))
        .summary(Some(
            "A stream of notices (text/event-stream): which of the topics have changed, as JSON of each one's revision, never what. Of what one may not see there are none. It ends with the session; a comment each 20 seconds shows that it lives.",
        ))
        .response(
            "200",
            ResponseBuilder::new().description("Open").content("text/event-stream", Content::new(Some(text))),
        );
    let operation =
        EventsQuery::into_params(|| Some(ParameterIn::Query)).into_iter().fold(operation, OperationBuilder::parameter);
    document.add("Live", EVENTS, HttpMethod::Get, caller, true, operation);
}
