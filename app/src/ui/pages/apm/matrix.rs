//! The table itself: rows of heat cells. On a phone the same table is a list of cards, by style alone.

use super::link::{Link, Shown};
use super::pace::{colours, told};
use super::page::Scene;
use crate::ui::components::{Help, Menu, MenuItem, Tabs, class_of, shape, word_of};
use crate::ui::names::value_name;
use contract::apm::{ApmColumn, ApmRow, ApmSort};
use domain::format::ChangeText;
use domain::measure::{Change, Coverage};
use domain::pace::Standing;
use domain::{Company, Dimension, Filter, Ratio};
use leptos::prelude::*;

/// How many rows are shown before one asks for all of them.
const ROWS_AT_FIRST: usize = 100;

/// The four matrices, the others, what is nested, and the legend.
pub fn tabs(Scene { t, visit, link, apm }: Scene<'_>) -> AnyView {
    let deals = visit.sees_deals();
    let dimensions = if deals { Dimension::ALL } else { Dimension::OF_AGGREGATES };
    let four = &dimensions[..4];
    let mut items: Vec<_> =
        four.iter().map(|rows| (link.by(*rows), (t.names.dimension)(*rows).to_owned(), *rows == apm.rows_by)).collect();
    if !four.contains(&apm.rows_by) {
        items.push((link.by(apm.rows_by), (t.names.dimension)(apm.rows_by).to_owned(), true));
    }
    let others = dimensions[4..]
        .iter()
        .map(|rows| MenuItem::new(link.by(*rows), (t.names.dimension)(*rows), *rows == apm.rows_by))
        .collect();
    let mut nests = vec![MenuItem::new(link.to(|link| link.query.nest = None), t.apm.no_nest, apm.nest_by.is_none())];
    nests.extend(Dimension::ALL.iter().filter(|nest| **nest != apm.rows_by).map(|nest| {
        MenuItem::new(link.to(|link| link.query.nest = Some(*nest)), (t.names.dimension)(*nest), apm.nest_by == Some(*nest))
    }));
    let nest = apm.nest_by.map_or_else(|| t.apm.nest.to_owned(), |nest| (t.apm.nested_chip)((t.names.dimension)(nest)));
    view! {
        <Tabs label=t.apm.rows items=items>{legend(t)}</Tabs>
        <div class="chip-row slide under-tabs">
            <Menu id="menu-rows" text=t.apm.more_dimensions label=t.apm.rows items=others/>
            {deals.then(|| view! { <Menu id="menu-nest" text=nest label=t.apm.nest items=nests on=apm.nest_by.is_some()/> })}
            {sorting(t, link)}
        </div>
        {picker(t, link)}
    }
    .into_any()
}

fn legend(t: &'static crate::ui::i18n::Texts) -> AnyView {
    let items = [Standing::Good, Standing::Watch, Standing::Act]
        .into_iter()
        .map(|standing| view! { <li class=format!("{}-ink", class_of(standing))>{shape(standing)}{word_of(t, standing)}</li> })
        .collect_view();
    view! { <ul class="legend" aria-label=t.apm.legend>{items}</ul> }.into_any()
}

/// What a phone shows large.
fn picker(t: &'static crate::ui::i18n::Texts, link: &Link) -> AnyView {
    let items = Shown::ALL
        .into_iter()
        .map(|column| {
            let current = (column == link.column).then_some("true");
            let href = link.to(|link| link.column = column);
            view! { <li><a class="chip" href=href aria-current=current data-noscroll="">{name(t, column)}</a></li> }
        })
        .collect_view();
    view! { <nav class="picker" aria-label=t.apm.column><ul class="chip-row slide">{items}</ul></nav> }.into_any()
}

fn sorting(t: &'static crate::ui::i18n::Texts, link: &Link) -> AnyView {
    let now = link.query.sort.unwrap_or(ApmSort::Label);
    let items = [
        (ApmSort::Label, t.apm.by_name),
        (ApmSort::Forecast, t.apm.forecast),
        (ApmSort::Closed, t.apm.closed),
        (ApmSort::Open, t.apm.open),
        (ApmSort::Generated, t.apm.generated),
        (ApmSort::Coverage, t.apm.coverage),
        (ApmSort::Target, t.apm.target),
    ];
    let text = items.iter().find(|(sort, _)| *sort == now).map_or(t.apm.by_name, |(_, name)| *name);
    let items = items.into_iter().map(|(sort, name)| MenuItem::new(link.sorted(sort), name, sort == now)).collect();
    view! { <Menu id="menu-sort" text=format!("{}: {text}", t.apm.sort) label=t.apm.sort items=items/> }.into_any()
}

