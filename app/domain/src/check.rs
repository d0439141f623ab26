//! What a deal's state must satisfy before it is written, by whatever way it comes.

use crate::{Category, Day, DealType, Stage, StageId, State, Workspace};
use std::collections::BTreeSet;

/// One field at fault, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct Fault {
    /// The field of [`State`].
    pub field: &'static str,
    /// What is wrong with it and what to do.
    pub message: String,
}

/// The largest amount of a line, in minor units: a million billions of cents leaves room to add up a million lines.
pub const LARGEST_AMOUNT: i64 = 1_000_000_000_000;
/// How many lines a deal may have.
pub const MOST_LINES: usize = 100;

const FIRST_DAY: Day = Day(0);
/// 2200-12-31.
const LAST_DAY: Day = Day(84_370);

impl Workspace {
    /// The stage with this number, of whichever process.
    pub fn stage(&self, id: StageId) -> Option<&Stage> {
        self.processes.iter().find_map(|process| process.stage(id))
    }
}

impl State {
    /// Checks what every deal must satisfy: a name, a stage that exists, amounts and days within reason, a manual category
    /// that an open deal can have. All faults at once.
    pub fn check(&self, workspace: &Workspace) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        let mut fault = |field, message: String| faults.push(Fault { field, message });

        if self.name.trim().is_empty() {
            fault("name", "Give the deal a name.".into());
        }
        for (field, text, most) in [
            ("name", Some(&self.name), 200),
            ("region", self.region.as_ref(), 100),
            ("next_step", self.next_step.as_ref(), 2_000),
            ("lost_reason", self.lost_reason.as_ref(), 2_000),
        ] {
            let length = text.map_or(0, |text| text.chars().count());
            if length > most {
                fault(field, format!("It has {length} characters; at most {most} are possible."));
            }
            // A zero character is text to one database and the end of it to the other.
            if text.is_some_and(|text| text.contains('\0')) {
                fault(field, "It has a character that is not text.".into());
            }
        }
        if workspace.stage(self.stage).is_none() {
            fault("stage", format!("There is no stage with number {}.", self.stage.0));
        }
        if self.category == Some(Category::Closed) {
            fault("category", "Only a won deal is Closed, and it is so by its stage. Choose another category or none.".into());
        }
        if self.lines.len() > MOST_LINES {
            fault("lines", format!("There are {} lines; at most {MOST_LINES} are possible.", self.lines.len()));
        }
        let mut numbers = BTreeSet::new();
        for line in &self.lines {
            if line.line < 0 || !numbers.insert(line.line) {
                fault("lines", format!("The line number {} is negative or appears twice.", line.line));
            }
            if [line.acv, line.one_off].iter().any(|amount| amount.unsigned_abs() > LARGEST_AMOUNT.unsigned_abs()) {
                fault("lines", format!("The amount of line {} is beyond {LARGEST_AMOUNT} minor units.", line.line));
            } else if line.acv < 0 && self.deal_type != DealType::Contraction {
                fault("lines", format!("The ACV of line {} is negative, which only a contraction's can be.", line.line));
            }
        }
        for (field, day) in [("close_day", self.close_day), ("next_step_day", self.next_step_day)] {
            if day.is_some_and(|day| !(FIRST_DAY..=LAST_DAY).contains(&day)) {
                fault(field, "The day must lie between 1970-01-01 and 2200-12-31.".into());
            }
        }
        if self.term_months.is_some_and(|months| !(1..=1_200).contains(&months)) {
            fault("term_months", "The term must be between 1 and 1200 months.".into());
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_the_last_of_2200() {
        assert_eq!(Day::from_ymd(2200, 12, 31), Some(LAST_DAY));
    }
}
