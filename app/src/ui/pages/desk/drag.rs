//! Moving cards of a board: by pointer and, held, by touch (the browser's own dragging), and by keys, with what happens said
//! aloud. The card is put where it is dropped at once; the change itself is done by the sheet's island (`quick.rs`), which
//! undoes, asks at a gate and shows conflicts; the page is then loaded again, so that a card that was refused is back.

use super::known;
use crate::ui::i18n::{in_place, use_texts};
use crate::ui::island::Island;
use contract::book::BoardBy;
use contract::opportunity::OpportunityPatch;
use domain::day::days_in_month;
use domain::{Category, Day, PersonId, StageId};
use leptos::ev::{DragEvent, KeyboardEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, EventTarget, HtmlElement};
use serde::{Deserialize, Serialize};

/// The moving of cards.
#[derive(Serialize, Deserialize)]
pub struct Drag {
    /// What the columns are.
    pub by: BoardBy,
}

/// A card in the air: its deal, where it came from and the column it is over, by their places.
#[derive(Clone, PartialEq)]
struct Lifted {
    deal: String,
    from: usize,
    over: usize,
}

impl Island for Drag {
    const NAME: &'static str = "drag";

    fn key(&self) -> Option<String> {
        Some(format!("drag-{}", self.by as u8))
    }

    fn view(self) -> AnyView {
        let words = in_place(use_texts().language);
        let lifted = RwSignal::new(None::<Lifted>);
        let said = RwSignal::new(String::new());
        let by = self.by;
        let lift = move |card: &Element| {
            let from = place_of(card)?;
            lifted.set(Some(Lifted { deal: card.get_attribute("data-deal")?, from, over: from }));
            mark(card, true);
            Some(from)
        };
        let end = move |dropped: Option<usize>| {
            let was = lifted.try_update(Option::take).flatten()?;
            let card = card_of(&was.deal)?;
            mark(&card, false);
            over(None);
            let name = name_of(&card);
            match dropped.filter(|to| *to != was.from) {
                Some(to) => {
                    let column = column(to)?;
                    match drop_in(by, &card, &column) {
                        Some(()) => said.set((words.dropped)(&name, &name_of(&column))),
                        None => said.set((words.cancelled)(&name)),
                    }
                }
                None => said.set((words.cancelled)(&name)),
            }
            Some(())
        };
        let handles = [
            window_event_listener(leptos::ev::dragstart, move |event: DragEvent| {
                if let Some(card) = closest(event.target(), CARD) {
                    lift(&card);
                }
            }),
            window_event_listener(leptos::ev::dragover, move |event: DragEvent| {
                if let Some(to) = closest(event.target(), COLUMN).filter(|_| lifted.with_untracked(Option::is_some)) {
                    event.prevent_default();
                    over(Some(&to));
                }
            }),
            window_event_listener(leptos::ev::drop, move |event: DragEvent| {
                if lifted.with_untracked(Option::is_some) {
                    event.prevent_default();
                    end(closest(event.target(), COLUMN).as_ref().and_then(number_of));
                }
            }),
            window_event_listener(leptos::ev::dragend, move |_| {
                end(None);
            }),
            window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
                let key = event.key();
                let Some(now) = lifted.get_untracked() else {
                    // On the card itself, not on a link in it.
                    let card = event
                        .target()
                        .and_then(|target| target.dyn_into::<Element>().ok())
                        .filter(|on| on.matches(CARD).unwrap_or(false));
                    if let Some(card) = card.filter(|_| key == " ") {
                        event.prevent_default();
                        if let Some(from) = lift(&card).and_then(column) {
                            said.set((words.lifted)(&name_of(&card), &name_of(&from)));
                        }
                    }
                    return;
                };
                let to = match key.as_str() {
                    "ArrowRight" | "ArrowDown" => now.over + 1,
                    "ArrowLeft" | "ArrowUp" => now.over.saturating_sub(1),
                    " " | "Enter" => {
                        event.prevent_default();
                        end(Some(now.over));
                        return;
                    }
                    "Escape" | "Tab" => {
                        end(None);
                        return;
                    }
                    _ => return,
                };
                event.prevent_default();
                if let Some(column) = column(to) {
                    over(Some(&column));
                    column.scroll_into_view();
                    said.set((words.over)(&name_of(&column)));
                    lifted.set(Some(Lifted { over: to, ..now }));
                }
            }),
        ];
        on_cleanup(move || handles.map(|handle| handle.remove()).into_iter().collect());
        view! { <div class="sr" role="status" aria-live="assertive">{said}</div> }.into_any()
    }
}