fn name(t: &'static crate::ui::i18n::Texts, column: Shown) -> &'static str {
    match column {
        Shown::Forecast => t.apm.forecast,
        Shown::Closed => t.apm.closed,
        Shown::Open => t.apm.open,
        Shown::Generated => t.apm.generated,
        Shown::Coverage => t.apm.coverage,
    }
}

/// The table.
pub fn matrix(scene: Scene<'_>) -> AnyView {
    let Scene { t, link, apm, .. } = scene;
    let most = if link.all { usize::MAX } else { ROWS_AT_FIRST };
    let rows = apm.rows.iter().take(most).map(|line| row(scene, line, false)).collect_view();
    let more = (apm.rows.len() > most).then(|| {
        let text = (t.apm.show_all)(&t.language.integer(apm.rows.len() as i64));
        view! { <p class="remarks"><a class="link" href=link.to(|link| link.all = true) data-noscroll="">{text}</a></p> }
    });
    let caption = (t.apm.by)((t.names.dimension)(apm.rows_by));
    view! {
        <div class="scroll">
            <table class="matrix" role="table">
                <caption class="sr">{caption}</caption>
                <thead role="rowgroup">{head(scene)}</thead>
                <tbody role="rowgroup">{rows}</tbody>
                <tfoot role="rowgroup">{row(scene, &apm.total, true)}</tfoot>
            </table>
        </div>
        {more}
    }
    .into_any()
}

fn head(Scene { t, link, apm, .. }: Scene<'_>) -> AnyView {
    let sorted = link.query.sort.unwrap_or(ApmSort::Label);
    let column = |sort: ApmSort, id: &'static str, name: &'static str, help: &'static str| {
        let direction = (sort == sorted).then_some(if sort == ApmSort::Coverage { "ascending" } else { "descending" });
        let label = (t.apm.sort_by)(name);
        view! {
            <th scope="col" role="columnheader" aria-sort=direction>
                <a class="sorter" href=link.sorted(sort) title=label data-noscroll="">{name}</a>
                <Help id=id name=name text=help/>
            </th>
        }
        .into_any()
    };
    let by_name = (sorted == ApmSort::Label).then_some("ascending");
    let dimension = (t.names.dimension)(apm.rows_by);
    view! {
        <tr role="row">
            <th scope="col" role="columnheader" aria-sort=by_name>
                <a class="sorter" href=link.sorted(ApmSort::Label) title=(t.apm.sort_by)(dimension) data-noscroll="">{dimension}</a>
            </th>
            {column(ApmSort::Forecast, "forecast", t.apm.forecast, t.help.forecast)}
            {column(ApmSort::Closed, "closed", t.apm.closed, t.help.closed)}
            {column(ApmSort::Open, "open", t.apm.open, t.help.open)}
            {column(ApmSort::Generated, "generated", t.apm.generated, t.help.generated)}
            {column(ApmSort::Coverage, "coverage", t.apm.coverage, t.help.coverage)}
            {column(ApmSort::Target, "target", t.apm.target, t.help.target)}
        </tr>
    }
    .into_any()
}

