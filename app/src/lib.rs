//! The user interface: pages that the server renders, and islands in them that the browser takes over. It never does
//! I/O of its own: what it needs comes through the [`contract::Client`] and the [`Visit`] that its caller provides.

// The type of a page is as deep as its elements are nested.
#![recursion_limit = "512"]

pub mod context;
pub mod form;
mod fresh;
pub mod go;
pub mod ui;

// The browser's side: it compiles for the browser only, since islands draw with what only a browser has.
#[cfg(all(feature = "hydrate", target_arch = "wasm32"))]
pub mod hydrate;

pub use context::{Assets, Boot, PageStatus, Theme, Visit, WallClock};
pub use ui::app::App;
pub use ui::document::document;
pub use ui::pages::review::rules;
pub use ui::pages::{desk, imports, setup};
