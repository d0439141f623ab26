//! The index of the islands: what the browser can take over.

use crate::hydrate::Browser;
use crate::ui::charts::LiveTrend;
use crate::ui::components::Toasts;
use crate::ui::island::{FIELDS, Fields, Island};
use crate::ui::pages::{
    accounts::Pick, apm::Scrub, deals::Edit, desk, imports::Progress, review::Keys, setup::LocalZone, targets::Sheet,
    users::Invite,
};
use crate::ui::palette::Palette;
use leptos::mount::hydrate_from;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use std::any::Any;
use web_sys::HtmlElement;

/// What keeps an island going; it ends when this is dropped.
pub struct Held {
    fields: Fields,
    _view: Box<dyn Any>,
}

impl Held {
    /// The page has been loaded again, with these fields for it.
    pub fn renew(&self, fields: String) {
        self.fields.0.set(Some(fields));
    }
}

/// Takes over the island drawn in this element; nothing if there is none of that name, or if its code cannot be had now: then
/// it stays what the server drew, that is said, and the next page tries again.
///
/// What every page has is in the wasm that every page loads. The rest comes when the first page asks for it, so that who
/// reads numbers does not load what edits deals.
pub async fn take_over(browser: Browser, place: HtmlElement) -> Option<Held> {
    let name = place.get_attribute("data-name")?;
    match name.as_str() {
        Toasts::NAME => hold::<Toasts>(&browser, place),
        Palette::NAME => hold::<Palette>(&browser, place),
        Scrub::NAME => hold::<Scrub>(&browser, place),
        LiveTrend::NAME => hold::<LiveTrend>(&browser, place),
        LocalZone::NAME => hold::<LocalZone>(&browser, place),
        Edit::NAME | desk::Drag::NAME | desk::Quick::NAME | desk::Rows::NAME | Pick::NAME | Keys::NAME => {
            arrived(&browser, take_over_work(name, browser.clone(), place).await)
        }
        Progress::NAME | Sheet::NAME | Invite::NAME => arrived(&browser, take_over_office(name, browser.clone(), place).await),
        _ => None,
    }
}

/// Says it if the code did not arrive.
fn arrived(browser: &Browser, held: Result<Option<Held>, SplitLoaderError>) -> Option<Held> {
    held.unwrap_or_else(|_| {
        browser.say_unreachable();
        None
    })
}

/// What works on deals and accounts.
#[wasm_split(work, wasm_split_path = leptos::wasm_split, fallible)]
fn take_over_work(name: String, browser: Browser, place: HtmlElement) -> Result<Option<Held>, SplitLoaderError> {
    let take = match name.as_str() {
        Edit::NAME => hold::<Edit>,
        desk::Drag::NAME => hold::<desk::Drag>,
        desk::Quick::NAME => hold::<desk::Quick>,
        desk::Rows::NAME => hold::<desk::Rows>,
        Pick::NAME => hold::<Pick>,
        _ => hold::<Keys>,
    };
    Ok(take(&browser, place))
}

/// What sets the company up.
#[wasm_split(office, wasm_split_path = leptos::wasm_split, fallible)]
fn take_over_office(name: String, browser: Browser, place: HtmlElement) -> Result<Option<Held>, SplitLoaderError> {
    let take = match name.as_str() {
        Progress::NAME => hold::<Progress>,
        Sheet::NAME => hold::<Sheet>,
        _ => hold::<Invite>,
    };
    Ok(take(&browser, place))
}

fn hold<I: Island>(browser: &Browser, place: HtmlElement) -> Option<Held> {
    let island: I = serde_json::from_str(&place.get_attribute(FIELDS)?).ok()?;
    let browser = browser.clone();
    let fields = Fields(ArcRwSignal::new(None));
    let around = fields.clone();
    let view = hydrate_from(place, move || {
        browser.surround();
        provide_context(around);
        island.view()
    });
    Some(Held { fields, _view: Box::new(view) })
}
