//! Deals: the list, and one with its history.

mod about;
mod activities;
mod competitors;
mod conflict;
mod contacts;
mod deal;
mod details;
mod edit;
mod gate;
mod history;
mod lines;
mod list;
mod people;
mod stepper;
mod table;

pub use deal::Deal;
pub use edit::{Edit, Editing, amounts, category, close_day, lost_reason, next_step, next_step_day};
pub use gate::Gate;
pub use list::{Deals, unseen};
pub use table::{DealRow, deal_table};
