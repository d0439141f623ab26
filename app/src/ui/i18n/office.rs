//! The pages of sales operations: people with access, exchange rates.

use domain::format::Language;

/// The page of the people who may sign in.
#[derive(Debug)]
#[expect(missing_docs, reason = "each field is named after the text it holds")]
pub struct Users {
    pub title: &'static str,
    pub count: fn(i64, &str) -> String,
    pub name: &'static str,
    pub email: &'static str,
    pub role: &'static str,
    pub state: &'static str,
    pub last_seen: &'static str,
    pub never: &'static str,
    pub active: &'static str,
    pub invited: &'static str,
    pub disabled: &'static str,
    pub manage: fn(&str) -> String,
    pub change: &'static str,
    pub save_role: &'static str,
    pub new_link: &'static str,
    pub sign_out: &'static str,
    pub disable: &'static str,
    pub enable: &'static str,
    pub you: &'static str,
    pub invite: &'static str,
    pub invite_hint: &'static str,
    pub make_link: &'static str,
    pub link: &'static str,
    pub link_hint: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub no_script: &'static str,
    pub done: fn(&str) -> &'static str,
}

/// The page of the exchange rates.
#[derive(Debug)]
#[expect(missing_docs, reason = "each field is named after the text it holds")]
pub struct Rates {
    pub title: &'static str,
    pub subtitle: fn(currency: &str) -> String,
    pub count: fn(i64, &str) -> String,
    pub currency: &'static str,
    pub currency_hint: &'static str,
    pub day: &'static str,
    pub rate: fn(currency: &str) -> String,
    pub rate_hint: &'static str,
    pub add: &'static str,
    pub what: &'static str,
    pub save: &'static str,
    pub correct: &'static str,
    pub saved: &'static str,
    pub who: &'static str,
    pub empty: &'static str,
    pub empty_hint: &'static str,
    pub wrong_currency: &'static str,
    pub wrong_day: &'static str,
    pub wrong_rate: &'static str,
    pub refused: &'static str,
}

/// The texts about people in a language.
pub fn users(language: Language) -> &'static Users {
    match language {
        Language::En => &USERS_EN,
        Language::It => &USERS_IT,
    }
}

/// The texts about rates in a language.
pub fn rates(language: Language) -> &'static Rates {
    match language {
        Language::En => &RATES_EN,
        Language::It => &RATES_IT,
    }
}

static USERS_EN: Users = Users {
    title: "People with access",
    count: |n, text| format!("{text} {}", if n == 1 { "person" } else { "people" }),
    name: "Name",
    email: "Mail address",
    role: "Role",
    state: "Access",
    last_seen: "Last signed in",
    never: "never",
    active: "Active",
    invited: "Invited",
    disabled: "Disabled",
    manage: |name| format!("Change the access of {name}"),
    change: "Change",
    save_role: "Save role",
    new_link: "Make a new one-time link",
    sign_out: "Sign out everywhere",
    disable: "Disable access",
    enable: "Enable access",
    you: "This is you: another administrator has to change your role or your access.",
    invite: "Give somebody access",
    invite_hint: "You get a link to pass on. It works once, for seven days, and sets the password.",
    make_link: "Make a one-time link",
    link: "One-time link",
    link_hint: "It is shown only now. Pass it on by a way you trust.",
    copy: "Copy",
    copied: "Copied",
    no_script: "To make a link, allow scripts in this browser, or use “motore user add” on the server.",
    done: |what| match what {
        "role" => "The role has been changed.",
        "disabled" => "Access is disabled, and every session of this person has ended.",
        "enabled" => "Access is enabled again.",
        "signed-out" => "Every session of this person has ended.",
        "last" => "Nothing was changed: this is the last administrator who can sign in.",
        "own" => "Nothing was changed: another administrator has to change your own access.",
        _ => "Nothing was changed: this person has no access. The list may have changed meanwhile.",
    },
};

