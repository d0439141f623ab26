//! A deck: one deal at a time, with what is asked of it and ready answers.
//!
//! [`frame`] is the deck itself and knows nothing of deals: a card, how far one is, back and skip. Another deck (a manager's
//! review) draws its own cards into it: it keeps in its address which cards were skipped, gives the links that follow from
//! that, and puts answers into the card as buttons that send themselves. Arrow keys and swipes follow the same links, which the
//! frame marks with `rel="prev"` and `rel="next"`.

use super::known::known;
use super::list::flags;
use super::mine::{account, needing};
use super::question::Question;
use super::quick::{What, link, quick};
use super::sheet::{month_later, next_monday};
use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Crumb, Empty, Failed, PageHead, load};
use crate::ui::i18n::{Texts, desk, in_place, use_texts};
use crate::ui::pages::apm::link::pairs;
use crate::ui::pages::deals::unseen;
use contract::book::{By, ListOpportunities, ListOpportunitiesQuery, OpportunityList, OpportunitySummary, Sort};
use contract::opportunity::OpportunityPatch;
use contract::{Client, Problem};
use domain::{Day, Flag, OpportunityId, PeriodKind, StageId, StageKind};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// How many deals are looked at in one go.
const MOST: u16 = 50;

/// The frame of a deck.
pub struct Frame {
    /// Which card it is, from 1.
    pub at: usize,
    /// Of how many.
    pub of: usize,
    /// The one before, if there is one.
    pub previous: Option<String>,
    /// The next one, with this one left as it is.
    pub skip: String,
}

/// A card in its frame.
pub fn frame(t: &'static Texts, Frame { at, of, previous, skip }: Frame, card: AnyView) -> AnyView {
    let words = desk(t.language);
    let progress = (words.progress)(at, of);
    let previous = match previous {
        Some(href) => view! { <a class="button" rel="prev" href=href data-noscroll="">{words.previous}</a> }.into_any(),
        None => view! { <span></span> }.into_any(),
    };
    view! {
        <div class="deck">
            <p class="deck-progress"><progress max=of.to_string() value=at.to_string() aria-label=progress.clone()></progress><span>{progress}</span></p>
            <article class="card deck-card">{card}</article>
            <nav class="deck-nav" aria-label=words.deck>
                {previous}
                <a class="button" rel="next" href=skip data-noscroll="">{words.skip}</a>
            </nav>
        </div>
    }
    .into_any()
}

/// My deals that need me, one by one.
#[component]
pub fn Deck() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    let words = desk(t.language);
    if !visit.with_value(Visit::sees_deals) {
        return unseen(t, words.deck.to_owned());
    }
    let client = use_client();
    let skipped = use_location().search.with_untracked(|search| skipped(search));
    load(async move {
        match ask(&client, skipped).await {
            Ok((skipped, list)) => visit.with_value(|visit| page(t, visit, &skipped, &list)),
            Err(problem) => view! { <PageHead title=words.deck/> <div class="card"><Failed problem=problem/></div> }.into_any(),
        }
    })
}

/// The deals that were skipped, in order.
fn skipped(search: &str) -> Result<Vec<OpportunityId>, Problem> {
    let pairs = pairs(search)?;
    let text = pairs.iter().find(|(name, _)| name == "skip").map_or("", |(_, value)| value);
    let read = |id: &str| id.parse().map_err(|_| Problem::invalid("skip", "names no deal"));
    text.split(',').filter(|id| !id.is_empty()).map(read).collect()
}

fn address(skipped: &[OpportunityId]) -> String {
    let skipped: Vec<String> = skipped.iter().map(|id| id.0.simple().to_string()).collect();
    if skipped.is_empty() { "/mine/deck".to_owned() } else { format!("/mine/deck?skip={}", skipped.join(",")) }
}

async fn ask(
    client: &Client,
    skipped: Result<Vec<OpportunityId>, Problem>,
) -> Result<(Vec<OpportunityId>, OpportunityList), Problem> {
    let skipped = skipped?;
    let asked = Question { condition: needing(), ..Question::on("/mine") }.query();
    let sort = Some(Sort { by: By::Attention, descending: false });
    let query = ListOpportunitiesQuery { limit: Some(MOST), sort, ..asked };
    Ok((skipped, client.get::<ListOpportunities>(&query).await?))
}

fn page(t: &'static Texts, visit: &Visit, skipped: &[OpportunityId], list: &OpportunityList) -> AnyView {
    let words = desk(t.language);
    // What was skipped and has been put in order elsewhere counts no more.
    let left: Vec<OpportunityId> = skipped.iter().copied().filter(|id| list.items.iter().any(|deal| deal.id == *id)).collect();
    let body = match list.items.iter().find(|deal| !left.contains(&deal.id)) {
        None => {
            let action = ("/mine".to_owned(), words.mine);
            view! { <div class="card"><Empty title=words.all_well hint=(words.all_well_hint)(left.len() as i64) action=action/></div> }.into_any()
        }
        Some(deal) => {
            let previous = left.split_last().map(|(_, rest)| address(rest));
            let skip = address(&[left.as_slice(), &[deal.id]].concat());
            let frame_of =
                Frame { at: left.len() + 1, of: usize::try_from(list.total).unwrap_or(0).max(left.len() + 1), previous, skip };
            frame(t, frame_of, card(t, visit, deal, &address(&left)))
        }
    };
    view! {
        <Crumb href="/mine" text=words.mine/>
        <PageHead title=words.deck/>
        {body}
        {quick(visit)}
    }
    .into_any()
}

