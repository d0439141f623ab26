//! Lists, the board, totals and search: within what each person sees, exact, and as of the save before.

use crate::support::{TestApp, deal};
use contract::book::{Board, Found, HitKind, OpportunityList, OpportunityTotals};
use domain::{Company, LogNo};
use engine::store::{Entity, EntityRow};
use engine::testing::{author, each_workspace, workspace};
use engine::{Clock, Engine};
use serde_json::json;

#[tokio::test]
async fn everybody_asks_within_what_they_see() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        // The small company's own description: which of its three deals each sees.
        let (rita, rob, ben) = ("Rita's deal", "Rob's deal", "Ben's lead");
        for (name, seen) in [
            ("ada", vec![(ben, 40_000), (rita, 10_000), (rob, 20_000)]),
            ("mona", vec![(rita, 10_000)]),
            ("rita", vec![(rita, 10_000)]),
            ("rob", vec![(ben, 40_000), (rob, 20_000)]),
            ("ben", vec![(ben, 40_000)]),
        ] {
            let actor = app.signed_in(name).await;
            let sum = Company(seen.iter().map(|(_, acv)| acv).sum());
            let total = seen.len() as i64;
            let list: OpportunityList = serde_json::from_str(&actor.get("/api/v1/opportunities?sort=name").await.body).unwrap();
            let found: Vec<_> = list.items.iter().map(|deal| (deal.name.as_str(), deal.acv.minor)).collect();
            assert_eq!((found, list.total, list.acv), (seen.clone(), total, sum), "{name}");
            let board: Board = serde_json::from_str(&actor.get("/api/v1/board").await.body).unwrap();
            assert_eq!((board.total, board.acv), (total, sum), "{name}");
            let on_it: usize = board.columns.iter().map(|column| column.items.len()).sum();
            assert_eq!(on_it as i64, total, "{name}");
            let totals = actor.get("/api/v1/opportunities/totals?by=region").await;
            let totals: OpportunityTotals = serde_json::from_str(&totals.body).unwrap();
            assert_eq!((totals.total, totals.acv, totals.rows[0].key.as_str()), (total, sum, "EMEA"), "{name}");
            let found: Found = serde_json::from_str(&actor.get("/api/v1/search?q=deal").await.body).unwrap();
            let mut names: Vec<&str> = found.hits.iter().map(|hit| hit.title.as_str()).collect();
            names.sort_unstable();
            let deals: Vec<&str> = seen.iter().map(|(deal, _)| *deal).filter(|deal| deal.contains("deal")).collect();
            assert_eq!(names, deals, "{name}");
            let mine = actor.get("/api/v1/opportunities?where=owner:me").await.json();
            let own = seen.iter().filter(|(deal, _)| deal.to_lowercase().starts_with(name) || name == "rob").count();
            assert_eq!(mine["total"], if name == "ben" { 0 } else { own }, "{name}");
        }
        let mara = app.signed_in("mara").await;
        for path in ["/api/v1/opportunities", "/api/v1/board", "/api/v1/opportunities/totals?by=region"] {
            assert_eq!(mara.get(path).await.status, 403, "{path}");
        }
        assert_eq!(mara.get("/api/v1/search?q=deal").await.json()["hits"], json!([]));
    })
    .await;
}

/// An answer that was given before is the same only as long as everything it rests on is, in the log or not.
#[tokio::test]
async fn what_is_not_in_the_log_shows_in_the_next_answer_too() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let ada = app.signed_in("ada").await;
        let left = async || ada.get("/api/v1/opportunities?where=flag:owner_inactive").await.json()["total"].clone();
        let owner = async || ada.get("/api/v1/opportunities?search=rita").await.json()["items"][0]["owner"].clone();
        assert_eq!((left().await, owner().await), (json!(0), json!("rita")));
        let rita = EntityRow { id: app.id_of("rita").0, name: "Rita Ricci".into(), inactive: true, ..EntityRow::default() };
        app.engine.unrestricted("an import").upsert_entities(Entity::Person, vec![rita]).await.unwrap();
        assert_eq!((left().await, owner().await), (json!(1), json!("Rita Ricci")));
        let clock = app.engine.clock();
        clock.set(clock.now().plus_ms(86_400_000));
        let mut days = ada.get("/api/v1/opportunities?search=rita").await.json();
        assert_eq!(days["items"][0]["days_in_stage"].take(), json!(1), "the day is another one");
    })
    .await;
}

#[tokio::test]
async fn columns_go_on_in_the_list_and_come_to_what_it_does() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let store = app.engine.unrestricted("a test writes");
        for number in 0..60 {
            let deal = deal(&format!("More {number}"), app.id_of("rita"), None, 100 + number);
            store.create(author(), deal).await.unwrap();
        }
        let ada = app.signed_in("ada").await;
        for by in ["stage", "category", "month", "owner"] {
            let board: Board = serde_json::from_str(&ada.get(&format!("/api/v1/board?by={by}&search=more")).await.body).unwrap();
            assert_eq!((board.total, board.acv), (60, Company((100..160).sum())), "{by}");
            let column = board.columns.iter().find(|column| column.total > 0).unwrap();
            assert_eq!((column.items.len(), column.total, column.acv), (25, 60, board.acv), "{by}");
            let mut ids: Vec<_> = column.items.iter().map(|deal| deal.id).collect();
            let mut next = column.next.clone();
            while let Some(after) = next {
                let query = serde_urlencoded::to_string([("where", column.condition.to_string()), ("after", after)]).unwrap();
                let reply = ada.get(&format!("/api/v1/opportunities?limit=20&{query}")).await;
                let page: OpportunityList = serde_json::from_str(&reply.body).unwrap_or_else(|_| panic!("{}", reply.body));
                assert_eq!((page.total, page.acv), (60, board.acv), "{by}");
                ids.extend(page.items.iter().map(|deal| deal.id));
                next = page.next;
            }
            let many = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!((many, ids.len()), (60, 60), "{by}: each once");
        }
    })
    .await;
}

