//! Answers to writes that carried an Idempotency-Key, so that a retry gets the same one and nothing happens twice.

use super::bulk::{bulks, write_many};
use super::code::unreadable;
use super::db::{On, Tx, run, statements};
use super::log::LogTx;
use super::{Author, Result, Store};
use contract::Problem;
use domain::{LogNo, OpportunityId, Version};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

statements! {
    /// Of several people and keys.
    READ = "select i.person_id, i.key, i.request_hash, i.body
        from json_each($1) asked
        join idempotency i on i.person_id = unhex(asked.value ->> 0) and i.key = asked.value ->> 1",
        postgres: "select i.person_id, i.key, i.request_hash, i.body
        from unnest($1::uuid[], $2::text[]) as asked (person_id, key)
        join idempotency i on i.person_id = asked.person_id and i.key = asked.key";
    FORGET = "delete from idempotency
        where created_at < $1";
}

bulks! {
    INSERT = "insert into idempotency (person_id, key, request_hash, body, created_at)" [uuid, text, bytea, text, bigint];
}

/// How long answers are kept.
const DAYS: i64 = 30;

/// A hash of a request: what it is and what it says.
pub(super) fn hash(what: &str, request: &impl Serialize) -> Result<Vec<u8>> {
    let body = serde_json::to_vec(request).map_err(|error| unreadable("the request", error))?;
    Ok(Sha256::new().chain_update(what).chain_update([0]).chain_update(body).finalize().to_vec())
}

/// Whose key it is, and the key.
pub(super) type Key = (Uuid, String);

/// What was asked with a key, and the version that was the answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    request: Vec<u8>,
    version: (OpportunityId, LogNo),
}

/// The key an author's request has.
pub(super) fn key(author: &Author) -> Option<Key> {
    let key = author.idempotency_key.clone()?;
    Some((author.person.map_or(Uuid::nil(), |person| person.0), key))
}

/// The answers that were given before with these keys.
pub(super) async fn read(tx: &mut Tx, keys: &[Key]) -> Result<HashMap<Key, Answer>> {
    type Row = (Uuid, String, Vec<u8>, String);
    let rows: Vec<Row> = match tx.on() {
        On::Sqlite(conn) => {
            let asked: Vec<_> = keys.iter().map(|(person, key)| (person.simple().to_string(), key)).collect();
            let asked = serde_json::to_string(&asked).map_err(|error| unreadable("keys", error))?;
            sqlx::query_as(READ.sqlite).bind(asked).fetch_all(conn).await?
        }
        On::Postgres(conn) => {
            let (people, keys): (Vec<Uuid>, Vec<&str>) = keys.iter().map(|(person, key)| (*person, key.as_str())).unzip();
            sqlx::query_as(READ.postgres).bind(people).bind(keys).fetch_all(conn).await?
        }
    };
    let read = |(person, key, request, body): Row| {
        let version = serde_json::from_str(&body).map_err(|error| unreadable("an answer", error))?;
        Ok(((person, key), Answer { request, version }))
    };
    rows.into_iter().map(read).collect()
}

/// Writes answers for retries.
pub(super) async fn write(tx: &mut Tx, answers: &[(Key, Answer)], at: i64) -> Result<()> {
    let mut rows = Vec::with_capacity(answers.len());
    for ((person, key), answer) in answers {
        let body = serde_json::to_string(&answer.version).map_err(|error| unreadable("an answer", error))?;
        rows.push((*person, key.as_str(), answer.request.as_slice(), body));
    }
    write_many!(tx, INSERT; rows.as_slice() => row; row.0, row.1, row.2, row.3.as_str(), at);
    Ok(())
}

/// The answer given before, if this is a retry.
pub(super) async fn recall(log: &mut LogTx, author: &Author, request: &[u8]) -> Result<Option<Version>> {
    let Some(key) = key(author) else { return Ok(None) };
    if key.1.is_empty() || key.1.len() > 200 {
        return Err(Problem::invalid("Idempotency-Key", "It must have between 1 and 200 characters.").into());
    }
    let Some(Answer { request: before, version: (deal, number) }) = log.answer(&key).await? else { return Ok(None) };
    if before != request {
        return Err(Problem::conflict("This Idempotency-Key has been used for another request. Take a new one.").into());
    }
    let version = log.version(deal, number).await?;
    version.map(Some).ok_or_else(|| unreadable("the answer to", key.1))
}

/// Keeps an answer for a retry.
pub(super) fn keep(log: &mut LogTx, author: &Author, request: &[u8], version: &Version) {
    if let Some(key) = key(author) {
        log.keep(key, Answer { request: request.to_owned(), version: (version.opportunity, version.log) });
    }
}

impl Store {
    /// Drops answers that nobody will ask for again.
    pub(super) async fn forget_old_answers(&self) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, FORGET; self.clock.now().0 - DAYS * 86_400_000)?;
        tx.commit().await
    }
}
