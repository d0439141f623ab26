//! The ledger against the definitions, against plain SQL, and against itself.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod book;
mod histories;
mod hygiene;
mod inspected;
mod plain;
mod reference;
mod snapshot;
mod sql;
mod written;
