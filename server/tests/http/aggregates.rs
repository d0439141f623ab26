//! What a marketer is told: aggregates of at least five deals, and no deal.

use crate::support::{Actor, TestApp, deal};
use domain::State;
use engine::testing::{author, each_workspace};
use serde_json::Value;

/// Beside the small company's three deals in EMEA: four more there, five in APAC and two in AMER, 100.00 each.
async fn company(engine: engine::Engine) -> TestApp {
    let app = TestApp::new(engine).await;
    let rob = app.id_of("rob");
    for (region, deals) in [("EMEA", 4), ("APAC", 5), ("AMER", 2)] {
        for _ in 0..deals {
            let state = State { region: Some(region.into()), ..deal("One more", rob, None, 10_000) };
            app.engine.unrestricted("the test's company").create(author(), state).await.unwrap();
        }
    }
    app
}

async fn row(actor: &Actor<'_>, key: &str) -> Value {
    let apm = actor.get("/api/v1/apm?rows=region").await.json();
    apm["rows"].as_array().unwrap().iter().find(|row| row["key"] == key).unwrap().clone()
}

#[tokio::test]
async fn a_row_of_few_deals_is_withheld_and_the_smallest_other_with_it() {
    each_workspace(async |engine| {
        let app = company(engine).await;
        let (mara, eva) = (app.signed_in("mara").await, app.signed_in("eva").await);
        // 14 deals: 7 in EMEA come to 1,100.00; 5 in APAC, 2 in AMER.
        let total = mara.get("/api/v1/apm?rows=region").await.json()["total"].clone();
        assert_eq!((&total["now"]["open"], &total["now"]["open_deals"]), (&180_000.into(), &14.into()));
        assert_eq!(row(&mara, "EMEA").await["now"]["open"], 110_000);
        for key in ["APAC", "AMER"] {
            let row = row(&mara, key).await;
            assert_eq!(
                (&row["now"]["open"], &row["now"]["open_deals"], &row["now"]["generated"]),
                (&0.into(), &0.into(), &0.into())
            );
            assert!(row["withheld"]["now"].as_array().unwrap().contains(&"open".into()), "{row}");
        }
        let apac = row(&eva, "APAC").await;
        assert_eq!((&apac["now"]["open"], apac.get("withheld")), (&50_000.into(), None));
    })
    .await;
}

#[tokio::test]
async fn a_line_and_a_history_tell_nothing_of_few_deals() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (mara, eva) = (app.signed_in("mara").await, app.signed_in("eva").await);
        let last = async |actor: &Actor<'_>| {
            let line = actor.get("/api/v1/apm/line").await.json();
            line["points"].as_array().unwrap().last().unwrap()["open"].clone()
        };
        let history = async |actor: &Actor<'_>| actor.get("/api/v1/pipeline-history?weeks=2").await.json();
        // Three deals.
        assert_eq!((last(&mara).await, last(&eva).await), (Value::Null, 70_000.into()));
        let withheld = history(&mara).await;
        assert_eq!(withheld["withheld"], serde_json::json!(["Discover"]));
        assert!(withheld["stages"].as_array().unwrap().iter().all(|stage| stage["name"] != "Discover"));
        assert_eq!(history(&eva).await["stages"][0]["amounts"][1], 70_000);

        // Five deals.
        for _ in 0..2 {
            let state = deal("One more", app.id_of("rob"), None, 10_000);
            app.engine.unrestricted("the test's company").create(author(), state).await.unwrap();
        }
        assert_eq!(last(&mara).await, 90_000);
        assert_eq!(history(&mara).await["stages"][0]["amounts"][1], 90_000);
    })
    .await;
}

#[tokio::test]
async fn a_stage_of_few_deals_takes_another_with_it() {
    each_workspace(async |engine| {
        let app = company(engine).await;
        let store = app.engine.unrestricted("the test's company");
        for (stage, deals) in [(3, 2), (4, 6)] {
            for _ in 0..deals {
                let state = State { stage: domain::StageId(stage), ..deal("Later", app.id_of("rob"), None, 10_000) };
                store.create(author(), state).await.unwrap();
            }
        }
        let history = app.signed_in("mara").await.get("/api/v1/pipeline-history?weeks=2").await.json();
        let told: Vec<&str> = history["stages"].as_array().unwrap().iter().map(|stage| stage["name"].as_str().unwrap()).collect();
        assert_eq!((told, &history["withheld"]), (vec!["Discover"], &serde_json::json!(["Propose", "Commit"])));
    })
    .await;
}

#[tokio::test]
async fn a_marketer_chooses_no_set_and_sees_no_deal() {
    each_workspace(async |engine| {
        let app = company(engine).await;
        let mara = app.signed_in("mara").await;
        let known_at = mara.get("/api/v1/apm").await.json()["known_at"].clone();
        let refused = [
            "/api/v1/apm?where=region%3AEMEA".to_owned(),
            "/api/v1/apm?rows=region&nest=source".into(),
            "/api/v1/apm?rows=owner".into(),
            "/api/v1/apm?rows=account".into(),
            format!("/api/v1/apm?known_at={known_at}"),
            "/api/v1/apm/line?where=region%3AEMEA".into(),
            format!("/api/v1/apm/line?known_at={known_at}"),
            "/api/v1/pipeline-history?where=region%3AEMEA".into(),
            format!("/api/v1/pipeline-history?known_at={known_at}"),
            "/api/v1/apm/deals?column=open".into(),
            "/api/v1/apm/deals?column=closed".into(),
            "/api/v1/opportunities".into(),
            "/api/v1/opportunities?search=Rita".into(),
            "/api/v1/dimensions/account".into(),
            "/api/v1/dimensions/owner".into(),
        ];
        for path in refused {
            let reply = mara.get(&path).await;
            assert_eq!((reply.status, reply.json()["type"].as_str()), (403, Some("/problems/forbidden")), "{path}");
        }
        for rows in ["product", "region", "segment", "source", "industry", "campaign", "type"] {
            assert_eq!(mara.get(&format!("/api/v1/apm?rows={rows}")).await.status, 200, "{rows}");
            assert_eq!(mara.get(&format!("/api/v1/dimensions/{rows}")).await.status, 200, "{rows}");
        }
        // The ends of the data are the dates of single deals: to a marketer they are fiscal years.
        assert_eq!(mara.get("/api/v1/workspace").await.json()["data"], serde_json::json!(["2026-02-01", "2027-01-31"]));
        assert_eq!(app.signed_in("eva").await.get("/api/v1/workspace").await.json()["data"][1], "2026-12-15");
    })
    .await;
}

#[tokio::test]
async fn the_pages_say_so_in_words() {
    each_workspace(async |engine| {
        let app = company(engine).await;
        let mara = app.signed_in("mara").await;
        let matrix = mara.get("/apm?rows=region").await;
        assert_eq!(matrix.status, 200);
        assert!(matrix.body.contains("each of at least 5 deals") && !matrix.body.contains("/apm/deals?"));
        for page in ["/deals", "/apm/deals?column=open"] {
            let reply = mara.get(page).await;
            assert_eq!(reply.status, 403, "{page}");
            assert!(reply.body.contains("Your role sees aggregates") && !reply.body.contains("One more"), "{page}");
        }
    })
    .await;
}
