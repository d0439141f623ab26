//! What was done about deals, what is to be done, and their papers.

use crate::support::TestApp;
use engine::testing::each_workspace;
use serde_json::json;

fn id(n: u32) -> String {
    format!("0190a0b0-0000-7000-8000-{n:012}")
}

#[tokio::test]
async fn an_activity_is_said_once_however_often_it_is_sent_and_read_by_those_who_see_the_deal() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (rita, rob, mona, eva) =
            (app.signed_in("rita").await, app.signed_in("rob").await, app.signed_in("mona").await, app.signed_in("eva").await);
        let path = format!("/api/v1/opportunities/{}/activities", app.ritas);
        let call = json!({ "id": id(1), "kind": "call", "text": " Asked for a demo " });
        let first = rita.post(&path, &call).await;
        assert_eq!(first.status, 200, "{}", first.body);
        let again = rita.post(&path, &call).await;
        assert_eq!((again.status, again.json()), (200, first.json()));
        // The same id for something else is a mistake of the sender's.
        assert_eq!(rita.post(&path, &json!({ "id": id(1), "kind": "mail" })).await.status, 409);
        assert_eq!(mona.post(&path, &json!({ "id": id(2), "kind": "note", "text": "Offer a pilot" })).await.status, 200);

        let list = mona.get(&path).await.json();
        assert_eq!(list["total"], 2);
        let said = |at: usize| (list["items"][at]["text"].clone(), list["items"][at]["author_name"].clone());
        assert_eq!((said(0), said(1)), (("Offer a pilot".into(), "mona".into()), ("Asked for a demo".into(), "rita".into())));

        // Who does not see the deal does not see this either; who only looks says nothing.
        assert_eq!(rob.get(&path).await.status, 404);
        assert_eq!(rob.post(&path, &json!({ "id": id(3), "kind": "call" })).await.status, 404);
        assert_eq!(
            (eva.get(&path).await.status, eva.post(&path, &json!({ "id": id(3), "kind": "call" })).await.status),
            (200, 403)
        );

        for (body, field) in [
            (json!({ "id": id(3), "kind": "note" }), "text"),
            (json!({ "id": id(3), "kind": "task", "text": "Call back" }), "due_day"),
            (json!({ "id": id(3), "kind": "call", "due_day": "2026-12-01" }), "due_day"),
            (json!({ "id": id(3), "kind": "call", "at": 4_000_000_000_000_i64 }), "at"),
            (json!({ "id": id(3), "kind": "note", "text": "x".repeat(10_001) }), "text"),
            (json!({ "id": id(3), "kind": "task", "text": "x", "due_day": "2046-12-01" }), "due_day"),
        ] {
            let refused = rita.post(&path, &body).await;
            assert_eq!((refused.status, refused.fields()), (400, vec![field.to_owned()]), "{body}");
        }
        assert_eq!(rita.get(&path).await.json()["total"], 2);
    })
    .await;
}

#[tokio::test]
async fn tasks_wait_for_their_author_until_they_are_done() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (rita, mona) = (app.signed_in("rita").await, app.signed_in("mona").await);
        let path = format!("/api/v1/opportunities/{}/activities", app.ritas);
        for (n, text, day) in [(1, "Later", "2026-12-20"), (2, "First", "2026-11-20"), (3, "Then", "2026-12-01")] {
            let task = json!({ "id": id(n), "kind": "task", "text": text, "due_day": day });
            assert_eq!(rita.post(&path, &task).await.status, 200);
        }
        let texts = async || {
            let tasks = rita.get("/api/v1/tasks").await.json();
            let items = tasks["items"].as_array().unwrap().clone();
            assert!(items.iter().all(|task| task["opportunity_name"] == "Rita's deal"));
            items.iter().map(|task| task["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(texts().await, ["First", "Then", "Later"]);
        assert_eq!(mona.get("/api/v1/tasks").await.json()["total"], 0);

        let done = rita.patch(&format!("{path}/{}", id(2)), &json!({ "done": true })).await;
        assert!(done.json()["done_at"].is_number(), "{}", done.body);
        assert_eq!(texts().await, ["Then", "Later"]);
        // Taken back, put off, taken away, and taken away again.
        assert_eq!(
            rita.patch(&format!("{path}/{}", id(2)), &json!({ "done": false, "due_day": "2026-12-31" })).await.status,
            200
        );
        assert_eq!(texts().await, ["Then", "Later", "First"]);
        for _ in 0..2 {
            assert_eq!(rita.patch(&format!("{path}/{}", id(3)), &json!({ "deleted": true })).await.status, 200);
            assert_eq!(texts().await, ["Later", "First"]);
        }
        assert_eq!(rita.patch(&format!("{path}/{}", id(3)), &json!({ "deleted": false })).await.status, 200);
        assert_eq!(rita.get(&path).await.json()["total"], 3);
        assert_eq!(rita.patch(&format!("{path}/{}", id(9)), &json!({ "done": true })).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn activities_page_by_keyset_and_none_is_left_out_or_told_twice() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let path = format!("/api/v1/opportunities/{}/activities", app.ritas);
        // Several at the very same instant.
        for n in 0..120 {
            let call =
                json!({ "id": id(n), "kind": "call", "text": n.to_string(), "at": 1_700_000_000_000_i64 + i64::from(n / 7) });
            assert_eq!(rita.post(&path, &call).await.status, 200);
        }
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = rita.get(&format!("{path}{after}")).await.json();
            assert_eq!(page["total"], 120);
            seen.extend(
                page["items"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap().parse::<i32>().unwrap()),
            );
            match page["next"].as_str() {
                Some(next) => after = format!("?after={next}"),
                None => break,
            }
        }
        assert_eq!(seen, (0..120).rev().collect::<Vec<_>>());
        assert_eq!(rita.get(&format!("{path}?after=nonsense")).await.status, 400);
    })
    .await;
}

