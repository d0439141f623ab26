//! The page of the company's settings.

use domain::Weekday;
use domain::calendar::{Pattern, Week53};
use domain::format::Language;

type Text = &'static str;

super::group! {
    /// Its texts.
    Setup {
        language: Language, title: Text, subtitle: Text, edit_title: Text, edit_subtitle: Text,
        not_yet: Text, not_yet_hint: Text, company: Text, name: Text, currency: Text, currency_hint: Text, zone: Text, zone_hint: Text,
        fiscal: Text, start: Text, start_hint: Text, pattern: Text, patterns: fn(Pattern) -> Text, week53: Text, week53_hint: Text, weeks53: fn(Week53) -> Text,
        holidays: Text, holidays_hint: Text, process: Text, process_name: Text, process_hint: Text, stage: Text,
        up: Text, down: Text, remove: Text, add_stage: Text, add_process: Text, save: Text, save_edit: Text, cancel: Text,
        not_saved: Text, look: Text, conflict: Text, conflict_hint: Text, field: Text, mine: Text, theirs: Text, nothing: Text, save_mine: Text, take_theirs: Text,
        rhythm: Text, digest_hour: Text, digest_hint: Text, meeting_day: Text, meeting_hour: Text, meeting_hint: Text,
        weekday: fn(Weekday) -> Text,
        wrong: fn(&str) -> Option<Text>, place: fn(&str) -> String,
    }
}

/// The texts in a language.
pub fn setup(language: Language) -> &'static Setup {
    match language {
        Language::En => &EN,
        Language::It => &IT,
    }
}

/// The number of a row in a field's path, counted from 1: of `processes[0].stages[2].name` the 3.
fn row(field: &str) -> Option<usize> {
    let (_, rest) = field.rsplit_once('[')?;
    rest.split_once(']')?.0.parse::<usize>().ok().map(|row| row + 1)
}

/// The last part of a field's path.
fn last(field: &str) -> &str {
    field.rsplit('.').next().unwrap_or(field)
}

static EN: Setup = Setup {
    language: Language::En,
    title: "Set up your company",
    subtitle: "Every number depends on this. You can change it later in the settings.",
    edit_title: "Company settings",
    edit_subtitle: "Every number depends on this, past ones too.",
    not_yet: "Not set up yet",
    not_yet_hint: "An administrator has to set up the company before there is anything to see. Ask sales operations.",
    company: "Company",
    name: "Name",
    currency: "Currency",
    currency_hint: "Three letters, such as EUR. Totals are in it.",
    zone: "Time zone",
    zone_hint: "Such as Europe/Rome. It decides what day it is.",
    fiscal: "Fiscal year",
    start: "Starts in",
    start_hint: "A fiscal year is named after the year it ends in.",
    pattern: "Its months",
    patterns: |pattern| match pattern {
        Pattern::Months => "Calendar months",
        Pattern::W445 => "Weeks: 4, 4 and 5 in each quarter",
        Pattern::W454 => "Weeks: 4, 5 and 4 in each quarter",
        Pattern::W544 => "Weeks: 5, 4 and 4 in each quarter",
    },
    week53: "Years of weeks end on",
    week53_hint: "This decides which years have a 53rd week. It belongs to the last month.",
    weeks53: |rule| match rule {
        Week53::LastSaturday => "The last Saturday of the month before",
        Week53::NearestSaturday => "The Saturday nearest to that month’s end",
    },
    holidays: "Holidays",
    holidays_hint: "One day per line, such as 2026-12-25. Saturdays and Sundays are free anyway.",
    process: "Sales process",
    process_name: "Name of the process",
    process_hint: "Open stages first, in their order. From the first stage in the pipeline on, all are in it. Won and lost have a fixed probability and category.",
    stage: "Stage",
    up: "Move up",
    down: "Move down",
    remove: "Remove",
    add_stage: "Add a stage",
    add_process: "Add a sales process",
    save: "Save and begin",
    save_edit: "Save",
    cancel: "Back without saving",
    not_saved: "Not saved yet",
    look: "Nothing you entered is lost. Mend this, then save again:",
    conflict: "Changed meanwhile",
    conflict_hint: "Somebody else saved the settings while you were at it. This differs; what you entered is still below.",
    field: "What",
    mine: "You entered",
    theirs: "Saved meanwhile",
    nothing: "nothing",
    save_mine: "Save mine instead",
    take_theirs: "Take theirs",
    rhythm: "When people are written to",
    digest_hour: "Daily digest at",
    digest_hint: "By mail on working days, to whoever wants it; tasks that are due are told at this hour too.",
    meeting_day: "Weekly review meeting on",
    meeting_hour: "It begins at",
    meeting_hint: "Twelve hours before, managers and executives get what it is about by mail.",
    weekday: |day| match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    },
    wrong: |_| None,
    place: |field| match (last(field), row(field)) {
        ("company", _) => "Name".into(),
        ("currency", _) => "Currency".into(),
        ("time_zone", _) => "Time zone".into(),
        ("start_month", _) => "Fiscal year starts in".into(),
        ("pattern", _) => "Months of the fiscal year".into(),
        ("week53", _) => "Years of weeks end on".into(),
        ("holidays", _) => "Holidays".into(),
        ("digest_hour" | "meeting_day" | "meeting_hour", _) => "When people are written to".into(),
        (part, Some(row)) if field.contains("stages[") => {
            let part = match part {
                "name" => "name",
                "kind" => "kind",
                "category" => "forecast category",
                "probability" => "probability",
                "entered" => "in the pipeline",
                other => other,
            };
            format!("Stage {row}: {part}")
        }
        (_, Some(row)) => format!("Sales process {row}"),
        _ => field.to_owned(),
    },
};

