//! What people see.

pub mod app;
pub mod boot;
pub mod charts;
pub mod components;
pub mod document;
pub mod i18n;
mod names;
pub mod pages;
mod shell;
