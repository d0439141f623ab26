//! A rep's own deals, ordered by what needs them: on a phone, each a card with what can be done about it in one tap.

use super::known::known;
use super::list::totals;
use super::new_deal;
use super::question::Question;
use super::quick::{What, link, quick};
use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Badge, Empty, Failed, PageHead, Pager, load};
use crate::ui::i18n::{Texts, desk, use_texts};
use crate::ui::pages::deals::unseen;
use contract::book::{By, ListOpportunities, OpportunityList, OpportunitySummary, Sort};
use contract::{Client, Problem};
use domain::condition::{Field, Span};
use domain::pace::Standing;
use domain::{Company, Condition, StageKind};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// My own open deals.
pub fn own() -> Condition {
    Condition::is(Field::Owner, ["me"])
}

/// My own open deals with something wrong.
pub fn needing() -> Condition {
    own().and(Condition::is(Field::Flag, ["blocking", "warning"]))
}

struct Asked {
    question: Question,
    list: OpportunityList,
    /// How many need me.
    needing: i64,
}

/// My deals.
#[component]
pub fn Mine() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    let words = desk(t.language);
    if !visit.with_value(Visit::sees_deals) {
        return unseen(t, words.mine.to_owned());
    }
    let client = use_client();
    let question = use_location().search.with_untracked(|search| Question::parse("/mine", search));
    load(async move {
        match ask(&client, question).await {
            Ok(asked) => visit.with_value(|visit| page(t, visit, asked)),
            Err(problem) => view! { <PageHead title=words.mine/> <div class="card"><Failed problem=problem/></div> }.into_any(),
        }
    })
}

async fn ask(client: &Client, question: Result<Question, Problem>) -> Result<Asked, Problem> {
    let mut question = question?;
    if question.condition.is_everything() {
        question.condition = own();
    }
    question.sort = question.sort.or(Some(Sort { by: By::Attention, descending: false }));
    let list = client.get::<ListOpportunities>(&question.query()).await?;
    let asked = Question { condition: needing(), ..Question::on("/mine") }.query();
    let needing =
        client.get::<ListOpportunities>(&contract::book::ListOpportunitiesQuery { limit: Some(1), ..asked }).await?.total;
    Ok(Asked { question, list, needing })
}

fn page(t: &'static Texts, visit: &Visit, Asked { question, list, needing: count }: Asked) -> AnyView {
    let words = desk(t.language);
    let quarter = own().and(Condition::is(Field::Close, [Span::ThisQuarter.as_str()]));
    let chips = [(words.all_mine, own()), (words.attention, needing()), (words.this_quarter, quarter)]
        .into_iter()
        .map(|(text, condition)| {
            let on = question.condition == condition;
            let href =
                if condition == own() { "/mine".to_owned() } else { Question { condition, ..Question::on("/mine") }.href() };
            view! { <a class="chip" href=href aria-current=on.then_some("true") data-noscroll="">{text}</a> }
        })
        .collect_view();
    let totals = totals(t, list.total, list.acv, list.weighted, list.without_rate, list.currency);
    let subtitle = if count > 0 { format!("{totals} · {}", (words.needs)(count)) } else { totals };
    let filter = Question { path: "/deals", ..question.clone() }.to(|q| q.pick = Some((Field::Stage, 0)));
    let next = list.next.clone().map(|next| question.to(|q| q.after = Some(next)));
    let first = question.after.is_some().then(|| question.to(|_| ()));
    let changes = visit.me.as_ref().is_some_and(|me| me.role.changes_deals());
    let cards = list.items.iter().map(|deal| card(t, deal, changes)).collect_view();
    let pager = (next.is_some() || first.is_some())
        .then(|| view! { <Pager total=(t.deals.count)(list.total, &t.language.integer(list.total)) first=first next=next/> });
    let walk = (count > 0).then(|| view! { <a class="button primary block" href="/mine/deck">{words.walk}</a> });
    let body = if list.items.is_empty() {
        view! { <div class="card"><Empty title=words.mine_empty hint=words.mine_empty_hint/></div> }.into_any()
    } else {
        view! { <ul class="mine">{cards}</ul>{pager} }.into_any()
    };
    view! {
        <PageHead title=words.mine subtitle=subtitle>
            {new_deal(t, changes)}
            {chips}
            <a class="chip" href=filter><span aria-hidden="true">"+"</span>{words.filter_mine}</a>
        </PageHead>
        {walk}
        {body}
        {quick(visit)}
    }
    .into_any()
}

/// Whose it is, where its name does not say so already.
pub fn account(deal: &OpportunitySummary) -> Option<String> {
    deal.account.clone().filter(|account| !deal.name.contains(account.as_str())).map(|account| format!("{account} · "))
}

/// What a deal most needs, in words: its worst flag with what it is about, else what happens next.
pub fn need(t: &'static Texts, deal: &OpportunitySummary) -> AnyView {
    match deal.flags.first() {
        Some(_) => super::list::flags(t, deal),
        None => deal
            .next_step
            .clone()
            .map(|step| {
                let day = deal.next_step_day.map(|day| format!(", {}", t.language.day_of_year(day))).unwrap_or_default();
                view! { <Badge standing=Standing::Good text=format!("{step}{day}")/> }
            })
            .into_any(),
    }
}

fn card(t: &'static Texts, deal: &OpportunitySummary, changes: bool) -> AnyView {
    let words = desk(t.language);
    let close = deal.close_day.map_or_else(|| t.apm.no_date.to_owned(), |day| (words.closes)(&t.language.day_of_year(day)));
    let account = account(deal);
    // Short; the exact one is in the sheet, one tap away.
    let amount = t.language.money_short_with(Company(deal.acv.minor), deal.acv.currency);
    let amount = if changes {
        link(t, deal.id, &deal.name, What::Amount, "edit big", amount.into_any())
    } else {
        view! { <b class="big">{amount}</b> }.into_any()
    };
    let acts = (changes && deal.kind == StageKind::Open).then(|| {
        view! {
            <div class="acts">
                {link(t, deal.id, &deal.name, What::Stage, "", t.deals.stage.into_any())}
                {link(t, deal.id, &deal.name, What::Close, "", t.deals.close_date.into_any())}
                {link(t, deal.id, &deal.name, What::NextStep, "", t.deals.next_step.into_any())}
                {link(t, deal.id, &deal.name, What::Call, "", What::Call.name(t).into_any())}
            </div>
        }
    });
    view! {
        <li class="card my-deal" data-deal=deal.id.to_string() data-known=known(deal, changes)>
            <div class="top">
                <div>
                    <h2><a href=format!("/deals/{}", deal.id)>{deal.name.clone()}</a></h2>
                    <p>{account}{deal.stage_name.clone()}" · "{close}</p>
                </div>
                {amount}
            </div>
            <div class="flags">{need(t, deal)}</div>
            {acts}
        </li>
    }
    .into_any()
}
