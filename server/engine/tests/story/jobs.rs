//! Jobs: at their time, by one of several processes, again after a failure, taken over after a crash.

use crate::{day, state, store};
use contract::inbox::{News, NoticesQuery};
use contract::session::Me;
use domain::activity::ActivityKind;
use domain::{ActivityId, Category, LogNo, PersonId, Role, State, Weekday};
use engine::jobs::{Job, Runner, Schedule};
use engine::store::{ActivityRow, Entity, EntityRow};
use engine::testing::{NOW, author, each_url, each_workspace, workspace};
use engine::{Clock, Engine};
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use uuid::Uuid;

const MINUTE: i64 = 60_000;

/// A job that counts how often it ran, every ten minutes.
fn counting(count: &Arc<AtomicUsize>) -> Job {
    let count = count.clone();
    Job::new(
        "counting",
        |_| Schedule::Every(Duration::from_secs(600)),
        move |_| {
            let count = count.clone();
            async move {
                count.fetch_add(1, Ordering::SeqCst);
                // Long enough for another to try meanwhile.
                tokio::time::sleep(Duration::from_millis(50)).await;
                Ok(())
            }
        },
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_several_processes_one_runs_a_job() {
    each_url(async |url| {
        let clock = Clock::fixed(NOW);
        let count = Arc::new(AtomicUsize::new(0));
        let mut runners = Vec::new();
        for _ in 0..3 {
            let engine = Engine::open(&url, clock.clone(), &|_| {}).await.unwrap();
            if engine.settings().is_none() {
                store(&engine).save_settings(author(), LogNo(0), workspace()).await.unwrap();
            }
            runners.push(Runner::new(engine, vec![counting(&count)]));
        }
        // The first look makes the row: what is new is not due at once.
        for runner in &runners {
            assert!(runner.run_due().await.unwrap().is_empty());
        }
        for (minutes, ran) in [(9, 0), (10, 1), (11, 1), (20, 2), (55, 3)] {
            clock.set(NOW.plus_ms(minutes * MINUTE));
            let turns = runners.iter().map(|runner| async { runner.run_due().await.unwrap().len() });
            futures::future::join_all(turns).await;
            assert_eq!(count.load(Ordering::SeqCst), ran, "after {minutes} minutes");
        }
        for runner in &runners {
            assert!(runner.run_due().await.unwrap().is_empty(), "what was missed is not made up for");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_a_crash_leaves_is_taken_over() {
    each_workspace(|engine| async move {
        let job = |run: fn() -> bool| {
            let run = move |_| async move {
                if run() {
                    pending::<()>().await
                }
                Ok(())
            };
            Job::new("digest", |_| Schedule::Weekly { on: Weekday::Mon, minute: 600, ahead: Duration::ZERO }, run)
        };
        // Now is Monday at 10:00 in Rome: the next is in a week.
        let hanging = Runner::new(engine.clone(), vec![job(|| true)]);
        let sound = Runner::new(engine.clone(), vec![job(|| false)]);
        assert!(hanging.run_due().await.unwrap().is_empty());
        let due = NOW.plus_ms(7 * 24 * 60 * MINUTE);
        engine.clock().set(due.plus_ms(-1));
        assert!(sound.run_due().await.unwrap().is_empty());
        engine.clock().set(due);
        let crash = tokio::time::timeout(Duration::from_millis(500), hanging.run_due()).await;
        assert!(crash.is_err(), "it ends in the middle");
        engine.clock().set(due.plus_ms(MINUTE));
        assert!(sound.run_due().await.unwrap().is_empty(), "somebody may still be at it");
        engine.clock().set(due.plus_ms(3 * MINUTE));
        assert_eq!(sound.run_due().await.unwrap(), ["digest"]);
        assert!(sound.run_due().await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_fails_is_tried_again_later_and_later() {
    each_workspace(|engine| async move {
        static BROKEN: AtomicUsize = AtomicUsize::new(0);
        BROKEN.store(3, Ordering::SeqCst);
        let run = |_| async {
            match BROKEN.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)) {
                Ok(3) => panic!("even so"),
                Ok(_) => Err("the disk is full".into()),
                Err(_) => Ok(()),
            }
        };
        let runner = Runner::new(engine.clone(), vec![Job::new("report", |_| Schedule::Every(Duration::from_secs(3_600)), run)]);
        runner.run_due().await.unwrap();
        // Due after an hour; then again after one minute, after two, after four.
        for (minutes, runs) in [(59, 0), (60, 1), (61, 1), (62, 0), (63, 1), (66, 0), (67, 1), (68, 0), (127, 1)] {
            engine.clock().set(NOW.plus_ms(minutes * MINUTE));
            assert_eq!(runner.run_due().await.unwrap().len(), runs, "after {minutes} minutes");
            let row = store(&engine).jobs().await.unwrap().remove(0);
            match minutes {
                61 => assert_eq!((row.failures, row.error.as_deref()), (2, Some("the disk is full"))),
                67.. => assert_eq!((row.failures, row.error), (0, None)),
                _ => {}
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_run_by_themselves_until_they_are_stopped() {
    each_workspace(|engine| async move {
        let count = Arc::new(AtomicUsize::new(0));
        let often = count.clone();
        let run = move |_| {
            let often = often.clone();
            async move {
                often.fetch_add(1, Ordering::SeqCst);
                Ok(())
            }
        };
        let running = Runner::new(engine.clone(), vec![Job::new("often", |_| Schedule::Every(Duration::ZERO), run)]).start();
        let three = async {
            while count.load(Ordering::SeqCst) < 3 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), three).await.expect("it runs by itself");
        running.stop().await;
        let ran = count.load(Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert_eq!(count.load(Ordering::SeqCst), ran);
    })
    .await;
}

/// What somebody has been told, the latest first.
async fn told(engine: &Engine, person: PersonId) -> Vec<News> {
    let me = Me { person, name: "Rita".into(), email: "rita@example.com".into(), role: Role::Rep };
    let page = engine.view(&me).notices(&NoticesQuery::default()).await.unwrap();
    page.items.into_iter().map(|notice| notice.news).collect()
}

#[tokio::test]
async fn tasks_are_told_on_their_day_and_deals_when_their_time_has_come_each_once() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let rita = PersonId(Uuid::now_v7());
        let person = EntityRow { id: rita.0, name: "Rita".into(), ..EntityRow::default() };
        store.upsert_entities(Entity::Person, vec![person]).await.unwrap();
        let aside = State {
            owner: Some(rita),
            category: Some(Category::Omitted),
            nurture_until: Some(day("2026-11-25")),
            ..state("Rossi", 2, 1_000)
        };
        let deal = store.create(author(), aside).await.unwrap().opportunity;
        let task = |id: u128, due: &str, done: bool| ActivityRow {
            id: ActivityId(Uuid::from_u128(id)),
            opportunity: deal,
            author: rita,
            contact: None,
            kind: ActivityKind::Task,
            at: NOW,
            due_day: Some(day(due)),
            done_at: done.then_some(NOW),
            text: format!("Call {id}"),
            created_at: NOW,
            deleted: false,
        };
        for task in [task(1, "2026-11-24", false), task(2, "2026-11-24", true), task(3, "2026-11-26", false)] {
            store.log_activity(&task).await.unwrap();
        }
        let runner = Runner::new(engine.clone(), engine::jobs::all());
        runner.run_due().await.unwrap();
        // Monday 10:00 in Rome: Tuesday's morning begins 21 hours later.
        let due = |id: u128, due: &str| News::TaskDue { deal, what: format!("Call {id}"), due: day(due) };
        for (hours, expected) in [
            (20, vec![]),
            (21, vec![due(1, "2026-11-24")]),
            (40, vec![News::NurtureOver { deal }, due(1, "2026-11-24")]),
            (45, vec![News::NurtureOver { deal }, due(1, "2026-11-24")]),
            (69, vec![due(3, "2026-11-26"), News::NurtureOver { deal }, due(1, "2026-11-24")]),
            (93, vec![due(3, "2026-11-26"), News::NurtureOver { deal }, due(1, "2026-11-24")]),
        ] {
            engine.clock().set(NOW.plus_ms(hours * 60 * MINUTE));
            runner.run_due().await.unwrap();
            assert_eq!(told(&engine, rita).await, expected, "after {hours} hours");
        }
    })
    .await;
}
