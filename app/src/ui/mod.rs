//! What people see.

pub mod app;
pub mod boot;
pub mod charts;
pub mod components;
pub mod document;
pub mod i18n;
pub mod island;
#[cfg(all(feature = "hydrate", target_arch = "wasm32"))]
pub mod islands;
mod names;
pub mod pages;
pub mod palette;
mod shell;
mod shown;
