//! What a file probably is, and which of its columns probably says what. Everything here is a proposal: people see it
//! before it counts, and whatever could be read in two ways becomes a question.

use super::columns::columns_of;
use super::fields::{KINDS, fields, plain};
use super::headers::heading;
use super::names::{squashed, words};
use super::stages;
use super::survey::{ColumnSurvey, FileSurvey};
use contract::import::{FileKind, FileProfile, Profile};
use domain::Workspace;
use std::collections::BTreeMap;

/// A file to be proposed for or asked about.
#[derive(Clone, Copy)]
pub struct Looked<'a> {
    /// Its name.
    pub name: &'a str,
    /// What its columns hold.
    pub survey: &'a FileSurvey,
    /// Whether its numbers came typed, from a workbook.
    pub typed_numbers: bool,
}

/// Proposes kind and columns of every file.
pub fn propose(files: &[Looked<'_>]) -> Profile {
    let mut profile = Profile::default();
    for file in files {
        let (kind, columns) = match kind_of(file) {
            Some((kind, columns)) => (Some(kind), columns),
            None => (None, BTreeMap::new()),
        };
        let decimal = file.typed_numbers.then_some(contract::import::DecimalMark::Point);
        profile.files.push(FileProfile { name: file.name.to_owned(), kind, columns, decimal, ..FileProfile::default() });
    }
    join_by_header(&mut profile, files);
    propose_values(&mut profile, files);
    profile
}

/// Files that are known to be something else.
const OTHERS: &[&str] = &[
    "contact",
    "lead",
    "task",
    "event",
    "member",
    "dictionary",
    "findings",
    "email",
    "engagement",
    "measures",
    "relationships",
    "userrole",
    "pipelinestage",
    "order",
];

fn kind_of(file: &Looked<'_>) -> Option<(FileKind, BTreeMap<String, Vec<String>>)> {
    let name = plain(file.name.trim_end_matches(".csv").trim_end_matches(".xlsx"));
    if OTHERS.iter().any(|other| name.contains(other)) {
        return None;
    }
    let hinted = |hints: &[&str]| hints.iter().any(|hint| name.contains(hint));
    let mut best: Option<(u32, FileKind, BTreeMap<String, Vec<String>>)> = None;
    for kind in KINDS {
        let columns = columns_of(kind, file.survey);
        if fields(kind).iter().any(|field| field.required && !columns.contains_key(field.name)) {
            continue;
        }
        let survey =
            |field: &str| columns.get(field).and_then(|headers| headers.first()).and_then(|header| file.survey.column(header));
        let has = |names: &[&str]| names.iter().any(|name| columns.contains_key(*name));
        let (fits, hint) = match kind {
            FileKind::Deals => (
                survey("id").is_some_and(|id| id.unique() && !is_anothers(id, file.survey))
                    && has(&["amount", "close", "created", "expected_close"]),
                hinted(&["opportunit", "deal", "pipeline", "trattativ"]) && !hinted(&["histor", "line", "stage"]),
            ),
            FileKind::DealHistory => (
                survey("at").is_some_and(|at| at.dates || at.filled == 0)
                    && survey("deal")
                        .is_some_and(|deal| !deal.unique() || is_anothers(deal, file.survey) || hinted(&["histor", "stage"])),
                hinted(&["histor", "stage", "step", "storic"]),
            ),
            FileKind::DealLines => (has(&["product", "line"]) && !has(&["stage"]), hinted(&["line", "righe", "item"])),
            FileKind::Accounts => (
                has(&["region", "territory", "country", "industry", "segment", "employees", "parent"]),
                hinted(&["account", "compan", "customer", "client", "aziend"]),
            ),
            FileKind::Products => (has(&["family", "list_price"]), hinted(&["product", "prodott"])),
            FileKind::People => {
                (has(&["manager", "team"]), hinted(&["people", "person", "user", "owner", "agent", "team", "rep", "sales"]))
            }
            FileKind::Campaigns => (has(&["tactic"]), hinted(&["campaign", "campagn"])),
            FileKind::Targets => (has(&["dimension", "key"]), hinted(&["target", "quota", "obiettiv"])),
            FileKind::Rates => (columns.len() == 3, hinted(&["rate", "fx", "cambi", "currenc"])),
        };
        let stage_like = columns.contains_key("stage") && matches!(kind, FileKind::Deals | FileKind::DealHistory);
        if !fits && (kind == FileKind::Deals || !hint) {
            continue;
        }
        let score = columns.len() as u32 + 4 * u32::from(fits) + 12 * u32::from(hint) + 8 * u32::from(stage_like);
        if best.as_ref().is_none_or(|(most, ..)| score > *most) {
            best = Some((score, kind, columns));
        }
    }
    best.map(|(_, kind, columns)| (kind, columns)).or_else(|| keyless_deals(file.survey))
}

/// Deals that lack nothing but a key: which column is as good as one is asked.
fn keyless_deals(survey: &FileSurvey) -> Option<(FileKind, BTreeMap<String, Vec<String>>)> {
    let columns = columns_of(FileKind::Deals, survey);
    let has = |names: &[&str]| names.iter().any(|name| columns.contains_key(*name));
    let deals = has(&["stage"]) && has(&["name", "account"]) && has(&["amount"]) && has(&["close", "expected_close", "created"]);
    deals.then_some((FileKind::Deals, columns))
}

/// Whether a column with repeats is the key of something else, since the rows have one of their own beside it.
fn is_anothers(key: &ColumnSurvey, survey: &FileSurvey) -> bool {
    key.repeats > 0 && survey.columns.iter().any(|own| heading(&own.name) == "id" && own.name != key.name && own.repeats == 0)
}

/// Which files hold what a field points to.
const POINTS_TO: [(&str, FileKind); 4] = [
    ("account", FileKind::Accounts),
    ("product", FileKind::Products),
    ("owner", FileKind::People),
    ("campaign", FileKind::Campaigns),
];

/// A deal's column and its counterpart usually have the same header: that is then the key they join by.
fn join_by_header(profile: &mut Profile, files: &[Looked<'_>]) {
    for (field, kind) in POINTS_TO {
        let used = profile
            .files
            .iter()
            .filter(|file| file.kind == Some(FileKind::Deals))
            .find_map(|file| file.columns.get(field)?.first().cloned());
        let Some(used) = used else { continue };
        for (file, looked) in profile.files.iter_mut().zip(files).filter(|(file, _)| file.kind == Some(kind)) {
            let same = looked.survey.columns.iter().find(|column| heading(&column.name) == heading(&used));
            let taken = |header: &str| {
                file.columns.iter().any(|(field, headers)| field != "id" && headers.iter().any(|name| name == header))
            };
            if let Some(column) = same
                && !taken(&column.name)
            {
                file.columns.insert("id".into(), vec![column.name.clone()]);
            }
        }
    }
}

/// Spellings that differ from a known name in spaces and case only (`GTXPro`, `GTX Pro`).
fn propose_values(profile: &mut Profile, files: &[Looked<'_>]) {
    for (field, kind) in POINTS_TO {
        let mut known: Vec<String> = Vec::new();
        for (file, looked) in profile.files.iter().zip(files).filter(|(file, _)| file.kind == Some(kind)) {
            for header in ["id", "name"].iter().filter_map(|field| file.columns.get(*field)?.first()) {
                known.extend(
                    looked
                        .survey
                        .column(header)
                        .and_then(|column| column.distinct.as_ref())
                        .into_iter()
                        .flat_map(|values| values.keys().cloned()),
                );
            }
        }
        if known.is_empty() {
            continue;
        }
        for (file, looked) in profile.files.iter_mut().zip(files) {
            let Some(column) = file.columns.get(field).and_then(|headers| looked.survey.column(headers.first()?)) else {
                continue;
            };
            for value in column.distinct.iter().flat_map(|values| values.keys()) {
                let exact = known.iter().any(|name| words(name) == words(value));
                let mut near = known.iter().filter(|name| squashed(name) == squashed(value));
                if let (false, Some(name), None) = (exact, near.next(), near.next()) {
                    file.values.entry(field.to_owned()).or_default().insert(value.clone(), name.clone());
                }
            }
        }
    }
}

/// Proposes a stage for every value that has none: of that name in the process, else by what the name says.
pub fn propose_stages(profile: &mut Profile, values: &BTreeMap<String, u64>, workspace: Option<&Workspace>) {
    for (place, value) in values.keys().enumerate() {
        if profile.stages.keys().any(|known| words(known) == words(value)) || value.is_empty() {
            continue;
        }
        let ours = workspace.and_then(|workspace| {
            workspace.processes.iter().find_map(|process| {
                let at = process.stages.iter().position(|stage| words(&stage.name) == words(value))?;
                Some(stages::rule_of(&process.stages[at], at as u16))
            })
        });
        if let Some(rule) = ours.or_else(|| stages::propose(value, place as u16)) {
            profile.stages.insert(value.clone(), rule);
        }
    }
}
