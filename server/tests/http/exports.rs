//! The list as a file: what is on the screen, no more, and nothing that runs.

use crate::support::{TestApp, deal};
use engine::testing::{author, each_workspace};

/// The rows of a CSV below its definition: the heads first.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>());
    rows.filter(|row| !row[0].starts_with("# ")).collect()
}

#[tokio::test]
async fn a_file_has_the_deals_columns_and_order_of_the_list() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let store = app.engine.unrestricted("the test's deals");
        // More than one page of what is read at once, and a name that a spreadsheet would run.
        for at in 0..230 {
            store.create(author(), deal(&format!("Many {at:03}"), app.id_of("rita"), None, at * 100)).await.unwrap();
        }
        store.create(author(), deal("=HYPERLINK(\"http://x\")", app.id_of("rita"), None, 9_999_999)).await.unwrap();
        let rita = app.signed_in("rita").await;
        let question = "where=amount:1000..&kind=open&sort=-amount";
        let reply = rita.get(&format!("/api/v1/opportunities.csv?{question}&columns=amount,owner")).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let rows = rows(&reply.body);
        assert_eq!(rows[0], ["Name", "Amount", "Currency", "Owner"]);
        assert_eq!(rows[1], ["'=HYPERLINK(\"http://x\")", "99999.99", "EUR", "rita"]);

        let mut listed = Vec::new();
        let mut after = String::new();
        loop {
            let page = rita.get(&format!("/api/v1/opportunities?{question}{after}")).await.json();
            listed.extend(page["items"].as_array().unwrap().iter().map(|deal| deal["name"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => after = format!("&{}", serde_urlencoded::to_string([("after", next)]).unwrap()),
                None => break,
            }
        }
        let exported: Vec<String> = rows[1..].iter().map(|row| row[0].trim_start_matches('\'').to_owned()).collect();
        assert_eq!(exported, listed);
        // Rita's own deal of 100.00 and all of hers above ten.
        assert_eq!(listed.len(), 222);

        // What it is stands at its head.
        for said in
            ["# Filter,open; amount:1000..", "# Order,'-amount", "# As of,2026-11-23", "# Exported by,rita <rita@example.com>"]
        {
            assert!(reply.body.to_lowercase().contains(&said.to_lowercase()), "{said}: {}", &reply.body[..400]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_is_no_way_around_what_one_may_see() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rob = app.signed_in("rob").await;
        let csv = rob.get("/api/v1/opportunities.csv").await.body;
        let names: Vec<String> = rows(&csv)[1..].iter().map(|row| row[0].clone()).collect();
        assert_eq!(names, ["Rob's deal", "Ben's lead"]);
        assert!(!csv.contains("Rita"), "{csv}");
        assert_eq!(app.signed_in("mara").await.get("/api/v1/opportunities.csv").await.status, 403);
        assert_eq!(app.anonymous().get("/api/v1/opportunities.csv").await.status, 401);
        let refused = rob.get("/api/v1/opportunities.csv?where=colour:red").await;
        assert_eq!((refused.status, refused.fields()), (400, vec!["where".to_owned()]));
    })
    .await;
}

#[tokio::test]
async fn the_pages_forms_keep_views_and_columns_and_lead_back() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let here = "/deals?where=owner%3Ame&sort=-amount";
        let saved = rita.form("/deals/views", &[("do", "add"), ("name", "Mine by size"), ("here", here)]).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        let to = saved.header("location").to_owned();
        assert!(to.contains("view=") && to.contains("where=owner%3Ame") && to.contains("sort=-amount"), "{to}");
        let page = rita.get(&to).await.body;
        assert!(page.contains("Mine by size") && page.contains("Rita's deal"), "{page}");
        let columns = rita.form("/deals/columns", &[("column", "pushes"), ("column", "owner"), ("here", here)]).await;
        assert_eq!((columns.status, columns.header("location")), (303, here));
        let page = rita.get("/deals").await.body;
        assert!(page.contains("c-pushes") && !page.contains("c-amount"), "{page}");
        let elsewhere = rita.form("/deals/columns", &[("here", "https://evil.example/")]).await;
        assert_eq!(elsewhere.header("location"), "/deals");
    })
    .await;
}

#[tokio::test]
async fn many_deals_are_changed_by_forms_alone() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let rita = app.signed_in("rita").await;
        let ticked = app.ritas.to_string();
        let preview =
            rita.form("/deals/bulk", &[("what", "close"), ("day", "2027-01-29"), ("deal", &ticked), ("here", "/deals")]).await;
        assert_eq!(preview.status, 303, "{}", preview.body);
        let page = preview.header("location").to_owned();
        assert!(rita.get(&page).await.body.contains("Close date: 15 Dec 2026 → 29 Jan 2027"));
        assert_eq!(rita.form(&page, &[("do", "apply")]).await.status, 303);
        let deal = rita.get(&format!("/api/v1/opportunities/{ticked}")).await.json();
        assert_eq!(deal["state"]["close_day"], "2027-01-29");
        assert!(rita.get(&page).await.body.contains("Undo all of it"));
        let nothing = rita.form("/deals/bulk", &[("what", "shift"), ("days", "7"), ("here", "/deals")]).await;
        assert_eq!(nothing.status, 400, "{}", nothing.body);
    })
    .await;
}
