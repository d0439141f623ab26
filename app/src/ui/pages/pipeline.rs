//! Open pipeline through time.

use crate::context::{use_client, use_visit};
use crate::ui::charts::{Series, Trend, TrendChart};
use crate::ui::i18n::{pipeline, use_texts};
use contract::Problem;
use contract::chart::{PipelineHistory, PipelineHistoryQuery, ReadPipelineHistory};
use contract::client::query_string;
use domain::Company;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// How far back one can look, in weeks.
const SPANS: [u16; 5] = [13, 26, 52, 104, 156];
/// How far back it goes unless asked otherwise.
const SPAN: u16 = 52;

/// Open pipeline by stage, as of each week.
#[component]
pub fn Pipeline() -> AnyView {
    let client = use_client();
    let search = use_location().search;
    let query = Memo::new(move |_| read(&search.get()));
    let history = Resource::new(
        move || query.get(),
        move |query| {
            let client = client.clone();
            async move { client.get::<ReadPipelineHistory>(&query?).await }
        },
    );
    let texts = use_texts();
    let words = pipeline(texts.language);
    view! {
        <Title text=(texts.shell.title)(words.title)/>
        <header class="page-head">
            <div>
                <h1>{words.title}</h1>
                <Transition>{move || Suspend::new(async move { history.await.map_or_else(|_| ().into_any(), |history| subtitle(&history)) })}</Transition>
            </div>
            {move || query.get().map(|query| view! { <Controls query/> })}
        </header>
        <section class="card">
            <Transition fallback=move || view! { <div class="trend-wait" aria-busy="true"><span class="sr">{texts.common.loading}</span></div> }>
                {move || Suspend::new(async move {
                    match history.await {
                        Ok(history) => content(history, query.get_untracked().unwrap_or_default()),
                        Err(problem) => trouble(&problem),
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}

/// The question in the page's address.
fn read(search: &str) -> Result<PipelineHistoryQuery, Problem> {
    serde_urlencoded::from_str(search.trim_start_matches('?')).map_err(|error| Problem::unreadable(error.to_string()))
}

/// The address of this page for a question.
fn link(query: &PipelineHistoryQuery) -> String {
    match query_string(query) {
        Ok(text) if !text.is_empty() => format!("/pipeline?{text}"),
        _ => "/pipeline".into(),
    }
}

fn subtitle(history: &PipelineHistory) -> AnyView {
    let language = use_texts().language;
    let words = pipeline(language);
    let Some(until) = history.days.last() else { return ().into_any() };
    let weeks = (words.weeks)(history.days.len() as u16);
    view! { <p class="sub">{(words.subtitle)(&weeks, &language.day_long(*until), history.currency.code())}</p> }.into_any()
}

/// How far back, up to when, and what is filtered: links and a form, so that it works before any script.
#[component]
fn Controls(query: PipelineHistoryQuery) -> AnyView {
    let texts = use_texts();
    let words = pipeline(texts.language);
    let current = query.weeks.unwrap_or(SPAN);
    let spans: Vec<_> = SPANS
        .into_iter()
        .map(|weeks| {
            let to = PipelineHistoryQuery { weeks: (weeks != SPAN).then_some(weeks), ..query.clone() };
            let chosen = (weeks == current).then_some("true");
            view! { <li><a class="chip" href=link(&to) aria-current=chosen>{(words.weeks)(weeks)}</a></li> }
        })
        .collect();
    let today = use_visit().with_value(|visit| visit.workspace.as_ref().map(|info| info.today));
    let until = query.until.or(today).map(|day| day.to_string());
    let hidden: Vec<_> = [
        query.weeks.map(|weeks| ("weeks", weeks.to_string())),
        query.known_at.map(|at| ("known_at", at.0.to_string())),
        (!query.filter.is_empty()).then(|| ("where", query.filter.to_string())),
    ]
    .into_iter()
    .flatten()
    .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
    .collect();
    let back = query.until.map(
        |_| view! { <a class="chip" href=link(&PipelineHistoryQuery { until: None, ..query.clone() })>{words.back_to_today}</a> },
    );
    view! {
        <div class="trend-controls">
            <nav aria-label=words.how_long><ul class="chips">{spans}</ul></nav>
            <form action="/pipeline" method="get" class="inline">
                {hidden}
                <label class="field">
                    <span>{words.until}</span>
                    <input type="date" name="until" value=until max=today.map(|day| day.to_string()) required/>
                </label>
                <button class="button">{words.show}</button>
                {back}
            </form>
        </div>
    }
    .into_any()
}

fn content(history: PipelineHistory, query: PipelineHistoryQuery) -> AnyView {
    let texts = use_texts();
    let words = pipeline(texts.language);
    let filters = filters(&history, &query);
    let nothing = history.stages.iter().all(|stage| stage.amounts.iter().all(|amount| *amount == Company(0)));
    if nothing {
        let (hint, way) = if query.filter.is_empty() {
            (words.empty_hint, None)
        } else {
            let all = PipelineHistoryQuery { filter: Default::default(), ..query };
            (words.empty_filtered, Some(view! { <a class="button" href=link(&all)>{words.without_filters}</a> }))
        };
        return view! { {filters}<div class="empty"><h2>{words.empty}</h2><p>{hint}</p>{way}</div> }.into_any();
    }
    let trend = Trend {
        language: texts.language,
        currency: history.currency,
        days: history.days,
        series: history.stages.into_iter().map(|stage| Series { name: stage.name, amounts: stage.amounts }).collect(),
        total: words.total,
        as_of: words.as_of,
    };
    let totals = trend.totals();
    let amount = |amount: Option<&Company>| texts.language.money_short_with(amount.copied().unwrap_or_default(), trend.currency);
    let (first, last) = (amount(totals.first()), amount(totals.last()));
    let until = trend.days.last().map(|day| texts.language.day(*day)).unwrap_or_default();
    let label = (words.label)(&(words.weeks)(trend.days.len() as u16), &until, &first, &last);
    view! {
        {filters}
        <TrendChart trend label as_table=words.as_table/>
        <p class="note">{words.what}</p>
    }
    .into_any()
}

/// The conditions in force, each with the way to take it off.
fn filters(history: &PipelineHistory, query: &PipelineHistoryQuery) -> AnyView {
    if query.filter.is_empty() {
        return ().into_any();
    }
    let texts = use_texts();
    let words = pipeline(texts.language);
    let chips: Vec<_> = query
        .filter
        .0
        .iter()
        .map(|(dimension, keys)| {
            let label = |key: &String| {
                let named = history.named.iter().find(|value| value.dimension == *dimension && value.key == *key);
                named
                    .map(|value| value.label.clone())
                    .filter(|label| !label.is_empty())
                    .unwrap_or_else(|| if key.is_empty() { texts.common.none.to_owned() } else { key.clone() })
            };
            let what =
                format!("{}: {}", (texts.names.dimension)(*dimension), keys.iter().map(label).collect::<Vec<_>>().join(", "));
            let to = PipelineHistoryQuery { filter: query.filter.without(*dimension), ..query.clone() };
            view! { <li><a class="chip" href=link(&to) aria-label=(words.remove)(&what)>{what.clone()}" ×"</a></li> }
        })
        .collect();
    view! { <nav aria-label=words.filters><ul class="chips">{chips}</ul></nav> }.into_any()
}

fn trouble(problem: &Problem) -> AnyView {
    crate::context::set_status(problem.status);
    let texts = use_texts();
    let title = if problem.status == 400 { texts.trouble.invalid } else { texts.trouble.failed };
    view! {
        <div class="empty" role="alert">
            <h2>{title}</h2>
            <p>{problem.detail.clone()}</p>
            <a class="button" href="/pipeline">{texts.trouble.again}</a>
        </div>
    }
    .into_any()
}
