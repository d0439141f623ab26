//! What a deal's state and the settings must satisfy before they are written, by whatever way they come.

use crate::stage::ProcessError;
use crate::{Category, Day, DealType, FiscalCalendar, Process, Stage, StageId, State, Workspace};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// One field at fault, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct Fault {
    /// The field of what was checked, by its path (`processes[0].stages[2].name`).
    pub field: Cow<'static, str>,
    /// What is wrong with it and what to do.
    pub message: String,
}

/// The largest amount of a line, in minor units: a million billions of cents leaves room to add up a million lines.
pub const LARGEST_AMOUNT: i64 = 1_000_000_000_000;
/// How many lines a deal may have.
pub const MOST_LINES: usize = 100;

/// Whether a day is one that a deal can have.
pub(crate) fn in_reach(day: Day) -> bool {
    (FIRST_DAY..=LAST_DAY).contains(&day)
}

const FIRST_DAY: Day = Day(0);
/// 2200-12-31.
const LAST_DAY: Day = Day(84_370);

impl Workspace {
    /// The stage with this number, of whichever process.
    pub fn stage(&self, id: StageId) -> Option<&Stage> {
        self.processes.iter().find_map(|process| process.stage(id))
    }

    /// Checks what the settings must satisfy, all faults at once. The time zone is checked where there is a database of zones.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        let mut fault = |field: String, message: String| faults.push(Fault { field: field.into(), message });

        if self.company.trim().is_empty() || self.company.chars().count() > 200 {
            fault("company".into(), "Give the company a name of at most 200 characters.".into());
        }
        if let Err(message) = FiscalCalendar::new(self.fiscal.clone()) {
            fault("fiscal.start_month".into(), message);
        }
        if self.processes.is_empty() {
            fault("processes".into(), "There must be at least one sales process.".into());
        }
        for (field, hour) in [("digest_hour", self.rhythm.digest_hour), ("meeting_hour", self.rhythm.meeting_hour)] {
            if hour > 23 {
                fault(format!("rhythm.{field}"), "An hour is 0 to 23.".into());
            }
        }
        let mut numbers = BTreeSet::new();
        for (at, process) in self.processes.iter().enumerate() {
            if process.name.trim().is_empty() || process.name.chars().count() > 100 {
                fault(format!("processes[{at}].name"), "Give the process a name of at most 100 characters.".into());
            }
            if let Err(error) = process.check() {
                fault(format!("processes[{at}].{}", error.field(process)), format!("{}.", sentence(&error.to_string())));
            }
            for (row, stage) in process.stages.iter().enumerate() {
                if stage.name.chars().count() > 100 {
                    let message = "A stage's name may have at most 100 characters.".into();
                    fault(format!("processes[{at}].stages[{row}].name"), message);
                }
                if !numbers.insert(stage.id) {
                    let message = format!("The stage number {} appears twice.", stage.id.0);
                    fault(format!("processes[{at}].stages[{row}].id"), message);
                }
            }
        }
        if let Err(wrong) = self.hygiene.check(self) {
            faults.extend(wrong);
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

impl ProcessError {
    /// The field of the process that is at fault.
    fn field(&self, process: &Process) -> String {
        let named = |name: &str| process.stages.iter().rposition(|stage| stage.name == *name);
        let (row, field) = match self {
            Self::Missing(_) | Self::NoEntry => (None, ""),
            Self::Twice(name) => (named(name), "name"),
            Self::LeavesPipeline(name) => (named(name), "entered"),
            Self::Category(name) => (named(name), "category"),
            Self::Probability(name) => (named(name), "probability"),
            Self::NoName => (process.stages.iter().position(|stage| stage.name.trim().is_empty()), "name"),
        };
        row.map_or_else(|| "stages".into(), |row| format!("stages[{row}].{field}"))
    }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

impl State {
    /// Checks what every deal must satisfy: a name, a stage that exists, amounts and days within reason, a manual category
    /// that an open deal can have. All faults at once.
    pub fn check(&self, workspace: &Workspace) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        let mut fault = |field: &'static str, message: String| faults.push(Fault { field: field.into(), message });

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
                fault("lines", format!("The amount of line {} is larger than any can be.", line.line));
            } else if line.acv < 0 && self.deal_type != DealType::Contraction {
                fault("lines", format!("The ACV of line {} is negative, which only a contraction's can be.", line.line));
            }
        }
        for (field, day) in [("close_day", self.close_day), ("next_step_day", self.next_step_day)] {
            if !day.is_none_or(in_reach) {
                fault(field, "The day must lie between 1970-01-01 and 2200-12-31.".into());
            }
        }
        if self.term_months.is_some_and(|months| !(1..=1_200).contains(&months)) {
            fault("term_months", "The term must be between 1 and 1200 months.".into());
        }
        self.check_detail(fault);
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Pattern, Week53};
    use crate::workspace::RegionRule;
    use crate::{Currency, FiscalSettings, StageKind};

