//! The index of the islands: what the browser can take over.

use crate::hydrate::Browser;
use crate::ui::charts::LiveTrend;
use crate::ui::components::Toasts;
use crate::ui::island::Island;
use crate::ui::pages::{apm::Scrub, deals::Edit};
use leptos::mount::hydrate_from;
use std::any::Any;
use web_sys::HtmlElement;

/// What keeps an island going; it ends when this is dropped.
pub type Held = Box<dyn Any>;

/// Takes over the island drawn in this element; nothing if there is none of that name.
pub fn take_over(browser: &Browser, place: HtmlElement) -> Option<Held> {
    let name = place.get_attribute("data-name")?;
    let take = match name.as_str() {
        Toasts::NAME => hold::<Toasts>,
        Scrub::NAME => hold::<Scrub>,
        LiveTrend::NAME => hold::<LiveTrend>,
        Edit::NAME => hold::<Edit>,
        _ => return None,
    };
    take(browser, place)
}

fn hold<I: Island>(browser: &Browser, place: HtmlElement) -> Option<Held> {
    let island: I = serde_json::from_str(&place.get_attribute("data-fields")?).ok()?;
    let browser = browser.clone();
    Some(Box::new(hydrate_from(place, move || {
        browser.surround();
        island.view()
    })))
}
