//! The values of a dimension.

use super::label::{entity, place, plain};
use crate::View;
use crate::view::PAGE;
use contract::workspace::ListDimensionQuery;
use contract::{Page, Problem};
use domain::Dimension;
use domain::workspace::DimensionValue;

impl View {
    /// The values of a dimension that deals or facts use, by name, "(none)" last.
    pub async fn dimension(&self, dimension: Dimension, query: &ListDimensionQuery) -> Result<Page<DimensionValue>, Problem> {
        self.may_ask_by(dimension)?;
        let found = self.engine.ledger().read(None, |columns| {
            let keys = (0..columns.size(dimension) as u32).map(|number| columns.key(dimension, number));
            let mut keys: Vec<(String, u32)> = keys
                .map(|key| {
                    let at = place(columns, dimension, &key);
                    (key, at)
                })
                .collect();
            // Numbers of a fixed list that stand for nothing have no key.
            keys.sort_unstable();
            keys.dedup();
            (keys, columns.settings.workspace.clone())
        });
        let (keys, workspace) = found.await?;
        let names = match entity(dimension) {
            Some(kind) => Some(self.engine.store().labels(kind).await?),
            None => None,
        };
        let label = |key: &str| match &names {
            Some(names) => key.parse().ok().and_then(|id| names.get(&id)).cloned().unwrap_or_default(),
            None => plain(&workspace, dimension, key),
        };
        let search = query.search.as_deref().unwrap_or_default().trim().to_lowercase();
        let mut values: Vec<((bool, u32, String), DimensionValue)> = keys
            .into_iter()
            .map(|(key, at)| {
                let label = label(&key);
                ((key.is_empty(), at, label.to_lowercase()), DimensionValue { dimension, key, label })
            })
            .filter(|((none, _, label), value)| {
                search.is_empty() || !none && (label.contains(&search) || value.key.to_lowercase().contains(&search))
            })
            .collect();
        values.sort_unstable_by(|(a, one), (b, other)| (a, &one.key).cmp(&(b, &other.key)));
        let total = values.len() as i64;
        let begin = match &query.after {
            None => 0,
            Some(after) => {
                let at = values.iter().position(|(_, value)| value.key == *after);
                at.ok_or_else(|| Problem::invalid("after", "is not from an answer before"))? + 1
            }
        };
        let items: Vec<DimensionValue> = values.into_iter().skip(begin).take(PAGE).map(|(_, value)| value).collect();
        let next = items.last().filter(|_| ((begin + PAGE) as i64) < total).map(|value| value.key.clone());
        Ok(Page { items, next, total })
    }
}