    fn workspace() -> Workspace {
        let stage = |id, name: &str, kind, probability, category, entered| Stage {
            id: StageId(id),
            name: name.into(),
            kind,
            probability,
            category,
            entered,
            requires: vec![],
        };
        let stages = vec![
            stage(1, "Talk", StageKind::Open, 1_000, Category::Pipeline, true),
            stage(2, "Won", StageKind::Won, 10_000, Category::Closed, true),
            stage(3, "Lost", StageKind::Lost, 0, Category::Omitted, false),
        ];
        Workspace {
            company: "Acme".into(),
            demo: false,
            currency: Currency::EUR,
            time_zone: "UTC".into(),
            fiscal: FiscalSettings { start_month: 2, pattern: Pattern::Months, week53: Week53::default(), holidays: vec![] },
            processes: vec![Process { name: "Sales".into(), stages }],
            commit_requires: vec![],
            region_order: RegionRule::default_order(),
            hygiene: crate::hygiene::Rules::default(),
            keep_on_devices: true,
            rhythm: crate::workspace::Rhythm::default(),
        }
    }

    #[test]
    fn every_fault_of_the_settings_names_its_field() {
        let wrong = |change: fn(&mut Workspace)| {
            let mut workspace = workspace();
            change(&mut workspace);
            workspace.check().map_err(|faults| faults.into_iter().map(|fault| fault.field.into_owned()).collect::<Vec<_>>())
        };
        let stage = |field: &str| Err(vec![format!("processes[0].{field}")]);
        assert_eq!(wrong(|_| {}), Ok(()));
        assert_eq!(wrong(|w| w.company = "  ".into()), Err(vec!["company".into()]));
        assert_eq!(wrong(|w| w.fiscal.start_month = 13), Err(vec!["fiscal.start_month".into()]));
        assert_eq!(wrong(|w| w.processes.clear()), Err(vec!["processes".into()]));
        assert_eq!(wrong(|w| w.processes[0].name.clear()), stage("name"));
        assert_eq!(wrong(|w| w.processes[0].stages[1].name = "talk".into()), stage("stages[1].name"));
        assert_eq!(wrong(|w| w.processes[0].stages[0].name = " ".into()), stage("stages[0].name"));
        assert_eq!(wrong(|w| w.processes[0].stages[0].probability = 10_001), stage("stages[0].probability"));
        assert_eq!(wrong(|w| w.processes[0].stages[0].category = Category::Closed), stage("stages[0].category"));
        assert_eq!(wrong(|w| w.processes[0].stages[2].entered = true), stage("stages[2].entered"));
        assert_eq!(wrong(|w| w.processes[0].stages[0].entered = false), stage("stages"));
        assert_eq!(wrong(|w| drop(w.processes[0].stages.remove(2))), stage("stages"));
        assert_eq!(wrong(|w| w.processes[0].stages[1].id = StageId(1)).unwrap_err().len(), 2);
        assert_eq!(
            wrong(|w| {
                w.company.clear();
                w.processes[0].name.clear();
            }),
            Err(vec!["company".into(), "processes[0].name".into()])
        );
    }

    #[test]
    fn the_last_day_is_the_last_of_2200() {
        assert_eq!(Day::from_ymd(2200, 12, 31), Some(LAST_DAY));
    }
}