/// One row: its name, and six cells.
fn row(scene: Scene<'_>, row: &ApmRow, total: bool) -> AnyView {
    let Scene { t, link, apm, .. } = scene;
    let language = t.language;
    let colours = colours(row, apm.elapsed);
    let filter = cell_filter(scene, row, total);
    let seen = scene.visit.sees_deals();
    let drill = |column: ApmColumn, deals: i64| (seen && deals > 0).then(|| link.drill(column, filter.clone()));
    let told = |column: ApmColumn| !row.withheld.now.contains(&column);
    let told_then = |column: ApmColumn| !(if link.landed { &row.withheld.landed } else { &row.withheld.then }).contains(&column);
    let amount = |column: ApmColumn, amount: Company| match told(column) {
        true => (language.money_short(amount, apm.currency), language.money_exact(amount, apm.currency)),
        false => ("–".to_owned(), t.apm.withheld.to_owned()),
    };
    let change = |column: ApmColumn, then: Company, now: Company| match told(column) && told_then(column) {
        true => view! { <small>{yoy(t, language.change(Change::from(then, now)))}</small> }.into_any(),
        false => ().into_any(),
    };
    let (now, then) = (&row.now, &row.then);
    let then_closed = if link.landed { row.landed_closed } else { then.closed };
    let then_generated = if link.landed { row.landed_generated } else { then.generated };

    let cells = [
        Cell {
            column: Shown::Forecast,
            standing: colours.forecast.standing,
            value: amount(ApmColumn::Forecast, now.forecast()),
            quiet: false,
            below: change(ApmColumn::Forecast, then.forecast(), now.forecast()),
            href: drill(ApmColumn::Forecast, now.closed_deals + now.open_deals),
        },
        Cell {
            column: Shown::Closed,
            standing: colours.closed.standing,
            value: amount(ApmColumn::Closed, now.closed),
            quiet: false,
            below: change(ApmColumn::Closed, then_closed, now.closed),
            href: drill(ApmColumn::Closed, now.closed_deals),
        },
        Cell {
            column: Shown::Open,
            standing: colours.open.standing,
            value: amount(ApmColumn::Open, now.open),
            quiet: false,
            below: change(ApmColumn::Open, then.open, now.open),
            href: drill(ApmColumn::Open, now.open_deals),
        },
        Cell {
            column: Shown::Generated,
            standing: colours.generated.standing,
            value: amount(ApmColumn::Generated, now.generated),
            quiet: false,
            below: change(ApmColumn::Generated, then_generated, now.generated),
            href: drill(ApmColumn::Generated, now.generated_deals),
        },
        coverage(scene, row, colours.coverage.standing, drill(ApmColumn::Open, now.open_deals)),
    ];
    let cells = cells.into_iter().map(|cell| cell.view(scene)).collect_view();
    let class = match (&row.nested, apm.nest_by) {
        (Some(_), _) => "inner",
        (None, Some(_)) if !total => "outer",
        _ => "",
    };
    view! {
        <tr role="row" class=class>
            {heading(scene, row, total, &filter)}
            {cells}
            {target(scene, row)}
        </tr>
    }
    .into_any()
}

/// The conditions of a cell: those of the page, and its row.
pub fn cell_filter(Scene { link, apm, .. }: Scene<'_>, row: &ApmRow, total: bool) -> Filter {
    if total {
        return link.query.filter.clone();
    }
    let filter = link.query.filter.and(apm.rows_by, &row.key);
    match (&row.nested, apm.nest_by) {
        (Some(key), Some(dimension)) => filter.and(dimension, key),
        _ => filter,
    }
}

fn heading(Scene { t, visit, link, apm }: Scene<'_>, row: &ApmRow, total: bool, filter: &Filter) -> AnyView {
    let language = t.language;
    let name = match (&row.nested, apm.nest_by) {
        _ if total => t.apm.total.to_owned(),
        (Some(key), Some(dimension)) => value_name(t, visit, dimension, key, &row.label),
        _ => value_name(t, visit, apm.rows_by, &row.key, &row.label),
    };
    let open = match row.withheld.now.contains(&ApmColumn::Open) {
        true => t.apm.few_deals.to_owned(),
        false => (t.apm.open_deals)(row.now.open_deals, &language.integer(row.now.open_deals)),
    };
    let beside = [
        (ApmColumn::Overdue, row.now.overdue, row.now.overdue_deals, t.apm.overdue),
        (ApmColumn::Undated, row.now.undated, row.now.undated_deals, t.apm.undated),
    ];
    // The total's stand below the table.
    let beside = beside
        .into_iter()
        .filter(|(_, _, deals, _)| *deals > 0 && !total)
        .map(|(column, amount, _, name)| {
            let text = format!("{} {}", language.money_short(amount, apm.currency), name.to_lowercase());
            match visit.sees_deals() {
                true => view! { <a href=link.drill(column, filter.clone())>{text}</a> }.into_any(),
                false => view! { <span>{text}</span> }.into_any(),
            }
        })
        .collect_view();
    view! { <th scope="row" role="rowheader">{name}<small>{open}</small><small class="aside">{beside}</small></th> }.into_any()
}

