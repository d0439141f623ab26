//! Reading the columns from the store.

use super::columns::Columns;
use super::snapshot::Place;
use super::{Ledger, RwLock};
use crate::engine::{OnProgress, Progress};
use crate::store::{Settings, Store, StoreError};
use domain::LogNo;
use parking_lot::Mutex;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tokio::sync::watch;

/// Progress is told once in so many versions.
const STEP: u64 = 20_000;

impl Ledger {
    /// Reads the snapshot in a folder, if there is one to believe; else all history.
    pub async fn load(store: &Store, folder: Option<&Path>, on_progress: &OnProgress) -> Result<Arc<Self>, StoreError> {
        let place = folder.map(Place::of);
        let kept = match &place {
            Some(place) => place.read(store, on_progress).await,
            None => None,
        };
        let columns = match (kept, store.settings()) {
            (Some(kept), _) => Some(kept),
            (None, Some(settings)) => Some(columns(store, settings, None, on_progress).await?),
            (None, None) => None,
        };
        Ok(Arc::new_cyclic(|myself| Self {
            myself: myself.clone(),
            store: store.clone(),
            place,
            columns: RwLock::new(columns),
            past: Mutex::default(),
            busy: AtomicBool::new(false),
            settled: watch::channel(()).0,
            wanted: Mutex::default(),
            catching_up: tokio::sync::Mutex::default(),
        }))
    }
}

/// The columns as known at a position, by default the head.
pub async fn columns(
    store: &Store,
    settings: Settings,
    known_at: Option<LogNo>,
    on_progress: &OnProgress,
) -> Result<Columns, StoreError> {
    let of = store.count_versions().await?;
    let mut columns = Columns::new(settings)?;
    if known_at.is_some() {
        columns.book = None;
    }
    let mut done = 0;
    let head = store
        .read_history(None, known_at, |version| {
            columns.append(&version);
            done += 1;
            if done % STEP == 0 {
                on_progress(Progress { what: "Reading history", done, of });
            }
        })
        .await?;
    columns.head = head;
    surroundings(store, &mut columns).await?;
    columns.sort();
    Ok(columns)
}

/// Facts, rates and targets as known at the columns' position.
pub async fn surroundings(store: &Store, columns: &mut Columns) -> Result<(), StoreError> {
    let known_at = Some(columns.head);
    let facts = store.facts(known_at).await?;
    let rates = store.rates(known_at).await?;
    let (targets, revision) = store.targets(known_at).await?;
    columns.tell_surroundings(&facts, &rates, targets, revision);
    Ok(())
}
