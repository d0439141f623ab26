//! From what a file calls its stages to the stages of our process: proposed by name, completed by people, made where the
//! process has none of that name.

use super::fields::plain;
use contract::import::{Peril, Profile, StageRule, Why};
use domain::stage::ProcessError;
use domain::{Category, Process, Stage, StageId, StageKind, Workspace};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// What a file's value stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// The stage.
    pub id: StageId,
    /// Open, won or lost.
    pub kind: StageKind,
    /// Its category.
    pub category: Category,
}

/// All values, and what the process becomes.
#[derive(Clone, Debug)]
pub struct StageMap {
    /// From the file's value (several columns joined by " / "), without case, to the stage.
    pub of: HashMap<String, Mapped>,
    /// Where a closed deal is taken to have been created: the first open stage in pipeline, unless the profile names one.
    pub entry: Mapped,
    /// The settings with the stages that were made, if any were.
    pub workspace: Option<Workspace>,
    /// The process that takes the place of those there were.
    pub replaced: Option<Replaced>,
}

/// What a stage of this name probably is. Nothing is proposed for a name that could be anything, such as "Closed".
pub fn propose(value: &str, place: u16) -> Option<StageRule> {
    let parts: Vec<String> = value.split(" / ").map(plain).collect();
    let any = |names: &[&str]| parts.iter().any(|part| names.contains(&part.trim_start_matches(|c: char| c.is_ascii_digit())));
    let rule = |kind, category, entered, probability, stage: &str, order| {
        Some(StageRule { stage: stage.to_owned(), kind, category, entered, probability, order })
    };
    if any(&["won", "closedwon", "win", "vinta", "vinto", "chiusavinta", "chiusovinto", "signed", "closewon", "dealwon"]) {
        return rule(StageKind::Won, Category::Closed, true, 10_000, if parts.len() > 1 { "Won" } else { value.trim() }, 1_000);
    }
    if any(&[
        "lost",
        "closedlost",
        "loss",
        "persa",
        "perso",
        "chiusapersa",
        "chiusopersa",
        "chiusoperso",
        "abandoned",
        "disqualified",
        "deallost",
        "closelost",
        "nodecision",
        "cancelled",
        "canceled",
    ]) {
        return rule(StageKind::Lost, Category::Omitted, false, 0, if parts.len() > 1 { "Lost" } else { value.trim() }, 2_000);
    }
    let steps: Vec<&String> =
        parts.iter().filter(|part| !matches!(part.as_str(), "open" | "aperta" | "aperto" | "inprogress" | "incorso")).collect();
    let (step, name) = match steps.as_slice() {
        [] => ("open", value.split(" / ").next().unwrap_or(value).trim()),
        [one] => (one.as_str(), value.split(" / ").find(|part| plain(part) == **one).unwrap_or(value).trim()),
        _ => return None,
    };
    const KNOWN: &[(&[&str], Category, bool, u16, u16)] = &[
        (
            &["prospect", "prospecting", "lead", "new", "target", "suspect", "nuova", "nuovo", "identified"],
            Category::Pipeline,
            false,
            500,
            10,
        ),
        (&["open"], Category::Pipeline, true, 2_000, 15),
        (&["qualif", "appointment", "interest"], Category::Pipeline, true, 1_000, 20),
        (
            &[
                "discovery",
                "engag",
                "develop",
                "needs",
                "analisi",
                "meeting",
                "presentation",
                "perception",
                "idecision",
                "iddecision",
                "valueprop",
                "demo",
                "evaluation",
                "solution",
                "decisionmaker",
            ],
            Category::Pipeline,
            true,
            3_000,
            30,
        ),
        (&["propos", "quote", "offerta", "preventivo", "contractsent", "shortlist"], Category::BestCase, true, 5_000, 40),
        (
            &[
                "negotiat",
                "trattativa",
                "negozia",
                "verbal",
                "commit",
                "contract",
                "legal",
                "procurement",
                "review",
                "close",
                "closing",
            ],
            Category::Commit,
            true,
            8_000,
            50,
        ),
    ];
    let bare = step.trim_start_matches(|c: char| c.is_ascii_digit());
    let digit = step.chars().next().and_then(|c| c.to_digit(10)).map(|digit| digit as u16);
    // "Closed" alone may mean won, lost or both.
    if matches!(bare, "closed" | "chiusa" | "chiuso") {
        return None;
    }
    let (_, category, entered, probability, rank) =
        KNOWN.iter().find(|(starts, ..)| starts.iter().any(|start| bare.starts_with(start)))?;
    rule(StageKind::Open, *category, *entered, *probability, name, digit.map_or(rank * 10 + place % 10, |digit| digit * 10))
}

