//! Hygiene in money, the weekly review and waivers: who may, what is asked, what comes of it.

use crate::support::TestApp;
use engine::testing::each_workspace;
use serde_json::{Value, json};

fn flags(row: &Value) -> Vec<(&str, i64, i64)> {
    let tally = |flag: &Value| (flag["open"]["deals"].as_i64().unwrap(), flag["open"]["acv"].as_i64().unwrap());
    let of = |flag| {
        let (deals, acv) = tally(flag);
        (flag["flag"].as_str().unwrap(), deals, acv)
    };
    row["flags"].as_array().unwrap().iter().map(of).collect()
}

#[tokio::test]
async fn hygiene_is_told_in_money_of_the_deals_one_may_see() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, mona, rita, mara) =
            (app.signed_in("ada").await, app.signed_in("mona").await, app.signed_in("rita").await, app.signed_in("mara").await);
        assert_eq!(mara.get("/api/v1/hygiene").await.status, 403);
        let deal = ada.get(&format!("/api/v1/opportunities/{}", app.ritas)).await.json();
        let acv = deal["state"]["lines"][0]["acv"].as_i64().unwrap();

        // Rita's one deal has no product, no next step and no contact.
        let hers = rita.get("/api/v1/hygiene").await.json();
        let expected = vec![("no_product", 1, acv), ("no_next_step", 1, acv), ("no_contact", 1, acv)];
        assert_eq!(flags(&hers["total"]), expected);
        assert_eq!(hers["rows"].as_array().unwrap().len(), 1);
        assert_eq!(
            (&hers["rows"][0]["label"], &hers["rows"][0]["blocked"]),
            (&json!("rita"), &json!({ "deals": 1, "acv": acv }))
        );
        assert_eq!(mona.get("/api/v1/hygiene").await.json()["total"], hers["total"]);
        let all = ada.get("/api/v1/hygiene").await.json();
        assert_eq!(all["total"]["open"]["deals"], 3);
        assert_eq!(all["weeks"].as_array().unwrap().last().unwrap()["blocked"]["deals"], 3);

        // What is done about it is in the sums before the write is answered.
        let path = format!("/api/v1/opportunities/{}", app.ritas);
        let step = json!({ "base": deal["version"], "next_step": "Call", "next_step_day": "2026-11-30" });
        assert_eq!(rita.patch(&path, &step).await.status, 200);
        assert_eq!(
            flags(&rita.get("/api/v1/hygiene").await.json()["total"])[..2],
            [("no_product", 1, acv), ("no_contact", 1, acv)]
        );
        let next = rita.get("/api/v1/hygiene?period=FY28-Q1").await.json();
        assert_eq!(next["total"]["open"]["deals"], 0);
        let wrong = rita.get("/api/v1/hygiene?period=FY28-Q9").await;
        assert_eq!((wrong.status, wrong.fields()), (400, vec!["period".to_owned()]));
    })
    .await;
}

#[tokio::test]
async fn rules_are_previewed_and_then_saved_by_administrators() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, mona) = (app.signed_in("ada").await, app.signed_in("mona").await);
        let off = json!({ "settings": [{ "flag": "no_product", "severity": "off" }, { "flag": "no_next_step", "severity": "warning" }], "enough_deals": 10 });
        assert_eq!(mona.post("/api/v1/hygiene/preview", &off).await.status, 403);
        let preview = ada.post("/api/v1/hygiene/preview", &off).await.json();
        assert_eq!(preview["blocked"][0]["deals"], 3);
        assert_eq!(preview["blocked"][1]["deals"], 0);
        assert_eq!(ada.get("/api/v1/hygiene").await.json()["total"]["blocked"]["deals"], 3);
        let base = ada.get("/api/v1/workspace").await.json()["revision"].clone();
        let saved = ada.json("PUT", "/api/v1/hygiene/rules", &[], &json!({ "base": base, "rules": off })).await;
        assert_eq!(saved.status, 200, "{}", saved.body);
        let after = ada.get("/api/v1/hygiene").await.json();
        assert_eq!((after["total"]["blocked"]["deals"].clone(), flags(&after["total"]).len()), (json!(0), 2));
        let again = ada.json("PUT", "/api/v1/hygiene/rules", &[], &json!({ "base": base, "rules": off })).await;
        assert_eq!(again.status, 409);
        let wrong = json!({ "settings": [{ "flag": "no_product", "severity": "off", "limit": 3 }], "enough_deals": 10 });
        assert_eq!(ada.post("/api/v1/hygiene/preview", &wrong).await.fields(), ["hygiene.settings[0].limit"]);
    })
    .await;
}

