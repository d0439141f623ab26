//! The matrix and the deals behind its cells.

mod drill;
pub(crate) mod link;
mod matrix;
mod pace;
mod page;
mod remarks;
mod scrub;
pub(crate) mod sheet;
mod tools;

pub use drill::Drill;
pub use page::Apm;
pub use scrub::Scrub;
