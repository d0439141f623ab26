//! A deal that is known already, and a file that says something else of it: field by field, against what the last import
//! said.

use super::plan::Plan;
use contract::import::ConflictRule;
use domain::State;

/// Which fields a file says anything about.
#[derive(Clone, Debug)]
pub struct Says {
    fields: Vec<&'static str>,
}

/// What comes of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// The deal already is as the file says.
    Same,
    /// It becomes this. The fields that were kept because a person edited them are named.
    Changed(Box<State>, Vec<&'static str>),
    /// These fields were edited by a person and changed in the file: somebody has to decide.
    Conflict(Vec<&'static str>),
}

impl Says {
    /// The fields a file of deals has columns for.
    pub fn of(plan: &Plan, has_lines: bool) -> Self {
        let any = |names: &[&str]| names.iter().any(|name| plan.field(name).is_mapped());
        let mut fields = vec!["stage"];
        let mut add = |name, by: &[&str]| {
            if any(by) {
                fields.push(name);
            }
        };
        add("name", &["name"]);
        add("account", &["account"]);
        add("owner", &["owner"]);
        add("type", &["type"]);
        add("amount", &["amount", "product", "one_off"]);
        add("currency", &["currency"]);
        add("category", &["category"]);
        add("close date", &["close", "expected_close"]);
        add("source", &["source"]);
        add("sourced by", &["sourced_by"]);
        add("campaign", &["campaign"]);
        add("region", &["region"]);
        add("term", &["term_months"]);
        add("next step", &["next_step"]);
        add("next step's date", &["next_step_day"]);
        add("lost reason", &["lost_reason"]);
        add("deleted", &["deleted"]);
        if has_lines && !fields.contains(&"amount") {
            fields.push("amount");
        }
        Self { fields }
    }

    /// Everything a history file can say.
    pub fn steps() -> Self {
        Self { fields: vec!["stage", "amount", "currency", "category", "close date"] }
    }
}

/// Merges what a file says into a deal. `base` is what the last import said, `current` how the deal is.
pub fn merge(base: &State, current: &State, file: &State, says: &Says, rule: ConflictRule) -> Merged {
    let mut merged = current.clone();
    let (mut conflicts, mut kept) = (Vec::new(), Vec::new());
    macro_rules! field {
        ($name:literal, $($part:ident),+) => {
            let unchanged = true $(&& file.$part == base.$part)+;
            let already = true $(&& file.$part == current.$part)+;
            let edited = false $(|| current.$part != base.$part)+;
            if says.fields.contains(&$name) && !unchanged && !already {
                match (edited, rule) {
                    (true, ConflictRule::Ask) => conflicts.push($name),
                    (true, ConflictRule::Keep) => kept.push($name),
                    _ => { $(merged.$part = file.$part.clone();)+ }
                }
            }
        };
    }
    field!("stage", stage);
    field!("name", name);
    field!("account", account);
    field!("owner", owner);
    field!("type", deal_type);
    field!("amount", lines, estimated);
    field!("currency", currency);
    field!("category", category);
    field!("close date", close_day);
    field!("source", source);
    field!("sourced by", sourced_by);
    field!("campaign", campaign);
    field!("region", region);
    field!("term", term_months);
    field!("next step", next_step);
    field!("next step's date", next_step_day);
    field!("lost reason", lost_reason);
    field!("deleted", deleted);
    if !conflicts.is_empty() {
        Merged::Conflict(conflicts)
    } else if merged == *current {
        Merged::Same
    } else {
        Merged::Changed(Box::new(merged), kept)
    }
}
