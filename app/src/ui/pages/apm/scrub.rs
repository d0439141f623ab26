//! The as-of scrubber: the weeks of the period as links, and in the browser a slider over them that moves the page.

use super::page::Scene;
use crate::context::use_client;
use crate::go::Go;
use crate::ui::components::sparkline;
use crate::ui::i18n::use_texts;
use crate::ui::island::{Island, island, renewed, use_go};
use contract::apm::{ApmLine, ApmLineQuery, ApmQuery, ReadApmLine};
use domain::{Day, Period};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long the slider rests before the page follows.
const REST: Duration = Duration::from_millis(120);

/// The scrubber along the page's period.
pub fn scrub(scene: Scene<'_>) -> AnyView {
    let Scene { t, apm, link, visit } = scene;
    let language = t.language;
    let period = apm.period;
    let today = visit.workspace.as_ref().map_or(apm.as_of, |info| info.today);
    let query = ApmQuery { as_of: None, sort: None, rows: None, nest: None, period: Some(period.key), ..link.query.clone() };
    view! {
        <div class="scrub" role="group" aria-label=t.apm.scrub>
            <span>{language.day_of_year(period.first)}</span>
            <div class="rail-line weeks"><ol>{weeks(scene, today)}</ol></div>
            {island(Scrub { period, as_of: apm.as_of, today, query })}
            <span>{language.day_of_year(period.last)}</span>
        </div>
    }
    .into_any()
}

/// A link per week, and one for the last day.
fn weeks(Scene { t, apm, link, .. }: Scene<'_>, today: Day) -> AnyView {
    let period = apm.period;
    let mut days: Vec<Day> = (0..).map(|week| period.first.plus(week * 7)).take_while(|day| *day < period.last).collect();
    days.push(period.last);
    let items = days
        .iter()
        .enumerate()
        .map(|(at, day)| {
            let text = (t.apm.week_of)(&t.language.day(*day));
            let spoken = text.clone();
            if *day > today {
                return view! { <li class="later"></li> }.into_any();
            }
            let next = days.get(at + 1).copied().unwrap_or(day.plus(1));
            let current = (*day <= apm.as_of && apm.as_of < next).then_some("date");
            let href = link.to(|link| link.query.as_of = Some(*day).filter(|day| *day != today));
            view! { <li><a href=href aria-current=current title=text><span class="sr">{spoken}</span></a></li> }.into_any()
        })
        .collect_view();
    items.into_any()
}

/// A slider over the period's days, and closed ACV through them.
#[derive(Serialize, Deserialize)]
pub struct Scrub {
    period: Period,
    as_of: Day,
    today: Day,
    /// What the line through the period is asked with.
    query: ApmQuery,
}

impl Island for Scrub {
    const NAME: &'static str = "scrub";

    // The day may change without it: it is where that comes from.
    fn key(&self) -> Option<String> {
        serde_json::to_string(&(self.period.key, self.today, &self.query)).ok()
    }

    fn view(self) -> AnyView {
        let Self { period, as_of, today, query } = self;
        let t = use_texts();
        let days = period.last.since(period.first);
        let last = if period.contains(today) { today.since(period.first) } else { days };
        let place = RwSignal::new(as_of.since(period.first).clamp(0, last));
        let (moved, followed) = (StoredValue::new(0), StoredValue::new(0));
        let slider = Slider { go: use_go(), period, today, last, place, moved, followed };
        Effect::new(move || {
            if let Some(Self { as_of, .. }) = renewed() {
                slider.settle(as_of);
            }
        });
        let line = RwSignal::new(None);
        let client = use_client();
        // Effects run in the browser only: the page is complete without.
        Effect::new(move || {
            let ApmQuery { period, as_of, known_at, organisation, filter, .. } = query.clone();
            let (client, query) = (client.clone(), ApmLineQuery { period, as_of, known_at, organisation, filter });
            spawn_local(async move {
                if let Ok(answer) = client.get::<ReadApmLine>(&query).await {
                    // The page may be gone by now.
                    let _ = line.try_set(Some(answer));
                }
            });
        });
        let curve = move || line.get().and_then(|line| curve(&line, days));
        view! {
            <div class="rail-line">
                {curve}
                <input
                    type="range"
                    min="0"
                    max=days.to_string()
                    value=slider.place.get_untracked().to_string()
                    prop:value=move || slider.place.get().to_string()
                    aria-label=t.apm.scrub
                    aria-valuetext=move || t.language.day_long(slider.day())
                    on:input:target=move |event| {
                        let input = event.target();
                        input.set_value(&slider.hold(&input.value()));
                    }
                    on:change=move |_| slider.follow()
                />
            </div>
            <output>{move || t.language.day_of_year(slider.day())}</output>
        }
        .into_any()
    }
}

fn curve(line: &ApmLine, days: i32) -> Option<AnyView> {
    let along = |day: Day| u32::try_from(day.since(line.period.first)).unwrap_or(0);
    // Where a point is not told, the line goes on from one neighbour to the other.
    let points: Vec<_> = line.points.iter().filter_map(|point| Some((along(point.day), point.closed?.0))).collect();
    let path = sparkline(&points, days.try_into().ok()?, 300, 26)?;
    Some(
        view! {
            <svg class="curve" viewBox="0 -1 300 28" preserveAspectRatio="none" aria-hidden="true">
                <path d=path fill="none" stroke="currentColor" stroke-width="1.5" vector-effect="non-scaling-stroke"/>
            </svg>
        }
        .into_any(),
    )
}

/// Where the slider is, and what follows from it.
#[derive(Clone, Copy)]
struct Slider {
    go: Go,
    period: Period,
    today: Day,
    /// The last day there is, in days from the period's first.
    last: i32,
    /// Where it is, in days from the period's first.
    place: RwSignal<i32>,
    /// Counts movements, so that only the last one counts.
    moved: StoredValue<u32>,
    /// How many of them the page has followed.
    followed: StoredValue<u32>,
}

impl Slider {
    fn day(self) -> Day {
        self.period.first.plus(self.place.get())
    }

    /// The slider moves, but not beyond today: the page follows when it rests. Answers where it is.
    fn hold(self, value: &str) -> String {
        let place = value.parse().unwrap_or(self.last).min(self.last);
        self.place.set(place);
        self.moved.update_value(|moved| *moved += 1);
        let now = self.moved.get_value();
        set_timeout(
            move || {
                if self.moved.try_get_value() == Some(now) {
                    self.follow();
                }
            },
            REST,
        );
        place.to_string()
    }

    /// The page shows another day: the slider goes there, unless it is being moved.
    fn settle(self, day: Day) {
        if self.moved.get_value() == self.followed.get_value() {
            self.place.set(day.since(self.period.first).clamp(0, self.last));
        }
    }

    /// The page follows, unless it has already.
    fn follow(self) {
        self.moved.update_value(|moved| *moved += 1);
        self.followed.set_value(self.moved.get_value());
        let day = self.period.first.plus(self.place.get_untracked());
        let day = (day != self.today).then(|| day.to_string());
        // The period stays where it is while one walks along it.
        self.go.along(vec![("as_of", day), ("period", Some(self.period.key.to_string()))]);
    }
}
