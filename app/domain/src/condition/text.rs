//! Conditions as text: `owner:me;stage:3,4;close:today..today+30;(amount:100000..|category:commit);!flag:no_next_step`.
//!
//! `;` is *and*, `|` is *or* and binds less tightly, `!` is *not*, parentheses group, and the values of a field, joined by
//! commas, are *or*. A range has both its ends: `..` alone is any value. A `,` `;` `:` `|` `(` `)` or `\` inside a value is
//! written with a `\` before it. Every text of a [`crate::Filter`] is one of a condition and means the same.

use super::{Bound, Condition, Field, Span, Values, words};
use crate::Day;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// How long a text may be, and how deep its parentheses.
const LONGEST: usize = 8_000;
const DEEPEST: usize = 20;
/// What looks for a part of the name.
const NAME: &str = "name";

/// Why a text is not a condition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotACondition {
    /// No such field.
    #[error("“{0}” cannot be filtered by; there are name, {fields}", fields = fields())]
    Field(String),
    /// Not `field:values`.
    #[error("“{0}” is not a condition: write it as field:value,value and join several by ; (and) or | (or)")]
    Shape(String),
    /// A value the field cannot have.
    #[error("“{value}” is not possible for {field}: it has to be {expected}")]
    Value {
        /// The field.
        field: Field,
        /// The value.
        value: String,
        /// What would be.
        expected: String,
    },
    /// A range that ends before it begins.
    #[error("the range “{0}” ends before it begins")]
    Backwards(String),
    /// One too few or too many.
    #[error("the parentheses do not match in “{0}”")]
    Parentheses(String),
    /// Nobody reads that.
    #[error("the condition is too long or has too many parentheses inside each other")]
    Long,
}

fn fields() -> String {
    Field::ALL.iter().map(|field| field.as_str()).collect::<Vec<_>>().join(", ")
}

impl FromStr for Condition {
    type Err = NotACondition;

    fn from_str(text: &str) -> Result<Self, NotACondition> {
        if text.len() > LONGEST {
            return Err(NotACondition::Long);
        }
        let mut reader = Reader { text, at: 0, depth: 0 };
        let condition = reader.any()?;
        if reader.at < text.len() { Err(NotACondition::Parentheses(text.to_owned())) } else { Ok(condition) }
    }
}

/// Reads from the left.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn next_is(&mut self, c: char) -> bool {
        let found = self.text[self.at..].starts_with(c);
        self.at += usize::from(found) * c.len_utf8();
        found
    }

    /// Conditions joined by `|`.
    fn any(&mut self) -> Result<Condition, NotACondition> {
        let first = self.every()?;
        let mut some = vec![first];
        while self.next_is('|') {
            some.push(self.every()?);
        }
        if some.len() == 1 { Ok(some.remove(0)) } else { Ok(Condition::Any(some)) }
    }

    /// Conditions joined by `;`; what is empty between two of them is passed over.
    fn every(&mut self) -> Result<Condition, NotACondition> {
        let mut all = Vec::new();
        loop {
            if !self.text[self.at..].starts_with([';', '|', ')']) && self.at < self.text.len() {
                all.push(self.one()?);
            }
            if !self.next_is(';') {
                return Ok(Condition::of(all));
            }
        }
    }

    fn one(&mut self) -> Result<Condition, NotACondition> {
        let not = self.text[self.at..].starts_with('!');
        let group = self.text[self.at..].starts_with('(');
        if !not && !group {
            return self.leaf();
        }
        self.at += 1;
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(NotACondition::Long);
        }
        let inner = if not {
            Condition::Not(Box::new(self.one()?))
        } else {
            let inner = self.any()?;
            if !self.next_is(')') {
                return Err(NotACondition::Parentheses(self.text.to_owned()));
            }
            inner
        };
        self.depth -= 1;
        Ok(inner)
    }

    fn leaf(&mut self) -> Result<Condition, NotACondition> {
        let start = self.at;
        let name = self.part();
        if !self.next_is(':') {
            return Err(NotACondition::Shape(name));
        }
        let begin = self.at;
        let mut values = vec![self.part()];
        while self.next_is(',') {
            values.push(self.part());
        }
        let written = &self.text[begin..self.at];
        if self.text[self.at..].starts_with([':', '(', '!']) {
            return Err(NotACondition::Shape(self.text[start..].to_owned()));
        }
        if name == NAME {
            return Ok(Condition::Contains(values.join(",")));
        }
        let field = Field::parse(&name).ok_or(NotACondition::Field(name))?;
        leaf(field, values, written)
    }

    /// Up to the next sign that means something, without the `\` before those that do not.
    fn part(&mut self) -> String {
        let mut part = String::new();
        let mut chars = self.text[self.at..].char_indices();
        let mut end = self.text.len();
        while let Some((at, c)) = chars.next() {
            match c {
                ',' | ';' | ':' | '|' | '(' | ')' => {
                    end = self.at + at;
                    break;
                }
                '\\' => part.extend(chars.next().map(|(_, c)| c)),
                c => part.push(c),
            }
        }
        self.at = end;
        part
    }
}

