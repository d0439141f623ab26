//! Flags: what each is called and what it means.

use domain::Flag;
use domain::format::Language;
use domain::hygiene::Severity;

/// The texts about flags.
#[derive(Debug)]
pub struct Hygiene {
    /// A flag's name, short.
    pub flag: fn(Flag) -> &'static str,
    /// The end of "4.1M rests on 23 deals …", by the number the flag turns on.
    pub with: fn(Flag, i32) -> String,
    /// What a flag means, by the number it turns on.
    pub help: fn(Flag, i32) -> String,
    /// The number a flag turns on, in words.
    pub limit: fn(Flag, i32) -> String,
    /// Where another rule holds, and which.
    pub elsewhere: fn(place: &str, rule: &str) -> String,
    /// The deals of a segment, of none, and at a stage.
    pub segment: fn(&str) -> String,
    pub at_stage: fn(&str) -> String,
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

/// Percent as how many times over: `1.5`, `2`.
fn times(language: Language, percent: i32) -> String {
    let (mut scaled, mut decimals) = (i64::from(percent), 2);
    while decimals > 0 && scaled % 10 == 0 {
        (scaled, decimals) = (scaled / 10, decimals - 1);
    }
    language.decimals(scaled, decimals)
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
    with: |flag, limit| match flag {
        Flag::CloseDatePast => "whose close date has passed".to_owned(),
        Flag::NoAmount => "without an amount".to_owned(),
        Flag::NoProduct => "without a product".to_owned(),
        Flag::NoNextStep => "with no next step".to_owned(),
        Flag::OwnerInactive => "whose owner is not here any more".to_owned(),
        Flag::StuckInStage => "stuck in their stage".to_owned(),
        Flag::NextStepPast => "whose next step is overdue".to_owned(),
        Flag::NextStepFar => format!("with no next step within {limit} days"),
        Flag::NoContact => "with no contact at the customer".to_owned(),
        Flag::NoEconomicBuyer => "with no economic buyer".to_owned(),
        Flag::LongInStage => "long in their stage".to_owned(),
        Flag::Quiet => format!("in which nothing moved for {limit} days"),
        Flag::Pushed => "pushed again and again".to_owned(),
    },
    help: |flag, limit| match flag {
        Flag::CloseDatePast => {
            "The day it was to close has passed and it is still open. Give it the day on which it will, or close it.".to_owned()
        }
        Flag::NoAmount => "It has no amount, or is a new deal with none above zero. Say what it is worth a year.".to_owned(),
        Flag::NoProduct => "No line says what is sold. Choose a product.".to_owned(),
        Flag::NoNextStep => {
            "It counts as pipeline, and nothing is said to happen next. Write the next step and its day.".to_owned()
        }
        Flag::OwnerInactive => "It has no owner, or one who does not work here any more. Give it to somebody.".to_owned(),
        Flag::StuckInStage => format!(
            "It has been in its stage at least {} times as long as the median of deals won in this segment. Move it, or say why it stays.",
            times(Language::En, limit)
        ),
        Flag::NextStepPast => "The day of the next step has passed. Say what happened and what comes next.".to_owned(),
        Flag::NextStepFar => format!("It is in Commit, and its next step is more than {limit} days away or has no day."),
        Flag::NoContact => "It counts as pipeline, and nobody at the customer has a role in it.".to_owned(),
        Flag::NoEconomicBuyer => {
            "It is at proposal or beyond, and the person who decides about the money is not known.".to_owned()
        }
        Flag::LongInStage => format!(
            "It has been in its stage longer than {} times the median of deals won in this segment.",
            times(Language::En, limit)
        ),
        Flag::Quiet => format!("Neither its stage, its amount nor its close date changed for {limit} days."),
        Flag::Pushed => {
            if limit == 1 {
                "Its close date was moved to a later quarter.".to_owned()
            } else {
                format!("Its close date was moved to a later quarter at least {limit} times.")
            }
        }
    },
    limit: |flag, limit| match flag {
        Flag::StuckInStage | Flag::LongInStage => format!("{} times the median", times(Language::En, limit)),
        Flag::NextStepFar | Flag::Quiet => format!("{limit} days"),
        Flag::Pushed => format!("{limit} times"),
        _ => String::new(),
    },
    elsewhere: |place, rule| format!("{place}: {rule}."),
    segment: |name| if name.is_empty() { "Accounts without a segment".to_owned() } else { name.to_owned() },
    at_stage: |name| format!("at {name}"),
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
    with: |flag, limit| match flag {
        Flag::CloseDatePast => "con data di chiusura passata".to_owned(),
        Flag::NoAmount => "senza importo".to_owned(),
        Flag::NoProduct => "senza prodotto".to_owned(),
        Flag::NoNextStep => "senza prossimo passo".to_owned(),
        Flag::OwnerInactive => "il cui titolare non è più qui".to_owned(),
        Flag::StuckInStage => "bloccate nella loro fase".to_owned(),
        Flag::NextStepPast => "con il prossimo passo in ritardo".to_owned(),
        Flag::NextStepFar => format!("senza un prossimo passo entro {limit} giorni"),
        Flag::NoContact => "senza un contatto presso il cliente".to_owned(),
        Flag::NoEconomicBuyer => "senza decisore economico".to_owned(),
        Flag::LongInStage => "da molto nella loro fase".to_owned(),
        Flag::Quiet => format!("in cui nulla si muove da {limit} giorni"),
        Flag::Pushed => "rinviate più volte".to_owned(),
    },
    help: |flag, limit| match flag {
        Flag::CloseDatePast => {
            "Il giorno previsto per la chiusura è passato ed è ancora aperta. Indica il giorno in cui chiuderà, oppure chiudila."
                .to_owned()
        }
        Flag::NoAmount => {
            "Non ha importo, o è una trattativa nuova senza un importo sopra lo zero. Indica quanto vale all’anno.".to_owned()
        }
        Flag::NoProduct => "Nessuna riga dice che cosa si vende. Scegli un prodotto.".to_owned(),
        Flag::NoNextStep => {
            "Conta come pipeline e non è detto che cosa succede poi. Scrivi il prossimo passo e il suo giorno.".to_owned()
        }
        Flag::OwnerInactive => "Non ha titolare, o il titolare non lavora più qui. Affidala a qualcuno.".to_owned(),
        Flag::StuckInStage => format!(
            "È nella sua fase da almeno {} volte la mediana delle trattative vinte in questo segmento. Spostala, o di’ perché resta.",
            times(Language::It, limit)
        ),
        Flag::NextStepPast => "Il giorno del prossimo passo è passato. Di’ che cosa è successo e che cosa viene ora.".to_owned(),
        Flag::NextStepFar => format!("È in Commit e il prossimo passo è fra più di {limit} giorni o non ha giorno."),
        Flag::NoContact => "Conta come pipeline e nessuno presso il cliente vi ha un ruolo.".to_owned(),
        Flag::NoEconomicBuyer => "È alla proposta o oltre e non si sa chi decide sul denaro.".to_owned(),
        Flag::LongInStage => format!(
            "È nella sua fase da più di {} volte la mediana delle trattative vinte in questo segmento.",
            times(Language::It, limit)
        ),
        Flag::Quiet => format!("Né la fase, né l’importo, né la data di chiusura sono cambiati da {limit} giorni."),
        Flag::Pushed => {
            if limit == 1 {
                "La data di chiusura è stata spostata a un trimestre successivo.".to_owned()
            } else {
                format!("La data di chiusura è stata spostata a un trimestre successivo almeno {limit} volte.")
            }
        }
    },
    limit: |flag, limit| match flag {
        Flag::StuckInStage | Flag::LongInStage => format!("{} volte la mediana", times(Language::It, limit)),
        Flag::NextStepFar | Flag::Quiet => format!("{limit} giorni"),
        Flag::Pushed => format!("{limit} volte"),
        _ => String::new(),
    },
    elsewhere: |place, rule| format!("{place}: {rule}."),
    segment: |name| if name.is_empty() { "Account senza segmento".to_owned() } else { name.to_owned() },
    at_stage: |name| format!("in {name}"),
    severity: |severity| match severity {
        Severity::Off => "Spenta",
        Severity::Warning => "Avviso",
        Severity::Blocking => "Bloccante",
    },
};
