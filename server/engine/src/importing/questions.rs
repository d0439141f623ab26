//! What still has to be said before files can be checked: whatever could be read in two ways is asked, never guessed.

use super::fields::{Field, Holds, KINDS, fields};
use super::names::words;
use super::propose::Looked;
use super::survey::ColumnSurvey;
use contract::import::{Asks, FileProfile, ProcessRule, Profile, Question};
use domain::{Category, StageKind, Workspace};
use std::collections::BTreeMap;

/// What still has to be said. `stage_values` are the values of the stage columns, by file.
pub fn questions(
    profile: &Profile,
    files: &[Looked<'_>],
    stage_values: &BTreeMap<String, BTreeMap<String, u64>>,
    workspace: Option<&Workspace>,
) -> Vec<Question> {
    let mut asked = Vec::new();
    if workspace.is_none() {
        asked.push(question("", None, Asks::Workspace, vec![]));
    }
    if profile.files.iter().all(|file| file.kind.is_none()) {
        for file in &profile.files {
            let choices = KINDS.iter().map(|kind| kind.name().to_owned()).collect();
            asked.push(question(&file.name, None, Asks::Kind, choices));
        }
    }
    for (file, looked) in profile.files.iter().zip(files) {
        let Some(kind) = file.kind else { continue };
        for field in fields(kind) {
            let headers = file.columns.get(field.name).map(Vec::as_slice).unwrap_or_default();
            if headers.is_empty() && field.required {
                let choices = looked.survey.columns.iter().map(|column| column.name.clone()).collect();
                asked.push(question(&file.name, None, Asks::Column { field: field.name.to_owned(), kind }, choices));
            }
            for column in headers.iter().filter_map(|header| looked.survey.column(header)) {
                ask_of_column(file, field, column, &mut asked);
            }
        }
        match (profile.process, workspace) {
            (ProcessRule::Keep, Some(workspace)) => ask_of_own_stages(profile, file, stage_values, workspace, &mut asked),
            _ => ask_of_stages(profile, file, stage_values, &mut asked),
        }
    }
    asked
}

fn ask_of_column(file: &FileProfile, field: &Field, column: &ColumnSurvey, asked: &mut Vec<Question>) {
    match field.holds {
        Holds::Date if !file.dates.contains_key(field.name) => {
            if let Some((orders, doubt)) = &column.date_question {
                let choices =
                    orders.iter().filter_map(|order| serde_json::to_value(order).ok()?.as_str().map(str::to_owned)).collect();
                let asks = Asks::DateOrder { field: field.name.to_owned(), doubt: doubt.clone() };
                asked.push(question(&file.name, Some(&column.name), asks, choices));
            }
        }
        Holds::Amount if file.decimal.is_none() => {
            if let Some(examples) = &column.number_question {
                let asks = Asks::Number { field: field.name.to_owned(), examples: examples.clone() };
                asked.push(question(&file.name, Some(&column.name), asks, vec!["point".into(), "comma".into()]));
            }
        }
        _ => {}
    }
}

/// The process is kept: each value stands for a stage of its.
fn ask_of_own_stages(
    profile: &Profile,
    file: &FileProfile,
    stage_values: &BTreeMap<String, BTreeMap<String, u64>>,
    workspace: &Workspace,
    asked: &mut Vec<Question>,
) {
    let column = file.columns.get("stage").map(|headers| headers.join(" / "));
    let stages = || workspace.processes.iter().flat_map(|process| &process.stages);
    for (value, rows) in stage_values.get(&file.name).into_iter().flatten().filter(|(value, _)| !value.is_empty()) {
        let rule = profile.stages.iter().find(|(known, _)| words(known) == words(value)).map(|(_, rule)| rule);
        if !rule.is_some_and(|rule| stages().any(|stage| words(&stage.name) == words(&rule.stage))) {
            let asks = Asks::OwnStage { value: value.clone(), rows: *rows };
            let choices = stages().map(|stage| stage.name.clone()).collect();
            asked.push(question(&file.name, column.as_deref(), asks, choices));
        }
    }
}

fn ask_of_stages(
    profile: &Profile,
    file: &FileProfile,
    stage_values: &BTreeMap<String, BTreeMap<String, u64>>,
    asked: &mut Vec<Question>,
) {
    let column = file.columns.get("stage").map(|headers| headers.join(" / "));
    for (value, count) in stage_values.get(&file.name).into_iter().flatten() {
        let known = profile.stages.keys().any(|known| words(known) == words(value));
        if !known && !value.is_empty() {
            let asks = Asks::Stage { value: value.clone(), rows: *count };
            asked.push(question(&file.name, column.as_deref(), asks, vec![]));
        }
    }
    let deals = stage_values.contains_key(&file.name);
    let open: Vec<_> = profile.stages.values().filter(|rule| rule.kind == StageKind::Open).collect();
    if deals && !open.is_empty() && !open.iter().any(|rule| rule.entered) {
        asked.push(question(&file.name, column.as_deref(), Asks::Entry, vec![]));
    }
    for (value, rule) in &profile.stages {
        let fits = match rule.kind {
            StageKind::Open => rule.category != Category::Closed,
            StageKind::Won => rule.category == Category::Closed && rule.entered,
            StageKind::Lost => rule.category == Category::Omitted && !rule.entered,
        };
        if deals && !fits {
            asked.push(question(&file.name, column.as_deref(), Asks::Contradiction { value: value.clone() }, vec![]));
        }
    }
}

fn question(file: &str, column: Option<&str>, asks: Asks, choices: Vec<String>) -> Question {
    Question { file: file.to_owned(), column: column.map(str::to_owned), text: asks.to_string(), asks, choices }
}
