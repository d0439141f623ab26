//! Imports: upload, map, check (a dry run), publish or not at all, undo.

use crate::{Nothing, Page};
use domain::{BatchId, Category, Currency, Instant, StageKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// What became of a row in the dry run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Verdict {
    /// Taken as it is.
    Accept,
    /// Taken after a stated repair.
    Repair,
    /// Left out.
    Reject,
    /// After an undo: a deal that was edited since, and stays as it is.
    Keep,
}

/// Which findings.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct FindingsQuery {
    /// Only these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// From the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// One thing the dry run has to say about a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    /// The file.
    pub file: String,
    /// The line, counted from 1 with the header.
    pub line: u64,
    /// The column's header, if it is about one.
    pub column: Option<String>,
    /// The value found.
    pub value: String,
    /// What became of the row.
    pub verdict: Verdict,
    /// Why, and what to do.
    pub reason: String,
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

/// What the rows of a file can be, and what they can say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportKind {
    /// What they are.
    pub kind: FileKind,
    /// The fields of ours that columns can be mapped to.
    pub fields: Vec<ImportField>,
}

/// A field of ours that columns of a file can be mapped to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportField {
    /// Its name in a profile.
    pub name: String,
    /// What it holds.
    pub holds: FieldHolds,
    /// Whether a file of this kind is of no use without it.
    pub required: bool,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FieldHolds {
    /// Any text; several columns are joined.
    Text,
    /// A day, perhaps with a time.
    Date,
    /// An amount of money.
    Amount,
    /// A whole number.
    Count,
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
    /// What still has to be said before it can be checked: in plain words, each naming a file and column.
    pub questions: Vec<Question>,
    /// Rows done of rows in all, while something is under way.
    pub progress: (u64, u64),
    /// What the dry run or the import came to.
    pub counts: ImportCounts,
    /// Why it failed.
    pub error: Option<String>,
}

/// A file, as uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportFile {
    /// Its name.
    pub name: String,
    /// How many bytes.
    pub bytes: u64,
    /// The columns, as headed.
    pub columns: Vec<Column>,
    /// How many rows, without the header.
    pub rows: u64,
    /// How it is written ("Windows-1252, separated by semicolons").
    #[serde(default)]
    pub note: String,
}

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Column {
    /// Its header.
    pub name: String,
    /// The first few different values.
    pub samples: Vec<String>,
    /// What was found out about it ("dates, written month/day/year").
    pub note: Option<String>,
}

/// Something an import has to ask, with the answers to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Question {
    /// The file.
    pub file: String,
    /// The column.
    pub column: Option<String>,
    /// A stable name of what is asked: `date_order`, `stage`, `currency`, `kind`, `id`, `number`, ….
    pub about: String,
    /// In words.
    pub text: String,
    /// The answers to choose from, as the profile writes them; empty if any will do.
    pub choices: Vec<String>,
    /// The field of the profile that the answer goes to, if it is one of a file's fields.
    #[serde(default)]
    pub field: Option<String>,
    /// The value of the file it is about, if it is about one.
    #[serde(default)]
    pub value: Option<String>,
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

/// How files are read: what a TOML profile holds, and what the mapping page edits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Profile {
    /// One part per file.
    pub files: Vec<FileProfile>,
    /// From what the stage column (or columns, joined by " / ") says to a stage of the process.
    pub stages: BTreeMap<String, StageRule>,
    /// The currency of rows that name none.
    pub currency: Option<Currency>,
    /// What an imported deal was worth before its close is known.
    pub amount_history: AmountHistory,
    /// The stage (by our name) a closed deal is taken to have been created at; absent: the first in pipeline.
    pub entry_stage: Option<String>,
    /// What happens to a field that a person has edited since the last import.
    pub conflicts: ConflictRule,
    /// Employee counts to segments: the first band whose limit is not exceeded wins (`[[1000, "SMB"], [null, "Enterprise"]]`).
    pub segment_bands: Vec<SegmentBand>,
}

/// How one file is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileProfile {
    /// The file's name.
    pub name: String,
    /// What its rows are; absent skips the file.
    pub kind: Option<FileKind>,
    /// From fields of ours to its columns. (Fields per kind: the import's documentation.)
    pub columns: BTreeMap<String, Vec<String>>,
    /// Per field: values to be replaced (`GTXPro` → `GTX Pro`).
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Per field: how its dates are written (`ymd`, `mdy`, `dmy`).
    pub dates: BTreeMap<String, DateOrder>,
    /// How numbers are written; absent: found out.
    pub decimal: Option<DecimalMark>,
}

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FileKind {
    /// Deals.
    Deals,
    /// Steps of deals: one version each.
    DealHistory,
    /// Product lines of deals.
    DealLines,
    /// Accounts.
    Accounts,
    /// Products.
    Products,
    /// People, with managers and teams.
    People,
    /// Campaigns.
    Campaigns,
    /// Targets.
    Targets,
    /// Exchange rates.
    Rates,
}

/// The order of a date's parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DateOrder {
    /// Year, month, day.
    Ymd,
    /// Month, day, year.
    Mdy,
    /// Day, month, year.
    Dmy,
}

/// What stands before the fraction of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DecimalMark {
    /// 1,234.56
    Point,
    /// 1.234,56
    Comma,
}

/// A stage a file's value stands for; made if the process has none of that name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StageRule {
    /// The stage's name in our process.
    pub stage: String,
    /// Open, won or lost.
    pub kind: StageKind,
    /// Its forecast category.
    pub category: Category,
    /// Whether it is at or past the entry into pipeline.
    pub entered: bool,
    /// Its probability in hundredths of a percent.
    pub probability: u16,
    /// Its place among the open stages.
    pub order: u16,
}

/// What an imported deal was worth before its outcome (measures, section 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AmountHistory {
    /// The amount column, all along.
    #[default]
    Same,
    /// The product's list price until it closed.
    ListPrice,
    /// Nothing until it closed.
    None,
    /// The amount column, all along; where it is empty, the product's list price.
    SameOrListPrice,
}

/// What an import does with a field that a person has edited since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConflictRule {
    /// The row waits: it is rejected with a reason that says which field.
    #[default]
    Ask,
    /// The person's edit stays.
    Keep,
    /// The file wins.
    Overwrite,
}

/// Up to how many employees a segment goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SegmentBand {
    /// Up to and including this many employees; absent: all above.
    pub up_to: Option<u64>,
    /// The segment.
    pub segment: String,
}