static IT: Setup = Setup {
    language: Language::It,
    title: "Imposta la tua azienda",
    subtitle: "Ogni numero dipende da questo. Puoi cambiarlo più tardi nelle impostazioni.",
    edit_title: "Impostazioni dell’azienda",
    edit_subtitle: "Ogni numero dipende da questo, anche quelli passati.",
    not_yet: "Non ancora impostata",
    not_yet_hint: "Un amministratore deve impostare l’azienda prima che ci sia qualcosa da vedere. Chiedi alle sales operations.",
    company: "Azienda",
    name: "Nome",
    currency: "Valuta",
    currency_hint: "Tre lettere, come EUR. I totali sono in questa.",
    zone: "Fuso orario",
    zone_hint: "Come Europe/Rome. Decide che giorno è.",
    fiscal: "Anno fiscale",
    start: "Inizia a",
    start_hint: "Un anno fiscale prende il nome dall’anno in cui finisce.",
    pattern: "I suoi mesi",
    patterns: |pattern| match pattern {
        Pattern::Months => "Mesi di calendario",
        Pattern::W445 => "Settimane: 4, 4 e 5 per trimestre",
        Pattern::W454 => "Settimane: 4, 5 e 4 per trimestre",
        Pattern::W544 => "Settimane: 5, 4 e 4 per trimestre",
    },
    week53: "Gli anni di settimane finiscono",
    week53_hint: "Decide quali anni hanno una 53ª settimana. Appartiene all’ultimo mese.",
    weeks53: |rule| match rule {
        Week53::LastSaturday => "L’ultimo sabato del mese precedente",
        Week53::NearestSaturday => "Il sabato più vicino alla fine di quel mese",
    },
    holidays: "Giorni festivi",
    holidays_hint: "Un giorno per riga, come 2026-12-25. Sabati e domeniche sono liberi comunque.",
    process: "Processo di vendita",
    process_name: "Nome del processo",
    process_hint: "Prima le fasi aperte, nel loro ordine. Dalla prima fase in pipeline in poi lo sono tutte. Vinta e persa hanno probabilità e categoria fisse.",
    stage: "Fase",
    up: "Sposta su",
    down: "Sposta giù",
    remove: "Togli",
    add_stage: "Aggiungi una fase",
    add_process: "Aggiungi un processo di vendita",
    save: "Salva e comincia",
    save_edit: "Salva",
    cancel: "Torna senza salvare",
    not_saved: "Non ancora salvato",
    look: "Nulla di ciò che hai scritto è perso. Correggi questo e salva di nuovo:",
    conflict: "Cambiato nel frattempo",
    conflict_hint: "Qualcun altro ha salvato le impostazioni mentre le modificavi. Questo è diverso; ciò che hai scritto è ancora qui sotto.",
    field: "Che cosa",
    mine: "Hai scritto",
    theirs: "Salvato nel frattempo",
    nothing: "nulla",
    save_mine: "Salva invece il mio",
    take_theirs: "Tieni il loro",
    rhythm: "Quando si scrive alle persone",
    digest_hour: "Riepilogo del giorno alle",
    digest_hint: "Per mail nei giorni lavorativi, a chi lo vuole; a quest’ora si dicono anche le attività in scadenza.",
    meeting_day: "Riunione settimanale di revisione il",
    meeting_hour: "Comincia alle",
    meeting_hint: "Dodici ore prima, manager e direzione ricevono per mail di che cosa si tratta.",
    weekday: |day| match day {
        Weekday::Mon => "lunedì",
        Weekday::Tue => "martedì",
        Weekday::Wed => "mercoledì",
        Weekday::Thu => "giovedì",
        Weekday::Fri => "venerdì",
        Weekday::Sat => "sabato",
        Weekday::Sun => "domenica",
    },
    wrong: |field| {
        Some(match last(field) {
            "company" => "Dai all’azienda un nome di al massimo 200 caratteri.",
            "currency" => "Scrivi la valuta con le sue tre lettere, come EUR.",
            "time_zone" => "Scrivi un fuso orario come Europe/Rome.",
            "start_month" => "Scegli il mese in cui inizia l’anno fiscale.",
            "holidays" => "Scrivi un giorno per riga, come 2026-12-25.",
            "probability" => "Scrivi una percentuale da 0 a 100, come 45 o 12,5.",
            "entered" => "Dopo l’ingresso in pipeline tutte le fasi aperte devono esserci.",
            "category" => "Questa categoria non va con il genere della fase.",
            "kind" => "Scegli se è aperta, vinta o persa.",
            "id" => "Questa fase c’è due volte.",
            "name" if field.contains("stages[") => "Dai alla fase un nome, diverso dalle altre, di al massimo 100 caratteri.",
            "name" => "Dai al processo un nome di al massimo 100 caratteri.",
            part if part.starts_with("stages") => "Servono almeno una fase aperta in pipeline, una vinta e una persa.",
            "processes" => "Serve almeno un processo di vendita, e una fase usata da trattative deve restare.",
            _ => return None,
        })
    },
    place: |field| match (last(field), row(field)) {
        ("company", _) => "Nome".into(),
        ("currency", _) => "Valuta".into(),
        ("time_zone", _) => "Fuso orario".into(),
        ("start_month", _) => "Inizio dell’anno fiscale".into(),
        ("pattern", _) => "Mesi dell’anno fiscale".into(),
        ("week53", _) => "Fine degli anni di settimane".into(),
        ("holidays", _) => "Giorni festivi".into(),
        ("digest_hour" | "meeting_day" | "meeting_hour", _) => "Quando si scrive alle persone".into(),
        (part, Some(row)) if field.contains("stages[") => {
            let part = match part {
                "name" => "nome",
                "kind" => "genere",
                "category" => "categoria di previsione",
                "probability" => "probabilità",
                "entered" => "in pipeline",
                other => other,
            };
            format!("Fase {row}: {part}")
        }
        (_, Some(row)) => format!("Processo di vendita {row}"),
        _ => field.to_owned(),
    },
};
