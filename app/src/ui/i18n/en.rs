//! English.

use super::Texts;
use crate::context::Language;

/// Every text in English.
pub static TEXTS: Texts = Texts { language: Language::En };
