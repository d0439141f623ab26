//! What endpoints do, by noun: from a call to the engine and back.

pub mod session;
pub mod user;