fn card(t: &'static Texts, visit: &Visit, deal: &OpportunitySummary, here: &str) -> AnyView {
    let words = desk(t.language);
    let close = deal.close_day.map_or_else(|| t.apm.no_date.to_owned(), |day| (words.closes)(&t.language.day(day)));
    let account = account(deal);
    let step = deal.next_step.clone().map(|step| {
        let day = deal.next_step_day.map(|day| format!(" · {}", t.language.day(day)));
        view! { <p class="note">{t.deals.next_step}": "{step}{day}</p> }
    });
    let question = deal.flags.first().map(|raised| {
        view! { <h3>{(words.question)(raised.flag)}</h3>{answers(t, visit, deal, raised.flag)} }
    });
    view! {
        <form method="post" action="/mine/answer" data-deal=deal.id.to_string() data-known=known(deal, true)>
            <input type="hidden" name="here" value=here.to_owned()/>
            <input type="hidden" name="deal" value=deal.id.to_string()/>
            <input type="hidden" name="base" value=deal.version.to_string()/>
            <div class="top">
                <div>
                    <h2><a href=format!("/deals/{}", deal.id)>{deal.name.clone()}</a></h2>
                    <p>{account}{deal.stage_name.clone()}" · "{close}</p>
                </div>
                {link(t, deal.id, &deal.name, What::Amount, "edit big", t.language.money(deal.acv).into_any())}
            </div>
            {step}
            <div class="flags">{flags(t, deal)}</div>
            {question}
        </form>
    }
    .into_any()
}

/// The ready answers to what a flag asks; each saves itself.
fn answers(t: &'static Texts, visit: &Visit, deal: &OpportunitySummary, flag: Flag) -> AnyView {
    let (words, short) = (desk(t.language), in_place(t.language));
    let Some(info) = visit.workspace.as_ref() else { return ().into_any() };
    let today = info.today;
    let none = OpportunityPatch::default;
    let mut ready: Vec<(String, OpportunityPatch)> = Vec::new();
    let mut more: Vec<AnyView> = Vec::new();
    let own = |what: What, text: &'static str| link(t, deal.id, &deal.name, what, "chip", text.into_any());
    let step = |text: String, day: Day| {
        (text.clone(), OpportunityPatch { next_step: Some(Some(text)), next_step_day: Some(Some(day)), ..none() })
    };
    let date = |text: &str, day: Day| {
        (
            format!("{} {text} · {}", t.deals.close_date, t.language.day_of_year(day)),
            OpportunityPatch { close_day: Some(Some(day)), ..none() },
        )
    };
    let quarter = info
        .periods
        .iter()
        .filter(|period| period.key.kind == PeriodKind::Quarter && period.contains(today))
        .map(|period| period.last)
        .next();
    match flag {
        Flag::NoNextStep | Flag::NextStepPast | Flag::NextStepFar => {
            let monday = next_monday(today);
            ready.push(step((words.call)(&short.next_monday.to_lowercase()), monday));
            ready.push(step((words.call)(&short.tomorrow.to_lowercase()), today.plus(1)));
            ready.push(step((words.mail)(&words.today.to_lowercase()), today));
            more.push(own(What::NextStep, words.own_words));
        }
        Flag::CloseDatePast | Flag::Pushed | Flag::Quiet | Flag::StuckInStage | Flag::LongInStage => {
            if !matches!(flag, Flag::CloseDatePast | Flag::Pushed) {
                more.push(own(What::Stage, words.move_to));
            }
            // Another date answers what is asked about the date, or whether anything moves at all; from where it is, if that is ahead.
            if !matches!(flag, Flag::StuckInStage | Flag::LongInStage) {
                let from = deal.close_day.filter(|day| *day >= today).unwrap_or(today);
                ready.push(date(short.weeks, from.plus(14)));
                ready.push(date(short.month, month_later(from)));
                ready.extend(quarter.filter(|last| *last > from).map(|last| date(short.quarter_end, last)));
            }
            more.push(own(What::Close, words.other_day));
            if let Some(lost) = lost_stage(visit, deal.stage) {
                let reason = |text: &str, why: &str| {
                    (text.to_owned(), OpportunityPatch { stage: Some(lost), lost_reason: Some(Some(why.to_owned())), ..none() })
                };
                ready.push(reason(words.lost_budget, words.budget));
                ready.push(reason(words.lost_other, words.competitor));
            }
        }
        Flag::NoAmount => more.push(own(What::Amount, t.deals.amount)),
        Flag::NoProduct | Flag::OwnerInactive | Flag::NoContact | Flag::NoEconomicBuyer => {
            more.push(view! { <a class="chip" href=format!("/deals/{}", deal.id)>{words.open_deal}</a> }.into_any());
        }
    }
    more.push(own(What::Call, What::Call.name(t)));
    let ready = ready
        .into_iter()
        .filter_map(|(text, patch)| Some((text, serde_json::to_string(&patch).ok()?)))
        .map(|(text, patch)| view! { <button class="chip" name="patch" value=patch.clone() data-patch=patch>{text}</button> })
        .collect_view();
    view! { <div class="answers">{ready}{more}</div> }.into_any()
}

/// Where a deal of this stage's process is lost.
fn lost_stage(visit: &Visit, stage: StageId) -> Option<StageId> {
    let processes = &visit.workspace.as_ref()?.workspace.processes;
    let process = processes.iter().find(|process| process.stage(stage).is_some())?;
    process.stages.iter().find(|stage| stage.kind == StageKind::Lost).map(|stage| stage.id)
}
