//! The real program, killed in the middle of staging: nothing of it is ever seen, and what it left is cleaned up.

use domain::LogNo;
use engine::store::Store;
use engine::testing::each_url;
use engine::{Clock, demo};
use std::process::{Command, Stdio};
use std::time::Duration;

#[tokio::test]
async fn a_killed_program_leaves_nothing_to_be_seen() {
    each_url(async |url| {
        let clock = Clock::fixed(Clock::system().now());
        let store = Store::open(&url, clock.clone()).await.unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_motore"))
            .args(["demo", "--opportunities", "200000"])
            .env("MOTORE_DATABASE", &url)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // A few thousand versions are there, and many more to come.
        let begun = async {
            loop {
                let batch = store.batches(None, 1).await.unwrap().first().map(|batch| batch.id);
                if let Some(batch) = batch
                    && store.versions_in(batch, LogNo(0), 5_000).await.unwrap().len() == 5_000
                {
                    return batch;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let batch = tokio::time::timeout(Duration::from_secs(120), begun).await.expect("nothing is staged");
        program.kill().unwrap();
        program.wait().unwrap();

        let mut seen = 0;
        store.read_history(None, None, |_| seen += 1).await.unwrap();
        assert_eq!(seen, 0);
        assert_eq!(store.changes_since(LogNo(0)).await.unwrap().0.len(), 1, "the settings alone");

        clock.set(clock.now().plus_ms(3_600_000));
        assert_eq!(store.tend().await.unwrap(), 1);
        assert_eq!(store.versions_in(batch, LogNo(0), 10).await.unwrap(), []);
        assert_eq!(store.facts(None).await.unwrap(), []);
        store.close().await;

        // And the demo can be made after all.
        let engine = engine::Engine::open(&url, Clock::system(), &|_| {}).await.unwrap();
        assert!(demo::is_wanted(&engine).await.unwrap());
        demo::fill(&engine, demo::SEED, 50, &|_| {}).await.unwrap();
        engine.unrestricted("the test is over").close().await;
    })
    .await;
}
