//! What rests on deals with something wrong about them: in sentences, by person or team and flag, and through the weeks.

use crate::context::{use_client, use_visit};
use crate::ui::charts::{Series, Trend, TrendChart};
use crate::ui::components::{Empty, Failed, Menu, MenuItem, PageHead, Tabs, load};
use crate::ui::i18n::{Texts, hygiene, review, use_texts};
use contract::client::query_string;
use contract::hygiene::{FlagTally, Hygiene as Answer, HygieneBy, HygieneQuery, HygieneRow, ReadHygiene, Tally};
use contract::{Client, Problem};
use domain::{Company, Flag, Period, PeriodKind, Ratio};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Hygiene in money.
#[component]
pub fn Hygiene() -> AnyView {
    let t = use_texts();
    let client = use_client();
    let query = use_location().search.with_untracked(|search| {
        serde_urlencoded::from_str(search.trim_start_matches('?')).map_err(|error| Problem::unreadable(error.to_string()))
    });
    load(async move {
        match ask(&client, query).await {
            Ok((query, answer)) => page(t, query, &answer),
            Err(problem) => {
                view! { <PageHead title=review(t.language).hygiene/> <div class="card"><Failed problem=problem/></div> }
                    .into_any()
            }
        }
    })
}

async fn ask(client: &Client, query: Result<HygieneQuery, Problem>) -> Result<(HygieneQuery, Answer), Problem> {
    let query = query?;
    Ok((query, client.get::<ReadHygiene>(&query).await?))
}

fn link(query: &HygieneQuery) -> String {
    match query_string(query) {
        Ok(text) if !text.is_empty() => format!("/hygiene?{text}"),
        _ => "/hygiene".to_owned(),
    }
}

fn page(t: &'static Texts, query: HygieneQuery, answer: &Answer) -> AnyView {
    let words = review(t.language);
    let language = t.language;
    let tabs = [(None, words.by_person), (Some(HygieneBy::Team), words.by_team)]
        .into_iter()
        .map(|(by, name)| (link(&HygieneQuery { by, ..query }), name.to_owned(), by.unwrap_or_default() == answer.by))
        .collect();
    let periods = use_visit().with_value(|visit| {
        let all = visit.workspace.as_ref().map(|info| info.periods.clone()).unwrap_or_default();
        let ahead = all.into_iter().filter(|period| period.key.kind == PeriodKind::Quarter && period.last >= answer.today);
        ahead.collect::<Vec<_>>()
    });
    let mut items =
        vec![MenuItem::new(link(&HygieneQuery { period: None, ..query }), words.all_open.to_owned(), query.period.is_none())];
    items.extend(periods.iter().rev().map(|period| {
        let to = link(&HygieneQuery { period: Some(period.key), ..query });
        MenuItem::new(to, (words.in_period)(&language.period(period.key)), query.period == Some(period.key))
    }));
    let chosen =
        answer.period.as_ref().map_or(words.all_open.to_owned(), |period| (words.in_period)(&language.period(period.key)));
    let body = if answer.total.open.deals == 0 {
        view! { <div class="card"><Empty title=words.nothing hint=words.nothing_hint/></div> }.into_any()
    } else {
        view! {
            {tiles(t, answer)}
            <section class="card pad"><h2>{words.in_words}</h2>{sentences(t, answer)}</section>
            <div class="card">{table(t, answer)}</div>
            <section class="card pad"><h2>{words.trend}</h2>{trend(t, answer)}</section>
            <p class="remarks">{(words.typical)(&language.integer(answer.typical_deals))}</p>
        }
        .into_any()
    };
    view! {
        <PageHead title=words.hygiene subtitle=(words.hygiene_subtitle)(&language.day_long(answer.today))>
            <Menu id="period" label=t.apm.period text=chosen items=items/>
            <Tabs label=words.by_flag items=tabs/>
        </PageHead>
        <div class="stack">{body}</div>
    }
    .into_any()
}

fn money(t: &'static Texts, answer: &Answer, amount: Company) -> String {
    t.language.money_short_with(amount, answer.currency)
}

fn score(t: &'static Texts, row: &HygieneRow) -> String {
    let ratio = Ratio::new((row.open.acv - row.blocked.acv).0, row.open.acv.0);
    t.language.percent(ratio)
}

fn tiles(t: &'static Texts, answer: &Answer) -> AnyView {
    let words = review(t.language);
    let total = &answer.total;
    let tile = |name: &'static str, value: String, below: String| {
        view! { <div class="tile"><span>{name}</span><b>{value}</b><small>{below}</small></div> }
    };
    let deals = |tally: Tally| (t.common.deals)(tally.deals, &t.language.integer(tally.deals));
    let clean = total.commit.acv - total.commit_blocked.acv;
    view! {
        <div class="tiles">
            {tile(words.score, score(t, total), words.score_help.to_owned())}
            {tile(words.open, money(t, answer, total.open.acv), deals(total.open))}
            {tile(words.commit, money(t, answer, total.commit.acv), deals(total.commit))}
            {tile(words.clean_commit, money(t, answer, clean), (words.rests)(&money(t, answer, total.commit_blocked.acv), &deals(total.commit_blocked), ""))}
        </div>
    }
    .into_any()
}

