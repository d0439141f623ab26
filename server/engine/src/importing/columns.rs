//! Which of a file's columns probably says what: by their headers, and by what they hold.

use super::fields::{Field, Holds, fields, plain};
use super::headers::{heading, known};
use super::survey::FileSurvey;
use contract::import::FileKind;
use std::collections::BTreeMap;

/// Which columns the fields of a kind are probably in.
pub fn columns_of(kind: FileKind, survey: &FileSurvey) -> BTreeMap<String, Vec<String>> {
    let headers: Vec<(&str, String)> =
        survey.columns.iter().map(|column| (column.name.as_str(), heading(&column.name))).collect();
    let mut taken: Vec<&str> = Vec::new();
    let mut columns = BTreeMap::new();
    for field in fields(kind) {
        let named = |is: &dyn Fn(&str, &str) -> bool, filled: bool| {
            known(kind, field.name).iter().find_map(|known| {
                let free = |(name, header): &&(&str, String)| {
                    is(header, known) && !taken.contains(name) && fits(field, survey, name, filled)
                };
                headers.iter().find(free).map(|(name, _)| *name)
            })
        };
        let whole = |header: &str, known: &str| header == known;
        let part = |header: &str, known: &str| bare(kind, header).is_some_and(|bare| bare == known);
        // A column in which nothing stands is taken if there is no other.
        let found =
            named(&whole, true).or_else(|| named(&part, true)).or_else(|| named(&whole, false)).or_else(|| named(&part, false));
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
        FileKind::Deals | FileKind::DealHistory | FileKind::DealLines => &["property", "deal", "opportunity"],
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

/// Whether a column can be a field's: one of texts is no date and no amount, whatever its header says.
fn fits(field: &Field, survey: &FileSurvey, name: &str, filled: bool) -> bool {
    let Some(column) = survey.column(name) else { return false };
    if column.filled == 0 {
        return !filled && field.name != "id";
    }
    match field.holds {
        Holds::Date => column.dates,
        Holds::Amount | Holds::Count => column.numbers,
        Holds::Text => true,
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