struct Cell {
    column: Shown,
    standing: Standing,
    /// Shortened, and exact.
    value: (String, String),
    /// Whether the value is a word instead of a number.
    quiet: bool,
    below: AnyView,
    href: Option<String>,
}

impl Cell {
    fn view(self, Scene { t, link, .. }: Scene<'_>) -> AnyView {
        let (short, exact) = self.value;
        let class = format!("cell {}", class_of(self.standing));
        let label = match self.column {
            Shown::Forecast => t.apm.forecast_short,
            Shown::Closed => t.apm.closed_short,
            Shown::Open => t.apm.open_short,
            Shown::Generated => t.apm.generated_short,
            Shown::Coverage => t.apm.coverage_short,
        };
        // The word is there for ears always, and for eyes where a card has room for it.
        let word = (self.standing != Standing::None).then(|| view! { <span class="word">{word_of(t, self.standing)}</span> });
        let content =
            view! { {shape(self.standing)}<b class=self.quiet.then_some("quietly")>{short}</b>{word}{self.below} }.into_any();
        let column = if self.column == link.column { "chosen" } else { "" };
        let inner = match self.href {
            Some(href) => view! { <a class=class href=href title=exact data-label=label>{content}</a> }.into_any(),
            None => view! { <div class=class title=exact data-label=label>{content}</div> }.into_any(),
        };
        view! { <td role="cell" class=column>{inner}</td> }.into_any()
    }
}

/// A change, drawn for the eye and said for the ear.
fn yoy(t: &'static crate::ui::i18n::Texts, change: ChangeText) -> AnyView {
    let spoken = format!("{} {}", change.spoken, t.apm.yoy_mode);
    view! { <span aria-hidden="true">{change.shown}<span class="unit">" "{t.apm.yoy}</span></span><span class="sr">{spoken}</span> }.into_any()
}

/// Coverage: remaining large, full below, the change in times over.
fn coverage(Scene { t, .. }: Scene<'_>, row: &ApmRow, standing: Standing, href: Option<String>) -> Cell {
    let language = t.language;
    if !told(row, &[ApmColumn::Open, ApmColumn::Closed]) {
        let value = ("–".to_owned(), t.apm.withheld.to_owned());
        return Cell { column: Shown::Coverage, standing, value, quiet: false, below: ().into_any(), href };
    }
    let (now, then) = (&row.now, &row.then);
    let remaining = Coverage::remaining(now.open, now.closed, row.target);
    let before = Coverage::remaining(then.open, then.closed, row.target_then);
    let told_then = !row.withheld.then.iter().any(|column| matches!(column, ApmColumn::Open | ApmColumn::Closed));
    let change = match (before, remaining) {
        _ if !told_then => None,
        (Coverage::Times(before), Coverage::Times(after)) => language.times_change(before, after).map(|change| yoy(t, change)),
        _ => None,
    };
    let full = match Coverage::full(now.open, row.target) {
        Coverage::Times(ratio) => Some((t.apm.coverage_full)(&language.times(ratio))),
        _ => None,
    };
    let (value, exact) = match remaining {
        Coverage::NoTarget => (t.apm.no_target.to_owned(), String::new()),
        Coverage::Met => (t.apm.met.to_owned(), String::new()),
        Coverage::Times(ratio) => (language.times(ratio), (t.apm.coverage_remaining)(&format!("{}×", language.ratio(ratio, 2)))),
    };
    let between = (change.is_some() && full.is_some()).then_some(" · ");
    let below = view! { <small>{change}{between}{full}</small> }.into_any();
    let quiet = remaining == Coverage::NoTarget;
    Cell { column: Shown::Coverage, standing, value: (value, exact), quiet, below, href }
}

fn target(Scene { t, apm, .. }: Scene<'_>, row: &ApmRow) -> AnyView {
    let language = t.language;
    let inner = match row.target {
        None => view! { <b class="quietly">{t.apm.no_target}</b> }.into_any(),
        Some(target) => {
            let attained = told(row, &[ApmColumn::Closed])
                .then(|| (t.apm.attained)(&language.percent(Ratio::new(row.now.closed.0, target.0))));
            view! {
                <b title=language.money_exact(target, apm.currency)>{language.money_short(target, apm.currency)}</b>
                <small>{attained}</small>
            }
            .into_any()
        }
    };
    view! { <td role="cell" class="target"><div class="cell">{inner}</div></td> }.into_any()
}