#[tokio::test]
async fn a_manager_reviews_the_deals_of_the_team_and_the_owner_reads_it() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, mona, rita, rob) =
            (app.signed_in("ada").await, app.signed_in("mona").await, app.signed_in("rita").await, app.signed_in("rob").await);
        for actor in [&rita, &rob] {
            assert_eq!(actor.get("/api/v1/review").await.status, 403);
        }
        let review = mona.get("/api/v1/review").await.json();
        assert_eq!((&review["week"], &review["last"], &review["left"]), (&json!("2026-11-23"), &json!("2026-11-29"), &json!(1)));
        let item = review["items"][0].clone();
        assert_eq!(item["id"], app.ritas.to_string());
        assert_eq!((&review["total"]["open"]["deals"], &review["total"]["reviewed"]["deals"]), (&json!(1), &json!(0)));
        assert_eq!(ada.get("/api/v1/review").await.json()["left"], 3);

        // What is missing for a disposition is named.
        let path = format!("/api/v1/opportunities/{}/reviews", app.ritas);
        let base = item["version"].clone();
        for (disposition, patch, missing) in [
            ("restage", json!({ "base": base }), vec!["patch.stage"]),
            ("redate", json!({ "base": base, "close_day": "2026-11-22" }), vec!["patch.close_day"]),
            ("close_lost", json!({ "base": base }), vec!["patch.stage", "patch.lost_reason"]),
            ("nurture", json!({ "base": base, "nurture_until": "2026-11-23" }), vec!["patch.nurture_until"]),
            ("keep", json!({ "base": base, "name": "Other" }), vec!["patch"]),
        ] {
            let reply = mona.post(&path, &json!({ "disposition": disposition, "note": "", "patch": patch })).await;
            assert_eq!((reply.status, reply.fields()), (400, missing.iter().map(ToString::to_string).collect()), "{disposition}");
        }

        // Neither the owner, nor one who leads others; what one may not see is not there.
        let redate = json!({ "disposition": "redate", "note": "They need until March.", "patch":
            { "base": base, "close_day": "2027-03-01", "next_step": "Call the buyer", "next_step_day": "2026-11-27" } });
        assert_eq!(rita.post(&path, &redate).await.status, 403);
        assert_eq!(rob.post(&path, &redate).await.status, 404);
        let key = [("idempotency-key", "review-1")];
        for _ in 0..2 {
            let reply = mona.json("POST", &path, &key, &redate).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            assert_eq!(reply.json()["reviews"].as_array().unwrap().len(), 1);
        }
        let read = rita.get(&path).await.json();
        assert_eq!(
            (&read["reviews"][0]["note"], &read["reviews"][0]["reviewer"]),
            (&json!("They need until March."), &json!("mona"))
        );
        assert_eq!(read["may_review"], false);
        let state = rita.get(&format!("/api/v1/opportunities/{}", app.ritas)).await.json()["state"].clone();
        assert_eq!((&state["close_day"], &state["next_step"]), (&json!("2027-03-01"), &json!("Call the buyer")));

        // It is done for this week; whoever asks for all finds it, with what the review was and nothing changed since.
        let after = mona.get("/api/v1/review").await.json();
        assert_eq!((&after["left"], &after["total"]["reviewed"]["deals"]), (&json!(0), &json!(1)));
        let all = mona.get("/api/v1/review?all=true").await.json();
        assert_eq!((&all["items"][0]["reviewed"], &all["items"][0]["changes"]), (&json!(true), &json!([])));
        assert_eq!(all["people"][0]["name"], "rita");
    })
    .await;
}

#[tokio::test]
async fn a_waived_flag_does_not_count_until_the_waiver_ends() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (mona, rita) = (app.signed_in("mona").await, app.signed_in("rita").await);
        let path = format!("/api/v1/opportunities/{}/waivers", app.ritas);
        let waive = |flag: &str, until: &str, reason: &str| json!({ "flag": flag, "until": until, "reason": reason });
        assert_eq!(rita.post(&path, &waive("no_product", "2026-12-01", "Soon")).await.status, 403);
        assert_eq!(mona.post(&path, &waive("no_product", "2026-12-01", " ")).await.fields(), ["reason"]);
        assert_eq!(mona.post(&path, &waive("no_product", "2027-12-01", "Long")).await.fields(), ["until"]);
        for flag in ["no_product", "no_next_step"] {
            let reply = mona.post(&path, &waive(flag, "2026-12-01", "The pilot decides.")).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
        }
        let told = rita.get(&format!("/api/v1/opportunities/{}/reviews", app.ritas)).await.json();
        assert_eq!(told["waivers"][0]["reason"], "The pilot decides.");
        assert_eq!((&told["flags"][0]["flag"], &told["flags"][0]["waived"]), (&json!("no_product"), &json!(true)));
        let total = rita.get("/api/v1/hygiene").await.json()["total"].clone();
        assert_eq!((&total["blocked"]["deals"], flags(&total).len()), (&json!(0), 1));
        assert_eq!(mona.delete(&format!("{path}/no_product")).await.status, 200);
        assert_eq!(rita.get("/api/v1/hygiene").await.json()["total"]["blocked"]["deals"], 1);
    })
    .await;
}