static USERS_IT: Users = Users {
    title: "Persone con accesso",
    count: |n, text| format!("{text} {}", if n == 1 { "persona" } else { "persone" }),
    name: "Nome",
    email: "Indirizzo e-mail",
    role: "Ruolo",
    state: "Accesso",
    last_seen: "Ultimo accesso",
    never: "mai",
    active: "Attivo",
    invited: "Invitato",
    disabled: "Disattivato",
    manage: |name| format!("Modifica l'accesso di {name}"),
    change: "Modifica",
    save_role: "Salva il ruolo",
    new_link: "Crea un nuovo link monouso",
    sign_out: "Esci da tutti i dispositivi",
    disable: "Disattiva l'accesso",
    enable: "Riattiva l'accesso",
    you: "Sei tu: il tuo ruolo e il tuo accesso li cambia un altro amministratore.",
    invite: "Dai accesso a qualcuno",
    invite_hint: "Ricevi un link da consegnare. Funziona una volta sola, per sette giorni, e imposta la password.",
    make_link: "Crea un link monouso",
    link: "Link monouso",
    link_hint: "È mostrato soltanto adesso. Consegnalo per una via di cui ti fidi.",
    copy: "Copia",
    copied: "Copiato",
    no_script: "Per creare un link permetti gli script in questo browser, oppure usa “motore user add” sul server.",
    done: |what| match what {
        "role" => "Il ruolo è stato cambiato.",
        "disabled" => "L'accesso è disattivato e tutte le sessioni di questa persona sono terminate.",
        "enabled" => "L'accesso è di nuovo attivo.",
        "signed-out" => "Tutte le sessioni di questa persona sono terminate.",
        "last" => "Nulla è cambiato: è l'ultimo amministratore che può accedere.",
        "own" => "Nulla è cambiato: il tuo accesso lo cambia un altro amministratore.",
        _ => "Nulla è cambiato: questa persona non ha accesso. L'elenco può essere cambiato nel frattempo.",
    },
};

static RATES_EN: Rates = Rates {
    title: "Exchange rates",
    subtitle: |currency| format!("What one unit is worth in {currency}, from a day on"),
    count: |n, text| format!("{text} {}", if n == 1 { "rate" } else { "rates" }),
    currency: "Currency",
    currency_hint: "Three letters, such as USD",
    day: "From",
    rate: |currency| format!("One unit in {currency}"),
    rate_hint: "Up to nine decimals, such as 1.0825",
    add: "Add or correct a rate",
    what: "The same currency and day replaces the rate from now on; what was answered before stays as it was known then.",
    save: "Save",
    correct: "Correct",
    saved: "The rate has been saved.",
    who: "Administrators enter rates.",
    empty: "No exchange rates yet",
    empty_hint: "As long as every deal is in the company's currency, none is needed.",
    wrong_currency: "Write the three letters of a currency other than the company's.",
    wrong_day: "Choose a day.",
    wrong_rate: "Write a rate above zero with at most nine decimals, such as 1.0825, without thousands separators.",
    refused: "Nothing was saved. Administrators enter rates.",
};

static RATES_IT: Rates = Rates {
    title: "Tassi di cambio",
    subtitle: |currency| format!("Quanto vale un'unità in {currency}, da un giorno in poi"),
    count: |n, text| format!("{text} {}", if n == 1 { "tasso" } else { "tassi" }),
    currency: "Valuta",
    currency_hint: "Tre lettere, per esempio USD",
    day: "Dal",
    rate: |currency| format!("Un'unità in {currency}"),
    rate_hint: "Al massimo nove decimali, per esempio 1,0825",
    add: "Aggiungi o correggi un tasso",
    what: "Lo stesso giorno e la stessa valuta sostituiscono il tasso da ora in poi; ciò che è stato risposto prima resta come era noto allora.",
    save: "Salva",
    correct: "Correggi",
    saved: "Il tasso è stato salvato.",
    who: "I tassi sono inseriti dagli amministratori.",
    empty: "Nessun tasso di cambio",
    empty_hint: "Finché tutte le trattative sono nella valuta dell'azienda non ne serve nessuno.",
    wrong_currency: "Scrivi le tre lettere di una valuta diversa da quella dell'azienda.",
    wrong_day: "Scegli un giorno.",
    wrong_rate: "Scrivi un tasso maggiore di zero con al massimo nove decimali, per esempio 1,0825, senza separatori delle migliaia.",
    refused: "Nulla è stato salvato. I tassi sono inseriti dagli amministratori.",
};
