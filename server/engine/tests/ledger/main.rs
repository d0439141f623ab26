//! The ledger against the definitions, against plain SQL, and against itself.

mod histories;
mod reference;
