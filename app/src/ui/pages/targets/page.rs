//! The page of the targets: what it loads, and what is above the grid.

use super::link::{BY, Link};
use super::sheet::Sheet;
use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Failed, Menu, MenuItem, PageHead, Tabs, load};
use crate::ui::i18n::{Texts, targets, use_texts};
use crate::ui::island::{Island, island};
use crate::ui::names::value_name;
use contract::target::{ReadTargets, TargetGrid, TargetsQuery};
use contract::{Client, Problem};
use domain::{Dimension, PeriodKind, Role, TargetMeasure};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// How many rows are shown before one asks for all of them.
const ROWS_AT_FIRST: usize = 100;

/// Targets by the values of a dimension and the quarters of a fiscal year.
#[component]
pub fn Targets() -> AnyView {
    let t = use_texts();
    let visit = use_visit();
    let client = use_client();
    let link = use_location().search.with_untracked(|search| Link::parse(search));
    load(async move {
        match ask(&client, link).await {
            Ok((link, grid)) => visit.with_value(|visit| page(t, visit, &link, &grid)),
            Err(problem) => view! {
                <PageHead title=targets(t.language).title/>
                <div class="card"><Failed problem=problem/></div>
            }
            .into_any(),
        }
    })
}

async fn ask(client: &Client, link: Result<Link, Problem>) -> Result<(Link, TargetGrid), Problem> {
    let link = link?;
    let grid = client.get::<ReadTargets>(&link.query).await?;
    Ok((link, grid))
}

fn page(t: &'static Texts, visit: &Visit, link: &Link, grid: &TargetGrid) -> AnyView {
    let words = targets(t.language);
    let language = t.language;
    let dimension = |dimension: Dimension| (t.names.dimension)(dimension);
    let year = grid.quarters.first().map_or(0, |quarter| quarter.fiscal_year);
    let periods = visit.workspace.as_ref().map(|info| info.periods.as_slice()).unwrap_or_default();
    let of_year = |year: i32| periods.iter().find(|period| period.key == domain::PeriodKey::year(year));
    let days = of_year(year).map(|period| format!(" · {}", language.period_days(period))).unwrap_or_default();
    let subtitle = (words.subtitle)(&language.period(domain::PeriodKey::year(year)), &days, grid.currency.code());

    let measures = [(TargetMeasure::Acv, t.apm.closed), (TargetMeasure::Generation, t.apm.generated)]
        .into_iter()
        .map(|(measure, name)| {
            let href = link.to(|link| link.query.measure = Some(measure).filter(|measure| *measure != TargetMeasure::Acv));
            (href, name.to_owned(), measure == link.measure())
        })
        .collect();
    let rows = BY
        .into_iter()
        .map(|rows| {
            let href = link.to(|link| {
                link.query.rows = Some(rows).filter(|rows| *rows != Dimension::Product);
                link.all = false;
            });
            MenuItem::new(href, dimension(rows), rows == link.rows())
        })
        .collect();
    // The years there is data of, and the next one: targets are set ahead.
    let mut years: Vec<i32> =
        periods.iter().filter(|period| period.key.kind == PeriodKind::Year).map(|period| period.key.fiscal_year).collect();
    years.extend(years.iter().max().map(|last| last + 1));
    years.push(year);
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    let years = years
        .into_iter()
        .map(|each| {
            let href = link.to(|link| link.query.fiscal_year = Some(each));
            MenuItem::new(href, language.period(domain::PeriodKey::year(each)), each == year)
        })
        .collect();
    let today = visit.workspace.as_ref().map(|info| info.today);
    let now = periods
        .iter()
        .filter(|period| grid.quarters.contains(&period.key) && today.is_some_and(|today| period.contains(today)))
        .find_map(|period| grid.quarters.iter().position(|quarter| *quarter == period.key));
    let quarter = link.quarter.map_or(now.unwrap_or(0), |quarter| quarter - 1).min(grid.quarters.len().saturating_sub(1));
    let quarters = grid
        .quarters
        .iter()
        .enumerate()
        .map(|(at, key)| {
            let href = link.to(|link| link.quarter = Some(at + 1));
            view! { <li><a class="chip" href=href aria-current=(at == quarter).then_some("true") data-noscroll="">{language.period_of_year(*key)}</a></li> }
        })
        .collect_view();

    let editable = visit.me.as_ref().is_some_and(|me| me.role == Role::Admin);
    let shown = if link.all { grid.rows.len() } else { ROWS_AT_FIRST.min(grid.rows.len()) };
    let more = (shown < grid.rows.len()).then(|| {
        let text = (t.apm.show_all)(&language.integer(grid.rows.len() as i64));
        view! { <p class="remarks"><a class="link" href=link.to(|link| link.all = true)>{text}</a></p> }
    });
    let sheet = Sheet {
        query: TargetsQuery { fiscal_year: Some(year), ..link.query.clone() },
        rows: dimension(grid.rows_by).to_owned(),
        currency: grid.currency,
        quarters: grid.quarters.clone(),
        lines: Sheet::lines(grid, words.company, |key, label| value_name(t, visit, grid.rows_by, key, label)),
        shown,
        quarter,
        revision: grid.revision,
        editable,
    };
    let (by, other) = (dimension(grid.rows_by), grid.rows_by != Dimension::Product);
    let note = if editable { words.how } else { words.who };
    view! {
        <PageHead title=words.title subtitle=subtitle>
            <Menu id="menu-rows" text=by label=t.apm.rows items=rows on=other/>
            <Menu id="menu-year" text=language.period(domain::PeriodKey::year(year)) label=words.fiscal_year items=years/>
        </PageHead>
        <section class="card">
            <Tabs label=words.measure items=measures/>
            <nav class="picker" aria-label=words.quarter><ul class="chip-row slide">{quarters}</ul></nav>
            {editable.then(|| view! { <noscript><p class="remarks">{words.no_script}</p></noscript> })}
            {if editable { island(sheet) } else { sheet.view() }}
            {more}
            <div class="remarks"><p>{words.what}</p><p>{note}</p></div>
        </section>
    }
    .into_any()
}
