//! What stands beside and below the matrix, so that no number is taken for more than it is.

use super::pace::told;
use super::page::Scene;
use crate::ui::components::Help;
use contract::apm::ApmColumn;
use domain::Ratio;
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

/// What became of deals, and how long they take. Who sees aggregates only is told none of it: other mixtures of the same
/// deals would tell of single ones.
pub fn ended(Scene { t, visit, link, apm }: Scene<'_>) -> Option<AnyView> {
    if !visit.sees_deals() {
        return None;
    }
    let language = t.language;
    let now = &apm.total.now;
    let drill = |column| link.drill(column, link.query.filter.clone());
    let short = |amount| language.money_short(amount, apm.currency);
    let exact = |amount| language.money_exact(amount, apm.currency);
    let days = |days: Ratio| days.scaled(1).map_or_else(|| "–".to_owned(), |days| (t.apm.days_text)(&language.integer(days)));
    let by_value = (t.apm.by_value)(&language.percent(now.win_rate_by_value()));
    let lost = (t.common.deals)(now.lost_deals, &language.integer(now.lost_deals));
    let items = [
        ("lost", t.apm.lost, short(now.lost), lost, exact(now.lost), Some(ApmColumn::Lost), t.help.lost),
        ("win-rate", t.apm.win_rate, language.percent(now.win_rate()), by_value, String::new(), None, t.help.win_rate),
        (
            "days-to-close",
            t.apm.days_to_close,
            days(now.days_to_close()),
            String::new(),
            String::new(),
            None,
            t.help.days_to_close,
        ),
        (
            "weighted",
            t.apm.weighted,
            short(now.weighted),
            String::new(),
            exact(now.weighted),
            Some(ApmColumn::Open),
            t.help.weighted,
        ),
        ("age", t.apm.age, days(now.age()), String::new(), String::new(), Some(ApmColumn::OpenAny), t.help.age),
    ];
    let items = items
        .into_iter()
        .map(|(id, name, value, more, exact, column, help)| {
            let text = view! { {name}<b>{value}</b><span>{more}</span> };
            let number = match column {
                Some(column) => view! { <a href=drill(column) title=exact>{text}</a> }.into_any(),
                None => view! { <span class="plain">{text}</span> }.into_any(),
            };
            view! { <span>{number}<Help id=id name=name text=help/></span> }
        })
        .collect_view();
    Some(view! { <div class="beside" role="group" aria-label=t.apm.ended>{items}</div> }.into_any())
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
