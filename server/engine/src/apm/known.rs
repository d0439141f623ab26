//! Conditions name values that there are. One that there never was is a mistake, and its zeros would be believed.

use super::label::entity;
use crate::View;
use crate::ledger::Known;
use crate::ledger::scan::Tests;
use contract::Problem;
use domain::{Dimension, Filter};
use uuid::Uuid;

impl View {
    /// The filter over these columns. Its values are those that deals or facts have, or ever had, or that a target is for;
    /// asked about an earlier position of the log, those that came later are known too, and nothing has them yet.
    pub(super) fn tests(&self, columns: &Known<'_>, filter: &Filter) -> Result<Tests, Problem> {
        let now = columns.now();
        let targeted = |dimension, key: &str| now.targets.keys().any(|(_, _, of, row)| *of == Some(dimension) && row == key);
        for (&dimension, keys) in filter.0.iter().filter(|(dimension, _)| entity(**dimension).is_none()) {
            for key in keys {
                if now.number(dimension, key)?.is_none() && !targeted(dimension, key) {
                    return Err(unknown(dimension, key));
                }
            }
        }
        Tests::new(columns, filter)
    }

    /// Whether there is whatever the filter names by its id: people, accounts, products, teams, campaigns.
    pub(super) async fn must_know(&self, filter: &Filter) -> Result<(), Problem> {
        for (&dimension, keys) in &filter.0 {
            let Some(kind) = entity(dimension) else { continue };
            let ids: Vec<Uuid> = keys.iter().filter_map(|key| key.parse().ok()).collect();
            if ids.is_empty() {
                continue;
            }
            let known = self.engine.store().labels_of(kind, &ids).await?;
            if let Some(id) = ids.iter().find(|id| !known.contains_key(id)) {
                return Err(unknown(dimension, &id.to_string()));
            }
        }
        Ok(())
    }
}

fn unknown(dimension: Dimension, key: &str) -> Problem {
    Problem::invalid("where", format!("There is no {dimension} “{key}”. The values are at /api/v1/dimensions/{dimension}."))
}
