//! What people call fields, values and conditions.

use crate::context::Visit;
use crate::ui::i18n::Texts;
use crate::ui::i18n::desk;
use crate::ui::i18n::hygiene;
use crate::ui::names::value_name;
use contract::book::Named;
use domain::condition::{Bound, Span};
use domain::{Category, Condition, Flag, StageKind};

use super::question::Field;

/// The names of values that lists answer with, and the reader's language.
#[derive(Clone, Copy)]
pub struct Names<'p> {
    /// The texts.
    pub t: &'static Texts,
    /// The visit.
    pub visit: &'p Visit,
    /// What the API calls the values of the condition.
    pub named: &'p [Named],
}

impl Names<'_> {
    /// A value of a field.
    pub fn value(self, field: Field, key: &str) -> String {
        let words = desk(self.t.language);
        let label =
            self.named.iter().find(|named| named.field == field.as_str() && named.key == key).map_or("", |named| &named.label);
        let own = match (field, key) {
            (Field::Owner | Field::Manager, "me") => Some(words.me.to_owned()),
            (Field::Flag, "") => Some(words.no_flag.to_owned()),
            (Field::Flag, "blocking") => Some(words.blocking.to_owned()),
            (Field::Flag, "warning") => Some(words.warning.to_owned()),
            (Field::Flag, key) => Flag::parse(key).map(|flag| (hygiene(self.t.language).flag)(flag).to_owned()),
            (Field::NextStep, "") => Some(words.nothing_said.to_owned()),
            (Field::Kind, key) => {
                StageKind::ALL.into_iter().find(|kind| kind.as_str() == key).map(|kind| (self.t.names.kind)(kind).to_owned())
            }
            (Field::Category, key) => Category::ALL
                .into_iter()
                .find(|category| category.as_str() == key)
                .map(|category| (self.t.names.category)(category).to_owned()),
            (Field::Close | Field::Created | Field::NextStep, key) => Span::parse(key)
                .map(|span| (words.span)(span).to_owned())
                .or_else(|| key.parse().ok().map(|day| self.t.language.day(day))),
            _ => None,
        };
        own.unwrap_or_else(|| match field.dimension() {
            Some(dimension) => value_name(self.t, self.visit, dimension, key, label),
            None if label.is_empty() => key.to_owned(),
            None => label.to_owned(),
        })
    }

    /// A condition, as a chip says it.
    pub fn condition(self, condition: &Condition) -> String {
        let words = desk(self.t.language);
        match condition {
            Condition::Is(field, values) => {
                let values: Vec<String> = values.iter().map(|value| self.value(*field, value)).collect();
                format!("{}: {}", (words.field)(*field), values.join(", "))
            }
            Condition::Within(field, from, to) => {
                let (from, to) = (from.map(|from| self.bound(*field, from)), to.map(|to| self.bound(*field, to)));
                let range = match (from, to) {
                    (Some(from), Some(to)) => format!("{from} – {to}"),
                    (Some(from), None) => format!("≥ {from}"),
                    (None, Some(to)) => format!("≤ {to}"),
                    (None, None) => "…".to_owned(),
                };
                format!("{}: {range}", (words.field)(*field))
            }
            Condition::Not(inner) => match inner.as_ref() {
                Condition::Is(field, values) => {
                    let values: Vec<String> = values.iter().map(|value| self.value(*field, value)).collect();
                    format!("{}: {}", (words.field)(*field), (words.is_not)(&values.join(", ")))
                }
                other => (words.is_not)(&self.condition(other)),
            },
            Condition::Contains(part) => format!("“{part}”"),
            Condition::All(some) => some.iter().map(|one| self.condition(one)).collect::<Vec<_>>().join(" + "),
            Condition::Any(some) => {
                some.iter().map(|one| self.condition(one)).collect::<Vec<_>>().join(&format!(" {} ", words.or))
            }
        }
    }

    fn bound(self, field: Field, bound: Bound) -> String {
        let words = desk(self.t.language);
        match (field, bound) {
            (_, Bound::Day(day)) => self.t.language.day(day),
            (_, Bound::Today(0)) => words.today.to_owned(),
            (_, Bound::Today(days)) => format!("{} {days:+}", words.today),
            (Field::Amount, Bound::Number(minor)) => match self.visit.workspace.as_ref() {
                Some(info) => self.t.language.money_short(domain::Company(minor), info.workspace.currency),
                None => minor.to_string(),
            },
            (_, Bound::Number(number)) => self.t.language.integer(number),
        }
    }
}
