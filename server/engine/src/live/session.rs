//! A stream lasts no longer than the session it was opened with, whichever process ends that.

use super::Hub;
use crate::store::Store;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// Half of the second within which a stream ends that may no longer be read.
const LOOK: Duration = Duration::from_millis(500);

impl Hub {
    /// Looks after the sessions of open streams, all at once, until the hub or the store is gone.
    pub(crate) fn watch_sessions(&self, store: Store) {
        let hub = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK).await;
                let Some(hub) = hub.upgrade().map(Hub) else { return };
                hub.expire_presence();
                match hub.end_without_session(&store).await {
                    Err(error) if error.is_closed() => return,
                    Err(error) => tracing::warn!(%error, "sessions cannot be looked after"),
                    Ok(()) => {}
                }
            }
        });
    }

    async fn end_without_session(&self, store: &Store) -> crate::store::Result<()> {
        let sessions: BTreeSet<Vec<u8>> = self.0.readers.read().all.values().map(|reader| reader.session.clone()).collect();
        if sessions.is_empty() {
            return Ok(());
        }
        let sessions = Vec::from_iter(sessions);
        let still = store.still(&sessions).await?;
        // One opened since is looked after next time.
        let looked = |session: &[u8]| sessions.binary_search_by(|other| other.as_slice().cmp(session)).is_ok();
        self.end(|reader| looked(&reader.session) && still.get(&reader.session) != Some(&reader.me.role));
        Ok(())
    }
}
