//! The rules in force, in words: what a flag means here, and where another rule holds.

use crate::ui::i18n::{Texts, hygiene};
use domain::hygiene::{Rules, Setting, Severity};
use domain::{Flag, Workspace};

/// What a flag means by these rules, and where others hold.
pub fn meaning(t: &'static Texts, workspace: &Workspace, flag: Flag) -> String {
    let names = hygiene(t.language);
    let rules = &workspace.hygiene;
    let general = rules.general();
    let mut said = vec![(names.help)(flag, general.limit(flag)), format!("{}.", (names.severity)(general.severity(flag)))];
    let apart = rules.settings.iter().filter(|setting| setting.flag == flag && place(t, workspace, setting).is_some());
    said.extend(apart.filter_map(|setting| Some((names.elsewhere)(&place(t, workspace, setting)?, &what(t, rules, setting)))));
    said.join(" ")
}

/// Where a setting holds; nothing if everywhere.
fn place(t: &'static Texts, workspace: &Workspace, setting: &Setting) -> Option<String> {
    let names = hygiene(t.language);
    let segment = setting.segment.as_deref().map(names.segment);
    let stage = setting.stage.and_then(|id| workspace.stage(id)).map(|stage| (names.at_stage)(&stage.name));
    let places: Vec<String> = segment.into_iter().chain(stage).collect();
    (!places.is_empty()).then(|| places.join(", "))
}

/// What a setting says.
fn what(t: &'static Texts, rules: &Rules, setting: &Setting) -> String {
    let names = hygiene(t.language);
    let severity = (names.severity)(setting.severity).to_lowercase();
    match setting.limit.or(setting.flag.limit()) {
        Some(limit) if setting.severity != Severity::Off && limit != rules.general().limit(setting.flag) => {
            format!("{severity}, {}", (names.limit)(setting.flag, limit))
        }
        _ => severity,
    }
}
