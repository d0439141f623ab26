//! Many deals changed at once: what the preview says is what happens, and what is taken back.

use crate::support::{Actor, TestApp, deal};
use domain::{Day, OpportunityId};
use engine::testing::{author, each_workspace};
use serde_json::{Value, json};

const BULK: &str = "/api/v1/bulk/0198b000-0000-7000-8000-000000000001";

async fn preview(actor: &Actor<'_>, which: Value, change: Value) -> Value {
    let reply = actor.json("PUT", BULK, &[], &json!({ "which": which, "change": change })).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()
}

async fn items(actor: &Actor<'_>, outcome: &str) -> Vec<Value> {
    let reply = actor.get(&format!("{BULK}/deals?outcome={outcome}")).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()["items"].as_array().unwrap().clone()
}

/// Until the background has come to its end.
async fn settled(actor: &Actor<'_>, state: &str) -> Value {
    for _ in 0..200 {
        let bulk = actor.get(BULK).await.json();
        if bulk["state"] == state {
            return bulk["counts"].clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("it does not become {state}");
}

async fn state_of(actor: &Actor<'_>, id: OpportunityId) -> Value {
    actor.get(&format!("/api/v1/opportunities/{id}")).await.json()
}

#[tokio::test]
async fn what_is_previewed_happens_and_is_taken_back_but_where_somebody_went_on() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let store = app.engine.unrestricted("the test's deals");
        let undated = domain::State { close_day: None, ..deal("Undated", app.id_of("rob"), None, 5_00) };
        let undated = store.create(author(), undated).await.unwrap().opportunity;
        let (ada, rita) = (app.signed_in("ada").await, app.signed_in("rita").await);
        let nobody = OpportunityId(Default::default());
        let which = json!({ "ids": [app.ritas, app.bens, undated, nobody, app.ritas] });

        let bulk = preview(&ada, which, json!({ "shift_close": 14 })).await;
        assert_eq!(
            (&bulk["state"], &bulk["counts"]["ready"], &bulk["counts"]["refused"]),
            (&json!("preview"), &json!(2), &json!(2))
        );
        let ready = items(&ada, "ready").await;
        assert_eq!(
            (&ready[0]["back"]["close_day"], &ready[0]["patch"]["close_day"]),
            (&json!("2026-12-15"), &json!("2026-12-29"))
        );
        let refused = items(&ada, "refused").await;
        assert_eq!((&refused[0]["name"], &refused[0]["reason"]["fields"][0]["field"]), (&json!("Undated"), &json!("close_day")));
        assert_eq!((&refused[1]["name"], &refused[1]["reason"]["status"]), (&json!(""), &json!(404)));
        assert_eq!(state_of(&ada, app.ritas).await["state"]["close_day"], "2026-12-15");

        assert_eq!(ada.post(&format!("{BULK}/apply"), &json!({})).await.status, 200);
        let counts = settled(&ada, "done").await;
        assert_eq!((&counts["changed"], &counts["refused"]), (&json!(2), &json!(2)));
        // Done twice, it happens once.
        assert_eq!(ada.post(&format!("{BULK}/apply"), &json!({})).await.status, 200);
        let (ritas, bens) = (state_of(&ada, app.ritas).await, state_of(&ada, app.bens).await);
        assert_eq!((&ritas["state"]["close_day"], &bens["state"]["close_day"]), (&json!("2026-12-29"), &json!("2026-12-29")));
        let versions = ada.get(&format!("/api/v1/opportunities/{}/versions", app.ritas)).await.json();
        assert_eq!((&versions["total"], &versions["items"][0]["actor"]), (&json!(2), &json!(app.id_of("ada").to_string())));

        // Rita goes on with hers: it stays as it is.
        let edit = json!({ "base": ritas["version"], "next_step": "Call" });
        assert_eq!(rita.patch(&format!("/api/v1/opportunities/{}", app.ritas), &edit).await.status, 200);
        assert_eq!(ada.post(&format!("{BULK}/undo"), &json!({})).await.status, 200);
        let counts = settled(&ada, "undone").await;
        assert_eq!((&counts["restored"], &counts["edited"]), (&json!(1), &json!(1)));
        assert_eq!(items(&ada, "edited").await[0]["name"], "Rita's deal");
        assert_eq!(state_of(&ada, app.ritas).await["state"]["close_day"], "2026-12-29");
        assert_eq!(state_of(&ada, app.bens).await["state"]["close_day"], "2026-12-15");
        let versions = ada.get(&format!("/api/v1/opportunities/{}/versions", app.bens)).await.json();
        assert_eq!((&versions["total"], &versions["items"][0]["cause"]), (&json!(3), &json!("undo")));
        assert_eq!(ada.post(&format!("{BULK}/apply"), &json!({})).await.status, 409);
    })
    .await;
}

