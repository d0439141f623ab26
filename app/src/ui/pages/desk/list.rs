//! The list of deals: which ones, in which columns and order, with what all of them come to; and the ways to change one or
//! many of them.

use super::filter::{self, Choices};
use super::known::known;
use super::named::Names;
use super::question::Question;
use super::quick::{What, link, quick};
use super::rows::rows;
use super::{bulk, new_deal, views};
use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Badge, Empty, Failed, GetForm, Menu, MenuItem, PageHead, Pager, load};
use crate::ui::i18n::{Texts, desk, hygiene, use_texts};
use crate::ui::pages::deals::{kind_badge, overdue, unseen};
use contract::book::{By, ListOpportunities, OpportunityList, OpportunitySummary, Sort};
use contract::view::{Column, ListViews, Views};
use contract::{Client, Nothing, Problem};
use domain::hygiene::Severity;
use domain::pace::Standing;
use domain::{Company, StageKind};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What the page is made from.
struct Asked {
    question: Question,
    list: OpportunityList,
    views: Views,
    choices: Result<Choices, Problem>,
}

/// Deals as they are now.
#[component]
pub fn Deals() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    if !visit.with_value(Visit::sees_deals) {
        return unseen(t, t.deals.title.to_owned());
    }
    let client = use_client();
    let question = use_location().search.with_untracked(|search| Question::parse("/deals", search));
    load(async move {
        match ask(&client, question).await {
            Ok(asked) => visit.with_value(|visit| page(t, visit, asked)),
            Err(problem) => {
                view! { <PageHead title=t.deals.title/> <div class="card"><Failed problem=problem/></div> }.into_any()
            }
        }
    })
}

async fn ask(client: &Client, question: Result<Question, Problem>) -> Result<Asked, Problem> {
    let question = question?;
    let list = client.get::<ListOpportunities>(&question.query()).await?;
    let views = client.get::<ListViews>(&Nothing {}).await?;
    let choices = filter::choices(client, &question).await;
    Ok(Asked { question, list, views, choices })
}

/// What all deals of the question come to.
pub fn totals(t: &Texts, total: i64, acv: Company, weighted: Company, without_rate: i64, currency: domain::Currency) -> String {
    let words = desk(t.language);
    let money = |amount| t.language.money_short_with(amount, currency);
    let count = (t.deals.count)(total, &t.language.integer(total));
    let text = (words.totals)(&count, &money(acv), &money(weighted));
    match without_rate {
        0 => text,
        some => format!("{text} · {}", (words.without_rate)(&t.language.integer(some))),
    }
}

fn page(t: &'static Texts, visit: &Visit, Asked { question, list, views, choices }: Asked) -> AnyView {
    let words = desk(t.language);
    let names = Names { t, visit, named: &list.named };
    let columns = [question.columns.clone(), views.columns.clone(), Column::USUAL.to_vec()];
    let columns = columns.into_iter().find(|columns| !columns.is_empty()).unwrap_or_default();
    let subtitle = totals(t, list.total, list.acv, list.weighted, list.without_rate, list.currency);
    let count = (t.deals.count)(list.total, &t.language.integer(list.total));
    let next = list.next.clone().map(|next| question.to(|q| q.after = Some(next)));
    let first = question.after.is_some().then(|| question.to(|_| ()));
    let changes = visit.me.as_ref().is_some_and(|me| me.role.changes_deals());
    let body = if list.items.is_empty() {
        view! { <Empty title=words.empty hint=words.empty_hint/> }.into_any()
    } else {
        let table = table(t, visit, &question, &columns, &list.items, changes);
        view! {
            {table}
            <Pager total=count first=first next=next/>
        }
        .into_any()
    };
    let board = Question { path: "/deals/board", sort: None, columns: Vec::new(), ..question.clone() };
    let board = board.to(|_| ());
    let tools = view! { {columns_menu(t, &question, &columns)}{export(t, &question, &columns)} };
    view! {
        <PageHead title=t.deals.title subtitle=subtitle>
            {new_deal(t, changes)}
            <a class="chip" href=board>{words.board}</a>
            {tools}
        </PageHead>
        {finder(t, &question)}
        {filter::chips(names, &question)}
        {filter::sheet(names, &question, choices)}
        <section class="card cards-card desk" aria-label=t.deals.title>
            {views::tabs(t, &question, &views)}
            {body}
        </section>
        {(changes && list.total > 0).then(|| bulk::bar(t, visit, &question, list.total))}
        {quick(visit)}
        {rows()}
        <p class="note keys">{words.keys}</p>
    }
    .into_any()
}