#[tokio::test]
async fn a_link_leads_to_an_address_that_is_opened_not_run() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (rita, rob) = (app.signed_in("rita").await, app.signed_in("rob").await);
        let path = format!("/api/v1/opportunities/{}/links", app.ritas);
        for (n, url) in (10..).zip(["javascript:alert(1)", "example.com", "https://", "data:text/html,<b>"]) {
            let refused = rita.post(&path, &json!({ "id": id(n), "url": url })).await;
            assert_eq!((refused.status, refused.fields()), (400, vec!["url".to_owned()]), "{url}");
        }
        let offer = json!({ "id": id(1), "url": "https://files.example.com/offer.pdf", "title": "Offer" });
        let added = rita.post(&path, &offer).await;
        assert_eq!((added.status, &added.json()["title"]), (200, &"Offer".into()));
        assert_eq!(rita.post(&path, &offer).await.json(), added.json());
        assert_eq!(rob.get(&path).await.status, 404);
        let renamed = rita.patch(&format!("{path}/{}", id(1)), &json!({ "title": "Offer, signed" })).await;
        assert_eq!(renamed.json()["title"], "Offer, signed");
        assert_eq!(rita.patch(&format!("{path}/{}", id(1)), &json!({ "deleted": true })).await.status, 200);
        assert_eq!(rita.get(&path).await.json()["total"], 0);
    })
    .await;
}

#[tokio::test]
async fn the_page_logs_a_call_and_shows_the_deal_as_it_was() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let page = format!("/deals/{}", app.ritas);
        let logged = rita.form(&page, &[("do", "call"), ("id", &id(1)), ("text", "")]).await;
        assert_eq!((logged.status, logged.header("location")), (303, format!("{page}#activities").as_str()));
        assert!(rita.get(&page).await.body.contains("<b>Call"));
        // A note without words stays on the page, and says so.
        let refused = rita.form(&page, &[("do", "note"), ("id", &id(2)), ("text", "")]).await;
        assert!(refused.body.contains("Say what there is to note"), "{}", refused.body);

        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let base = rita.get(&path).await.json()["version"].clone();
        assert_eq!(rita.patch(&path, &json!({ "base": base, "name": "Renamed" })).await.status, 200);
        let today = rita.get(&format!("{page}?as_of=2026-11-23")).await.body;
        assert!(today.contains("Renamed") && today.contains("As it was at the end of 23 Nov 2026"), "{today}");
        assert!(!today.contains("motore-island data-name=\"edit-deal\""), "the past is not changed");
        let before = rita.get(&format!("{page}?as_of=2026-11-22")).await.body;
        assert!(before.contains("did not exist yet"), "{before}");
        let versions = rita.get(&format!("{path}/versions?as_of=2026-11-22")).await.json();
        assert_eq!(versions["total"], 0);
    })
    .await;
}

#[tokio::test]
async fn what_a_form_takes_away_it_gives_back() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let page = format!("/deals/{}", app.ritas);
        let (call, link) = (id(7), id(8));
        let count = async |what: &str| {
            rita.get(&format!("/api/v1/opportunities/{}/{what}", app.ritas)).await.json()["total"].as_i64().unwrap()
        };
        rita.form(&page, &[("do", "call"), ("id", &call), ("text", "Rang")]).await;
        rita.form(&page, &[("do", "link"), ("id", &link), ("url", "https://acme.example/offer.pdf"), ("title", "")]).await;
        for (what, remove, back, place) in [
            ("activities", format!("remove {call}"), format!("back {call}"), format!("{page}?gone={call}#activities")),
            ("links", format!("unlink {link}"), format!("relink {link}"), format!("{page}?unlinked={link}#links")),
        ] {
            assert_eq!(count(what).await, 1);
            let gone = rita.form(&page, &[("do", &remove)]).await;
            assert_eq!((gone.status, gone.header("location")), (303, place.as_str()));
            assert_eq!(count(what).await, 0);
            let shown = rita.get(place.split('#').next().unwrap()).await.body;
            assert!(shown.contains(&format!("value=\"{back}\"")) && shown.contains("Removed."), "{shown}");
            assert_eq!(rita.form(&page, &[("do", &back)]).await.status, 303);
            assert_eq!(count(what).await, 1);
        }
    })
    .await;
}
