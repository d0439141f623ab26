//! Before there are settings, and how they are made and changed on their page.

use crate::support::TestApp;
use engine::testing::{each_database, each_workspace};

/// The form as the page sends it, with these fields instead of its own.
fn filled<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let stage = |row: usize, field: &str| format!("processes[0].stages[{row}].{field}").leak() as &str;
    let mut fields = vec![
        ("do", "save"),
        ("base", "0"),
        ("company", "Maven"),
        ("currency", "USD"),
        ("time_zone", "Europe/Rome"),
        ("fiscal.start_month", "2"),
        ("fiscal.pattern", "4-4-5"),
        ("fiscal.week53", "nearest_saturday"),
        ("fiscal.holidays", "2026-12-25\r\n2027-01-01"),
        ("processes[0].name", "Sales"),
    ];
    for (row, (name, kind, probability)) in
        [("Talk", "open", "12,5"), ("Won", "won", ""), ("Lost", "lost", "")].into_iter().enumerate()
    {
        fields.extend([(stage(row, "name"), name), (stage(row, "kind"), kind), (stage(row, "probability"), probability)]);
    }
    fields.push(("processes[0].stages[0].entered", "on"));
    fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    fields.extend(changes);
    fields
}

#[tokio::test]
async fn before_the_set_up_nothing_fails_and_every_page_leads_there() {
    each_database(async |engine| {
        let app = TestApp::before_set_up(engine).await;
        for name in ["ada", "rita"] {
            let who = app.signed_in(name).await;
            for page in ["/apm", "/apm/deals?column=open", "/pipeline", "/deals", "/imports"] {
                let reply = who.get(page).await;
                assert_eq!((reply.status, reply.header("location")), (303, "/setup"), "{name} {page}");
            }
            for path in [
                "workspace",
                "apm",
                "apm/deals?column=open",
                "apm/line",
                "opportunities",
                "rates",
                "targets",
                "dimensions/region",
            ] {
                let reply = who.get(&format!("/api/v1/{path}")).await;
                assert!(reply.status < 500, "{name} {path}: {}", reply.body);
            }
            assert_eq!(who.get("/settings").await.status, 200, "{name}");
        }
        let setup = app.signed_in("ada").await.get("/setup").await;
        assert!(setup.status == 200 && setup.body.contains("name=\"company\""), "{}", setup.body);
        let setup = app.signed_in("rita").await.get("/setup").await;
        assert!(setup.status == 200 && setup.body.contains("An administrator has to set up"), "{}", setup.body);
        assert!(!setup.body.contains("name=\"company\""));
    })
    .await;
}

#[tokio::test]
async fn the_form_sets_the_company_up() {
    each_database(async |engine| {
        let app = TestApp::before_set_up(engine).await;
        let ada = app.signed_in("ada").await;
        let reply = ada.form("/setup", &filled(&[])).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/imports"), "{}", reply.body);
        let saved = ada.get("/api/v1/workspace").await.json();
        let workspace = &saved["workspace"];
        assert_eq!((&workspace["company"], &workspace["currency"]), (&"Maven".into(), &"USD".into()));
        assert_eq!(workspace["fiscal"]["pattern"], "4-4-5");
        assert_eq!(workspace["fiscal"]["holidays"], serde_json::json!(["2026-12-25", "2027-01-01"]));
        let talk = &workspace["processes"][0]["stages"][0];
        assert_eq!((&talk["name"], &talk["probability"], &talk["entered"]), (&"Talk".into(), &1250.into(), &true.into()));
        assert_eq!(ada.get("/apm").await.status, 200);
        // The way it came in does not lead back to the set-up, and what it was based on is over.
        assert_eq!(ada.form("/setup", &filled(&[])).await.status, 409);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_on_the_page_and_nothing_is_lost() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let ada = app.signed_in("ada").await;
        let before = ada.get("/api/v1/workspace").await.body;
        let wrong = [("company", "  "), ("currency", "euros"), ("time_zone", "Mars/Olympus"), ("fiscal.holidays", "2026-02-31")];
        let reply = ada.form("/setup", &filled(&wrong)).await;
        assert_eq!(reply.status, 400);
        for id in ["company-wrong", "currency-wrong", "fiscal.holidays-wrong"] {
            assert!(reply.body.contains(&format!("id=\"{id}\"")), "{id}");
        }
        for kept in ["value=\"euros\"", "value=\"Mars/Olympus\"", "2026-02-31", "value=\"12,5\""] {
            assert!(reply.body.contains(kept), "{kept}");
        }
        // A zone is known only where there is a database of zones: it is said once the rest is in order.
        let reply = ada.form("/setup", &filled(&[("time_zone", "Mars/Olympus")])).await;
        assert!(reply.status == 400 && reply.body.contains("id=\"time_zone-wrong\""), "{}", reply.body);
        assert_eq!(ada.get("/api/v1/workspace").await.body, before);
    })
    .await;
}

#[tokio::test]
async fn who_is_no_administrator_neither_sees_nor_sends_it() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        for name in ["eva", "mona", "rita", "ben", "mara"] {
            let who = app.signed_in(name).await;
            for page in ["/setup", "/imports"] {
                assert_eq!(who.get(page).await.status, 403, "{name} {page}");
            }
            assert_eq!(who.form("/setup", &filled(&[])).await.status, 403, "{name}");
        }
        let reply = app.anonymous().form("/setup", &filled(&[])).await;
        assert_eq!((reply.status, reply.header("location")), (303, "/sign-in?next=%2Fsetup"));
    })
    .await;
}
