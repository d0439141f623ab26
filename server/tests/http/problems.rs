//! Problems: one shape, and the fields at fault by name.

use crate::support::TestApp;
use engine::testing::each_workspace;
use serde_json::json;

#[tokio::test]
async fn problems_have_one_shape() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let reply = rita.get("/api/v1/opportunities?kind=maybe").await;
        assert_eq!((reply.status, reply.header("content-type")), (400, "application/problem+json"));
        insta::allow_duplicates!(insta::assert_json_snapshot!(reply.json(), @r#"
        {
          "detail": "kind: “maybe” is not possible here. Possible: open, won, lost.",
          "fields": [
            {
              "field": "kind",
              "message": "“maybe” is not possible here. Possible: open, won, lost."
            }
          ],
          "status": 400,
          "title": "Some input is not acceptable",
          "type": "/problems/invalid"
        }
        "#));
        let unknown = app.anonymous().get("/api/v1/apm").await.json();
        insta::allow_duplicates!(insta::assert_json_snapshot!(unknown, @r#"
        {
          "detail": "Sign in to go on.",
          "status": 401,
          "title": "Not signed in",
          "type": "/problems/unauthenticated"
        }
        "#));
    })
    .await;
}

#[tokio::test]
async fn unknown_and_contradictory_parameters_are_named() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let eva = app.signed_in("eva").await;
        let cases: [(&str, &[&str]); 18] = [
            ("/api/v1/apm?row=region", &["row"]),
            ("/api/v1/apm?rows=region&rows=product", &["rows"]),
            ("/api/v1/apm?rows=colour&as_of=2026-02-30&x=1", &["rows", "as_of", "x"]),
            ("/api/v1/apm?rows=region&nest=region", &["nest"]),
            ("/api/v1/apm?period=Q5", &["period"]),
            ("/api/v1/apm?where=colour:red", &["where"]),
            ("/api/v1/apm?known_at=999999", &["known_at"]),
            ("/api/v1/pipeline-history?weeks=500", &["weeks"]),
            ("/api/v1/opportunities?after=nonsense", &["after"]),
            ("/api/v1/apm?where=region:zz", &["where"]),
            ("/api/v1/apm/line?where=segment:zz", &["where"]),
            ("/api/v1/apm/deals?where=owner:0190d2c4-7b6e-7c3a-9f52-1a2b3c4d5e6f", &["where"]),
            ("/api/v1/pipeline-history?where=currency:XYZ", &["where"]),
            ("/api/v1/apm/line?rows=owner&nest=account&sort=label", &["rows", "nest", "sort"]),
            ("/api/v1/opportunities?search=%00", &["search"]),
            ("/api/v1/dimensions/region?search=a%00b", &["search"]),
            ("/api/v1/dimensions/foo", &["dimension"]),
            ("/api/v1/opportunities/not-an-id", &["id"]),
        ];
        for (path, fields) in cases {
            let reply = eva.get(path).await;
            assert_eq!(
                (reply.status, reply.fields()),
                (400, fields.iter().map(|&f| f.to_owned()).collect()),
                "{path}: {}",
                reply.body
            );
        }
    })
    .await;
}

#[tokio::test]
async fn bodies_are_read_strictly() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let cases = [
            (json!({ "base": 1, "colour": "red" }), vec!["colour"]),
            (json!({ "base": 1, "close_day": "2026-02-31" }), vec!["close_day"]),
            (json!({ "base": 1, "lines": [{ "line": 1, "product": null, "acv": "a lot" }] }), vec!["lines[0].acv"]),
            (json!({ "name": "No base" }), vec!["base"]),
            (json!({ "base": 1, "stage": null }), vec!["stage"]),
            (json!({ "base": 1, "name": null }), vec!["name"]),
            (json!({ "base": 1, "next_step": "a\0b" }), vec!["next_step"]),
            (json!({ "base": 1, "lines": null }), vec!["lines"]),
            (json!({ "base": 1, "deal_type": null }), vec!["deal_type"]),
            (json!({ "base": 1, "close_day": "2199-12-31" }), vec!["close_day"]),
            (json!({ "base": 1, "next_step_day": "2100-01-01", "close_day": "2100-01-01" }), vec!["close_day", "next_step_day"]),
        ];
        for (body, fields) in cases {
            let reply = rita.patch(&path, &body).await;
            assert_eq!((reply.status, reply.fields()), (400, fields.into_iter().map(str::to_owned).collect()), "{}", reply.body);
        }
        let torn = rita.send("PATCH", &path, &[("content-type", "application/json")], "{\"base\":".into()).await;
        assert_eq!((torn.status, torn.json()["type"].as_str()), (400, Some("/problems/unreadable")));
        let huge = rita.send("PATCH", &path, &[], vec![b' '; 5 << 20].into()).await;
        assert_eq!((huge.status, huge.json()["type"].as_str()), (413, Some("/problems/too-large")));
        let id = rita.get("/api/v1/opportunities/not-an-id").await;
        assert_eq!((id.status, id.fields()), (400, vec!["id".to_owned()]), "{}", id.body);
    })
    .await;
}

#[tokio::test]
async fn addresses_and_methods_that_are_not_there() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let nowhere = rita.get("/api/v1/nowhere").await;
        assert_eq!((nowhere.status, nowhere.header("content-type")), (404, "application/problem+json"));
        let method = rita.delete("/api/v1/apm").await;
        assert_eq!((method.status, method.header("content-type")), (405, "application/problem+json"));
        assert!(method.header("allow").contains("GET"), "{}", method.header("allow"));
    })
    .await;
}

