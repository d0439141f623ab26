//! Revisions of accounts, contacts and products. They are no versions: what stands is what counts. But each field knows at
//! which log number it was changed, so that two people who change different fields are not in each other's way.

use super::Result;
use super::code::unreadable;
use contract::{FieldError, Problem};
use domain::LogNo;
use std::collections::BTreeMap;

/// At which log number each field was changed last.
#[derive(Debug, Default)]
pub(super) struct Touched(BTreeMap<String, i64>);

/// A change being made, field by field.
pub(super) struct Revising {
    touched: Touched,
    base: LogNo,
    changed: Vec<&'static str>,
    conflicts: Vec<&'static str>,
}

impl Touched {
    /// Reads what is stored.
    pub(super) fn read(text: &str) -> Result<Self> {
        serde_json::from_str(text).map(Self).map_err(|_| unreadable("the revisions", text))
    }

    /// As it is stored.
    pub(super) fn write(&self) -> String {
        // A map of texts and numbers can always be written.
        serde_json::to_string(&self.0).unwrap_or_default()
    }

    /// Whether a field was changed after this log number.
    pub(super) fn since(&self, field: &str, log: LogNo) -> bool {
        self.0.get(field).is_some_and(|touched| *touched > log.0)
    }

    /// A field is changed at this log number.
    pub(super) fn touch(&mut self, field: &str, log: LogNo) {
        self.0.insert(field.to_owned(), log.0);
    }
}

impl Revising {
    /// Begins a change that is based on a revision.
    pub(super) fn new(touched: &str, base: LogNo) -> Result<Self> {
        Ok(Self { touched: Touched::read(touched)?, base, changed: Vec::new(), conflicts: Vec::new() })
    }

    /// A field becomes this, if it is to be changed at all and is not this already.
    pub(super) fn set<T: PartialEq + Clone>(&mut self, field: &'static str, now: &mut T, to: Option<&T>) {
        let Some(to) = to.filter(|to| *to != now) else { return };
        if self.touched.since(field, self.base) {
            self.conflicts.push(field);
        } else {
            *now = to.clone();
            self.changed.push(field);
        }
    }

    /// Whether there is anything to write. Fields that somebody else has changed meanwhile are named, all of them.
    pub(super) fn done(&self) -> std::result::Result<bool, Problem> {
        if self.conflicts.is_empty() {
            return Ok(!self.changed.is_empty());
        }
        let message = || "Somebody else has changed it meanwhile.".to_owned();
        let fields = self.conflicts.iter().map(|field| FieldError { field: (*field).to_owned(), message: message() });
        let detail = format!("Somebody else has changed this meanwhile: {}.", self.conflicts.join(", "));
        Err(Problem { fields: fields.collect(), ..Problem::conflict(detail) })
    }

    /// The revisions once this change has been made at a log number.
    pub(super) fn touched(mut self, log: LogNo) -> String {
        for field in &self.changed {
            self.touched.touch(field, log);
        }
        self.touched.write()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_field_is_in_the_way() {
        let touched = r#"{"name":7,"phone":3}"#;
        let mut revising = Revising::new(touched, LogNo(5)).unwrap();
        let (mut name, mut phone) = ("Acme".to_owned(), Some("1".to_owned()));
        revising.set("phone", &mut phone, Some(&None));
        assert!(revising.done().unwrap());
        revising.set("name", &mut name, Some(&"Acme".to_owned()));
        assert!(revising.done().unwrap(), "what it is already is no change");
        revising.set("name", &mut name, Some(&"Acme Inc".to_owned()));
        let problem = revising.done().unwrap_err();
        assert_eq!((problem.status, problem.fields[0].field.as_str(), name.as_str()), (409, "name", "Acme"));
        let mut revising = Revising::new(touched, LogNo(7)).unwrap();
        revising.set("name", &mut name, Some(&"Acme Inc".to_owned()));
        assert!(revising.done().unwrap());
        assert_eq!(revising.touched(LogNo(9)), r#"{"name":9,"phone":3}"#);
    }
}
