//! What people call the keys of a dimension.

use crate::View;
use crate::ledger::columns::Columns;
use crate::store::Entity;
use contract::Problem;
use domain::workspace::DimensionValue;
use domain::{Dimension, Filter, Workspace};
use std::collections::HashMap;
use uuid::Uuid;

/// The kind of thing whose id is the key, if it is one.
pub fn entity(dimension: Dimension) -> Option<Entity> {
    match dimension {
        Dimension::Product => Some(Entity::Product),
        Dimension::Account => Some(Entity::Account),
        Dimension::Owner | Dimension::Manager => Some(Entity::Person),
        Dimension::Team => Some(Entity::Team),
        Dimension::Campaign => Some(Entity::Campaign),
        _ => None,
    }
}

/// The label of a key that is no id: a stage's name, nothing for the fixed lists (each language names them) and for
/// "(none)", else the key.
pub fn plain(workspace: &Workspace, dimension: Dimension, key: &str) -> String {
    match dimension {
        Dimension::Source | Dimension::Type => String::new(),
        Dimension::Stage => {
            let stages = workspace.processes.iter().flat_map(|process| &process.stages);
            let mut named = stages.filter(|stage| stage.id.0.to_string() == key).map(|stage| stage.name.clone());
            named.next().unwrap_or_default()
        }
        _ => key.to_owned(),
    }
}

/// Where a key stands in a dimension that has an order of its own; elsewhere names decide.
pub fn place(columns: &Columns, dimension: Dimension, key: &str) -> u32 {
    let fixed = matches!(dimension, Dimension::Source | Dimension::Type | Dimension::Stage);
    if fixed { columns.number(dimension, key).ok().flatten().unwrap_or(0) } else { 0 }
}

impl View {
    /// The labels of some keys of a dimension.
    pub(crate) async fn labels<'k>(
        &self,
        workspace: &Workspace,
        dimension: Dimension,
        keys: impl IntoIterator<Item = &'k str>,
    ) -> Result<HashMap<String, String>, Problem> {
        let keys = keys.into_iter();
        let Some(kind) = entity(dimension) else {
            return Ok(keys.map(|key| (key.to_owned(), plain(workspace, dimension, key))).collect());
        };
        let ids: Vec<Uuid> = keys.filter_map(|key| key.parse().ok()).collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let names = self.engine.store().labels_of(kind, &ids).await?;
        Ok(names.into_iter().map(|(id, name)| (id.to_string(), name)).collect())
    }

    /// The labels of all keys of a filter.
    pub(super) async fn names_of(&self, workspace: &Workspace, filter: &Filter) -> Result<Vec<DimensionValue>, Problem> {
        let mut named = Vec::new();
        for (&dimension, keys) in &filter.0 {
            let mut labels = self.labels(workspace, dimension, keys.iter().map(String::as_str)).await?;
            named.extend(keys.iter().map(|key| {
                let label = labels.remove(key).unwrap_or_default();
                DimensionValue { dimension, key: key.clone(), label }
            }));
        }
        Ok(named)
    }
}
