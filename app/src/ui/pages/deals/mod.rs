//! Deals: the list, and one with its history.

mod about;
mod activities;
mod competitors;
mod conflict;
mod contacts;
mod deal;
mod details;
mod edit;
mod fields;
mod gate;
mod history;
mod lines;
mod marks;
mod new;
mod people;
mod plain;
mod stepper;
mod table;

pub(crate) use conflict::conflict;
pub use deal::Deal;
pub use edit::{Edit, Editing};
pub use fields::{amounts, category, close_day, lost_reason, next_step, next_step_day};
pub use gate::Gate;
pub use marks::unseen;
pub(crate) use marks::{kind_badge, overdue};
pub use new::NewDeal;
pub use table::{DealRow, deal_table};
