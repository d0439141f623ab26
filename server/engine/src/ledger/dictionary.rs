//! Dense numbers for ids and texts, so that a row needs four bytes where it names one. Number 0 is "(none)".

use super::shares::Shares;
use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use uuid::Uuid;

/// Numbers given to keys in the order they are first met. They mean nothing outside the ledger that gave them.
#[derive(Clone, Debug)]
pub struct Dictionary<K> {
    numbers: HashMap<K, u32>,
    keys: Vec<K>,
}

impl<K: Clone + Eq + Hash + Default> Default for Dictionary<K> {
    fn default() -> Self {
        let none = K::default();
        Self { numbers: HashMap::from([(none.clone(), 0)]), keys: vec![none] }
    }
}

impl<K: Clone + Eq + Hash + Default> Dictionary<K> {
    /// Keys that had these numbers before, from 1.
    pub fn of(keys: Vec<K>) -> Self {
        let mut keys = keys;
        keys.insert(0, K::default());
        Self { numbers: keys.iter().cloned().zip(0..).collect(), keys }
    }

    /// The number of a key, given now if it is new.
    pub fn intern<Q>(&mut self, key: &Q) -> u32
    where
        K: Borrow<Q>,
        Q: ?Sized + Eq + Hash + ToOwned<Owned: Into<K>>,
    {
        if let Some(&number) = self.numbers.get(key) {
            return number;
        }
        let number = self.keys.len() as u32;
        let key: K = key.to_owned().into();
        self.keys.push(key.clone());
        self.numbers.insert(key, number);
        number
    }

    /// The number of a key that has one.
    pub fn number<Q>(&self, key: &Q) -> Option<u32>
    where
        K: Borrow<Q>,
        Q: ?Sized + Eq + Hash,
    {
        self.numbers.get(key).copied()
    }

    /// The key with this number.
    pub fn key(&self, number: u32) -> Option<&K> {
        self.keys.get(number as usize)
    }

    /// All keys, by number; the first is "(none)".
    pub fn keys(&self) -> &[K] {
        &self.keys
    }

    /// How many numbers there are, 0 included.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Every dictionary of a ledger.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// People: owners and managers.
    pub people: Dictionary<Uuid>,
    /// Teams.
    pub teams: Dictionary<Uuid>,
    /// Accounts.
    pub accounts: Dictionary<Uuid>,
    /// Products.
    pub products: Dictionary<Uuid>,
    /// Campaigns.
    pub campaigns: Dictionary<Uuid>,
    /// Currency codes.
    pub currencies: Dictionary<Box<str>>,
    /// Regions: of deals, teams and accounts.
    pub regions: Dictionary<Box<str>>,
    /// Territories of accounts.
    pub territories: Dictionary<Box<str>>,
    /// Countries of accounts.
    pub countries: Dictionary<Box<str>>,
    /// Industries of accounts.
    pub industries: Dictionary<Box<str>>,
    /// Segments of accounts.
    pub segments: Dictionary<Box<str>>,
    /// Families of products.
    pub families: Dictionary<Box<str>>,
    /// Tactics of campaigns.
    pub tactics: Dictionary<Box<str>>,
    /// Sets of shares of people.
    pub shares: Shares,
}
