//! Amounts through time, stacked.

use super::still::Still;
use super::table::TrendTable;
use domain::format::Language;
use domain::{Company, Currency, Day};
use leptos::prelude::*;

/// What is drawn: one amount per series and day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    /// The language of numbers and days.
    pub language: Language,
    /// The currency of every amount.
    pub currency: Currency,
    /// The days, in order.
    pub days: Vec<Day>,
    /// The series, from the bottom of the stack to its top.
    pub series: Vec<Series>,
    /// What the sum of the series is called.
    pub total: &'static str,
    /// What the days are called, above the table's first column.
    pub as_of: &'static str,
}

/// One band of the stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// One amount per day.
    pub amounts: Vec<Company>,
}

impl Trend {
    /// The sum of all series on each day.
    pub fn totals(&self) -> Vec<Company> {
        (0..self.days.len()).map(|at| self.series.iter().filter_map(|series| series.amounts.get(at).copied()).sum()).collect()
    }

    /// What is said about one day: its name, each series from the top of the stack down, and the sum.
    pub fn describe(&self, at: usize) -> String {
        let Some(day) = self.days.get(at) else { return String::new() };
        let amount = |amount: Company| self.language.money_short_with(amount, self.currency);
        let mut lines = vec![self.language.day_long(*day)];
        for series in self.series.iter().rev() {
            let value = series.amounts.get(at).copied().unwrap_or_default();
            lines.push(format!("{}  {}", series.name, amount(value)));
        }
        lines.push(format!("{}  {}", self.total, amount(self.totals()[at])));
        lines.join("\n")
    }
}

/// The class that colours a band: the palette has eight steps, from early to late.
pub(super) fn band(at: usize, of: usize) -> usize {
    const STEPS: usize = 8;
    if of <= 1 { STEPS / 2 } else { 1 + at * (STEPS - 1) / (of - 1) }
}

/// The trend as a picture, a legend and a table.
#[component]
pub fn TrendChart(
    /// What is drawn.
    trend: Trend,
    /// What the picture shows, in words.
    label: String,
    /// The word that opens the table.
    as_table: &'static str,
) -> AnyView {
    let of = trend.series.len();
    let legend: Vec<_> = trend
        .series
        .iter()
        .enumerate()
        .rev()
        .map(|(at, series)| {
            view! { <li><svg class=format!("band-{}", band(at, of)) viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="2"/></svg>{series.name.clone()}</li> }
        })
        .collect();
    view! {
        <figure class="trend">
            <ul class="trend-legend">{legend}</ul>
            <div class="trend-picture" role="img" aria-label=label.clone()>
                <Still trend=trend.clone()/>
                {live(&trend)}
            </div>
            <details class="trend-data">
                <summary>{as_table}</summary>
                <TrendTable trend caption=label/>
            </details>
        </figure>
    }
    .into_any()
}

#[cfg(not(target_arch = "wasm32"))]
fn live(trend: &Trend) -> AnyView {
    let script = crate::context::use_visit().with_value(|visit| visit.assets.charts.clone());
    crate::ui::island::island(super::LiveTrend {
        script,
        option: super::option::option(trend).to_string(),
        said: (0..trend.days.len()).map(|at| trend.describe(at)).collect(),
        language: trend.language,
        currency: trend.currency,
    })
}

/// Pages are drawn on the server.
#[cfg(target_arch = "wasm32")]
fn live(_: &Trend) -> AnyView {
    ().into_any()
}
