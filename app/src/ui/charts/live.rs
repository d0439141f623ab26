//! The live picture: what the browser draws over the still one.

use super::echarts::{Chart, Words, load};
use super::option::option;
use super::trend::Trend;
use crate::context::use_visit;
use js_sys::{Array, Reflect};
use leptos::html::Div;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::ResizeObserver;

/// A chart, what watches its size, and what that calls.
struct Drawn {
    observer: ResizeObserver,
    _resized: Closure<dyn FnMut()>,
    _chart: Rc<RefCell<Chart>>,
}

impl Drop for Drawn {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Draws into `place` as soon as it is on the page and ECharts has been loaded; takes the chart away with the component.
/// Answers whether it is drawn. If ECharts cannot be loaded, the still picture stays.
pub fn draw(place: NodeRef<Div>, trend: Trend) -> RwSignal<bool> {
    let live = RwSignal::new(false);
    let address = use_visit().with_value(|visit| visit.assets.charts.clone());
    let gone = Rc::new(RefCell::new((false, None::<Drawn>)));
    let cleanup = SendWrapper::new(Rc::clone(&gone));
    on_cleanup(move || {
        let mut gone = cleanup.borrow_mut();
        gone.0 = true;
        gone.1 = None;
    });
    Effect::new(move || {
        let Some(element) = place.get() else { return };
        let (gone, trend, address) = (Rc::clone(&gone), trend.clone(), address.clone());
        leptos::task::spawn_local(async move {
            if load(&address).await.is_err() || gone.borrow().0 {
                return;
            }
            if let Ok(drawn) = start(&element, trend) {
                gone.borrow_mut().1 = Some(drawn);
                let _ = live.try_set(true);
            }
        });
    });
    live
}

/// Draws and keeps fitting the element's size.
fn start(element: &web_sys::HtmlElement, trend: Trend) -> Result<Drawn, JsValue> {
    let mut chart = Chart::new(element);
    let animated = !prefers_less_motion();
    chart.draw(&option(&trend, animated), words(trend))?;
    let chart = Rc::new(RefCell::new(chart));
    let resized = {
        let chart = Rc::clone(&chart);
        Closure::<dyn FnMut()>::new(move || chart.borrow().resize())
    };
    let observer = ResizeObserver::new(resized.as_ref().unchecked_ref())?;
    observer.observe(element);
    Ok(Drawn { observer, _resized: resized, _chart: chart })
}

fn words(trend: Trend) -> Words {
    let (language, currency) = (trend.language, trend.currency);
    let unit = 10_f64.powi(currency.decimals() as i32);
    Words {
        amount: Closure::new(move |value: f64| language.money_short(domain::Company((value * unit).round() as i64), currency)),
        day: Closure::new(move |points: JsValue| {
            let first = Array::from(&points).get(0);
            let at = Reflect::get(&first, &JsValue::from_str("dataIndex")).ok().and_then(|at| at.as_f64());
            at.map_or_else(String::new, |at| trend.describe(at as usize))
        }),
    }
}

fn prefers_less_motion() -> bool {
    window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|query| query.matches())
}
