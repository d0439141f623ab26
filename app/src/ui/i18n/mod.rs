//! What the product says, in each language. A text missing in one does not compile.

mod en;
mod it;

use crate::context::Language;
use leptos::prelude::use_context;

/// Every text.
#[derive(Debug)]
pub struct Texts {
    /// The language they are in.
    pub language: Language,
}

/// The texts of a language.
pub fn texts(language: Language) -> &'static Texts {
    match language {
        Language::En => &en::TEXTS,
        Language::It => &it::TEXTS,
    }
}

/// The texts of this visit.
pub fn use_texts() -> &'static Texts {
    use_context::<&'static Texts>().unwrap_or(&en::TEXTS)
}
