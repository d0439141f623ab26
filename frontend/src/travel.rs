//! From page to page: follows links and forms without a reload. The server renders each page whole; here only what differs
//! is changed. Whatever is not understood is left to the browser.

use crate::differ;
use crate::page::{self, document};
use app::go::Way;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortController, Document, DomParser, Element, Event, FocusOptions, FormData, Headers, HtmlAnchorElement, HtmlElement,
    HtmlFormElement, MouseEvent, PopStateEvent, RequestInit, Response, ScrollRestoration, SubmitEvent, SupportedType, Url,
    UrlSearchParams, Window,
};

/// What becomes of the address and the scroll position.
#[derive(Clone, Copy, PartialEq)]
enum Step {
    /// Another page: it starts at its top.
    Forward,
    /// The same page otherwise: it stays where it is.
    Aside,
    /// The same, without a step for the back button.
    Along,
    /// Back or forward in history, to where one was.
    Back(f64),
    /// The same address again.
    Again,
    /// The same, because somebody has changed something: it is not waited for, and what is being filled in stays.
    Renewed,
}

thread_local! {
    /// Counts the ways taken, so that only the last one counts.
    static WAYS: Cell<u32> = const { Cell::new(0) };
    static UNDER_WAY: RefCell<Option<AbortController>> = const { RefCell::new(None) };
    /// Path and query of the page shown. (History moves the address before the page.)
    /// What the page shown came with, if that was fetched: the server answers nothing if it is still that.
    static TAG: RefCell<Option<String>> = const { RefCell::new(None) };
    static SHOWN: RefCell<(String, String)> = const { RefCell::new((String::new(), String::new())) };
}

/// Goes where an island says.
pub fn go(way: Way) {
    let Some(here) = address() else { return };
    match way {
        Way::To(to) => leave(&to, Step::Forward),
        Way::Again => leave(&here.href(), Step::Again),
        Way::Along(parameters) => {
            let search = here.search_params();
            for (name, value) in parameters {
                match value {
                    Some(value) => search.set(name, &value),
                    None => search.delete(name),
                }
            }
            leave(&here.href(), Step::Along);
        }
    }
}

/// Follows links, forms and the back button from now on.
pub fn listen() {
    let window = window();
    restore_scroll(ScrollRestoration::Manual);
    SHOWN.set(address().map(|here| place(&here)).unwrap_or_default());
    on(&window, "click", |event| {
        event.dyn_ref().and_then(clicked);
    });
    on(&window, "submit", |event| {
        event.dyn_ref().and_then(submitted);
    });
    // What waited has been sent: the page shows it.
    on(&window, "renew", |_| go(Way::Again));
    // The browser restores what it loads itself: after a reload, or on the way back from elsewhere.
    on(&window, "pagehide", |_| restore_scroll(ScrollRestoration::Auto));
    on(&window, "pageshow", |_| restore_scroll(ScrollRestoration::Manual));
    // The page's topics have changed (frontend/live). Whoever is on the way somewhere gets a new page anyway.
    on(&window, "motore:again", |_| {
        if let (Some(here), false) = (address(), UNDER_WAY.with_borrow(Option::is_some)) {
            leave(&here.href(), Step::Renewed);
        }
    });
    on(&window, "popstate", |event| {
        let state = event.dyn_ref::<PopStateEvent>().map(PopStateEvent::state);
        let y = state.and_then(|state| state.as_f64()).unwrap_or(0.0);
        // A jump within the page comes this way, too.
        if let Some(here) = address().filter(|here| SHOWN.with_borrow(|shown| *shown != place(here))) {
            leave(&here.href(), Step::Back(y));
        }
    });
}

/// Whose task it is to scroll to where one was.
fn restore_scroll(whose: ScrollRestoration) {
    if let Ok(history) = window().history() {
        let _ = history.set_scroll_restoration(whose);
    }
}

fn on(window: &Window, name: &str, act: fn(Event)) {
    let act = Closure::<dyn Fn(Event)>::new(act);
    let _ = window.add_event_listener_with_callback(name, act.as_ref().unchecked_ref());
    // It listens as long as the window is there.
    act.forget();
}

/// A link to one of our pages, clicked without anything that means "elsewhere".
fn clicked(event: &MouseEvent) -> Option<()> {
    if event.default_prevented()
        || event.button() != 0
        || event.meta_key()
        || event.ctrl_key()
        || event.shift_key()
        || event.alt_key()
    {
        return None;
    }
    let link = event.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??.dyn_into::<HtmlAnchorElement>().ok()?;
    let elsewhere = !link.target().is_empty() || link.has_attribute("download") || link.rel().contains("external");
    let to = Url::new(&link.href()).ok()?;
    let here = address()?;
    let within = !to.hash().is_empty() && to.pathname() == here.pathname() && to.search() == here.search();
    if elsewhere || within || to.origin() != here.origin() {
        return None;
    }
    event.prevent_default();
    // A menu closes with the choice.
    if let Some(menu) = link.closest("[popover]").ok().flatten().and_then(|menu| menu.dyn_into::<HtmlElement>().ok()) {
        let _ = menu.hide_popover();
    }
    leave(&to.href(), if link.has_attribute("data-noscroll") { Step::Aside } else { Step::Forward });
    Some(())
}

