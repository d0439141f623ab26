//! Which target belongs to a row: exactly that row's, never one made up from others.

use crate::ledger::columns::Columns;
use domain::{Company, Dimension, Filter, Period, PeriodKey, PeriodKind, TargetMeasure};

/// The row a page's total stands for, and how its rows are named: what targets are looked up by.
pub struct TargetRows {
    /// Whose target the total has: the company's (nothing), a value's, or none (outer `None`).
    total: Option<(Option<Dimension>, String)>,
    /// The dimension whose values' targets the rows have, if any.
    rows: Option<Dimension>,
}

impl TargetRows {
    /// For a page by one dimension under a filter. A narrowed page has the targets set for that person only.
    pub fn new(rows: Dimension, filter: &Filter, narrowed_to: Option<&str>) -> Self {
        let conditions: Vec<_> = filter.0.iter().collect();
        if let Some(person) = narrowed_to {
            let whole = conditions.is_empty();
            return Self {
                total: whole.then(|| (Some(Dimension::Owner), person.to_owned())),
                rows: (whole && rows == Dimension::Owner).then_some(rows),
            };
        }
        let total = match conditions.as_slice() {
            [] => Some((None, String::new())),
            [(dimension, keys)] if keys.len() == 1 => keys.first().map(|key| (Some(**dimension), key.clone())),
            _ => None,
        };
        let only_rows = conditions.iter().all(|(dimension, _)| **dimension == rows);
        Self { total, rows: only_rows.then_some(rows) }
    }

    /// The total's target.
    pub fn total(&self, columns: &Columns, measure: TargetMeasure, period: &Period) -> Option<Company> {
        let (dimension, key) = self.total.as_ref()?;
        target(columns, measure, period, *dimension, key)
    }

    /// Whether the total's target is the whole company's.
    pub fn whole_company(&self) -> bool {
        matches!(self.total, Some((None, _)))
    }

    /// A row's target.
    pub fn row(&self, columns: &Columns, measure: TargetMeasure, period: &Period, key: &str) -> Option<Company> {
        target(columns, measure, period, Some(self.rows?), key)
    }

    /// The keys that have a target in a period.
    pub fn keys(&self, columns: &Columns, period: &Period) -> Vec<String> {
        let Some(rows) = self.rows else { return Vec::new() };
        let quarters = quarters(columns, period);
        let named = columns.targets.keys().filter(|(_, quarter, dimension, _)| {
            *dimension == Some(rows) && (*quarter == period.key || quarters.contains(quarter))
        });
        let mut keys: Vec<String> = named.map(|(.., key)| key.clone()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// The target of a period: its own, else (a half or a year) the sum of its quarters', if each has one.
fn target(
    columns: &Columns,
    measure: TargetMeasure,
    period: &Period,
    dimension: Option<Dimension>,
    key: &str,
) -> Option<Company> {
    let of = |period: PeriodKey| columns.targets.get(&(measure, period, dimension, key.to_owned())).copied();
    of(period.key).or_else(|| {
        let quarters = quarters(columns, period);
        (!quarters.is_empty()).then(|| quarters.into_iter().map(of).sum::<Option<Company>>()).flatten()
    })
}

/// The quarters a half or a year consists of.
fn quarters(columns: &Columns, period: &Period) -> Vec<PeriodKey> {
    if !matches!(period.key.kind, PeriodKind::Half | PeriodKind::Year) {
        return Vec::new();
    }
    let all = columns.calendar.periods_of(period.key.fiscal_year, PeriodKind::Quarter);
    all.into_iter().filter(|quarter| period.contains(quarter.first)).map(|quarter| quarter.key).collect()
}
