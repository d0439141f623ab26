//! A deal that is known already, and a file that says something else of it: field by field, against what the last import
//! said.

use super::plan::Plan;
use contract::import::ConflictRule;
use domain::{Cause, State, Version};

/// Which fields a file says anything about.
#[derive(Clone, Debug)]
pub struct Says {
    fields: Vec<&'static str>,
}

/// What comes of a merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// It becomes this, if it is not so already. The fields that were kept because a person edited them are named.
    Taken(Option<Box<State>>, Vec<&'static str>),
    /// These fields were edited by a person and changed in the file: somebody has to decide.
    Conflict(Vec<&'static str>),
}

/// Does something for each field of a deal that files can speak of: its name, and the parts of the state it consists of.
macro_rules! each_field {
    ($do:ident) => {
        $do!("stage", stage);
        $do!("name", name);
        $do!("account", account);
        $do!("owner", owner);
        $do!("type", deal_type);
        $do!("amount", lines, estimated);
        $do!("currency", currency);
        $do!("category", category);
        $do!("close", close_day);
        $do!("source", source);
        $do!("sourced_by", sourced_by);
        $do!("campaign", campaign);
        $do!("region", region);
        $do!("term_months", term_months);
        $do!("next_step", next_step);
        $do!("next_step_day", next_step_day);
        $do!("lost_reason", lost_reason);
        $do!("deleted", deleted);
    };
}

/// Which fields of a file of deals speak of each field of a deal.
const SPOKEN_BY: &[(&str, &[&str])] = &[
    ("stage", &["stage"]),
    ("name", &["name"]),
    ("account", &["account"]),
    ("owner", &["owner"]),
    ("type", &["type"]),
    ("amount", &["amount", "product", "one_off"]),
    ("currency", &["currency"]),
    ("category", &["category"]),
    ("close", &["close", "expected_close"]),
    ("source", &["source"]),
    ("sourced_by", &["sourced_by"]),
    ("campaign", &["campaign"]),
    ("region", &["region"]),
    ("term_months", &["term_months"]),
    ("next_step", &["next_step"]),
    ("next_step_day", &["next_step_day"]),
    ("lost_reason", &["lost_reason"]),
    ("created", &["created"]),
    ("deleted", &["deleted"]),
];

/// Which fields of a file of deals speak of a field of a deal; none of its key.
pub fn spoken_by(field: &str) -> &'static [&'static str] {
    SPOKEN_BY.iter().find(|(name, _)| *name == field).map_or(&[], |(_, by)| by)
}

/// What imports have said of a deal so far, field by field. An import's version also holds what people had edited before
/// it: only where it differs from the version before it did a file speak.
pub fn said(versions: &[Version]) -> Option<State> {
    let mut in_order: Vec<&Version> = versions.iter().collect();
    in_order.sort_by_key(|version| version.log);
    let first = in_order.iter().position(|version| version.cause == Cause::Import)?;
    let mut said = in_order[first].state.clone();
    for pair in in_order[first..].windows(2) {
        let (before, after) = (&pair[0].state, &pair[1]);
        if !matches!(after.cause, Cause::Import | Cause::Undo) {
            continue;
        }
        macro_rules! take {
            ($name:literal, $($part:ident),+) => {
                if false $(|| after.state.$part != before.$part)+ {
                    $(said.$part = after.state.$part.clone();)+
                }
            };
        }
        each_field!(take);
    }
    Some(said)
}

impl Says {
    /// The fields a file of deals has columns for.
    pub fn of(plan: &Plan, has_lines: bool) -> Self {
        let mapped = |by: &[&str]| by.iter().any(|name| plan.field(name).is_mapped());
        let says = |name: &str, by: &[&str]| mapped(by) || has_lines && name == "amount";
        Self { fields: SPOKEN_BY.iter().filter(|(name, by)| says(name, by)).map(|(name, _)| *name).collect() }
    }

    /// Everything a history file can say.
    pub fn steps() -> Self {
        Self { fields: vec!["stage", "amount", "currency", "category", "close"] }
    }
}

/// Merges what a file says into a deal. `base` is what imports have said so far, `current` how the deal is.
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
    each_field!(field);
    if !conflicts.is_empty() {
        Merged::Conflict(conflicts)
    } else {
        Merged::Taken((merged != *current).then(|| Box::new(merged)), kept)
    }
}
