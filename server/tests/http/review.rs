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

#[tokio::test]
async fn a_review_is_taken_back_with_what_came_of_it() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, mona, rita) = (app.signed_in("ada").await, app.signed_in("mona").await, app.signed_in("rita").await);
        let deal = format!("/api/v1/opportunities/{}", app.ritas);
        let path = format!("{deal}/reviews");
        let before = rita.get(&deal).await.json();
        let state = async || rita.get(&deal).await.json()["state"].clone();
        let review = |base: &Value, note: &str| {
            json!({ "disposition": "close_lost", "note": note, "patch": { "base": base, "stage": 6, "lost_reason": "Budget", "next_step": null } })
        };
        let lost = mona.post(&path, &review(&before["version"], "No budget this year.")).await;
        assert_eq!(lost.status, 200, "{}", lost.body);
        let log = lost.json()["reviews"][0]["log"].clone();
        assert_eq!(state().await["stage"], 6);
        // The owner is told, with what was said; whoever reviewed it is not.
        let notices = async |who: &crate::support::Actor<'_>| who.get("/api/v1/notices").await.json()["items"].clone();
        let told = notices(&rita).await;
        assert_eq!((&told[0]["news"]["kind"], &told[0]["from"]), (&json!("review"), &json!("mona")));
        assert_eq!((&told[0]["news"]["disposition"], &told[0]["news"]["note"]), (&json!("close_lost"), &json!("No budget this year.")));
        assert_eq!(notices(&mona).await, json!([]));

        // By whoever made it, and nobody else; then all is as it was, and the review counts no more.
        let undo = format!("{path}/{log}");
        assert_eq!(rita.delete(&undo).await.status, 403);
        assert_eq!(ada.delete(&undo).await.status, 403);
        let undone = mona.delete(&undo).await;
        assert_eq!((undone.status, &undone.json()["reviews"]), (200, &json!([])), "{}", undone.body);
        assert_eq!(state().await, before["state"]);
        let coverage = mona.get("/api/v1/review").await.json();
        assert_eq!((&coverage["total"]["reviewed"]["deals"], &coverage["left"]), (&json!(0), &json!(1)));
        assert_eq!(mona.delete(&undo).await.status, 409, "once");

        // What somebody has changed since stays.
        let base = rita.get(&deal).await.json()["version"].clone();
        let redate = json!({ "disposition": "redate", "note": "", "patch": { "base": base, "close_day": "2027-01-15" } });
        let redated = mona.post(&path, &redate).await;
        let version = rita.get(&deal).await.json()["version"].clone();
        assert_eq!(rita.patch(&deal, &json!({ "base": version, "next_step": "Call" })).await.status, 200);
        let log = redated.json()["reviews"][0]["log"].clone();
        assert_eq!(mona.delete(&format!("{path}/{log}")).await.status, 409);
        assert_eq!(state().await["close_day"], "2027-01-15");

        // One that changed nothing is taken back too, but not after ten minutes.
        let version = rita.get(&deal).await.json()["version"].clone();
        let keep = json!({ "disposition": "keep", "note": "", "patch": { "base": version } });
        let kept = mona.post(&path, &keep).await.json()["reviews"][0]["log"].clone();
        let latest = mona.delete(&format!("{path}/{kept}")).await.json();
        assert_eq!(latest["reviews"].as_array().unwrap().len(), 1);
        let kept = mona.post(&path, &keep).await.json()["reviews"][0]["log"].clone();
        app.engine.clock().set(engine::testing::NOW.plus_ms(11 * 60_000));
        assert_eq!(mona.delete(&format!("{path}/{kept}")).await.status, 409);
    })
    .await;
}

