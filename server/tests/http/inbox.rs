//! The inbox and nudges: who may nudge whom, about what, and who hears of it.

use crate::support::TestApp;
use engine::testing::each_workspace;
use serde_json::{Value, json};

async fn notices(actor: &crate::support::Actor<'_>, query: &str) -> Vec<Value> {
    let reply = actor.get(&format!("/api/v1/notices{query}")).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_manager_nudges_the_team_and_nobody_else() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let [ada, eva, mona, rita, rob, ben, mara] = futures::future::join_all(
            ["ada", "eva", "mona", "rita", "rob", "ben", "mara"].map(|name| app.signed_in(name)),
        )
        .await
        .try_into()
        .unwrap_or_else(|_| panic!());
        let nudge = |owner: &str, deals: Value, note: &str| {
            json!({ "owner": app.id_of(owner), "deals": deals, "flag": "no_next_step", "note": note })
        };
        let about = nudge("rita", json!([app.ritas]), "What is next?");
        for (who, status) in [(&rita, 400), (&rob, 403), (&ben, 403), (&mara, 403), (&mona, 200), (&eva, 200), (&ada, 200)] {
            let reply = who.post("/api/v1/nudges", &about).await;
            assert_eq!(reply.status, status, "{}", reply.body);
        }
        // Mona does not manage Rob. Ben's deal is Rob's: Rita may not hear of it.
        assert_eq!(mona.post("/api/v1/nudges", &nudge("rob", json!([]), "")).await.status, 403);
        let other = ada.post("/api/v1/nudges", &nudge("rita", json!([app.bens]), "")).await;
        assert_eq!(other.status, 404, "{}", other.body);
        // The same once a day, to whatever words.
        let again = mona.post("/api/v1/nudges", &nudge("rita", json!([app.ritas]), "Well?")).await;
        assert_eq!((again.status, &again.json()["told"]), (200, &false.into()));
        app.engine.clock().set(engine::testing::NOW.plus_ms(86_400_000));
        let tomorrow = mona.post("/api/v1/nudges", &nudge("rita", json!([app.ritas]), "Well?")).await;
        assert_eq!(tomorrow.json()["told"], true);
        let long = mona.post("/api/v1/nudges", &json!({ "owner": app.id_of("rita"), "note": "x".repeat(1_001) })).await;
        assert_eq!((long.status, long.fields()), (400, vec!["deals".to_owned(), "note".to_owned()]));

        let told = notices(&rita, "").await;
        assert_eq!(told.len(), 4);
        assert_eq!(told[0]["from"], "mona");
        assert_eq!(told[0]["deals"][0]["name"], "Rita's deal");
        assert_eq!((&told[3]["news"]["kind"], &told[3]["news"]["note"]), (&"nudge".into(), &"What is next?".into()));
        assert!(notices(&rob, "").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_read_is_read_for_oneself_only() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, rita, rob) = (app.signed_in("ada").await, app.signed_in("rita").await, app.signed_in("rob").await);
        let flags = ["no_amount", "no_product", "quiet"];
        for flag in flags {
            for owner in ["rita", "rob"] {
                let body = json!({ "owner": app.id_of(owner), "flag": flag });
                assert_eq!(ada.post("/api/v1/nudges", &body).await.status, 200);
            }
        }
        let unread = async |who: &crate::support::Actor<'_>| who.get("/api/v1/notices/unread").await.json()["unread"].clone();
        assert_eq!(unread(&rita).await, 3);
        let told = notices(&rita, "").await;
        let path = |notice: &Value| format!("/api/v1/notices/{}/read", notice["id"].as_str().unwrap());
        assert_eq!(rob.json("PUT", &path(&told[0]), &[], &json!({})).await.status, 404, "not Rob's");
        assert_eq!(rita.json("PUT", &path(&told[0]), &[], &json!({})).await.json()["unread"], 2);
        assert_eq!(notices(&rita, "?unread=true").await.len(), 2);
        // What comes after the one that was seen stays unread.
        let upto = rita.json("PUT", "/api/v1/notices/read", &[], &json!({ "upto": told[2]["id"] })).await;
        assert_eq!(upto.json()["unread"], 1);
        let page = rita.get(&format!("/api/v1/notices?after={}", told[0]["id"].as_str().unwrap())).await;
        assert_eq!((page.json()["items"].as_array().unwrap().len(), &page.json()["total"]), (2, &3.into()));
        assert_eq!(rita.get("/api/v1/notices?after=x").await.fields(), ["after"]);
        assert_eq!(unread(&rob).await, 3);

        // The page and its forms, without a script.
        let page = rob.get("/inbox").await;
        assert!(page.body.contains("3 unread") && page.body.contains("No product"), "{}", page.body);
        let newest = notices(&rob, "").await[0]["id"].as_str().unwrap().to_owned();
        let sent = rob.form("/inbox", &[("upto", &newest), ("next", "/inbox?all=1")]).await;
        assert_eq!((sent.status, sent.header("location")), (303, "/inbox?all=1"));
        assert_eq!(unread(&rob).await, 0);
        assert!(rob.get("/inbox").await.body.contains("Nothing new"));
        let mail = rob.form("/mail", &[("daily", "1"), ("language", "it")]).await;
        assert_eq!(mail.status, 303);
        let wants = rob.get("/api/v1/mail/preferences").await.json();
        assert_eq!(wants, json!({ "daily": true, "meeting": false, "nudges": false, "language": "it" }));
        for (who, status) in [(&rob, 403), (&ada, 200)] {
            assert_eq!(who.get("/api/v1/works").await.status, status);
        }
    })
    .await;
}

#[tokio::test]
async fn who_gets_or_loses_a_deal_is_told() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, rita, rob) = (app.signed_in("ada").await, app.signed_in("rita").await, app.signed_in("rob").await);
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let base = ada.get(&path).await.json()["version"].clone();
        let reply = ada.patch(&path, &json!({ "base": base, "owner": app.id_of("rob") })).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let (got, lost) = (notices(&rob, "").await, notices(&rita, "").await);
        assert_eq!((got.len(), &got[0]["news"]["kind"], &got[0]["from"]), (1, &"given".into(), &"ada".into()));
        assert_eq!(got[0]["deals"][0]["name"], "Rita's deal");
        // Rita no longer sees it: she hears that it is gone, not what it is called now.
        assert_eq!((lost.len(), &lost[0]["news"]["kind"]), (1, &"taken".into()));
        assert_eq!(lost[0]["deals"], json!([]));
    })
    .await;
}
