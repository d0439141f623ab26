//! The inspection: who sees what of it, as an answer, as a page and as a file.

use crate::support::TestApp;
use engine::testing::{NOW, each_workspace};
use serde_json::{Value, json};

const DAY: i64 = 86_400_000;

fn classes(answer: &Value) -> Vec<(&str, i64, i64, i64)> {
    let of = |row: &Value, name: &str| row[name].as_i64().unwrap();
    let rows = answer["classes"].as_array().unwrap().iter();
    rows.map(|row| (row["class"].as_str().unwrap(), of(row, "deals"), of(row, "was"), of(row, "is"))).collect()
}

#[tokio::test]
async fn each_inspects_the_deals_they_may_see() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, mona, rita, rob, mara) = (
            app.signed_in("ada").await,
            app.signed_in("mona").await,
            app.signed_in("rita").await,
            app.signed_in("rob").await,
            app.signed_in("mara").await,
        );
        assert_eq!(mara.get("/api/v1/inspection").await.status, 403);
        assert_eq!(mara.get("/inspect").await.status, 403);
        // All three deals were made today.
        let all = ada.get("/api/v1/inspection").await.json();
        assert_eq!(classes(&all), [("new", 3, 0, 70_000)]);
        assert_eq!((&all["then"]["deals"], &all["now"]["acv"]), (&json!(0), &json!(70_000)));
        assert_eq!((&all["since"], &all["as_of"]), (&json!("2026-11-16"), &json!("2026-11-23")));
        for actor in [&mona, &rita] {
            assert_eq!(classes(&actor.get("/api/v1/inspection").await.json()), [("new", 1, 0, 10_000)]);
        }
        assert_eq!(classes(&rob.get("/api/v1/inspection").await.json()), [("new", 2, 0, 60_000)]);

        // A week later: Rita's is worth more and further on, Ben's went to the next quarter, Rob's is as it was.
        app.engine.clock().set(NOW.plus_ms(8 * DAY));
        let change = async |id: &str, patch: Value| {
            let base = ada.get(&format!("/api/v1/opportunities/{id}")).await.json()["version"].clone();
            let mut body = json!({ "base": base });
            body.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
            let reply = ada.patch(&format!("/api/v1/opportunities/{id}"), &body).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
        };
        let (ritas, bens) = (app.ritas.to_string(), app.bens.to_string());
        change(&ritas, json!({ "lines": [{ "line": 1, "product": null, "acv": 12_500, "one_off": 0 }], "stage": 3 })).await;
        change(&bens, json!({ "close_day": "2027-02-15" })).await;
        let call = json!({ "id": uuid::Uuid::now_v7(), "kind": "call", "text": "They want more." });
        assert_eq!(rita.post(&format!("/api/v1/opportunities/{ritas}/activities"), &call).await.status, 200);
        let all = ada.get("/api/v1/inspection").await.json();
        let expected = [("up", 1, 10_000, 12_500), ("unchanged", 1, 20_000, 20_000), ("pushed_out", 1, 40_000, 0)];
        assert_eq!(classes(&all), expected);
        assert_eq!((&all["then"]["acv"], &all["now"]["acv"], &all["fx"]), (&json!(70_000), &json!(32_500), &json!(0)));
        assert_eq!((&all["shifts"][0]["shift"], &all["shifts"][0]["deals"]), (&json!("forth"), &json!(1)));
        // The largest change first; each with its counters.
        let deals = all["deals"]["items"].as_array().unwrap();
        let named: Vec<_> = deals.iter().map(|deal| (deal["name"].as_str().unwrap(), deal["moved"].as_i64().unwrap())).collect();
        assert_eq!(named, [("Ben's lead", -40_000), ("Rita's deal", 2_500)]);
        assert_eq!((&deals[0]["pushes"], deals[0]["close_was"] == deals[0]["close_day"]), (&json!(1), false));
        assert_eq!((&deals[1]["stage_was"], &deals[1]["stage"]), (&json!("Discover"), &json!("Propose")));
        assert_eq!((&deals[1]["days_in_stage"], &deals[1]["last_activity"]), (&json!(0), &json!("2026-12-01")));
        assert_eq!(deals[0]["last_activity"], Value::Null);

        // Narrowed by what happened, by what moved, by owner.
        for (query, names) in [
            ("class=pushed_out", vec!["Ben's lead"]),
            ("class=unchanged", vec!["Rob's deal"]),
            ("shift=forth", vec!["Rita's deal"]),
            ("shift=back", vec![]),
            ("since=2026-11-30&class=up", vec!["Rita's deal"]),
            (&format!("where=owner:{}", app.id_of("rob")), vec!["Ben's lead"]),
        ] {
            let found = ada.get(&format!("/api/v1/inspection?{query}")).await;
            assert_eq!(found.status, 200, "{query} {}", found.body);
            let found = found.json();
            let found: Vec<_> =
                found["deals"]["items"].as_array().unwrap().iter().map(|deal| deal["name"].as_str().unwrap()).collect();
            assert_eq!(found, names, "{query}");
        }
        for (query, field) in [("since=2026-12-01", "since"), ("after=x", "after"), ("period=FY27-Q9", "period")] {
            let wrong = ada.get(&format!("/api/v1/inspection?{query}")).await;
            assert_eq!((wrong.status, wrong.fields()), (400, vec![field.to_owned()]), "{query}");
        }

        // The page: each kind a link, and the deals.
        let page = ada.get("/inspect").await.body;
        assert!(page.contains("/inspect?class=pushed_out") && page.contains("/inspect?shift=forth"), "{page}");
        assert!(page.contains("Discover → Propose") && page.contains("/api/v1/inspection.csv"), "{page}");
        let hers = rita.get("/inspect").await.body;
        assert!(hers.contains("Rita") && !hers.contains("lead"), "{hers}");
        assert!(ada.get("/inspect?class=lost").await.body.contains("No such deals"));
        assert_eq!(ada.get("/inspect?colour=red").await.status, 400);

        // The file: the same deals, with sums and definition at its head.
        let file = ada.get("/api/v1/inspection.csv").await;
        assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
        let rows: Vec<&str> = file.body.lines().filter(|line| !line.starts_with('#') && !line.starts_with('\u{feff}')).collect();
        assert_eq!(rows.len(), 3, "{}", file.body);
        assert!(rows[1].starts_with("Ben's lead,,rob,Pushed out,,400.00,,-400.00,,EUR,Discover,Discover,"), "{}", rows[1]);
        assert!(rows[2].contains("Amount up,Stage forth,100.00,125.00,25.00,,EUR,Discover,Propose,"), "{}", rows[2]);
        assert!(file.body.contains("# Pushed out,1 · 400.00 · 0.00 · -400.00"), "{}", file.body);
        let hers = rita.get("/api/v1/inspection.csv?class=up").await.body;
        assert!(hers.contains("Rita's deal") && !hers.contains("Ben"), "{hers}");
        assert_eq!(mara.get("/api/v1/inspection.csv").await.status, 403);
        assert_eq!(ada.get("/api/v1/inspection.csv?after=1~1~1").await.status, 400);
    })
    .await;
}
