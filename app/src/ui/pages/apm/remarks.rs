//! What stands beside and below the matrix, so that no number is taken for more than it is.

use super::pace::told;
use super::page::Scene;
use crate::ui::components::Help;
use contract::apm::ApmColumn;
use leptos::prelude::*;

/// Open pipeline that the column leaves out: overdue, without a date, and all together.
pub fn beside(Scene { t, visit, link, apm }: Scene<'_>) -> AnyView {
    let language = t.language;
    let now = &apm.total.now;
    let items = [
        ("overdue", ApmColumn::Overdue, now.overdue, now.overdue_deals, t.apm.overdue, t.help.overdue),
        ("undated", ApmColumn::Undated, now.undated, now.undated_deals, t.apm.undated, t.help.undated),
        ("open-any", ApmColumn::OpenAny, now.open_any, now.open_any_deals, t.apm.any_date, t.help.open_any),
    ];
    let items = items
        .into_iter()
        .map(|(id, column, amount, deals, name, help)| {
            let (exact, short, count) = match told(&apm.total, &[column]) {
                true => (
                    language.money_exact(amount, apm.currency),
                    language.money_short(amount, apm.currency),
                    (t.common.deals)(deals, &language.integer(deals)),
                ),
                false => (t.apm.withheld.to_owned(), "–".to_owned(), String::new()),
            };
            let text = view! { {name}<b>{short}</b><span>{count}</span> };
            let number = match visit.sees_deals() {
                true => view! { <a href=link.drill(column, link.query.filter.clone()) title=exact>{text}</a> }.into_any(),
                false => view! { <span class="plain" title=exact>{text}</span> }.into_any(),
            };
            view! { <span>{number}<Help id=id name=name text=help/></span> }
        })
        .collect_view();
    view! { <div class="beside" role="group" aria-label=t.apm.beside>{items}</div> }.into_any()
}

/// What to know about the numbers as a whole.
pub fn remarks(Scene { t, visit, link, apm }: Scene<'_>) -> AnyView {
    let language = t.language;
    let differ =
        apm.targets_differ_by.filter(|by| by.0 != 0).map(|by| (t.apm.rows_differ)(&language.money_exact(by, apm.currency)));
    let without = (!apm.without_rate.is_empty()).then(|| {
        let codes: Vec<&str> = apm.without_rate.iter().map(domain::Currency::code).collect();
        (t.apm.without_rate)(&codes.join(", "))
    });
    let oldest = apm.oldest_rate.map(|day| (t.apm.oldest_rate)(&language.day(day)));
    let narrowed = apm.narrowed.then(|| t.apm.narrowed.to_owned());
    let aggregates = (!visit.sees_deals()).then(|| format!("{} {}", t.apm.aggregates, t.apm.unseen_hint));
    let straight = Some(t.apm.straight_line.to_owned());
    let lines = [aggregates, narrowed, differ, without, oldest, straight]
        .into_iter()
        .flatten()
        .map(|text| view! { <p>{text}</p> })
        .collect_view();
    let frozen = link.to(|link| {
        link.query.known_at = Some(apm.known_at);
        link.query.as_of = Some(apm.as_of);
        link.query.period = Some(apm.period.key);
    });
    let frozen = visit.sees_deals().then(|| view! { <a class="link" href=frozen data-noscroll="">{t.apm.known_link}</a> });
    view! {
        <div class="remarks">
            {lines}
            <p>{(t.apm.known_at)(&apm.known_at.to_string())}" "{frozen}</p>
        </div>
    }
    .into_any()
}