/// The rule a stage of ours stands for.
pub fn rule_of(stage: &Stage, order: u16) -> StageRule {
    StageRule {
        stage: stage.name.clone(),
        kind: stage.kind,
        category: stage.category,
        entered: stage.entered,
        probability: stage.probability,
        order,
    }
}

/// A process that takes the place of those there were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// The processes before.
    pub before: Vec<Process>,
    /// The one that is made of the files' stages.
    pub made: Process,
}

impl Replaced {
    /// What is to be known before publishing.
    pub fn peril(&self) -> Peril {
        let names = |process: &Process| process.stages.iter().map(|stage| stage.name.clone()).collect();
        Peril::ProcessReplaced { before: self.before.first().map(names).unwrap_or_default(), after: names(&self.made) }
    }
}

/// Where the process is kept: a rule that names a stage of it is as that stage is; where there is one won or lost stage only,
/// it is the one.
pub fn keep(profile: &mut Profile, workspace: &Workspace) {
    for rule in profile.stages.values_mut() {
        let stages = || workspace.processes.iter().flat_map(|process| &process.stages).enumerate();
        let named = stages().find(|(_, stage)| same(&stage.name, &rule.stage));
        let own = named.or_else(|| {
            let mut of_kind = stages().filter(|(_, stage)| stage.kind == rule.kind && stage.kind != StageKind::Open);
            of_kind.next().filter(|_| of_kind.next().is_none())
        });
        if let Some((at, stage)) = own {
            *rule = rule_of(stage, at as u16);
        }
    }
}

/// The process with all stages of the profile, and what each of the file's values stands for. Where there are no deals
/// yet, the process is made of the profile's stages alone; one of before stays behind it if deals were at its stages
/// (`used`), since they can still be looked at. Refused is what is incomplete or contradicts itself.
pub fn resolve(profile: &Profile, workspace: &Workspace, has_deals: bool, used: &BTreeSet<StageId>) -> Result<StageMap, Why> {
    let mut rules: Vec<&StageRule> = Vec::new();
    for rule in profile.stages.values() {
        match rules.iter().find(|other| same(&other.stage, &rule.stage)) {
            Some(other) if other.kind != rule.kind || other.category != rule.category || other.entered != rule.entered => {
                return Err(Why::StageTwoWays { stage: rule.stage.clone() });
            }
            Some(_) => {}
            None => rules.push(rule),
        }
    }
    rules.sort_by(|a, b| (a.order, &a.stage).cmp(&(b.order, &b.stage)));
    let existing = workspace.processes.first().ok_or(Why::ProcessIncomplete)?;
    let known = |name: &str| workspace.processes.iter().find_map(|process| process.named(name));
    let holds_all = |process: &Process| rules.iter().all(|rule| process.named(&rule.stage).is_some());
    let place = match has_deals {
        true => rules.iter().all(|rule| known(&rule.stage).is_some()).then_some(0),
        false => workspace.processes.iter().position(holds_all),
    };
    let process = match place {
        Some(at) => workspace.processes.get(at).unwrap_or(existing).clone(),
        None => made(existing, &rules, workspace, has_deals),
    };
    process.check().map_err(unfit)?;
    let mapped = |stage: &Stage| Mapped { id: stage.id, kind: stage.kind, category: stage.category };
    let find = |name: &str| process.named(name).or_else(|| known(name)).map(mapped);
    let entry = match &profile.entry_stage {
        Some(name) => {
            find(name).filter(|stage| stage.kind == StageKind::Open).ok_or_else(|| Why::EntryNotOpen { stage: name.clone() })?
        }
        None => {
            let first = process.stages.iter().find(|stage| stage.kind == StageKind::Open && stage.entered);
            first.map(mapped).ok_or(Why::ProcessIncomplete)?
        }
    };
    let of = profile.stages.iter().filter_map(|(value, rule)| Some((super::names::words(value), find(&rule.stage)?))).collect();
    let changed = process != *existing;
    let replaced = (changed && !has_deals).then(|| Replaced { before: workspace.processes.clone(), made: process.clone() });
    let workspace = changed.then(|| {
        let others = workspace.processes.iter().enumerate().filter(|(at, other)| match at {
            0 => !has_deals && other.stages.iter().any(|stage| used.contains(&stage.id)),
            at => Some(*at) != place,
        });
        let processes = std::iter::once(process.clone()).chain(others.map(|(_, other)| other.clone())).collect();
        Workspace { processes, ..workspace.clone() }
    });
    Ok(StageMap { of, entry, workspace, replaced })
}

