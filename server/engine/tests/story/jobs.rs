//! Jobs: at their time, by one of several processes, again after a failure, taken over after a crash.

use crate::store;
use domain::{LogNo, Weekday};
use engine::jobs::{Job, Runner, Schedule};
use engine::testing::{NOW, author, each_url, each_workspace, workspace};
use engine::{Clock, Engine};
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

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
