//! The page of a deal, and the gates on its way.

use domain::format::Language;
use domain::{ContactRole, Requirement};

type Text = &'static str;

super::group! {
    /// What gates say: on the page of a deal, and wherever one is moved.
    Gate {
        requirement: fn(Requirement) -> Text, role: fn(ContactRole) -> Text,
        title: fn(&str) -> String, hint: Text, save: Text, cancel: Text, still: Text,
        step: Text, day: Text, add_contact: Text, role_of: fn(&str) -> String, no_competitor: Text, competitors_hint: Text, reason_hint: Text,
        blocked: Text, blocked_link: Text, pick: Text, none_found: Text, remove: fn(&str) -> String, asks: fn(usize) -> String, asks_nothing: Text,
        commit: Text, commit_hint: Text, as_new: fn(&str) -> String, no_account: Text,
    }
}

/// The texts of gates in a language.
pub fn gate(language: Language) -> &'static Gate {
    match language {
        Language::En => &GATE_EN,
        Language::It => &GATE_IT,
    }
}

static GATE_EN: Gate = Gate {
    requirement: |requirement| match requirement {
        Requirement::Account => "Account",
        Requirement::Owner => "Owner",
        Requirement::Amount => "Amount",
        Requirement::CloseDay => "Close date",
        Requirement::Source => "Source",
        Requirement::Product => "Product",
        Requirement::NextStep => "Next step with its date",
        Requirement::Contact => "A contact with a role",
        Requirement::TwoContacts => "Two contacts with roles",
        Requirement::EconomicBuyer => "The economic buyer",
        Requirement::Competitors => "Competitors, or none",
        Requirement::LostReason => "Why it was lost",
        Requirement::NextStepSoon => "Next step within 14 days",
        Requirement::NoBlockingFlag => "No blocking flag, or a waiver",
    },
    role: |role| match role {
        ContactRole::EconomicBuyer => "Economic buyer",
        ContactRole::Champion => "Champion",
        ContactRole::DecisionMaker => "Decision maker",
        ContactRole::Influencer => "Influencer",
        ContactRole::User => "User",
        ContactRole::Blocker => "Blocker",
        ContactRole::Other => "Other",
    },
    title: |to| format!("Before “{to}”"),
    hint: "The move is saved together with this. Nothing has been changed yet.",
    save: "Save and move",
    cancel: "Not now",
    still: "This is still missing.",
    step: "Next step",
    day: "On",
    add_contact: "Add a contact",
    role_of: |name| format!("Role of {name}"),
    no_competitor: "There is no competitor",
    competitors_hint: "Separate several by commas.",
    reason_hint: "Such as price, no decision, a missing feature.",
    blocked: "A flag blocks this deal. Mend what it says on the deal’s page, or ask your manager for a waiver.",
    blocked_link: "Open the deal",
    pick: "Type to find",
    none_found: "Nothing found",
    remove: |name| format!("Remove {name}"),
    asks: |count| if count == 1 { "Asks for 1 thing".into() } else { format!("Asks for {count} things") },
    asks_nothing: "Asks for nothing",
    commit: "Commit",
    commit_hint: "What a deal must say before it counts as Commit, at whatever stage.",
    as_new: |name| format!("Add “{name}”"),
    no_account: "Say first which account buys.",
};

static GATE_IT: Gate = Gate {
    requirement: |requirement| match requirement {
        Requirement::Account => "Cliente",
        Requirement::Owner => "Responsabile",
        Requirement::Amount => "Importo",
        Requirement::CloseDay => "Data di chiusura",
        Requirement::Source => "Fonte",
        Requirement::Product => "Prodotto",
        Requirement::NextStep => "Prossimo passo con la sua data",
        Requirement::Contact => "Un contatto con un ruolo",
        Requirement::TwoContacts => "Due contatti con un ruolo",
        Requirement::EconomicBuyer => "Chi decide la spesa",
        Requirement::Competitors => "Concorrenti, o nessuno",
        Requirement::LostReason => "Perché è stata persa",
        Requirement::NextStepSoon => "Prossimo passo entro 14 giorni",
        Requirement::NoBlockingFlag => "Nessun avviso bloccante, o una deroga",
    },
    role: |role| match role {
        ContactRole::EconomicBuyer => "Decide la spesa",
        ContactRole::Champion => "Sostenitore",
        ContactRole::DecisionMaker => "Decisore",
        ContactRole::Influencer => "Influente",
        ContactRole::User => "Utente",
        ContactRole::Blocker => "Contrario",
        ContactRole::Other => "Altro",
    },
    title: |to| format!("Prima di «{to}»"),
    hint: "Lo spostamento si salva insieme a questo. Ancora nulla è cambiato.",
    save: "Salva e sposta",
    cancel: "Non ora",
    still: "Questo manca ancora.",
    step: "Prossimo passo",
    day: "Il giorno",
    add_contact: "Aggiungi un contatto",
    role_of: |name| format!("Ruolo di {name}"),
    no_competitor: "Non ci sono concorrenti",
    competitors_hint: "Separa più nomi con una virgola.",
    reason_hint: "Per esempio prezzo, nessuna decisione, una funzione che manca.",
    blocked: "Un avviso blocca questa trattativa. Correggi ciò che dice nella sua pagina, o chiedi una deroga al responsabile.",
    blocked_link: "Apri la trattativa",
    pick: "Scrivi per cercare",
    none_found: "Nessun risultato",
    remove: |name| format!("Togli {name}"),
    asks: |count| if count == 1 { "Chiede 1 cosa".into() } else { format!("Chiede {count} cose") },
    asks_nothing: "Non chiede nulla",
    commit: "Impegno",
    commit_hint: "Ciò che una trattativa deve dire prima di contare come Impegno, in qualsiasi fase.",
    as_new: |name| format!("Aggiungi «{name}»"),
    no_account: "Prima di’ quale cliente compra.",
};
