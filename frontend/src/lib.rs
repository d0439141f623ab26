//! The browser's entry: takes over the islands of the page that the server rendered, and leads from page to page.
#![cfg(target_arch = "wasm32")]

mod differ;
mod page;
mod transport;
mod travel;

/// Called by the page's boot script once the wasm is there.
#[wasm_bindgen::prelude::wasm_bindgen(start)]
pub fn start() {
    // A fault in the wasm is told to the console, where tests and people look for it.
    std::panic::set_hook(Box::new(|fault| web_sys::console::error_1(&fault.to_string().into())));
    if page::open() {
        travel::listen();
    }
}
