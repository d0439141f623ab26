//! Passwords: argon2id.
