//! The API's document.

use crate::support::TestApp;
use engine::testing::each_workspace;
use serde_json::Value;
use server::http::{openapi, router};
use std::path::Path;

/// The document as it is committed: a change of the API shows in it. `UPDATE_OPENAPI=1` writes it anew.
#[test]
fn the_committed_document_is_the_api_s() {
    let (_, document) = router::api().finish();
    let now = openapi::to_json(&document).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == now, "docs/openapi.json differs from the API: run with UPDATE_OPENAPI=1 and look at the difference");
}

#[test]
fn everything_the_document_refers_to_is_in_it() {
    let (_, document) = router::api().finish();
    let document = serde_json::to_value(document).unwrap();
    let mut found = 0;
    visit(&document, &mut |name| {
        found += 1;
        assert!(document["components"]["schemas"].get(name).is_some(), "{name} is not described");
    });
    assert!(found > 100, "{found}");
    assert_eq!(document["openapi"], "3.1.0");
}

fn visit(value: &Value, reference: &mut impl FnMut(&str)) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(path)) = fields.get("$ref") {
                reference(path.strip_prefix("#/components/schemas/").unwrap());
            }
            fields.values().for_each(|value| visit(value, reference));
        }
        Value::Array(items) => items.iter().for_each(|value| visit(value, reference)),
        _ => {}
    }
}

#[tokio::test]
async fn the_document_can_be_read_by_programs_and_people() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let mara = app.signed_in("mara").await;
        let document = mara.get("/api/openapi.json").await;
        assert_eq!(document.json()["paths"]["/api/v1/apm"]["get"]["operationId"], "ReadApm");
        let page = mara.get("/api/docs").await;
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
        assert!(page.body.contains("/api/v1/apm") && page.body.contains("known_at") && !page.body.contains("<script"));
    })
    .await;
}
