//! What waits on this device until there is a network.

mod page;
mod screen;

pub use page::{Nothing, Outbox};
pub use screen::{sign, waiting, waiting_here};
