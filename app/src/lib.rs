//! The user interface: rendered on the server, taken over in the browser. It never does I/O of its own: what it
//! needs comes through the [`contract::Client`] and the [`Visit`] that its caller provides.

// The type of a page is as deep as its elements are nested.
#![recursion_limit = "512"]

pub mod context;
pub mod ui;

#[cfg(feature = "hydrate")]
mod hydrate;

pub use context::{Assets, PageStatus, Theme, Visit};
pub use ui::app::App;
pub use ui::document::document;

#[cfg(feature = "hydrate")]
pub use hydrate::hydrate;
