//! The product through its router, with actors: who may call what, and what comes back.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod access;
mod accounts;
mod activities;
mod aggregates;
mod assets;
mod book;
mod bulk;
mod deals;
mod devices;
mod docs;
mod edge;
mod exports;
mod inbox;
mod inspection;
mod killed;
mod live;
mod pages;
mod problems;
mod review;
mod sessions;
mod setup;
mod support;
mod truths;
mod users;
mod views;
