//! People, teams, accounts, products and campaigns while an import is under way: those known before and those it brings.
//! Nothing of it is written before the import is published.

use super::names;
use crate::store::{Entity, EntityRow, StagedFact, Store, StoreError};
use domain::{Attribute, Day, Fact};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What a text that names something leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Exactly one.
    One(Uuid),
    /// Several of that name.
    Several,
    /// None.
    None,
}

#[derive(Default)]
struct Kind {
    rows: HashMap<Uuid, EntityRow>,
    by_key: HashMap<String, Uuid>,
    by_name: HashMap<String, Vec<Uuid>>,
    changed: Vec<Uuid>,
    marked: HashSet<Uuid>,
}

/// All that deals can point to, and what is said of it.
pub struct Registry {
    kinds: HashMap<Entity, Kind>,
    facts: HashMap<(Uuid, Attribute), String>,
    staged: Vec<StagedFact>,
    today: Day,
    /// The kinds of which something was known before.
    had: HashSet<Entity>,
}

/// Facts of a first import hold for all of history.
const ALWAYS: Day = Day(0);

impl Registry {
    /// Reads what is known.
    pub async fn load(store: &Store, today: Day) -> Result<Self, StoreError> {
        let mut kinds = HashMap::new();
        for entity in [Entity::Person, Entity::Team, Entity::Account, Entity::Product, Entity::Campaign, Entity::Contact] {
            let mut kind = Kind::default();
            for row in store.entities(entity).await? {
                kind.index(entity, &row);
                kind.rows.insert(row.id, row);
            }
            kinds.insert(entity, kind);
        }
        let mut facts = store.facts(None).await?;
        facts.sort_by_key(|fact: &Fact| (fact.valid_from, fact.log));
        let facts = facts.into_iter().map(|fact| ((fact.subject, fact.attribute), fact.value)).collect();
        let had = kinds.iter().filter(|(_, kind)| !kind.rows.is_empty()).map(|(entity, _)| *entity).collect();
        Ok(Self { kinds, facts, staged: Vec::new(), today, had })
    }

    fn kind(&mut self, entity: Entity) -> &mut Kind {
        self.kinds.entry(entity).or_default()
    }

    /// Whether anything of the kind was known before this import.
    pub fn had(&self, entity: Entity) -> bool {
        self.had.contains(&entity)
    }

    /// Looks a key or name up.
    pub fn find(&self, entity: Entity, text: &str) -> Found {
        let Some(kind) = self.kinds.get(&entity) else { return Found::None };
        if let Some(id) = kind.by_key.get(text.trim()) {
            return Found::One(*id);
        }
        match kind.by_name.get(&compared(entity, text)).map(Vec::as_slice) {
            Some([one]) => Found::One(*one),
            Some([_, ..]) => Found::Several,
            _ => Found::None,
        }
    }

    /// Adds or updates by key, else by name. A name alone never joins something that has a key of its own in the same
    /// file: two accounts may have the same name.
    pub fn put(&mut self, entity: Entity, key: Option<&str>, name: &str, fill: impl FnOnce(&mut EntityRow)) -> Uuid {
        self.put_as(None, entity, key, name, fill)
    }

    /// What has this key.
    pub fn keyed(&self, entity: Entity, key: &str) -> Option<Uuid> {
        self.kinds.get(&entity)?.by_key.get(key).copied()
    }

    /// The same, where it is known already which one it is.
    pub fn put_as(
        &mut self,
        known: Option<Uuid>,
        entity: Entity,
        key: Option<&str>,
        name: &str,
        fill: impl FnOnce(&mut EntityRow),
    ) -> Uuid {
        let kind = self.kind(entity);
        let by_name = kind.by_name.get(&compared(entity, name)).map(Vec::as_slice).unwrap_or_default();
        let found = match key {
            Some(key) => {
                kind.by_key.get(key).copied().or_else(|| by_name.iter().copied().find(|id| kind.rows[id].external_key.is_none()))
            }
            None => by_name.first().copied(),
        };
        let id = known.or(found).unwrap_or_else(Uuid::now_v7);
        let before = kind.rows.get(&id).cloned();
        let mut row = before.clone().unwrap_or_else(|| EntityRow { id, ..EntityRow::default() });
        // A name alone may be that of something that was merged into this: then it keeps its own.
        if key.is_some() || before.is_none() || compared(entity, &row.name) == compared(entity, name) {
            row.name = name.to_owned();
        }
        if let Some(key) = key {
            row.external_key = Some(key.to_owned());
        }
        fill(&mut row);
        if before.as_ref() != Some(&row) {
            kind.index(entity, &row);
            kind.rows.insert(id, row);
            if kind.marked.insert(id) {
                kind.changed.push(id);
            }
        }
        id
    }

    /// What is known of one.
    pub fn row(&self, entity: Entity, id: Uuid) -> Option<&EntityRow> {
        self.kinds.get(&entity)?.rows.get(&id)
    }

    /// The names of all of a kind, for saying which there are.
    pub fn names(&self, entity: Entity) -> impl Iterator<Item = &str> {
        self.kinds.get(&entity).into_iter().flat_map(|kind| kind.rows.values().map(|row| row.name.as_str()))
    }

    /// Says something of a subject, unless that is known already. It holds always if nothing was said before, else from today.
    pub fn say(&mut self, subject: Uuid, attribute: Attribute, value: String) {
        let before = self.facts.get(&(subject, attribute));
        if before.is_some_and(|before| *before == value) || before.is_none() && value.is_empty() {
            return;
        }
        let valid_from = if before.is_none() { ALWAYS } else { self.today };
        self.facts.insert((subject, attribute), value.clone());
        self.staged.push(StagedFact { subject, attribute, valid_from, value });
    }

    /// The facts to be staged; they are handed over once.
    pub fn take_facts(&mut self) -> Vec<StagedFact> {
        std::mem::take(&mut self.staged)
    }

    /// The list prices of all products that have one.
    pub fn prices(&self) -> HashMap<Uuid, i64> {
        let products = self.kinds.get(&Entity::Product).into_iter().flat_map(|kind| kind.rows.values());
        products.filter_map(|row| Some((row.id, row.list_price?))).collect()
    }

    /// What was added or changed, in that order.
    pub fn changed(&self) -> Vec<(Entity, Vec<EntityRow>)> {
        let mut all: Vec<_> = self
            .kinds
            .iter()
            .map(|(entity, kind)| (*entity, kind.changed.iter().filter_map(|id| kind.rows.get(id).cloned()).collect()))
            .collect();
        all.sort_by_key(|(entity, _)| *entity);
        all
    }
}

impl Kind {
    fn index(&mut self, entity: Entity, row: &EntityRow) {
        // A person's mail address is as good as a key: it is whom one signs in as. Of contacts it is where a file has no keys.
        for key in [&row.external_key, &row.email].into_iter().flatten() {
            self.by_key.insert(key.clone(), row.id);
        }
        let named = self.by_name.entry(compared(entity, &row.name)).or_default();
        if !named.contains(&row.id) {
            named.push(row.id);
        }
    }
}

/// People's names may be turned round; companies' may not.
fn compared(entity: Entity, name: &str) -> String {
    if matches!(entity, Entity::Person | Entity::Contact) { names::key(name) } else { names::words(name) }
}
