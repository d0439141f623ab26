//! What became of a deal between two moments, as far as the open pipeline of a period asks (measures, section 6).

use crate::opportunity::as_of;
use crate::{Category, Instant, LogNo, Period, StageKind, State, Version, Workspace};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

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
    /// It counted, but not here: its owner, their team, its region or what else is asked by was another.
    ScopeIn,
    /// In at both ends, worth more.
    Up,
    /// In at both ends, worth less.
    Down,
    /// In at both ends and worth the same; stage, category or date changed.
    Changed,
    /// In at both ends and as it was; touched in between.
    CameBack,
    /// In at both ends, and nothing happened.
    Unchanged,
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
    /// It counts still, but not here: its owner, their team, its region or what else is asked by is another.
    ScopeOut,
    /// It is Omitted or below entry now.
    Left,
}

/// What moved of a deal that is in at both ends, whatever else became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Shift {
    /// Its stage, to a later one of the same process.
    Forth,
    /// Its stage, to an earlier one of the same process.
    Back,
    /// Its close date, to a later day of the period.
    Later,
    /// Its close date, to an earlier day of the period.
    Sooner,
}

impl Shift {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Forth, Self::Back, Self::Later, Self::Sooner];
}

impl Class {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 19] = [
        Self::New,
        Self::Reopened,
        Self::Restored,
        Self::Returned,
        Self::PulledIn,
        Self::PushedIn,
        Self::ScopeIn,
        Self::Up,
        Self::Down,
        Self::Changed,
        Self::CameBack,
        Self::Unchanged,
        Self::Won,
        Self::Lost,
        Self::Deleted,
        Self::PushedOut,
        Self::PulledOut,
        Self::ScopeOut,
        Self::Left,
    ];
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

    /// What became of a deal with this history. `ends`: whether it counts at the first moment and at the last, where and for
    /// whom it is asked; `by`: how much more it is worth at the last, at the rate of the first.
    /// Nothing if it counts at neither end and did not close in between.
    pub fn class(&self, history: &[Version], ends: [bool; 2], by: i64) -> Option<Class> {
        let [before, after] = self.states(history);
        let after = after?;
        match ends {
            [true, true] => Some(self.within(history, before?, after, by)),
            [true, false] if self.counts(after) => Some(Class::ScopeOut),
            [true, false] => Some(self.leaving(after)),
            [false, true] if before.is_some_and(|before| self.counts(before)) => Some(Class::ScopeIn),
            [false, true] => Some(self.entering(history, before)),
            // Neither then nor now, but closed in between.
            [false, false] => {
                let kind = |state: &State| self.workspace.stage(state.stage).map(|stage| stage.kind);
                let closed = before.and_then(kind) != kind(after) && !after.deleted;
                let class = self.leaving(after);
                (closed && matches!(class, Class::Won | Class::Lost) && self.in_period(after)).then_some(class)
            }
        }
    }

    /// What moved of a deal that counts at both ends.
    pub fn shifts(&self, history: &[Version]) -> Vec<Shift> {
        let [Some(before), Some(after)] = self.states(history) else { return Vec::new() };
        let place = |state: &State| {
            let mut all = self.workspace.processes.iter().enumerate();
            all.find_map(|(process, each)| Some((process, each.stages.iter().position(|stage| stage.id == state.stage)?)))
        };
        let stage = match (place(before), place(after)) {
            (Some((from, was)), Some((to, is))) if from == to && was < is => Some(Shift::Forth),
            (Some((from, was)), Some((to, is))) if from == to && was > is => Some(Shift::Back),
            _ => None,
        };
        let day = match before.close_day.cmp(&after.close_day) {
            Ordering::Less => Some(Shift::Later),
            Ordering::Greater => Some(Shift::Sooner),
            Ordering::Equal => None,
        };
        stage.into_iter().chain(day).collect()
    }

    /// The states at both ends.
    fn states<'v>(&self, history: &'v [Version]) -> [Option<&'v State>; 2] {
        [self.from, self.to].map(|at| as_of(history, at, self.known_at).map(|version| &version.state))
    }

    fn in_period(&self, state: &State) -> bool {
        state.close_day.is_some_and(|day| (self.period.first..=self.period.last).contains(&day))
    }

    fn within(&self, history: &[Version], before: &State, after: &State, by: i64) -> Class {
        let core = |state: &State| (state.stage, state.category, state.close_day, state.acv(), state.currency);
        // What held in between: a version whose instant another took never did.
        let between = |version: &&Version| version.effective_at > self.from && version.effective_at <= self.to;
        let other = |version: &Version| {
            let held = as_of(history, version.effective_at, self.known_at);
            held.is_some_and(|held| core(&held.state) != core(after))
        };
        match by {
            1.. => Class::Up,
            ..0 => Class::Down,
            0 if core(before) != core(after) => Class::Changed,
            0 if history.iter().filter(between).any(other) => Class::CameBack,
            0 => Class::Unchanged,
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
        // What held until then: a version whose instant another took never did.
        let held = |version: &Version| as_of(history, version.effective_at, self.known_at);
        let until = history.iter().filter(|version| version.effective_at <= self.from);
        let entered = until.filter_map(held).any(|version| self.in_pipeline(&version.state));
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
