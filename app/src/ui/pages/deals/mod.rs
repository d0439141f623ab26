//! Deals: the list, and one with its history.

mod deal;
mod edit;
mod history;
mod list;

pub use deal::Deal;
pub use list::Deals;
