//! Accounts, contacts, products and duplicates, by whoever asks.

use crate::support::{TestApp, deal};
use domain::{AccountId, State};
use engine::testing::{author, each_workspace};
use serde_json::{Value, json};

#[tokio::test]
async fn whoever_owns_an_account_or_sells_to_it_changes_it() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (rita, rob, mona) = (app.signed_in("rita").await, app.signed_in("rob").await, app.signed_in("mona").await);
        let (eva, mara, ada) = (app.signed_in("eva").await, app.signed_in("mara").await, app.signed_in("ada").await);
        let new = json!({ "id": "0190d2c4-7b6e-7c3a-9f52-1a2b3c4d5e6f", "name": "Müller GmbH", "website": "https://www.mueller.example", "region": "EMEA" });
        let made = rita.post("/api/v1/accounts", &new).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let account = made.json();
        assert_eq!((&account["facts"]["region"], &account["facts"]["owner_name"]), (&json!("EMEA"), &json!("rita")));
        assert_eq!(rita.post("/api/v1/accounts", &new).await.json()["id"], account["id"], "sent again, it is the same");
        let path = format!("/api/v1/accounts/{}", account["id"].as_str().unwrap());

        // Everybody sees it; a rep who has nothing to do with it, an executive and a marketer do not change it.
        let rename = json!({ "base": account["revision"], "name": "Müller" });
        for actor in [&rob, &eva, &mara] {
            assert_eq!(actor.get(&path).await.json()["may_change"], false);
            assert_eq!(actor.patch(&path, &rename).await.status, 403);
        }
        assert_eq!(mona.patch(&path, &rename).await.status, 200, "Rita's manager");
        let stale = rita.patch(&path, &json!({ "base": account["revision"], "name": "M" })).await;
        assert_eq!((stale.status, stale.fields()), (409, vec!["name".to_owned()]));
        let bad = rita.patch(&path, &json!({ "base": account["revision"], "name": " ", "website": "x", "phone": "call" })).await;
        assert_eq!((bad.status, bad.fields()), (400, vec!["name".to_owned(), "website".to_owned(), "phone".to_owned()]));
        // With a deal on it Rob may.
        let id: AccountId = account["id"].as_str().unwrap().parse().unwrap();
        let state = State { account: Some(id), ..deal("Rob's other", app.id_of("rob"), None, 5_000) };
        app.engine.unrestricted("a test").create(author(), state).await.unwrap();
        assert_eq!(rob.patch(&path, &json!({ "base": account["revision"], "phone": "+39 02 123" })).await.status, 200);
        assert_eq!(ada.get(&path).await.json()["phone"], "+39 02 123");

        // Since when: earlier days keep what held on them. A rep gives no account away.
        let say = |attribute: &str, value: String| json!({ "attribute": attribute, "value": value, "valid_from": "2026-12-01" });
        let facts = format!("{path}/facts");
        let said = rita.json("PUT", &facts, &[], &say("account_segment", "Enterprise".into())).await;
        assert_eq!(said.status, 200, "{}", said.body);
        let segment = |facts: &Value| facts["items"].as_array().unwrap().iter().find(|fact| fact["attribute"] == "account_segment").cloned();
        assert_eq!(segment(&said.json()).unwrap()["current"], false, "from a day to come");
        assert_eq!(ada.get(&path).await.json()["facts"]["segment"], Value::Null);
        assert_eq!(rita.json("PUT", &facts, &[], &say("account_owner", app.id_of("rob").to_string())).await.status, 403);
        assert_eq!(rita.json("PUT", &facts, &[], &say("account_parent", id.to_string())).await.status, 400);
        assert_eq!(rita.json("PUT", &facts, &[], &say("person_team", "x".into())).await.status, 400);

        // The list finds it by the beginning of a word, whatever the accents, and by what is said of it today.
        let found = async |query: &str| mara.get(&format!("/api/v1/accounts?{query}")).await.json()["total"].clone();
        for (query, total) in [("search=mull", 1), ("search=M%C3%9CLLER%20gmbh", 1), ("search=uller", 0), ("region=EMEA", 1), ("region=APAC", 0)] {
            assert_eq!(found(query).await, total, "{query}");
        }
        assert_eq!(found(&format!("owner={}&search=mu", app.id_of("rita"))).await, 1);
        for path in ["/accounts", "/accounts/new", "/products"] {
            assert_eq!(mara.get(path).await.status, 200, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_hierarchy_adds_up_what_one_may_see() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, rita, mara) = (app.signed_in("ada").await, app.signed_in("rita").await, app.signed_in("mara").await);
        let make = async |name: &str, parent: Option<&Value>| {
            let reply = ada.post("/api/v1/accounts", &json!({ "name": name, "parent": parent })).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            reply.json()["id"].clone()
        };
        let top = make("Top", None).await;
        let low = make("Low", Some(&top)).await;
        let store = app.engine.unrestricted("a test");
        for (account, owner, acv) in [(&top, "rita", 1_000), (&low, "rob", 2_500), (&low, "rita", 400)] {
            let account: AccountId = account.as_str().unwrap().parse().unwrap();
            store.create(author(), State { account: Some(account), ..deal("D", app.id_of(owner), None, acv) }).await.unwrap();
        }
        let path = format!("/api/v1/accounts/{}/hierarchy", top.as_str().unwrap());
        let all = ada.get(&path).await.json();
        let roll =
            |all: &Value, at: usize, of: &str| (all["nodes"][at][of]["open"].clone(), all["nodes"][at][of]["open_deals"].clone());
        assert_eq!(all["narrowed"], false);
        assert_eq!((roll(&all, 0, "own"), roll(&all, 0, "all")), ((json!(1_000), json!(1)), (json!(3_900), json!(3))));
        assert_eq!(roll(&all, 1, "all"), (json!(2_900), json!(2)));
        // The same as the matrix says.
        let matrix = ada.get(&format!("/api/v1/apm?rows=account&where=account:{}", low.as_str().unwrap())).await.json();
        assert_eq!(matrix["total"]["now"]["open_any"], 2_900);
        let hers = rita.get(&path).await.json();
        assert_eq!((&hers["narrowed"], roll(&hers, 0, "all")), (&json!(true), (json!(1_400), json!(2))));
        assert_eq!(mara.get(&path).await.status, 403, "a marketer sees no account's sums");
        assert!(!mara.get(&format!("/accounts/{}", top.as_str().unwrap())).await.body.contains("Open pipeline"));
    })
    .await;
}

