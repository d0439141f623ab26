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

/// Takes over the island drawn in this element; nothing if there is none of that name.
pub fn take_over(browser: &Browser, place: HtmlElement) -> Option<Held> {
    let name = place.get_attribute("data-name")?;
    let take = match name.as_str() {
        Toasts::NAME => hold::<Toasts>,
        Palette::NAME => hold::<Palette>,
        Scrub::NAME => hold::<Scrub>,
        LiveTrend::NAME => hold::<LiveTrend>,
        Edit::NAME => hold::<Edit>,
        desk::Drag::NAME => hold::<desk::Drag>,
        desk::Quick::NAME => hold::<desk::Quick>,
        desk::Rows::NAME => hold::<desk::Rows>,
        Progress::NAME => hold::<Progress>,
        Sheet::NAME => hold::<Sheet>,
        Keys::NAME => hold::<Keys>,
        Pick::NAME => hold::<Pick>,
        Invite::NAME => hold::<Invite>,
        LocalZone::NAME => hold::<LocalZone>,
        _ => return None,
    };
    take(browser, place)
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
