//! Filters as data: folded once into SQL and once into the ledger. A link holds them as text.

use crate::dimension::Dimension;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// For each dimension named, the keys let through. Dimensions are joined by *and*, the keys of one by *or*.
///
/// As text: `region:EMEA,APAC;source:AE`. A `,` `;` `:` or `\` inside a key is written with a `\` before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter(pub BTreeMap<Dimension, BTreeSet<String>>);

/// Why a text is not a filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAFilter {
    /// No such dimension.
    #[error("“{0}” cannot be filtered by")]
    Dimension(String),
    /// A part without a colon.
    #[error("“{0}” is not a filter: write it as dimension:value,value;dimension:value")]
    Shape(String),
    /// The same dimension twice contradicts itself.
    #[error("the filter names “{0}” twice")]
    Twice(Dimension),
}

impl Filter {
    /// No condition at all?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same filter with one dimension limited to one key (more narrowly, if it was limited already).
    #[must_use]
    pub fn and(&self, dimension: Dimension, key: &str) -> Self {
        let mut narrowed = self.clone();
        narrowed.0.insert(dimension, BTreeSet::from([key.to_owned()]));
        narrowed
    }

    /// The same filter without a condition on this dimension.
    #[must_use]
    pub fn without(&self, dimension: Dimension) -> Self {
        let mut widened = self.clone();
        widened.0.remove(&dimension);
        widened
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (dimension, keys)) in self.0.iter().enumerate() {
            write!(f, "{}{dimension}:", if at > 0 { ";" } else { "" })?;
            for (at, key) in keys.iter().enumerate() {
                if at > 0 {
                    f.write_str(",")?;
                }
                for c in key.chars() {
                    // The last three mean something in a [`crate::Condition`] only: every filter is one.
                    if matches!(c, ',' | ';' | ':' | '\\' | '|' | '(' | ')') {
                        f.write_str("\\")?;
                    }
                    write!(f, "{c}")?;
                }
            }
        }
        Ok(())
    }
}

impl std::str::FromStr for Filter {
    type Err = NotAFilter;

    fn from_str(text: &str) -> Result<Self, NotAFilter> {
        let mut filter = Self::default();
        for part in split(text, ';').into_iter().filter(|part| !part.is_empty()) {
            let pieces = split(&part, ':');
            let [name, keys] = pieces.as_slice() else { return Err(NotAFilter::Shape(part)) };
            let dimension = Dimension::parse(name).ok_or_else(|| NotAFilter::Dimension(name.clone()))?;
            let keys = split(keys, ',').iter().map(|key| unescape(key)).collect();
            if filter.0.insert(dimension, keys).is_some() {
                return Err(NotAFilter::Twice(dimension));
            }
        }
        Ok(filter)
    }
}

/// Splits at `separator` where no backslash stands before it; escapes stay in.
fn split(text: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for c in text.chars() {
        if c == separator && !escaped {
            parts.push(String::new());
            continue;
        }
        escaped = c == '\\' && !escaped;
        if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    out
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