#[tokio::test]
async fn a_review_and_its_undo_work_without_a_script() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (mona, rita) = (app.signed_in("mona").await, app.signed_in("rita").await);
        let deal = app.ritas.to_string();
        let base = rita.get(&format!("/api/v1/opportunities/{deal}")).await.json()["version"].to_string();
        let wrong = mona.form("/review", &[("deal", &deal), ("base", &base), ("disposition", "nurture")]).await;
        assert!(wrong.body.contains("Choose a day after today."), "{}", wrong.body);
        let sent =
            mona.form("/review?all=true", &[("deal", &deal), ("base", &base), ("disposition", "keep"), ("note", "Good.")]).await;
        assert_eq!((sent.status, sent.header("location")), (303, format!("/review?all=true&done={deal}").as_str()));
        let page = mona.get(sent.header("location")).await;
        assert!(page.body.contains("Rita&#x27;s deal: Keep.") || page.body.contains("Rita's deal: Keep."), "{}", page.body);
        let log = mona.get(&format!("/api/v1/opportunities/{deal}/reviews")).await.json()["reviews"][0]["log"].to_string();
        let undo = [("deal", deal.as_str()), ("review", log.as_str()), ("do", "undo")];
        let undone = mona.form("/review?all=true", &undo).await;
        assert_eq!((undone.status, undone.header("location")), (303, "/review?all=true"));
        assert_eq!(mona.get("/api/v1/review").await.json()["left"], 1);
        let again = mona.form("/review", &undo).await;
        assert!(again.body.contains("has been taken back already"), "{}", again.body);
        // Rita's notice of a waiver, with its reason.
        let waive = json!({ "flag": "no_product", "until": "2026-12-01", "reason": "The pilot decides." });
        assert_eq!(mona.post(&format!("/api/v1/opportunities/{deal}/waivers"), &waive).await.status, 200);
        let inbox = rita.get("/inbox").await.body;
        assert!(inbox.contains("The pilot decides.") && inbox.contains("No product, until 1 Dec 2026"), "{inbox}");
    })
    .await;
}

