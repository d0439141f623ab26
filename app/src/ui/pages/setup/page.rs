//! The page of the settings: one form, the same at first and later.

use super::form::fill;
use super::zone::LocalZone;
use crate::context::{set_status, use_visit};
use crate::form::{Form, Submitted};
use crate::ui::components::{Crumb, Empty, Entry, Failed, Look, PageHead, said, shape, word};
use crate::ui::i18n::deal::{Gate, gate};
use crate::ui::i18n::setup::{Setup as Words, setup};
use crate::ui::i18n::{offline, use_texts};
use crate::ui::island::island;
use crate::ui::pages::imports::stages::{categories, kinds};
use contract::workspace::WorkspaceInfo;
use contract::{FieldError, Problem};
use domain::calendar::{Pattern, Week53};
use domain::pace::Standing;
use domain::{LogNo, Requirement, Role, Weekday};
use leptos::prelude::*;

/// What is commonly filled in. Everything else can be, too.
const CURRENCIES: [&str; 12] = ["EUR", "USD", "GBP", "CHF", "SEK", "PLN", "JPY", "CNY", "INR", "BRL", "CAD", "AUD"];
const ZONES: [&str; 24] = [
    "UTC",
    "Europe/London",
    "Europe/Lisbon",
    "Europe/Paris",
    "Europe/Berlin",
    "Europe/Rome",
    "Europe/Madrid",
    "Europe/Zurich",
    "Europe/Stockholm",
    "Europe/Warsaw",
    "Europe/Athens",
    "Europe/Istanbul",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Toronto",
    "America/Sao_Paulo",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
];

/// The company's settings, for administrators. Before there are any, others are told who makes them.
#[component]
pub fn Setup() -> impl IntoView {
    let w = setup(use_texts().language);
    use_visit().with_value(|visit| {
        let admin = visit.me.as_ref().is_some_and(|me| me.role == Role::Admin);
        match &visit.workspace {
            Some(info) if admin => page(w, info),
            Some(info) if info.revision == LogNo(0) => {
                view! { <PageHead title=w.not_yet/><div class="card"><Empty title=w.not_yet hint=w.not_yet_hint/></div> }
                    .into_any()
            }
            Some(_) => failed(w, Problem::forbidden("")),
            None => failed(w, Problem::internal()),
        }
    })
}

fn failed(w: &'static Words, problem: Problem) -> AnyView {
    view! { <PageHead title=w.edit_title/><div class="card"><Failed problem=problem/></div> }.into_any()
}

fn page(w: &'static Words, info: &WorkspaceInfo) -> AnyView {
    let first = info.revision == LogNo(0);
    let sent = use_context::<Submitted>();
    let problem = sent.as_ref().and_then(|sent| sent.problem.as_ref());
    let saved = fill(&info.workspace, info.revision);
    let filled = sent.as_ref().and_then(|sent| sent.form.clone());
    let fresh = filled.is_none();
    let mut form = filled.unwrap_or_else(|| saved.clone());
    if first && fresh {
        // The proposal's name is nobody's.
        form.set("company", "");
    }
    let conflict = problem.filter(|problem| problem.status == 409);
    if conflict.is_some() {
        // Saving again is then based on what has been saved meanwhile.
        form.set("base", info.revision.0.to_string());
    }
    let words = |fault: &FieldError| (setup(use_texts().language).wrong)(&fault.field);
    let entry = Entry { form: &form, problem, words };
    let notice = match (conflict, problem) {
        (Some(problem), _) => {
            set_status(problem.status);
            Some(differences(w, &form, &saved))
        }
        (None, Some(problem)) => Some(trouble(w, problem, words)),
        (None, None) => None,
    };
    let processes = form.rows("processes");
    let several = processes.len() > 1;
    let processes = processes.into_iter().map(|at| process(w, entry, at, several)).collect_view();
    let (title, subtitle, save) =
        if first { (w.title, w.subtitle, w.save) } else { (w.edit_title, w.edit_subtitle, w.save_edit) };
    let back = (!first).then(|| view! { <a class="button" href="/settings">{w.cancel}</a> });
    let crumb = (!first).then(|| view! { <Crumb href="/settings" text=use_texts().settings.title/> });
    view! {
        {crumb}
        <PageHead title=title subtitle=subtitle/>
        <form method="post" action="/setup" class="stack middle">
            <button class="sr" name="do" value="save" tabindex="-1" aria-hidden="true">{save}</button>
            {notice}
            {entry.hidden("base")}
            {company(w, entry)}
            {(first && fresh).then(|| island(LocalZone { input: "time_zone".to_owned() }))}
            {fiscal(w, entry)}
            {processes}
            {entry.wrong("processes")}
            {commit(w, entry)}
            {rhythm(w, entry)}
            <div class="card pad send">
                <button class="button primary" name="do" value="save">{save}</button>
                {back}
                <button class="button" name="do" value="add processes" formnovalidate>{w.add_process}</button>
            </div>
        </form>
    }
    .into_any()
}

