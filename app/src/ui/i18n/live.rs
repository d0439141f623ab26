//! Who else is there.

use domain::format::Language;

/// The texts; `{}` stands for a name, a second one for a field. The browser fills them in (`frontend/live`).
pub struct Live {
    /// Somebody looks at the same deal.
    pub here: &'static str,
    /// Somebody changes a field of it.
    pub editing: &'static str,
}

/// The texts in a language.
pub fn live(language: Language) -> Live {
    match language {
        Language::En => Live { here: "{} is looking at this deal", editing: "{} is editing {}" },
        Language::It => Live { here: "{} sta guardando questa trattativa", editing: "{} sta modificando {}" },
    }
}
