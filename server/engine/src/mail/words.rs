//! What mails say, in each language.

use domain::Language;
use domain::inspection::Class;

pub(super) struct Words {
    pub(super) nudged: fn(&str) -> String,
    pub(super) nudge_subject: fn(&str) -> String,
    pub(super) deals: fn(usize) -> String,
    pub(super) open_inbox: &'static str,
    pub(super) preferences: &'static str,
    pub(super) daily_subject: fn(&str) -> String,
    pub(super) attention: fn(usize, &str) -> String,
    pub(super) tasks: &'static str,
    pub(super) changed: &'static str,
    pub(super) notices: fn(i64) -> String,
    pub(super) more: fn(usize) -> String,
    pub(super) open_deals: &'static str,
    pub(super) meeting_subject: fn(&str) -> String,
    pub(super) covered: fn(&str, &str, &str, &str) -> String,
    pub(super) commit: fn(&str, &str) -> String,
    pub(super) since: fn(&str) -> String,
    pub(super) from_to: fn(&str, &str) -> String,
    pub(super) class: fn(Class) -> &'static str,
    pub(super) nothing_changed: &'static str,
    pub(super) open_inspection: &'static str,
    pub(super) to_review: fn(i64) -> String,
    pub(super) open_review: &'static str,
}

pub(super) fn words(language: Language) -> &'static Words {
    match language {
        Language::En => &EN,
        Language::It => &IT,
    }
}

static EN: Words = Words {
    nudged: |who| format!("{who} asks you to look after this:"),
    nudge_subject: |what| format!("Please look at: {what}"),
    deals: |n| if n == 1 { "1 deal".into() } else { format!("{n} deals") },
    open_inbox: "Open your inbox",
    preferences: "Choose which mails you get",
    daily_subject: |day| format!("Your deals on {day}"),
    attention: |n, sum| {
        if n == 1 { format!("1 deal needs attention ({sum})") } else { format!("{n} deals need attention ({sum})") }
    },
    tasks: "Tasks due",
    changed: "Changed by others since yesterday",
    notices: |n| {
        if n == 1 { "1 unread notice is in your inbox.".into() } else { format!("{n} unread notices are in your inbox.") }
    },
    more: |n| format!("and {n} more"),
    open_deals: "Open your deals",
    meeting_subject: |day| format!("Before the review meeting, {day}"),
    covered: |deals, of, acv, all| format!("Reviewed this week: {deals} of {of} deals, {acv} of {all}."),
    commit: |commit, clean| format!("Commit: {commit}; without deals with a flag that blocks: {clean}."),
    since: |day| format!("This quarter since {day}"),
    from_to: |then, now| format!("Open pipeline: {then}, now {now}."),
    class: |class| match class {
        Class::New => "New",
        Class::Up => "Amount up",
        Class::Down => "Amount down",
        Class::PulledIn => "Pulled in",
        Class::PushedOut => "Pushed out",
        Class::Won => "Won",
        Class::Lost => "Lost",
        Class::CameBack => "Touched and came back",
        _ => "Other",
    },
    nothing_changed: "Nothing of note changed.",
    open_inspection: "Open the inspection",
    to_review: |n| {
        if n == 1 { "1 deal still to review, worst first".into() } else { format!("{n} deals still to review, worst first") }
    },
    open_review: "Open the review",
};

static IT: Words = Words {
    nudged: |who| format!("{who} ti chiede di occuparti di questo:"),
    nudge_subject: |what| format!("Da guardare: {what}"),
    deals: |n| if n == 1 { "1 opportunità".into() } else { format!("{n} opportunità") },
    open_inbox: "Apri i tuoi avvisi",
    preferences: "Scegli quali mail ricevere",
    daily_subject: |day| format!("Le tue opportunità, {day}"),
    attention: |n, sum| {
        if n == 1 {
            format!("1 opportunità ha bisogno di attenzione ({sum})")
        } else {
            format!("{n} opportunità hanno bisogno di attenzione ({sum})")
        }
    },
    tasks: "Attività in scadenza",
    changed: "Cambiate da altri da ieri",
    notices: |n| if n == 1 { "C'è 1 avviso non letto.".into() } else { format!("Ci sono {n} avvisi non letti.") },
    more: |n| format!("e altre {n}"),
    open_deals: "Apri le tue opportunità",
    meeting_subject: |day| format!("Prima della riunione, {day}"),
    covered: |deals, of, acv, all| format!("Riviste questa settimana: {deals} di {of} opportunità, {acv} di {all}."),
    commit: |commit, clean| format!("Commit: {commit}; senza opportunità con una segnalazione che blocca: {clean}."),
    since: |day| format!("Questo trimestre dal {day}"),
    from_to: |then, now| format!("Pipeline aperta: {then}, ora {now}."),
    class: |class| match class {
        Class::New => "Nuove",
        Class::Up => "Importo aumentato",
        Class::Down => "Importo diminuito",
        Class::PulledIn => "Anticipate nel trimestre",
        Class::PushedOut => "Rinviate oltre",
        Class::Won => "Vinte",
        Class::Lost => "Perse",
        Class::CameBack => "Toccate e tornate com'erano",
        _ => "Altro",
    },
    nothing_changed: "Niente di rilevante è cambiato.",
    open_inspection: "Apri l'ispezione",
    to_review: |n| {
        if n == 1 {
            "1 opportunità ancora da rivedere".into()
        } else {
            format!("{n} opportunità ancora da rivedere, le peggiori prima")
        }
    },
    open_review: "Apri la revisione",
};
