//! The page shown: its islands, and what is left of it when another one comes.

use crate::{transport, travel};
use app::Boot;
use app::hydrate::{Browser, Held, take_over};
use app::ui::island::{ELEMENT, FIELDS};
use futures::future::join_all;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{CustomEvent, CustomEventInit, Document, Element, HtmlElement};

/// What the browser keeps from page to page.
struct Shown {
    boot: Boot,
    browser: Browser,
    islands: Vec<Taken>,
}

/// An island that has been taken over.
struct Taken {
    place: Element,
    fields: Option<String>,
    /// Nothing while its code is on the way.
    held: Option<Held>,
}

thread_local! {
    static SHOWN: RefCell<Option<Shown>> = const { RefCell::new(None) };
}

/// Takes over the page that is there. Answers whether it is one of ours.
pub fn open() -> bool {
    let Some(boot) = read_boot(&document()) else { return false };
    let browser = Browser::new(&boot, transport::Fetch, travel::go);
    SHOWN.set(Some(Shown { boot, browser, islands: Vec::new() }));
    spawn_local(async {
        settle().await;
        // Styles and tests can tell a page that has been taken over.
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-live", "yes");
        }
    });
    true
}

/// Lets go of the islands that are no longer there, tells those that stayed what the page says now, and takes over those
/// that are new: at once where their code is here.
pub async fn settle() {
    let Some((browser, new)) = SHOWN.with_borrow_mut(|shown| {
        let shown = shown.as_mut()?;
        shown.islands.retain(|island| island.place.is_connected());
        for island in &mut shown.islands {
            let fields = island.place.get_attribute(FIELDS);
            if let (Some(held), true) = (&island.held, island.fields != fields) {
                held.renew(fields.clone().unwrap_or_default());
                island.fields = fields;
            }
        }
        let new: Vec<HtmlElement> = elements(&document(), ELEMENT)
            .into_iter()
            .filter(|place| !shown.islands.iter().any(|island| &island.place == place))
            .filter_map(|place| place.dyn_into().ok())
            .collect();
        shown.islands.extend(new.iter().map(|place| Taken { place: place.clone().into(), fields: None, held: None }));
        Some((shown.browser.clone(), new))
    }) else {
        return;
    };
    join_all(new.into_iter().map(|place| take(browser.clone(), place))).await;
}

async fn take(browser: Browser, place: HtmlElement) {
    let held = take_over(browser, place.clone()).await;
    SHOWN.with_borrow_mut(|shown| {
        // The page may have gone on meanwhile.
        let Some(shown) = shown else { return };
        let Some(at) = shown.islands.iter().position(|island| *island.place == **place) else { return };
        if held.is_some() {
            let fields = place.get_attribute(FIELDS);
            shown.islands[at] = Taken { place: place.into(), fields, held };
        } else {
            // It is tried again with the next page.
            shown.islands.swap_remove(at);
        }
    });
}

/// Whether another document can be shown in place of this one: it was made by the same product, for the same wasm, in the
/// same language and theme, and has the same frame.
pub fn continues(other: &Document) -> bool {
    let framed = |document: &Document| document.query_selector(".app").ok().flatten().is_some();
    let same = SHOWN.with_borrow(|shown| shown.as_ref().map(|shown| &shown.boot) == read_boot(other).as_ref());
    same && framed(&document()) && framed(other)
}

/// Notes how far the page shown has come.
pub fn set_position(position: &str) {
    if let Ok(Some(meta)) = document().query_selector("meta[name=position]") {
        let _ = meta.set_attribute("content", position);
    }
}

/// Says to whoever keeps the page current that it has been shown, or could not be.
pub fn say_shown(reached: bool) {
    let init = CustomEventInit::new();
    init.set_detail(&if reached { "shown" } else { "failed" }.into());
    if let (Some(window), Ok(event)) = (web_sys::window(), CustomEvent::new_with_event_init_dict("motore:shown", &init)) {
        let _ = window.dispatch_event(&event);
    }
}

/// Says that no answer came.
pub fn say_unreachable() {
    if let Some(browser) = SHOWN.with_borrow(|shown| shown.as_ref().map(|shown| shown.browser.clone())) {
        browser.say_unreachable();
    }
}

/// The elements that a selector finds.
pub fn elements(document: &Document, selector: &str) -> Vec<Element> {
    let Ok(list) = document.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.item(at)?.dyn_into().ok()).collect()
}

/// The document.
pub fn document() -> Document {
    web_sys::window().and_then(|window| window.document()).expect("a page has a document")
}

/// The boot data in a page's head; nothing if the page is not one of ours.
fn read_boot(document: &Document) -> Option<Boot> {
    let text = document.get_element_by_id("boot")?.text_content()?;
    serde_json::from_str(&text).ok()
}