fn company(w: &'static Words, entry: Entry<'_>) -> AnyView {
    let hint = |hint: &str, list| Look { hint: hint.to_owned(), list, required: true, ..Look::default() };
    let currencies = CURRENCIES.map(|code| view! { <option value=code></option> }).collect_view();
    let zones = ZONES.map(|zone| view! { <option value=zone></option> }).collect_view();
    view! {
        <section class="card pad">
            <h2>{w.company}</h2>
            <div class="fields">
                {entry.text("company", w.name, Look { required: true, ..Look::default() })}
                {entry.text("currency", w.currency, hint(w.currency_hint, "currencies"))}
                {entry.text("time_zone", w.zone, hint(w.zone_hint, "zones"))}
            </div>
            {entry.tick("nothing_on_devices", offline(w.language).forbid, "")}
            <p class="note">{offline(w.language).forbid_hint}</p>
            <datalist id="currencies">{currencies}</datalist>
            <datalist id="zones">{zones}</datalist>
        </section>
    }
    .into_any()
}

fn fiscal(w: &'static Words, entry: Entry<'_>) -> AnyView {
    let look = |hint: &str, class| Look { hint: hint.to_owned(), class, ..Look::default() };
    let months = (1..=12).map(|month| (month.to_string(), w.language.month(month)));
    let patterns = [Pattern::Months, Pattern::W445, Pattern::W454, Pattern::W544];
    let patterns = patterns.map(|pattern| (word(pattern), (w.patterns)(pattern)));
    let ends = [Week53::LastSaturday, Week53::NearestSaturday].map(|rule| (word(rule), (w.weeks53)(rule)));
    view! {
        <section class="card pad fiscal">
            <h2>{w.fiscal}</h2>
            <div class="fields">
                {entry.choose("fiscal.start_month", w.start, months, look(w.start_hint, ""))}
                {entry.choose("fiscal.pattern", w.pattern, patterns, look("", "pattern"))}
                {entry.choose("fiscal.week53", w.week53, ends, look(w.week53_hint, "only-weeks"))}
                {entry.lines("fiscal.holidays", w.holidays, look(w.holidays_hint, ""))}
            </div>
        </section>
    }
    .into_any()
}

fn process(w: &'static Words, entry: Entry<'_>, at: usize, several: bool) -> AnyView {
    let list = format!("processes[{at}].stages");
    let rows = entry.form.rows(&list);
    let last = rows.len().saturating_sub(1);
    let rows = rows
        .into_iter()
        .enumerate()
        .map(|(place, row)| view! { <li>{stage(w, entry, &list, row, place > 0, place < last)}</li> })
        .collect_view();
    let remove = several.then(|| {
        view! { <button class="button" name="do" value=format!("remove processes {at}") formnovalidate>{w.remove}</button> }
    });
    view! {
        <section class="card pad" id=list.clone()>
            <h2>{w.process}</h2>
            <div class="fields">
                {entry.text(&format!("processes[{at}].name"), w.process_name, Look { required: true, ..Look::default() })}
            </div>
            <p class="note">{w.process_hint}</p>
            {entry.wrong(&list).map(|wrong| view! { <div class="field">{wrong}</div> })}
            <ol class="stage-rows">{rows}</ol>
            <div class="actions">
                <button class="button" name="do" value=format!("add {list}") formaction=format!("/setup#{list}") formnovalidate>{w.add_stage}</button>
                {remove}
            </div>
        </section>
    }
    .into_any()
}

fn stage(w: &'static Words, entry: Entry<'_>, list: &str, row: usize, up: bool, down: bool) -> AnyView {
    let t = use_texts();
    let name = |field: &str| format!("{list}[{row}].{field}");
    let called = entry.form.get(&name("name")).to_owned();
    let look = |class| Look { class, ..Look::default() };
    let g = gate(w.language);
    let asked = entry.form.all(&name("requires")).count();
    let asks = if asked == 0 { g.asks_nothing.to_owned() } else { (g.asks)(asked) };
    let ticks = requirements(g, entry, &name("requires"), &called);
    let number = Look { inputmode: "decimal", class: "only-open small", ..Look::default() };
    let tool = |verb: &str, text: &str, sign: &'static str, can: bool| {
        let value = format!("{verb} {list} {row}");
        let label = format!("{text}: {called}");
        view! {
            <button class="button icon" name="do" value=value formaction=format!("/setup#{list}") formnovalidate disabled=!can aria-label=label>{sign}</button>
        }
        .into_any()
    };
    view! {
        <div class="stage-row own">
            {entry.hidden(&name("id"))}
            {entry.text(&name("name"), w.stage, look(""))}
            {entry.choose(&name("kind"), t.settings.kind, kinds(t), look("kind"))}
            {entry.choose(&name("category"), t.settings.category, categories(t), look("only-open"))}
            {entry.text(&name("probability"), format!("{} %", t.settings.probability), number)}
            {entry.tick(&name("entered"), t.settings.entered, "only-open")}
            <div class="row-tools">{tool("up", w.up, "↑", up)}{tool("down", w.down, "↓", down)}{tool("remove", w.remove, "×", true)}</div>
            <details class="asks"><summary>{asks}</summary>{ticks}</details>
        </div>
    }
    .into_any()
}

