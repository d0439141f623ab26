//! Answers to writes that carried an Idempotency-Key, so that a retry gets the same one and nothing happens twice.

use super::code::unreadable;
use super::db::{one, run, statements};
use super::log::LogTx;
use super::{Author, Result, Store};
use contract::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;

statements! {
    READ = "select request_hash, body
        from idempotency
        where person_id = $1
          and key = $2";
    INSERT = "insert into idempotency (person_id, key, request_hash, body, created_at)
        values ($1, $2, $3, $4, $5)";
    FORGET = "delete from idempotency
        where created_at < $1";
}

/// How long answers are kept.
const DAYS: i64 = 30;

/// A hash of a request: what it is and what it says.
pub(super) fn hash(what: &str, request: &impl Serialize) -> Result<Vec<u8>> {
    let body = serde_json::to_vec(request).map_err(|error| unreadable("the request", error))?;
    Ok(Sha256::new().chain_update(what).chain_update([0]).chain_update(body).finalize().to_vec())
}

fn owner(author: &Author) -> Uuid {
    author.person.map_or(Uuid::nil(), |person| person.0)
}

/// The answer given before, if this is a retry.
pub(super) async fn recall<T: DeserializeOwned>(log: &mut LogTx, author: &Author, request: &[u8]) -> Result<Option<T>> {
    let Some(key) = &author.idempotency_key else { return Ok(None) };
    if key.is_empty() || key.len() > 200 {
        return Err(Problem::invalid("Idempotency-Key", "It must have between 1 and 200 characters.").into());
    }
    let Some((hash, body)) = one!(log.tx, READ => (Vec<u8>, String); owner(author), key)? else { return Ok(None) };
    if hash != request {
        return Err(Problem::conflict("This Idempotency-Key has been used for another request. Take a new one.").into());
    }
    serde_json::from_str(&body).map(Some).map_err(|error| unreadable("an answer", error))
}

/// Keeps an answer for a retry.
pub(super) async fn keep(log: &mut LogTx, author: &Author, request: &[u8], answer: &impl Serialize) -> Result<()> {
    let Some(key) = &author.idempotency_key else { return Ok(()) };
    let body = serde_json::to_string(answer).map_err(|error| unreadable("an answer", error))?;
    let at = log.recorded_at.0;
    run!(log.writing(), INSERT; owner(author), key, request, body, at)?;
    Ok(())
}

impl Store {
    /// Drops answers that nobody will ask for again.
    pub(super) async fn forget_old_answers(&self) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, FORGET; self.clock.now().0 - DAYS * 86_400_000)?;
        tx.commit().await
    }
}
