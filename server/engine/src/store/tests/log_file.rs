//! What is left beside SQLite's file.

use crate::clock::Clock;
use crate::store::Store;
use std::time::Duration;

/// The log of writes would otherwise stay as long as the largest import made it.
#[tokio::test]
async fn a_store_that_was_closed_leaves_its_file_alone_and_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}", folder.path().join("motore.db").display()), Clock::system()).await.unwrap();
    // Until the log has been looked after beside the writers, on a connection that is closed later.
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    store.close().await;
    let log = folder.path().join("motore.db-wal");
    assert_eq!(log.metadata().map_or(0, |log| log.len()), 0);
}
