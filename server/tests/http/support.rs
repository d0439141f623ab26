//! A small company and the people who call its API.
//!
//! Mona manages Rita; Rob reports to nobody. Rita owns one open deal of 100.00, Rob one of 200.00 and one of 400.00 that
//! Ben sourced; all close in the quarter of the test's today (2026-11-23).

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use contract::session::{Me, NewUser};
use domain::{Attribute, Currency, Day, DealType, Line, OpportunityId, PersonId, Role, Source, StageId, State};
use engine::Engine;
use engine::importing::Importer;
use engine::store::StagedFact;
use engine::testing::author;
use serde_json::Value;
use server::http::assets::Site;
use server::http::router::router;
use server::http::state::{AppState, Settings};
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

/// How long a request may take here.
pub const LONGEST_REQUEST: Duration = Duration::from_secs(3);

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

/// The router around a small company.
pub struct TestApp {
    pub router: Router,
    pub engine: Engine,
    /// Rita's deal.
    pub ritas: OpportunityId,
    /// The one of Rob's that Ben sourced.
    pub bens: OpportunityId,
    people: Vec<Me>,
    _folder: tempfile::TempDir,
}

impl TestApp {
    /// Around a workspace that has been set up.
    pub async fn new(engine: Engine) -> Self {
        let people = people(&engine).await;
        let [rita, rob, ben] = ["rita", "rob", "ben"].map(|name| person(&people, name).person);
        let store = engine.unrestricted("the test's company");
        let create = async |name: &str, owner, sourced_by, acv| {
            store.create(author(), deal(name, owner, sourced_by, acv)).await.unwrap().opportunity
        };
        let ritas = create("Rita's deal", rita, None, 10_000).await;
        create("Rob's deal", rob, None, 20_000).await;
        let bens = create("Ben's lead", rob, Some(ben), 40_000).await;
        Self::around(engine, people, ritas, bens, Settings { largest_upload: 1 << 20, ..brief() })
    }

    /// Around people only: there are neither settings nor deals.
    pub async fn before_set_up(engine: Engine) -> Self {
        Self::empty(engine, Settings { largest_upload: 1 << 20, ..brief() }).await
    }

    /// The same for files and questions as large as real ones.
    pub async fn for_large_files(engine: Engine) -> Self {
        Self::empty(engine, Settings::default()).await
    }

    async fn empty(engine: Engine, settings: Settings) -> Self {
        let mut people = Vec::new();
        for (name, role) in [("ada", Role::Admin), ("rita", Role::Rep)] {
            people
                .push(engine.unrestricted("the test's people").grant(&format!("{name}@example.com"), name, role).await.unwrap());
        }
        let none = OpportunityId(Default::default());
        Self::around(engine, people, none, none, settings)
    }

    fn around(engine: Engine, people: Vec<Me>, ritas: OpportunityId, bens: OpportunityId, settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = AppState {
            importer: Importer::new(engine.clone(), &folder.path().join("imports")),
            engine: engine.clone(),
            settings: Arc::new(Settings { uploads: folder.path().to_owned(), ..settings }),
            throttle: Arc::default(),
            site: Arc::new(site(folder.path())),
        };
        Self { router: router(state), engine, ritas, bens, people, _folder: folder }
    }

    /// Nobody in particular.
    pub fn anonymous(&self) -> Actor<'_> {
        Actor { app: self, cookie: None }
    }

    /// Somebody signed in, by first name: ada (admin), eva (exec), mona (manager), rita and rob (reps), ben (BDR), mara (marketer).
    pub async fn signed_in(&self, name: &str) -> Actor<'_> {
        self.signed_in_as(name, person(&self.people, name).role).await
    }

    /// Somebody signed in, in a role they have been given.
    pub async fn signed_in_as(&self, name: &str, role: Role) -> Actor<'_> {
        let person = person(&self.people, name);
        let user = NewUser { email: person.email.clone(), name: person.name.clone(), role };
        self.engine.auth().add_with_password(&user, PASSWORD).await.unwrap();
        let credentials = serde_json::json!({ "email": person.email, "password": PASSWORD });
        let reply = self.anonymous().post("/api/v1/session", &credentials).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        self.anonymous().with_cookie_of(&reply)
    }

    /// One person of each role.
    pub async fn one_of_each(&self) -> Vec<(Role, Actor<'_>)> {
        let mut actors = Vec::new();
        for name in ["ada", "eva", "mona", "rita", "ben", "mara"] {
            actors.push((person(&self.people, name).role, self.signed_in(name).await));
        }
        actors
    }

    /// The id of somebody.
    pub fn id_of(&self, name: &str) -> PersonId {
        person(&self.people, name).person
    }
}

