//! The stream of notices: what is told to whom, and when it ends.

use crate::support::{Actor, TestApp};
use axum::body::Body;
use axum::http::Request;
use engine::testing::each_workspace;
use futures::{Stream, StreamExt};
use serde_json::{Value, json};
use std::pin::Pin;
use std::time::Duration;
use tower::ServiceExt;

/// So long that only what fails waits for it.
const LONG: Duration = Duration::from_secs(10);
/// Long enough for what is joined to be passed on.
const A_WHILE: Duration = Duration::from_millis(400);

/// An open stream.
struct Open {
    chunks: Pin<Box<dyn Stream<Item = String>>>,
    last: String,
}

/// What an event says: the topics it names.
type Told = Vec<String>;

impl Open {
    async fn new(app: &TestApp, actor: &Actor<'_>, topics: &str) -> Self {
        // What was told before has been passed on.
        tokio::time::sleep(A_WHILE).await;
        let request = Request::get(format!("/api/v1/events?topics={topics}")).header("cookie", actor.cookie.as_ref().unwrap());
        let Ok(response) = app.router.clone().oneshot(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert!(!response.headers().contains_key("content-encoding"));
        let chunks = response.into_body().into_data_stream().map(|bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap());
        let mut open = Self { chunks: Box::pin(chunks), last: String::new() };
        // The first event says where one is.
        open.next().await.expect("the stream begins with an event");
        open
    }

    /// The next event; nothing if the stream has ended.
    async fn next(&mut self) -> Option<Told> {
        let chunk = tokio::time::timeout(LONG, self.chunks.next()).await.expect("nothing is told")?;
        let line =
            |name: &str| chunk.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{chunk}")).trim();
        self.last = line("id:").to_owned();
        let data: Value = serde_json::from_str(line("data:")).unwrap();
        Some(data.as_object().unwrap().keys().cloned().collect())
    }

    /// Whether nothing is told for a while.
    async fn is_quiet(&mut self) -> bool {
        tokio::time::timeout(A_WHILE, self.chunks.next()).await.is_err()
    }
}

async fn rename(by: &Actor<'_>, deal: &str, name: &str) {
    let version = by.get(&format!("/api/v1/opportunities/{deal}")).await.json()["version"].clone();
    let reply = by.patch(&format!("/api/v1/opportunities/{deal}"), &json!({ "base": version, "name": name })).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

#[tokio::test]
async fn a_notice_goes_to_those_who_may_see_the_deal() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, rita, mona, mara) =
            (app.signed_in("ada").await, app.signed_in("rita").await, app.signed_in("mona").await, app.signed_in("mara").await);
        let (ritas, robs) = (app.ritas.to_string(), app.bens.to_string());
        let topics = format!("deals,numbers,deal:{ritas},deal:{robs},activities:{robs}");
        let mut by_ada = Open::new(&app, &ada, &topics).await;
        let mut by_rita = Open::new(&app, &rita, &topics).await;
        let mut by_mona = Open::new(&app, &mona, &topics).await;
        let mut by_mara = Open::new(&app, &mara, &topics).await;

        rename(&ada, &robs, "Not Rita's").await;
        assert_eq!(by_ada.next().await.unwrap(), [format!("deal:{robs}"), "deals".into(), "numbers".into()]);
        app.engine.tell(contract::live::Topic::Activities(app.bens));
        assert_eq!(by_ada.next().await.unwrap(), [format!("activities:{robs}")]);
        assert!(by_rita.is_quiet().await, "a rep hears of another's deal");
        assert!(by_mona.is_quiet().await, "a manager hears of a deal outside of the team");
        // Who sees sums only hears that they may have changed, as every answer's log position tells.
        assert_eq!(by_mara.next().await.unwrap(), ["numbers"]);

        rename(&ada, &ritas, "Rita's").await;
        for stream in [&mut by_rita, &mut by_mona] {
            assert_eq!(stream.next().await.unwrap(), [format!("deal:{ritas}"), "deals".into(), "numbers".into()]);
        }
    })
    .await;
}

