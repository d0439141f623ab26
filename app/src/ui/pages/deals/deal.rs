//! One deal: what it is, how to change it, what was done about it, and who said what when. Or as it was on a day.

use super::about::about;
use super::activities::{activities, links};
use super::edit::edit;
use super::history::{history, people};
use super::marks::{kind_badge, overdue};
use super::plain::plain;
use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Crumb, Empty, Failed, PageHead, load, presence};
use crate::ui::i18n::deal::{Deal as Words, deal as words};
use crate::ui::i18n::{Texts, use_texts};
use crate::ui::pages::apm::link::{api_query, pairs};
use crate::ui::pages::outbox::waiting;
use crate::ui::pages::review::reviews;
use contract::activity::{Activity, Link, ListActivities, ListActivitiesQuery, ListLinks};
use contract::opportunity::{ListVersions, ListVersionsQuery, NamedVersion, Opportunity, OpportunityPath, ReadOpportunity};
use contract::review::{DealReviews, ListReviews};
use contract::workspace::{DimensionPath, ListDimension, ListDimensionQuery};
use contract::{Client, Nothing, Page, Problem};
use domain::{Day, Dimension, Money, OpportunityId, StageKind};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

/// What the page shows.
struct Shown {
    deal: Opportunity,
    query: ListVersionsQuery,
    versions: Page<NamedVersion>,
    activities: Page<Activity>,
    older: bool,
    /// The activity that was just taken away.
    gone: Option<String>,
    links: Page<Link>,
    /// The same of a link.
    unlinked: Option<String>,
    people: Vec<String>,
    campaigns: Vec<String>,
    reviews: DealReviews,
}

/// A deal with its history.
#[component]
pub fn Deal() -> impl IntoView {
    let t = use_texts();
    let visit = use_visit();
    let client = use_client();
    let id = use_params_map().with_untracked(|params| params.get_str("id").and_then(|id| id.parse().ok()));
    let pairs = use_location().search.with_untracked(|search| pairs(search));
    load(async move {
        match ask(&client, id, pairs).await {
            Ok(shown) => visit.with_value(|visit| match shown.query.as_of {
                Some(day) => past(t, visit, day, &shown),
                None => page(t, visit, &shown),
            }),
            Err(problem) => {
                view! { <PageHead title=t.deals.title/> <div class="card"><Failed problem=problem/></div> }.into_any()
            }
        }
    })
}

async fn ask(
    client: &Client,
    id: Option<OpportunityId>,
    pairs: Result<Vec<(String, String)>, Problem>,
) -> Result<Shown, Problem> {
    let pairs = pairs?.into_iter().filter(|(_, value)| !value.is_empty());
    let (own, rest): (Vec<_>, Vec<_>) = pairs.partition(|(name, _)| ["activities", "gone", "unlinked"].contains(&name.as_str()));
    let query: ListVersionsQuery = api_query(&rest)?;
    let said = |name: &str| own.iter().rev().find(|(other, _)| other == name).map(|(_, value)| value.clone());
    let (after, gone, unlinked) = (said("activities"), said("gone"), said("unlinked"));
    let path = OpportunityPath { id: id.ok_or_else(|| Problem::not_found("deal"))? };
    let none = Nothing {};
    let deal = client.call::<ReadOpportunity>(&path, &none, &none, None).await?;
    let versions = client.call::<ListVersions>(&path, &query, &none, None).await?;
    let older = after.is_some();
    let activities = client.call::<ListActivities>(&path, &ListActivitiesQuery { after }, &none, None).await?;
    let links = client.call::<ListLinks>(&path, &ListActivitiesQuery::default(), &none, None).await?;
    // Whom and what one may name; without them one still may.
    let people = names(client, Dimension::Owner).await;
    let campaigns = names(client, Dimension::Campaign).await;
    let reviews = client.call::<ListReviews>(&path, &none, &none, None).await?;
    Ok(Shown { deal, query, versions, activities, older, gone, links, unlinked, people, campaigns, reviews })
}

async fn names(client: &Client, dimension: Dimension) -> Vec<String> {
    let found =
        client.call::<ListDimension>(&DimensionPath { dimension }, &ListDimensionQuery::default(), &Nothing {}, None).await;
    let items = found.map(|page| page.items).unwrap_or_default();
    items.into_iter().map(|value| value.label).filter(|label| !label.is_empty()).collect()
}