/// What is looked for, and whether open ones, won or lost.
pub fn finder(t: &'static Texts, question: &Question) -> AnyView {
    let kinds = [
        (Some(StageKind::Open), t.deals.open),
        (Some(StageKind::Won), t.deals.won),
        (Some(StageKind::Lost), t.deals.lost),
        (None, t.deals.all),
    ];
    let shown = kinds.iter().find(|(kind, _)| *kind == question.kind).map_or(t.deals.all, |(_, name)| name);
    let items = kinds
        .into_iter()
        .map(|(kind, name)| MenuItem::new(question.to(|q| q.kind = kind), name, kind == question.kind))
        .collect();
    let (path, value, other) = (question.path, question.search.clone(), question.kind != Some(StageKind::Open));
    let keep = question.pairs_without(&["search", "after", "pick", "find", "more"]);
    view! {
        <GetForm action=path keep=keep search=t.deals.find class="form-row finder">
            <div class="field">
                <label for="search">{t.deals.find}</label>
                <input type="search" id="search" name="search" value=value placeholder=t.deals.find_hint autocomplete="off"/>
            </div>
            <button class="button">{t.common.search}</button>
            <Menu id="menu-kind" text=shown label=t.settings.kind items=items on=other/>
        </GetForm>
    }
    .into_any()
}

/// The columns, to be ticked; kept for whoever looks.
fn columns_menu(t: &'static Texts, question: &Question, columns: &[Column]) -> AnyView {
    let words = desk(t.language);
    let boxes = Column::ALL
        .iter()
        .map(|column| {
            let on = columns.contains(column);
            view! { <label><input type="checkbox" name="column" value=column.as_str() checked=on/>{(words.column)(*column)}</label> }
        })
        .collect_view();
    view! {
        <button type="button" class="chip wide-only" popovertarget="menu-columns">{words.columns}<span aria-hidden="true">"▾"</span></button>
        <div popover="auto" id="menu-columns" class="near menu">
            <form method="post" action="/deals/columns" class="form pad">
                <input type="hidden" name="here" value=question.to(|q| q.columns.clear())/>
                <fieldset class="checks"><legend>{words.columns}</legend>{boxes}</fieldset>
                <p class="note">{words.columns_hint}</p>
                <button class="button">{t.common.save}</button>
            </form>
        </div>
    }
    .into_any()
}

/// The same list as a file.
fn export(t: &'static Texts, question: &Question, columns: &[Column]) -> AnyView {
    let words = desk(t.language);
    let mut pairs = Question { columns: columns.to_vec(), ..question.clone() }
        .pairs_without(&["view", "after", "pick", "find", "more", "by"]);
    // The API means all where nothing is said.
    pairs.retain(|(name, _)| name != "kind");
    pairs.extend(question.kind.map(|kind| ("kind".to_owned(), kind.as_str().to_owned())));
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    let item = |name: &str, text| {
        view! { <li><a href=format!("/api/v1/opportunities.{name}?{query}") download="">{text}</a></li> }
    };
    view! {
        <button type="button" class="chip" popovertarget="menu-export">{words.export}<span aria-hidden="true">"▾"</span></button>
        <div popover="auto" id="menu-export" class="near menu"><ul>{item("csv", words.csv)}{item("xlsx", words.xlsx)}</ul></div>
    }
    .into_any()
}

/// What a column is sorted by, where it can be.
fn order(column: Column) -> Option<By> {
    Some(match column {
        Column::Account => By::Account,
        Column::Stage => By::Stage,
        Column::Owner => By::Owner,
        Column::Close => By::Close,
        Column::Amount => By::Amount,
        Column::NextStepDay => By::NextStep,
        Column::Flags => By::Attention,
        _ => return None,
    })
}

fn heading(t: &'static Texts, question: &Question, name: &'static str, by: Option<By>, numeric: bool) -> AnyView {
    let words = desk(t.language);
    let class = numeric.then_some("num");
    let Some(by) = by else {
        return view! { <th scope="col" role="columnheader" class=class>{name}</th> }.into_any();
    };
    let now = question.sort.unwrap_or_default();
    let on = now.by == by;
    // Amounts are looked at from the largest down.
    let descending = if on { !now.descending } else { by == By::Amount };
    let href = question.to(|q| q.sort = Some(Sort { by, descending }));
    let sorted = on.then_some(if now.descending { "descending" } else { "ascending" });
    let mark = on.then_some(if now.descending { "↓" } else { "↑" });
    view! {
        <th scope="col" role="columnheader" class=class aria-sort=sorted>
            <a href=href data-noscroll="" title=(words.sorted)(name)>{name}<span aria-hidden="true">{mark}</span></a>
        </th>
    }
    .into_any()
}

