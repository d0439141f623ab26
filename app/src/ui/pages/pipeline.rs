//! Open pipeline through time.

use crate::context::{use_client, use_visit};
use crate::ui::charts::{Series, Trend, TrendChart};
use crate::ui::components::{Empty, Failed, GetForm, PageHead, load};
use crate::ui::i18n::{pipeline, use_texts};
use contract::chart::{PipelineHistory, PipelineHistoryQuery, ReadPipelineHistory};
use contract::client::query_string;
use contract::{Client, Problem};
use domain::Company;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// How far back one can look, in weeks.
const SPANS: [u16; 5] = [13, 26, 52, 104, 156];
/// How far back it goes unless asked otherwise.
const SPAN: u16 = 52;

/// Open pipeline by stage, as of each week.
#[component]
pub fn Pipeline() -> impl IntoView {
    let client = use_client();
    let query = use_location().search.with_untracked(|search| read(search));
    load(async move {
        match ask(&client, query).await {
            Ok((query, history)) => content(history, query),
            Err(problem) => {
                let title = pipeline(use_texts().language).title;
                view! { <PageHead title=title/> <div class="card"><Failed problem=problem/></div> }.into_any()
            }
        }
    })
}

async fn ask(
    client: &Client,
    query: Result<PipelineHistoryQuery, Problem>,
) -> Result<(PipelineHistoryQuery, PipelineHistory), Problem> {
    let query = query?;
    let history = client.get::<ReadPipelineHistory>(&query).await?;
    Ok((query, history))
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

/// How far back, up to when: links and a form, so that it works before any script.
fn controls(query: &PipelineHistoryQuery) -> AnyView {
    let texts = use_texts();
    let words = pipeline(texts.language);
    let current = query.weeks.unwrap_or(SPAN);
    let spans: Vec<_> = SPANS
        .into_iter()
        .map(|weeks| {
            let to = PipelineHistoryQuery { weeks: (weeks != SPAN).then_some(weeks), ..query.clone() };
            let chosen = (weeks == current).then_some("true");
            view! { <li><a class="chip" href=link(&to) aria-current=chosen data-noscroll="">{(words.weeks)(weeks)}</a></li> }
        })
        .collect();
    let today = use_visit().with_value(|visit| visit.workspace.as_ref().map(|info| info.today));
    let until = query.until.or(today).map(|day| day.to_string());
    let keep = [
        query.weeks.map(|weeks| ("weeks".to_owned(), weeks.to_string())),
        query.known_at.map(|at| ("known_at".to_owned(), at.0.to_string())),
        (!query.filter.is_empty()).then(|| ("where".to_owned(), query.filter.to_string())),
    ];
    let back = query.until.map(|_| {
        view! { <a class="chip" href=link(&PipelineHistoryQuery { until: None, ..query.clone() }) data-noscroll="">{words.back_to_today}</a> }
    });
    view! {
        <div class="span">
            <nav aria-label=words.how_long><ul class="chip-row slide">{spans}</ul></nav>
            <GetForm action="/pipeline" keep=keep.into_iter().flatten().collect()>
                <div class="field">
                    <label for="until">{words.until}</label>
                    <input type="date" id="until" name="until" value=until max=today.map(|day| day.to_string()) required/>
                </div>
                <button class="button">{words.show}</button>
                {back}
            </GetForm>
        </div>
    }
    .into_any()
}

fn content(history: PipelineHistory, query: PipelineHistoryQuery) -> AnyView {
    let texts = use_texts();
    let words = pipeline(texts.language);
    let subtitle = history.days.last().map_or_else(String::new, |until| {
        let weeks = (words.weeks)(history.days.len() as u16);
        (words.subtitle)(&weeks, &texts.language.day_long(*until), history.currency.code())
    });
    view! {
        <PageHead title=words.title subtitle=subtitle/>
        {controls(&query)}
        {filters(&history, &query)}
        <section class="card" aria-label=words.title>{picture(history, query)}</section>
    }
    .into_any()
}

fn picture(history: PipelineHistory, query: PipelineHistoryQuery) -> AnyView {
    let texts = use_texts();
    let words = pipeline(texts.language);
    let withheld = (!history.withheld.is_empty())
        .then(|| view! { <p class="remarks">{(words.withheld)(&history.withheld.join(", "))}</p> }.into_any());
    let nothing = history.stages.iter().all(|stage| stage.amounts.iter().all(|amount| *amount == Company(0)));
    if nothing {
        if query.filter.is_empty() {
            return view! { <Empty title=words.empty hint=words.empty_hint/>{withheld} }.into_any();
        }
        let all = link(&PipelineHistoryQuery { filter: Default::default(), ..query });
        return view! { <Empty title=words.empty hint=words.empty_filtered action=(all, words.without_filters)/> }.into_any();
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
        <TrendChart trend label as_table=words.as_table/>
        <p class="remarks">{words.what}</p>
        {withheld}
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
            view! {
                <li>
                    <a class="chip on" href=link(&to) aria-label=(words.remove)(&what) data-noscroll="">
                        {what.clone()}
                        <span class="cross" aria-hidden="true">"×"</span>
                    </a>
                </li>
            }
        })
        .collect();
    view! { <ul class="chip-row slide conditions" aria-label=words.filters>{chips}</ul> }.into_any()
}
