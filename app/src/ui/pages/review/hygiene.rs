//! What rests on deals with something wrong about them: in sentences, by person or team and flag, and through the weeks. Each
//! number leads to its deals, and each person can be nudged by whoever leads them.

use super::rule::meaning;
use crate::context::{Visit, use_client, use_visit};
use crate::form::Submitted;
use crate::ui::charts::{Series, Trend, TrendChart};
use crate::ui::components::{Empty, Failed, Help, Menu, MenuItem, PageHead, Tabs, load, shape};
use crate::ui::i18n::{Texts, hygiene, review, use_texts};
use crate::ui::pages::apm::link::{api_query, pairs};
use contract::client::query_string;
use contract::hygiene::{FlagTally, Hygiene as Answer, HygieneBy, HygieneQuery, HygieneRow, ReadHygiene, Tally};
use contract::{Client, Problem};
use domain::pace::Standing;
use domain::{Company, Flag, Period, PeriodKind, Ratio, Role};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Hygiene in money.
#[component]
pub fn Hygiene() -> AnyView {
    let t = use_texts();
    let client = use_client();
    let visit = use_visit();
    let problem = use_context::<Submitted>().and_then(|sent| sent.problem);
    let query = use_location().search.with_untracked(|search| parse(search.trim_start_matches('?')));
    load(async move {
        match ask(&client, query).await {
            Ok((query, nudged, answer)) => {
                visit.with_value(|visit| page(Scene { t, visit, query, answer: &answer }, nudged, problem))
            }
            Err(problem) => {
                view! { <PageHead title=review(t.language).hygiene/> <div class="card"><Failed problem=problem/></div> }
                    .into_any()
            }
        }
    })
}

/// Somebody who was nudged a moment ago, and whether they had been before.
type Nudged = Option<(String, bool)>;

fn parse(search: &str) -> Result<(HygieneQuery, Nudged), Problem> {
    let (nudged, rest): (Vec<_>, Vec<_>) = pairs(search)?.into_iter().partition(|(name, _)| name == "nudged" || name == "again");
    let nudged = nudged.into_iter().next().map(|(name, person)| (person, name == "again"));
    Ok((api_query(&rest)?, nudged))
}

async fn ask(client: &Client, query: Result<(HygieneQuery, Nudged), Problem>) -> Result<(HygieneQuery, Nudged, Answer), Problem> {
    let (query, nudged) = query?;
    let answer = client.get::<ReadHygiene>(&query).await?;
    Ok((query, nudged, answer))
}

/// What is needed to draw any part of the page.
#[derive(Clone, Copy)]
struct Scene<'a> {
    t: &'static Texts,
    visit: &'a Visit,
    query: HygieneQuery,
    answer: &'a Answer,
}

fn link(query: &HygieneQuery) -> String {
    match query_string(query) {
        Ok(text) if !text.is_empty() => format!("/hygiene?{text}"),
        _ => "/hygiene".to_owned(),
    }
}