/// A form that asks: what is filled in becomes the address.
fn submitted(event: &SubmitEvent) -> Option<()> {
    let form = event.target()?.dyn_into::<HtmlFormElement>().ok()?;
    if event.default_prevented() || form.method() != "get" || !form.target().is_empty() {
        return None;
    }
    let to = Url::new(&form.action()).ok()?;
    let here = address()?;
    if to.origin() != here.origin() {
        return None;
    }
    let search = UrlSearchParams::new().ok()?;
    for entry in js_sys::try_iter(&FormData::new_with_form(&form).ok()?.into()).ok()?? {
        let entry = js_sys::Array::from(&entry.ok()?);
        // Empty fields say nothing.
        if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string().filter(|value| !value.is_empty()))
        {
            search.append(&name, &value);
        }
    }
    to.set_search(&String::from(search.to_string()));
    event.prevent_default();
    leave(&to.href(), if to.pathname() == here.pathname() { Step::Aside } else { Step::Forward });
    Some(())
}

/// Sets out for an address; whatever was under way is given up.
fn leave(to: &str, step: Step) {
    let way = WAYS.get() + 1;
    WAYS.set(way);
    let Ok(controller) = AbortController::new() else { return };
    let signal = controller.signal();
    if let Some(before) = UNDER_WAY.replace(Some(controller)) {
        before.abort();
    }
    let to = to.to_owned();
    spawn_local(async move {
        let quietly = step == Step::Renewed;
        waiting(!quietly);
        let tag = TAG.take().filter(|_| quietly);
        let arrived = fetch(&to, &signal, tag).await;
        if WAYS.get() != way {
            return;
        }
        UNDER_WAY.take();
        waiting(false);
        let reached = arrived.is_ok();
        match arrived {
            Ok(Arrived::Page(at, page)) if page::continues(&page) => arrive(&at, &page, step),
            Ok(Arrived::Same) => {}
            // What is being filled in is worth more than what is new (the session has ended, or there is another version).
            Ok(_) if quietly => {}
            Ok(_) => {
                let _ = window().location().set_href(&to);
            }
            Err(_) if quietly => {}
            Err(_) => page::say_unreachable(),
        }
        page::say_shown(reached);
    });
}

/// What an address answered.
enum Arrived {
    /// A page, and where that was in the end.
    Page(String, Document),
    /// What is shown is still it.
    Same,
    /// No page.
    Other,
}

/// The page at an address, unless it is the one with this tag.
async fn fetch(to: &str, signal: &web_sys::AbortSignal, tag: Option<String>) -> Result<Arrived, JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "text/html")?;
    if let Some(tag) = &tag {
        headers.set("if-none-match", tag)?;
    }
    let init = RequestInit::new();
    init.set_headers(&headers);
    init.set_signal(Some(signal));
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(to, &init)).await?.dyn_into()?;
    if let Some(position) = response.headers().get("motore-position")? {
        page::set_position(&position);
    }
    if response.status() == 304 {
        TAG.set(tag);
        return Ok(Arrived::Same);
    }
    let html = response.headers().get("content-type")?.is_some_and(|kind| kind.starts_with("text/html"));
    if !html {
        return Ok(Arrived::Other);
    }
    TAG.set(response.headers().get("etag")?);
    let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    let document = DomParser::new()?.parse_from_string(&text, SupportedType::TextHtml)?;
    // What is for browsers without scripts is read as elements here, and would be there twice.
    for without in page::elements(&document, "noscript") {
        without.set_text_content(None);
    }
    Ok(Arrived::Page(response.url(), document))
}

/// Shows a page in place of the one shown.
fn arrive(to: &str, new: &Document, step: Step) {
    let (old, window) = (document(), window());
    let Some((to, here)) = Url::new(to).ok().zip(address()) else { return };
    let moved = SHOWN.replace(place(&to)).0 != to.pathname();
    if let Ok(history) = window.history() {
        let none = JsValue::NULL;
        let _ = match step {
            Step::Forward | Step::Aside if to.href() != here.href() => history
                .replace_state_with_url(&window.scroll_y().unwrap_or(0.0).into(), "", None)
                .and_then(|()| history.push_state_with_url(&none, "", Some(&to.href()))),
            _ => history.replace_state_with_url(&none, "", Some(&to.href())),
        };
    }
    old.set_title(&new.title());
    if let Some((was, is)) = old.get_element_by_id("main").zip(new.get_element_by_id("main"))
        && moved
    {
        // Another page: nothing of the one before stays.
        if let Ok(is) = old.import_node_with_deep(&is, true) {
            let _ = was.replace_with_with_node_1(&is);
        }
    }
    if let Some((was, is)) = old.body().zip(new.body()) {
        differ::make_like(&was, &is, step == Step::Renewed);
    }
    spawn_local(page::settle());
    match step {
        Step::Forward => window.scroll_to_with_x_and_y(0.0, 0.0),
        Step::Back(y) => window.scroll_to_with_x_and_y(0.0, y),
        Step::Aside | Step::Along | Step::Again | Step::Renewed => {}
    }
    // Whoever listens to the page hears that it is another one.
    if moved && let Some(main) = old.get_element_by_id("main").and_then(|main| main.dyn_into::<HtmlElement>().ok()) {
        let quietly = FocusOptions::new();
        quietly.set_prevent_scroll(true);
        let _ = main.focus_with_options(&quietly);
    }
}

/// Says to styles that another page is on its way.
fn waiting(is: bool) {
    if let Some(root) = document().document_element() {
        let _ = root.toggle_attribute_with_force("data-waiting", is);
    }
}

fn place(address: &Url) -> (String, String) {
    (address.pathname(), address.search())
}

fn address() -> Option<Url> {
    Url::new(&window().location().href().ok()?).ok()
}

fn window() -> Window {
    web_sys::window().expect("a page has a window")
}
