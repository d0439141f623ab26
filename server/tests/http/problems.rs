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
          "detail": "kind: unknown variant `maybe`, expected one of `open`, `won`, `lost`",
          "fields": [
            {
              "field": "kind",
              "message": "unknown variant `maybe`, expected one of `open`, `won`, `lost`"
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
        let cases: [(&str, &[&str]); 9] = [
            ("/api/v1/apm?row=region", &["row"]),
            ("/api/v1/apm?rows=region&rows=product", &["rows"]),
            ("/api/v1/apm?rows=colour&as_of=2026-02-30&x=1", &["rows", "as_of", "x"]),
            ("/api/v1/apm?rows=region&nest=region", &["nest"]),
            ("/api/v1/apm?period=Q5", &["period"]),
            ("/api/v1/apm?where=colour:red", &["where"]),
            ("/api/v1/apm?known_at=999999", &["known_at"]),
            ("/api/v1/pipeline-history?weeks=500", &["weeks"]),
            ("/api/v1/opportunities?after=nonsense", &["after"]),
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
