//! The live picture: what the browser draws over the still one.

use crate::ui::island::Island;
use domain::Currency;
use domain::format::Language;
use leptos::html::Div;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A chart that is drawn as soon as ECharts has been loaded, fits its place and says what is under the pointer. If ECharts
/// cannot be loaded, the still picture stays.
#[derive(Serialize, Deserialize)]
pub struct LiveTrend {
    /// Where ECharts is.
    pub script: String,
    /// What ECharts is told, as JSON.
    pub option: String,
    /// What is said about each point of the horizontal axis.
    pub said: Vec<String>,
    /// The language of the amounts on the vertical axis.
    pub language: Language,
    /// Their currency.
    pub currency: Currency,
}

impl Island for LiveTrend {
    const NAME: &'static str = "live-trend";

    fn view(self) -> AnyView {
        let place = NodeRef::<Div>::new();
        #[cfg(target_arch = "wasm32")]
        drawing::draw(place, self);
        view! { <div class="trend-place" node_ref=place aria-hidden="true"></div> }.into_any()
    }
}

#[cfg(target_arch = "wasm32")]
mod drawing {
    use super::LiveTrend;
    use crate::ui::charts::echarts::{Chart, Words, load};
    use domain::Company;
    use js_sys::{Array, Reflect};
    use leptos::html::Div;
    use leptos::prelude::*;
    use send_wrapper::SendWrapper;
    use std::cell::RefCell;
    use std::rc::Rc;
    use wasm_bindgen::prelude::*;
    use web_sys::{HtmlElement, ResizeObserver};

    /// A chart, what watches its size, and what that calls.
    struct Drawn {
        observer: ResizeObserver,
        _resized: Closure<dyn FnMut()>,
        _chart: Rc<Chart>,
    }

    impl Drop for Drawn {
        fn drop(&mut self) {
            self.observer.disconnect();
        }
    }

    /// What becomes of a chart: it may be gone before it could be drawn.
    enum Fate {
        Waiting,
        Drawn { _drawn: Drawn },
        Gone,
    }

    /// Draws into `place` as soon as that is possible; the chart goes with the island.
    pub fn draw(place: NodeRef<Div>, trend: LiveTrend) {
        let fate = Rc::new(RefCell::new(Fate::Waiting));
        let cleanup = SendWrapper::new(Rc::clone(&fate));
        on_cleanup(move || {
            cleanup.replace(Fate::Gone);
        });
        let trend = Rc::new(trend);
        Effect::new(move || {
            let Some(element) = place.get() else { return };
            let (fate, trend) = (Rc::clone(&fate), Rc::clone(&trend));
            leptos::task::spawn_local(async move {
                if load(&trend.script).await.is_ok()
                    && matches!(*fate.borrow(), Fate::Waiting)
                    && let Ok(drawn) = start(&element, trend)
                {
                    fate.replace(Fate::Drawn { _drawn: drawn });
                }
            });
        });
    }

    /// Draws and keeps fitting the element's size.
    fn start(element: &HtmlElement, trend: Rc<LiveTrend>) -> Result<Drawn, JsValue> {
        let chart = Rc::new(Chart::new(element, &trend.option, words(Rc::clone(&trend)))?);
        let resized = {
            let chart = Rc::clone(&chart);
            Closure::<dyn FnMut()>::new(move || chart.resize())
        };
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref())?;
        observer.observe(element);
        Ok(Drawn { observer, _resized: resized, _chart: chart })
    }

    fn words(trend: Rc<LiveTrend>) -> Words {
        let (language, currency) = (trend.language, trend.currency);
        let unit = 10_f64.powi(currency.decimals() as i32);
        Words {
            amount: Closure::new(move |value: f64| language.money_short(Company((value * unit).round() as i64), currency)),
            point: Closure::new(move |points: JsValue| {
                let first = Array::from(&points).get(0);
                let at = Reflect::get(&first, &JsValue::from_str("dataIndex")).ok().and_then(|at| at.as_f64());
                at.and_then(|at| trend.said.get(at as usize).cloned()).unwrap_or_default()
            }),
        }
    }
}