fn page(t: &'static Texts, visit: &Visit, shown: &Shown) -> AnyView {
    let w = words(t.language);
    let Shown { deal, query, versions, .. } = shown;
    let language = t.language;
    let state = &deal.state;
    let amount = language.money(Money { minor: state.acv(), currency: state.currency });
    let changes = visit.me.as_ref().is_some_and(|me| me.role.changes_deals());
    let when = state.close_day.map(|day| {
        let text = language.day(day);
        if deal.kind == StageKind::Open { (t.deals.closes)(&text) } else { (t.deals.closed)(&text) }
    });
    let owner = deal.owner.clone().unwrap_or_else(|| t.deals.no_owner.to_owned());
    view! {
        {presence(deal.id)}
        <Crumb href="/deals" text=t.deals.back/>
        <PageHead title=state.name.clone()/>
        {waiting(t, visit, deal.id)}
        <p class="deal-head">
            <b class="deal-amount">{amount}</b>
            {kind_badge(t, deal.kind, deal.stage_name.clone())}
            <span>{when}</span>
            {overdue(t, visit, deal.kind, state.close_day)}
            <span>{deal.account.clone()}</span>
            <span>{owner}</span>
        </p>
        <div class="deal-page">
            <div class="stack">
                {if changes { edit(visit, deal) } else { facts(t, deal) }}
                {changes.then(|| plain(t, visit, deal))}
                {changes.then(|| about(t, deal, &shown.people, &shown.campaigns))}
                {links(visit, deal, &shown.links, shown.unlinked.as_deref(), changes)}
            </div>
            <div class="stack">
                {activities(visit, deal, &shown.activities, shown.older, shown.gone.as_deref(), changes)}
                {reviews(t, visit, &shown.reviews)}
                <section class="card pad" id="history">
                    <h2>{t.deals.history}</h2>
                    {on_day(w, deal.id, None)}
                    {history(t, visit, deal.id, query.after.as_ref(), versions)}
                </section>
            </div>
        </div>
    }
    .into_any()
}

/// Asks for the deal as it was on a day.
fn on_day(w: &'static Words, deal: OpportunityId, day: Option<Day>) -> AnyView {
    let value = day.map(|day| day.to_string()).unwrap_or_default();
    view! {
        <form method="get" action=format!("/deals/{deal}") class="form-row on-day">
            <div class="field">
                <label for="as_of">{w.on_day}</label>
                <input type="date" id="as_of" name="as_of" value=value required/>
            </div>
            <button class="button">{w.show_day}</button>
        </form>
    }
    .into_any()
}

/// The deal as it was at the end of a day: to be read only.
fn past(t: &'static Texts, visit: &Visit, day: Day, shown: &Shown) -> AnyView {
    let w = words(t.language);
    let text = t.language.day(day);
    let here = format!("/deals/{}", shown.deal.id);
    let was = shown.versions.items.first().filter(|version| !version.version.state.deleted);
    let Some(was) = was else {
        return view! {
            <Crumb href=here.clone() text=w.today/>
            <PageHead title=(w.as_it_was)(&text)/>
            <div class="card"><Empty title=(w.not_yet)(&text) hint=w.as_it_was_hint action=(here, w.today)/></div>
            {on_day(w, shown.deal.id, Some(day))}
        }
        .into_any();
    };
    let deal = as_then(visit, &shown.deal, was);
    let amount = t.language.money(Money { minor: deal.state.acv(), currency: deal.state.currency });
    let more = people(t, was)
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }))
        .collect_view();
    view! {
        <Crumb href=here.clone() text=w.today/>
        <PageHead title=deal.state.name.clone() subtitle=(w.as_it_was)(&text)/>
        <div class="banner past" role="note">
            <b>{(w.as_it_was)(&text)}</b>" "{w.as_it_was_hint}" "<a class="link" href=here>{w.today}</a>
        </div>
        <p class="deal-head">
            <b class="deal-amount">{amount}</b>
            {kind_badge(t, deal.kind, deal.stage_name.clone())}
            <span>{deal.state.close_day.map(|day| t.language.day(day))}</span>
        </p>
        <div class="deal-page">
            <div class="stack">
                {facts(t, &deal)}
                <section class="card pad"><dl class="facts">{more}</dl></section>
            </div>
            <section class="card pad" id="history">
                <h2>{t.deals.history}</h2>
                {on_day(w, deal.id, Some(day))}
                {history(t, visit, deal.id, shown.query.after.as_ref(), &shown.versions)}
            </section>
        </div>
    }
    .into_any()
}

/// A version in the shape of a deal.
fn as_then(visit: &Visit, deal: &Opportunity, was: &NamedVersion) -> Opportunity {
    let state = was.version.state.clone();
    let stage = visit.workspace.as_ref().and_then(|info| info.workspace.stage(state.stage));
    Opportunity {
        id: deal.id,
        version: was.version.log,
        account: was.account.clone(),
        owner: was.owner.clone(),
        campaign: was.campaign.clone(),
        stage_name: stage.map(|stage| stage.name.clone()).unwrap_or_default(),
        kind: stage.map_or(StageKind::Open, |stage| stage.kind),
        category: stage.map_or(domain::Category::Omitted, |stage| stage.effective(state.category)),
        products: was.products.clone(),
        names: was.names.clone(),
        state,
    }
}

/// What there is to know.
fn facts(t: &'static Texts, deal: &Opportunity) -> AnyView {
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
        (t.deals.lost_reason, state.lost_reason.clone()),
        (t.deals.next_step, state.next_step.clone()),
        (t.deals.next_step_day, state.next_step_day.map(|day| language.day(day))),
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
