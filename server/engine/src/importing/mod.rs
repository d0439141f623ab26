//! Brings files in.
