//! Numbers, money, days and periods as people read them, in English and Italian.
//!
//! Server and browser must write the same, so nothing asks the machine for its locale. Everything is rounded half away
//! from zero, on integers. The minus is “−”, the space inside a number does not break.

mod amount;
mod change;
mod day;
mod money;
mod number;
mod rate;

pub use change::ChangeText;

use serde::{Deserialize, Serialize};

/// A language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Italian.
    It,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::It];

    /// Its tag: `en`, `it`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::It => "it",
        }
    }

    /// The language with this tag.
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str() == tag)
    }

    /// What stands between thousands.
    fn thousands(self) -> char {
        match self {
            Self::En => ',',
            Self::It => '.',
        }
    }

    /// What stands before the decimals.
    fn point(self) -> char {
        match self {
            Self::En => '.',
            Self::It => ',',
        }
    }
}

#[cfg(test)]
mod tests;
