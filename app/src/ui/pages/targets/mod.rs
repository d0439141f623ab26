//! Targets: what was promised, by value and quarter.

mod block;
mod edit;
mod link;
mod page;
mod sheet;

pub use page::Targets;
pub use sheet::Sheet;
