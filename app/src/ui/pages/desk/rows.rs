//! The list by keyboard: arrows or j and k go from row to row, Enter opens, e edits, x selects; and the box that selects all.

use crate::ui::island::{Island, island};
use leptos::ev::{Event, KeyboardEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement, HtmlInputElement};
use serde::{Deserialize, Serialize};

/// The keys of a list.
#[derive(Serialize, Deserialize)]
pub struct Rows {}

/// The island for a list.
pub fn rows() -> AnyView {
    island(Rows {})
}

impl Island for Rows {
    const NAME: &'static str = "rows";

    fn view(self) -> AnyView {
        let keys = window_event_listener(leptos::ev::keydown, |event| {
            key(&event);
        });
        let boxes = window_event_listener(leptos::ev::change, |event| {
            tick_all(&event);
        });
        on_cleanup(move || {
            keys.remove();
            boxes.remove();
        });
        ().into_any()
    }
}

const ROWS: &str = "tr[data-deal]";

fn key(event: &KeyboardEvent) -> Option<()> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let writing = target.matches("input:not([type=checkbox]), select, textarea, [popover] *").unwrap_or(true);
    if writing || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return None;
    }
    let here = target.closest(ROWS).ok()?;
    match event.key().as_str() {
        "j" | "ArrowDown" => step(here.as_ref(), true),
        "k" | "ArrowUp" => step(here.as_ref(), false),
        "x" => click(&here?, "input[type=checkbox]"),
        "e" => click(&here?, "[data-quick]"),
        _ => return None,
    }?;
    event.prevent_default();
    Some(())
}

/// Goes to the row before or after; to the first from elsewhere on the page.
fn step(here: Option<&Element>, forward: bool) -> Option<()> {
    let row = match here {
        None => document().query_selector(ROWS).ok()?,
        Some(here) if forward => here.next_element_sibling(),
        Some(here) => here.previous_element_sibling(),
    };
    let link = row?.query_selector("th a").ok()??.dyn_into::<HtmlElement>().ok()?;
    link.focus().ok()
}

fn click(row: &Element, what: &str) -> Option<()> {
    row.query_selector(what).ok()??.dyn_into::<HtmlElement>().ok()?.click();
    Some(())
}

fn tick_all(event: &Event) -> Option<()> {
    let all = event.target()?.dyn_into::<HtmlInputElement>().ok().filter(|input| input.has_attribute("data-all"))?;
    let mut next = document().query_selector(ROWS).ok()?;
    while let Some(row) = next {
        if let Ok(Some(input)) = row.query_selector("input[type=checkbox]")
            && let Ok(input) = input.dyn_into::<HtmlInputElement>()
        {
            input.set_checked(all.checked());
        }
        next = row.next_element_sibling();
    }
    Some(())
}
