//! What is above the matrix: period, day, organisation, comparison, filters.

use super::page::Scene;
use crate::ui::components::{GetForm, Menu, MenuItem};
use contract::apm::Organisation;
use domain::{Day, Dimension, PeriodKind};
use leptos::prelude::*;

/// The controls in the page's head.
pub fn tools(scene: Scene<'_>) -> AnyView {
    view! {
        {period(scene)}
        {day(scene)}
        {organisation(scene)}
        {scene.visit.sees_deals().then(|| view! { {comparison(scene)}{filter(scene)} })}
    }
    .into_any()
}

fn period(Scene { t, visit, link, apm }: Scene<'_>) -> AnyView {
    let language = t.language;
    let Some(info) = visit.workspace.as_ref() else { return ().into_any() };
    // The period of the answer's kind first: a quarter next to quarters.
    let kinds = [PeriodKind::Quarter, PeriodKind::Year, PeriodKind::Half, PeriodKind::Month];
    let items = kinds
        .into_iter()
        .flat_map(|kind| {
            info.periods.iter().filter(move |period| period.key.kind == kind).take(if kind == PeriodKind::Month {
                15
            } else {
                12
            })
        })
        .map(|period| {
            let href = link
                .to(|link| link.query.period = Some(period.key).filter(|key| *key != info.current || link.query.as_of.is_some()));
            let detail = match period.key.kind {
                PeriodKind::Month => language.period_month(period),
                _ => language.period_days(period),
            };
            MenuItem { href, text: language.period(period.key), detail, current: period.key == apm.period.key }
        })
        .collect();
    let on = info.current != apm.period.key;
    view! { <Menu id="menu-period" text=language.period(apm.period.key) label=t.apm.period items=items on=on/> }.into_any()
}

fn day(Scene { t, visit, link, apm }: Scene<'_>) -> AnyView {
    let language = t.language;
    let today = visit.workspace.as_ref().map_or(apm.as_of, |info| info.today);
    let at = |day: Day| link.to(|link| link.query.as_of = Some(day).filter(|day| *day != today));
    let week_ago = today.plus(-7);
    let month_ago = today.plus(-28);
    let mut days = vec![(t.common.today.to_owned(), today)];
    for day in [week_ago, month_ago, apm.period.last, apm.period.first] {
        if day < today && !days.iter().any(|(_, other)| *other == day) {
            days.push((language.day_long(day), day));
        }
    }
    let items = days.into_iter().map(|(text, day)| MenuItem::new(at(day), text, day == apm.as_of)).collect();
    let keep = link.pairs_without(&["as_of"]);
    let value = apm.as_of.to_string();
    view! {
        <Menu
            id="menu-as-of"
            text=(t.apm.as_of_chip)(&language.day_of_year(apm.as_of))
            label=t.apm.as_of
            items=items
            on={apm.as_of != today}
        >
            <GetForm action="/apm" keep=keep class="form-row pad">
                <div class="field">
                    <label for="as_of">{t.apm.as_of_form}</label>
                    <input type="date" id="as_of" name="as_of" value=value required/>
                </div>
                <button class="button">{t.common.go}</button>
            </GetForm>
        </Menu>
    }
    .into_any()
}

fn organisation(Scene { t, link, apm, .. }: Scene<'_>) -> AnyView {
    let name = |organisation| match organisation {
        Organisation::AsItWas => t.apm.as_it_was,
        Organisation::Today => t.apm.todays,
    };
    let items = [Organisation::AsItWas, Organisation::Today]
        .into_iter()
        .map(|organisation| {
            let href = link.to(|link| {
                link.query.organisation = Some(organisation).filter(|organisation| *organisation != Organisation::AsItWas);
            });
            MenuItem::new(href, name(organisation), organisation == apm.organisation)
        })
        .collect();
    let on = apm.organisation != Organisation::AsItWas;
    view! {
        <Menu id="menu-organisation" text=name(apm.organisation) label=t.apm.organisation items=items on=on>
            <p class="note pad">{t.apm.organisation_help}</p>
        </Menu>
    }
    .into_any()
}

fn comparison(Scene { t, link, apm, .. }: Scene<'_>) -> AnyView {
    let language = t.language;
    let same_day = MenuItem {
        detail: language.day(apm.last_year_as_of),
        ..MenuItem::new(link.to(|link| link.landed = false), t.apm.yoy_same_day, !link.landed)
    };
    let landed = MenuItem {
        detail: language.period(apm.last_year.key),
        ..MenuItem::new(link.to(|link| link.landed = true), t.apm.yoy_landed, link.landed)
    };
    view! {
        <Menu id="menu-yoy" text=t.apm.yoy label=t.apm.yoy_mode items=vec![same_day, landed] on=link.landed>
            <p class="note pad">{t.help.yoy}</p>
        </Menu>
    }
    .into_any()
}

fn filter(Scene { t, link, apm, .. }: Scene<'_>) -> AnyView {
    let first = Dimension::ALL.iter().copied().find(|dimension| *dimension != apm.rows_by).unwrap_or(Dimension::Region);
    let href = link.to(|link| {
        link.pick = if link.pick.is_some() { None } else { Some(first) };
        link.find.clear();
    });
    let open = link.pick.is_some();
    view! { <a class="chip" class:on=open href=href data-noscroll="" rel="nofollow"><span aria-hidden="true">"+"</span>{t.apm.filter}</a> }
        .into_any()
}
