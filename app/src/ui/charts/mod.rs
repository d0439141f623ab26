//! Charts of trends: drawn once as a still picture on the server, so that they are there before any script, and then
//! live in the browser by ECharts, which is loaded late and only where a chart is shown. Each comes with a table. The
//! server says with charming what is drawn; the browser hands that on.

#[cfg(target_arch = "wasm32")]
mod echarts;
mod live;
#[cfg(not(target_arch = "wasm32"))]
mod option;
mod still;
mod table;
mod trend;

pub use live::LiveTrend;
pub use trend::{Series, Trend, TrendChart};
