//! The page of the rules: one form; what they would flag is shown before they are saved.

use super::form::{fill, read, segment};
use crate::context::{set_status, use_client, use_visit};
use crate::form::Submitted;
use crate::ui::components::{Crumb, Entry, Failed, Help, Look, PageHead, load, said, shape, word};
use crate::ui::i18n::{Texts, hygiene, review, rules, use_texts};
use contract::hygiene::{PreviewRules, RulesPreview, Tally};
use contract::workspace::{DimensionPath, ListDimension, ListDimensionQuery, WorkspaceInfo};
use contract::{Client, FieldError, Nothing, Problem};
use domain::hygiene::{Flag, Severity};
use domain::pace::Standing;
use domain::{Dimension, Ratio, Role};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The rules of hygiene, for administrators.
#[component]
pub fn HygieneRules() -> AnyView {
    let t = use_texts();
    let client = use_client();
    let sent = use_context::<Submitted>();
    let saved = use_location().search.with_untracked(|search| search.contains("saved=1"));
    let info = use_visit().with_value(|visit| {
        let admin = visit.me.as_ref().is_some_and(|me| me.role == Role::Admin);
        if admin { visit.workspace.clone().ok_or_else(Problem::internal) } else { Err(Problem::forbidden("")) }
    });
    load(async move {
        match info {
            Ok(info) => {
                let segments = segments(&client).await;
                let preview = preview(&client, &info, sent.as_ref()).await;
                page(t, &info, &segments, sent, preview, saved)
            }
            Err(problem) => {
                view! { <PageHead title=rules(t.language).title/><div class="card"><Failed problem=problem/></div> }.into_any()
            }
        }
    })
}

/// The segments there are; none, if they cannot be told.
async fn segments(client: &Client) -> Vec<String> {
    let (path, query) = (DimensionPath { dimension: Dimension::Segment }, ListDimensionQuery::default());
    let found = client.call::<ListDimension>(&path, &query, &Nothing {}, None).await;
    found.map(|page| page.items.into_iter().map(|value| value.key).collect()).unwrap_or_default()
}

/// What the rules that were sent would flag, if that was asked.
async fn preview(client: &Client, info: &WorkspaceInfo, sent: Option<&Submitted>) -> Option<RulesPreview> {
    let form = sent.filter(|sent| sent.problem.is_none())?.form.as_ref().filter(|form| form.get("do") == "preview")?;
    let (_, rules) = read(form, &info.workspace).ok()?;
    client.call::<PreviewRules>(&Nothing {}, &Nothing {}, &rules, None).await.ok()
}

fn page(
    t: &'static Texts,
    info: &WorkspaceInfo,
    segments: &[String],
    sent: Option<Submitted>,
    preview: Option<RulesPreview>,
    saved: bool,
) -> AnyView {
    let words = rules(t.language);
    let (filled, problem) = sent.map_or((None, None), |sent| (sent.form, sent.problem));
    let mut form = filled.unwrap_or_else(|| fill(&info.workspace.hygiene, info.revision));
    if problem.as_ref().is_some_and(|problem| problem.status == 409) {
        // Saving again is then based on what has been saved meanwhile.
        form.set("base", info.revision.0.to_string());
    }
    let entry = Entry { form: &form, problem: problem.as_ref(), words: |_: &FieldError| None };
    let general = Flag::ALL.iter().enumerate().map(|(at, flag)| view! { <li>{general(t, entry, at, *flag)}</li> }).collect_view();
    let apart = form.rows("apart").into_iter().map(|at| view! { <li>{apart(t, info, segments, entry, at)}</li> }).collect_view();
    let notice = problem.as_ref().map(|problem| trouble(t, problem));
    let done = (saved && problem.is_none())
        .then(|| view! { <p class="message good" role="status">{shape(Standing::Good)}{words.saved}</p> });
    view! {
        <Crumb href="/hygiene" text=review(t.language).hygiene/>
        <PageHead title=words.title subtitle=words.subtitle/>
        <form method="post" action="/hygiene/rules" class="stack middle">
            <button class="sr" name="do" value="preview" tabindex="-1" aria-hidden="true">{words.preview}</button>
            {done}
            {notice}
            {preview.map(|preview| previewed(t, &preview))}
            {entry.hidden("base")}
            <section class="card pad">
                <h2>{words.all_deals}</h2>
                <ol class="stage-rows rule-rows">{general}</ol>
                <div class="fields">{entry.text("enough_deals", words.enough, Look { inputmode: "numeric", hint: words.enough_hint.to_owned(), ..Look::default() })}</div>
            </section>
            <section class="card pad" id="apart">
                <h2>{words.apart}</h2>
                <p class="note">{words.apart_hint}</p>
                <ol class="stage-rows">{apart}</ol>
                <div class="actions">
                    <button class="button" name="do" value="add apart" formaction="/hygiene/rules#apart" formnovalidate>{words.add}</button>
                </div>
            </section>
            <div class="card pad send">
                <button class="button primary" name="do" value="save">{t.common.save}</button>
                <button class="button" name="do" value="preview">{words.preview}</button>
                <a class="button" href="/hygiene">{t.common.cancel}</a>
            </div>
        </form>
    }
    .into_any()
}

fn severities(t: &Texts) -> [(String, &'static str); 3] {
    let names = hygiene(t.language);
    [Severity::Blocking, Severity::Warning, Severity::Off].map(|severity| (word(severity), (names.severity)(severity)))
}

/// The unit of a flag's number.
fn unit(t: &Texts, flag: Flag) -> &'static str {
    let words = rules(t.language);
    match flag {
        Flag::StuckInStage | Flag::LongInStage => words.percent,
        Flag::Pushed => words.times,
        _ => words.days,
    }
}

