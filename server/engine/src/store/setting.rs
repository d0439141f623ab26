//! Settings: a row each time they change.

use super::code::unreadable;
use super::db::{one, run, statements};
use super::log::LogTx;
use super::writer::Write;
use super::{Author, Change, Follower, Result, Store};
use crate::clock::Zone;
use contract::{FieldError, Problem};
use domain::check::Fault;
use domain::{LogNo, StageId, Workspace};
use parking_lot::RwLock;
use std::collections::BTreeSet;
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

/// The settings in force, in memory: every write needs them.
#[derive(Clone, Default)]
pub(super) struct Current(Arc<RwLock<Option<Settings>>>);

impl Follower for Current {
    fn apply(&self, changes: &[Change]) {
        for change in changes {
            if let Change::Settings(revision, workspace) = change {
                self.set(Settings::new(*revision, workspace.clone()));
            }
        }
    }
}

impl Current {
    /// Never goes back.
    fn set(&self, settings: Settings) {
        let mut current = self.0.write();
        if current.as_ref().is_none_or(|current| current.revision < settings.revision) {
            *current = Some(settings);
        }
    }
}

impl Settings {
    fn new(revision: LogNo, workspace: Workspace) -> Self {
        // Checked when it was saved; a zone that has left the database of zones since counts as universal time.
        let zone = Zone::named(&workspace.time_zone).unwrap_or_else(Zone::utc);
        Self { revision, workspace: Arc::new(workspace), zone }
    }
}

statements! {
    READ = "select log, content
        from setting
        where log <= $1
        order by log desc
        limit 1";
    INSERT = "insert into setting (log, recorded_at, actor, content)
        values ($1, $2, $3, $4)";
    /// A number that a stage no longer has must not be in use.
    USED = "select 1
        from opportunity_version
        where stage = $1
        limit 1";
}

pub(super) fn read_workspace(content: &str) -> Result<Workspace> {
    serde_json::from_str(content).map_err(|error| unreadable("the settings", error))
}

impl Store {
    /// The settings in force, from memory; none before the workspace is set up.
    pub fn settings(&self) -> Option<Settings> {
        self.current.0.read().clone()
    }

    /// Reads the settings in force: another process may have changed them.
    pub async fn refresh_settings(&self) -> Result<()> {
        if let Some(settings) = self.settings_at(LogNo(i64::MAX)).await? {
            self.current.set(settings);
        }
        Ok(())
    }

    /// The settings as known at a position of the log.
    pub async fn settings_at(&self, known_at: LogNo) -> Result<Option<Settings>> {
        let mut conn = self.db.read_fresh().await?;
        let Some((log, content)) = one!(conn, READ => (i64, String); known_at.0)? else { return Ok(None) };
        Ok(Some(Settings::new(LogNo(log), read_workspace(&content)?)))
    }

    /// Changes the settings. `base` is the revision they are based on (`LogNo(0)` the first time); another one by now is a
    /// conflict. They are checked: processes, calendar, zone, stage numbers that deals use.
    pub async fn save_settings(&self, author: Author, base: LogNo, mut workspace: Workspace) -> Result<Settings> {
        check(&workspace).map_err(Problem::invalid_fields)?;
        // As it is spelt in the database of zones, however it was typed.
        if let Some(name) = Zone::named(&workspace.time_zone).as_ref().and_then(Zone::name) {
            workspace.time_zone = name.to_owned();
        }
        self.writer.write(SaveSettings { author, base, workspace }).await
    }

    /// The stages of these settings that deals are or were at.
    pub async fn stages_used(&self, workspace: &Workspace) -> Result<BTreeSet<StageId>> {
        let mut conn = self.db.read_fresh().await?;
        let mut used = BTreeSet::new();
        for stage in workspace.processes.iter().flat_map(|process| &process.stages) {
            if one!(conn, USED => (i32,); stage.id.0)?.is_some() {
                used.insert(stage.id);
            }
        }
        Ok(used)
    }
}

fn check(workspace: &Workspace) -> std::result::Result<(), Vec<FieldError>> {
    let shown = |fault: Fault| FieldError { field: fault.field.into_owned(), message: fault.message };
    let mut faults: Vec<_> = workspace.check().err().into_iter().flatten().map(shown).collect();
    if Zone::named(&workspace.time_zone).is_none() {
        let message = format!("“{}” is not a time zone: write it as Europe/Rome.", workspace.time_zone);
        faults.push(FieldError { field: "time_zone".into(), message });
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

struct SaveSettings {
    author: Author,
    base: LogNo,
    workspace: Workspace,
}

impl SaveSettings {
    fn stages(workspace: &Workspace) -> BTreeSet<StageId> {
        workspace.processes.iter().flat_map(|process| &process.stages).map(|stage| stage.id).collect()
    }
}

impl Write for SaveSettings {
    type Answer = Settings;

    async fn run(&self, log: &mut LogTx) -> Result<Settings> {
        let before = one!(log.tx, READ => (i64, String); i64::MAX)?;
        let revision = before.as_ref().map_or(0, |(revision, _)| *revision);
        if revision != self.base.0 {
            return Err(Problem::conflict("Somebody else has changed the settings meanwhile. Look again, then save.").into());
        }
        if let Some((_, content)) = before {
            let gone = &Self::stages(&read_workspace(&content)?) - &Self::stages(&self.workspace);
            log.flush().await?;
            for stage in gone {
                if one!(log.tx, USED => (i32,); stage.0)?.is_some() {
                    let message = format!("Deals are or were at the stage with number {}: it must stay.", stage.0);
                    return Err(Problem::invalid("processes", message).into());
                }
            }
        }
        let number = log.next();
        let content = serde_json::to_string(&self.workspace).map_err(|error| unreadable("the settings", error))?;
        let (actor, at) = (self.author.person.map(|person| person.0), log.recorded_at.0);
        run!(log.writing(), INSERT; number.0, at, actor, content)?;
        log.changes.push(Change::Settings(number, self.workspace.clone()));
        Ok(Settings::new(number, self.workspace.clone()))
    }
}
