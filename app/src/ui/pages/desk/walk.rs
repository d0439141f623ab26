//! Walking through a deck by arrow keys and swipes: they follow the links that its frame marks.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, EventTarget, HtmlElement};

/// How far a finger goes for it to be a swipe, in pixels.
const FAR: i32 = 60;

/// Listens as long as the island around it lives.
pub fn walk() {
    let begun = StoredValue::new(None::<(i32, i32)>);
    let handles = [
        window_event_listener(leptos::ev::keydown, |event: KeyboardEvent| {
            let plain = !(event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key());
            let rel = match event.key().as_str() {
                "ArrowLeft" => "prev",
                "ArrowRight" => "next",
                _ => return,
            };
            if plain && !elsewhere(event.target()) {
                follow(rel);
            }
        }),
        window_event_listener(leptos::ev::pointerdown, move |event: PointerEvent| {
            let finger = event.pointer_type() == "touch" && within(event.target(), ".deck");
            begun.set_value(finger.then(|| (event.client_x(), event.client_y())));
        }),
        window_event_listener(leptos::ev::pointerup, move |event: PointerEvent| {
            let Some((x, y)) = begun.try_update_value(Option::take).flatten() else { return };
            let (across, down) = (event.client_x() - x, (event.client_y() - y).abs());
            if across.abs() >= FAR && across.abs() > 2 * down {
                follow(if across < 0 { "next" } else { "prev" });
            }
        }),
    ];
    on_cleanup(move || handles.map(|handle| handle.remove()).into_iter().collect());
}

fn within(target: Option<EventTarget>, what: &str) -> bool {
    let on = target.and_then(|target| target.dyn_into::<Element>().ok());
    on.is_some_and(|on| on.closest(what).is_ok_and(|found| found.is_some()))
}

/// Where keys mean something else.
fn elsewhere(target: Option<EventTarget>) -> bool {
    within(target, "input, select, textarea, dialog, [popover]")
}

fn follow(rel: &str) {
    let link = document().query_selector(&format!(".deck-nav [rel={rel}]")).ok().flatten();
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        link.click();
    }
}
