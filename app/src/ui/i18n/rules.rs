//! The rules of hygiene.

use domain::format::Language;

type Text = &'static str;

/// Their texts.
#[derive(Debug)]
pub struct Rules {
    pub title: Text,
    pub subtitle: Text,
    pub all_deals: Text,
    pub usual: fn(severity: &str, limit: &str) -> String,
    pub does: Text,
    pub days: Text,
    pub percent: Text,
    pub times: Text,
    pub number: Text,
    pub enough: Text,
    pub enough_hint: Text,
    pub apart: Text,
    pub apart_hint: Text,
    pub add: Text,
    pub remove: Text,
    pub choose: Text,
    pub segment: Text,
    pub stage: Text,
    pub all_segments: Text,
    pub all_stages: Text,
    pub preview: Text,
    pub previewed: Text,
    pub now: Text,
    pub then: Text,
    pub saved: Text,
    pub not_saved: Text,
    pub conflict: Text,
}

/// The texts in a language.
pub fn rules(language: Language) -> &'static Rules {
    match language {
        Language::En => &EN,
        Language::It => &IT,
    }
}

static EN: Rules = Rules {
    title: "Rules of hygiene",
    subtitle: "What each flag does and where it begins. They hold for everybody from the moment they are saved; past weeks are told again by them.",
    all_deals: "For all deals",
    usual: |severity, limit| {
        if limit.is_empty() { format!("Usually: {severity}") } else { format!("Usually: {severity}, {limit}") }
    },
    does: "What it does",
    days: "days",
    percent: "percent of the median",
    times: "times",
    number: "Number",
    enough: "Won deals a median needs",
    enough_hint: "In a segment and stage with fewer, nothing is long or stuck.",
    apart: "For some deals",
    apart_hint: "A rule for a segment and a stage goes before one for the stage, that before one for the segment, and that before the rule for all.",
    add: "Add a rule",
    remove: "Remove",
    choose: "Choose",
    segment: "Segment",
    stage: "Stage",
    all_segments: "All segments",
    all_stages: "All stages",
    preview: "Show what they would flag",
    previewed: "What these rules would flag; nothing is saved yet",
    now: "Now",
    then: "By these rules",
    saved: "The rules are saved.",
    not_saved: "They were not saved. Mend what is named and save again.",
    conflict: "Somebody has changed the settings meanwhile. Look at what is filled in and save again.",
};

static IT: Rules = Rules {
    title: "Regole di igiene",
    subtitle: "Che cosa fa ogni segnalazione e da dove comincia. Valgono per tutti dal momento in cui sono salvate; le settimane passate si ricontano con queste.",
    all_deals: "Per tutte le trattative",
    usual: |severity, limit| {
        if limit.is_empty() { format!("Di solito: {severity}") } else { format!("Di solito: {severity}, {limit}") }
    },
    does: "Che cosa fa",
    days: "giorni",
    percent: "percento della mediana",
    times: "volte",
    number: "Numero",
    enough: "Trattative vinte che servono per una mediana",
    enough_hint: "Dove ce ne sono meno, in un segmento e in una fase, niente è da molto né bloccato.",
    apart: "Per alcune trattative",
    apart_hint: "Una regola per segmento e fase viene prima di una per la fase, questa prima di una per il segmento, e questa prima di quella per tutte.",
    add: "Aggiungi una regola",
    remove: "Togli",
    choose: "Scegli",
    segment: "Segmento",
    stage: "Fase",
    all_segments: "Tutti i segmenti",
    all_stages: "Tutte le fasi",
    preview: "Mostra che cosa segnalerebbero",
    previewed: "Che cosa segnalerebbero queste regole; ancora nulla è salvato",
    now: "Ora",
    then: "Con queste regole",
    saved: "Le regole sono salvate.",
    not_saved: "Non sono state salvate. Correggi quanto indicato e salva di nuovo.",
    conflict: "Qualcuno ha cambiato le impostazioni nel frattempo. Guarda che cosa c’è scritto e salva di nuovo.",
};
