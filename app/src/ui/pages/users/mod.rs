//! The people who may sign in, for administrators.

mod invite;
mod list;

pub use invite::Invite;
pub use list::Users;
