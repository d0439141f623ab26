//! What a file probably is, and which of its columns probably says what. Everything here is a proposal: people see it
//! before it counts, and whatever could be read in two ways becomes a question.

use super::fields::{Field, Holds, KINDS, fields, kind_name, plain};
use super::names::{squashed, words};
use super::stages;
use super::survey::{ColumnSurvey, FileSurvey};
use contract::import::{FileKind, FileProfile, Profile, Question};
use domain::{Category, StageKind, Workspace};
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
    best.map(|(_, kind, columns)| (kind, columns))
}

/// Whether a column with repeats is the key of something else, since the rows have one of their own beside it.
fn is_anothers(key: &ColumnSurvey, survey: &FileSurvey) -> bool {
    key.repeats > 0 && survey.columns.iter().any(|own| plain(&own.name) == "id" && own.name != key.name && own.repeats == 0)
}

/// Which columns the fields of a kind are probably in.
pub fn columns_of(kind: FileKind, survey: &FileSurvey) -> BTreeMap<String, Vec<String>> {
    let headers: Vec<(&str, String)> = survey.columns.iter().map(|column| (column.name.as_str(), plain(&column.name))).collect();
    let mut taken: Vec<&str> = Vec::new();
    let mut columns = BTreeMap::new();
    for field in fields(kind) {
        let named = |is: &dyn Fn(&str, &str) -> bool| {
            field.headers.iter().find_map(|known| {
                let free =
                    |(name, header): &&(&str, String)| is(header, known) && !taken.contains(name) && fits(field, survey, name);
                headers.iter().find(free).map(|(name, _)| *name)
            })
        };
        let found = named(&|header, known| header == known)
            .or_else(|| named(&|header, known| bare(kind, header).is_some_and(|bare| bare == known)));
        if let Some(name) = found {
            taken.push(name);
            columns.insert(field.name.to_owned(), vec![name.to_owned()]);
        }
    }
    if kind == FileKind::Deals {
        either(&headers, survey, &mut columns);
        outcome_and_step(survey, &headers, &mut columns);
    }
    if kind == FileKind::People && !columns.contains_key("name") {
        let part = |known: &[&str]| {
            headers.iter().find(|(_, header)| known.contains(&header.as_str())).map(|(name, _)| (*name).to_owned())
        };
        if let (Some(first), Some(last)) = (part(&["firstname", "nome"]), part(&["lastname", "cognome"])) {
            columns.insert("name".into(), vec![first, last]);
        }
    }
    columns
}

/// A header without the words by which systems say of what it is ("Deal - Title", "property_amount").
fn bare(kind: FileKind, header: &str) -> Option<&str> {
    let words: &[&str] = match kind {
        FileKind::Deals | FileKind::DealHistory | FileKind::DealLines => &["property", "deal", "opportunity", "opp"],
        FileKind::Accounts => &["property", "account", "company", "organization", "organisation", "customer"],
        FileKind::Products => &["property", "product"],
        FileKind::People => &["user", "employee"],
        FileKind::Campaigns => &["campaign"],
        FileKind::Targets | FileKind::Rates => &[],
    };
    let mut rest = header;
    while let Some(shorter) = words.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    (rest.len() < header.len() && !rest.is_empty()).then_some(rest)
}

/// Where what happened has a column for each outcome, or one beside what was expected, whichever is filled counts.
fn either(headers: &[(&str, String)], survey: &FileSurvey, columns: &mut BTreeMap<String, Vec<String>>) {
    let like = |known: &[&str]| {
        let header =
            |header: &str| known.contains(&header) || bare(FileKind::Deals, header).is_some_and(|bare| known.contains(&bare));
        let found = headers.iter().find(|(name, is)| header(is) && survey.column(name).is_some_and(|column| column.filled > 0));
        found.map(|(name, _)| (*name).to_owned())
    };
    if !columns.contains_key("close") {
        let ends = [like(&["wontime", "wondate", "wonon"]), like(&["losttime", "lostdate", "loston"])];
        let ends: Vec<String> = ends.into_iter().flatten().collect();
        if !ends.is_empty() {
            columns.insert("close".into(), ends);
        }
    }
    let actual = like(&["actualrevenue", "actualvalue", "actualamount"]);
    if let (Some(actual), Some(amount)) = (actual, columns.get_mut("amount"))
        && !amount.contains(&actual)
    {
        amount.insert(0, actual);
    }
}

