//! Taking over a page in the browser.

use crate::{App, Visit};
use contract::{Client, Transport};
use leptos::prelude::*;

/// Takes over the page that the server rendered. `transport` carries calls of the API from here on.
pub fn hydrate(transport: impl Transport + 'static) {
    let Some(visit) = read_boot() else { return };
    let client = Client::new(transport);
    leptos::mount::hydrate_body(move || {
        provide_context(visit);
        provide_context(client);
        view! { <App/> }
    });
}

/// The boot data in the page's head; nothing if the page is not one of ours.
fn read_boot() -> Option<Visit> {
    let text = document().get_element_by_id("boot")?.text_content()?;
    serde_json::from_str(&text).ok()
}