/// A process with the stages of these rules. It is made anew where there are no deals: nothing of it is then another's.
fn made(existing: &Process, rules: &[&StageRule], workspace: &Workspace, has_deals: bool) -> Process {
    let known = |name: &str| workspace.processes.iter().find_map(|process| process.named(name));
    let mut last = workspace.processes.iter().flat_map(|process| &process.stages).map(|stage| stage.id.0).max().unwrap_or(0);
    let mut fresh = || {
        last += 1;
        StageId(last)
    };
    // A file of closed deals alone says nothing about the open ones: those stages stay.
    let opens = rules.iter().any(|rule| rule.kind == StageKind::Open);
    let stays = existing.stages.iter().filter(|stage| has_deals || !opens && stage.kind == StageKind::Open);
    let mut stages: Vec<Stage> =
        stays.map(|stage| if has_deals { stage.clone() } else { Stage { id: fresh(), ..stage.clone() } }).collect();
    for rule in rules {
        if stages.iter().any(|stage| same(&stage.name, &rule.stage)) {
            continue;
        }
        let made = Stage {
            id: known(&rule.stage).filter(|_| has_deals).map_or_else(&mut fresh, |stage| stage.id),
            name: rule.stage.trim().to_owned(),
            kind: rule.kind,
            probability: rule.probability,
            category: rule.category,
            entered: rule.entered,
            requires: Vec::new(),
        };
        // Open stages that are not in pipeline come before those that are, open ones before won, won before lost.
        let rank = |stage: &Stage| (stage.kind, stage.entered && stage.kind == StageKind::Open);
        let at = stages.iter().position(|stage| rank(stage) > rank(&made)).unwrap_or(stages.len());
        stages.insert(at, made);
    }
    for (kind, name, category, entered, probability) in
        [(StageKind::Won, "Won", Category::Closed, true, 10_000), (StageKind::Lost, "Lost", Category::Omitted, false, 0)]
    {
        if !stages.iter().any(|stage| stage.kind == kind) {
            stages.push(Stage { id: fresh(), name: name.into(), kind, probability, category, entered, requires: Vec::new() });
        }
    }
    stages.sort_by_key(|stage| stage.kind);
    Process { name: existing.name.clone(), stages }
}

/// Why a process cannot be made of the stages.
fn unfit(error: ProcessError) -> Why {
    match error {
        ProcessError::Twice(stage)
        | ProcessError::LeavesPipeline(stage)
        | ProcessError::Category(stage)
        | ProcessError::Probability(stage) => Why::StageUnfit { stage },
        ProcessError::NoName => Why::StageUnfit { stage: String::new() },
        ProcessError::Missing(_) | ProcessError::NoEntry => Why::ProcessIncomplete,
    }
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use StageKind::{Lost, Open, Won};

    #[test]
    fn kinds_are_proposed_by_name_and_never_for_closed_alone() {
        for (value, kind) in [
            ("Closed Won", Some(Won)),
            ("closedwon", Some(Won)),
            ("Won / 3-Propose", Some(Won)),
            ("Lost / 1-Qualify", Some(Lost)),
            ("Chiusa persa", Some(Lost)),
            ("Open / 2-Develop", Some(Open)),
            ("Prospecting", Some(Open)),
            ("Negotiation/Review", Some(Open)),
            ("Trattativa", Some(Open)),
            ("Closed", None),
            ("S1", None),
            ("f03b3fa0", None),
        ] {
            assert_eq!(propose(value, 0).map(|rule| rule.kind), kind, "{value}");
        }
        assert_eq!(propose("Open / 2-Develop", 0).map(|rule| rule.stage), Some("2-Develop".to_owned()));
        assert!(propose("Prospecting", 0).is_some_and(|rule| !rule.entered));
    }
}
