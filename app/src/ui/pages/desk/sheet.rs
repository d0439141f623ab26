//! What the sheet of a field offers: the usual choices as buttons, one tap each, and inputs for the others.

use super::drag;
use super::quick::Quick;
use crate::ui::i18n::{Texts, in_place};
use crate::ui::pages::deals::{Editing, close_day, next_step, next_step_day};
use contract::opportunity::OpportunityPatch;
use domain::day::days_in_month;
use domain::{Day, StageId, Weekday};
use leptos::ev::{Event, MouseEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlInputElement;

impl Quick {
    /// The stages, each a button: one tap moves the deal.
    pub(super) fn moves(
        &self,
        editing: Editing,
        stages: &[(StageId, String)],
        choose: impl Fn(OpportunityPatch) + Clone + Send + 'static,
    ) -> AnyView {
        let now = editing.deal.with_untracked(|deal| deal.state.stage);
        let patch = |id| OpportunityPatch { stage: Some(id), ..OpportunityPatch::default() };
        choices(stages.iter().map(|(id, name)| (name.clone(), *id == now, patch(*id))).collect(), choose)
    }

    /// The columns of a board by owner.
    pub(super) fn owners(&self, editing: Editing, choose: impl Fn(OpportunityPatch) + Clone + Send + 'static) -> AnyView {
        choices(drag::owners(editing.deal.with_untracked(|deal| deal.state.owner)), choose)
    }

    /// The close date: the usual moves as buttons, any day as an input.
    pub(super) fn days(&self, editing: Editing, choose: impl Fn(OpportunityPatch) + Clone + Send + 'static) -> AnyView {
        let words = in_place(editing.t.language);
        let now = editing.deal.with_untracked(|deal| deal.state.close_day);
        // Pushed from where it is, or from today if that has passed.
        let from = now.filter(|day| *day >= self.today).unwrap_or(self.today);
        let mut days = vec![(words.week, from.plus(7)), (words.month, month_later(from))];
        days.extend(self.quarters.first().filter(|last| Some(**last) != now).map(|last| (words.quarter_end, *last)));
        let patch = |day| OpportunityPatch { close_day: Some(Some(day)), ..OpportunityPatch::default() };
        let buttons = chips(editing.t, days, move |day| choose(patch(day)));
        view! { <div class="chip-row">{buttons}</div>{close_day(editing)} }.into_any()
    }

    /// What happens next: a few words, and the day as one tap, which saves both.
    pub(super) fn next(&self, editing: Editing, choose: impl Fn(OpportunityPatch) + Clone + Send + 'static) -> AnyView {
        let words = in_place(editing.t.language);
        let text = RwSignal::new(editing.deal.with_untracked(|deal| deal.state.next_step.clone().unwrap_or_default()));
        let monday = next_monday(self.today);
        let days = vec![
            (words.today, self.today),
            (words.tomorrow, self.today.plus(1)),
            (words.next_monday, monday),
            (words.week, self.today.plus(7)),
            (words.weeks, self.today.plus(14)),
        ];
        let both = move |day| {
            let step = text.get_untracked().trim().to_owned();
            let step = (!step.is_empty()).then_some(step);
            choose(OpportunityPatch { next_step: Some(step), next_step_day: Some(Some(day)), ..OpportunityPatch::default() });
        };
        let typed = move |event: Event| {
            if let Some(input) = event.target().and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
                text.set(input.value());
            }
        };
        view! {
            <div on:input=typed>{next_step(editing)}</div>
            <div class="chip-row">{chips(editing.t, days, both)}</div>
            {next_step_day(editing)}
        }
        .into_any()
    }
}

/// Changes as buttons, each with what it is called and whether it is so already: one tap makes it.
fn choices(all: Vec<(String, bool, OpportunityPatch)>, choose: impl Fn(OpportunityPatch) + Clone + Send + 'static) -> AnyView {
    let buttons = all
        .into_iter()
        .map(|(name, current, patch)| {
            let choose = choose.clone();
            let click = move |_| choose(patch.clone());
            view! { <li><button type="button" aria-current=current.then_some("true") autofocus=current on:click=click>{name}</button></li> }
        })
        .collect_view();
    view! { <ul class="choices">{buttons}</ul> }.into_any()
}

/// Days as buttons, each with its date.
fn chips(t: &'static Texts, days: Vec<(&'static str, Day)>, choose: impl Fn(Day) + Clone + Send + 'static) -> AnyView {
    days.into_iter()
        .map(|(text, day)| {
            let choose = choose.clone();
            // A chip is pressed before the input is left: it saves what is in it as well.
            let press = |event: MouseEvent| event.prevent_default();
            view! {
                <button type="button" class="chip" on:mousedown=press on:click=move |_| choose(day)>
                    {text}<small>{t.language.day_of_year(day)}</small>
                </button>
            }
        })
        .collect_view()
        .into_any()
}

/// The Monday after a day.
pub fn next_monday(today: Day) -> Day {
    (1..=7).map(|days| today.plus(days)).find(|day| day.weekday() == Weekday::Mon).unwrap_or(today)
}

/// The same day of the next month, or its last.
pub fn month_later(day: Day) -> Day {
    let (year, month, date) = day.ymd();
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    Day::from_ymd(year, month, date.min(days_in_month(year, month))).unwrap_or(day.plus(30))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_later_is_never_in_the_month_after_the_next() {
        for (from, to) in [
            ("2026-11-24", "2026-12-24"),
            ("2026-12-31", "2027-01-31"),
            ("2027-01-31", "2027-02-28"),
            ("2028-01-30", "2028-02-29"),
        ] {
            assert_eq!(month_later(day(from)), day(to));
        }
    }

    #[test]
    fn the_next_monday_is_never_today() {
        for (from, to) in [("2026-11-22", "2026-11-23"), ("2026-11-23", "2026-11-30"), ("2026-11-24", "2026-11-30")] {
            assert_eq!(next_monday(day(from)), day(to));
        }
    }
}
