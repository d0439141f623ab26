//! Saved views and columns: whose they are, and who may change them.

use crate::support::TestApp;
use engine::testing::each_workspace;
use serde_json::{Value, json};

const OWN: &str = "/api/v1/views/0198a000-0000-7000-8000-000000000001";
const SHARED: &str = "/api/v1/views/0198a000-0000-7000-8000-000000000002";

fn names(views: &Value) -> Vec<&str> {
    views["views"].as_array().unwrap().iter().map(|view| view["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_own_view_is_found_by_nobody_else_and_a_shared_one_by_everybody_who_sees_deals() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (rita, rob, ada) = (app.signed_in("rita").await, app.signed_in("rob").await, app.signed_in("ada").await);
        let standard = rita.get("/api/v1/views").await.json();
        assert_eq!(
            names(&standard),
            ["My open deals", "Closing this quarter", "Needs attention", "Overdue", "Commit without next step", "No change for 30 days"]
        );
        assert!(standard["views"].as_array().unwrap().iter().all(|view| view["changeable"] == false));

        let own = json!({ "name": " Mine in EMEA ", "where": "region:EMEA;owner:me", "sort": "-amount", "columns": ["stage", "amount"] });
        let saved = rita.json("PUT", OWN, &[], &own).await;
        assert_eq!((saved.status, &saved.json()["name"], &saved.json()["changeable"]), (200, &json!("Mine in EMEA"), &json!(true)));
        let shared = json!({ "name": "For all", "shared": true, "where": "category:commit" });
        assert_eq!(rita.json("PUT", SHARED, &[], &shared).await.status, 200);
        // The same again, as a retry sends it, makes no second one.
        assert_eq!(rita.json("PUT", SHARED, &[], &shared).await.status, 200);

        assert_eq!(&names(&rita.get("/api/v1/views").await.json())[6..], ["For all", "Mine in EMEA"]);
        let robs = rob.get("/api/v1/views").await.json();
        assert_eq!(&names(&robs)[6..], ["For all"]);
        assert_eq!((&robs["views"][6]["author_name"], &robs["views"][6]["changeable"]), (&json!("rita"), &json!(false)));

        // Others neither change nor remove it, and do not learn that there is the other one.
        assert_eq!(rob.json("PUT", SHARED, &[], &shared).await.status, 403);
        assert_eq!(rob.delete(SHARED).await.status, 403);
        assert_eq!(rob.json("PUT", OWN, &[], &own).await.status, 404);
        assert_eq!(ada.json("PUT", OWN, &[], &own).await.status, 404);
        let renamed = json!({ "name": "For everybody", "shared": true, "where": "category:commit" });
        assert_eq!(ada.json("PUT", SHARED, &[], &renamed).await.json()["name"], "For everybody");
        assert_eq!(ada.delete(SHARED).await.status, 200);
        assert_eq!(rita.delete(OWN).await.status, 200);
        assert_eq!(rita.delete(OWN).await.status, 200);
        assert_eq!(names(&rita.get("/api/v1/views").await.json()).len(), 6);
    })
    .await;
}

#[tokio::test]
async fn a_view_that_makes_no_sense_is_refused_by_its_fields() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let refused = async |body: Value| {
            let reply = rita.json("PUT", OWN, &[], &body).await;
            assert_eq!(reply.status, 400, "{}", reply.body);
            reply.fields()
        };
        assert_eq!(refused(json!({ "name": " " })).await, ["name"]);
        assert_eq!(refused(json!({ "name": "x".repeat(81) })).await, ["name"]);
        assert_eq!(refused(json!({ "name": "x", "columns": ["stage", "stage"] })).await, ["columns"]);
        assert_eq!(refused(json!({ "name": "x", "columns": ["colour"] })).await, ["columns[0]"]);
        assert_eq!(refused(json!({ "name": "x", "where": "x".repeat(4_001) })).await, ["where"]);
        assert_eq!(refused(json!({ "name": "x", "where": "colour:red", "sort": "-colour" })).await, ["where", "sort"]);
        let mara = app.signed_in("mara").await;
        assert_eq!(mara.get("/api/v1/views").await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn everybody_has_columns_of_their_own() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (rita, rob) = (app.signed_in("rita").await, app.signed_in("rob").await);
        let columns = json!({ "columns": ["amount", "stage"] });
        assert_eq!(rita.json("PUT", "/api/v1/columns", &[], &columns).await.status, 200);
        assert_eq!(rita.get("/api/v1/views").await.json()["columns"], columns["columns"]);
        assert_eq!(rob.get("/api/v1/views").await.json()["columns"], json!([]));
        assert_eq!(rita.json("PUT", "/api/v1/columns", &[], &json!({ "columns": [] })).await.status, 200);
        assert_eq!(rita.get("/api/v1/views").await.json()["columns"], json!([]));
    })
    .await;
}
