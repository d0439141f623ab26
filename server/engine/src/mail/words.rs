//! What mails say, in each language.

use domain::Language;

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
};
