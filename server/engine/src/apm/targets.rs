//! Targets as a grid of rows by quarter.

use super::label::place;
use crate::View;
use crate::store::StagedTarget;
use contract::Problem;
use contract::target::{SaveTargetsBody, TargetGrid, TargetRow, TargetsQuery};
use domain::{Dimension, PeriodKind, TargetMeasure};

impl View {
    /// The targets of a dimension and a fiscal year: a row for every value that deals or facts use, or a target names.
    pub async fn targets(&self, query: &TargetsQuery) -> Result<TargetGrid, Problem> {
        self.must_see_targets()?;
        let rows_by = query.rows.unwrap_or(Dimension::Product);
        let measure = query.measure.unwrap_or(TargetMeasure::Acv);
        let today = self.engine.today();
        let found = self.engine.ledger().read(None, |columns| {
            let current = columns.calendar.containing(today, PeriodKind::Year).key.fiscal_year;
            let quarters = columns.calendar.periods_of(query.fiscal_year.unwrap_or(current), PeriodKind::Quarter);
            if quarters.is_empty() {
                return Err(Problem::invalid("fiscal_year", "the fiscal calendar does not reach that year"));
            }
            let quarters: Vec<_> = quarters.into_iter().map(|quarter| quarter.key).collect();
            let amounts = |dimension: Option<Dimension>, key: &str| {
                let of = |quarter: &_| columns.targets.get(&(measure, *quarter, dimension, key.to_owned())).copied();
                quarters.iter().map(of).collect::<Vec<_>>()
            };
            let used = (0..columns.size(rows_by) as u32).map(|number| columns.key(rows_by, number));
            let named = columns.targets.keys().filter(|(of, quarter, dimension, _)| {
                *of == measure && *dimension == Some(rows_by) && quarters.contains(quarter)
            });
            let mut keys: Vec<String> = used.chain(named.map(|(.., key)| key.clone())).collect();
            keys.sort_unstable();
            keys.dedup();
            let rows = keys.into_iter().map(|key| {
                let amounts = amounts(Some(rows_by), &key);
                let at = place(columns, rows_by, &key);
                (at, TargetRow { key, label: String::new(), amounts })
            });
            let rows: Vec<_> = rows.filter(|(_, row)| !row.key.is_empty() || row.amounts.iter().any(Option::is_some)).collect();
            let grid = TargetGrid {
                rows_by,
                measure,
                currency: columns.settings.workspace.currency,
                company: amounts(None, ""),
                quarters,
                rows: Vec::new(),
                revision: columns.targets_revision,
            };
            Ok((grid, rows, columns.settings.workspace.clone()))
        });
        let (mut grid, mut rows, workspace) = found.await??;
        let labels = self.labels(&workspace, rows_by, rows.iter().map(|(_, row)| row.key.as_str())).await?;
        for (_, row) in &mut rows {
            row.label = labels.get(&row.key).cloned().unwrap_or_default();
        }
        rows.sort_by_cached_key(|(at, row)| (row.key.is_empty(), *at, row.label.to_lowercase(), row.key.clone()));
        grid.rows = rows.into_iter().map(|(_, row)| row).collect();
        Ok(grid)
    }

    /// Sets or clears targets, all or none. Administrators only.
    pub async fn save_targets(&self, body: &SaveTargetsBody) -> Result<TargetGrid, Problem> {
        self.must_be_admin()?;
        let rows_by = body.grid.rows.unwrap_or(Dimension::Product);
        let measure = body.grid.measure.unwrap_or(TargetMeasure::Acv);
        if body.changes.iter().any(|change| change.period.kind != PeriodKind::Quarter) {
            return Err(Problem::invalid("changes", "a target is for a quarter"));
        }
        let targets = body.changes.iter().map(|change| StagedTarget {
            measure,
            period: change.period,
            dimension: change.key.as_ref().map(|_| rows_by),
            key: change.key.clone().unwrap_or_default(),
            amount: change.amount,
        });
        self.engine.store().save_targets(self.author(None), body.base, targets.collect()).await?;
        self.targets(&body.grid).await
    }

    fn must_see_targets(&self) -> Result<(), Problem> {
        use domain::Role;
        match self.me.role {
            Role::Admin | Role::Exec | Role::Manager => Ok(()),
            Role::Rep | Role::Bdr | Role::Marketer => Err(Problem::forbidden("Your role does not see the company's targets.")),
        }
    }
}
