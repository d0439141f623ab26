//! Bringing in what other systems hold: files are uploaded, mapped, checked in a dry run, and published at one instant or
//! not at all; what was published can be undone. See `docs/import.md`.

mod date;
mod number;
mod read;
mod scan;
mod sheet;

use crate::Engine;
use contract::import::{Finding, FindingsQuery, Import, ListImportsQuery, Profile};
use contract::{Page, Problem};
use domain::{BatchId, PersonId};
use std::path::{Path, PathBuf};

/// A file that has been received.
#[derive(Clone, Debug)]
pub struct Upload {
    /// What it was called.
    pub name: String,
    /// Where it lies; it is copied.
    pub path: PathBuf,
}

/// Imports of one engine. Cheap to clone. Whether the person asking is an administrator has been decided by the caller.
#[derive(Clone)]
pub struct Importer {
    engine: Engine,
    folder: PathBuf,
}

impl Importer {
    /// Imports keep their files in `folder`, which is made if there is none.
    pub fn new(engine: Engine, folder: &Path) -> Self {
        Self { engine, folder: folder.to_owned() }
    }

    /// Takes files in, looks through them and proposes how to read them. A file that is not delimited text or a workbook
    /// is refused, and with it the upload.
    pub async fn upload(&self, actor: Option<PersonId>, files: Vec<Upload>) -> Result<Import, Problem> {
        let _ = (actor, files, &self.engine, &self.folder);
        Err(Problem::internal())
    }

    /// The imports so far, latest first.
    pub async fn list(&self, query: &ListImportsQuery) -> Result<Page<Import>, Problem> {
        let _ = query;
        Err(Problem::internal())
    }

    /// One import, with its progress while something is under way.
    pub async fn read(&self, id: BatchId) -> Result<Import, Problem> {
        let _ = id;
        Err(Problem::internal())
    }

    /// Sets how columns and values are read; a dry run made before counts no longer.
    pub async fn save_mapping(&self, id: BatchId, profile: Profile) -> Result<Import, Problem> {
        let _ = (id, profile);
        Err(Problem::internal())
    }

    /// Starts the dry run and answers at once. Refused while questions are open.
    pub async fn check(&self, id: BatchId) -> Result<Import, Problem> {
        let _ = id;
        Err(Problem::internal())
    }

    /// The rows repaired or rejected.
    pub async fn findings(&self, id: BatchId, query: &FindingsQuery) -> Result<Page<Finding>, Problem> {
        let _ = (id, query);
        Err(Problem::internal())
    }

    /// All findings as CSV, with formula-like cells made harmless.
    pub async fn report(&self, id: BatchId) -> Result<String, Problem> {
        let _ = id;
        Err(Problem::internal())
    }

    /// Starts publishing what the dry run accepted and answers at once.
    pub async fn publish(&self, id: BatchId, actor: Option<PersonId>) -> Result<Import, Problem> {
        let _ = (id, actor);
        Err(Problem::internal())
    }

    /// Starts undoing a published import and answers at once.
    pub async fn undo(&self, id: BatchId, actor: Option<PersonId>) -> Result<Import, Problem> {
        let _ = (id, actor);
        Err(Problem::internal())
    }

    /// Removes an import that was not published, with its files.
    pub async fn discard(&self, id: BatchId) -> Result<(), Problem> {
        let _ = id;
        Err(Problem::internal())
    }

    /// Waits until nothing is under way for this import, and answers with how it stands then.
    pub async fn settled(&self, id: BatchId) -> Result<Import, Problem> {
        let _ = id;
        Err(Problem::internal())
    }
}
