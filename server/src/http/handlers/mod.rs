//! What endpoints do, by noun: from a call to the engine and back.

pub mod account;
pub mod activity;
pub mod apm;
pub mod book;
pub mod bulk;
pub mod deal;
pub mod export;
pub mod hygiene;
pub mod import;
pub mod inbox;
pub mod inspected;
pub mod live;
pub mod review;
pub mod session;
pub mod target;
pub mod user;
pub mod view;
pub mod workspace;
