//! The as-of scrubber: the weeks of the period as links, and in the browser a slider over them that moves the page.

use super::link::Link;
use crate::context::use_visit;
use crate::ui::components::sparkline;
use crate::ui::i18n::Texts;
use contract::apm::{ApmLine, ApmQuery, ReadApmLine};
use contract::{Client, Problem};
use domain::{Day, Period};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::time::Duration;

/// How long the slider rests before the page follows.
const REST: Duration = Duration::from_millis(120);

/// What the scrubber remembers while the numbers below it change.
#[derive(Clone, Copy)]
pub struct Scrubber {
    link: Memo<Result<Link, Problem>>,
    /// Closed ACV week by week, once the browser has asked for it.
    line: RwSignal<Option<ApmLine>>,
    /// Whether a slider can work: only in the browser.
    live: RwSignal<bool>,
    /// Where the slider is held, in days from the period's first.
    held: RwSignal<Option<i32>>,
    /// Counts movements, so that only the last one counts.
    moved: StoredValue<u32>,
    today: Day,
    go: StoredValue<Go>,
}

type Go = std::sync::Arc<dyn Fn(String) + Send + Sync>;

impl Scrubber {
    /// A scrubber for the page at this address.
    pub fn new(link: Memo<Result<Link, Problem>>, query: Memo<Result<ApmQuery, Problem>>, client: StoredValue<Client>) -> Self {
        let today = use_visit().with_value(|visit| visit.workspace.as_ref().map_or(Day(0), |info| info.today));
        let navigate = use_navigate();
        let go: Go = std::sync::Arc::new(move |to: String| {
            navigate(&to, NavigateOptions { scroll: false, replace: true, ..NavigateOptions::default() });
        });
        let (line, live) = (RwSignal::new(None), RwSignal::new(false));
        let asked = Memo::new(move |_| {
            let query = query.get().ok()?;
            Some(ApmQuery { as_of: None, sort: None, rows: None, nest: None, period: query.period, ..query })
        });
        // Effects run in the browser only: the page is complete without.
        Effect::new(move |_| {
            live.set(true);
            let Some(query) = asked.get() else { return };
            let client = client.get_value();
            spawn_local(async move {
                if let Ok(answer) = client.get::<ReadApmLine>(&query).await {
                    // The page may be gone by now.
                    let _ = line.try_set(Some(answer));
                }
            });
        });
        Self { link, line, live, held: RwSignal::new(None), moved: StoredValue::new(0), today, go: StoredValue::new(go) }
    }

    /// The scrubber along a period.
    pub fn view(self, t: &'static Texts, period: Period) -> AnyView {
        let language = t.language;
        let days = period.last.since(period.first);
        let shown = move || {
            let as_of = self.link.with(|link| link.as_ref().ok().and_then(|link| link.query.as_of)).unwrap_or(self.today);
            self.held.get().map_or(as_of, |held| period.first.plus(held))
        };
        let place = move || shown().since(period.first).clamp(0, days);
        let curve = move || {
            let line = self.line.get().filter(|line| line.period.key == period.key)?;
            let weeks = (days / 7 + 1) as usize;
            let values: Vec<i64> = line.points.iter().map(|point| point.closed.0).collect();
            let path = sparkline(&values, weeks.max(values.len()), 300, 26)?;
            Some(view! {
                <svg class="curve" viewBox="0 -1 300 28" preserveAspectRatio="none" aria-hidden="true">
                    <path d=path fill="none" stroke="currentColor" stroke-width="1.5" vector-effect="non-scaling-stroke"/>
                </svg>
            })
        };
        let last = if period.contains(self.today) { self.today } else { period.last };
        let slider = move || {
            self.live.get().then(|| {
                view! {
                    <input
                        type="range"
                        min="0"
                        max=last.since(period.first).max(0).to_string()
                        prop:value=move || place().to_string()
                        aria-label=t.apm.scrub
                        aria-valuetext=move || language.day_long(shown())
                        on:input:target=move |event| self.hold(event.target().value(), period)
                        on:change=move |_| self.release(period)
                    />
                }
            })
        };
        let label = move || language.day_of_year(shown());
        view! {
            <div class="scrub" role="group" aria-label=t.apm.scrub>
                <span>{language.day_of_year(period.first)}</span>
                <div class="rail-line">{curve}<ol hidden=move || self.live.get()>{self.weeks(t, period)}</ol>{slider}</div>
                <span>{language.day_of_year(period.last)} <output class="sr">{label}</output></span>
            </div>
        }
        .into_any()
    }

    /// A link per week, and one for the last day.
    fn weeks(self, t: &'static Texts, period: Period) -> AnyView {
        let link = self.link.with_untracked(|link| link.clone().unwrap_or_default());
        let as_of = link.query.as_of.unwrap_or(self.today);
        let mut days: Vec<Day> = (0..).map(|week| period.first.plus(week * 7)).take_while(|day| *day < period.last).collect();
        days.push(period.last);
        let items = days
            .iter()
            .enumerate()
            .map(|(at, day)| {
                let text = (t.apm.week_of)(&t.language.day(*day));
                let spoken = text.clone();
                if *day > self.today {
                    return view! { <li class="later"></li> }.into_any();
                }
                let next = days.get(at + 1).copied().unwrap_or(day.plus(1));
                let current = (*day <= as_of && as_of < next).then_some("date");
                let href = link.to(|link| link.query.as_of = Some(*day).filter(|day| *day != self.today));
                view! { <li><a href=href aria-current=current title=text><span class="sr">{spoken}</span></a></li> }.into_any()
            })
            .collect_view();
        items.into_any()
    }

    /// The slider moves: the page follows when it rests.
    fn hold(self, value: String, period: Period) {
        let Ok(place) = value.parse() else { return };
        self.held.set(Some(place));
        self.moved.update_value(|moved| *moved += 1);
        let now = self.moved.get_value();
        set_timeout(
            move || {
                if self.moved.try_get_value() == Some(now) {
                    self.follow(period);
                }
            },
            REST,
        );
    }

    fn release(self, period: Period) {
        self.moved.update_value(|moved| *moved += 1);
        self.follow(period);
        self.held.set(None);
    }

    fn follow(self, period: Period) {
        let Some(Some(held)) = self.held.try_get_untracked() else { return };
        let day = period.first.plus(held);
        let link = self.link.get_untracked().unwrap_or_default();
        let to = link.to(|link| {
            link.query.as_of = Some(day).filter(|day| *day != self.today);
            // The period stays where it is while one walks along it.
            link.query.period = Some(period.key);
        });
        self.go.with_value(|go| go(to));
    }
}
