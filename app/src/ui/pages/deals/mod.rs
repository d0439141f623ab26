//! Deals: the list, and one with its history.

mod conflict;
mod deal;
mod edit;
mod history;
mod list;
mod table;

pub use deal::Deal;
pub use edit::Edit;
pub use list::{Deals, unseen};
pub use table::{DealRow, deal_table};
