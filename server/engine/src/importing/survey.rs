//! The first pass over a file: what its columns hold, over all of their values.

use super::date_style::{DateEvidence, DateStyle};
use super::number::{NumberEvidence, NumberStyle};
use super::read::Rows;
use super::scan::Format;
use contract::import::{DateDoubt, DateOrder, DecimalMark, Found, Why};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

/// How many different values of a column are remembered.
const DISTINCT: usize = 256;

/// What was found out about a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnSurvey {
    /// Its header.
    pub name: String,
    /// The first few different values.
    pub samples: Vec<String>,
    /// Values that are not empty.
    pub filled: u64,
    /// Different values and how often each occurs; none if there are too many.
    pub distinct: Option<BTreeMap<String, u64>>,
    /// How many of the first values repeat an earlier one.
    pub repeats: u64,
    /// Whether most values are dates.
    pub dates: bool,
    /// How its dates are written, if that is clear.
    pub date_order: Option<DateOrder>,
    /// If it is not: the orders to choose from, and why.
    pub date_question: Option<(Vec<DateOrder>, DateDoubt)>,
    /// Whether most values are numbers.
    pub numbers: bool,
    /// How its numbers are written, if that is clear and matters.
    pub decimal: Option<DecimalMark>,
    /// If it is not clear: a value that can be read both ways, or one for each.
    pub number_question: Option<Vec<String>>,
}

/// What was found out about a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSurvey {
    /// Its rows, without the header and without empty ones.
    pub rows: u64,
    /// Its columns.
    pub columns: Vec<ColumnSurvey>,
}

#[derive(Default)]
struct Tally {
    samples: Vec<String>,
    filled: u64,
    distinct: Option<BTreeMap<String, u64>>,
    firsts: HashSet<u64>,
    repeats: u64,
    dates: DateEvidence,
    numbers: NumberEvidence,
    /// Columns that turned out to hold texts are not looked at as dates and numbers any further.
    text: bool,
}

/// How many first values are looked at for repeats.
const FIRSTS: u64 = 20_000;

impl Tally {
    fn add(&mut self, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        self.filled += 1;
        if self.samples.len() < 5 && !self.samples.iter().any(|sample| sample == value) {
            self.samples.push(value.chars().take(80).collect());
        }
        if let Some(distinct) = &mut self.distinct {
            if let Some(count) = distinct.get_mut(value) {
                *count += 1;
            } else if distinct.len() < DISTINCT {
                distinct.insert(value.to_owned(), 1);
            } else {
                self.distinct = None;
            }
        }
        if self.filled <= FIRSTS && !self.firsts.insert(super::hash(value)) {
            self.repeats += 1;
        }
        if !self.text {
            self.dates.add(value);
            self.numbers.add(value);
            if self.filled == 1_000 {
                self.text = !self.dates.is_dates() && !self.numbers.is_numeric();
            }
        }
    }

    fn finish(self, name: &str) -> ColumnSurvey {
        let mut survey = ColumnSurvey {
            name: name.to_owned(),
            samples: self.samples,
            filled: self.filled,
            repeats: self.repeats,
            distinct: self.distinct,
            dates: !self.text && self.dates.is_dates(),
            numbers: !self.text && self.numbers.is_numeric(),
            ..ColumnSurvey::default()
        };
        match self.dates.style() {
            DateStyle::Any => {}
            DateStyle::Settled(order) => survey.date_order = Some(order),
            DateStyle::Ask(orders, why) => survey.date_question = Some((orders, why)),
        }
        match self.numbers.style() {
            NumberStyle::Any => {}
            NumberStyle::Settled(mark) => survey.decimal = Some(mark),
            NumberStyle::Ask => {
                let (point, comma) = self.numbers.witnesses;
                let one_each = [point, comma].into_iter().flatten().collect();
                survey.number_question = Some(self.numbers.example.map_or(one_each, |example| vec![example]));
            }
        }
        survey
    }
}

impl ColumnSurvey {
    /// Whether most rows have a value of their own, so that it can be a key, with some rows repeated by mistake.
    pub fn unique(&self) -> bool {
        self.filled > 0 && self.repeats * 4 <= self.filled.min(FIRSTS)
    }

    /// What is stated about the column, for people.
    pub fn found(&self) -> Option<Found> {
        if self.filled == 0 {
            return Some(Found::Empty);
        }
        if self.dates {
            return Some(match &self.date_question {
                Some((_, doubt)) => Found::DatesInDoubt { doubt: doubt.clone() },
                None => Found::Dates { order: self.date_order },
            });
        }
        self.numbers.then(|| match &self.number_question {
            Some(examples) => Found::NumbersInDoubt { examples: examples.clone() },
            None => Found::Numbers { decimal: self.decimal },
        })
    }
}

impl FileSurvey {
    /// The column with this header.
    pub fn column(&self, name: &str) -> Option<&ColumnSurvey> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// Reads a whole file.
pub fn survey(path: &Path, format: Format) -> Result<FileSurvey, Why> {
    let mut rows = Rows::open(path, format)?;
    let header = rows.header().to_vec();
    if let Some(twice) = header.iter().enumerate().find(|(at, name)| !name.is_empty() && header[..*at].contains(name)) {
        return Err(Why::ColumnTwice { column: twice.1.clone() });
    }
    let mut tallies: Vec<Tally> = header.iter().map(|_| Tally { distinct: Some(BTreeMap::new()), ..Tally::default() }).collect();
    let mut count = 0;
    while let Some(row) = rows.next_row()? {
        count += 1;
        for (tally, value) in tallies.iter_mut().zip(row.record) {
            tally.add(value);
        }
    }
    let columns = tallies.into_iter().zip(&header).map(|(tally, name)| tally.finish(name)).collect();
    Ok(FileSurvey { rows: count, columns })
}

/// The different values of columns joined by " / ", and how often each occurs, at most `DISTINCT` of them.
pub fn joined_values(path: &Path, format: Format, columns: &[String]) -> Result<BTreeMap<String, u64>, Why> {
    let mut rows = Rows::open(path, format)?;
    let at: Vec<usize> = columns.iter().filter_map(|name| rows.header().iter().position(|header| header == name)).collect();
    let mut values: BTreeMap<String, u64> = BTreeMap::new();
    let mut joined = String::new();
    while let Some(row) = rows.next_row()? {
        joined.clear();
        join(row.record, &at, " / ", &mut joined);
        if let Some(count) = values.get_mut(joined.as_str()) {
            *count += 1;
        } else if values.len() < DISTINCT {
            values.insert(joined.clone(), 1);
        }
    }
    Ok(values)
}

/// Joins the values of several columns; empty ones are left out.
pub fn join(record: &csv::StringRecord, columns: &[usize], separator: &str, into: &mut String) {
    for value in columns.iter().filter_map(|&at| record.get(at)).map(str::trim).filter(|value| !value.is_empty()) {
        if !into.is_empty() {
            into.push_str(separator);
        }
        into.push_str(value);
    }
}
