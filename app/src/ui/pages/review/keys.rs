//! The keys of the review: they do what the plain forms of the page do, without the mouse.

use crate::ui::island::Island;
use leptos::ev::{Event, keydown};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};
use serde::{Deserialize, Serialize};

/// The keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Keys {}

impl Island for Keys {
    const NAME: &'static str = "review-keys";

    fn view(self) -> AnyView {
        if cfg!(target_arch = "wasm32") {
            let handle = window_event_listener(keydown, |event| {
                let typing = event
                    .target()
                    .and_then(|target| target.dyn_into::<Element>().ok())
                    .is_some_and(|element| element.matches("textarea, select, input:not([type=radio])").unwrap_or(false));
                let done = match event.key().as_str() {
                    "Enter" if event.ctrl_key() || event.meta_key() => save(),
                    _ if typing || event.ctrl_key() || event.meta_key() || event.alt_key() => None,
                    "j" => step(1),
                    "k" => step(-1),
                    "n" => note(),
                    "1" | "2" | "3" | "4" | "5" => event.key().parse().ok().and_then(choose),
                    _ => None,
                };
                if done.is_some() {
                    Event::prevent_default(&event);
                }
            });
            on_cleanup(move || handle.remove());
        }
        ().into_any()
    }
}

/// The forms, and which of them is open.
fn all() -> Option<(Vec<HtmlElement>, usize)> {
    let details = |at: usize| {
        let found = document().query_selector(&format!("table.review tbody:nth-of-type({at}) details")).ok()??;
        found.dyn_into::<HtmlElement>().ok()
    };
    let all: Vec<HtmlElement> = (1..).map_while(details).collect();
    let open = all.iter().position(|details| details.has_attribute("open")).unwrap_or(0);
    Some((all, open))
}

fn step(by: isize) -> Option<()> {
    let (all, open) = all()?;
    let to = all.get(open.saturating_add_signed(by).min(all.len().saturating_sub(1)))?;
    // They share a name: the one that was open closes.
    to.set_attribute("open", "").ok()?;
    to.scroll_into_view_with_bool(false);
    within(to, "summary")?.focus().ok()
}

fn within(details: &HtmlElement, what: &str) -> Option<HtmlElement> {
    details.query_selector(what).ok()??.dyn_into().ok()
}

fn current() -> Option<HtmlElement> {
    let (mut all, open) = all()?;
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

fn save() -> Option<()> {
    within(&current()?, "button.primary")?.click();
    Some(())
}
