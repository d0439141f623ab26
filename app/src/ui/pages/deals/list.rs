//! The list of deals.

use super::table::{DealRow, deal_table};
use crate::context::{Visit, set_status, use_client, use_visit};
use crate::ui::components::{Badge, Empty, Failed, GetForm, PageHead, Pager, Tabs, load};
use crate::ui::i18n::{Texts, use_texts};
use crate::ui::pages::apm::link::{api_query, pairs};
use contract::book::{ListOpportunities, ListOpportunitiesQuery, OpportunityList, OpportunitySummary};
use contract::client::query_string;
use contract::{Client, Problem};
use domain::pace::Standing;
use domain::{Day, StageKind};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

type Query = ListOpportunitiesQuery;

/// The question in the address: open deals unless it says which. (The API means all.)
fn parse(search: &str) -> Result<Query, Problem> {
    let pairs = pairs(search)?.into_iter().filter(|(_, value)| !value.is_empty());
    let (kind, mut rest): (Vec<_>, Vec<_>) = pairs.partition(|(name, _)| name == "kind");
    match kind.last().map(|(_, value)| value.as_str()) {
        None => rest.push(("kind".to_owned(), kind_name(StageKind::Open).to_owned())),
        Some("all") => {}
        Some(_) => rest.extend(kind),
    }
    api_query(&rest)
}

/// Which deals, as the address says it.
fn kind_word(query: &Query) -> Option<&'static str> {
    match query.kind {
        Some(StageKind::Open) => None,
        Some(kind) => Some(kind_name(kind)),
        None => Some("all"),
    }
}

fn href(query: &Query) -> String {
    let rest = query_string(&Query { kind: None, ..query.clone() }).unwrap_or_default();
    let kind = kind_word(query).map(|word| format!("kind={word}"));
    let search: Vec<String> = kind.into_iter().chain(Some(rest).filter(|rest| !rest.is_empty())).collect();
    if search.is_empty() { "/deals".to_owned() } else { format!("/deals?{}", search.join("&")) }
}

/// Deals as they are now, by close date.
#[component]
pub fn Deals() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    if !visit.with_value(Visit::sees_deals) {
        return unseen(t, t.deals.title.to_owned());
    }
    let client = use_client();
    let query = use_location().search.with_untracked(|search| parse(search));
    load(async move {
        match ask(&client, query).await {
            Ok((query, page)) => visit.with_value(|visit| list(t, visit, &query, page)),
            Err(problem) => {
                view! { <PageHead title=t.deals.title/> <div class="card"><Failed problem=problem/></div> }.into_any()
            }
        }
    })
}

async fn ask(client: &Client, query: Result<Query, Problem>) -> Result<(Query, OpportunityList), Problem> {
    let query = query?;
    let page = client.get::<ListOpportunities>(&query).await?;
    Ok((query, page))
}

/// Why there are no deals to see for those who see aggregates only.
pub fn unseen(t: &'static Texts, title: String) -> AnyView {
    set_status(403);
    view! {
        <PageHead title=title/>
        <div class="card"><Empty title=t.apm.unseen hint=t.apm.unseen_hint action=("/apm".to_owned(), t.apm.back)/></div>
    }
    .into_any()
}

