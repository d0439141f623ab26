//! The browser's files.

use crate::support::TestApp;
use engine::testing::each_workspace;

#[tokio::test]
async fn files_are_kept_for_ever_and_missing_ones_are_no_pages() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let nobody = app.anonymous();
        let script = nobody.get("/pkg/motore-1.js").await;
        assert_eq!((script.status, script.body.as_str()), (200, "export default 1"));
        assert_eq!(script.header("content-type"), "text/javascript");
        assert_eq!(script.header("cache-control"), "public, max-age=31536000, immutable");
        let missing = nobody.get("/pkg/motore-2.js").await;
        assert_eq!((missing.status, missing.body.as_str()), (404, ""));
        assert_eq!(missing.header("cache-control"), "no-store");
        for outside in ["/pkg/../manifest.json", "/pkg/%2e%2e/manifest.json", "/pkg/"] {
            assert_ne!(nobody.get(outside).await.status, 200, "{outside}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_worker_stands_at_the_top_and_is_asked_for_each_time() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let worker = app.anonymous().get("/worker.js").await;
        assert_eq!((worker.status, worker.body.as_str()), (200, "const worker = 1"));
        assert_eq!((worker.header("content-type"), worker.header("cache-control")), ("text/javascript", "no-cache"));
        assert_eq!(worker.header("content-security-policy"), "default-src 'none'; connect-src 'self'");
    })
    .await;
}
