//! Giving, changing and taking away access.

use crate::support::{PASSWORD, TestApp};
use engine::testing::each_workspace;
use serde_json::json;

#[tokio::test]
async fn an_administrator_changes_roles_and_takes_access_away() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, rita) = (app.signed_in("ada").await, app.signed_in("rita").await);
        let path = format!("/api/v1/users/{}", app.id_of("rita"));

        // A look that was just made counts no longer than until the change.
        assert_eq!(rita.get("/api/v1/session").await.json()["role"], "rep");
        let changed = ada.patch(&path, &json!({ "role": "exec" })).await;
        assert_eq!((changed.status, &changed.json()["role"]), (200, &"exec".into()), "{}", changed.body);
        assert_eq!(rita.get("/api/v1/session").await.json()["role"], "exec");

        let link = ada.post("/api/v1/users", &json!({ "email": "rita@example.com", "name": "rita", "role": "exec" })).await;
        let token = link.json()["path"].as_str().unwrap().strip_prefix("/welcome?token=").unwrap().to_owned();
        let disabled = ada.patch(&path, &json!({ "disabled": true })).await;
        assert_eq!((disabled.status, &disabled.json()["disabled"]), (200, &true.into()));
        assert_eq!(rita.get("/api/v1/session").await.status, 401);
        let credentials = json!({ "email": "rita@example.com", "password": PASSWORD });
        assert_eq!(app.anonymous().post("/api/v1/session", &credentials).await.status, 401);
        let acceptance = json!({ "token": token, "password": "another password" });
        assert_eq!(app.anonymous().post("/api/v1/invitation", &acceptance).await.status, 400);
        let again = ada.post("/api/v1/users", &json!({ "email": "rita@example.com", "name": "rita", "role": "exec" })).await;
        assert_eq!((again.status, again.fields()), (400, vec!["email".to_owned()]));

        assert_eq!(ada.patch(&path, &json!({ "disabled": false })).await.status, 200);
        assert_eq!(app.anonymous().post("/api/v1/session", &credentials).await.status, 200);
        let unknown = ada.patch("/api/v1/users/01941f29-7c00-7957-af7f-d49d05358073", &json!({ "role": "rep" })).await;
        assert_eq!(unknown.status, 404);
    })
    .await;
}

#[tokio::test]
async fn the_last_administrator_stays_and_nobody_changes_their_own_access() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let ada = app.signed_in("ada").await;
        let path = |name: &str| format!("/api/v1/users/{}", app.id_of(name));
        for change in [json!({ "role": "rep" }), json!({ "disabled": true })] {
            let own = ada.patch(&path("ada"), &change).await;
            assert_eq!((own.status, own.json()["type"].as_str()), (403, Some("/problems/forbidden")), "{change}");
        }
        // An invitation cannot do what a change must not.
        let lower = ada.post("/api/v1/users", &json!({ "email": "ada@example.com", "name": "ada", "role": "rep" })).await;
        assert_eq!((lower.status, lower.fields()), (400, vec!["role".to_owned()]));

        // Eva becomes one, but has no password yet: Ada is still the last who can sign in.
        assert_eq!(ada.patch(&path("eva"), &json!({ "role": "admin" })).await.status, 200);
        let store = app.engine.auth();
        let by_eva = contract::session::Me {
            person: app.id_of("eva"),
            name: "eva".into(),
            email: "eva@example.com".into(),
            role: domain::Role::Admin,
        };
        let lower = contract::session::AccessPatch { role: Some(domain::Role::Rep), disabled: None };
        assert!(store.change_access(&by_eva, app.id_of("ada"), lower).await.is_err());

        let eva = app.signed_in_as("eva", domain::Role::Admin).await;
        // Both take the other's role away at once: one of them stays.
        let (of_eva, of_ada, lower) = (path("eva"), path("ada"), json!({ "role": "rep" }));
        let (one, other) = tokio::join!(ada.patch(&of_eva, &lower), eva.patch(&of_ada, &lower));
        let mut outcomes = [one.status, other.status];
        outcomes.sort_unstable();
        assert_eq!(outcomes[0], 200, "{} {}", one.body, other.body);
        assert!([403, 409].contains(&outcomes[1]), "{} {}", one.body, other.body);
    })
    .await;
}

