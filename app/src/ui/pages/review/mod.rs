//! Hygiene in money, and the weekly review.

mod flags;
mod hygiene;
mod keys;
mod list;
mod rule;
pub mod rules;
mod section;

pub use hygiene::Hygiene;
pub use keys::Keys;
pub use list::Review;
pub use section::reviews;
