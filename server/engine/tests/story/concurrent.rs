//! Several processes on one database: the log stays one, followers miss nothing, and all answer the same.

use crate::{day, deal, staged, state};
use contract::apm::ApmQuery;
use contract::opportunity::OpportunityPatch;
use contract::session::Me;
use domain::{Attribute, Company, Dimension, Instant, LogNo, PersonId, Role, StageId, State, TargetMeasure};
use engine::store::{Author, Change, StagedFact, StagedTarget, Store};
use engine::testing::{NOW, author, each_url, workspace};
use engine::{Clock, Engine};
use std::collections::HashSet;
use std::time::Duration;
use uuid::Uuid;

/// How many processes, tasks in each, and writes of each task.
const PROCESSES: i64 = 3;
const TASKS: i64 = 4;
const WRITES: i64 = 12;
/// How many versions a batch has.
const STAGED: i64 = 5;

/// As many stores as processes, their clocks hours apart: what is promised may not rest on clocks.
async fn processes(url: &str) -> Vec<Store> {
    let mut stores = Vec::new();
    for hours in 0..PROCESSES {
        stores.push(Store::open(url, Clock::fixed(NOW.plus_ms(-hours * 3_600_000))).await.unwrap());
    }
    stores[0].save_settings(author(), LogNo(0), workspace()).await.unwrap();
    for store in &stores[1..] {
        store.changes_since(LogNo(0)).await.unwrap();
    }
    stores
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_follower_never_steps_over_a_number() {
    each_url(async |url| {
        let stores = processes(&url).await;
        let expected = 1 + PROCESSES * (TASKS * WRITES + STAGED);
        let follower = Store::open(&url, Clock::fixed(NOW)).await.unwrap();
        let following = tokio::spawn(async move {
            let (mut reached, mut changes) = (LogNo(0), Vec::new());
            while reached.0 < expected {
                let (new, upto) = follower.changes_since(reached).await.unwrap();
                changes.extend(new);
                reached = upto;
            }
            (follower, changes)
        });
        let mut writing = tokio::task::JoinSet::new();
        for store in &stores {
            for task in 0..TASKS {
                let store = store.clone();
                writing.spawn(async move {
                    for n in 0..WRITES {
                        store.create(author(), state("Deal", 2, task * 100 + n)).await.unwrap();
                    }
                });
            }
            let store = store.clone();
            writing.spawn(async move {
                let batch = store.begin_batch(None, None, "publishing", "{}").await.unwrap();
                let versions = (0..STAGED).map(|n| staged(deal(), NOW.plus_ms(-n), state("Staged", 2, n)));
                store.stage_versions(batch, versions.collect()).await.unwrap();
                store.publish(batch, "published").await.unwrap();
            });
        }
        while let Some(done) = writing.join_next().await {
            done.unwrap();
        }
        let (follower, changes) =
            tokio::time::timeout(Duration::from_secs(60), following).await.expect("the follower never saw the end").unwrap();

        // Every number once and in order, as they were read while others were writing.
        let mut last = LogNo(0);
        for change in &changes {
            assert_eq!(change.first().0, last.0 + 1, "after {last:?}");
            last = change.last();
        }
        assert_eq!(last.0, expected);
        let mut recorded = Instant(0);
        for change in &changes {
            let at = match change {
                Change::Version(version) => version.recorded_at,
                Change::Published { batch, .. } => follower.batch(*batch).await.unwrap().unwrap().published_at.unwrap(),
                _ => continue,
            };
            assert!(at >= recorded, "{at:?} was recorded after {recorded:?}");
            recorded = at;
        }
        for store in stores.iter().chain([&follower]) {
            store.close().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_the_same_request_sent_many_times_at_once_one_happens() {
    each_url(async |url| {
        let stores = processes(&url).await;
        let keyed = |key: &str| Author { idempotency_key: Some(key.to_owned()), ..author() };
        let mut asking = tokio::task::JoinSet::new();
        for n in 0..30 {
            let (store, author) = (stores[n % stores.len()].clone(), keyed("create"));
            asking.spawn(async move { store.create(author, state("Alfa", 2, 100)).await.unwrap() });
        }
        let created = asking.join_all().await;
        assert!(created.iter().all(|version| *version == created[0]));

        let restage = |stage| OpportunityPatch { base: created[0].log, stage: Some(StageId(stage)), ..Default::default() };
        let mut asking = tokio::task::JoinSet::new();
        for n in 0..30 {
            // The same key for another request is refused, whichever of the two comes first.
            let (store, author, patch) = (stores[n % stores.len()].clone(), keyed("restage"), restage(3 + (n % 2) as i16));
            let id = created[0].opportunity;
            asking.spawn(async move { store.patch(author, id, patch).await });
        }
        let answers = asking.join_all().await;
        let done: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().ok()).collect();
        assert_eq!(done.len(), 15);
        assert!(done.iter().all(|version| *version == done[0]));
        assert_eq!(stores[0].versions_of(&[created[0].opportunity], None).await.unwrap().len(), 2);
        for store in &stores {
            store.close().await;
        }
    })
    .await;
}

fn admin() -> Me {
    Me { person: PersonId(Uuid::now_v7()), name: "Ada".into(), email: "ada@example.com".into(), role: Role::Admin }
}

/// A process's matrix by region, without what only says when it was made.
async fn matrix(engine: &Engine, known_at: Option<LogNo>) -> serde_json::Value {
    let query = ApmQuery { rows: Some(Dimension::Region), known_at, ..ApmQuery::default() };
    serde_json::to_value(engine.view(&admin()).apm(&query).await.unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_process_answers_the_same_after_each_write() {
    each_url(async |url| {
        let clock = Clock::fixed(NOW);
        let mut engines = Vec::new();
        // Opened before there are settings: they follow as everything does.
        for _ in 0..PROCESSES {
            engines.push(Engine::open(&url, clock.clone(), &|_| {}).await.unwrap());
        }
        let store = |n: usize| engines[n].unrestricted("the test writes");
        let mut before = serde_json::Value::Null;
        for n in 0..8 {
            let writer = n % engines.len();
            let log = write(store(writer), n).await;
            // Known at the write: a process that has not heard of it yet reads up to it.
            let own = matrix(&engines[writer], Some(log)).await;
            for engine in engines.iter().filter(|engine| engine.settings().is_some()) {
                assert_eq!(matrix(engine, Some(log)).await, own, "write {n}");
            }
            // Without being asked to: soon.
            for engine in &engines {
                let soon = async {
                    while engine.settings().is_none() || matrix(engine, None).await != own {
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                };
                tokio::time::timeout(Duration::from_secs(20), soon).await.expect("a process does not follow");
            }
            assert_ne!(own, before, "write {n} is to be seen");
            before = own;
        }
        for n in 0..engines.len() {
            store(n).close().await;
        }
    })
    .await;
}

/// One of each kind of write; answers with its position.
async fn write(store: &Store, n: usize) -> LogNo {
    let won = || State { region: Some("EMEA".into()), ..state("Won", 5, 70_000 + n as i64) };
    match n {
        0 => store.save_settings(author(), LogNo(0), workspace()).await.unwrap().revision,
        3 => {
            let batch = store.begin_batch(None, None, "publishing", "{}").await.unwrap();
            let versions = vec![staged(deal(), NOW.plus_ms(-86_400_000), won())];
            store.stage_versions(batch, versions).await.unwrap();
            store.publish(batch, "published").await.unwrap().1
        }
        4 => {
            let target = StagedTarget {
                measure: TargetMeasure::Acv,
                period: "FY27-Q4".parse().unwrap(),
                dimension: Some(Dimension::Region),
                key: "EMEA".into(),
                amount: Some(Company(5_000_000)),
            };
            store.save_targets(author(), LogNo(0), vec![target]).await.unwrap()
        }
        5 => {
            let settings = store.settings().unwrap();
            let renamed = domain::Workspace { company: "Other".into(), ..(*settings.workspace).clone() };
            store.save_settings(author(), settings.revision, renamed).await.unwrap().revision
        }
        6 => {
            let (subject, valid_from) = (Uuid::now_v7(), day("2026-01-01"));
            let fact = StagedFact { subject, attribute: Attribute::TeamRegion, valid_from, value: "APAC".into() };
            store.save_facts(author(), vec![fact]).await.unwrap()[0].log
        }
        _ => store.create(author(), won()).await.unwrap().log,
    }
}

#[tokio::test]
async fn postgres_tells_other_processes_of_a_commit() {
    each_url(async |url| {
        if !url.starts_with("postgres") {
            return;
        }
        let stores = processes(&url).await;
        let mut hints = stores[1].hints().await;
        let made = stores[0].create(author(), state("Alfa", 2, 1)).await.unwrap();
        // Without the hint it would be told nothing within this time.
        assert_eq!(hints.next(Duration::from_secs(30)).await, Some(made.log));
        let mut seen = HashSet::new();
        for n in 0..20 {
            stores[n % 3].create(author(), state("More", 2, 1)).await.unwrap();
        }
        while seen.len() < 20 {
            seen.insert(hints.next(Duration::from_secs(30)).await.expect("a commit was not told of"));
        }
        assert_eq!(seen.into_iter().max(), Some(LogNo(made.log.0 + 20)));
        // It holds a connection.
        drop(hints);
        for store in &stores {
            store.close().await;
        }
    })
    .await;
}
