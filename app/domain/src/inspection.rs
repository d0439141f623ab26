//! What became of a deal between two moments, as far as the open pipeline of a period asks (measures, section 6).

use crate::opportunity::as_of;
use crate::{Category, Instant, LogNo, Period, StageKind, State, Version, Workspace};
use serde::{Deserialize, Serialize};

/// What became of a deal: how it came in, left, or changed within.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Class {
    /// It was not there, or had not entered pipeline yet.
    New,
    /// It had been won or lost.
    Reopened,
    /// It had been deleted.
    Restored,
    /// It was Omitted or below entry for a while.
    Returned,
    /// Its close date came from a later period, or there was none.
    PulledIn,
    /// Its close date came from an earlier period.
    PushedIn,
    /// In at both ends, worth more.
    Up,
    /// In at both ends, worth less.
    Down,
    /// In at both ends and worth the same; stage, category or date changed.
    Changed,
    /// In at both ends and as it was; touched in between.
    CameBack,
    /// Won, with a date in the period.
    Won,
    /// Lost.
    Lost,
    /// Deleted.
    Deleted,
    /// Its close date went to a later period, or it has none any more.
    PushedOut,
    /// Its close date went to an earlier period.
    PulledOut,
    /// It is Omitted or below entry now.
    Left,
}

impl Class {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 16] = [
        Self::New,
        Self::Reopened,
        Self::Restored,
        Self::Returned,
        Self::PulledIn,
        Self::PushedIn,
        Self::Up,
        Self::Down,
        Self::Changed,
        Self::CameBack,
        Self::Won,
        Self::Lost,
        Self::Deleted,
        Self::PushedOut,
        Self::PulledOut,
        Self::Left,
    ];

    /// The name used in links and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Reopened => "reopened",
            Self::Restored => "restored",
            Self::Returned => "returned",
            Self::PulledIn => "pulled_in",
            Self::PushedIn => "pushed_in",
            Self::Up => "up",
            Self::Down => "down",
            Self::Changed => "changed",
            Self::CameBack => "came_back",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Deleted => "deleted",
            Self::PushedOut => "pushed_out",
            Self::PulledOut => "pulled_out",
            Self::Left => "left",
        }
    }

    /// The one with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == name)
    }
}

/// What is asked: the settings, a period, two moments, and what is known.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The settings.
    pub workspace: &'a Workspace,
    /// The period.
    pub period: Period,
    /// From this moment …
    pub from: Instant,
    /// … to this one.
    pub to: Instant,
    /// Nothing learnt later counts.
    pub known_at: LogNo,
}

impl Asked<'_> {
    /// Whether a deal in this state is open pipeline of the period.
    pub fn counts(&self, state: &State) -> bool {
        self.in_pipeline(state) && state.close_day.is_some_and(|day| (self.period.first..=self.period.last).contains(&day))
    }

    fn in_pipeline(&self, state: &State) -> bool {
        let Some(stage) = self.workspace.stage(state.stage) else { return false };
        let counted = stage.kind == StageKind::Open && stage.entered && stage.effective(state.category) != Category::Omitted;
        counted && !state.deleted
    }

    /// What became of a deal with this history; `by` is by how much its amount went up, at the rate of the first moment.
    /// Nothing if it counts at neither end and did not close in between, or if nothing happened.
    pub fn class(&self, history: &[Version], by: i64) -> Option<Class> {
        let state = |at| as_of(history, at, self.known_at).map(|version| &version.state);
        let (before, after) = (state(self.from), state(self.to));
        let was = before.is_some_and(|state| self.counts(state));
        match (was, after?) {
            (true, after) if self.counts(after) => self.within(history, before?, after, by),
            (true, after) => Some(self.leaving(after)),
            (false, after) if self.counts(after) => Some(self.entering(history, before)),
            // Neither then nor now, but closed in between.
            (false, after) => {
                let kind = |state: &State| self.workspace.stage(state.stage).map(|stage| stage.kind);
                let closed = before.and_then(kind) != kind(after) && !after.deleted;
                let class = self.leaving(after);
                (closed && matches!(class, Class::Won | Class::Lost) && self.in_period(after)).then_some(class)
            }
        }
    }

    fn in_period(&self, state: &State) -> bool {
        state.close_day.is_some_and(|day| (self.period.first..=self.period.last).contains(&day))
    }

    fn within(&self, history: &[Version], before: &State, after: &State, by: i64) -> Option<Class> {
        let core = |state: &State| (state.stage, state.category, state.close_day, state.acv(), state.currency);
        let between = |version: &&Version| {
            version.effective_at > self.from && version.effective_at <= self.to && version.log <= self.known_at
        };
        match by {
            1.. => Some(Class::Up),
            ..0 => Some(Class::Down),
            0 if core(before) != core(after) => Some(Class::Changed),
            0 => history.iter().filter(between).any(|version| core(&version.state) != core(after)).then_some(Class::CameBack),
        }
    }

    fn leaving(&self, after: &State) -> Class {
        let kind = self.workspace.stage(after.stage).map(|stage| stage.kind);
        match (kind, after.close_day) {
            _ if after.deleted => Class::Deleted,
            (Some(StageKind::Lost), _) => Class::Lost,
            (Some(StageKind::Won), Some(_)) if self.in_period(after) => Class::Won,
            (Some(StageKind::Open), _) if !self.in_pipeline(after) => Class::Left,
            (_, Some(day)) if day < self.period.first => Class::PulledOut,
            _ => Class::PushedOut,
        }
    }

    fn entering(&self, history: &[Version], before: Option<&State>) -> Class {
        let Some(before) = before else { return Class::New };
        let known = |version: &&Version| version.effective_at <= self.from && version.log <= self.known_at;
        let entered = history.iter().filter(known).any(|version| self.in_pipeline(&version.state));
        let kind = self.workspace.stage(before.stage).map(|stage| stage.kind);
        match (kind, before.close_day) {
            _ if before.deleted => Class::Restored,
            (Some(StageKind::Won | StageKind::Lost), _) => Class::Reopened,
            _ if !self.in_pipeline(before) => {
                if entered {
                    Class::Returned
                } else {
                    Class::New
                }
            }
            (_, Some(day)) if day < self.period.first => Class::PushedIn,
            _ => Class::PulledIn,
        }
    }
}
