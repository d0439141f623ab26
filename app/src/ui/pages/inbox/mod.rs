//! What one has been told.

mod page;
mod preferences;

pub use page::Inbox;
pub use preferences::{mail, works};