#[tokio::test]
async fn an_administrator_ends_the_sessions_of_somebody() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, rita, rob) = (app.signed_in("ada").await, app.signed_in("rita").await, app.signed_in("rob").await);
        let path = format!("/api/v1/users/{}/sessions", app.id_of("rita"));
        assert_eq!(ada.delete(&path).await.status, 200);
        assert_eq!([rita.get("/api/v1/session").await.status, rob.get("/api/v1/session").await.status], [401, 200]);
        assert_eq!(ada.delete("/api/v1/users/01941f29-7c00-7957-af7f-d49d05358073/sessions").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn the_forms_of_the_page_work_without_scripts() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, rita) = (app.signed_in("ada").await, app.signed_in("rita").await);
        let form = |name: &str| format!("/users/{}", app.id_of(name));
        let role = ada.form(&form("rita"), &[("what", "role"), ("role", "bdr"), ("next", "/users?after=b")]).await;
        assert_eq!((role.status, role.header("location")), (303, "/users?after=b&done=role"));
        assert_eq!(rita.get("/api/v1/session").await.json()["role"], "bdr");
        let out = ada.form(&form("rita"), &[("what", "signed-out"), ("next", "//evil.example")]).await;
        assert_eq!((out.status, out.header("location")), (303, "/users?done=signed-out"));
        assert_eq!(rita.get("/api/v1/session").await.status, 401);
        let own = ada.form(&form("ada"), &[("what", "disabled")]).await;
        assert_eq!(own.header("location"), "/users?failed=own");
        assert_eq!(app.signed_in("rob").await.form(&form("ada"), &[("what", "disabled")]).await.status, 403);

        let page = ada.get("/users").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("rita@example.com") && page.body.contains(&form("rita")) && !page.body.contains(&form("ada")));
        assert_eq!(app.signed_in("rob").await.get("/users").await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn rates_are_entered_exactly_and_by_administrators() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let ada = app.signed_in("ada").await;
        let typed = [("currency", "usd"), ("day", "2026-11-01"), ("rate", "0.923456789")];
        let reply = ada.form("/rates", &typed).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/rates?saved=1"));
        let rates = ada.get("/api/v1/rates").await.json();
        assert_eq!(rates["items"], json!([{ "currency": "USD", "day": "2026-11-01", "rate": 923_456_789 }]));
        assert!(app.signed_in("rob").await.get("/rates").await.body.contains("0.923456789"));

        for (field, typed) in [
            ("currency", [("currency", "dollars"), ("day", "2026-11-01"), ("rate", "0.9")]),
            ("currency", [("currency", "EUR"), ("day", "2026-11-01"), ("rate", "0.9")]),
            ("day", [("currency", "USD"), ("day", "2026-02-31"), ("rate", "0.9")]),
            ("rate", [("currency", "USD"), ("day", "2026-11-01"), ("rate", "0,9")]),
        ] {
            let location = ada.form("/rates", &typed).await.header("location").to_owned();
            assert!(location.ends_with(&format!("&failed={field}")) && location.contains("rate=0"), "{location}");
            assert!(ada.get(&location).await.body.contains("aria-invalid=\"true\""), "{location}");
        }
        let rob = app.signed_in("rob").await.form("/rates", &typed).await;
        assert!(rob.header("location").ends_with("&failed=refused"), "{}", rob.header("location"));
        assert_eq!(ada.get("/api/v1/rates").await.json()["total"], 1);
    })
    .await;
}

#[tokio::test]
async fn targets_are_read_by_those_who_may_and_written_by_administrators() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let ada = app.signed_in("ada").await;
        let grid = ada.get("/api/v1/targets?rows=region").await.json();
        let change = |amount: i64| {
            json!({ "grid": { "rows": "region" }, "base": grid["revision"], "changes": [{ "period": grid["quarters"][0], "key": "EMEA", "amount": amount }] })
        };
        assert_eq!(ada.json("PUT", "/api/v1/targets", &[], &change(120_000_000)).await.status, 200);
        assert_eq!(ada.json("PUT", "/api/v1/targets", &[], &change(1)).await.status, 409);
        for (name, status, writes) in [("ada", 200, true), ("eva", 200, false), ("mona", 200, false), ("rita", 403, false), ("mara", 403, false)] {
            let page = app.signed_in(name).await.get("/targets?rows=region").await;
            assert_eq!(page.status, status, "{name}");
            assert_eq!(page.body.contains("1,200,000"), status == 200, "{name}");
            assert_eq!(page.body.contains("data-cell"), writes, "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_place_in_the_list_that_is_none_is_named() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let ada = app.signed_in("ada").await;
        for after in ["zzz", "-1"] {
            let answer = ada.get(&format!("/api/v1/users?after={after}")).await;
            assert_eq!((answer.status, answer.fields()), (400, vec!["after".to_owned()]));
        }
        assert_eq!(ada.get("/api/v1/users?after=ada@example.com").await.status, 200);
    })
    .await;
}
