//! The snapshot beside the database changes how fast a start is, never an answer.

use crate::written::{Writer, somebody};
use contract::apm::{Apm, ApmQuery};
use domain::testing::{DAY_ONE, History, shared_writes};
use domain::{Dimension, Instant, Role};
use engine::testing::{author, each_url};
use engine::{Clock, Engine};
use proptest::strategy::{Strategy as _, ValueTree};
use proptest::test_runner::TestRunner;
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::path::{Path, PathBuf};
use uuid::Uuid;

fn clock() -> Clock {
    Clock::fixed(Instant(i64::from(DAY_ONE.0 + 500) * 86_400_000))
}

fn history() -> History {
    History::play(&shared_writes(80..120).new_tree(&mut TestRunner::deterministic()).unwrap().current())
}

async fn open(url: &str, folder: Option<&Path>) -> Engine {
    Engine::open_beside(url, folder, clock(), &|_| {}).await.unwrap()
}

/// By every dimension, as of three days.
async fn answers(engine: &Engine) -> Vec<Apm> {
    let view = engine.view(&somebody(Role::Admin, Uuid::nil()));
    let mut answers = Vec::new();
    for dimension in Dimension::ALL {
        for day in [300, 400, 500] {
            let query = ApmQuery { rows: Some(*dimension), as_of: Some(DAY_ONE.plus(day)), ..ApmQuery::default() };
            answers.push(view.apm(&query).await.unwrap());
        }
    }
    assert!(answers.iter().any(|apm| apm.total.now.open_any_deals > 2 && apm.rows.len() > 2));
    answers
}

async fn written(url: &str) -> Vec<Apm> {
    let engine = open(url, None).await;
    Writer::new(&engine, &clock()).write(&history()).await;
    let answers = answers(&engine).await;
    engine.close().await;
    answers
}

fn file(folder: &Path) -> PathBuf {
    folder.join("ledger.snapshot")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_from_a_snapshot_answers_the_same_without_reading_history() {
    each_url(async |url| {
        let expected = written(&url).await;
        let folder = tempfile::tempdir().unwrap();
        let first = open(&url, Some(folder.path())).await;
        assert_eq!(answers(&first).await, expected);
        first.close().await;
        assert!(file(folder.path()).exists());
        // Imported versions are gone from the database, but not from the snapshot: so that is what was read.
        let imported = "delete from opportunity_version where recorded_at = 0";
        if url.starts_with("sqlite:") {
            sqlx::query(imported).execute(&sqlx::SqlitePool::connect(&url).await.unwrap()).await.unwrap();
        } else {
            sqlx::query(imported).execute(&sqlx::PgPool::connect(&url).await.unwrap()).await.unwrap();
        }
        let second = open(&url, Some(folder.path())).await;
        assert_eq!(answers(&second).await, expected);
        second.close().await;
        let without = open(&url, None).await;
        assert_ne!(answers(&without).await, expected);
        without.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_written_since_is_read_from_the_log() {
    each_url(async |url| {
        written(&url).await;
        let folder = tempfile::tempdir().unwrap();
        open(&url, Some(folder.path())).await.close().await;
        let engine = open(&url, None).await;
        let store = engine.unrestricted("a test writes");
        for version in history().versions.iter().filter(|version| !version.state.deleted).take(20) {
            let _ = store.create(author(), version.state.clone()).await;
        }
        let expected = answers(&engine).await;
        engine.close().await;
        let caught_up = open(&url, Some(folder.path())).await;
        assert_eq!(answers(&caught_up).await, expected);
        caught_up.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_file_is_never_believed() {
    each_url(async |url| {
        let expected = written(&url).await;
        let folder = tempfile::tempdir().unwrap();
        open(&url, Some(folder.path())).await.close().await;
        let whole = std::fs::read(file(folder.path())).unwrap();
        let mut random = StdRng::seed_from_u64(1);
        for round in 0..40 {
            let mut bytes = whole.clone();
            let at = random.random_range(0..bytes.len());
            match round % 4 {
                0 => bytes.truncate(at),
                1 => bytes.extend_from_slice(&whole[at..]),
                // Lengths are what a reader stumbles over: all ones in eight bytes.
                2 => bytes[at..].iter_mut().take(8).for_each(|byte| *byte = !*byte),
                _ => bytes[at] ^= 1 << random.random_range(0..8),
            }
            std::fs::write(file(folder.path()), &bytes).unwrap();
            let engine = open(&url, Some(folder.path())).await;
            assert_eq!(answers(&engine).await, expected, "round {round}, byte {at}");
            // Not closed: that would write a good one.
            engine.unrestricted("the next round").close().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_databases_file_is_never_believed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // The file of the first database lies there when the second, with the same log but for its ids, is opened.
    each_url(async |url| {
        let expected = written(&url).await;
        let engine = open(&url, Some(folder)).await;
        assert_eq!(answers(&engine).await, expected);
        engine.close().await;

        let other = tempfile::tempdir().unwrap();
        let other = format!("sqlite:{}", other.path().join("other.db").display());
        let expected = written(&other).await;
        let engine = open(&other, Some(folder)).await;
        assert_eq!(answers(&engine).await, expected);
        engine.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_settings_make_it_useless() {
    each_url(async |url| {
        written(&url).await;
        let folder = tempfile::tempdir().unwrap();
        open(&url, Some(folder.path())).await.close().await;
        let engine = open(&url, None).await;
        let settings = engine.settings().unwrap();
        let mut workspace = (*settings.workspace).clone();
        // Proposals now are commitments, and days end elsewhere.
        workspace.processes[0].stages[2].category = domain::Category::Commit;
        workspace.time_zone = "Pacific/Auckland".into();
        engine.unrestricted("a test").save_settings(author(), settings.revision, workspace).await.unwrap();
        let expected = answers(&engine).await;
        engine.close().await;
        let again = open(&url, Some(folder.path())).await;
        assert_eq!(answers(&again).await, expected);
        again.close().await;
    })
    .await;
}
