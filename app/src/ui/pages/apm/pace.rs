//! The question answered first: how much of the target is attained, for the time that has gone.

use super::page::Scene;
use crate::ui::components::Help;
use contract::apm::{ApmColumn, ApmRow};
use domain::measure::{Change, Coverage};
use domain::pace::{self, Pace, REQUIRED_COVERAGE, RowPace, Standing};
use domain::{Company, Ratio};
use leptos::prelude::*;

/// Whether a row tells all of these numbers of this year.
pub fn told(row: &ApmRow, columns: &[ApmColumn]) -> bool {
    !columns.iter().any(|column| row.withheld.now.contains(column))
}

/// The colours of a row; none where a number they stand on is not told.
pub fn colours(row: &ApmRow, elapsed: Ratio) -> RowPace {
    let mut colours = RowPace::of(&row.now, &row.then, row.target, row.generation_target, elapsed);
    let mut fade = |told: bool, pace: fn(&mut RowPace) -> &mut Pace| {
        if !told {
            let pace = pace(&mut colours);
            (pace.standing, pace.index) = (Standing::None, None);
        }
    };
    fade(told(row, &[ApmColumn::Closed]), |colours| &mut colours.closed);
    fade(told(row, &[ApmColumn::Forecast]), |colours| &mut colours.forecast);
    let generated = told(row, &[ApmColumn::Generated]);
    let then = row.generation_target.is_some() || !row.withheld.then.contains(&ApmColumn::Generated);
    fade(generated && then, |colours| &mut colours.generated);
    let covered = told(row, &[ApmColumn::Open, ApmColumn::Closed]);
    fade(covered, |colours| &mut colours.coverage);
    fade(covered, |colours| &mut colours.open);
    colours
}

/// The five answers above the matrix.
pub fn pace(scene: Scene<'_>) -> AnyView {
    let Scene { t, visit, apm, link } = scene;
    let language = t.language;
    let total = &apm.total;
    let money = |amount| language.money_short(amount, apm.currency);
    let closed_told = told(total, &[ApmColumn::Closed]);
    let then = if link.landed { &total.withheld.landed } else { &total.withheld.then };
    let compared = closed_told && !then.contains(&ApmColumn::Closed);
    let closed =
        language.change(Change::from(if link.landed { total.landed_closed } else { total.then.closed }, total.now.closed));
    let closed_note = compared.then(|| (if link.landed { t.apm.landed } else { t.apm.same_day })(&closed.shown));
    let closed_class = match closed.direction {
        _ if !compared => "note",
        std::cmp::Ordering::Greater => "note good-ink",
        std::cmp::Ordering::Less => "note act-ink",
        std::cmp::Ordering::Equal => "note",
    };
    let colours = colours(total, apm.elapsed);
    let covered = told(total, &[ApmColumn::Open, ApmColumn::Closed]);
    let (coverage, coverage_note) = match Coverage::remaining(total.now.open, total.now.closed, total.target) {
        _ if !covered => ("–".to_owned(), t.apm.withheld.to_owned()),
        Coverage::NoTarget => (t.apm.no_target.to_owned(), String::new()),
        Coverage::Met => (t.apm.met.to_owned(), String::new()),
        Coverage::Times(ratio) => (language.times(ratio), needed(scene)),
    };
    let (act, watch) = to_act_on(scene);
    let exact = if closed_told { language.money_exact(total.now.closed, apm.currency) } else { t.apm.withheld.to_owned() };
    let short = if closed_told { money(total.now.closed) } else { "–".to_owned() };
    let value = match visit.sees_deals() {
        true => {
            let drill = link.drill(ApmColumn::Closed, link.query.filter.clone());
            view! { <a class="v" href=drill title=exact>{short}</a> }.into_any()
        }
        false => view! { <span class="v" title=exact>{short}</span> }.into_any(),
    };
    view! {
        <section class="card pace" aria-label=t.apm.pace>
            <div>
                <span class="k">{t.apm.pace_title}<Help id="elapsed" name=t.apm.pace text=t.help.elapsed/></span>
                {track(scene)}
            </div>
            <div>
                <span class="k">{t.apm.closed}</span>
                {value}
                <span class=closed_class>{closed_note}</span>
            </div>
            {behind(scene, colours)}
            <div>
                <span class="k">{t.apm.coverage}<Help id="coverage-total" name=t.apm.coverage text=t.help.coverage/></span>
                <div class="v">{coverage}</div>
                <span class="note">{coverage_note}</span>
            </div>
            <div>
                <span class="k">{t.apm.act_cells}<Help id="colour" name=t.apm.legend text=t.help.colour/></span>
                <div class="v">{act}</div>
                <span class="note">{(t.apm.act_cells_note)(&watch.to_string())}</span>
            </div>
        </section>
    }
    .into_any()
}

