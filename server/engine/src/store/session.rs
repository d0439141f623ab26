//! Sessions: the database holds a hash of each secret.

use super::db::{one, run, statements};
use super::person::read_me;
use super::{Result, Store};
use contract::session::Me;
use domain::{Instant, PersonId};
use uuid::Uuid;

/// A session's secret, kept in a cookie. It is not to be logged, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(pub String);

statements! {
    BEGIN = "insert into session (token_hash, person_id, created_at, expires_at)
        values ($1, $2, $3, $4)";
    WHOSE = "select a.person_id, i.name, i.email, a.role, s.expires_at
        from session s
        join account_access a on a.person_id = s.person_id
        join person_identity i on i.person_id = s.person_id
        where s.token_hash = $1
          and s.expires_at > $2
          and i.email is not null";
    PROLONG = "update session
        set expires_at = $2
        where token_hash = $1";
    END = "delete from session
        where token_hash = $1";
    END_ALL = "delete from session
        where person_id = $1";
    FORGET = "delete from session
        where expires_at < $1";
}

impl Store {
    /// Begins a session, and forgets those that have expired.
    pub(crate) async fn begin_session(&self, person: PersonId, token_hash: &[u8], expires_at: Instant) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        run!(tx, FORGET; now.0)?;
        run!(tx, BEGIN; token_hash, person.0, now.0, expires_at.0)?;
        tx.commit().await
    }

    /// Whose session it is, and until when.
    pub(crate) async fn session(&self, token_hash: &[u8]) -> Result<Option<(Me, Instant)>> {
        let mut conn = self.db.read_fresh().await?;
        let row = one!(conn, WHOSE => (Uuid, String, String, String, i64); token_hash, self.clock.now().0)?;
        let read = |(person, name, email, role, expires): (_, _, _, String, _)| {
            Ok((read_me(person, name, email, &role)?, Instant(expires)))
        };
        row.map(read).transpose()
    }

    /// Lets a session last longer.
    pub(crate) async fn prolong_session(&self, token_hash: &[u8], expires_at: Instant) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, PROLONG; token_hash, expires_at.0)?;
        tx.commit().await
    }

    /// Ends a session.
    pub(crate) async fn end_session(&self, token_hash: &[u8]) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, END; token_hash)?;
        tx.commit().await
    }

    /// Ends all of a person's sessions.
    pub(crate) async fn end_sessions(&self, person: PersonId) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, END_ALL; person.0)?;
        tx.commit().await
    }
}
