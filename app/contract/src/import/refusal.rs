//! Why a file, a mapping or a step of an import is refused as a whole.

use super::FileKind;
use serde::{Deserialize, Serialize};

/// A refusal: of one file, or of all that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refusal {
    /// The file, if it is about one.
    pub file: Option<String>,
    /// Why, and what to do.
    pub why: Why,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.file {
            Some(file) => write!(f, "“{file}”: {}", self.why),
            None => self.why.fmt(f),
        }
    }
}

/// What a file is that is no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Foreign {
    /// A PDF document.
    Pdf,
    /// A picture.
    Picture,
    /// A ZIP archive, perhaps a workbook under another name.
    Zip,
    /// Compressed.
    Gzip,
    /// A workbook of before 2007.
    OldExcel,
    /// A database.
    Database,
    /// HTML or XML.
    Html,
    /// JSON.
    Json,
}

impl std::fmt::Display for Foreign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Pdf => "a PDF document",
            Self::Picture => "a picture",
            Self::Zip => "a ZIP archive. Unpack it first; a workbook must be named .xlsx",
            Self::Gzip => "compressed. Unpack it first",
            Self::OldExcel => "an old Excel workbook. Save it as .xlsx or CSV",
            Self::Database => "a database",
            Self::Html => "HTML or XML",
            Self::Json => "JSON",
        })
    }
}

/// Why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Why {
    /// No file was sent.
    #[error("Choose at least one file.")]
    NoFile,
    /// The upload ended before its end.
    #[error("The upload broke off. Upload the files again.")]
    BrokenOff,
    /// The upload is over the limit.
    #[error("An upload may have {mebibytes} MiB. Use the command motore import for more.")]
    UploadTooLarge {
        /// How much is possible.
        mebibytes: u64,
    },
    /// Two files of one name.
    #[error("Two files have this name. Rename one.")]
    SameName,
    /// It cannot be opened or read.
    #[error("The file cannot be read.")]
    Unreadable,
    /// Nothing is in it.
    #[error("The file is empty.")]
    Empty,
    /// A header and nothing else.
    #[error("The file has a header and no rows.")]
    NoRows,
    /// Neither columns nor a list.
    #[error("This is not a table: no comma, semicolon, tab or bar separates columns.")]
    NoTable,
    /// Something else under this name.
    #[error("This is not a CSV file but {format}.")]
    Foreign {
        /// What it is.
        format: Foreign,
    },
    /// Bytes that no text has.
    #[error("This is not a CSV file: it holds bytes that no text has.")]
    NotText,
    /// Characters of no encoding, or of two.
    #[error("The encoding is broken: line {line} is neither UTF-8 nor fits the rest of the file. Save it again as UTF-8.")]
    Encoding {
        /// The line.
        line: u64,
    },
    /// A line without end.
    #[error("Line {line} is longer than 1 MiB.")]
    RowTooLong {
        /// The line.
        line: u64,
    },
    /// A quotation mark that is never closed.
    #[error("The row that starts in line {line} is longer than 1 MiB: a quotation mark in it is probably never closed.")]
    QuoteOpen {
        /// The line.
        line: u64,
    },
    /// Two columns of one name.
    #[error("The column “{column}” appears twice. Rename one.")]
    ColumnTwice {
        /// The column.
        column: String,
    },
    /// A workbook over the limit.
    #[error("Workbooks over 256 MiB are not read. Save the sheet as CSV.")]
    BookTooLarge,
    /// No workbook, or a damaged one.
    #[error("This is not a workbook that can be read (XLSX).")]
    NoBook,
    /// A workbook without anything in it.
    #[error("The workbook is empty.")]
    EmptyBook,
    /// A sheet that cannot be read to its end.
    #[error("The sheet “{sheet}” is damaged.")]
    SheetDamaged {
        /// The sheet.
        sheet: String,
    },
    /// The mapping speaks of a file that there is not.
    #[error("The mapping speaks of this file, which is not in the import.")]
    UnknownFile,
    /// The mapping speaks of a column that there is not.
    #[error("The file has no column “{column}”.")]
    UnknownColumn {
        /// The column.
        column: String,
    },
    /// The mapping speaks of a field that rows of this kind do not have.
    #[error("“{field}” is no field of {}.", kind.name().replace('_', " "))]
    UnknownField {
        /// The field.
        field: String,
        /// What the rows are.
        kind: FileKind,
    },
    /// One stage of ours, described in two ways.
    #[error("The stage “{stage}” is described in two ways. Describe it alike wherever it stands.")]
    StageTwoWays {
        /// The stage.
        stage: String,
    },
    /// A stage that does not fit into a process.
    #[error(
        "The stage “{stage}” does not fit into the process: won is Closed and in the pipeline, lost is Omitted and is not, open is never Closed, and after the first stage in the pipeline all open ones are in it."
    )]
    StageUnfit {
        /// The stage.
        stage: String,
    },
    /// A process that lacks something.
    #[error("The process needs an open stage that is in the pipeline, a won and a lost one.")]
    ProcessIncomplete,
    /// An entry stage that is none.
    #[error("The stage “{stage}”, at which closed deals begin, is not an open stage.")]
    EntryNotOpen {
        /// The stage.
        stage: String,
    },
    /// No company yet.
    #[error("Set up the company first.")]
    NoCompany,
    /// Something is under way for the import.
    #[error("This import is busy. Wait until it is done.")]
    Busy,
    /// It is published.
    #[error("This import has been published: it can be undone.")]
    Published,
    /// It is undone.
    #[error("This import has been undone. Upload the files again to import them.")]
    Undone,
    /// There was no dry run.
    #[error("Check this import first: nothing is published before a dry run.")]
    Unchecked,
    /// It is at another point.
    #[error("This import is not at a point where that can be done.")]
    NotNow,
    /// The program ended in the middle.
    #[error("It was interrupted. Nothing was published: check it again.")]
    Interrupted,
    /// Others changed the same things, again and again.
    #[error("Others kept changing the same things. Try again.")]
    KeptChanging,
}
