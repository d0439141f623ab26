//! What an import keeps of itself in its batch, as JSON.

use super::propose::Looked;
use super::scan::Format;
use super::stages::Replaced;
use super::survey::FileSurvey;
use crate::store::BatchRow;
use contract::Problem;
use contract::import::{Column, Import, ImportCounts, ImportFile, ImportStatus, Peril, Profile, Question, Warning, Written};
use serde::{Deserialize, Serialize};

/// A file that was taken in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stored {
    /// What it was called.
    pub name: String,
    /// What it is called in the import's folder.
    pub file: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// How it is read.
    pub format: Format,
    /// What its columns hold.
    pub survey: FileSurvey,
    /// Whether its numbers came typed, from a workbook.
    pub typed_numbers: bool,
}

/// An import, as kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Content {
    /// Its files.
    pub files: Vec<Stored>,
    /// How they are read.
    pub profile: Profile,
    /// What is still to be said.
    pub questions: Vec<Question>,
    /// The process that takes the place of those there were.
    #[serde(default)]
    pub replaced: Option<Replaced>,
    /// What to know before publishing.
    #[serde(default)]
    pub warnings: Vec<Peril>,
    /// What the rows came to.
    pub counts: ImportCounts,
    /// Why it failed.
    pub error: Option<Problem>,
}

impl<'a> From<&'a Stored> for Looked<'a> {
    fn from(file: &'a Stored) -> Self {
        Self { name: &file.name, survey: &file.survey, typed_numbers: file.typed_numbers }
    }
}

impl Content {
    /// Reads it back.
    pub fn read(row: &BatchRow) -> Result<Self, Problem> {
        serde_json::from_str(&row.content).map_err(|error| {
            tracing::error!(%error, batch = %row.id, "an import's content cannot be read");
            Problem::internal()
        })
    }

    /// As it is kept.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The files, for proposals and questions.
    pub fn looked(&self) -> Vec<Looked<'_>> {
        self.files.iter().map(Looked::from).collect()
    }

    /// As it is shown.
    pub fn shown(self, row: &BatchRow, progress: (u64, u64)) -> Import {
        let files = self
            .files
            .into_iter()
            .map(|file| ImportFile {
                written: written(&file),
                name: file.name,
                bytes: file.bytes,
                rows: file.survey.rows,
                columns: file
                    .survey
                    .columns
                    .into_iter()
                    .map(|column| Column { found: column.found(), name: column.name, samples: column.samples })
                    .collect(),
            })
            .collect();
        Import {
            id: row.id,
            created_at: row.created_at,
            status: status(&row.status),
            files,
            profile: self.profile,
            questions: self.questions,
            warnings: self.warnings.into_iter().map(Warning::from).collect(),
            progress,
            counts: self.counts,
            error: self.error,
        }
    }
}

fn written(file: &Stored) -> Written {
    if file.name.contains(".xlsx") {
        return Written::Sheet;
    }
    Written::Text { encoding: file.format.encoding.name().to_owned(), separator: file.format.separator() }
}

/// A status as it is stored.
pub fn word(status: ImportStatus) -> &'static str {
    match status {
        ImportStatus::Mapping => "mapping",
        ImportStatus::Checking => "checking",
        ImportStatus::Checked => "checked",
        ImportStatus::Publishing => "publishing",
        ImportStatus::Published => "published",
        ImportStatus::Undoing => "undoing",
        ImportStatus::Undone => "undone",
        ImportStatus::Failed => "failed",
    }
}

/// A stored status.
pub fn status(word: &str) -> ImportStatus {
    match word {
        "mapping" => ImportStatus::Mapping,
        "checking" => ImportStatus::Checking,
        "checked" => ImportStatus::Checked,
        "publishing" => ImportStatus::Publishing,
        "published" => ImportStatus::Published,
        "undoing" => ImportStatus::Undoing,
        "undone" => ImportStatus::Undone,
        _ => ImportStatus::Failed,
    }
}
