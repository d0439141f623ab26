//! What devices are told about what they may keep, and whose what they send is.

use crate::support::TestApp;
use engine::testing::each_workspace;
use serde_json::json;

#[tokio::test]
async fn a_page_says_whose_it_is_and_whether_it_may_be_kept() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (rita, ada) = (app.signed_in("rita").await, app.signed_in("ada").await);
        let page = rita.get("/deals").await;
        assert_eq!(page.header("motore-person"), app.id_of("rita").to_string());
        assert_eq!(page.header("motore-keep"), "yes");
        assert_eq!(app.anonymous().get("/sign-in").await.header("motore-person"), "");

        let mut settings = ada.get("/api/v1/workspace").await.json();
        assert_eq!(settings["workspace"]["keep_on_devices"], true);
        settings["workspace"]["keep_on_devices"] = json!(false);
        let save = json!({ "base": settings["revision"], "workspace": settings["workspace"] });
        assert_eq!(ada.json("PUT", "/api/v1/workspace", &[], &save).await.status, 200);
        assert_eq!(rita.get("/deals").await.header("motore-keep"), "no");
    })
    .await;
}

#[tokio::test]
async fn a_session_ended_from_elsewhere_is_told_from_one_that_is_over() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (phone, laptop) = (app.signed_in("rita").await, app.signed_in("rita").await);
        let ada = app.signed_in("ada").await;
        let kind = async |actor: &crate::support::Actor<'_>| {
            let reply = actor.get("/api/v1/session").await;
            (reply.status, reply.json()["type"].as_str().map(str::to_owned))
        };
        let told = async |actor: &crate::support::Actor<'_>| actor.get("/sign-in").await.header("motore-ended").to_owned();

        // Signed out where it was: it is over, and that is all.
        assert_eq!(laptop.delete("/api/v1/session").await.status, 200);
        assert_eq!(kind(&laptop).await, (401, Some("/problems/unauthenticated".into())));
        assert_eq!(told(&laptop).await, "");

        // By an administrator.
        assert_eq!(told(&phone).await, "");
        let sessions = format!("/api/v1/users/{}/sessions", app.id_of("rita"));
        assert_eq!(ada.delete(&sessions).await.status, 200);
        assert_eq!(kind(&phone).await, (401, Some("/problems/ended".into())));
        assert_eq!(told(&phone).await, app.id_of("rita").to_string());
        assert_eq!(phone.get("/deals").await.header("location"), "/sign-in?next=%2Fdeals");

        // By taking access away, and by the person, elsewhere.
        let (phone, laptop) = (app.signed_in("rob").await, app.signed_in("rob").await);
        assert_eq!(laptop.delete("/api/v1/sessions").await.status, 200);
        assert_eq!(told(&phone).await, app.id_of("rob").to_string());
        let phone = app.signed_in("rob").await;
        let user = format!("/api/v1/users/{}", app.id_of("rob"));
        assert_eq!(ada.patch(&user, &json!({ "disabled": true })).await.status, 200);
        assert_eq!(told(&phone).await, app.id_of("rob").to_string());
    })
    .await;
}

#[tokio::test]
async fn what_waited_is_taken_as_that_and_never_as_somebody_elses() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (rita, rob) = (app.signed_in("rita").await, app.signed_in("rob").await);
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let base = rita.get(&path).await.json()["version"].clone();
        let patch = json!({ "base": base, "next_step": "Call" });
        let (me, somebody) = (app.id_of("rita").to_string(), app.id_of("rob").to_string());
        let headers =
            |person: &'static str| [("idempotency-key", "k"), ("motore-offline", "1700000000000"), ("motore-person", person)];

        // Rita's change waits on a device where Rob is signed in now.
        let refused = rob.json("PATCH", &path, &headers(String::leak(me.clone())), &patch).await;
        assert_eq!((refused.status, refused.json()["type"].as_str()), (401, Some("/problems/unauthenticated")));
        assert_eq!(rita.json("PATCH", &path, &headers(String::leak(somebody)), &patch).await.status, 401);

        // The same for pages and forms.
        let page = rob.get_with("/deals", &[("motore-person", &app.id_of("rita").to_string())]).await;
        assert_eq!((page.status, page.header("location")), (303, "/sign-in?next=%2Fdeals"));

        let taken = rita.json("PATCH", &path, &headers(String::leak(me)), &patch).await;
        assert_eq!(taken.status, 200, "{}", taken.body);
        let latest = rita.get(&format!("{path}/versions")).await.json()["items"][0].clone();
        assert_eq!((latest["cause"].as_str(), latest["state"]["next_step"].as_str()), (Some("offline"), Some("Call")));
        // It happened when the system learnt of it: only imports set the past.
        assert!(latest["effective_at"].as_i64() >= latest["recorded_at"].as_i64());
    })
    .await;
}

#[tokio::test]
async fn a_deal_made_without_a_network_has_the_id_its_maker_gave_it() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (rita, rob) = (app.signed_in("rita").await, app.signed_in("rob").await);
        let state = json!(crate::support::deal("Made on a train", app.id_of("rita"), None, 100));
        let id = "01936b3c-5f00-7abc-8def-0123456789ab";
        let send = async |actor: &crate::support::Actor<'_>, key: &str, state: &serde_json::Value| {
            actor.json("POST", "/api/v1/opportunities", &[("idempotency-key", key)], state).await
        };
        let made = send(&rita, id, &state).await;
        assert_eq!((made.status, made.json()["id"].as_str()), (200, Some(id)), "{}", made.body);
        assert_eq!(send(&rita, id, &state).await.body, made.body);
        // Nobody writes over a deal by naming it.
        let theirs = json!(crate::support::deal("Another", app.id_of("rob"), None, 1));
        assert_eq!(send(&rob, id, &theirs).await.status, 409);
        assert_eq!(rita.get(&format!("/api/v1/opportunities/{id}")).await.json()["state"]["name"], "Made on a train");
        // Any other key names nothing.
        assert_ne!(send(&rita, "any key", &state).await.json()["id"], "any key");
    })
    .await;
}
