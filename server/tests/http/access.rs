//! Who may call what, and whose deals they see.

use crate::support::TestApp;
use domain::Role;
use engine::testing::each_workspace;
use serde_json::Value;
use server::http::router;

/// What nobody needs a session for (the issue: nothing is served without one but the sign-in page, health and static files).
const OPEN: [&str; 3] = ["SignIn", "AcceptInvitation", "SignOut"];

/// What the administrator alone changes: configuration, people, targets, imports (product, the table of roles).
const FOR_ADMINISTRATORS: [&str; 25] = [
    "SaveWorkspace",
    "SaveRates",
    "SaveTargets",
    "ListUsers",
    "InviteUser",
    "EraseContact",
    "ChangeUser",
    "SignOutUser",
    "ListImports",
    "ListImportKinds",
    "ReadImportProgress",
    "UploadImport",
    "ReadImport",
    "DiscardImport",
    "SaveMapping",
    "CheckImport",
    "ListFindings",
    "ReadFindingsReport",
    "PublishImport",
    "UndoImport",
    "CreateProduct",
    "PatchProduct",
    "ReadWorks",
    "PreviewRules",
    "SaveRules",
];

/// What executives and marketers cannot do besides: change deals.
const CHANGES_DEALS: [&str; 2] = ["CreateOpportunity", "PatchOpportunity"];

/// Every operation of the API: name, method, and a path that leads to nothing in particular.
fn operations() -> Vec<(String, String, String)> {
    let (_, document) = router::api().finish();
    let document: Value = serde_json::to_value(document).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let path = path
                .replace("{id}", "01941f29-7c00-7957-af7f-d49d05358073")
                .replace("{person}", "01941f29-7c00-7957-af7f-d49d05358073")
                .replace("{dimension}", "region");
            operations.push((operation["operationId"].as_str().unwrap().to_owned(), method.to_uppercase(), path));
        }
    }
    operations
}

#[tokio::test]
async fn nothing_is_answered_without_a_session() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let nobody = app.anonymous();
        for (name, method, path) in operations().into_iter().filter(|(name, ..)| !OPEN.contains(&name.as_str())) {
            let reply = nobody.send(&method, &path, &[], "{}".into()).await;
            assert_eq!((reply.status, reply.json()["type"].as_str()), (401, Some("/problems/unauthenticated")), "{name}");
        }
        assert_eq!(nobody.get("/api/openapi.json").await.status, 401);
        for page in [
            "/apm",
            "/apm/deals?column=open",
            "/pipeline",
            "/deals",
            "/targets",
            "/users",
            "/rates",
            "/settings",
            "/api/docs",
            "/nowhere",
        ] {
            let reply = nobody.get(page).await;
            assert_eq!(reply.status, 303, "{page}");
            assert!(reply.header("location").starts_with("/sign-in"), "{page}");
            assert_eq!(reply.body, "", "{page}");
        }
        for open in ["/health", "/sign-in", "/welcome?token=x"] {
            assert_eq!(nobody.get(open).await.status, 200, "{open}");
        }
    })
    .await;
}

#[tokio::test]
async fn roles_may_do_what_the_table_says() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        for (role, actor) in app.one_of_each().await {
            for (name, method, path) in operations().into_iter().filter(|(name, ..)| !name.starts_with("SignOut")) {
                // A body that is no JSON: whoever may call is told so, and nothing happens.
                let reply = actor.send(&method, &path, &[], "{".into()).await;
                // (Files to download have no body to read first: who sees no deals is refused at once.)
                let unseen = name.starts_with("Export") && !role.sees_deals();
                let for_others = unseen || (FOR_ADMINISTRATORS.contains(&name.as_str()) && role != Role::Admin);
                assert_eq!(reply.status == 403, for_others, "{role:?} {name}: {} {}", reply.status, reply.body);
                assert!(OPEN.contains(&name.as_str()) || reply.status != 401, "{role:?} {name}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn who_only_looks_at_deals_cannot_change_them() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let state = serde_json::to_value(crate::support::deal("New", app.id_of("rita"), None, 1_00)).unwrap();
        let patch = serde_json::json!({ "base": 0, "next_step": "call" });
        for (role, actor) in app.one_of_each().await {
            let looks = matches!(role, Role::Exec | Role::Marketer);
            let created = actor.post("/api/v1/opportunities", &state).await;
            let changed = actor.patch(&format!("/api/v1/opportunities/{}", app.ritas), &patch).await;
            assert_eq!(created.status == 403, looks, "{role:?} {} {}", CHANGES_DEALS[0], created.body);
            assert_eq!(changed.status == 403, looks, "{role:?} {} {}", CHANGES_DEALS[1], changed.body);
        }
    })
    .await;
}

#[tokio::test]
async fn everybody_sees_their_part_of_the_pipeline() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        // Sums of the deals each may see, from the small company's own description. A marketer's cells of fewer than
        // five deals are withheld.
        let seen = [
            ("ada", 70_000, 3),
            ("eva", 70_000, 3),
            ("mona", 10_000, 1),
            ("rita", 10_000, 1),
            ("rob", 60_000, 2),
            ("ben", 40_000, 1),
            ("mara", 0, 0),
        ];
        for (name, amount, deals) in seen {
            let actor = app.signed_in(name).await;
            let apm = actor.get("/api/v1/apm?rows=region").await.json();
            assert_eq!(apm["total"]["now"]["open"], amount, "{name}");
            assert_eq!(apm["narrowed"], !matches!(name, "ada" | "eva" | "mara"), "{name}");
            if name == "mara" {
                continue;
            }
            let behind = actor.get("/api/v1/apm/deals?column=open").await.json();
            assert_eq!((&behind["sum"], &behind["deals"]["total"]), (&amount.into(), &deals.into()), "{name}");
            let list = actor.get("/api/v1/opportunities").await.json();
            assert_eq!(list["total"], deals, "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_deal_out_of_reach_is_not_there() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let path = format!("/api/v1/opportunities/{}", app.bens);
        for (name, status) in
            [("ada", 200), ("eva", 200), ("rob", 200), ("ben", 200), ("mona", 404), ("rita", 404), ("mara", 404)]
        {
            let actor = app.signed_in(name).await;
            for path in [path.clone(), format!("{path}/versions")] {
                assert_eq!(actor.get(&path).await.status, status, "{name} {path}");
            }
            if status == 404 && name != "mara" {
                let patch = serde_json::json!({ "base": 0, "name": "Mine" });
                assert_eq!(actor.patch(&path, &patch).await.status, 404, "{name}");
            }
        }
    })
    .await;
}
