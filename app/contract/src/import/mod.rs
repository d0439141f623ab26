//! Imports: upload, map, check (a dry run), publish or not at all, undo.

mod file;
mod finding;
mod profile;
mod question;
mod refusal;
mod warning;

pub use file::{Column, DateDoubt, FieldHolds, Found, ImportField, ImportFile, ImportKind, Misfit, Separator, Written};
pub use finding::{Finding, FindingsQuery, Reason, Thing, Verdict};
pub use profile::{
    AmountHistory, ConflictRule, DateOrder, DecimalMark, FileKind, FileProfile, ProcessRule, Profile, SegmentBand, StageRule,
};
pub use question::{Asks, Question};
pub use refusal::{Foreign, Refusal, Why};
pub use warning::{Peril, Warning};

use crate::{Nothing, Page, Problem};
use domain::{BatchId, Instant};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Imports";
    /// The imports so far, latest first. Administrators only, as everything here. (Files are uploaded as multipart/form-data to `POST /api/v1/imports`.)
    ListImports = Get "/api/v1/imports", query: ListImportsQuery, answer: Page<Import>;
    /// What a file's rows can be, and which fields a mapping can fill for each.
    ListImportKinds = Get "/api/v1/imports/kinds", answer: Vec<ImportKind>;
    /// One import: its files, mapping, progress and result.
    ReadImport = Get "/api/v1/imports/{id}", path: ImportPath, answer: Import;
    /// How far an import is: small, to be asked again and again while something is under way.
    ReadImportProgress = Get "/api/v1/imports/{id}/progress", path: ImportPath, answer: ImportProgress;
    /// Sets how columns and values are read. The dry run has to be made again.
    SaveMapping = Put "/api/v1/imports/{id}/mapping", path: ImportPath, body: Profile, answer: Import;
    /// Starts the dry run: every row is sorted into accept, repair or reject; nothing is published.
    CheckImport = Post "/api/v1/imports/{id}/check", path: ImportPath, answer: Import;
    /// The rows repaired or rejected by the dry run, with line, column, value and reason.
    ListFindings = Get "/api/v1/imports/{id}/findings", path: ImportPath, query: FindingsQuery, answer: Page<Finding>;
    /// Publishes what the dry run accepted (and repaired), at one instant.
    PublishImport = Post "/api/v1/imports/{id}/publish", path: ImportPath, answer: Import;
    /// Undoes a published import; deals edited since are kept and listed.
    UndoImport = Post "/api/v1/imports/{id}/undo", path: ImportPath, answer: Import;
    /// Discards an import that was not published.
    DiscardImport = Delete "/api/v1/imports/{id}", path: ImportPath, answer: Nothing;
}

/// Which import.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
pub struct ImportPath {
    /// Its id.
    pub id: BatchId,
}

/// Which page of the list.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ListImportsQuery {
    /// From the answer before.
    pub after: Option<String>,
}

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ImportStatus {
    /// Uploaded; the mapping waits to be confirmed or completed.
    Mapping,
    /// The dry run is under way.
    Checking,
    /// The dry run is done; it can be published.
    Checked,
    /// Rows are being staged and published.
    Publishing,
    /// Done.
    Published,
    /// Being undone.
    Undoing,
    /// Undone.
    Undone,
    /// Stopped by an error; nothing was published.
    Failed,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportProgress {
    /// Where it stands.
    pub status: ImportStatus,
    /// Rows done.
    pub done: u64,
    /// Rows in all; 0 while that is not known yet.
    pub of: u64,
}

/// One import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Import {
    /// Its id.
    pub id: BatchId,
    /// When it was uploaded.
    pub created_at: Instant,
    /// Where it stands.
    pub status: ImportStatus,
    /// The files.
    pub files: Vec<ImportFile>,
    /// How they are read.
    pub profile: Profile,
    /// What still has to be said before it can be checked.
    pub questions: Vec<Question>,
    /// Rows done of rows in all, while something is under way.
    pub progress: (u64, u64),
    /// What the dry run found that one should know before publishing.
    pub warnings: Vec<Warning>,
    /// What the dry run or the import came to.
    pub counts: ImportCounts,
    /// Why it failed.
    pub error: Option<Problem>,
}

/// What the rows came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportCounts {
    /// Rows taken as they are.
    pub accepted: u64,
    /// Rows taken after a repair.
    pub repaired: u64,
    /// Rows left out.
    pub rejected: u64,
    /// Deals that did not exist before.
    pub created: u64,
    /// Deals that got a new version.
    pub updated: u64,
    /// Deals that already were as the file says.
    pub unchanged: u64,
    /// After an undo: deals kept because they were edited since.
    pub kept: u64,
    /// Versions written.
    pub versions: u64,
}

/// A number of rows, for English sentences.
fn rows(n: u64) -> String {
    if n == 1 { "1 row".into() } else { format!("{n} rows") }
}

/// Values in quotation marks, for English sentences.
fn quoted(values: &[String]) -> String {
    values.iter().map(|value| format!("“{value}”")).collect::<Vec<_>>().join(" and ")
}