#[tokio::test]
async fn who_loses_a_deal_is_told_once_more() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, rita) = (app.signed_in("ada").await, app.signed_in("rita").await);
        let deal = app.ritas.to_string();
        let mut by_rita = Open::new(&app, &rita, &format!("deals,deal:{deal}")).await;
        let path = format!("/api/v1/opportunities/{deal}");
        let version = ada.get(&path).await.json()["version"].clone();
        let reply = ada.patch(&path, &json!({ "base": version, "owner": app.id_of("rob") })).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(by_rita.next().await.unwrap(), [format!("deal:{deal}"), "deals".into()]);
        rename(&ada, &deal, "Rob's now").await;
        // A topic that has nothing left to say is no event's only content but its place.
        while let Ok(Some(chunk)) = tokio::time::timeout(A_WHILE, by_rita.chunks.next()).await {
            assert!(!chunk.contains("deal"), "{chunk}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_happened_between_two_streams_is_not_missed() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let ada = app.signed_in("ada").await;
        let (deal, other) = (app.ritas.to_string(), app.bens.to_string());
        let topics = format!("deal:{deal},deal:{other},reviews");
        let first = Open::new(&app, &ada, &topics).await;
        let at = first.last.clone();
        drop(first);
        rename(&ada, &deal, "Changed meanwhile").await;

        let told =
            |reply: String| reply.lines().find_map(|line| line.strip_prefix("data:").map(|it| it.trim().to_owned())).unwrap();
        let first_event = async |since: &str| {
            let request = Request::get(format!("/api/v1/events?topics={topics}"))
                .header("cookie", ada.cookie.as_ref().unwrap())
                .header("last-event-id", since);
            let Ok(response) = app.router.clone().oneshot(request.body(Body::empty()).unwrap()).await;
            let mut chunks = response.into_body().into_data_stream();
            let chunk = tokio::time::timeout(LONG, chunks.next()).await.unwrap().unwrap().unwrap();
            serde_json::from_str::<Value>(&told(String::from_utf8(chunk.to_vec()).unwrap())).unwrap()
        };
        let missed = first_event(&at).await;
        assert_eq!(missed.as_object().unwrap().keys().collect::<Vec<_>>(), [&format!("deal:{deal}")]);
        // A position that another process has given says nothing: anything may have changed.
        app.engine.tell(contract::live::Topic::Reviews);
        assert!(first_event("1-1").await["reviews"].is_u64());
    })
    .await;
}

#[tokio::test]
async fn who_sees_the_list_hears_of_a_view_that_is_shared() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (rita, rob) = (app.signed_in("rita").await, app.signed_in("rob").await);
        let mut open = Open::new(&app, &rob, "views").await;
        let (path, body) = ("/api/v1/views/0198a000-0000-7000-8000-000000000003", json!({ "name": "For all", "shared": true }));
        assert_eq!(rita.json("PUT", path, &[], &body).await.status, 200);
        assert_eq!(open.next().await.unwrap(), ["views"]);
        assert_eq!(rita.delete(path).await.status, 200);
        assert_eq!(open.next().await.unwrap(), ["views"]);
    })
    .await;
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let ada = app.signed_in("ada").await;
        let (rita, rob, mona) = (app.signed_in("rita").await, app.signed_in("rob").await, app.signed_in("mona").await);
        let mut streams = Vec::new();
        for actor in [&rita, &rob, &mona, &ada] {
            streams.push(Open::new(&app, actor, "deals").await);
        }
        assert_eq!(rita.delete("/api/v1/session").await.status, 200);
        let disabled = ada.patch(&format!("/api/v1/users/{}", app.id_of("rob")), &json!({ "disabled": true })).await;
        assert_eq!(disabled.status, 200, "{}", disabled.body);
        let other_role = ada.patch(&format!("/api/v1/users/{}", app.id_of("mona")), &json!({ "role": "rep" })).await;
        assert_eq!(other_role.status, 200, "{}", other_role.body);
        for stream in &mut streams[..3] {
            let ended = tokio::time::timeout(Duration::from_secs(1), stream.chunks.next()).await;
            assert_eq!(ended.expect("the stream goes on"), None);
        }
        assert!(streams[3].is_quiet().await);
        assert_eq!(app.anonymous().get("/api/v1/events?topics=deals").await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn all_streams_end_with_the_server() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let ada = app.signed_in("ada").await;
        let mut stream = Open::new(&app, &ada, "deals").await;
        app.engine.live().close();
        assert_eq!(stream.next().await, None);
        let refused = ada.get("/api/v1/events?topics=deals").await;
        assert_eq!((refused.status, refused.header("retry-after")), (503, "30"));
    })
    .await;
}

