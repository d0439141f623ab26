//! Answers the contract's questions: from the ledger what was, from the store what things are called.

mod apm;
mod deals;
mod dimension;
mod line;
mod pipeline;
mod question;
mod targets;
