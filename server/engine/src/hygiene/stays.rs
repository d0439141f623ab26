//! How long won deals were in each stage: the medians that tell which deals are long or stuck in theirs.

use super::history::segments;
use crate::engine::Engine;
use crate::store::{StoreError, Typicals};
use domain::hygiene::{Typical, stays};
use domain::{AccountId, Instant, OpportunityId, StageId, StageKind};
use std::collections::HashMap;

/// The deal being told.
#[derive(Default)]
struct Told {
    deal: Option<OpportunityId>,
    account: Option<AccountId>,
    deleted: bool,
    steps: Vec<(Instant, StageId)>,
}

/// Makes the medians anew from all of history.
pub async fn keep_typicals(engine: &Engine) -> Result<(), StoreError> {
    let Some(settings) = engine.settings() else { return Ok(()) };
    let segments = segments(engine).await?;
    let kind = |id: StageId| settings.workspace.stage(id).map(|stage| stage.kind);
    let mut days: HashMap<(String, StageId), Vec<i32>> = HashMap::new();
    let mut finish = |told: &Told| {
        let won = told.steps.last().and_then(|(_, stage)| kind(*stage)) == Some(StageKind::Won);
        if told.deleted || !won {
            return;
        }
        let segment = told.account.and_then(|account| segments.get(&account.0)).cloned().unwrap_or_default();
        for (stage, stay) in stays(&told.steps, &|at| settings.zone.day_of(at)) {
            if kind(stage) == Some(StageKind::Open) {
                days.entry((segment.clone(), stage)).or_default().push(stay);
            }
        }
    };
    let mut told = Told::default();
    let read = engine.store().read_history(None, None, |row| {
        if told.deal != Some(row.opportunity) {
            finish(&told);
            told.steps.clear();
        }
        told.deal = Some(row.opportunity);
        (told.account, told.deleted) = (row.account, row.deleted);
        told.steps.push((row.effective_at, row.stage));
    });
    let head = read.await?;
    finish(&told);
    let typicals: Typicals = days.into_iter().filter_map(|(key, mut days)| Some((key, Typical::of(&mut days)?))).collect();
    engine.store().save_typicals(typicals, head).await
}
