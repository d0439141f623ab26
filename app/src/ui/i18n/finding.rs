//! The search. Its texts go to the browser: they are apart from those of pages, which do not.

use domain::format::Language;

/// Its texts.
#[derive(Debug)]
pub struct Finding {
    pub search: &'static str,
    pub search_hint: &'static str,
    pub search_empty: fn(&str) -> String,
    pub search_offline: &'static str,
    pub go_to: &'static str,
    pub actions: &'static str,
    pub results: fn(usize) -> String,
}

/// The texts in a language.
pub fn finding(language: Language) -> &'static Finding {
    match language {
        Language::En => &EN,
        Language::It => &IT,
    }
}

static EN: Finding = Finding {
    search: "Search",
    search_hint: "Deals, accounts, contacts, pages …",
    search_empty: |text| format!("Nothing found for “{text}”."),
    search_offline: "The server cannot be reached: pages and actions only.",
    go_to: "Go to",
    actions: "Do",
    results: |n| if n == 1 { "1 result".into() } else { format!("{n} results") },
};

static IT: Finding = Finding {
    search: "Cerca",
    search_hint: "Trattative, aziende, contatti, pagine …",
    search_empty: |text| format!("Nessun risultato per “{text}”."),
    search_offline: "Il server non è raggiungibile: solo pagine e azioni.",
    go_to: "Vai a",
    actions: "Fai",
    results: |n| if n == 1 { "1 risultato".into() } else { format!("{n} risultati") },
};