#[tokio::test]
async fn what_changed_after_the_preview_is_a_conflict_of_that_deal_alone() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, rita) = (app.signed_in("ada").await, app.signed_in("rita").await);
        preview(&ada, json!({ "ids": [app.ritas, app.bens] }), json!({ "close_day": "2027-01-31" })).await;
        let edit = json!({ "base": state_of(&rita, app.ritas).await["version"], "close_day": "2027-02-28" });
        assert_eq!(rita.patch(&format!("/api/v1/opportunities/{}", app.ritas), &edit).await.status, 200);
        ada.post(&format!("{BULK}/apply"), &json!({})).await;
        let counts = settled(&ada, "done").await;
        assert_eq!((&counts["changed"], &counts["refused"]), (&json!(1), &json!(1)));
        assert_eq!(items(&ada, "refused").await[0]["reason"]["status"], 409);
        assert_eq!(state_of(&ada, app.ritas).await["state"]["close_day"], "2027-02-28");
        assert_eq!(state_of(&ada, app.bens).await["state"]["close_day"], "2027-01-31");
    })
    .await;
}

#[tokio::test]
async fn the_preview_says_what_the_person_may_not() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (mona, rita, eva) = (app.signed_in("mona").await, app.signed_in("rita").await, app.signed_in("eva").await);
        // Rob is not of Mona's team: his deal does not exist for her, and she can give him none.
        preview(&mona, json!({ "ids": [app.ritas, app.bens] }), json!({ "owner": app.id_of("rob") })).await;
        let refused = items(&mona, "refused").await;
        assert_eq!((&refused[0]["name"], &refused[0]["reason"]["status"]), (&json!("Rita's deal"), &json!(403)));
        assert_eq!((&refused[1]["name"], &refused[1]["reason"]["status"]), (&json!(""), &json!(404)));
        // What Mona previewed is hers.
        assert_eq!(rita.get(BULK).await.status, 404);
        assert_eq!(rita.post(&format!("{BULK}/apply"), &json!({})).await.status, 404);
        let body = json!({ "which": { "ids": [app.ritas] }, "change": { "shift_close": 1 } });
        assert_eq!(eva.json("PUT", &BULK.replace("0001", "0002"), &[], &body).await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn all_of_a_question_is_what_the_person_sees_of_it_and_no_more_than_one_change_takes() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let store = app.engine.unrestricted("the test's deals");
        for at in 0..60 {
            store.create(author(), deal(&format!("Many {at}"), app.id_of("rita"), None, 1_00)).await.unwrap();
        }
        let rita = app.signed_in("rita").await;
        let bulk = preview(&rita, json!({ "all": { "kind": "open" } }), json!({ "category": "commit" })).await;
        assert_eq!(bulk["counts"]["ready"], 61);
        rita.post(&format!("{BULK}/apply"), &json!({})).await;
        assert_eq!(settled(&rita, "done").await["changed"], 61);
        let other = BULK.replace("0001", "0002");
        let ids: Vec<String> = (0..5_001).map(|at| format!("0198c000-0000-7000-8000-{at:012}")).collect();
        let body = json!({ "which": { "ids": ids }, "change": { "close_day": Day::from_ymd(2027, 1, 1) } });
        let reply = rita.json("PUT", &other, &[], &body).await;
        assert_eq!((reply.status, reply.fields()), (400, vec!["which".to_owned()]));
        assert!(reply.body.contains("5001 deals"), "{}", reply.body);
    })
    .await;
}