fn table(
    t: &'static Texts,
    visit: &Visit,
    question: &Question,
    columns: &[Column],
    deals: &[OpportunitySummary],
    changes: bool,
) -> AnyView {
    let words = desk(t.language);
    let heads = columns
        .iter()
        .map(|column| heading(t, question, (words.column)(*column), order(*column), is_number(*column)))
        .collect_view();
    let rows = deals.iter().map(|deal| row(t, visit, columns, deal, changes)).collect_view();
    let all = changes.then(|| {
        view! { <th scope="col" role="columnheader" class="tick"><label><input type="checkbox" data-all="" autocomplete="off"/><span class="sr">{words.select_all}</span></label></th> }
    });
    view! {
        <table class="list cards deals" role="table">
            <caption class="sr">{t.deals.title}</caption>
            <thead role="rowgroup">
                <tr role="row">{all}{heading(t, question, t.deals.name, Some(By::Name), false)}{heads}</tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn is_number(column: Column) -> bool {
    matches!(column, Column::Amount | Column::DaysInStage | Column::Pushes)
}

fn row(t: &'static Texts, visit: &Visit, columns: &[Column], deal: &OpportunitySummary, changes: bool) -> AnyView {
    let words = desk(t.language);
    let tick = changes.then(|| {
        let label = (words.select)(&deal.name);
        view! {
            <td role="cell" class="tick">
                <label><input type="checkbox" form="bulk" name="deal" value=deal.id.to_string() autocomplete="off"/><span class="sr">{label}</span></label>
            </td>
        }
    });
    let cells = columns
        .iter()
        .map(|column| {
            let class = if is_number(*column) { "num" } else { "" };
            let label = (words.column)(*column);
            view! { <td role="cell" class=format!("{class} c-{}", column.as_str()) data-label=label>{cell(t, visit, *column, deal, changes)}</td> }
        })
        .collect_view();
    view! {
        <tr role="row" data-deal=deal.id.to_string() data-known=known(deal, changes)>
            {tick}
            <th scope="row" role="rowheader"><a href=format!("/deals/{}", deal.id)>{deal.name.clone()}</a></th>
            {cells}
        </tr>
    }
    .into_any()
}

fn cell(t: &'static Texts, visit: &Visit, column: Column, deal: &OpportunitySummary, changes: bool) -> AnyView {
    let language = t.language;
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    let (what, content) = match column {
        Column::Account => (None, or_none(&deal.account).into_any()),
        Column::Owner => (None, or_none(&deal.owner).into_any()),
        Column::Stage => {
            (Some(What::Stage).filter(|_| deal.kind == StageKind::Open), kind_badge(t, deal.kind, deal.stage_name.clone()))
        }
        Column::Close => {
            let day = deal.close_day.map_or_else(|| t.apm.no_date.to_owned(), |day| language.day(day));
            let late = overdue(t, visit, deal.kind, deal.close_day);
            (Some(What::Close), view! { <span class="close">{day}{late}</span> }.into_any())
        }
        Column::Amount => (Some(What::Amount), language.money(deal.acv).into_any()),
        Column::Category => {
            (Some(What::Category).filter(|_| deal.kind == StageKind::Open), (t.names.category)(deal.category).into_any())
        }
        Column::NextStep => {
            let day = deal.next_step_day.map(|day| view! { <small>{language.day_of_year(day)}</small> });
            let step = or_none(&deal.next_step);
            (Some(What::NextStep), view! { <span class="coming">{step}{day}</span> }.into_any())
        }
        Column::NextStepDay => {
            let day = deal.next_step_day.map_or_else(|| "–".to_owned(), |day| language.day(day));
            (Some(What::NextStep), day.into_any())
        }
        Column::Flags => (None, flags(t, deal)),
        Column::DaysInStage => (None, language.integer(i64::from(deal.days_in_stage)).into_any()),
        Column::Pushes => (None, language.integer(i64::from(deal.pushes)).into_any()),
        Column::Type => (None, (t.names.deal_type)(deal.deal_type).into_any()),
        Column::Source => (None, deal.source.map_or("–", |source| (t.names.source)(source)).into_any()),
    };
    match what.filter(|_| changes) {
        Some(what) => link(t, deal.id, &deal.name, what, "edit", content),
        None => content,
    }
}

/// What is wrong with a deal, each with its shape and word.
pub fn flags(t: &'static Texts, deal: &OpportunitySummary) -> AnyView {
    few_flags(t, deal, usize::MAX)
}

/// The worst of it, and how much more there is.
pub fn few_flags(t: &'static Texts, deal: &OpportunitySummary, most: usize) -> AnyView {
    let names = hygiene(t.language);
    let more = deal.flags.len().saturating_sub(most);
    let more = (more > 0).then(|| view! { <Badge standing=Standing::None text=format!("+{more}")/> });
    let shown = deal
        .flags
        .iter()
        .take(most)
        .map(|raised| {
            let standing = if raised.severity == Severity::Blocking { Standing::Act } else { Standing::Watch };
            view! { <Badge standing=standing text=(names.flag)(raised.flag)/> }
        })
        .collect_view();
    view! { {shown}{more} }.into_any()
}