/// Attained, elapsed, and expected by now as a tick on the same track.
fn track(Scene { t, apm, .. }: Scene<'_>) -> AnyView {
    let language = t.language;
    let elapsed = language.percent(apm.elapsed);
    let total = &apm.total;
    let told = told(total, &[ApmColumn::Closed]);
    let Some(target) = total.target.filter(|target| told && target.0 > 0) else {
        return view! { {bar(None, apm.elapsed, &elapsed)} <span class="note">{if told { (t.apm.no_target_note)(&elapsed) } else { t.apm.withheld.to_owned() }}</span> }
            .into_any();
    };
    let attained = Ratio::new(total.now.closed.0, target.0);
    let text = (t.apm.pace_note)(&language.percent(attained), &language.money_short(target, apm.currency), &elapsed, &elapsed);
    view! { {bar(Some(attained), apm.elapsed, &text)} <span class="note">{text.clone()}</span> }.into_any()
}

fn bar(attained: Option<Ratio>, expected: Ratio, label: &str) -> AnyView {
    let permille = |ratio: Ratio| ratio.scaled(1000).unwrap_or(0).clamp(0, 1000);
    let percent = |permille: i64| format!("{}.{}%", permille / 10, permille % 10);
    let done = attained.map(|attained| view! { <rect class="done" y="4" width=percent(permille(attained)) height="8" rx="4"/> });
    view! {
        <svg class="track" role="img" aria-label=label.to_owned()>
            <rect class="rest" y="4" width="100%" height="8" rx="4"/>
            {done}
            <rect class="tick" x=percent(permille(expected)) width="2" height="16" rx="1"/>
        </svg>
    }
    .into_any()
}

/// How far the total is from where it should be by now.
fn behind(Scene { t, apm, .. }: Scene<'_>, colours: RowPace) -> AnyView {
    let language = t.language;
    let expected = apm.total.target.and_then(|target| pace::expected(target, apm.elapsed));
    let gap = expected.filter(|_| told(&apm.total, &[ApmColumn::Closed])).map(|expected| apm.total.now.closed - expected);
    let name = if gap.is_some_and(|gap| gap.0 >= 0) { t.apm.ahead } else { t.apm.behind };
    let value = gap.map_or_else(|| "–".to_owned(), |gap: Company| language.money_short(gap, apm.currency));
    let class = match colours.closed.standing {
        Standing::Good => "note good-ink",
        Standing::Watch => "note watch-ink",
        Standing::Act => "note act-ink",
        Standing::None => "note",
    };
    let index = colours.closed.index.map(|index| (t.apm.pace_index)(&language.ratio(index, 2)));
    view! {
        <div>
            <span class="k">{name}<Help id="pace" name=t.apm.pace text=t.help.pace/></span>
            <div class="v">{value}</div>
            <span class=class>{index}</span>
        </div>
    }
    .into_any()
}

fn needed(Scene { t, apm, .. }: Scene<'_>) -> String {
    if apm.elapsed.den - apm.elapsed.num < 5 {
        return t.apm.not_needed.to_owned();
    }
    (t.apm.needed)(&t.language.times(REQUIRED_COVERAGE))
}

/// How many cells are red and yellow, over the rows that are not inside another.
fn to_act_on(Scene { apm, .. }: Scene<'_>) -> (usize, usize) {
    let rows = apm.rows.iter().filter(|row| row.nested.is_none());
    rows.fold((0, 0), |(act, watch), row| {
        let colours = colours(row, apm.elapsed);
        let cells = [colours.forecast, colours.closed, colours.generated, colours.coverage];
        let watched = cells.iter().filter(|cell| cell.standing == Standing::Watch).count();
        (act + colours.to_act_on(), watch + watched)
    })
}
