//! The page of the inspection: which period, since when, which deals.

use super::link::{Link, search_of};
use super::{deals, sums};
use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Failed, GetForm, Menu, MenuItem, PageHead, load};
use crate::ui::i18n::{Texts, desk, inspection, use_texts};
use crate::ui::pages::apm::sheet::{self, Filtered, Values};
use crate::ui::pages::deals::unseen;
use contract::inspection::{Inspection, ReadInspection};
use contract::{Client, Problem};
use domain::{Day, Dimension, PeriodKind};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What is needed to draw any part of the page.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The texts.
    pub t: &'static Texts,
    /// At which address.
    pub link: &'a Link,
    /// What the answer was.
    pub answer: &'a Inspection,
}

/// The inspection of a period.
#[component]
pub fn Inspect() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    if !visit.with_value(Visit::sees_deals) {
        return unseen(t, inspection(t.language).title.to_owned());
    }
    let client = use_client();
    let link = use_location().search.with_untracked(|search| Link::parse(search.trim_start_matches('?')));
    load(async move {
        match ask(&client, link).await {
            Ok((link, answer, values)) => {
                visit.with_value(|visit| page(Scene { t, link: &link, answer: &answer }, visit, values))
            }
            Err(problem) => {
                let title = inspection(t.language).title;
                view! { <PageHead title=title/> <div class="card"><Failed problem=problem/></div> }.into_any()
            }
        }
    })
}

async fn ask(client: &Client, link: Result<Link, Problem>) -> Result<(Link, Inspection, Values), Problem> {
    let link = link?;
    let answer = client.get::<ReadInspection>(&link.query).await?;
    let values = sheet::values(client, link.pick, &link.find).await;
    Ok((link, answer, values))
}

fn page(scene: Scene<'_>, visit: &Visit, values: Values) -> AnyView {
    let Scene { t, link, answer } = scene;
    let words = inspection(t.language);
    let period = t.language.period(answer.period.key);
    let subtitle = (words.subtitle)(&period, &t.language.day_long(answer.since), answer.currency.code());
    let keep = link.pairs_without(&["find", "after"]);
    let pick = |dimension| {
        link.to(|link| {
            link.pick = dimension;
            link.find.clear();
        })
    };
    let to = |filter| link.to(|link| link.query.filter = filter);
    let (filter, find) = (&link.query.filter, link.find.as_str());
    let filtered = Filtered { t, visit, path: "/inspect", filter, find, keep: &keep, pick: &pick, to: &to };
    let open = link.pick.is_some();
    let filters = pick(if open { None } else { Some(Dimension::Owner) });
    let file = format!(
        "/api/v1/inspection.csv?{}",
        search_of(&contract::inspection::InspectionQuery { after: None, ..link.query.clone() })
    );
    let (periods, since) = (periods(scene, visit), since(scene));
    view! {
        <PageHead title=words.title subtitle=subtitle>
            {periods}
            {since}
            <a class="chip" class:on=open href=filters data-noscroll="" rel="nofollow"><span aria-hidden="true">"+"</span>{t.apm.filter}</a>
            <a class="chip" href=file rel="external" download="">{desk(t.language).csv}</a>
        </PageHead>
        {sheet::conditions(filtered, &answer.named)}
        {values.map(|(dimension, values)| sheet::sheet(filtered, dimension, values, |_| true))}
        <div class="stack">
            {sums::tiles(scene)}
            {sums::classes(scene)}
            {deals::deals(scene)}
            {remarks(scene)}
        </div>
    }
    .into_any()
}

fn periods(Scene { t, link, answer }: Scene<'_>, visit: &Visit) -> AnyView {
    let Some(info) = visit.workspace.as_ref() else { return ().into_any() };
    let of_kind = |kind: PeriodKind| info.periods.iter().filter(move |period| period.key.kind == kind);
    let items = of_kind(PeriodKind::Quarter)
        .chain(of_kind(PeriodKind::Year))
        .map(|period| MenuItem {
            href: link.to(|link| link.query.period = Some(period.key).filter(|key| *key != info.current)),
            text: t.language.period(period.key),
            detail: t.language.period_days(period),
            current: period.key == answer.period.key,
        })
        .collect();
    let on = info.current != answer.period.key;
    view! { <Menu id="menu-period" text=t.language.period(answer.period.key) label=t.apm.period items=items on=on/> }.into_any()
}

/// Since when: yesterday, a week ago, the start of the period, or any day.
fn since(Scene { t, link, answer }: Scene<'_>) -> AnyView {
    let words = inspection(t.language);
    let week = answer.as_of.plus(-7);
    let start = answer.period.first.plus(-1);
    let named = [(words.yesterday, answer.as_of.plus(-1)), (words.week_ago, week), (words.period_start, start)];
    let item = |(text, day): (&'static str, Day)| MenuItem {
        href: link.to(|link| link.query.since = Some(day).filter(|day| *day != week)),
        text: text.to_owned(),
        detail: t.language.day(day),
        current: day == answer.since,
    };
    let items = named.into_iter().filter(|(_, day)| *day < answer.as_of).map(item).collect();
    let text = named.iter().find(|(_, day)| *day == answer.since).map(|(text, _)| (*text).to_owned());
    let text = text.unwrap_or_else(|| (words.since_day)(&t.language.day(answer.since)));
    let keep = link.pairs_without(&["since", "after"]);
    let (latest, value, on) = (answer.as_of.plus(-1).to_string(), answer.since.to_string(), answer.since != week);
    view! {
        <Menu id="menu-since" text=text label=words.since items=items on=on>
            <GetForm action="/inspect" keep=keep class="form-row pad">
                <div class="field">
                    <label for="since">{words.any_day}</label>
                    <input type="date" id="since" name="since" value=value max=latest required/>
                </div>
                <button class="button">{t.common.go}</button>
            </GetForm>
        </Menu>
    }
    .into_any()
}

fn remarks(Scene { t, answer, .. }: Scene<'_>) -> AnyView {
    let words = inspection(t.language);
    let without = (answer.without_rate > 0).then(|| {
        let deals = (t.common.deals)(answer.without_rate, &t.language.integer(answer.without_rate));
        view! { <p>{(words.without_rate)(&deals)}</p> }
    });
    view! { <div class="remarks"><p>{words.counted}</p>{without}<p>{(t.apm.known_at)(&answer.known_at.to_string())}</p></div> }
        .into_any()
}