/// The address of the deals behind a number.
fn drill(answer: &Answer, row: &HygieneRow, flag: Flag) -> String {
    let mut conditions = vec![format!("flag:{}", flag.as_str())];
    if !row.key.is_empty() {
        let field = if answer.by == HygieneBy::Team { "team" } else { "owner" };
        conditions.push(format!("{field}:{}", row.key));
    }
    if let Some(Period { first, last, .. }) = &answer.period {
        conditions.push(format!("close:{first}..{last}"));
    }
    let parameters = [("where", conditions.join(";")), ("kind", "open".to_owned())];
    serde_urlencoded::to_string(parameters).map_or_else(|_| "/deals".to_owned(), |query| format!("/deals?{query}"))
}

/// "4.1M rests on 23 deals with no next step", most money first.
fn sentences(t: &'static Texts, answer: &Answer) -> AnyView {
    let (words, names) = (review(t.language), hygiene(t.language));
    let mut flags: Vec<&FlagTally> = answer.total.flags.iter().collect();
    flags.sort_by_key(|tally| std::cmp::Reverse((tally.commit.acv, tally.open.acv)));
    let each = flags.into_iter().map(|tally| {
        let deals = (t.common.deals)(tally.open.deals, &t.language.integer(tally.open.deals));
        let text = (words.rests)(&money(t, answer, tally.open.acv), &deals, (names.with)(tally.flag));
        let commit = (tally.commit.deals > 0).then(|| (words.of_commit)(&money(t, answer, tally.commit.acv)));
        view! { <li><a class="link" href=drill(answer, &answer.total, tally.flag)>{text}</a> <small>{commit}</small></li> }
    });
    view! { <ul class="sentences">{each.collect_view()}</ul> }.into_any()
}

fn table(t: &'static Texts, answer: &Answer) -> AnyView {
    let (words, names) = (review(t.language), hygiene(t.language));
    let flags: Vec<Flag> = answer.total.flags.iter().map(|tally| tally.flag).collect();
    let heads = flags.iter().map(|flag| view! { <th scope="col" class="num">{(names.flag)(*flag)}</th> }).collect_view();
    let total = HygieneRow { label: t.apm.total.to_owned(), ..answer.total.clone() };
    let row = |row: &HygieneRow| {
        let name = if row.label.is_empty() { words.nobody.to_owned() } else { row.label.clone() };
        let cells = flags.iter().map(|flag| match row.flags.iter().find(|tally| tally.flag == *flag) {
            Some(tally) => {
                let text = format!("{} · {}", money(t, answer, tally.open.acv), t.language.integer(tally.open.deals));
                view! { <td class="num"><a class="link" href=drill(answer, row, *flag)>{text}</a></td> }.into_any()
            }
            None => view! { <td class="num">"–"</td> }.into_any(),
        });
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="num">{score(t, row)}</td>
                <td class="num">{money(t, answer, row.open.acv)}</td>
                <td class="num">{money(t, answer, row.commit.acv)}</td>
                {cells.collect_view()}
            </tr>
        }
        .into_any()
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=words.by_flag>
        <table class="list hygiene">
            <caption class="sr">{words.by_flag}</caption>
            <thead>
                <tr>
                    <th scope="col">{if answer.by == HygieneBy::Team { words.by_team } else { words.person }}</th>
                    <th scope="col" class="num">{words.score}</th>
                    <th scope="col" class="num">{words.open}</th>
                    <th scope="col" class="num">{words.commit}</th>
                    {heads}
                </tr>
            </thead>
            <tbody>{answer.rows.iter().map(row).collect_view()}</tbody>
            <tfoot>{row(&total)}</tfoot>
        </table>
        </div>
    }
    .into_any()
}

fn trend(t: &'static Texts, answer: &Answer) -> AnyView {
    let words = review(t.language);
    if answer.weeks.len() < 2 {
        return view! { <p class="note">{words.trend_soon}</p> }.into_any();
    }
    let blocked = answer.weeks.iter().map(|week| week.blocked.acv).collect();
    let sound = answer.weeks.iter().map(|week| week.open.acv - week.blocked.acv).collect();
    let trend = Trend {
        language: t.language,
        currency: answer.currency,
        days: answer.weeks.iter().map(|week| week.day).collect(),
        series: vec![
            Series { name: words.blocked.to_owned(), amounts: blocked },
            Series { name: words.open.to_owned(), amounts: sound },
        ],
        total: t.apm.total,
        as_of: words.day,
    };
    view! { <TrendChart trend label=words.trend.to_owned() as_table=crate::ui::i18n::pipeline(t.language).as_table/> }.into_any()
}
