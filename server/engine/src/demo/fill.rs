//! Puts a generated company into an empty database: staged like an import, published at one instant.

use super::targets::Tally;
use super::{Company, company};
use crate::clock::Zone;
use crate::engine::{Engine, OnProgress, Progress};
use crate::store::{ActivityRow, Author, Entity, EntityRow, StagedVersion, Store, StoreError};
use contract::Problem;
use contract::session::NewUser;
use domain::{Cause, LogNo, Role};
use std::sync::Arc;
use tokio::sync::mpsc;

/// The password of everybody who may sign in to a demo.
pub const PASSWORD: &str = "motore-demo";

/// About how many versions are staged at a time.
const CHUNK: usize = 4_000;

/// Somebody who may sign in to a demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// What they are.
    pub role: Role,
    /// Their name.
    pub name: &'static str,
    /// Their mail address.
    pub email: &'static str,
}

/// One person for each role, most powerful first.
pub fn sign_ins() -> [SignIn; 6] {
    let person = |role, name, email| SignIn { role, name, email };
    [
        person(Role::Admin, "Olga Marin", "olga.marin@demo.example"),
        person(Role::Exec, "Ada Rossi", "ada.rossi@demo.example"),
        person(Role::Manager, "Bruno Conti", "bruno.conti@demo.example"),
        person(Role::Rep, "Carla Ferri", "carla.ferri@demo.example"),
        person(Role::Bdr, "Oscar Lund", "oscar.lund@demo.example"),
        person(Role::Marketer, "Laura Bianchi", "laura.bianchi@demo.example"),
    ]
}

/// Whether the database has nothing in it but what an interrupted [`fill`] has left.
pub async fn is_wanted(engine: &Engine) -> Result<bool, StoreError> {
    let Some(settings) = engine.settings() else { return Ok(true) };
    Ok(settings.workspace.demo && !published(engine.store()).await?)
}

/// Whether anything was ever published.
async fn published(store: &Store) -> Result<bool, StoreError> {
    Ok(store.batches(None, 1_000).await?.iter().any(|batch| batch.log.is_some()))
}

/// Fills an empty workspace with a demo company of so many deals, as of today. One that is set up already is refused;
/// one that was begun is begun again.
pub async fn fill(engine: &Engine, seed: u64, opportunities: u64, on_progress: &OnProgress) -> Result<(), StoreError> {
    let store = engine.store();
    if !is_wanted(engine).await? {
        return Err(Problem::conflict("The workspace is set up already: a demo company needs a database of its own.").into());
    }
    let today = Zone::named("Europe/Rome").unwrap_or_else(Zone::utc).today(engine.clock());
    let company = Arc::new(company(seed, opportunities, today).map_err(StoreError::Unreadable)?);
    for begun in store.batches(None, 1_000).await? {
        store.discard(begun.id, true).await?;
    }
    let author = Author { person: None, cause: Cause::Api, idempotency_key: None };
    let base = engine.settings().map_or(LogNo(0), |settings| settings.revision);
    store.save_settings(author, base, company.workspace.clone()).await?;
    for (kind, rows) in entities(&company, seed) {
        store.upsert_entities(kind, rows).await?;
    }
    for SignIn { role, name, email } in sign_ins() {
        let user = NewUser { email: email.to_owned(), name: name.to_owned(), role };
        engine.auth().add_with_password(&user, PASSWORD).await?;
    }
    let batch = store.begin_batch(None, None, "demo", "{}").await?;
    store.stage_facts(batch, company.facts().collect()).await?;
    store.stage_rates(batch, company.rates.clone()).await?;

    let (chunks, mut received) = mpsc::channel(4);
    let generator = tokio::task::spawn_blocking({
        let company = company.clone();
        move || generate(&company, &chunks)
    });
    let mut done = 0;
    while let Some((deals, versions, activities)) = received.recv().await {
        store.stage_versions(batch, versions).await?;
        store.add_activities(&activities).await?;
        done += deals;
        on_progress(Progress { what: "making up deals", done, of: opportunities });
    }
    let tally = generator.await.map_err(|_| StoreError::Closed)?;
    store.stage_targets(batch, tally.targets(&company)).await?;
    let (first, last) = store.publish(batch, "demo").await?;
    let of = (last.0 - first.0 + 1).unsigned_abs();
    store.project(batch, |done| on_progress(Progress { what: "bringing deals up to date", done, of })).await
}

/// How many deals, their versions, and what was done about them.
type Made = (u64, Vec<StagedVersion>, Vec<ActivityRow>);

/// Makes the deals, chunk by chunk, as fast as they are taken.
fn generate(company: &Company, chunks: &mpsc::Sender<Made>) -> Tally {
    let mut tally = Tally::default();
    let (mut deals, mut chunk, mut said) = (0, Vec::with_capacity(CHUNK + 32), Vec::new());
    for deal in company.deals() {
        tally.add(company, &deal.outcome);
        said.extend(super::activities::tell(company, &deal.versions));
        chunk.extend(deal.versions);
        deals += 1;
        if chunk.len() >= CHUNK {
            // Nobody listens any more: staging has failed and says so.
            if chunks.blocking_send((deals, std::mem::take(&mut chunk), std::mem::take(&mut said))).is_err() {
                return tally;
            }
            deals = 0;
        }
    }
    let _ = chunks.blocking_send((deals, chunk, said));
    tally
}

/// What deals point to.
fn entities(company: &Company, seed: u64) -> [(Entity, Vec<EntityRow>); 7] {
    let named = |id, name: &str| EntityRow { id, name: name.to_owned(), ..EntityRow::default() };
    let products = company.products.iter().zip(&super::PRODUCTS).map(|(id, row)| named(id.0, row.value.name)).collect();
    [
        (Entity::Person, company.people.rows()),
        (Entity::Team, company.people.teams.iter().map(|(id, name)| named(id.0, name)).collect()),
        (Entity::Product, products),
        (Entity::Account, company.accounts.rows()),
        (Entity::Account, company.accounts.entered_twice(seed)),
        (Entity::Contact, super::contacts::rows(company)),
        (Entity::Campaign, super::campaigns::rows(&company.campaigns)),
    ]
}
