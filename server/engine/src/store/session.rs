//! Sessions: the database holds a hash of each secret.

use super::db::{Tx, all_in, one, run, statements};
use super::person::read_me;
use super::{Result, Store};
use contract::session::Me;
use domain::{Instant, PersonId, Role};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
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
          and s.ended_at is null
          and not a.disabled
          and i.email is not null";
    /// Of some sessions ($1) those that still hold, and in which role.
    STILL = "select s.token_hash, a.role
        from session s
        join account_access a on a.person_id = s.person_id
        where s.token_hash in (select unhex(value) from json_each($1))
          and s.expires_at > $2
          and s.ended_at is null
          and not a.disabled", postgres: "select s.token_hash, a.role
        from session s
        join account_access a on a.person_id = s.person_id
        where s.token_hash = any($1)
          and s.expires_at > $2
          and s.ended_at is null
          and not a.disabled";
    PROLONG = "update session
        set expires_at = $2
        where token_hash = $1";
    END = "delete from session
        where token_hash = $1";
    /// Not only deleted: the devices that hold them are to hear of it.
    END_ALL = "update session
        set ended_at = $2
        where person_id = $1
          and ended_at is null";
    ENDED = "select person_id
        from session
        where token_hash = $1
          and ended_at is not null";
    FORGET = "delete from session
        where expires_at < $1
          and (ended_at is null or ended_at < $2)";
}

/// Sessions looked up within the last second, so that a page of many requests looks once. What this process changes of
/// people and sessions empties it; what another one does is seen a second later.
#[derive(Clone, Default)]
pub(super) struct Recent(Arc<Mutex<Looks>>);

#[derive(Default)]
struct Looks {
    sessions: HashMap<Vec<u8>, Looked>,
    /// How often something has changed: a look that began before a change is not kept after it.
    changes: u64,
}

/// Whose session it is, until when, and when that was read.
struct Looked {
    me: Me,
    expires_at: Instant,
    read: std::time::Instant,
}

/// How long a look counts.
const RECENT: Duration = Duration::from_secs(1);
/// How long a device that was away still hears that its session was ended from elsewhere.
const REMEMBERED: i64 = 365 * 86_400_000;
/// How many are kept.
const MOST: usize = 10_000;

impl Recent {
    /// Something has changed.
    pub(super) fn forget(&self) {
        let mut looks = self.0.lock();
        looks.sessions.clear();
        looks.changes += 1;
    }

    /// A look that is still good, else how many changes there were when the next one began.
    fn find(&self, token_hash: &[u8], now: Instant) -> std::result::Result<(Me, Instant), u64> {
        let looks = self.0.lock();
        let looked = looks.sessions.get(token_hash);
        let looked = looked.filter(|looked| looked.read.elapsed() < RECENT && looked.expires_at > now);
        looked.map(|looked| (looked.me.clone(), looked.expires_at)).ok_or(looks.changes)
    }

    fn keep(&self, token_hash: &[u8], looked: Looked, changes: u64) {
        let mut looks = self.0.lock();
        if looks.sessions.len() >= MOST {
            looks.sessions.clear();
        }
        if looks.changes == changes {
            looks.sessions.insert(token_hash.to_owned(), looked);
        }
    }
}

impl Store {
    /// Begins a session, and forgets those that have expired.
    pub(crate) async fn begin_session(&self, person: PersonId, token_hash: &[u8], expires_at: Instant) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        run!(tx, FORGET; now.0, now.0 - REMEMBERED)?;
        run!(tx, BEGIN; token_hash, person.0, now.0, expires_at.0)?;
        tx.commit().await
    }

    /// Whose session it is, and until when.
    pub(crate) async fn session(&self, token_hash: &[u8]) -> Result<Option<(Me, Instant)>> {
        let now = self.clock.now();
        let changes = match self.recent.find(token_hash, now) {
            Ok(found) => return Ok(Some(found)),
            Err(changes) => changes,
        };
        let read = std::time::Instant::now();
        let mut conn = self.db.read_fresh().await?;
        let row = one!(conn, WHOSE => (Uuid, String, String, String, i64); token_hash, now.0)?;
        let Some((person, name, email, role, expires_at)) = row else { return Ok(None) };
        let (me, expires_at) = (read_me(person, name, email, &role)?, Instant(expires_at));
        self.recent.keep(token_hash, Looked { me: me.clone(), expires_at, read }, changes);
        Ok(Some((me, expires_at)))
    }

    /// The roles of those among these sessions that still hold, whichever process has changed them.
    pub(crate) async fn still(&self, sessions: &[Vec<u8>]) -> Result<HashMap<Vec<u8>, Role>> {
        let mut conn = self.db.read_fresh().await?;
        let rows = all_in!(conn, STILL => (Vec<u8>, String); sessions; self.clock.now().0)?;
        rows.into_iter()
            .map(|(session, role)| Ok((session, Role::parse(&role).ok_or_else(|| super::code::unreadable("the role", &role))?)))
            .collect()
    }

    /// Lets a session last longer.
    pub(crate) async fn prolong_session(&self, token_hash: &[u8], expires_at: Instant) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, PROLONG; token_hash, expires_at.0)?;
        tx.commit().await?;
        self.recent.forget();
        Ok(())
    }

    /// Ends a session.
    pub(crate) async fn end_session(&self, token_hash: &[u8]) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, END; token_hash)?;
        tx.commit().await?;
        self.recent.forget();
        Ok(())
    }

    /// Whose session this was, if it was ended from elsewhere.
    pub(crate) async fn ended_session(&self, token_hash: &[u8]) -> Result<Option<PersonId>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, ENDED => (Uuid,); token_hash)?.map(|(person,)| PersonId(person)))
    }

    /// Ends all of a person's sessions, wherever they are.
    pub(crate) async fn end_sessions(&self, person: PersonId) -> Result<()> {
        let mut tx = self.db.write().await?;
        end_all(&mut tx, person, self.clock.now()).await?;
        tx.commit().await?;
        self.recent.forget();
        Ok(())
    }
}

/// Ends all of a person's sessions within a transaction.
pub(super) async fn end_all(tx: &mut Tx, person: PersonId, now: Instant) -> Result<()> {
    run!(tx, END_ALL; person.0, now.0)?;
    Ok(())
}