#[tokio::test]
async fn people_are_seen_by_those_who_see_deals_and_erased_by_administrators() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (rita, rob, mara, ada) =
            (app.signed_in("rita").await, app.signed_in("rob").await, app.signed_in("mara").await, app.signed_in("ada").await);
        let account = rita.post("/api/v1/accounts", &json!({ "name": "Acme" })).await.json()["id"].clone();
        let new = json!({ "name": "Ada Byron", "email": "Ada@Acme.example", "phone": "+39 02 123", "account": account });
        let key = [("idempotency-key", "once")];
        let made = rita.json("POST", "/api/v1/contacts", &key, &new).await;
        assert_eq!(made.status, 200, "{}", made.body);
        assert_eq!(made.json()["email"], "ada@acme.example");
        let id = made.json()["id"].clone();
        assert_eq!(rita.json("POST", "/api/v1/contacts", &key, &new).await.json()["id"], id);
        assert_eq!(rob.post("/api/v1/contacts", &new).await.status, 403, "not his account");
        let path = format!("/api/v1/contacts/{}", id.as_str().unwrap());
        for path in [path.as_str(), "/api/v1/contacts"] {
            assert_eq!(mara.get(path).await.status, 403);
            assert_eq!(rob.get(path).await.status, 200);
        }
        assert!(!mara.get(&format!("/accounts/{}", account.as_str().unwrap())).await.body.contains("Byron"));
        assert_eq!(rob.get("/api/v1/contacts?search=ada@acme.example").await.json()["total"], 1);
        assert_eq!(rita.delete(&path).await.status, 403);
        assert_eq!(ada.delete(&path).await.status, 200);
        assert_eq!(rita.get(&path).await.status, 404);
        assert_eq!(rita.get("/api/v1/contacts").await.json()["total"], 0);
    })
    .await;
}

#[tokio::test]
async fn duplicates_are_merged_by_form_and_taken_apart_and_the_old_address_leads_on() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (rita, rob) = (app.signed_in("rita").await, app.signed_in("rob").await);
        let make = async |name: &str| {
            rita.post("/api/v1/accounts", &json!({ "name": name })).await.json()["id"].as_str().unwrap().to_owned()
        };
        let (one, two) = (make("Acme GmbH").await, make("ACME").await);
        assert_eq!(rita.get("/api/v1/duplicates").await.json()["total"], 1);
        assert_eq!(rob.get("/api/v1/duplicates").await.json()["total"], 0, "not his to merge");
        let body = json!({ "others": [two] });
        assert_eq!(rob.post(&format!("/api/v1/accounts/{one}/merge"), &body).await.status, 403);
        let form =
            [("do", "merge"), ("kind", "accounts"), ("survivor", one.as_str()), ("id", &one), ("id", &two), ("take.name", &two)];
        let merged = rita.form("/duplicates", &form).await;
        assert_eq!((merged.status, merged.header("location")), (303, format!("/accounts/{one}").as_str()), "{}", merged.body);
        assert_eq!(rita.get(&format!("/api/v1/accounts/{one}")).await.json()["name"], "ACME");
        assert_eq!(rita.get(&format!("/api/v1/accounts/{two}")).await.json()["id"], one.as_str());
        assert_eq!(rita.get(&format!("/accounts/{two}")).await.header("location"), format!("/accounts/{one}"));
        let merge = rita.get("/api/v1/merges").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(rob.post(&format!("/api/v1/merges/{merge}/undo"), &json!({})).await.status, 403);
        assert_eq!(rita.form("/duplicates", &[("do", "undo"), ("merge", &merge)]).await.status, 303);
        assert_eq!(rita.get(&format!("/api/v1/accounts/{two}")).await.json()["id"], two.as_str());
        assert_eq!(rita.get(&format!("/api/v1/accounts/{one}")).await.json()["name"], "Acme GmbH");
        // They are different, somebody says: then they are no duplicates.
        let distinct = rita.form("/duplicates", &[("do", "distinct"), ("kind", "accounts"), ("id", &one), ("id", &two)]).await;
        assert_eq!(distinct.status, 303);
        assert_eq!(rita.get("/api/v1/duplicates").await.json()["total"], 0);
    })
    .await;
}

