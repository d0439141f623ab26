//! The keys and swipes of the review: they press what the page has, without the mouse.

use crate::ui::island::Island;
use leptos::ev::{Event, keydown, pointerdown, pointerup};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};
use serde::{Deserialize, Serialize};

/// How far a swipe goes at least, in pixels, and how much further to the side than up or down.
const SWIPE: i32 = 60;
const SIDEWAYS: i32 = 2;

/// The keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Keys {}

impl Island for Keys {
    const NAME: &'static str = "review-keys";

    fn view(self) -> AnyView {
        if cfg!(target_arch = "wasm32") {
            let keys = window_event_listener(keydown, |event| {
                let on = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let within = |what: &str| on.as_ref().is_some_and(|on| on.closest(what).is_ok_and(|found| found.is_some()));
                let typing = within("textarea, select, input:not([type=radio])");
                let done = match event.key().as_str() {
                    "Enter" if event.ctrl_key() || event.meta_key() => press("button.primary"),
                    _ if typing || event.ctrl_key() || event.meta_key() || event.alt_key() => None,
                    // Among choices they choose.
                    "ArrowLeft" | "ArrowRight" if within("input, [popover]") => None,
                    "j" | "ArrowRight" => step(1),
                    "k" | "ArrowLeft" => step(-1),
                    "n" => note(),
                    "?" => find("button.show-keys").map(|keys| keys.click()),
                    "1" | "2" | "3" | "4" | "5" => event.key().parse().ok().and_then(choose),
                    _ => None,
                };
                if done.is_some() {
                    Event::prevent_default(&event);
                }
            });
            let began = StoredValue::new(None::<(i32, i32)>);
            let down = window_event_listener(pointerdown, move |event| {
                let touch = event.pointer_type() == "touch";
                began.set_value(touch.then(|| (event.client_x(), event.client_y())));
            });
            let up = window_event_listener(pointerup, move |event| {
                let Some((x, y)) = began.get_value() else { return };
                began.set_value(None);
                let (right, below) = (event.client_x() - x, event.client_y() - y);
                if right.abs() >= SWIPE && right.abs() > SIDEWAYS * below.abs() {
                    let _ = step(if right < 0 { 1 } else { -1 });
                }
            });
            on_cleanup(move || {
                keys.remove();
                down.remove();
                up.remove();
            });
        }
        ().into_any()
    }
}

fn find(what: &str) -> Option<HtmlElement> {
    document().query_selector(what).ok()??.dyn_into().ok()
}

/// The forms, and which of them is open.
fn all() -> (Vec<HtmlElement>, usize) {
    let details = |at: usize| find(&format!("table.review tbody:nth-of-type({at}) details"));
    let all: Vec<HtmlElement> = (1..).map_while(details).collect();
    let open = all.iter().position(|details| details.has_attribute("open")).unwrap_or(0);
    (all, open)
}

/// On to the next deal, or back. In a deck, and at the ends of a page, the links lead there.
fn step(by: isize) -> Option<()> {
    let (all, open) = all();
    let to = open.checked_add_signed(by).and_then(|at| all.get(at)).filter(|to| to.offset_parent().is_some());
    let Some(to) = to else { return press(if by > 0 { "a[rel=next]" } else { "a[rel=prev]" }) };
    // They share a name: the one that was open closes.
    to.set_attribute("open", "").ok()?;
    to.scroll_into_view_with_bool(false);
    within(to, "summary")?.focus().ok()
}

fn within(details: &HtmlElement, what: &str) -> Option<HtmlElement> {
    details.query_selector(what).ok()??.dyn_into().ok()
}

fn current() -> Option<HtmlElement> {
    let (mut all, open) = all();
    (open < all.len()).then(|| all.swap_remove(open))
}

fn choose(number: usize) -> Option<()> {
    let details = current()?;
    details.set_attribute("open", "").ok()?;
    let choice = within(&details, &format!(".dispositions label:nth-of-type({number}) input"))?;
    choice.click();
    choice.focus().ok()
}

fn note() -> Option<()> {
    within(&current()?, "textarea")?.focus().ok()
}

/// Presses something of the deal that is open.
fn press(what: &str) -> Option<()> {
    within(&current()?, what)?.click();
    Some(())
}
