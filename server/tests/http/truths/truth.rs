//! What others computed: tables of keys and numbers.

use domain::Ratio;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The facts about one data set.
pub struct Truth {
    scalars: BTreeMap<String, Value>,
    tables: BTreeMap<String, Table>,
    /// The tables that were compared.
    seen: BTreeSet<String>,
}

/// A table: rows of keys, then numbers.
#[derive(Clone)]
struct Table {
    keys: usize,
    measures: Vec<String>,
    rows: Vec<(Vec<String>, Vec<Value>)>,
}

/// A row's numbers by name, in whole units; a ratio without a value is none.
pub type Figures = BTreeMap<&'static str, Ratio>;

/// Rows by their keys.
pub type Answers = BTreeMap<Vec<String>, Figures>;

impl Truth {
    /// Reads `truth.json`.
    pub fn read(folder: &Path) -> Self {
        let text = std::fs::read_to_string(folder.join("truth.json")).unwrap();
        let json: Value = serde_json::from_str(&text).unwrap();
        let scalars = json["scalars"].as_object().unwrap().clone().into_iter().collect();
        let tables = json["tables"].as_object().unwrap().iter().map(|(name, table)| {
            let names = |field: &str| -> Vec<String> {
                table[field].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
            };
            let keys = names("keys").len();
            let rows = table["rows"].as_array().unwrap().iter().map(|row| {
                let row = row.as_array().unwrap();
                (row[..keys].iter().map(text_of).collect(), row[keys..].to_vec())
            });
            (name.clone(), Table { keys, measures: names("measures"), rows: rows.collect() })
        });
        Self { scalars, tables: tables.collect(), seen: BTreeSet::new() }
    }

    /// The different values of a table's key, in order.
    pub fn keys(&self, table: &str, at: usize) -> Vec<String> {
        let keys: BTreeSet<String> = self.table(table).rows.iter().map(|(keys, _)| keys[at].clone()).collect();
        keys.into_iter().collect()
    }

    /// Whether a table has a row of these keys.
    pub fn has(&self, table: &str, keys: &[String]) -> bool {
        self.table(table).rows.iter().any(|(known, _)| known == keys)
    }

    /// One number.
    pub fn value(&self, table: &str, keys: &[&str], measure: &str) -> f64 {
        let table = self.table(table);
        let at = table.measures.iter().position(|known| known == measure).unwrap();
        table.rows.iter().find(|(known, _)| known == keys).unwrap().1[at].as_f64().unwrap()
    }

    /// Compares single numbers.
    pub fn scalars(&self, figures: &Figures) {
        for (name, figure) in figures {
            let truth = self.scalars.get(*name).unwrap_or_else(|| panic!("there is no number {name}"));
            assert!(equal(truth, Some(figure)), "{name}: {truth} against {figure:?}");
        }
    }

    /// Compares some measures of a table: every row of it has the same numbers in the answers, and no answer that the
    /// table does not have has any number but zero.
    pub fn table_is(&mut self, name: &str, measures: &[&str], mut answers: Answers) {
        let table = self.table(name).clone();
        for measure in measures {
            assert!(table.measures.iter().any(|known| known == measure), "{name} has no {measure}");
        }
        let mut wrong = Vec::new();
        for (keys, values) in &table.rows {
            let figures = answers.remove(keys).unwrap_or_default();
            for (measure, truth) in table.measures.iter().zip(values) {
                if !measures.contains(&measure.as_str()) {
                    continue;
                }
                let figure = figures.get(measure.as_str());
                if !equal(truth, figure) {
                    wrong.push(format!("{keys:?} {measure}: {truth} against {figure:?}"));
                }
            }
        }
        for (keys, figures) in answers {
            assert_eq!(keys.len(), table.keys, "{name}");
            for (measure, figure) in figures.into_iter().filter(|(measure, figure)| measures.contains(measure) && figure.num != 0)
            {
                wrong.push(format!("{keys:?} {measure}: nothing against {figure:?}"));
            }
        }
        assert!(
            wrong.is_empty(),
            "{name}: {} of {} rows differ:\n{}",
            wrong.len(),
            table.rows.len(),
            wrong[..wrong.len().min(20)].join("\n")
        );
        self.seen.insert(name.to_owned());
    }

    /// Every table was compared, but for these.
    pub fn complete_but_for(&self, without: &[&str]) {
        let left: Vec<&String> = self.tables.keys().filter(|name| !self.seen.contains(*name)).collect();
        assert_eq!(left, without);
    }

    fn table(&self, name: &str) -> &Table {
        self.tables.get(name).unwrap_or_else(|| panic!("there is no table {name}"))
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether a number is the one given to six places; nothing is given where there is nothing to divide by. A figure that
/// is absent is zero, or nothing.
fn equal(truth: &Value, figure: Option<&Ratio>) -> bool {
    let figure = figure.filter(|figure| figure.den > 0);
    match (truth.as_f64(), figure) {
        (None, figure) => figure.is_none(),
        (Some(truth), None) => truth == 0.0,
        (Some(truth), Some(figure)) => {
            // Exact: how far the fraction is from the six places, in parts of its own denominator. Half a unit of the
            // last place may have been rounded either way.
            let given = i128::from((truth * 1e6).round() as i64);
            let off = i128::from(figure.num) * 1_000_000 - given * i128::from(figure.den);
            off.abs() * 2 <= i128::from(figure.den)
        }
    }
}

/// A count.
pub fn count(deals: i64) -> Ratio {
    Ratio::new(deals, 1)
}

/// An amount, in units of the currency.
pub fn amount(amount: domain::Company) -> Ratio {
    Ratio::new(amount.0, 100)
}
