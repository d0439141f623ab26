//! The board: columns of deals, each with what all of its deals come to. Cards are moved by pointer, touch or keys
//! (`drag.rs`), or with the sheet that opens from every card; a column grows in place.

use super::drag::Drag;
use super::filter::{self, Choices};
use super::known::known;
use super::list::{few_flags, finder, totals};
use super::named::Names;
use super::question::{BOARDS, Question};
use super::quick::{What, link, quick};
use super::{new_deal, views};
use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Empty, Failed, Menu, MenuItem, PageHead, load};
use crate::ui::i18n::{Texts, desk, use_texts};
use crate::ui::island::island;
use crate::ui::pages::deals::unseen;
use contract::book::{
    Board, BoardBy, BoardColumn, BoardQuery, ListOpportunities, ListOpportunitiesQuery, OpportunitySummary, ReadBoard,
};
use contract::view::{ListViews, Views};
use contract::{Client, Nothing, Problem};
use domain::StageKind;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// How many cards a column shows at first, and how many more each time.
const CARDS: u16 = 25;
/// The most cards the API gives in one answer.
const MOST: u16 = 200;

struct Asked {
    question: Question,
    board: Board,
    views: Views,
    choices: Result<Choices, Problem>,
}

/// The board.
#[component]
pub fn BoardPage() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    let words = desk(t.language);
    if !visit.with_value(Visit::sees_deals) {
        return unseen(t, words.board.to_owned());
    }
    let client = use_client();
    let question = use_location().search.with_untracked(|search| Question::parse("/deals/board", search));
    load(async move {
        match ask(&client, question).await {
            Ok(asked) => visit.with_value(|visit| page(t, visit, asked)),
            Err(problem) => view! { <PageHead title=words.board/> <div class="card"><Failed problem=problem/></div> }.into_any(),
        }
    })
}

async fn ask(client: &Client, question: Result<Question, Problem>) -> Result<Asked, Problem> {
    let question = question?;
    let ListOpportunitiesQuery { condition, search, kind, sort, .. } = question.query();
    // Without a word in the address the board decides: open deals, unless the condition asks for others.
    let kind = kind.filter(|kind| *kind != domain::StageKind::Open);
    let query = BoardQuery { by: question.by, condition, search, kind, sort };
    let mut board = client.get::<ReadBoard>(&query).await?;
    for (key, pages) in &question.more {
        if let Some(column) = board.columns.iter_mut().find(|column| column.key == *key) {
            grow(client, column, &question, *pages).await?;
        }
    }
    let views = client.get::<ListViews>(&Nothing {}).await?;
    let choices = filter::choices(client, &question).await;
    Ok(Asked { question, board, views, choices })
}

/// Adds further pages to a column.
async fn grow(client: &Client, column: &mut BoardColumn, question: &Question, pages: u16) -> Result<(), Problem> {
    let mut wanted = pages.saturating_sub(1).min(80) * CARDS;
    while wanted > 0
        && let Some(after) = column.next.take()
    {
        let query = ListOpportunitiesQuery {
            condition: column.condition.clone(),
            search: question.query().search,
            sort: question.sort,
            after: Some(after),
            limit: Some(wanted.min(MOST)),
            kind: None,
        };
        let list = client.get::<ListOpportunities>(&query).await?;
        wanted -= wanted.min(MOST);
        column.items.extend(list.items);
        column.next = list.next;
    }
    Ok(())
}

/// What a column is called.
fn column_name(t: &Texts, by: BoardBy, column: &BoardColumn) -> String {
    if !column.label.is_empty() {
        return column.label.clone();
    }
    let category = || domain::Category::ALL.into_iter().find(|category| category.as_str() == column.key);
    match by {
        _ if column.key.is_empty() => if by == BoardBy::Month { t.apm.no_date } else { t.common.none }.to_owned(),
        BoardBy::Category => category().map_or_else(|| column.key.clone(), |category| (t.names.category)(category).to_owned()),
        BoardBy::Month => {
            let month = column.key.split_once('-').and_then(|(year, month)| Some((year, month.parse().ok()?)));
            month.map_or_else(|| column.key.clone(), |(year, month)| format!("{} {year}", t.language.month(month)))
        }
        BoardBy::Stage | BoardBy::Owner => column.key.clone(),
    }
}