/// Patience for little.
fn brief() -> Settings {
    Settings { longest_request: LONGEST_REQUEST, ..Settings::default() }
}

async fn people(engine: &Engine) -> Vec<Me> {
    let store = engine.unrestricted("the test's company");
    let roles = [
        ("ada", Role::Admin),
        ("eva", Role::Exec),
        ("mona", Role::Manager),
        ("rita", Role::Rep),
        ("rob", Role::Rep),
        ("ben", Role::Bdr),
        ("mara", Role::Marketer),
    ];
    let mut people = Vec::new();
    for (name, role) in roles {
        people.push(store.grant(&format!("{name}@example.com"), name, role).await.unwrap());
    }
    let reports_to = StagedFact {
        subject: person(&people, "rita").person.0,
        attribute: Attribute::PersonManager,
        valid_from: Day::from_ymd(2026, 1, 1).unwrap(),
        value: person(&people, "mona").person.to_string(),
    };
    store.save_facts(author(), vec![reports_to]).await.unwrap();
    people
}

fn person<'p>(people: &'p [Me], name: &str) -> &'p Me {
    people.iter().find(|person| person.name == name).unwrap()
}

/// An open deal in pipeline that closes in the quarter.
pub fn deal(name: &str, owner: PersonId, sourced_by: Option<PersonId>, acv: i64) -> State {
    State {
        name: name.into(),
        account: None,
        owner: Some(owner),
        deal_type: DealType::New,
        currency: Currency::EUR,
        lines: vec![Line { line: 1, product: None, acv, one_off: 0 }],
        estimated: false,
        stage: StageId(2),
        category: None,
        close_day: Day::from_ymd(2026, 12, 15),
        source: Some(Source::Ae),
        sourced_by,
        campaign: None,
        region: Some("EMEA".into()),
        term_months: None,
        next_step: None,
        next_step_day: None,
        lost_reason: None,
        contacts: vec![],
        competitors: None,
        team: vec![],
        splits: vec![],
        nurture_until: None,
        deleted: false,
    }
}

/// A bundle with one script.
fn site(folder: &std::path::Path) -> Site {
    std::fs::create_dir(folder.join("pkg")).unwrap();
    std::fs::write(folder.join("pkg/motore-1.js"), "export default 1").unwrap();
    std::fs::write(folder.join("pkg/worker-1.js"), "const worker = 1").unwrap();
    let manifest = r#"{"js":"/pkg/motore-1.js","wasm":"/pkg/motore-1.wasm","css":"/pkg/motore-1.css","charts":"/pkg/charts-1.js","icon":"/pkg/motore-1.svg","worker":"/pkg/worker-1.js"}"#;
    std::fs::write(folder.join("manifest.json"), manifest).unwrap();
    Site::open(folder).unwrap()
}

/// Somebody who calls.
#[derive(Clone)]
pub struct Actor<'a> {
    app: &'a TestApp,
    pub cookie: Option<String>,
}

impl Actor<'_> {
    /// The same, with the session a reply has given.
    pub fn with_cookie_of(mut self, reply: &Reply) -> Self {
        let cookie = reply.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
        self.cookie = Some(cookie.split(';').next().unwrap().to_owned());
        self
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], Body::empty()).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.send("GET", path, headers, Body::empty()).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, &[], Body::empty()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.json("POST", path, &[], body).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Reply {
        self.json("PATCH", path, &[], body).await
    }

    pub async fn json(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
        let headers = [&[("content-type", "application/json")], headers].concat();
        self.send(method, path, &headers, Body::from(body.to_string())).await
    }

    /// Sends a form, as a browser does.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
        self.send("POST", path, &headers, Body::from(serde_urlencoded::to_string(fields).unwrap())).await
    }

    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Body) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let Ok(response) = self.app.router.clone().oneshot(request.body(body).unwrap()).await;
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Reply { status: parts.status.as_u16(), headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The names of the fields a problem is about.
    pub fn fields(&self) -> Vec<String> {
        let problem = self.json();
        problem["fields"].as_array().into_iter().flatten().map(|field| field["field"].as_str().unwrap().to_owned()).collect()
    }
}
