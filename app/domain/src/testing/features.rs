//! Which rare things a history has: a property test that never met them has shown nothing.

use super::{History, company::DAY_ONE};
use crate::{Category, Cause, StageKind, Version};
use std::collections::BTreeMap;

/// All that is counted.
pub const FEATURES: [&str; 14] = [
    "same millisecond",
    "live edit in the same millisecond",
    "backdated",
    "several lines",
    "no line",
    "omitted",
    "undated",
    "undo",
    "re-opened",
    "created as won",
    "foreign currency",
    "no rate",
    "reorganised",
    "deleted",
];

impl History {
    /// How often each of [`FEATURES`] happened; all of them are named, with 0 if need be.
    pub fn features(&self) -> BTreeMap<&'static str, usize> {
        let mut seen: BTreeMap<&'static str, usize> = FEATURES.into_iter().map(|feature| (feature, 0)).collect();
        let mut count = |feature: &'static str, happened: bool| *seen.entry(feature).or_default() += usize::from(happened);
        for (at, version) in self.versions.iter().enumerate() {
            let earlier: Vec<&Version> =
                self.versions[..at].iter().filter(|other| other.opportunity == version.opportunity).collect();
            let state = &version.state;
            let Some(stage) = self.workspace.stage(state.stage) else { continue };
            let live = !matches!(version.cause, Cause::Import | Cause::Undo);
            let last_stage = earlier.last().and_then(|last| self.workspace.stage(last.state.stage));
            let was_closed = last_stage.is_some_and(|stage| stage.kind != StageKind::Open);
            count("same millisecond", earlier.iter().any(|other| other.effective_at == version.effective_at));
            count(
                "live edit in the same millisecond",
                live && earlier.iter().any(|other| other.effective_at.plus_ms(1) == version.effective_at),
            );
            count("backdated", earlier.iter().any(|other| other.effective_at > version.effective_at));
            count("several lines", state.lines.len() > 1);
            count("no line", state.lines.is_empty());
            count("omitted", stage.kind == StageKind::Open && stage.effective(state.category) == Category::Omitted);
            count("undated", stage.kind == StageKind::Open && state.close_day.is_none());
            count("undo", version.cause == Cause::Undo);
            count("re-opened", was_closed && stage.kind == StageKind::Open);
            count("created as won", earlier.is_empty() && stage.kind == StageKind::Won);
            count("foreign currency", state.currency != self.workspace.currency);
            count(
                "no rate",
                state.currency != self.workspace.currency
                    && !self.rates.iter().any(|known| known.rate.currency == state.currency && known.log < version.log),
            );
            count("deleted", state.deleted);
        }
        for fact in &self.facts {
            count("reorganised", fact.valid_from >= DAY_ONE);
        }
        seen
    }
}
