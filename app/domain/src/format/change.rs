//! Changes: a shape for the eye, a word for the ear.

use super::Language;
use crate::{Company, Currency, Ratio, measure::Change};
use std::cmp::Ordering;

/// A change in two forms. The arrow alone says nothing to a screen reader, so it reads the other one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeText {
    /// For the eye: `▲ 12%`, `▼ 1.7M`, `= 0%`, `new`.
    pub shown: String,
    /// For the ear: `up 12%`, `down 1.7M`, `unchanged`, `new`.
    pub spoken: String,
    /// Less, the same or more.
    pub direction: Ordering,
}

impl Language {
    /// A change against a base, in whole percent.
    pub fn change(self, change: Change) -> ChangeText {
        match change {
            Change::New => {
                let word = match self {
                    Self::En => "new",
                    Self::It => "nuovo",
                };
                ChangeText { shown: word.into(), spoken: word.into(), direction: Ordering::Greater }
            }
            Change::Same => self.directed(0, "0%"),
            Change::By(ratio) => {
                let percent = ratio.scaled(100).unwrap_or(0);
                self.directed(percent, &format!("{}%", self.integer(percent.saturating_abs())))
            }
        }
    }

    /// A change in money, shortened.
    pub fn money_change(self, by: Company, currency: Currency) -> ChangeText {
        self.directed(by.0, &self.money_short(Company(by.0.saturating_abs()), currency))
    }

    /// A change between two multiples, in tenths of a time: coverage has no percentages. Nothing if one has no value.
    pub fn times_change(self, then: Ratio, now: Ratio) -> Option<ChangeText> {
        // The tenths shown are subtracted, so that what stands on the screen adds up.
        let tenths = now.scaled(10)? - then.scaled(10)?;
        Some(self.directed(tenths, &format!("{}×", self.decimals(tenths.saturating_abs(), 1))))
    }

    fn directed(self, by: i64, size: &str) -> ChangeText {
        let direction = by.cmp(&0);
        let (shape, word) = match (direction, self) {
            (Ordering::Greater, Self::En) => ("▲", "up"),
            (Ordering::Greater, Self::It) => ("▲", "in aumento di"),
            (Ordering::Less, Self::En) => ("▼", "down"),
            (Ordering::Less, Self::It) => ("▼", "in calo di"),
            (Ordering::Equal, Self::En) => ("=", "unchanged"),
            (Ordering::Equal, Self::It) => ("=", "invariato"),
        };
        let spoken = if direction == Ordering::Equal { word.into() } else { format!("{word} {size}") };
        ChangeText { shown: format!("{shape} {size}"), spoken, direction }
    }
}