#[tokio::test]
async fn a_save_is_in_every_answer_before_its_own() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let base = rita.get(&path).await.json()["version"].clone();
        let patch = json!({ "base": base, "stage": 3, "name": "Renamed", "next_step": "Call", "next_step_day": "2026-12-01" });
        let saved = rita.patch(&path, &patch).await;
        assert_eq!(saved.status, 200, "{}", saved.body);
        let list = rita.get("/api/v1/opportunities?where=stage:3;next_step:2026-12-01;name:renam").await.json();
        assert_eq!(list["total"], 1, "{list}");
        let item = &list["items"][0];
        assert_eq!(
            (&item["name"], &item["next_step"], &item["version"]),
            (&json!("Renamed"), &json!("Call"), &saved.json()["version"])
        );
        let board: Board = serde_json::from_str(&rita.get("/api/v1/board").await.body).unwrap();
        assert_eq!(board.columns.iter().find(|column| column.key == "3").unwrap().total, 1);
        let found: Found = serde_json::from_str(&rita.get("/api/v1/search?q=renam").await.body).unwrap();
        assert_eq!((found.hits.len(), found.hits[0].kind), (1, HitKind::Deal));
    })
    .await;
}

#[tokio::test]
async fn what_another_process_writes_is_seen() {
    engine::testing::each_url(async |url| {
        let open = async || Engine::open(&url, Clock::system(), &|_| {}).await.unwrap();
        let here = open().await;
        here.unrestricted("a test sets up").save_settings(author(), LogNo(0), workspace()).await.unwrap();
        let app = TestApp::new(here.clone()).await;
        let ada = app.signed_in("ada").await;
        let there = open().await;
        let store = there.unrestricted("another process writes");
        store.create(author(), deal("From elsewhere", app.id_of("rob"), None, 5)).await.unwrap();
        let begun = std::time::Instant::now();
        while ada.get("/api/v1/opportunities?search=elsewhere").await.json()["total"] != 1 {
            assert!(begun.elapsed().as_secs() < 20, "the list does not know of it");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        there.close().await;
        here.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_told_why() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let ada = app.signed_in("ada").await;
        for (query, field, said) in [
            ("where=planet:x", "where", "cannot be filtered by"),
            ("where=stage:77", "where", "a stage"),
            ("where=owner:01941f29-7c00-7957-af7f-d49d05358073", "where", "There is no owner"),
            ("where=flag:nothing", "where", "is no flag"),
            ("sort=size", "sort", "is no order"),
            ("limit=0", "limit", "1 to 200"),
            ("after=x", "after", "is not from an answer before"),
        ] {
            let reply = ada.get(&format!("/api/v1/opportunities?{query}")).await;
            let problem = reply.json();
            assert_eq!((reply.status, &problem["fields"][0]["field"]), (400, &json!(field)), "{query}: {problem}");
            assert!(problem["fields"][0]["message"].as_str().unwrap().contains(said), "{query}: {problem}");
        }
        assert_eq!(ada.get("/api/v1/search?q=x").await.json()["fields"][0]["field"], "q");
    })
    .await;
}

#[tokio::test]
async fn a_list_says_what_each_deal_is_made_of_and_gives_its_page_what_a_change_needs() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, rita, eva) = (app.signed_in("ada").await, app.signed_in("rita").await, app.signed_in("eva").await);
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        // Several versions, the last of two lines, one of them paid once as well.
        for lines in [
            json!([{ "line": 1, "product": null, "acv": 5, "one_off": 0 }]),
            json!([{ "line": 3, "product": null, "acv": 7_000, "one_off": 0 }, { "line": 1, "product": null, "acv": 100, "one_off": 9 }]),
        ] {
            let base = rita.get(&path).await.json()["version"].clone();
            assert_eq!(rita.patch(&path, &json!({ "base": base, "lines": lines })).await.status, 200);
        }
        let list = ada.get("/api/v1/opportunities").await.json();
        let items = list["items"].as_array().unwrap();
        assert_eq!(items.len(), 3);
        for item in items {
            let deal = ada.get(&format!("/api/v1/opportunities/{}", item["id"].as_str().unwrap())).await.json();
            assert_eq!((&item["lines"], &item["version"]), (&deal["state"]["lines"], &deal["version"]));
        }
        // Whoever changes deals gets that beside each row; whoever only reads does not.
        for page in ["/deals", "/deals/board", "/mine"] {
            assert!(rita.get(page).await.body.contains("data-known"), "{page}");
        }
        assert!(!eva.get("/deals").await.body.contains("data-known"));
    })
    .await;
}
