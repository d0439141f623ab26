//! Charts of trends: drawn once as a still picture on the server, so that they are there before any script, and then
//! live in the browser by ECharts, which is loaded late and only where a chart is shown. Each comes with a table.

#[cfg(target_arch = "wasm32")]
mod echarts;
#[cfg(target_arch = "wasm32")]
mod live;
#[cfg(any(target_arch = "wasm32", test))]
mod option;
mod still;
mod table;
mod trend;

pub use trend::{Series, Trend, TrendChart};
