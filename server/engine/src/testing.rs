//! Fresh databases for tests.

use crate::clock::Clock;
use crate::engine::Engine;
use crate::store::Author;
use domain::calendar::{FiscalSettings, Pattern, Week53};
use domain::workspace::RegionRule;
use domain::{Category, Cause, Currency, Instant, LogNo, Process, Stage, StageId, StageKind, Workspace};
use futures::FutureExt;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::future::Future;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::str::FromStr;

/// 2026-11-23 09:00 UTC: when tests take place.
pub const NOW: Instant = Instant(1_795_424_400_000);

/// What a write says in tests of whom it comes from: nobody in particular, on a screen.
pub fn author() -> Author {
    Author { person: None, cause: Cause::Screen, idempotency_key: None }
}

/// A company in Rome that counts in euro, with a fiscal year from February and one process: Qualify (1, before entry),
/// Discover (2), Propose (3), Commit (4), Won (5), Lost (6).
pub fn workspace() -> Workspace {
    let stage = |id, name: &str, kind, probability, category, entered| Stage {
        id: StageId(id),
        name: name.to_owned(),
        kind,
        probability,
        category,
        entered,
        requires: vec![],
    };
    Workspace {
        company: "Test".to_owned(),
        demo: false,
        currency: Currency::EUR,
        time_zone: "Europe/Rome".to_owned(),
        fiscal: FiscalSettings { start_month: 2, pattern: Pattern::Months, week53: Week53::LastSaturday, holidays: Vec::new() },
        processes: vec![Process {
            name: "Sales".to_owned(),
            stages: vec![
                stage(1, "Qualify", StageKind::Open, 500, Category::Pipeline, false),
                stage(2, "Discover", StageKind::Open, 2_000, Category::Pipeline, true),
                stage(3, "Propose", StageKind::Open, 5_000, Category::BestCase, true),
                stage(4, "Commit", StageKind::Open, 8_000, Category::Commit, true),
                stage(5, "Won", StageKind::Won, 10_000, Category::Closed, true),
                stage(6, "Lost", StageKind::Lost, 0, Category::Omitted, false),
            ],
        }],
        commit_requires: vec![],
        region_order: RegionRule::default_order(),
        hygiene: domain::hygiene::Rules::default(),
        keep_on_devices: true,
        rhythm: domain::workspace::Rhythm::default(),
    }
}

/// Runs a test on SQLite and, if `MOTORE_TEST_POSTGRES` names a server, on Postgres: each with an empty database of its
/// own, made for it and removed after it, and a clock that stands at [`NOW`]. Without the variable it says so; with
/// `CI=true` that is a failure.
pub async fn each_database<F: Future<Output = ()>>(test: impl Fn(Engine) -> F) {
    each_url(async |url| {
        let engine = Engine::open(&url, Clock::fixed(NOW), &|_| {}).await.expect("a fresh database opens");
        test(engine.clone()).await;
        engine.unrestricted("the test is over").close().await;
    })
    .await;
}

/// The same with the [`workspace`] set up.
pub async fn each_workspace<F: Future<Output = ()>>(test: impl Fn(Engine) -> F) {
    each_database(|engine| {
        let test = &test;
        async move {
            let store = engine.unrestricted("set up");
            store.save_settings(author(), LogNo(0), workspace()).await.expect("the test's settings are in order");
            test(engine.clone()).await;
        }
    })
    .await;
}

/// The same with the database's URL: for tests that open it themselves, twice, or not at all.
pub async fn each_url(test: impl AsyncFn(String)) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    test(format!("sqlite:{}", folder.path().join("test.db").display())).await;

    let Ok(server) = std::env::var("MOTORE_TEST_POSTGRES") else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "MOTORE_TEST_POSTGRES is not set: run under .ci/with-postgres");
        eprintln!("skipped on Postgres: MOTORE_TEST_POSTGRES is not set (see .ci/with-postgres)");
        return;
    };
    let name = format!("motore_{}", uuid::Uuid::now_v7().simple());
    let mut server_url = folder_of(&server);
    run(&server, format!("create database {name}")).await;
    server_url.push_str(&name);
    let outcome = AssertUnwindSafe(test(server_url)).catch_unwind().await;
    run(&server, format!("drop database {name} with (force)")).await;
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

/// The URL up to and including the last slash: what a database's name is put behind.
fn folder_of(server: &str) -> String {
    let end = server.rfind('/').map_or(server.len(), |slash| slash + 1);
    server[..end].to_owned()
}

async fn run(server: &str, statement: String) {
    let options = sqlx::postgres::PgConnectOptions::from_str(server).expect("MOTORE_TEST_POSTGRES is a URL");
    let mut conn = PgConnection::connect_with(&options).await.expect("the Postgres of MOTORE_TEST_POSTGRES answers");
    conn.execute(AssertSqlSafe(statement)).await.expect("a database can be made and removed");
    conn.close().await.ok();
}