fn leaf(field: Field, values: Vec<String>, written: &str) -> Result<Condition, NotACondition> {
    let kind = field.values();
    if matches!(kind, Values::Days | Values::Numbers)
        && let [value] = values.as_slice()
        && let Some((from, to)) = value.split_once("..")
    {
        let end = |text: &str| if text.is_empty() { Ok(None) } else { bound(field, text).map(Some) };
        let (from, to) = (end(from)?, end(to)?);
        let backwards = match (from, to) {
            (Some(Bound::Day(from)), Some(Bound::Day(to))) => from > to,
            (Some(Bound::Today(from)), Some(Bound::Today(to))) => from > to,
            (Some(Bound::Number(from)), Some(Bound::Number(to))) => from > to,
            _ => false,
        };
        return if backwards {
            Err(NotACondition::Backwards(written.to_owned()))
        } else {
            Ok(Condition::Within(field, from, to))
        };
    }
    for value in values.iter().filter(|value| !value.is_empty()) {
        match kind {
            Values::Days if Span::parse(value).is_some() => {}
            Values::Days | Values::Numbers => drop(bound(field, value)?),
            Values::Words => {
                let known = words(field);
                if !known.is_empty() && !known.contains(&value.as_str()) {
                    let expected = format!("one of {}", known.join(", "));
                    return Err(NotACondition::Value { field, value: value.clone(), expected });
                }
            }
            Values::Keys | Values::People => {}
        }
    }
    Ok(Condition::Is(field, values))
}

/// One end of a range, or a value: a number, a day, or a day counted from today.
pub(super) fn bound(field: Field, text: &str) -> Result<Bound, NotACondition> {
    let numbers = field.values() == Values::Numbers;
    let found = if numbers {
        text.parse().ok().map(Bound::Number)
    } else if let Some(days) = text.strip_prefix("today") {
        let days = if days.is_empty() { Some(0) } else { days.parse::<i32>().ok().filter(|_| days.starts_with(['+', '-'])) };
        days.filter(|days| days.unsigned_abs() <= 100_000).map(Bound::Today)
    } else {
        text.parse::<Day>().ok().map(Bound::Day)
    };
    found.ok_or_else(|| {
        let expected = if numbers {
            "a whole number, or a range such as 1..10".to_owned()
        } else {
            let spans = Span::ALL.map(Span::as_str).join(", ");
            format!("a day such as 2026-12-08, today, today+14, a range of these such as today..today+14, or one of {spans}")
        };
        NotACondition::Value { field, value: text.to_owned(), expected }
    })
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Today(0) => f.write_str("today"),
            Self::Today(days) => write!(f, "today{days:+}"),
            Self::Number(number) => number.fmt(f),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(all) => write_joined(f, all, ';'),
            // Nothing is no word: what is not everything.
            Self::Any(some) if some.is_empty() => f.write_str("!()"),
            Self::Any(some) => write_joined(f, some, '|'),
            Self::Not(inner) => {
                f.write_str("!")?;
                write_inner(f, inner)
            }
            Self::Is(field, values) => {
                write!(f, "{field}:")?;
                for (at, value) in values.iter().enumerate() {
                    f.write_str(if at > 0 { "," } else { "" })?;
                    write_value(f, value)?;
                }
                Ok(())
            }
            Self::Within(field, from, to) => {
                let end = |bound: &Option<Bound>| bound.map(|bound| bound.to_string()).unwrap_or_default();
                write!(f, "{field}:{}..{}", end(from), end(to))
            }
            Self::Contains(part) => {
                write!(f, "{NAME}:")?;
                write_value(f, part)
            }
        }
    }
}

fn write_joined(f: &mut fmt::Formatter<'_>, conditions: &[Condition], sign: char) -> fmt::Result {
    for (at, condition) in conditions.iter().enumerate() {
        if at > 0 {
            write!(f, "{sign}")?;
        }
        write_inner(f, condition)?;
    }
    Ok(())
}

/// In parentheses, if it is several.
fn write_inner(f: &mut fmt::Formatter<'_>, condition: &Condition) -> fmt::Result {
    match condition {
        Condition::All(_) | Condition::Any(_) => write!(f, "({condition})"),
        one => write!(f, "{one}"),
    }
}

fn write_value(f: &mut fmt::Formatter<'_>, value: &str) -> fmt::Result {
    value.chars().try_for_each(|c| {
        if matches!(c, ',' | ';' | ':' | '|' | '(' | ')' | '\\') {
            f.write_str("\\")?;
        }
        write!(f, "{c}")
    })
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
