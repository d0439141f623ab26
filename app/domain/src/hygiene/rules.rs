//! What the company looks at: each flag off, warning or blocking, and where it begins, per segment and stage.

use super::{Flag, Severity};
use crate::check::Fault;
use crate::{StageId, Workspace};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The company's rules. Empty: the numbers of measures, section 8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rules {
    /// What differs from the default, for all deals or some.
    pub settings: Vec<Setting>,
    /// How many won deals a median of days in a stage must rest on to be used.
    pub enough_deals: u32,
}

/// How one flag is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Setting {
    /// Which flag.
    pub flag: Flag,
    /// Only in this segment; absent: in all. Empty: accounts without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Only at this stage; absent: at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageId>,
    /// What it does.
    pub severity: Severity,
    /// The number it turns on, if it has one and another than by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
}

/// The rules that hold for one segment and stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    severity: [Severity; Flag::ALL.len()],
    limit: [i32; Flag::ALL.len()],
    enough_deals: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self { settings: Vec::new(), enough_deals: 10 }
    }
}

impl Rules {
    /// What holds for a segment (empty: none) and stage. A setting for both goes before one for the stage, that before one
    /// for the segment, and that before one for all.
    pub fn at(&self, segment: &str, stage: StageId) -> Rule {
        self.of(|setting| {
            setting.segment.as_deref().is_none_or(|named| named == segment) && setting.stage.is_none_or(|named| named == stage)
        })
    }

    /// What holds where nothing is set for a segment or a stage.
    pub fn general(&self) -> Rule {
        self.of(|setting| setting.rank() == 0)
    }

    /// What these settings come to.
    fn of(&self, holds: impl Fn(&Setting) -> bool) -> Rule {
        let mut rule = Rule {
            severity: std::array::from_fn(|at| Flag::ALL[at].severity()),
            limit: std::array::from_fn(|at| Flag::ALL[at].limit().unwrap_or(0)),
            enough_deals: self.enough_deals,
        };
        for rank in 0..4 {
            for setting in self.settings.iter().filter(|setting| setting.rank() == rank) {
                if holds(setting) {
                    let at = place(setting.flag);
                    rule.severity[at] = setting.severity;
                    rule.limit[at] = setting.limit.or(setting.flag.limit()).unwrap_or(0);
                }
            }
        }
        rule
    }

    /// Checks the rules, all faults at once.
    pub fn check(&self, workspace: &Workspace) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        let mut fault = |field: String, message: &str| faults.push(Fault { field: field.into(), message: message.into() });
        if !(1..=10_000).contains(&self.enough_deals) {
            fault("hygiene.enough_deals".into(), "A median must rest on 1 to 10000 won deals.");
        }
        let mut seen = BTreeSet::new();
        for (row, setting) in self.settings.iter().enumerate() {
            let field = |name: &str| format!("hygiene.settings[{row}].{name}");
            if !seen.insert((setting.flag, setting.segment.as_deref(), setting.stage)) {
                fault(field("flag"), "This flag is set twice for the same segment and stage. Keep one.");
            }
            if setting.stage.is_some_and(|stage| workspace.stage(stage).is_none()) {
                fault(field("stage"), "There is no such stage.");
            }
            if setting.segment.as_ref().is_some_and(|segment| segment.chars().count() > 100 || segment.contains('\0')) {
                fault(field("segment"), "A segment's name has at most 100 characters.");
            }
            match (setting.limit, setting.flag.limit()) {
                (Some(_), None) => fault(field("limit"), "This flag has no number. Leave it out."),
                (Some(limit), Some(_)) if !(1..=1_000).contains(&limit) => {
                    fault(field("limit"), "Choose a number from 1 to 1000.");
                }
                _ => {}
            }
        }
        if self.settings.len() > 1_000 {
            fault("hygiene.settings".into(), "There may be at most 1000 settings.");
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

impl Setting {
    /// How much it is meant for some deals only.
    fn rank(&self) -> u8 {
        u8::from(self.segment.is_some()) + 2 * u8::from(self.stage.is_some())
    }
}

impl Rule {
    /// What a flag does here.
    pub fn severity(&self, flag: Flag) -> Severity {
        self.severity[place(flag)]
    }

    /// The number a flag turns on here; 0 for one without.
    pub fn limit(&self, flag: Flag) -> i32 {
        self.limit[place(flag)]
    }

    /// How many won deals a median must rest on.
    pub fn enough_deals(&self) -> u32 {
        self.enough_deals
    }
}

fn place(flag: Flag) -> usize {
    flag as usize
}