/// A column of texts is no date and no amount, whatever its header says.
fn fits(field: &Field, survey: &FileSurvey, name: &str) -> bool {
    let Some(column) = survey.column(name) else { return false };
    match field.holds {
        Holds::Date => column.dates || column.filled == 0,
        Holds::Amount | Holds::Count => column.numbers || column.filled == 0,
        Holds::Text => field.name != "id" || column.filled > 0,
    }
}

/// Where one column says the outcome (open, won, lost) and another the step, both map together.
fn outcome_and_step(survey: &FileSurvey, headers: &[(&str, String)], columns: &mut BTreeMap<String, Vec<String>>) {
    let is_outcome = |name: &str| {
        survey.column(name).and_then(|column| column.distinct.as_ref()).is_some_and(|values| {
            !values.is_empty()
                && values.keys().all(|value| {
                    matches!(
                        plain(value).as_str(),
                        "open"
                            | "won"
                            | "lost"
                            | "closed"
                            | "inprogress"
                            | "aperta"
                            | "aperto"
                            | "vinta"
                            | "vinto"
                            | "persa"
                            | "perso"
                    )
                })
        })
    };
    let Some(stage) = columns.get("stage").and_then(|stage| stage.first()).cloned() else { return };
    // A column of outcomes says so whatever it is called; without one, a deal that is won would pass for an open one.
    let ends = |name: &str| {
        survey.column(name).and_then(|column| column.distinct.as_ref()).is_some_and(|values| {
            values.keys().any(|value| matches!(plain(value).as_str(), "won" | "lost" | "vinta" | "vinto" | "persa" | "perso"))
        })
    };
    let other = |outcome: bool| {
        headers.iter().find(|(name, header)| {
            let step = |header: &str| {
                ["pipelinestep", "stage", "stagename", "step", "salesstage", "pipelinestage", "fase"].contains(&header)
            };
            !columns.values().flatten().any(|used| used == name)
                && is_outcome(name) == outcome
                && if outcome {
                    ends(name) || matches!(header.as_str(), "status" | "outcome")
                } else {
                    step(header) || bare(FileKind::Deals, header).is_some_and(step)
                }
        })
    };
    if is_outcome(&stage) {
        if let Some((step, _)) = other(false) {
            columns.insert("stage".into(), vec![stage, (*step).to_owned()]);
        }
    } else if let Some((outcome, _)) = other(true) {
        columns.insert("stage".into(), vec![(*outcome).to_owned(), stage]);
    }
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
            let same = looked.survey.columns.iter().find(|column| plain(&column.name) == plain(&used));
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

/// What still has to be said. `stage_values` are the values of the stage columns, by file.
pub fn questions(
    profile: &Profile,
    files: &[Looked<'_>],
    stage_values: &BTreeMap<String, BTreeMap<String, u64>>,
    workspace: Option<&Workspace>,
) -> Vec<Question> {
    let mut asked = Vec::new();
    if workspace.is_none() {
        asked.push(question(
            "",
            None,
            "workspace",
            "Set up the company first: its currency, time zone and fiscal calendar.",
            vec![],
        ));
    }
    if profile.files.iter().all(|file| file.kind.is_none()) {
        for file in &profile.files {
            let choices = KINDS.iter().map(|kind| kind_name(*kind).to_owned()).collect();
            asked.push(question(&file.name, None, "kind", "What are the rows of this file?", choices));
        }
    }
    for (file, looked) in profile.files.iter().zip(files) {
        let Some(kind) = file.kind else { continue };
        for field in fields(kind) {
            let headers = file.columns.get(field.name).map(Vec::as_slice).unwrap_or_default();
            if headers.is_empty() && field.required {
                let choices = looked.survey.columns.iter().map(|column| column.name.clone()).collect();
                let text = format!("Which column holds “{}” of the {}?", field.name, kind_name(kind).replace('_', " "));
                let about = if field.name == "id" { "id" } else { "column" };
                asked.push(question(&file.name, None, about, &text, choices).of(field.name));
            }
            for column in headers.iter().filter_map(|header| looked.survey.column(header)) {
                ask_of_column(file, field, column, &mut asked);
            }
        }
        ask_of_stages(profile, file, stage_values, &mut asked);
    }
    asked
}

fn ask_of_column(file: &FileProfile, field: &Field, column: &ColumnSurvey, asked: &mut Vec<Question>) {
    match field.holds {
        Holds::Date if !file.dates.contains_key(field.name) => {
            if let Some((orders, why)) = &column.date_question {
                let choices =
                    orders.iter().filter_map(|order| serde_json::to_value(order).ok()?.as_str().map(str::to_owned)).collect();
                let text = format!("In which order are the dates of “{}” written? {}.", column.name, sentence(why));
                asked.push(question(&file.name, Some(&column.name), "date_order", &text, choices).of(field.name));
            }
        }
        Holds::Amount if file.decimal.is_none() => {
            if let Some(example) = &column.number_question {
                let text = format!(
                    "How are the numbers of “{}” written? {example} can be read with a decimal point or with a decimal comma.",
                    column.name
                );
                let choices = vec!["point".into(), "comma".into()];
                asked.push(question(&file.name, Some(&column.name), "number", &text, choices).of(field.name));
            }
        }
        _ => {}
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
            let text = format!(
                "What is the stage “{value}” ({count} rows): which stage of ours, open, won or lost, which forecast category, and is it in the pipeline?"
            );
            asked.push(question(&file.name, column.as_deref(), "stage", &text, vec![]).of("stage").about_value(value));
        }
    }
    let deals = stage_values.contains_key(&file.name);
    let open: Vec<_> = profile.stages.values().filter(|rule| rule.kind == StageKind::Open).collect();
    if deals && !open.is_empty() && !open.iter().any(|rule| rule.entered) {
        asked.push(question(
            &file.name,
            column.as_deref(),
            "entry",
            "Which open stage is the first that counts as pipeline?",
            vec![],
        ));
    }
    for (value, rule) in &profile.stages {
        let fits = match rule.kind {
            StageKind::Open => rule.category != Category::Closed,
            StageKind::Won => rule.category == Category::Closed && rule.entered,
            StageKind::Lost => rule.category == Category::Omitted && !rule.entered,
        };
        if deals && !fits {
            let text = format!(
                "The stage for “{value}” contradicts itself: won is Closed and in the pipeline, lost is Omitted and is not, open is never Closed."
            );
            asked.push(question(&file.name, column.as_deref(), "stage", &text, vec![]).of("stage").about_value(value));
        }
    }
}

fn question(file: &str, column: Option<&str>, about: &str, text: &str, choices: Vec<String>) -> Question {
    let (file, about, text) = (file.to_owned(), about.to_owned(), text.to_owned());
    Question { file, column: column.map(str::to_owned), about, text, choices, field: None, value: None }
}

/// Where the answer to a question goes.
trait Place {
    fn of(self, field: &str) -> Self;
    fn about_value(self, value: &str) -> Self;
}

impl Place for Question {
    fn of(self, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..self }
    }

    fn about_value(self, value: &str) -> Self {
        Self { value: Some(value.to_owned()), ..self }
    }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