const CARD: &str = ".deal-card";
const COLUMN: &str = ".column";

fn closest(target: Option<EventTarget>, what: &str) -> Option<Element> {
    target?.dyn_into::<Element>().ok()?.closest(what).ok()?
}

fn card_of(deal: &str) -> Option<Element> {
    document().query_selector(&format!("{CARD}[data-deal='{deal}']")).ok()?
}

fn column(place: usize) -> Option<Element> {
    document().get_element_by_id(&format!("column-{place}"))
}

fn number_of(column: &Element) -> Option<usize> {
    column.id().strip_prefix("column-")?.parse().ok()
}

fn place_of(card: &Element) -> Option<usize> {
    number_of(&card.closest(COLUMN).ok()??)
}

fn name_of(element: &Element) -> String {
    element.get_attribute("data-name").unwrap_or_default()
}

fn mark(card: &Element, on: bool) {
    let _ = card.class_list().toggle_with_force("lifted", on);
}

/// Shows over which column the card is.
fn over(column: Option<&Element>) {
    if let Ok(Some(before)) = document().query_selector(".column.over") {
        let _ = before.class_list().remove_1("over");
    }
    if let Some(column) = column {
        let _ = column.class_list().add_1("over");
    }
}

/// Puts the card into its new column and has the change done, if there is one.
fn drop_in(by: BoardBy, card: &Element, column: &Element) -> Option<()> {
    let patch = patch(by, &column.get_attribute("data-column")?, known::read(card).and_then(|deal| deal.state.close_day))?;
    let patch = serde_json::to_string(&patch).ok()?;
    let list = column.query_selector("ul").ok()??;
    let _ = list.insert_before(card, list.first_child().as_ref());
    let card = card.dyn_ref::<HtmlElement>()?;
    let _ = card.set_attribute("data-patch", &patch);
    card.click();
    let _ = card.remove_attribute("data-patch");
    let _ = card.focus();
    Some(())
}

/// The change that puts a deal into a column; nothing if none does, as of a month that is none.
fn patch(by: BoardBy, key: &str, closes: Option<Day>) -> Option<OpportunityPatch> {
    let none = OpportunityPatch::default();
    Some(match by {
        BoardBy::Stage => OpportunityPatch { stage: Some(StageId(key.parse().ok()?)), ..none },
        BoardBy::Category => {
            let category = Category::ALL.into_iter().find(|category| category.as_str() == key)?;
            OpportunityPatch { category: Some(Some(category)), ..none }
        }
        BoardBy::Owner if key.is_empty() => OpportunityPatch { owner: Some(None), ..none },
        BoardBy::Owner => OpportunityPatch { owner: Some(Some(PersonId(key.parse().ok()?))), ..none },
        BoardBy::Month => OpportunityPatch { close_day: Some(Some(in_month(key, closes)?)), ..none },
    })
}

/// The columns of a board by owner: who it is, whether it is this one, and the change that gives them a deal.
pub fn owners(now: Option<PersonId>) -> Vec<(String, bool, OpportunityPatch)> {
    let columns = (0..).map_while(column);
    let owner = |column: Element| {
        let patch = patch(BoardBy::Owner, &column.get_attribute("data-column")?, None)?;
        Some((name_of(&column), patch.owner == Some(now), patch))
    };
    columns.filter_map(owner).collect()
}

/// The same day of a month (`2026-12`), or its last; its last, too, where there was none.
fn in_month(key: &str, closes: Option<Day>) -> Option<Day> {
    let (year, month) = key.split_once('-')?;
    let (year, month) = (year.parse().ok()?, month.parse().ok()?);
    let last = days_in_month(year, month);
    Day::from_ymd(year, month, closes.map_or(last, |day| day.ymd().2.min(last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_keeps_its_day_in_another_month() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        for (key, closes, to) in [
            ("2026-12", Some("2026-11-24"), Some("2026-12-24")),
            ("2027-02", Some("2026-12-31"), Some("2027-02-28")),
            ("2028-02", Some("2026-12-31"), Some("2028-02-29")),
            ("2027-04", None, Some("2027-04-30")),
            ("", Some("2026-12-31"), None),
            ("2027-13", None, None),
        ] {
            assert_eq!(in_month(key, closes.map(day)), to.map(day), "{key}");
        }
    }
}
