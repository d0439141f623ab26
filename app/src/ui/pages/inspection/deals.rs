//! The deals: what became of each, how often it was pushed, how long it has been where it is, when somebody last did something.

use super::page::Scene;
use crate::ui::components::{Empty, Pager};
use crate::ui::i18n::{Texts, inspection};
use crate::ui::pages::deals::{DealRow, deal_table};
use contract::inspection::Inspected;
use domain::Company;
use domain::inspection::Class;
use leptos::prelude::*;

/// The list, with what it is narrowed to.
pub fn deals(scene: Scene<'_>) -> AnyView {
    let Scene { t, link, answer } = scene;
    let words = inspection(t.language);
    let page = &answer.deals;
    let narrowed = match (link.query.class, link.query.shift) {
        (Some(class), _) => Some((words.class)(class)),
        (None, shift) => shift.map(words.shift),
    };
    let all = narrowed.map(|name| {
        let to = link.to(|link| (link.query.class, link.query.shift) = (None, None));
        view! {
            <a class="chip on" href=to aria-label=(t.apm.remove_filter)(name) data-noscroll="">
                {name}<span class="cross" aria-hidden="true">"×"</span>
            </a>
        }
    });
    let unchanged = narrowed.is_none().then(|| {
        let to = link.to(|link| link.query.class = Some(Class::Unchanged));
        view! { <a class="chip" href=to data-noscroll="">{words.show_unchanged}</a> }
    });
    let list = if page.items.is_empty() {
        view! { <Empty title=words.nothing hint=words.nothing_hint/> }.into_any()
    } else {
        let total = (t.common.deals)(page.total, &t.language.integer(page.total));
        let first = link.query.after.is_some().then(|| link.to(|_| ()));
        let next = page.next.clone().map(|next| link.to(|link| link.query.after = Some(next)));
        let heads = [words.what, t.deals.stage, words.pushes, words.last_activity];
        let rows = page.items.iter().map(|deal| row(scene, deal)).collect();
        view! { {deal_table(t, &heads, rows)}<Pager total=total first=first next=next/> }.into_any()
    };
    view! {
        <section class="stack" aria-label=t.deals.title>
            <div class="chip-row">{all}{unchanged}</div>
            <div class="card cards-card inspected">{list}</div>
        </section>
    }
    .into_any()
}

/// "Was → is", or what it is if it did not change.
fn moved(was: Option<String>, is: String) -> String {
    match was {
        Some(was) if was != is => format!("{was} → {is}"),
        _ => is,
    }
}

fn row(Scene { t, answer, .. }: Scene<'_>, deal: &Inspected) -> DealRow {
    let words = inspection(t.language);
    let language = t.language;
    let exact = |amount: Company| language.money_exact(amount, answer.currency);
    let day = |day: Option<domain::Day>| day.map_or_else(|| t.apm.no_date.to_owned(), |day| language.day(day));
    let shifts: Vec<&str> = deal.shifts.iter().map(|shift| (words.shift)(*shift)).collect();
    let known = deal.stage_was.is_some();
    let close = moved(known.then(|| day(deal.close_was)), day(deal.close_day));
    // What it comes to now, and what it was where that was another amount.
    let (amount, aside) = match (deal.was, deal.is, deal.closed) {
        (was, Some(is), _) => (exact(is), was.filter(|was| *was != is).map(|was| (words.was)(&exact(was)))),
        (was, None, Some(closed)) => (exact(closed), was.filter(|was| *was != closed).map(|was| (words.was)(&exact(was)))),
        (Some(was), None, None) => ("–".to_owned(), Some((words.was)(&exact(was)))),
        (None, None, None) => ("–".to_owned(), None),
    };
    DealRow {
        id: deal.id,
        name: deal.name.clone(),
        account: [deal.account.clone(), deal.owner.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        cells: vec![
            view! { <b>{(words.class)(deal.class)}</b>{(!shifts.is_empty()).then(|| view! { <small>{shifts.join(", ")}</small> })} }.into_any(),
            view! { {moved(deal.stage_was.clone(), deal.stage.clone())}<small>{in_stage(t, deal)}</small> }.into_any(),
            pushes(t, deal),
            match deal.last_activity {
                Some(last) => language.day(last),
                None => words.no_activity.to_owned(),
            }
            .into_any(),
        ],
        close: close.into_any(),
        amount: view! { {amount}{aside.map(|aside| view! { <small>{aside}</small> })} }.into_any(),
    }
}

/// "34 days; won deals 12.5".
fn in_stage(t: &'static Texts, deal: &Inspected) -> String {
    let days = (t.apm.days_text)(&t.language.integer(i64::from(deal.days_in_stage)));
    match deal.typical {
        Some(typical) => {
            let half = i64::from(typical.half_days);
            let median = if half % 2 == 0 { t.language.integer(half / 2) } else { t.language.decimals(half * 5, 1) };
            (inspection(t.language).against)(&days, &median)
        }
        None => days,
    }
}

fn pushes(t: &'static Texts, deal: &Inspected) -> AnyView {
    let words = inspection(t.language);
    if deal.pushes == 0 && deal.net_days_pushed == 0 {
        return ().into_any();
    }
    let net = (deal.net_days_pushed != 0)
        .then(|| (words.net_days)(deal.net_days_pushed, &t.language.integer(i64::from(deal.net_days_pushed.abs()))));
    view! { {(words.pushed)(deal.pushes)}{net.map(|net| view! { <small>{net}</small> })} }.into_any()
}
