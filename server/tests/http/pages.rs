//! Pages: complete without scripts, strict about scripts, in two languages and themes.

use crate::support::TestApp;
use engine::testing::each_workspace;

/// Every page of the product that needs no id.
const PAGES: [&str; 6] = ["/apm", "/apm/deals?column=open", "/pipeline", "/deals", "/settings", "/sign-in"];

#[tokio::test]
async fn the_numbers_are_in_the_page() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let reply = rita.get("/apm/deals?column=open").await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        assert!(reply.body.contains("Rita&#x27;s deal") || reply.body.contains("Rita's deal"), "{}", reply.body);
        assert!(!reply.body.contains("Rob's deal") && !reply.body.contains("Rob&#x27;s deal"));
    })
    .await;
}

#[tokio::test]
async fn every_script_carries_the_nonce_and_nothing_is_styled_inline() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let eva = app.signed_in("eva").await;
        let mut nonces = Vec::new();
        for page in PAGES {
            let reply = eva.get(page).await;
            let policy = reply.header("content-security-policy").to_owned();
            let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or_default().to_owned();
            assert!(nonce.len() >= 16, "{page}: {policy}");
            assert!(!policy.contains("unsafe-inline") && policy.contains("default-src 'self'"), "{page}: {policy}");
            for script in reply.body.split("<script").skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
                let data = script.contains("application/json");
                assert!(data || script.contains(&format!("nonce=\"{nonce}\"")), "{page}: <script{script}>");
            }
            assert!(!reply.body.contains(" style=") && !reply.body.contains("<style"), "{page}");
            nonces.push(nonce);
        }
        nonces.sort_unstable();
        nonces.dedup();
        assert_eq!(nonces.len(), PAGES.len(), "a nonce is used once");
    })
    .await;
}

#[tokio::test]
async fn language_and_theme_are_kept_by_a_form() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let nobody = app.anonymous();
        let reply = nobody.form("/preferences", &[("lang", "it"), ("theme", "dark"), ("next", "/sign-in?next=%2Fdeals")]).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/sign-in?next=%2Fdeals"));
        let cookies: Vec<_> = reply.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(cookies[0].starts_with("lang=it;") && cookies[1].starts_with("theme=dark;"), "{cookies:?}");

        let page = nobody.get_with("/sign-in", &[("cookie", "lang=it; theme=dark")]).await.body;
        assert!(page.contains("<html lang=\"it\" data-theme=\"dark\""), "{}", &page[..200]);
        let page = nobody.get_with("/sign-in", &[("accept-language", "it-IT,it;q=0.9,en;q=0.8")]).await.body;
        assert!(page.contains("<html lang=\"it\""), "{}", &page[..200]);
        let page = nobody.get_with("/sign-in", &[("accept-language", "fr-FR")]).await.body;
        assert!(page.contains("<html lang=\"en\""), "{}", &page[..200]);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_says_so_with_its_status() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        assert_eq!(rita.get("/nowhere").await.status, 404);
        assert_eq!(rita.get("/deals/01941f29-7c00-7957-af7f-d49d05358073").await.status, 404);
        assert_eq!(rita.get(&format!("/deals/{}", app.bens)).await.status, 404);
        assert_eq!(rita.get(&format!("/deals/{}", app.ritas)).await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn answers_say_what_they_cost_and_how_they_may_be_used() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        for path in ["/sign-in", "/health", "/api/v1/session", "/pkg/none.js"] {
            let reply = app.anonymous().get(path).await;
            assert!(reply.header("server-timing").starts_with("app;dur="), "{path}");
            assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(reply.header("referrer-policy"), "same-origin", "{path}");
            assert!(reply.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
            assert!(!reply.header("x-request-id").is_empty(), "{path}");
            assert_eq!(reply.header("strict-transport-security"), "", "only behind https: {path}");
        }
    })
    .await;
}

/// The API speaks English. A page of another language names what is wrong, and says the rest in its own.
#[tokio::test]
async fn a_page_says_what_is_wrong_in_its_own_language() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let eva = app.signed_in("eva").await;
        for (path, field, english) in [
            ("/apm?rows=colour", "rows", "“colour” is not possible here."),
            ("/apm?where=region:zz", "where", "There is no region “zz”."),
        ] {
            let page = eva.get_with(path, &[("accept-language", "en")]).await;
            assert_eq!(page.status, 400);
            assert!(page.body.contains(field) && page.body.contains(english), "{}", page.body);
            assert!(!page.body.contains("unknown variant"));
            let page = eva.get_with(path, &[("accept-language", "it")]).await;
            assert_eq!(page.status, 400);
            assert!(page.body.contains(&format!("<b>{field}")) && !page.body.contains(english), "{}", page.body);
        }
    })
    .await;
}
