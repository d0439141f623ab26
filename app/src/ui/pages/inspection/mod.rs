//! Inspection: the deals of a period, and what changed since a day.

mod deals;
mod link;
mod page;
mod sums;

pub use link::search_of;
pub use page::Inspect;
