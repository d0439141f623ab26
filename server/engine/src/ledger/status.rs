//! Stage and forecast category in one number per row, and what it means under the workspace's sales processes.

use super::part::Part;
use domain::{Category, StageId, StageKind, Workspace};
use std::collections::HashMap;

/// What a status stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// The stage.
    pub stage: StageId,
    /// Open, won or lost.
    pub kind: StageKind,
    /// The category that counts: the override, else the stage's.
    pub category: Category,
    /// At or past entry into pipeline.
    pub entered: bool,
    /// The chance of winning, in hundredths of a percent.
    pub probability: u16,
    /// The stage's place among all stages, from 1.
    pub place: u32,
}

impl Status {
    /// Whether a deal that is not deleted is open, in the pipeline or before it.
    pub fn open(&self) -> bool {
        self.kind == StageKind::Open && self.place > 0
    }

    /// Whether a deal that is not deleted counts as open pipeline.
    pub fn open_pipeline(&self) -> bool {
        self.kind == StageKind::Open && self.in_pipeline()
    }

    /// At or past entry, and not Omitted.
    pub fn in_pipeline(&self) -> bool {
        self.entered && self.category != Category::Omitted
    }
}

/// The statuses met, and the stages there are.
#[derive(Clone, Debug, Default)]
pub struct Statuses {
    stages: Vec<(domain::Stage, u32)>,
    known: Vec<Status>,
    raw: Vec<(i16, Option<Category>)>,
    numbers: HashMap<(i16, Option<Category>), u16>,
}

impl Statuses {
    /// For the stages of these processes.
    pub fn new(workspace: &Workspace) -> Self {
        let stages = workspace.processes.iter().flat_map(|process| &process.stages);
        Self { stages: stages.cloned().zip(1..).collect(), ..Self::default() }
    }

    /// The number of a stage and an override. A stage the workspace does not know counts in nothing.
    pub fn intern(&mut self, stage: StageId, chosen: Option<Category>) -> u16 {
        if let Some(&number) = self.numbers.get(&(stage.0, chosen)) {
            return number;
        }
        let found = self.stages.iter().find(|(known, _)| known.id == stage);
        let status = found.map_or(
            Status { stage, kind: StageKind::Open, category: Category::Omitted, entered: false, probability: 0, place: 0 },
            |(known, place)| Status {
                stage,
                kind: known.kind,
                category: known.effective(chosen),
                entered: known.entered,
                probability: known.probability,
                place: *place,
            },
        );
        let number = self.known.len() as u16;
        self.known.push(status);
        self.raw.push((stage.0, chosen));
        self.numbers.insert((stage.0, chosen), number);
        number
    }

    /// What a number stands for.
    #[inline]
    pub fn get(&self, number: u16) -> &Status {
        &self.known[number as usize]
    }

    /// The stage and override of each number, in order.
    pub fn raw(&self) -> &[(i16, Option<Category>)] {
        &self.raw
    }

    /// What each number counts in if the close date is in the period. (Of the open ones that are in the pipeline; others
    /// have no rows.)
    pub fn parts(&self) -> Vec<Part> {
        let part = |status: &Status| match (status.kind, status.category) {
            (StageKind::Won, _) => Part::Closed,
            (StageKind::Lost, _) => Part::Lost,
            (StageKind::Open, Category::Commit) => Part::Commit,
            (StageKind::Open, Category::BestCase) => Part::BestCase,
            (StageKind::Open, _) => Part::Pipeline,
        };
        self.known.iter().map(part).collect()
    }

    /// The chance of winning of each number's stage.
    pub fn probabilities(&self) -> Vec<u16> {
        self.known.iter().map(|status| status.probability).collect()
    }

    /// The place of each number's stage.
    pub fn places(&self) -> Vec<u32> {
        self.known.iter().map(|status| status.place).collect()
    }

    /// All stages, in the order of the processes; `Status::place` counts from 1.
    pub fn stages(&self) -> impl Iterator<Item = &domain::Stage> {
        self.stages.iter().map(|(stage, _)| stage)
    }

    /// The stage at a place.
    pub fn stage_at(&self, place: u32) -> Option<&domain::Stage> {
        self.stages.get((place as usize).checked_sub(1)?).map(|(stage, _)| stage)
    }
}