fn page(t: &'static Texts, visit: &Visit, Asked { question, board, views, choices }: Asked) -> AnyView {
    let words = desk(t.language);
    let names = Names { t, visit, named: &board.named };
    let subtitle = totals(t, board.total, board.acv, board.weighted, board.without_rate, board.currency);
    let items =
        BOARDS.into_iter().map(|by| MenuItem::new(question.to(|q| q.by = by), (words.by)(by), by == question.by)).collect();
    let list = Question { path: "/deals", by: BoardBy::default(), ..question.clone() }.to(|q| q.more.clear());
    let changes = visit.me.as_ref().is_some_and(|me| me.role.changes_deals());
    let moves = match board.by {
        BoardBy::Stage => What::Stage,
        BoardBy::Category => What::Category,
        BoardBy::Month => What::Close,
        BoardBy::Owner => What::Owner,
    };
    let strip = board
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let count = t.language.integer(column.total);
            view! { <li><a href=format!("#column-{at}") rel="external">{column_name(t, board.by, column)}<small>{count}</small></a></li> }
        })
        .collect_view();
    let scene = Scene { t, question: &question, board: &board, changes, moves: changes.then_some(moves) };
    let columns = board.columns.iter().enumerate().map(|(at, one)| column(scene, at, one)).collect_view();
    let left_out = (board.left_out > 0).then(|| view! { <p class="note">{(words.left_out)(board.left_out)}</p> });
    let hint = changes.then(|| view! { <p class="note wide-only">{words.drag_hint}</p> });
    let drag = changes.then(|| island(Drag { by: board.by }));
    let body = if board.columns.is_empty() {
        view! { <div class="card"><Empty title=words.empty hint=words.empty_hint/></div> }.into_any()
    } else {
        view! {
            <nav class="tabs strip" aria-label=words.columns><ul>{strip}</ul></nav>
            <div class="board" role="group" aria-label=words.board>{columns}</div>
        }
        .into_any()
    };
    view! {
        <PageHead title=words.board subtitle=subtitle>
            {new_deal(t, changes)}
            <a class="chip" href=list>{words.list}</a>
            <Menu id="menu-by" text=(words.by)(question.by) label=words.columns items=items/>
        </PageHead>
        {finder(t, &question)}
        {filter::chips(names, &question)}
        {filter::sheet(names, &question, choices)}
        <div class="card board-views">{views::tabs(t, &question, &views)}</div>
        {body}
        {left_out}
        {hint}
        {quick(visit)}
        {drag}
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Scene<'p> {
    t: &'static Texts,
    question: &'p Question,
    board: &'p Board,
    /// Whether the visitor changes deals.
    changes: bool,
    /// What moves a card to another column.
    moves: Option<What>,
}

fn column(scene: Scene<'_>, at: usize, column: &BoardColumn) -> AnyView {
    let Scene { t, question, board, .. } = scene;
    let words = desk(t.language);
    let name = column_name(t, board.by, column);
    let money = |amount| t.language.money_short(amount, board.currency);
    let count = t.language.integer(column.total);
    let (acv, weighted) = (money(column.acv), money(column.weighted));
    let label = (words.column_of)(&name, &(t.deals.count)(column.total, &count), &acv);
    let cards = column.items.iter().map(|deal| card(scene, deal)).collect_view();
    let shown = column.items.len() as i64;
    let more = column.next.is_some().then(|| {
        let pages = u16::try_from(shown / i64::from(CARDS)).unwrap_or(1) + 1;
        let key = column.key.clone();
        let mut other = Question { more: question.more.clone(), after: None, pick: None, ..question.clone() };
        other.more.retain(|(known, _)| *known != key);
        other.more.push((key, pages));
        view! { <a class="button block" href=other.href() data-noscroll="" rel="nofollow">{(words.more)(column.total - shown)}</a> }
    });
    let (key, said) = (column.key.clone(), name.clone());
    view! {
        <section class="column" id=format!("column-{at}") data-column=key data-name=said aria-label=label>
            <header><h2>{name}</h2><span>{count}</span><p>{acv}<small>{weighted}" "{words.weighted}</small></p></header>
            <ul>{cards}</ul>
            {more}
        </section>
    }
    .into_any()
}

fn card(scene: Scene<'_>, deal: &OpportunitySummary) -> AnyView {
    let Scene { t, board, changes, .. } = scene;
    let words = desk(t.language);
    // What is won or lost stays where it is: it is opened again on its own page.
    let moves = scene.moves.filter(|_| deal.kind == StageKind::Open);
    let carried = (changes && deal.kind == StageKind::Open).then_some(());
    let close = deal.close_day.filter(|_| board.by != BoardBy::Month).map(|day| t.language.day_of_year(day));
    let close = view! { <span>{close}</span> };
    let amount = match deal.acv_company {
        Some(amount) => t.language.money_short(amount, board.currency),
        None => t.language.money(deal.acv),
    };
    let stage = (board.by != BoardBy::Stage).then(|| view! { <span>{deal.stage_name.clone()}</span> });
    let owner = (board.by != BoardBy::Owner).then(|| deal.owner.clone()).flatten();
    let mover = moves.map(|what| link(t, deal.id, &deal.name, what, "edit move", words.move_to.into_any()));
    view! {
        <li class="deal-card" data-deal=deal.id.to_string() data-known=known(deal, changes) data-name=deal.name.clone() tabindex=carried.map(|_| "0") draggable=carried.map(|_| "true")>
            <div class="top"><a href=format!("/deals/{}", deal.id) draggable="false">{deal.name.clone()}</a><b>{amount}</b></div>
            <p>{deal.account.clone()}</p>
            <p>{stage}{close}<span>{owner}</span></p>
            <div class="flags">{few_flags(t, deal, 2)}</div>
            {mover}
        </li>
    }
    .into_any()
}
