//! Answers the contract's questions: from the ledger what was, from the store what things are called.

mod deals;
mod dimension;
mod inspection;
mod known;
mod label;
mod line;
pub mod matrix;
mod pipeline;
pub mod question;
mod target;
mod targets;
#[cfg(test)]
mod tests;
mod withhold;

pub(crate) use inspection::Kept;
pub(crate) use label::entity;