fn list(t: &'static Texts, visit: &Visit, query: &Query, page: OpportunityList) -> AnyView {
    let kinds = [
        (Some(StageKind::Open), t.deals.open),
        (Some(StageKind::Won), t.deals.won),
        (Some(StageKind::Lost), t.deals.lost),
        (None, t.deals.all),
    ];
    let tabs = kinds
        .into_iter()
        .map(|(kind, name)| (href(&Query { kind, after: None, ..query.clone() }), name.to_owned(), kind == query.kind))
        .collect();
    let count = (t.deals.count)(page.total, &t.language.integer(page.total));
    let keep = kind_word(query).map(|word| ("kind".to_owned(), word.to_owned())).into_iter().collect();
    let value = query.search.clone().unwrap_or_default();
    let next = page.next.clone().map(|next| href(&Query { after: Some(next), ..query.clone() }));
    let first = query.after.is_some().then(|| href(&Query { after: None, ..query.clone() }));
    let rows = page.items.into_iter().map(|deal| row(t, visit, deal)).collect();
    let body = if page.total == 0 {
        let (title, hint) = match query.search {
            Some(_) => (t.common.none, t.deals.empty_search),
            None => (t.deals.empty, t.deals.empty_hint),
        };
        view! { <Empty title=title hint=hint/> }.into_any()
    } else {
        view! {
        {deal_table(t, &[t.deals.stage, t.deals.owner], rows)}
                    <Pager total=count.clone() first=first next=next/>
                }
        .into_any()
    };
    view! {
        <PageHead title=t.deals.title subtitle=count/>
        <GetForm action="/deals" keep=keep role="search" class="form-row finder">
            <div class="field">
                <label for="search">{t.deals.find}</label>
                <input type="search" id="search" name="search" value=value placeholder=t.deals.find_hint autocomplete="off"/>
            </div>
            <button class="button">{t.common.search}</button>
        </GetForm>
        <section class="card cards-card" aria-label=t.deals.title>
            <Tabs label=t.settings.kind items=tabs/>
            {body}
        </section>
    }
    .into_any()
}

fn kind_name(kind: StageKind) -> &'static str {
    match kind {
        StageKind::Open => "open",
        StageKind::Won => "won",
        StageKind::Lost => "lost",
    }
}

fn row(t: &'static Texts, visit: &Visit, deal: OpportunitySummary) -> DealRow {
    let day = deal.close_day.map_or_else(|| t.apm.no_date.to_owned(), |day| t.language.day(day));
    let late = overdue(t, visit, deal.kind, deal.close_day);
    let close = view! { <span class="close">{day}{late}</span> }.into_any();
    DealRow {
        id: deal.id,
        name: deal.name,
        account: deal.account.unwrap_or_else(|| t.deals.no_account.to_owned()),
        cells: vec![
            kind_badge(t, deal.kind, deal.stage_name),
            deal.owner.unwrap_or_else(|| t.deals.no_owner.to_owned()).into_any(),
        ],
        close,
        amount: t.language.money(deal.acv).into_any(),
    }
}

/// Says of an open deal that it should have been closed, moved or given up by now.
pub fn overdue(t: &'static Texts, visit: &Visit, kind: StageKind, close: Option<Day>) -> Option<AnyView> {
    let today = visit.workspace.as_ref().map(|info| info.today);
    let late = kind == StageKind::Open && close.zip(today).is_some_and(|(close, today)| close < today);
    late.then(|| view! { <Badge standing=Standing::Watch text=t.deals.overdue/> }.into_any())
}

/// A stage: its name, and whether that is won or lost in word and shape.
pub fn kind_badge(t: &'static Texts, kind: StageKind, stage: String) -> AnyView {
    let standing = match kind {
        StageKind::Open => Standing::None,
        StageKind::Won => Standing::Good,
        StageKind::Lost => Standing::Act,
    };
    let word = (t.names.kind)(kind);
    let text = if kind == StageKind::Open || stage.eq_ignore_ascii_case(word) { stage } else { format!("{stage} · {word}") };
    view! { <Badge standing=standing text=text/> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_means_open_deals_unless_it_says_which() {
        for (search, kind, address) in [
            ("", Some(StageKind::Open), "/deals"),
            ("kind=open", Some(StageKind::Open), "/deals"),
            ("kind=won&search=core", Some(StageKind::Won), "/deals?kind=won&search=core"),
            ("search=core&kind=all", None, "/deals?kind=all&search=core"),
        ] {
            let query = parse(search).unwrap();
            assert_eq!(query.kind, kind, "{search}");
            assert_eq!(href(&query), address);
        }
    }
}
