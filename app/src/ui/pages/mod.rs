//! The pages, by noun.

pub mod accounts;
pub mod apm;
pub mod deals;
pub mod desk;
pub mod imports;
pub mod inbox;
pub mod inspection;
pub mod missing;
pub mod outbox;
pub mod pipeline;
pub mod rates;
pub mod review;
pub mod settings;
pub mod setup;
pub mod sign_in;
pub mod styleguide;
pub mod targets;
pub mod users;
pub mod welcome;