#[tokio::test]
async fn whatever_differs_is_chosen_and_forms_give_accounts_away() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, rita) = (app.signed_in("ada").await, app.signed_in("rita").await);
        let make = async |body: Value| ada.post("/api/v1/accounts", &body).await.json()["id"].as_str().unwrap().to_owned();
        let top = make(json!({ "name": "Holding" })).await;
        let one = make(json!({ "name": "Acme GmbH", "region": "EMEA", "industry": "Steel" })).await;
        let two = make(json!({ "name": "ACME", "region": "APAC", "industry": "Steel", "parent": top })).await;
        // An account is given to a person, and put under another, by their ids: the page lets one pick them by name.
        let path = format!("/accounts/{two}");
        let rob = app.id_of("rob").to_string();
        assert_eq!(ada.form(&path, &[("do", "owner"), ("owner", &rob)]).await.status, 303);
        let wrong = ada.form(&path, &[("do", "parent"), ("parent", &two), ("parent_from", "")]).await;
        assert!(wrong.status == 200 && wrong.body.contains("wrong"), "not under itself: {}", wrong.body);
        let said = ada.get(&format!("/api/v1/accounts/{two}")).await.json()["facts"].clone();
        assert_eq!((&said["owner"], &said["parent"]["name"]), (&json!(rob), &json!("Holding")));
        // What tells one account from another when it is searched for.
        let found = rita.get("/api/v1/search?q=acme").await.json();
        let of = |id: &str| found["hits"].as_array().unwrap().iter().find(|hit| hit["id"] == id).unwrap()["detail"].clone();
        assert_eq!((of(&one), of(&two)), (json!("Steel · EMEA"), json!("Holding · Steel · APAC · rob")));
        // Each field says what there is to choose; what they have in common is no choice.
        let items = ada.get("/api/v1/duplicates").await.json()["items"][0]["items"].clone();
        let fields = |at: usize| items[at]["fields"].as_array().unwrap().clone();
        let parent = json!({ "field": "parent", "value": top, "label": "Holding" });
        assert!(fields(1).contains(&parent) && fields(0).iter().all(|field| field["field"] != "parent"));
        let page = ada.get("/duplicates").await.body;
        assert!(page.contains("name=\"take.region\"") && !page.contains("name=\"take.industry\""));
        let unknown = json!({ "others": [two], "take": { "colour": two } });
        assert_eq!(
            ada.post(&format!("/api/v1/accounts/{one}/merge"), &unknown).await.json()["fields"][0]["field"],
            "take.colour"
        );
        let form = [("do", "merge"), ("kind", "accounts"), ("survivor", one.as_str()), ("id", &one), ("id", &two)];
        let form = [&form[..], &[("take.region", two.as_str())]].concat();
        assert_eq!(ada.form("/duplicates", &form).await.status, 303);
        let said = ada.get(&format!("/api/v1/accounts/{one}")).await.json()["facts"].clone();
        assert_eq!((&said["region"], &said["parent"]["id"]), (&json!("APAC"), &json!(top)));
    })
    .await;
}

#[tokio::test]
async fn administrators_keep_the_catalogue() {
    each_workspace(async |engine| {
        let app = TestApp::new(engine).await;
        let (ada, rita) = (app.signed_in("ada").await, app.signed_in("rita").await);
        let new = json!({ "name": "Core", "list_price": 120_000, "family": "Platform" });
        assert_eq!(rita.post("/api/v1/products", &new).await.status, 403);
        let made = ada.post("/api/v1/products", &new).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let product = made.json();
        let path = format!("/api/v1/products/{}", product["id"].as_str().unwrap());
        let change = json!({ "base": product["revision"], "active": false, "family": "Cloud", "family_from": "2026-11-01" });
        let changed = ada.patch(&path, &change).await.json();
        assert_eq!(
            (&changed["active"], &changed["family"], &changed["list_price"]),
            (&json!(false), &json!("Cloud"), &json!(120_000))
        );
        assert_eq!(changed["family_from"], "2026-11-01");
        assert_eq!(rita.get("/api/v1/products?active=true").await.json()["products"]["total"], 0);
        let page = ada.form("/products", &[("do", "add"), ("name", "Edge"), ("list_price", "lots")]).await;
        assert!(page.body.contains("value=\"lots\""), "what was typed is not lost");
        assert_eq!(ada.form("/products", &[("do", "add"), ("name", "Edge"), ("list_price", "1,200.50")]).await.status, 303);
        assert_eq!(rita.get("/api/v1/products?active=true").await.json()["products"]["items"][0]["list_price"], 120_050);
    })
    .await;
}
