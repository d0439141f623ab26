//! What an import has to ask before it can be checked.

use super::{DateDoubt, FileKind};
use serde::{Deserialize, Serialize};

/// Something an import has to ask, with the answers to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Question {
    /// The file.
    pub file: String,
    /// The column.
    pub column: Option<String>,
    /// What is asked.
    pub asks: Asks,
    /// The same in English.
    pub text: String,
    /// The answers to choose from, as the profile writes them; empty if any will do.
    pub choices: Vec<String>,
}

/// What is asked, and where in the profile the answer goes. The column is the question's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "about", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Asks {
    /// The company has not been set up.
    #[error("Set up the company first: its currency, time zone and fiscal calendar.")]
    Workspace,
    /// What the rows of a file are.
    #[error("What are the rows of this file?")]
    Kind,
    /// Which column a required field is in.
    #[error("Which column holds “{}” of the {}?", field.replace('_', " "), kind.name().replace('_', " "))]
    Column {
        /// The field, as the profile writes it.
        field: String,
        /// What the rows are.
        kind: FileKind,
    },
    /// In which order dates are written.
    #[error("In which order are these dates written? {doubt}.")]
    DateOrder {
        /// The field, as the profile writes it.
        field: String,
        /// Why that is not clear.
        doubt: DateDoubt,
    },
    /// How numbers are written.
    #[error(
        "How are these numbers written? {} can be read with a decimal point or with a decimal comma.",
        super::quoted(examples)
    )]
    Number {
        /// The field, as the profile writes it.
        field: String,
        /// Values that can be read both ways, or that need one each.
        examples: Vec<String>,
    },
    /// Which stage of ours a value stands for.
    #[error(
        "What is the stage “{value}” ({}): which stage of yours, open, won or lost, which forecast category, and is it in the pipeline?"
    , super::rows(*rows))]
    Stage {
        /// The value.
        value: String,
        /// In how many rows it stands.
        rows: u64,
    },
    /// Which stage of the process a value stands for, since the process is kept.
    #[error("Which stage of yours is “{value}” ({})? The sales process is kept as it is.", super::rows(*rows))]
    OwnStage {
        /// The value.
        value: String,
        /// In how many rows it stands.
        rows: u64,
    },
    /// A stage that is described in a way no stage can be.
    #[error(
        "The stage for “{value}” contradicts itself: won is Closed and in the pipeline, lost is Omitted and is not, open is never Closed."
    )]
    Contradiction {
        /// The value of the file.
        value: String,
    },
    /// Where the pipeline begins.
    #[error("Which open stage is the first that counts as pipeline?")]
    Entry,
}

impl Asks {
    /// A stable name of it, for naming what is at fault when nothing is answered.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Workspace => "workspace",
            Self::Kind => "kind",
            Self::Column { .. } => "column",
            Self::DateOrder { .. } => "date_order",
            Self::Number { .. } => "number",
            Self::Stage { .. } | Self::OwnStage { .. } | Self::Contradiction { .. } => "stage",
            Self::Entry => "entry",
        }
    }

    /// The value of the file it is about.
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Stage { value, .. } | Self::OwnStage { value, .. } | Self::Contradiction { value } => Some(value),
            _ => None,
        }
    }
}
