//! The still picture: what the server draws.

use super::trend::{Trend, band};
use leptos::prelude::*;
use std::fmt::Write;

/// The picture's own units; the page stretches it.
const WIDTH: i64 = 1000;
const HEIGHT: i64 = 320;

/// The stack as areas, with the first and last day under it and the highest amount above.
#[component]
pub fn Still(trend: Trend) -> AnyView {
    let highest = trend.totals().iter().map(|amount| amount.0).max().unwrap_or(0).max(1);
    let of = trend.series.len();
    let areas: Vec<_> = areas(&trend, highest)
        .into_iter()
        .enumerate()
        .map(|(at, points)| view! { <polygon class=format!("band-{}", band(at, of)) points=points/> })
        .collect();
    let language = trend.language;
    let ends = trend.days.first().zip(trend.days.last());
    view! {
        <div class="still" aria-hidden="true">
            <span class="still-top">{language.money_short_with(domain::Company(highest), trend.currency)}</span>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none">{areas}</svg>
            {ends.map(|(first, last)| view! { <span class="still-days"><span>{language.day(*first)}</span><span>{language.day(*last)}</span></span> })}
        </div>
    }
    .into_any()
}

/// Each series as the corners of its area: along its upper edge, and back along its lower one. A stage that is worth less
/// than nothing lowers the stack; what would lie below the picture stays on its edge.
fn areas(trend: &Trend, highest: i64) -> Vec<String> {
    let last = trend.days.len().saturating_sub(1).max(1) as i64;
    let mut below = vec![0_i64; trend.days.len()];
    let mut all = Vec::with_capacity(trend.series.len());
    for series in &trend.series {
        let above: Vec<i64> = below.iter().zip(&series.amounts).map(|(low, amount)| low + amount.0).collect();
        let mut points = String::new();
        let upper = above.iter().enumerate();
        let lower = below.iter().enumerate().rev();
        for (at, amount) in upper.chain(lower) {
            let y = i128::from(HEIGHT) - i128::from((*amount).max(0)) * i128::from(HEIGHT) / i128::from(highest);
            let _ = write!(points, "{},{y} ", at as i64 * WIDTH / last);
        }
        points.pop();
        all.push(points);
        below = above;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::areas;
    use crate::ui::charts::{Series, Trend};
    use domain::format::Language;
    use domain::{Company, Currency, Day};

    #[test]
    fn areas_stand_on_each_other() {
        let series = |name: &str, amounts: [i64; 3]| Series { name: name.into(), amounts: amounts.map(Company).into() };
        let trend = Trend {
            language: Language::En,
            currency: Currency::EUR,
            days: vec![Day(0), Day(7), Day(14)],
            series: vec![series("Qualified", [50, 100, 100]), series("Proposal", [50, 100, -50])],
            total: "Total",
            as_of: "As of",
        };
        // 200 is the height of the picture, 320; the first stage fills the lower half from the second day on. On the third
        // the other takes half of it away: the top is the sum of both, 50.
        let expected = ["0,240 500,160 1000,160 1000,320 500,320 0,320", "0,160 500,0 1000,240 1000,160 500,160 0,240"];
        assert_eq!(areas(&trend, 200), expected);
    }
}
