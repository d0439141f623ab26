//! What was uploaded, what its rows can be and what its columns hold.

use super::{DateOrder, DecimalMark, FileKind};
use serde::{Deserialize, Serialize};

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
    /// How it is written.
    pub written: Written,
}

/// A column of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Column {
    /// Its header.
    pub name: String,
    /// The first few different values.
    pub samples: Vec<String>,
    /// What was found out about it, unless it holds texts.
    pub found: Option<Found>,
}

/// How a file is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Written {
    /// A sheet of a workbook.
    Sheet,
    /// Lines of text.
    Text {
        /// The name of its encoding.
        encoding: String,
        /// What separates its columns.
        separator: Separator,
    },
}

impl std::fmt::Display for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sheet => f.write_str("a sheet of a workbook"),
            Self::Text { encoding, separator } => write!(f, "{encoding}, separated by {separator}"),
        }
    }
}

/// What separates the columns of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Separator {
    /// ,
    Comma,
    /// ;
    Semicolon,
    /// A tab.
    Tab,
    /// |
    Bar,
}

impl std::fmt::Display for Separator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Comma => "commas",
            Self::Semicolon => "semicolons",
            Self::Tab => "tabs",
            Self::Bar => "bars",
        })
    }
}

/// What a column was found to hold, if not texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Found {
    /// Nothing.
    Empty,
    /// Dates that can be read in one way.
    Dates {
        /// Their order, where it matters.
        order: Option<DateOrder>,
    },
    /// Dates that cannot.
    DatesInDoubt {
        /// Why.
        doubt: DateDoubt,
    },
    /// Numbers that can be read in one way.
    Numbers {
        /// Their decimal mark, where it matters.
        decimal: Option<DecimalMark>,
    },
    /// Numbers that cannot.
    NumbersInDoubt {
        /// Values that can be read both ways, or that need one each.
        examples: Vec<String>,
    },
}

/// Why the order of a column's dates is not clear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DateDoubt {
    /// Every value can be read in more than one way.
    Either {
        /// One of them.
        example: String,
    },
    /// No order fits all values.
    Neither {
        /// Per order, the first value that does not fit it.
        against: Vec<Misfit>,
    },
}

impl std::fmt::Display for DateDoubt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Either { example } => write!(f, "“{example}” and every other value can be read in more than one way"),
            Self::Neither { against } => {
                let told: Vec<_> = against.iter().map(|one| format!("“{}” is not {}", one.value, one.order.parts())).collect();
                write!(f, "The values contradict each other: {}", told.join(", "))
            }
        }
    }
}

/// A value that an order of dates does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Misfit {
    /// The order.
    pub order: DateOrder,
    /// The value.
    pub value: String,
}