fn general(t: &'static Texts, entry: Entry<'_>, at: usize, flag: Flag) -> AnyView {
    let (words, names) = (rules(t.language), hygiene(t.language));
    let usual = flag.limit();
    let hint = (words.usual)((names.severity)(flag.severity()), &usual.map(|limit| limit.to_string()).unwrap_or_default());
    let name = (names.flag)(flag);
    let label = |what: &str| format!("{name}: {what}");
    let limit = usual.map(|_| {
        let look = Look { inputmode: "numeric", class: "small", required: true, ..Look::default() };
        entry.text(&format!("flags[{at}].limit"), label(unit(t, flag)), look)
    });
    view! {
        <div class="rule-row">
            <div class="rule"><b>{name}</b><Help id=flag.as_str() name=name text=(names.help)(flag, usual.unwrap_or(0))/><small>{hint}</small></div>
            {entry.choose(&format!("flags[{at}].severity"), label(words.does), severities(t), Look::default())}
            {limit}
        </div>
    }
    .into_any()
}

fn apart(t: &'static Texts, info: &WorkspaceInfo, segments: &[String], entry: Entry<'_>, at: usize) -> AnyView {
    let (words, names) = (rules(t.language), hygiene(t.language));
    let name = |field: &str| format!("apart[{at}].{field}");
    let flags = Flag::ALL.iter().map(|flag| (flag.as_str(), (names.flag)(*flag)));
    let flags: Vec<(&str, &str)> = std::iter::once(("", words.choose)).chain(flags).collect();
    let mut places: Vec<(String, String)> = vec![(String::new(), words.all_segments.to_owned())];
    places.extend(segments.iter().map(|key| (segment(key), (names.segment)(key))));
    // One that deals no longer have is still said.
    let chosen = entry.form.get(&name("segment"));
    if !places.iter().any(|(value, _)| value == chosen) {
        places.push((chosen.to_owned(), chosen.trim_start_matches('=').to_owned()));
    }
    let stages = info.workspace.processes.iter().flat_map(|process| &process.stages);
    let stages =
        stages.filter(|stage| stage.kind == domain::StageKind::Open).map(|stage| (stage.id.0.to_string(), stage.name.clone()));
    let stages: Vec<(String, String)> = std::iter::once((String::new(), words.all_stages.to_owned())).chain(stages).collect();
    let remove = format!("remove apart {at}");
    let label = format!("{}: {}", words.remove, at + 1);
    let number = Look { inputmode: "numeric", class: "small", ..Look::default() };
    view! {
        <div class="rule-apart">
            {entry.choose(&name("flag"), review(t.language).flag, flags, Look::default())}
            {entry.choose(&name("segment"), words.segment, places, Look::default())}
            {entry.choose(&name("stage"), words.stage, stages, Look::default())}
            {entry.choose(&name("severity"), words.does, severities(t), Look::default())}
            {entry.text(&name("limit"), words.number, number)}
            <button class="button icon" name="do" value=remove formaction="/hygiene/rules#apart" formnovalidate aria-label=label>"×"</button>
        </div>
    }
    .into_any()
}

/// What the rules would flag, beside what is flagged now.
fn previewed(t: &'static Texts, preview: &RulesPreview) -> AnyView {
    let (words, names) = (rules(t.language), hygiene(t.language));
    let tally = |tally: Tally| {
        format!("{} · {}", t.language.integer(tally.deals), t.language.money_short_with(tally.acv, preview.currency))
    };
    let score = |blocked: Tally| t.language.percent(Ratio::new((preview.open.acv - blocked.acv).0, preview.open.acv.0));
    let (now, then) = preview.blocked;
    let row = |name: &'static str, now: String, then: String| {
        let differs = now != then;
        view! { <tr class:on=differs><th scope="row">{name}</th><td class="num">{now}</td><td class="num">{then}</td></tr> }
    };
    let flags = preview.flags.iter().map(|flag| row((names.flag)(flag.flag), tally(flag.now), tally(flag.then))).collect_view();
    view! {
        <section class="card" id="preview" role="status">
            <h2>{words.previewed}</h2>
            <table class="list happened">
                <thead><tr><th scope="col">{review(t.language).flag}</th><th scope="col" class="num">{words.now}</th><th scope="col" class="num">{words.then}</th></tr></thead>
                <tbody>
                    {row(review(t.language).score, score(now), score(then))}
                    {row(review(t.language).blocked, tally(now), tally(then))}
                    {flags}
                </tbody>
            </table>
        </section>
    }
    .into_any()
}

fn trouble(t: &'static Texts, problem: &Problem) -> AnyView {
    let words = rules(t.language);
    set_status(problem.status);
    let conflict = problem.status == 409;
    let fields = problem.fields.iter().map(|fault| {
        view! { <li><a class="link" href=format!("#{}", fault.field)>{fault.field.clone()}</a>": "{said(fault, |_| None)}</li> }
    });
    let detail = (problem.fields.is_empty() && !conflict).then(|| view! { <p lang="en">{problem.detail.clone()}</p> });
    view! {
        <section class="card pad notice act" role="alert">
            <h2>{shape(Standing::Act)}{if conflict { words.conflict } else { words.not_saved }}</h2>
            {detail}
            <ul>{fields.collect_view()}</ul>
        </section>
    }
    .into_any()
}
