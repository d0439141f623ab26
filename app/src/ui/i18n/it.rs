//! Italian.

use super::Texts;
use crate::context::Language;

/// Every text in Italian.
pub static TEXTS: Texts = Texts { language: Language::It };
