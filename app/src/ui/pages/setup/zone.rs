//! The time zone a first set-up proposes: the one the browser is in, which the server cannot know.

use crate::ui::island::Island;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Fills in the zone; without scripts the proposal stays universal time.
#[derive(Serialize, Deserialize)]
pub struct LocalZone {
    /// The id of the input.
    pub input: String,
}

impl Island for LocalZone {
    const NAME: &'static str = "local-zone";

    fn view(self) -> AnyView {
        propose(&self.input);
        ().into_any()
    }
}

#[cfg(target_arch = "wasm32")]
fn propose(input: &str) {
    use wasm_bindgen::{JsCast, JsValue};
    let options = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new()).resolved_options();
    let zone = js_sys::Reflect::get(&options, &JsValue::from_str("timeZone")).ok().and_then(|zone| zone.as_string());
    let input = document().get_element_by_id(input).and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok());
    // What somebody has typed already stays.
    if let (Some(zone), Some(input)) = (zone, input)
        && input.value() == input.default_value()
    {
        input.set_value(&zone);
    }
}

/// Only a browser knows.
#[cfg(not(target_arch = "wasm32"))]
fn propose(_: &str) {}
