//! Answers the contract's questions from the ledger.
