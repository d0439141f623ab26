//! The browser's entry: takes over the page that the server rendered.
#![cfg(target_arch = "wasm32")]

mod transport;

/// Called by the page's boot script once the wasm is there.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    // A fault in the wasm is told to the console, where tests and people look for it.
    std::panic::set_hook(Box::new(|fault| web_sys::console::error_1(&fault.to_string().into())));
    app::hydrate(transport::Fetch);
    // Styles and tests can tell a page that has been taken over.
    if let Some(root) = web_sys::window().and_then(|window| window.document()?.document_element()) {
        let _ = root.set_attribute("data-live", "yes");
    }
}