#[tokio::test]
async fn whoever_leads_nudges_from_the_page_and_each_number_leads_to_its_deals() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, mona, rita) = (app.signed_in("ada").await, app.signed_in("mona").await, app.signed_in("rita").await);
        let may = async |who: &crate::support::Actor<'_>| {
            let rows = who.get("/api/v1/hygiene").await.json()["rows"].clone();
            let of = |row: &Value| (row["label"].as_str().unwrap().to_owned(), row["may_nudge"].as_bool().unwrap());
            let mut rows: Vec<_> = rows.as_array().unwrap().iter().map(of).collect();
            rows.sort();
            rows
        };
        assert_eq!(may(&ada).await, [("rita".to_owned(), true), ("rob".to_owned(), true)]);
        assert_eq!(may(&mona).await, [("rita".to_owned(), true)]);
        assert_eq!(may(&rita).await, [("rita".to_owned(), false)]);
        assert!(!rita.get("/hygiene").await.body.contains("name=\"owner\""));
        let owner = app.id_of("rita").to_string();
        let nudge = [("owner", owner.as_str()), ("flag", "no_product"), ("note", "What do they buy?")];
        let sent = mona.form("/hygiene?by=person", &nudge).await;
        assert_eq!((sent.status, sent.header("location")), (303, format!("/hygiene?by=person&nudged={owner}").as_str()));
        assert!(mona.get(sent.header("location")).await.body.contains("rita has been told."));
        let again = mona.form(sent.header("location"), &nudge).await;
        assert_eq!(again.header("location"), format!("/hygiene?by=person&again={owner}"));
        assert_eq!(rita.get("/api/v1/notices").await.json()["items"][0]["news"]["note"], "What do they buy?");
        let rob = app.id_of("rob").to_string();
        let refused = mona.form("/hygiene", &[("owner", &rob), ("flag", "no_product")]).await;
        assert!(refused.status == 403 || refused.body.contains("whose deals you manage"), "{} {}", refused.status, refused.body);

        // Every number of the page is a link to a list that counts as many deals.
        for who in [&ada, &mona] {
            for address in ["/hygiene", "/hygiene?by=team", "/hygiene?period=FY27-Q4"] {
                let answer = who.get(&format!("/api/v1{address}")).await.json();
                let page = who.get(address).await.body;
                let mut links = 0;
                for link in page.split("href=\"/deals?").skip(1).filter_map(|rest| rest.split_once('"')) {
                    let query = link.0.replace("&amp;", "&");
                    let listed = who.get(&format!("/api/v1/opportunities?{query}")).await;
                    assert_eq!(listed.status, 200, "{query} {}", listed.body);
                    assert!(listed.json()["total"].as_i64().unwrap() <= answer["total"]["open"]["deals"].as_i64().unwrap());
                    links += 1;
                }
                assert!(links >= 10, "{address}: {links}");
                let row = &answer["rows"][0];
                let field = if address.contains("team") { "team" } else { "owner" };
                let close = if address.contains("period") { ";close:2026-11-01..2027-01-31" } else { "" };
                for (conditions, tally) in [
                    (String::new(), &row["open"]),
                    ("flag:blocking;".to_owned(), &row["blocked"]),
                    ("flag:no_product;".to_owned(), &row["flags"][0]["open"]),
                    ("category:commit;".to_owned(), &row["commit"]),
                ] {
                    let condition = format!("{conditions}{field}:{}{close}", row["key"].as_str().unwrap());
                    let query = serde_urlencoded::to_string([("where", condition.as_str()), ("kind", "open")]).unwrap();
                    let list = who.get(&format!("/api/v1/opportunities?{query}")).await.json();
                    assert_eq!((&list["total"], &list["acv"]), (&tally["deals"], &tally["acv"]), "{condition}");
                    assert!(page.contains(&query.replace('&', "&amp;")) || tally["deals"] == 0, "{query} is on {address}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn rules_are_a_form_that_previews_before_it_saves() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, mona) = (app.signed_in("ada").await, app.signed_in("mona").await);
        assert_eq!(mona.get("/hygiene/rules").await.status, 403);
        let base = ada.get("/api/v1/workspace").await.json()["revision"].to_string();
        // The rows of the form are in the order of the flags: no_product is the third, quiet the twelfth.
        let form = |action: &'static str| {
            vec![
                ("base", base.as_str()),
                ("do", action),
                ("enough_deals", "10"),
                ("flags[2].severity", "off"),
                ("flags[3].severity", "warning"),
                ("flags[11].severity", "warning"),
                ("flags[11].limit", "6"),
                ("apart[0].flag", "quiet"),
                ("apart[0].segment", ""),
                ("apart[0].stage", "4"),
                ("apart[0].severity", "blocking"),
                ("apart[0].limit", "4"),
            ]
        };
        let rules = async || ada.get("/api/v1/workspace").await.json()["workspace"]["hygiene"]["settings"].clone();
        let preview = ada.form("/hygiene/rules", &form("preview")).await;
        assert!(preview.body.contains("What these rules would flag"), "{}", preview.body);
        assert_eq!(rules().await, json!([]), "nothing is saved yet");
        let added = ada.form("/hygiene/rules", &form("add apart")).await;
        assert!(added.body.contains("apart[1].flag"), "{}", added.body);
        let mut wrong = form("save");
        wrong.push(("apart[1].flag", "no_product"));
        wrong.push(("apart[1].stage", "2"));
        wrong.push(("apart[1].limit", "7"));
        let wrong = ada.form("/hygiene/rules", &wrong).await;
        assert_eq!(wrong.status, 400);
        assert!(wrong.body.contains("This flag has no number."), "{}", wrong.body);
        let saved = ada.form("/hygiene/rules", &form("save")).await;
        assert_eq!((saved.status, saved.header("location")), (303, "/hygiene/rules?saved=1"));
        let expected = json!([
            { "flag": "no_product", "severity": "off" },
            { "flag": "no_next_step", "severity": "warning" },
            { "flag": "quiet", "severity": "warning", "limit": 6 },
            { "flag": "quiet", "stage": 4, "severity": "blocking", "limit": 4 },
        ]);
        assert_eq!(rules().await, expected);
        assert_eq!(mona.form("/hygiene/rules", &form("save")).await.status, 403);
        // Saved on what has been changed meanwhile: it is said, and nothing is lost.
        let conflict = ada.form("/hygiene/rules", &form("save")).await;
        assert_eq!(conflict.status, 409);
        assert!(conflict.body.contains("Somebody has changed the settings meanwhile."), "{}", conflict.body);
        // The page of hygiene says the numbers that are in force.
        app.engine.clock().set(engine::testing::NOW.plus_ms(7 * 86_400_000));
        let page = ada.get("/hygiene").await.body;
        assert!(page.contains("changed for 6 days") && page.contains("at Commit: blocking, 4 days"), "{page}");
    })
    .await;
}
