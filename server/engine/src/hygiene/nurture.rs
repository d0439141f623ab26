//! Deals that were put aside until a day come back on it.

use crate::engine::Engine;
use crate::store::{Author, StoreError};
use contract::inbox::News;
use contract::opportunity::OpportunityPatch;
use domain::{Category, Cause, OpportunityId, StageKind};

/// Brings back every open deal whose day has come: into the category of its stage, as an ordinary version by nobody.
pub async fn end_nurture(engine: &Engine) -> Result<(), StoreError> {
    if engine.settings().is_none() {
        return Ok(());
    }
    let today = engine.today();
    let due = engine.ledger().read(None, |columns| {
        let columns = columns.now();
        let book = columns.book.as_deref();
        let aside = book.into_iter().flat_map(|book| &book.nurture).filter(|(_, until)| **until <= today.0);
        aside.map(|(deal, _)| OpportunityId(columns.deals.ids[*deal as usize])).collect::<Vec<_>>()
    });
    let store = engine.store();
    for version in store.latest_of(&due.await?).await? {
        let state = &version.state;
        let open = engine.settings().and_then(|settings| settings.workspace.stage(state.stage).map(|stage| stage.kind));
        let Some(until) = state.nurture_until.filter(|until| *until <= today && !state.deleted) else { continue };
        if open != Some(StageKind::Open) {
            continue;
        }
        let key = Some(format!("nurture-{}-{until}", version.opportunity));
        let author = Author { person: None, cause: Cause::Api, idempotency_key: key };
        let back = OpportunityPatch {
            base: version.log,
            nurture_until: Some(None),
            category: (state.category == Some(Category::Omitted)).then_some(None),
            ..OpportunityPatch::default()
        };
        match store.patch(author, version.opportunity, back).await {
            Ok(back) => {
                let once = format!("nurture {} {until}", version.opportunity);
                engine.tell_owner(back.state.owner, None, News::NurtureOver { deal: version.opportunity }, once).await?;
            }
            // Somebody was quicker: the next look sees what they made of it.
            Err(StoreError::Problem(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
