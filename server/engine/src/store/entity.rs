//! People, teams, accounts, products, campaigns: what deals point to. What is said of them over time is a fact.

use crate::store::{Result, Store};
use domain::OpportunityId;
use std::collections::HashMap;
use uuid::Uuid;

/// What kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Entity {
    /// Somebody.
    Person,
    /// A group of people.
    Team,
    /// A company that buys.
    Account,
    /// What is sold.
    Product,
    /// A marketing campaign.
    Campaign,
}

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntityRow {
    /// Its id.
    pub id: Uuid,
    /// Its key in the system it was imported from.
    pub external_key: Option<String>,
    /// What people call it.
    pub name: String,
    /// People: the mail address.
    pub email: Option<String>,
    /// Products: the list price in minor units of the company's currency.
    pub list_price: Option<i64>,
    /// People: whether they have left. Never set for others.
    pub inactive: bool,
}

/// What is known of a deal's key in the system it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// The key.
    pub external_key: String,
    /// The deal.
    pub opportunity: OpportunityId,
    /// A hash of the row last *published*, for finding out that nothing changed.
    pub row_hash: Option<Vec<u8>>,
}

impl Store {
    /// All of a kind, by name.
    pub async fn entities(&self, kind: Entity) -> Result<Vec<EntityRow>> {
        let _ = kind;
        todo!()
    }

    /// Adds or updates by external key (people: else by mail address; with neither, by id), in chunks. Answers with the id
    /// each has, in the same order: the one known before, or the one proposed.
    pub async fn upsert_entities(&self, kind: Entity, rows: Vec<EntityRow>) -> Result<Vec<Uuid>> {
        let _ = (kind, rows);
        todo!()
    }

    /// The names of all of a kind.
    pub async fn labels(&self, kind: Entity) -> Result<HashMap<Uuid, String>> {
        let _ = kind;
        todo!()
    }

    /// The names of these.
    pub async fn labels_of(&self, kind: Entity, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
        let _ = (kind, ids);
        todo!()
    }

    /// Those of these keys that are known.
    pub async fn opportunity_keys(&self, keys: &[String]) -> Result<Vec<KeyRow>> {
        let _ = keys;
        todo!()
    }

    /// Records keys, and hashes once their batch is published (a hash of `None` leaves the one that is there).
    pub async fn save_opportunity_keys(&self, keys: Vec<KeyRow>) -> Result<()> {
        let _ = keys;
        todo!()
    }
}
