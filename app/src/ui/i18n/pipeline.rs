//! The page of the pipeline through time.

use domain::format::Language;

/// Its texts.
#[derive(Debug)]
pub struct Pipeline {
    pub title: &'static str,
    pub subtitle: fn(weeks: &str, until: &str, currency: &str) -> String,
    pub what: &'static str,
    pub label: fn(weeks: &str, until: &str, first: &str, last: &str) -> String,
    pub weeks: fn(u16) -> String,
    pub how_long: &'static str,
    pub until: &'static str,
    pub show: &'static str,
    pub back_to_today: &'static str,
    pub total: &'static str,
    pub as_of: &'static str,
    pub as_table: &'static str,
    pub empty: &'static str,
    pub empty_hint: &'static str,
    pub empty_filtered: &'static str,
    pub without_filters: &'static str,
    pub filters: &'static str,
    pub withheld: fn(&str) -> String,
    pub remove: fn(&str) -> String,
}

/// The texts in a language.
pub fn pipeline(language: Language) -> &'static Pipeline {
    match language {
        Language::En => &EN,
        Language::It => &IT,
    }
}

static EN: Pipeline = Pipeline {
    title: "Pipeline through time",
    subtitle: |weeks, until, currency| format!("{weeks} up to {until}, end of day · company currency {currency}"),
    what: "Open pipeline, any close date, by stage, as it stood at the end of each week. Every point is what was true on that day, not today’s deals counted back.",
    label: |weeks, until, first, last| format!("Open pipeline by stage over {weeks} up to {until}: from {first} to {last}"),
    weeks: |weeks| match weeks {
        1 => "1 week".into(),
        52 => "1 year".into(),
        104 => "2 years".into(),
        156 => "3 years".into(),
        _ => format!("{weeks} weeks"),
    },
    how_long: "How far back",
    until: "Up to",
    show: "Show",
    back_to_today: "Back to today",
    total: "Total",
    as_of: "As of",
    as_table: "Show as a table",
    empty: "No open pipeline in these weeks",
    empty_hint: "It appears here as soon as deals reach a stage that counts as pipeline. An administrator can import them.",
    empty_filtered: "No deal matches these filters in these weeks.",
    without_filters: "Show all deals",
    filters: "Filters",
    withheld: |stages| format!("Not told, since on some day they stand on fewer than 5 deals or would tell of fewer: {stages}."),
    remove: |what| format!("Remove the filter {what}"),
};

static IT: Pipeline = Pipeline {
    title: "Pipeline nel tempo",
    subtitle: |weeks, until, currency| format!("{weeks} fino a {until}, fine giornata · valuta aziendale {currency}"),
    what: "Pipeline aperta, con qualsiasi data di chiusura, per fase, com’era alla fine di ogni settimana. Ogni punto è ciò che valeva quel giorno, non le trattative di oggi contate a ritroso.",
    label: |weeks, until, first, last| format!("Pipeline aperta per fase, {weeks} fino a {until}: da {first} a {last}"),
    weeks: |weeks| match weeks {
        1 => "1 settimana".into(),
        52 => "1 anno".into(),
        104 => "2 anni".into(),
        156 => "3 anni".into(),
        _ => format!("{weeks} settimane"),
    },
    how_long: "Quanto indietro",
    until: "Fino a",
    show: "Mostra",
    back_to_today: "Torna a oggi",
    total: "Totale",
    as_of: "Al",
    as_table: "Mostra come tabella",
    empty: "Nessuna pipeline aperta in queste settimane",
    empty_hint: "Comparirà qui appena le trattative raggiungono una fase che conta come pipeline. Un amministratore può importarle.",
    empty_filtered: "Nessuna trattativa corrisponde a questi filtri in queste settimane.",
    without_filters: "Mostra tutte le trattative",
    filters: "Filtri",
    withheld: |stages| {
        format!("Non mostrate, perché in qualche giorno riguardano meno di 5 trattative o ne rivelerebbero meno: {stages}.")
    },
    remove: |what| format!("Togli il filtro {what}"),
};
