//! The binding to ECharts: as much of it as is used.

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::document;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, HtmlScriptElement};

#[wasm_bindgen]
extern "C" {
    type Instance;
    #[wasm_bindgen(js_namespace = echarts)]
    fn init(place: &HtmlElement) -> Instance;
    #[wasm_bindgen(method, js_name = setOption)]
    fn set_option(this: &Instance, option: &JsValue, not_merge: bool);
    #[wasm_bindgen(method)]
    fn resize(this: &Instance);
    #[wasm_bindgen(method)]
    fn dispose(this: &Instance);
}

/// Functions that an option needs and JSON cannot hold.
pub struct Words {
    /// An amount on the axis.
    pub amount: Closure<dyn Fn(f64) -> String>,
    /// What is said about the point pointed at. Gets ECharts' list of points.
    pub point: Closure<dyn Fn(JsValue) -> String>,
}

/// A chart on the page; it goes when this is dropped.
pub struct Chart {
    instance: Instance,
    _words: Words,
}

impl Chart {
    /// Draws a chart in an element that has a size.
    pub fn new(place: &HtmlElement, option: &str, words: Words) -> Result<Self, JsValue> {
        let option = js_sys::JSON::parse(option)?;
        set(&option, &["yAxis", "axisLabel", "formatter"], words.amount.as_ref())?;
        set(&option, &["tooltip", "formatter"], words.point.as_ref())?;
        let chart = Self { instance: init(place), _words: words };
        chart.instance.set_option(&option, true);
        Ok(chart)
    }

    /// Fits the element's new size.
    pub fn resize(&self) {
        self.instance.resize();
    }
}

impl Drop for Chart {
    fn drop(&mut self) {
        self.instance.dispose();
    }
}

/// Sets a field deep in an object.
fn set(object: &JsValue, path: &[&str], value: &JsValue) -> Result<(), JsValue> {
    let [way @ .., last] = path else { return Ok(()) };
    let mut at = object.clone();
    for name in way {
        at = Reflect::get(&at, &JsValue::from_str(name))?;
    }
    Reflect::set(&Object::from(at), &JsValue::from_str(last), value).map(|_| ())
}

/// Loads ECharts once, from the bundle. A second chart waits for the same script.
pub async fn load(address: &str) -> Result<(), JsValue> {
    if Reflect::get(&js_sys::global(), &JsValue::from_str("echarts"))?.is_object() {
        return Ok(());
    }
    let document = document();
    let script = match document.query_selector(&format!("script[src='{address}']"))? {
        Some(script) => script.unchecked_into::<HtmlScriptElement>(),
        None => {
            let script = document.create_element("script")?.unchecked_into::<HtmlScriptElement>();
            script.set_src(address);
            document.body().ok_or(JsValue::NULL)?.append_child(&script)?;
            script
        }
    };
    let loaded = Promise::new(&mut |resolve: Function, reject: Function| {
        let _ = script.add_event_listener_with_callback("load", &resolve);
        let _ = script.add_event_listener_with_callback("error", &reject);
    });
    JsFuture::from(loaded).await.map(|_| ())
}
