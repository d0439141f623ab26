//! A file's mapping, made ready for reading rows: which columns a field is in, and how its values are read.

use super::date::{self, When};
use super::fields::{Holds, fields};
use super::number::{self, Amount};
use super::survey::{FileSurvey, join};
use contract::Problem;
use contract::import::{DateOrder, DecimalMark, FileKind, FileProfile, Why};
use csv::StringRecord;
use std::collections::HashMap;

/// One field of a file.
#[derive(Clone, Debug, Default)]
pub struct Mapped {
    /// Its columns; none if it is not mapped.
    columns: Vec<usize>,
    /// Their headers.
    pub header: String,
    /// Whether only the first column that is filled counts.
    either: bool,
    /// Values to be replaced.
    values: HashMap<String, String>,
    /// How its dates are written.
    order: Option<DateOrder>,
    /// How its numbers are written.
    mark: Option<DecimalMark>,
    separator: &'static str,
}

impl Mapped {
    /// Whether the file says anything about it.
    pub fn is_mapped(&self) -> bool {
        !self.columns.is_empty()
    }

    /// The value in a row as it stands, trimmed, before any replacing: of several columns, of the first that is filled.
    pub fn raw<'r>(&self, record: &'r StringRecord) -> &'r str {
        let mut values = self.columns.iter().filter_map(|&at| record.get(at)).map(str::trim);
        values.find(|value| !value.is_empty()).unwrap_or_default()
    }

    /// The text in a row, with replacements made. Of several columns texts are joined; of dates and numbers the first that
    /// is filled counts. Nothing if it is empty.
    pub fn text<'a>(&'a self, record: &'a StringRecord, joined: &'a mut String) -> Option<&'a str> {
        let value = if self.either {
            self.raw(record)
        } else if self.columns.len() > 1 {
            joined.clear();
            join(record, &self.columns, self.separator, joined);
            joined.as_str()
        } else {
            self.raw(record)
        };
        let value = if self.values.is_empty() { value } else { self.values.get(value).map_or(value, String::as_str) };
        (!value.is_empty()).then_some(value)
    }

    /// The text as an own value.
    pub fn owned(&self, record: &StringRecord) -> Option<String> {
        self.text(record, &mut String::new()).map(str::to_owned)
    }

    /// The date in a row. The error is the text that is none.
    pub fn date(&self, record: &StringRecord) -> Result<Option<When>, String> {
        match self.text(record, &mut String::new()) {
            None => Ok(None),
            Some(text) => date::parse(text, self.order).map(Some).ok_or_else(|| text.to_owned()),
        }
    }

    /// The amount in a row. The error is the text that is none.
    pub fn amount(&self, record: &StringRecord, decimals: u32) -> Result<Option<Amount>, String> {
        match self.text(record, &mut String::new()) {
            None => Ok(None),
            Some(text) => {
                number::parse(text, self.mark.unwrap_or(DecimalMark::Point), decimals).map(Some).ok_or_else(|| text.to_owned())
            }
        }
    }
}

/// All fields of a file.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The file.
    pub file: String,
    fields: HashMap<&'static str, Mapped>,
    /// How many columns the header has.
    pub width: usize,
}

impl Plan {
    /// Makes a mapping ready. Refused is a column or field that there is not.
    pub fn new(file: &FileProfile, kind: FileKind, survey: &FileSurvey) -> Result<Self, Problem> {
        let refused = |why| Problem::refused("columns", Some(&file.name), why);
        if let Some(unknown) = file.columns.keys().find(|name| !fields(kind).iter().any(|field| field.name == **name)) {
            return Err(refused(Why::UnknownField { field: unknown.clone(), kind }));
        }
        let mut mapped = HashMap::new();
        for field in fields(kind) {
            let headers = file.columns.get(field.name).map(Vec::as_slice).unwrap_or_default();
            let mut columns = Vec::new();
            for header in headers {
                let at = survey.columns.iter().position(|column| column.name == *header);
                columns.push(at.ok_or_else(|| refused(Why::UnknownColumn { column: header.clone() }))?);
            }
            let surveyed = || headers.iter().filter_map(|header| survey.column(header));
            mapped.insert(
                field.name,
                Mapped {
                    columns,
                    header: headers.join(" / "),
                    values: file.values.get(field.name).map(|values| values.clone().into_iter().collect()).unwrap_or_default(),
                    order: (field.holds == Holds::Date)
                        .then(|| file.dates.get(field.name).copied().or_else(|| surveyed().find_map(|column| column.date_order)))
                        .flatten(),
                    mark: file.decimal.or_else(|| surveyed().find_map(|column| column.decimal)),
                    either: field.holds != Holds::Text,
                    separator: if field.name == "stage" { " / " } else { " " },
                },
            );
        }
        Ok(Self { file: file.name.clone(), fields: mapped, width: survey.columns.len() })
    }

    /// A field of this kind of file.
    pub fn field(&self, name: &str) -> &Mapped {
        static NONE: std::sync::LazyLock<Mapped> = std::sync::LazyLock::new(Mapped::default);
        self.fields.get(name).unwrap_or(&NONE)
    }
}