fn page(scene: Scene<'_>, nudged: Nudged, problem: Option<Problem>) -> AnyView {
    let Scene { t, visit, query, answer } = scene;
    let words = review(t.language);
    let language = t.language;
    let tabs = [(None, words.by_person), (Some(HygieneBy::Team), words.by_team)]
        .into_iter()
        .map(|(by, name)| (link(&HygieneQuery { by, ..query }), name.to_owned(), by.unwrap_or_default() == answer.by))
        .collect();
    let all = visit.workspace.as_ref().map(|info| info.periods.as_slice()).unwrap_or_default();
    let ahead = all.iter().rev().filter(|period| period.key.kind == PeriodKind::Quarter && period.last >= answer.today);
    let mut items =
        vec![MenuItem::new(link(&HygieneQuery { period: None, ..query }), words.all_open.to_owned(), query.period.is_none())];
    items.extend(ahead.map(|period| {
        let to = link(&HygieneQuery { period: Some(period.key), ..query });
        MenuItem::new(to, (words.in_period)(&language.period(period.key)), query.period == Some(period.key))
    }));
    let chosen =
        answer.period.as_ref().map_or(words.all_open.to_owned(), |period| (words.in_period)(&language.period(period.key)));
    let told = nudged.and_then(|(person, again)| {
        let row = answer.rows.iter().find(|row| row.key == person)?;
        Some(if again { (words.nudged_again)(&row.label) } else { (words.nudged)(&row.label) })
    });
    let refused = problem.map(|problem| view! { <p class="message" role="alert">{shape(Standing::Act)}{problem.detail}</p> });
    let admin = visit.me.as_ref().is_some_and(|me| me.role == Role::Admin);
    let body = if answer.total.open.deals == 0 {
        view! { <div class="card"><Empty title=words.nothing hint=words.nothing_hint/></div> }.into_any()
    } else {
        view! {
            {tiles(scene)}
            <section class="card pad"><h2>{words.in_words}</h2>{sentences(scene)}</section>
            <div class="card">{table(scene)}</div>
            <section class="card pad"><h2>{words.trend}</h2>{trend(t, answer)}</section>
            <p class="remarks">{(words.typical)(&language.integer(answer.typical_deals))}</p>
        }
        .into_any()
    };
    view! {
        <PageHead title=words.hygiene subtitle=(words.hygiene_subtitle)(&language.day_long(answer.today))>
            <Menu id="period" label=t.apm.period text=chosen items=items/>
            <Tabs label=words.by_flag items=tabs/>
            {admin.then(|| view! { <a class="chip" href="/hygiene/rules">{words.rules}</a> })}
        </PageHead>
        <div class="stack">
            {told.map(|told| view! { <p class="message good" role="status">{shape(Standing::Good)}{told}</p> })}
            {refused}
            {body}
        </div>
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

fn tiles(Scene { t, answer, .. }: Scene<'_>) -> AnyView {
    let words = review(t.language);
    let total = &answer.total;
    let tile = |name: &'static str, value: AnyView, below: AnyView| {
        view! { <div class="tile"><span>{name}</span><b>{value}</b><small>{below}</small></div> }
    };
    let deals = |tally: Tally| (t.common.deals)(tally.deals, &t.language.integer(tally.deals));
    let number = |amount: Company, conditions: &[&str]| {
        view! { <a class="link" href=drill(answer, None, conditions)>{money(t, answer, amount)}</a> }.into_any()
    };
    let clean = total.commit.acv - total.commit_blocked.acv;
    let rests = (words.rests)(&money(t, answer, total.commit_blocked.acv), &deals(total.commit_blocked), words.with_blocking);
    let rests = view! { <a class="link" href=drill(answer, None, &[COMMIT, BLOCKED])>{rests}</a> }.into_any();
    view! {
        <div class="tiles">
            {tile(words.score, score(t, total).into_any(), words.score_help.into_any())}
            {tile(words.open, number(total.open.acv, &[]), deals(total.open).into_any())}
            {tile(words.commit, number(total.commit.acv, &[COMMIT]), deals(total.commit).into_any())}
            {tile(words.clean_commit, number(clean, &[COMMIT, SOUND]), rests)}
        </div>
    }
    .into_any()
}

/// Conditions of the list of deals.
const COMMIT: &str = "category:commit";
const BLOCKED: &str = "flag:blocking";
const SOUND: &str = "!flag:blocking";

/// The address of the deals behind a number: of a row, or of the total.
fn drill(answer: &Answer, row: Option<&HygieneRow>, conditions: &[&str]) -> String {
    let mut conditions: Vec<String> = conditions.iter().map(|condition| (*condition).to_owned()).collect();
    if let Some(row) = row {
        let field = if answer.by == HygieneBy::Team { "team" } else { "owner" };
        conditions.push(format!("{field}:{}", row.key));
    }
    if let Some(Period { first, last, .. }) = &answer.period {
        conditions.push(format!("close:{first}..{last}"));
    }
    let condition = Some(("where", conditions.join(";"))).filter(|(_, text)| !text.is_empty());
    let parameters: Vec<_> = condition.into_iter().chain([("kind", "open".to_owned())]).collect();
    serde_urlencoded::to_string(parameters).map_or_else(|_| "/deals".to_owned(), |query| format!("/deals?{query}"))
}

fn with(flag: Flag) -> String {
    format!("flag:{}", flag.as_str())
}

/// "4.1M rests on 23 deals with no next step", most money first.
fn sentences(Scene { t, visit, answer, .. }: Scene<'_>) -> AnyView {
    let (words, names) = (review(t.language), hygiene(t.language));
    let rules = visit.workspace.as_ref().map(|info| info.workspace.hygiene.clone()).unwrap_or_default().general();
    let mut flags: Vec<&FlagTally> = answer.total.flags.iter().collect();
    flags.sort_by_key(|tally| std::cmp::Reverse((tally.commit.acv, tally.open.acv)));
    let each = flags.into_iter().map(|tally| {
        let deals = (t.common.deals)(tally.open.deals, &t.language.integer(tally.open.deals));
        let what = (names.with)(tally.flag, rules.limit(tally.flag));
        let text = (words.rests)(&money(t, answer, tally.open.acv), &deals, &what);
        let flag = with(tally.flag);
        let commit = (tally.commit.deals > 0).then(|| {
            let text = (words.of_commit)(&money(t, answer, tally.commit.acv));
            view! { <a class="link part" href=drill(answer, None, &[&flag, COMMIT])>{text}</a> }
        });
        view! { <li><a class="link" href=drill(answer, None, &[&flag])>{text}</a>" "{commit}</li> }
    });
    view! { <ul class="sentences">{each.collect_view()}</ul> }.into_any()
}

fn table(scene: Scene<'_>) -> AnyView {
    let Scene { t, visit, answer, .. } = scene;
    let (words, names) = (review(t.language), hygiene(t.language));
    let flags: Vec<Flag> = answer.total.flags.iter().map(|tally| tally.flag).collect();
    let head = |flag: &Flag| {
        let name = (names.flag)(*flag);
        let meaning = visit.workspace.as_ref().map(|info| meaning(t, &info.workspace, *flag)).unwrap_or_default();
        view! { <th scope="col" class="num">{name}<Help id=flag.as_str() name=name text=meaning/></th> }
    };
    let nudges = answer.rows.iter().any(|row| row.may_nudge);
    let cells = |row: Option<&HygieneRow>, sums: &HygieneRow| {
        let number = |tally: Tally, conditions: &[&str]| {
            if tally.deals == 0 {
                return view! { <td class="num">"–"</td> }.into_any();
            }
            let text = format!("{} · {}", money(t, answer, tally.acv), t.language.integer(tally.deals));
            view! { <td class="num"><a class="link" href=drill(answer, row, conditions)>{text}</a></td> }.into_any()
        };
        let flagged = flags.iter().map(|flag| {
            let tally = sums.flags.iter().find(|tally| tally.flag == *flag);
            number(tally.map(|tally| tally.open).unwrap_or_default(), &[&with(*flag)])
        });
        view! {
            <td class="num">{score(t, sums)}</td>
            {number(sums.open, &[])}
            {number(sums.commit, &[COMMIT])}
            {number(sums.blocked, &[BLOCKED])}
            {flagged.collect_view()}
        }
        .into_any()
    };
    let row = |row: &HygieneRow| {
        let name = if row.label.is_empty() { words.nobody.to_owned() } else { row.label.clone() };
        let nudge = nudges.then(|| view! { <td>{nudge(scene, row)}</td> });
        view! { <tr><th scope="row">{name}</th>{nudge}{cells(Some(row), row)}</tr> }
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=words.by_flag>
        <table class="list hygiene">
            <caption class="sr">{words.by_flag}</caption>
            <thead>
                <tr>
                    <th scope="col">{if answer.by == HygieneBy::Team { words.by_team } else { words.person }}</th>
                    {nudges.then(|| view! { <th scope="col">{words.nudge}</th> })}
                    <th scope="col" class="num">{words.score}<Help id="score" name=words.score text=words.score_help/></th>
                    <th scope="col" class="num">{words.open}</th>
                    <th scope="col" class="num">{words.commit}</th>
                    <th scope="col" class="num">{words.blocked}<Help id="blocked" name=words.blocked text=words.blocked_help/></th>
                    {flags.iter().map(head).collect_view()}
                </tr>
            </thead>
            <tbody>{answer.rows.iter().map(row).collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{t.apm.total}</th>
                    {nudges.then(|| view! { <td></td> })}
                    {cells(None, &answer.total)}
                </tr>
            </tfoot>
        </table>
        </div>
    }
    .into_any()
}

/// Asks somebody to look after their deals with a flag: a form under a chip.
fn nudge(Scene { t, query, answer, .. }: Scene<'_>, row: &HygieneRow) -> AnyView {
    let (words, names) = (review(t.language), hygiene(t.language));
    if !row.may_nudge || row.flags.is_empty() {
        return ().into_any();
    }
    let id = format!("nudge-{}", row.key);
    let field = |name: &str| format!("{name}-{}", row.key);
    let options = row.flags.iter().map(|tally| {
        let deals = (t.common.deals)(tally.open.deals, &t.language.integer(tally.open.deals));
        let text = format!("{} · {deals} · {}", (names.flag)(tally.flag), money(t, answer, tally.open.acv));
        view! { <option value=tally.flag.as_str()>{text}</option> }
    });
    view! {
        <button type="button" class="chip" popovertarget=id.clone() aria-label=(words.nudge_whom)(&row.label)>{words.nudge}</button>
        <div popover="auto" id=id class="near nudge">
            <form method="post" action=link(&query) class="form">
                <b>{(words.nudge_whom)(&row.label)}</b>
                <input type="hidden" name="owner" value=row.key.clone()/>
                <div class="field">
                    <label for=field("flag")>{words.flag}</label>
                    <select id=field("flag") name="flag">{options.collect_view()}</select>
                </div>
                <div class="field">
                    <label for=field("note")>{words.in_own_words}</label>
                    <textarea id=field("note") name="note" rows="2" maxlength="1000"></textarea>
                </div>
                <p class="note">{words.nudge_hint}</p>
                <button class="button primary">{words.nudge_send}</button>
            </form>
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