fn requirements(g: &'static Gate, entry: Entry<'_>, name: &str, label: &str) -> AnyView {
    let options = Requirement::ALL.iter().map(|requirement| (requirement.as_str(), (g.requirement)(*requirement)));
    entry.ticks(name, label, options)
}

/// What is asked of deals in Commit, at whatever stage.
fn commit(w: &'static Words, entry: Entry<'_>) -> AnyView {
    let g = gate(w.language);
    view! {
        <section class="card pad">
            <h2>{g.commit}</h2>
            <p class="note">{g.commit_hint}</p>
            {requirements(g, entry, "commit_requires", g.commit)}
        </section>
    }
    .into_any()
}

/// When people are written to, and when they meet.
fn rhythm(w: &'static Words, entry: Entry<'_>) -> AnyView {
    let hours = || (0..24).map(|hour| (hour.to_string(), format!("{hour:02}:00")));
    let days = Weekday::ALL.map(|day| (word(day), (w.weekday)(day)));
    let look = |hint: &str| Look { hint: hint.to_owned(), ..Look::default() };
    view! {
        <section class="card pad">
            <h2>{w.rhythm}</h2>
            <div class="fields">
                {entry.choose("rhythm.digest_hour", w.digest_hour, hours(), look(w.digest_hint))}
                {entry.choose("rhythm.meeting_day", w.meeting_day, days, look(""))}
                {entry.choose("rhythm.meeting_hour", w.meeting_hour, hours(), look(w.meeting_hint))}
            </div>
        </section>
    }
    .into_any()
}

/// What is to be mended, each with the way to its input.
fn trouble(w: &'static Words, problem: &Problem, words: fn(&FieldError) -> Option<&'static str>) -> AnyView {
    set_status(problem.status);
    let fields = problem
        .fields
        .iter()
        .map(|fault| {
            view! { <li><a class="link" href=format!("#{}", fault.field)>{(w.place)(&fault.field)}</a>": "{said(fault, words)}</li> }
        })
        .collect_view();
    let detail = problem.fields.is_empty().then(|| view! { <p lang="en">{problem.detail.clone()}</p> });
    view! {
        <section class="card pad notice act" role="alert">
            <h2>{shape(Standing::Act)}{w.not_saved}</h2>
            <p>{w.look}</p>
            {detail}
            <ul>{fields}</ul>
        </section>
    }
    .into_any()
}

/// Somebody else has saved meanwhile: what differs, and the two ways on.
fn differences(w: &'static Words, mine: &Form, theirs: &Form) -> AnyView {
    let names = mine.pairs().iter().chain(theirs.pairs()).map(|(name, _)| name);
    let names: std::collections::BTreeSet<_> = names.filter(|name| !matches!(name.as_str(), "base" | "do")).collect();
    let shown = |form: &Form, name: &str| {
        Some(form.get(name).to_owned()).filter(|value| !value.is_empty()).unwrap_or_else(|| w.nothing.into())
    };
    let rows = names
        .into_iter()
        .filter(|name| mine.get(name) != theirs.get(name))
        .map(|name| {
            view! {
                <tr><th scope="row">{(w.place)(name)}</th><td>{shown(mine, name)}</td><td>{shown(theirs, name)}</td></tr>
            }
        })
        .collect_view();
    view! {
        <section class="card pad notice watch" role="alert">
            <h2>{shape(Standing::Watch)}{w.conflict}</h2>
            <p>{w.conflict_hint}</p>
            <table class="list">
                <thead><tr><th scope="col">{w.field}</th><th scope="col">{w.mine}</th><th scope="col">{w.theirs}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <div class="actions">
                <button class="button primary" name="do" value="save">{w.save_mine}</button>
                <a class="button" href="/setup">{w.take_theirs}</a>
            </div>
        </section>
    }
    .into_any()
}
