//! The same numbers as a table, for everyone who does not see the picture and everyone who wants to be exact.

use super::trend::Trend;
use leptos::prelude::*;

/// One row per day, the latest first; one column per series, and their sum.
#[component]
pub fn TrendTable(
    /// What is shown.
    trend: Trend,
    /// What the table is called.
    caption: String,
) -> AnyView {
    let Trend { language, currency, .. } = trend;
    let totals = trend.totals();
    let heads: Vec<_> =
        trend.series.iter().map(|series| view! { <th scope="col" class="number">{series.name.clone()}</th> }).collect();
    let rows: Vec<_> = trend
        .days
        .iter()
        .enumerate()
        .rev()
        .map(|(at, day)| {
            let cells: Vec<_> = trend
                .series
                .iter()
                .map(|series| view! { <td class="number">{language.money_short(series.amounts.get(at).copied().unwrap_or_default(), currency)}</td> })
                .collect();
            view! {
                <tr>
                    <th scope="row">{language.day_long(*day)}</th>
                    {cells}
                    <td class="number total">{language.money_short(totals[at], currency)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="scroll" role="region" tabindex="0" aria-label=caption.clone()>
            <table class="trend-table">
                <caption class="sr">{caption.clone()}</caption>
                <thead><tr><th scope="col">{trend.as_of}</th>{heads}<th scope="col" class="number">{trend.total}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
