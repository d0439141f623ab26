//! Who may sign in, invitations and sessions.

use crate::store::{Result, Store};
use contract::session::Me;
use domain::{Instant, PersonId, Role};

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRow {
    /// Who.
    pub me: Me,
    /// Whether the password has been set.
    pub active: bool,
    /// The last time they signed in.
    pub last_seen: Option<Instant>,
}

/// A secret kept by its owner; the database holds a hash of it.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(pub String);

impl Store {
    /// People who may sign in, by mail address, those after this one.
    pub async fn users(&self, after: Option<&str>, limit: i64) -> Result<Vec<UserRow>> {
        let _ = (after, limit);
        todo!()
    }

    /// How many may.
    pub async fn count_users(&self) -> Result<i64> {
        todo!()
    }

    /// Gives a role to a person, known by the mail address or new.
    pub async fn grant(&self, email: &str, name: &str, role: Role) -> Result<PersonId> {
        let _ = (email, name, role);
        todo!()
    }
}
