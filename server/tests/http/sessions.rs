//! Signing in and out.

use crate::support::{PASSWORD, TestApp};
use engine::testing::each_workspace;
use serde_json::json;

#[tokio::test]
async fn a_form_signs_in_and_leads_on() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        app.signed_in("rita").await;
        let nobody = app.anonymous();
        let right = [("email", "rita@example.com"), ("password", PASSWORD), ("next", "/deals?kind=open")];
        let reply = nobody.form("/sign-in", &right).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/deals?kind=open"));
        let cookie = reply.header("set-cookie");
        assert!(
            cookie.starts_with("motore_session=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
            "{cookie}"
        );
        assert_eq!(nobody.clone().with_cookie_of(&reply).get("/deals").await.status, 200);

        let elsewhere = [("email", "rita@example.com"), ("password", PASSWORD), ("next", "//evil.example")];
        assert_eq!(nobody.form("/sign-in", &elsewhere).await.header("location"), "/");

        let wrong = [("email", "rita@example.com"), ("password", "wrong"), ("next", "/deals")];
        let reply = nobody.form("/sign-in", &wrong).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/sign-in?failed=refused&next=%2Fdeals"));
        assert_eq!(reply.header("set-cookie"), "");
        assert!(nobody.get("/sign-in?failed=refused").await.body.contains("role=\"alert\""));
    })
    .await;
}

#[tokio::test]
async fn a_wrong_address_and_a_wrong_password_look_alike() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        app.signed_in("rita").await;
        let answer =
            async |email: &str| app.anonymous().post("/api/v1/session", &json!({ "email": email, "password": "wrong" })).await;
        let (known, unknown) = (answer("rita@example.com").await, answer("nobody@example.com").await);
        assert_eq!((known.status, &known.body), (401, &unknown.body));
        assert_eq!(unknown.status, 401);
    })
    .await;
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let guess = json!({ "email": "nobody@example.com", "password": "wrong" });
        for _ in 0..10 {
            assert_eq!(app.anonymous().post("/api/v1/session", &guess).await.status, 401);
        }
        let reply = app.anonymous().post("/api/v1/session", &guess).await;
        assert_eq!((reply.status, reply.json()["type"].as_str()), (429, Some("/problems/too-often")));
        let form = app.anonymous().form("/sign-in", &[("email", "nobody@example.com"), ("password", "wrong")]).await;
        assert_eq!(form.header("location"), "/sign-in?failed=too-often&next=%2F");
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_one_session_or_all() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (phone, laptop, tablet) = (app.signed_in("rita").await, app.signed_in("rita").await, app.signed_in("rita").await);
        let other = app.signed_in("rob").await;
        let status = async |actor: &crate::support::Actor<'_>| actor.get("/api/v1/session").await.status;

        assert_eq!(tablet.delete("/api/v1/session").await.status, 200);
        assert_eq!([status(&tablet).await, status(&phone).await, status(&laptop).await], [401, 200, 200]);

        let reply = phone.delete("/api/v1/sessions").await;
        assert_eq!(reply.status, 200);
        assert!(reply.header("set-cookie").starts_with("motore_session=; Path=/; Max-Age=0"), "{}", reply.header("set-cookie"));
        assert_eq!([status(&phone).await, status(&laptop).await, status(&other).await], [401, 401, 200]);
    })
    .await;
}

#[tokio::test]
async fn the_button_signs_out_everywhere_without_scripts() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (phone, laptop) = (app.signed_in("rita").await, app.signed_in("rita").await);
        let reply = phone.form("/sign-out", &[("everywhere", "1")]).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/sign-in"));
        assert_eq!(laptop.get("/api/v1/session").await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn a_one_time_link_sets_a_password_once() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let ada = app.signed_in("ada").await;
        let user = json!({ "email": "new@example.com", "name": "New", "role": "rep" });
        let invitation = ada.post("/api/v1/users", &user).await.json();
        let token = invitation["path"].as_str().unwrap().strip_prefix("/welcome?token=").unwrap().to_owned();
        let nobody = app.anonymous();

        let short = nobody.form("/welcome", &[("token", &token), ("password", "short")]).await;
        assert!(short.header("location").starts_with("/welcome?failed=invalid&token="), "{}", short.header("location"));
        let set = nobody.form("/welcome", &[("token", &token), ("password", "long enough now")]).await;
        assert_eq!((set.status, set.header("location")), (303, "/"));
        assert_eq!(nobody.clone().with_cookie_of(&set).get("/api/v1/session").await.json()["email"], "new@example.com");
        let again = nobody.post("/api/v1/invitation", &json!({ "token": token, "password": "another password" })).await;
        assert!((400..500).contains(&again.status), "{}", again.status);
    })
    .await;
}