#[tokio::test]
async fn who_does_not_read_holds_up_nobody_and_gets_the_latest() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let ada = app.signed_in("ada").await;
        let deal = app.ritas.to_string();
        let mut slow = Open::new(&app, &ada, "deals,settings").await;
        for edit in 0..150 {
            rename(&ada, &deal, &format!("Edit {edit}")).await;
        }
        tokio::time::sleep(A_WHILE).await;
        assert_eq!(slow.next().await.unwrap(), ["deals"]);
        assert!(slow.is_quiet().await, "all of it is in one notice");
    })
    .await;
}

#[tokio::test]
async fn one_person_gets_so_many_streams_and_no_more() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (rita, rob) = (app.signed_in("rita").await, app.signed_in("rob").await);
        let mut streams = Vec::new();
        for _ in 0..12 {
            streams.push(Open::new(&app, &rita, "deals").await);
        }
        let refused = rita.get("/api/v1/events?topics=deals").await;
        assert_eq!((refused.status, refused.header("retry-after")), (503, "30"));
        Open::new(&app, &rob, "deals").await;
        streams.pop();
        Open::new(&app, &rita, "deals").await;
        drop(streams);
        assert_eq!(app.engine.live().open_streams(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_topic_that_is_none_is_refused() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let ada = app.signed_in("ada").await;
        for query in ["topics=everything", "topics=", "", "topics=deals&colour=red", "topics=deal:7"] {
            let reply = ada.get(&format!("/api/v1/events?{query}")).await;
            assert_eq!(reply.status, 400, "{query}");
            assert!(["topics", "colour"].contains(&reply.fields()[0].as_str()), "{query}: {}", reply.body);
        }
        let many: Vec<String> = (0..300).map(|n| format!("deal:00000000-0000-7000-8000-{n:012}")).collect();
        assert_eq!(ada.get(&format!("/api/v1/events?topics={}", many.join(","))).await.fields(), ["topics"]);
    })
    .await;
}

#[tokio::test]
async fn who_has_a_deal_open_is_known_to_those_who_may_see_it() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, rita, mona) = (app.signed_in("ada").await, app.signed_in("rita").await, app.signed_in("mona").await);
        let deal = app.ritas.to_string();
        let mut by_rita = Open::new(&app, &rita, &format!("presence:{deal}")).await;
        let say = async |who: &Actor<'_>, said: Value| {
            who.json("PUT", &format!("/api/v1/opportunities/{deal}/presence"), &[], &said).await
        };
        assert_eq!(say(&ada, json!({ "tab": "1" })).await.json(), json!([]));
        assert_eq!(by_rita.next().await.unwrap(), [format!("presence:{deal}")]);
        assert_eq!(say(&rita, json!({ "tab": "1" })).await.json(), json!([{ "name": "ada", "editing": null }]));
        by_rita.next().await.unwrap();
        // The same again is no news.
        say(&ada, json!({ "tab": "1" })).await;
        assert!(by_rita.is_quiet().await);
        say(&ada, json!({ "tab": "1", "editing": "next_step" })).await;
        by_rita.next().await.unwrap();
        assert_eq!(
            say(&mona, json!({ "tab": "1" })).await.json(),
            json!([
                { "name": "ada", "editing": "next_step" },
                { "name": "rita", "editing": null },
            ])
        );
        by_rita.next().await.unwrap();
        say(&ada, json!({ "tab": "1", "gone": true })).await;
        by_rita.next().await.unwrap();
        assert_eq!(say(&rita, json!({ "tab": "1" })).await.json(), json!([{ "name": "mona", "editing": null }]));

        // Nobody is told of it who may not see the deal.
        let rob = app.signed_in("rob").await;
        assert_eq!(say(&rob, json!({ "tab": "1" })).await.status, 404);
        assert_eq!(say(&rita, json!({ "tab": "x".repeat(101) })).await.fields(), ["tab"]);
    })
    .await;
}