#[tokio::test]
async fn other_websites_cannot_use_a_session() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        for foreign in [[("sec-fetch-site", "cross-site")], [("origin", "https://evil.example")]] {
            let reply = rita.json("PATCH", &path, &foreign, &json!({ "base": 0, "name": "Taken" })).await;
            assert_eq!((reply.status, reply.header("content-type")), (403, "application/problem+json"));
        }
        assert_eq!(rita.get(&path).await.json()["state"]["name"], "Rita's deal");
    })
    .await;
}

/// Nobody has to know how the server reads: no word of its reader, no list of all it knows.
#[tokio::test]
async fn faults_are_told_in_plain_words() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let line = |acv: serde_json::Value| json!({ "base": 1, "lines": [{ "line": 1, "product": null, "acv": acv }] });
        for (body, message) in [
            (json!({ "base": 1, "colour": "red" }), "There is no such field here."),
            (json!({ "name": "No base" }), "It is missing."),
            (json!({ "base": 1, "stage": null }), "It cannot be empty (null)."),
            (json!({ "base": 1, "stage": "Won" }), "It must be a whole number."),
            (json!({ "base": 1, "stage": 99_999 }), "The number is too large or too small."),
            (json!({ "base": 1, "name": 7 }), "It must be text."),
            (line("a lot".into()), "It must be a whole number."),
            (json!({ "base": 1, "owner": "Rob" }), "It is not an id, such as 0190d2c4-7b6e-7c3a-9f52-1a2b3c4d5e6f."),
            (
                json!({ "base": 1, "deal_type": "gift" }),
                "“gift” is not possible here. Possible: new, expansion, renewal, contraction.",
            ),
            (json!({ "base": 1, "close_day": "2199-12-31" }), "The day must not be later than 2036-11-23, ten years from now."),
        ] {
            let reply = rita.patch(&path, &body).await;
            assert_eq!((reply.status, &reply.json()["fields"][0]["message"]), (400, &message.into()), "{}", reply.body);
        }
        let region = rita.get("/api/v1/apm?where=region:zz").await.json();
        assert_eq!(region["fields"][0]["message"], "There is no region “zz”. The values are at /api/v1/dimensions/region.");
        let whole = rita.patch(&path, &json!([1])).await;
        assert_eq!((whole.status, &whole.json()["detail"]), (400, &"The body must be a JSON object.".into()));
    })
    .await;
}

#[tokio::test]
async fn a_body_that_is_not_json_is_not_read() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let base = rita.get(&path).await.json()["version"].clone();
        let body = json!({ "base": base, "name": "Renamed" }).to_string();
        for kind in [&[("content-type", "text/plain")][..], &[("content-type", "application/x-www-form-urlencoded")], &[]] {
            let reply = rita.send("PATCH", &path, kind, body.clone().into()).await;
            assert_eq!((reply.status, reply.json()["type"].as_str()), (415, Some("/problems/media-type")), "{kind:?}");
        }
        let credentials = json!({ "email": "rita@example.com", "password": "wrong" }).to_string();
        let reply = app.anonymous().send("POST", "/api/v1/session", &[("content-type", "text/plain")], credentials.into()).await;
        assert_eq!(reply.status, 415);
        let kind = [("content-type", "Application/JSON; charset=utf-8")];
        assert_eq!(rita.send("PATCH", &path, &kind, body.into()).await.status, 200);
    })
    .await;
}

/// What a hostile caller tried, each once accepted or answered with a fault of ours.
#[tokio::test]
async fn what_would_be_stored_and_do_harm_is_refused() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let ada = app.signed_in("ada").await;
        let info = ada.get("/api/v1/workspace").await.json();
        let mut settings = json!({ "base": info["revision"], "workspace": info["workspace"] });
        settings["workspace"]["company"] = "a\0b".into();
        let rate = |day: &str, rate: i64| json!({ "rates": [{ "currency": "USD", "day": day, "rate": rate }] });
        let mut deleted = serde_json::to_value(crate::support::deal("Gone", app.id_of("rob"), None, 100)).unwrap();
        deleted["deleted"] = true.into();
        for (method, path, body, field) in [
            ("PUT", "/api/v1/workspace", settings, "workspace.company"),
            ("POST", "/api/v1/users", json!({ "email": "a\0@b.example", "name": "N", "role": "rep" }), "email"),
            ("POST", "/api/v1/users", json!({ "email": "a@b.example", "name": "N\0", "role": "rep" }), "name"),
            ("PUT", "/api/v1/rates", rate("2026-01-01", i64::MAX), "rate"),
            ("PUT", "/api/v1/rates", rate("9999-12-31", 1_000_000_000), "day"),
            ("POST", "/api/v1/opportunities", deleted, "deleted"),
        ] {
            let reply = ada.json(method, path, &[], &body).await;
            assert_eq!((reply.status, reply.fields()), (400, vec![field.to_owned()]), "{method} {path}: {}", reply.body);
        }
        // The batch that live edits are of is no import.
        let none = ada.get("/api/v1/imports/00000000-0000-0000-0000-000000000000").await;
        assert_eq!(none.status, 404, "{}", none.body);
    })
    .await;
}
