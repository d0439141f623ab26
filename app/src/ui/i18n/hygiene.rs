//! Flags: what each is called and what it means.

use domain::Flag;
use domain::format::Language;
use domain::hygiene::Severity;

/// The texts about flags.
#[derive(Debug)]
pub struct Hygiene {
    /// A flag's name, short.
    pub flag: fn(Flag) -> &'static str,
    /// The end of "4.1M rests on 23 deals …".
    pub with: fn(Flag) -> &'static str,
    /// What a flag means.
    pub help: fn(Flag) -> &'static str,
    /// What a flag does.
    pub severity: fn(Severity) -> &'static str,
}

/// The texts in a language.
pub fn hygiene(language: Language) -> &'static Hygiene {
    match language {
        Language::En => &EN,
        Language::It => &IT,
    }
}

static EN: Hygiene = Hygiene {
    flag: |flag| match flag {
        Flag::CloseDatePast => "Close date past",
        Flag::NoAmount => "No amount",
        Flag::NoProduct => "No product",
        Flag::NoNextStep => "No next step",
        Flag::OwnerInactive => "Owner inactive",
        Flag::StuckInStage => "Stuck in stage",
        Flag::NextStepPast => "Next step overdue",
        Flag::NextStepFar => "Next step far off",
        Flag::NoContact => "No contact",
        Flag::NoEconomicBuyer => "No economic buyer",
        Flag::LongInStage => "Long in stage",
        Flag::Quiet => "Quiet",
        Flag::Pushed => "Pushed",
    },
    with: |flag| match flag {
        Flag::CloseDatePast => "whose close date has passed",
        Flag::NoAmount => "without an amount",
        Flag::NoProduct => "without a product",
        Flag::NoNextStep => "with no next step",
        Flag::OwnerInactive => "whose owner is not here any more",
        Flag::StuckInStage => "stuck in their stage",
        Flag::NextStepPast => "whose next step is overdue",
        Flag::NextStepFar => "with no next step within two weeks",
        Flag::NoContact => "with no contact at the customer",
        Flag::NoEconomicBuyer => "with no economic buyer",
        Flag::LongInStage => "long in their stage",
        Flag::Quiet => "in which nothing moved for a month",
        Flag::Pushed => "pushed again and again",
    },
    help: |flag| match flag {
        Flag::CloseDatePast => {
            "The day it was to close has passed and it is still open. Give it the day on which it will, or close it."
        }
        Flag::NoAmount => "It has no amount, or is a new deal with none above zero. Say what it is worth a year.",
        Flag::NoProduct => "No line says what is sold. Choose a product.",
        Flag::NoNextStep => "It counts as pipeline, and nothing is said to happen next. Write the next step and its day.",
        Flag::OwnerInactive => "It has no owner, or one who does not work here any more. Give it to somebody.",
        Flag::StuckInStage => {
            "It has been in its stage at least twice as long as the median of deals won in this segment. Move it, or say why it stays."
        }
        Flag::NextStepPast => "The day of the next step has passed. Say what happened and what comes next.",
        Flag::NextStepFar => "It is in Commit, and its next step is more than 14 days away or has no day.",
        Flag::NoContact => "It counts as pipeline, and nobody at the customer has a role in it.",
        Flag::NoEconomicBuyer => "It is at proposal or beyond, and the person who decides about the money is not known.",
        Flag::LongInStage => "It has been in its stage longer than 1.5 times the median of deals won in this segment.",
        Flag::Quiet => "Neither its stage, its amount nor its close date changed for 30 days.",
        Flag::Pushed => "Its close date was moved to a later quarter at least twice.",
    },
    severity: |severity| match severity {
        Severity::Off => "Off",
        Severity::Warning => "Warning",
        Severity::Blocking => "Blocking",
    },
};

static IT: Hygiene = Hygiene {
    flag: |flag| match flag {
        Flag::CloseDatePast => "Chiusura scaduta",
        Flag::NoAmount => "Senza importo",
        Flag::NoProduct => "Senza prodotto",
        Flag::NoNextStep => "Senza prossimo passo",
        Flag::OwnerInactive => "Titolare non attivo",
        Flag::StuckInStage => "Bloccata nella fase",
        Flag::NextStepPast => "Passo in ritardo",
        Flag::NextStepFar => "Passo lontano",
        Flag::NoContact => "Senza contatto",
        Flag::NoEconomicBuyer => "Senza decisore economico",
        Flag::LongInStage => "Da molto nella fase",
        Flag::Quiet => "Ferma",
        Flag::Pushed => "Rinviata",
    },
    with: |flag| match flag {
        Flag::CloseDatePast => "con data di chiusura passata",
        Flag::NoAmount => "senza importo",
        Flag::NoProduct => "senza prodotto",
        Flag::NoNextStep => "senza prossimo passo",
        Flag::OwnerInactive => "il cui titolare non è più qui",
        Flag::StuckInStage => "bloccate nella loro fase",
        Flag::NextStepPast => "con il prossimo passo in ritardo",
        Flag::NextStepFar => "senza un prossimo passo entro due settimane",
        Flag::NoContact => "senza un contatto presso il cliente",
        Flag::NoEconomicBuyer => "senza decisore economico",
        Flag::LongInStage => "da molto nella loro fase",
        Flag::Quiet => "in cui nulla si muove da un mese",
        Flag::Pushed => "rinviate più volte",
    },
    help: |flag| match flag {
        Flag::CloseDatePast => {
            "Il giorno previsto per la chiusura è passato ed è ancora aperta. Indica il giorno in cui chiuderà, oppure chiudila."
        }
        Flag::NoAmount => "Non ha importo, o è una trattativa nuova senza un importo sopra lo zero. Indica quanto vale all’anno.",
        Flag::NoProduct => "Nessuna riga dice che cosa si vende. Scegli un prodotto.",
        Flag::NoNextStep => "Conta come pipeline e non è detto che cosa succede poi. Scrivi il prossimo passo e il suo giorno.",
        Flag::OwnerInactive => "Non ha titolare, o il titolare non lavora più qui. Affidala a qualcuno.",
        Flag::StuckInStage => {
            "È nella sua fase da almeno il doppio della mediana delle trattative vinte in questo segmento. Spostala, o di’ perché resta."
        }
        Flag::NextStepPast => "Il giorno del prossimo passo è passato. Di’ che cosa è successo e che cosa viene ora.",
        Flag::NextStepFar => "È in Commit e il prossimo passo è fra più di 14 giorni o non ha giorno.",
        Flag::NoContact => "Conta come pipeline e nessuno presso il cliente vi ha un ruolo.",
        Flag::NoEconomicBuyer => "È alla proposta o oltre e non si sa chi decide sul denaro.",
        Flag::LongInStage => "È nella sua fase da più di 1,5 volte la mediana delle trattative vinte in questo segmento.",
        Flag::Quiet => "Né la fase, né l’importo, né la data di chiusura sono cambiati da 30 giorni.",
        Flag::Pushed => "La data di chiusura è stata spostata a un trimestre successivo almeno due volte.",
    },
    severity: |severity| match severity {
        Severity::Off => "Spenta",
        Severity::Warning => "Avviso",
        Severity::Blocking => "Bloccante",
    },
};
