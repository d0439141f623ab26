//! One deal: what it is, how to change it, and who said what when.

use super::edit::edit;
use super::history::history;
use super::list::{kind_badge, overdue};
use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Crumb, Failed, PageHead, load};
use crate::ui::i18n::{Texts, use_texts};
use crate::ui::pages::apm::link::{api_query, pairs};
use crate::ui::pages::outbox::waiting;
use contract::opportunity::{ListVersions, ListVersionsQuery, NamedVersion, Opportunity, OpportunityPath, ReadOpportunity};
use contract::{Client, Nothing, Page, Problem};
use domain::{Money, OpportunityId, StageKind};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

/// A deal with its history.
#[component]
pub fn Deal() -> impl IntoView {
    let t = use_texts();
    let visit = use_visit();
    let client = use_client();
    let id = use_params_map().with_untracked(|params| params.get_str("id").and_then(|id| id.parse().ok()));
    let query = use_location().search.with_untracked(|search| pairs(search).and_then(|pairs| api_query(&pairs)));
    load(async move {
        match ask(&client, id, query).await {
            Ok((deal, query, versions)) => visit.with_value(|visit| page(t, visit, &deal, &query, &versions)),
            Err(problem) => {
                view! { <PageHead title=t.deals.title/> <div class="card"><Failed problem=problem/></div> }.into_any()
            }
        }
    })
}

async fn ask(
    client: &Client,
    id: Option<OpportunityId>,
    query: Result<ListVersionsQuery, Problem>,
) -> Result<(Opportunity, ListVersionsQuery, Page<NamedVersion>), Problem> {
    let query = query?;
    let path = OpportunityPath { id: id.ok_or_else(|| Problem::not_found("deal"))? };
    let deal = client.call::<ReadOpportunity>(&path, &Nothing {}, &Nothing {}, None).await?;
    let versions = client.call::<ListVersions>(&path, &query, &Nothing {}, None).await?;
    Ok((deal, query, versions))
}

fn page(
    t: &'static Texts,
    visit: &Visit,
    deal: &Opportunity,
    query: &ListVersionsQuery,
    versions: &Page<NamedVersion>,
) -> AnyView {
    let language = t.language;
    let state = &deal.state;
    let amount = language.money(Money { minor: state.acv(), currency: state.currency });
    let changes = visit.me.as_ref().is_some_and(|me| me.role.changes_deals());
    let when = state.close_day.map(|day| {
        let text = language.day(day);
        if deal.kind == StageKind::Open { (t.deals.closes)(&text) } else { (t.deals.closed)(&text) }
    });
    view! {
        <Crumb href="/deals" text=t.deals.back/>
        <PageHead title=state.name.clone()/>
        {waiting(t, visit, deal.id)}
        <p class="deal-head">
            <b class="deal-amount">{amount}</b>
            {kind_badge(t, deal.kind, deal.stage_name.clone())}
            <span>{when}</span>
            {overdue(t, visit, deal.kind, state.close_day)}
        </p>
        <div class="deal-page">
            <div class="stack">
                {changes.then(|| edit(visit, deal))}
                {facts(t, deal, changes)}
            </div>
            <section class="card pad">
                <h2>{t.deals.history}</h2>
                {history(t, visit, deal.id, query.after.as_ref(), versions)}
            </section>
        </div>
    }
    .into_any()
}

/// What there is to know besides the fields that are changed above, if they are.
fn facts(t: &'static Texts, deal: &Opportunity, changes: bool) -> AnyView {
    let language = t.language;
    let state = &deal.state;
    let source = state.source.map(|source| (t.names.source)(source).to_owned());
    let term = state.term_months.map(|months| (t.deals.months)(i64::from(months)));
    // Of several lines there is a table.
    let product = deal.products.first().cloned().flatten().filter(|_| state.lines.len() == 1);
    let rows = [
        (t.deals.account, deal.account.clone()),
        (t.deals.owner, deal.owner.clone()),
        (t.deals.product, product),
        (t.deals.deal_type, Some((t.names.deal_type)(state.deal_type).to_owned())),
        (t.deals.source, source),
        (t.deals.campaign, deal.campaign.clone()),
        (t.deals.region, state.region.clone()),
        (t.deals.term, term),
        (t.deals.category, Some((t.names.category)(deal.category).to_owned())),
        (t.deals.lost_reason, state.lost_reason.clone().filter(|_| !changes || deal.kind != StageKind::Lost)),
        (t.deals.next_step, state.next_step.clone().filter(|_| !changes)),
        (t.deals.next_step_day, state.next_step_day.filter(|_| !changes).map(|day| language.day(day))),
    ];
    let rows = rows
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }))
        .collect_view();
    let lines = (state.lines.len() > 1).then(|| {
        let items = state
            .lines
            .iter()
            .enumerate()
            .map(|(at, line)| {
                let product = deal.products.get(at).cloned().flatten().unwrap_or_else(|| t.common.none.to_owned());
                let amount = language.money(Money { minor: line.acv, currency: state.currency });
                view! { <tr><th scope="row">{product}</th><td class="num">{amount}</td></tr> }
            })
            .collect_view();
        view! { <table class="list"><caption class="sr">{t.deals.lines}</caption><tbody>{items}</tbody></table> }
    });
    let estimated = state.estimated.then(|| view! { <p class="note">{t.deals.estimated}</p> });
    view! {
        <section class="card pad">
            <h2>{t.deals.facts}</h2>
            <dl class="facts">{rows}</dl>
            {estimated}
            {lines}
        </section>
    }
    .into_any()
}
