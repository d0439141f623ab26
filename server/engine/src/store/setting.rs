//! Settings: a row each time they change.

use crate::clock::Zone;
use crate::store::{Author, Result, Store};
use domain::{LogNo, Workspace};
use std::sync::Arc;

/// The settings in force, and the revision they have.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The log number of the change that set them; what the next change has to be based on.
    pub revision: LogNo,
    /// The settings.
    pub workspace: Arc<Workspace>,
    /// Their time zone.
    pub zone: Zone,
}

impl Store {
    /// The settings in force, from memory; none before the workspace is set up.
    pub fn settings(&self) -> Option<Settings> {
        todo!()
    }

    /// The settings as known at a position of the log.
    pub async fn settings_at(&self, known_at: LogNo) -> Result<Option<Settings>> {
        let _ = known_at;
        todo!()
    }

    /// Changes the settings. `base` is the revision they are based on (`LogNo(0)` the first time); another one by now is a
    /// conflict. They are checked: processes, calendar, zone, stage numbers that deals use.
    pub async fn save_settings(&self, author: Author, base: LogNo, workspace: Workspace) -> Result<Settings> {
        let _ = (author, base, workspace);
        todo!()
    }
}
