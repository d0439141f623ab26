//! Sales processes: the stages a deal goes through.

use crate::gate::Requirement;
use serde::{Deserialize, Serialize};

/// The number of a stage: unique over all processes of a workspace and never used again for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StageId(pub i16);

/// Whether a deal at a stage is still being worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StageKind {
    /// Being worked on.
    Open,
    /// Signed.
    Won,
    /// Given up, or signed with another.
    Lost,
}

/// The forecast category. Closed ⇔ won; lost ⇒ Omitted (measures, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Category {
    /// Left out of the forecast and of open pipeline.
    Omitted,
    /// In the pipeline, nothing promised.
    Pipeline,
    /// Could close in the period if all goes well.
    BestCase,
    /// The owner commits to closing it in the period.
    Commit,
    /// Won.
    Closed,
}

impl StageKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Open, Self::Won, Self::Lost];

    /// The name used in links and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

impl Category {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Omitted, Self::Pipeline, Self::BestCase, Self::Commit, Self::Closed];

    /// The name used in links and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Omitted => "omitted",
            Self::Pipeline => "pipeline",
            Self::BestCase => "best_case",
            Self::Commit => "commit",
            Self::Closed => "closed",
        }
    }
}

/// One stage of a sales process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stage {
    /// Its number.
    pub id: StageId,
    /// What people call it. Unique within the process, compared without case.
    pub name: String,
    /// Open, won or lost.
    pub kind: StageKind,
    /// The chance of winning, in hundredths of a percent (10% = 1000). 10000 for won, 0 for lost.
    pub probability: u16,
    /// The category of a deal at this stage that has no override.
    pub category: Category,
    /// Whether a deal at this stage is at or past the entry into pipeline. Once an open stage enters, all later open
    /// ones do; won does, lost never does.
    pub entered: bool,
    /// What a deal must say before it is brought here. Nothing is asked of one that is here already, or is imported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<Requirement>,
}

/// A sales process: its stages in order, the open ones first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Process {
    /// What people call it.
    pub name: String,
    /// The stages, in order.
    pub stages: Vec<Stage>,
}

/// Why a process cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProcessError {
    /// No stage of that kind.
    #[error("the process needs at least one stage that is {0:?}")]
    Missing(StageKind),
    /// The same name or number twice.
    #[error("the stage “{0}” appears twice")]
    Twice(String),
    /// No open stage enters pipeline.
    #[error("no open stage enters the pipeline: mark the first one that counts")]
    NoEntry,
    /// A later open stage is before entry.
    #[error("the stage “{0}” comes after the entry into pipeline, so it must be in it too")]
    LeavesPipeline(String),
    /// The category does not fit the kind: Closed ⇔ won, lost ⇒ Omitted.
    #[error("the stage “{0}” has a forecast category that its kind does not allow")]
    Category(String),
    /// Over 100%.
    #[error("the stage “{0}” has a probability that is not between 0 and 100%, or does not fit won or lost")]
    Probability(String),
    /// A stage without a name.
    #[error("a stage has no name")]
    NoName,
}

impl Process {
    /// The stage with this number.
    pub fn stage(&self, id: StageId) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// The stage with this name, compared without case or surrounding space.
    pub fn named(&self, name: &str) -> Option<&Stage> {
        let name = name.trim().to_lowercase();
        self.stages.iter().find(|stage| stage.name.to_lowercase() == name)
    }

    /// Checks all that measures, section 3 demands of a map before it may be published.
    pub fn check(&self) -> Result<(), ProcessError> {
        for kind in [StageKind::Open, StageKind::Won, StageKind::Lost] {
            if !self.stages.iter().any(|stage| stage.kind == kind) {
                return Err(ProcessError::Missing(kind));
            }
        }
        let mut entered = false;
        for (at, stage) in self.stages.iter().enumerate() {
            if stage.name.trim().is_empty() {
                return Err(ProcessError::NoName);
            }
            let name = || stage.name.clone();
            if self.stages[..at]
                .iter()
                .any(|other| other.id == stage.id || other.name.to_lowercase() == stage.name.to_lowercase())
            {
                return Err(ProcessError::Twice(name()));
            }
            let fits = match stage.kind {
                StageKind::Open => stage.category != Category::Closed,
                StageKind::Won => stage.category == Category::Closed,
                StageKind::Lost => stage.category == Category::Omitted,
            };
            if !fits {
                return Err(ProcessError::Category(name()));
            }
            let probable = match stage.kind {
                StageKind::Open => stage.probability <= 10_000,
                StageKind::Won => stage.probability == 10_000,
                StageKind::Lost => stage.probability == 0,
            };
            if !probable {
                return Err(ProcessError::Probability(name()));
            }
            match stage.kind {
                StageKind::Open if entered && !stage.entered => return Err(ProcessError::LeavesPipeline(name())),
                StageKind::Open => entered |= stage.entered,
                StageKind::Won if !stage.entered => return Err(ProcessError::LeavesPipeline(name())),
                StageKind::Lost if stage.entered => return Err(ProcessError::LeavesPipeline(name())),
                StageKind::Won | StageKind::Lost => {}
            }
        }
        if entered { Ok(()) } else { Err(ProcessError::NoEntry) }
    }
}

impl Stage {
    /// The category of a deal at this stage: a manual override counts only while it is open, and never makes it Closed.
    pub fn effective(&self, manual: Option<Category>) -> Category {
        match (self.kind, manual) {
            (StageKind::Won, _) => Category::Closed,
            (StageKind::Lost, _) => Category::Omitted,
            (StageKind::Open, Some(Category::Closed) | None) => self.category,
            (StageKind::Open, Some(manual)) => manual,
        }
    }
}
