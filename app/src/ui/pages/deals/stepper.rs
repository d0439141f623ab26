//! The way of a deal through its stages: shown, and moved along by a tap.

use super::edit::Editing;
use contract::opportunity::OpportunityPatch;
use domain::StageId;
use leptos::prelude::*;

/// The stages as steps; the gate asks if something is missing for one.
pub fn stepper(editing: Editing, stages: &[(StageId, String)]) -> AnyView {
    let order: Vec<StageId> = stages.iter().map(|(id, _)| *id).collect();
    let order = StoredValue::new(order);
    let place = move || {
        let now = editing.deal.with(|deal| deal.state.stage);
        order.with_value(|order| order.iter().position(|id| *id == now))
    };
    let steps = stages
        .iter()
        .enumerate()
        .map(|(at, (id, name))| {
            let id = *id;
            // Closing a deal may change its close date with it: taking that back takes both.
            let go = move |_| {
                if untrack(place) != Some(at) {
                    let close_day = Some(editing.deal.with_untracked(|deal| deal.state.close_day));
                    let stage = Some(editing.deal.with_untracked(|deal| deal.state.stage));
                    let back = OpportunityPatch { stage, close_day, ..OpportunityPatch::default() };
                    editing.save(OpportunityPatch { stage: Some(id), ..OpportunityPatch::default() }, Some(back));
                }
            };
            view! {
                <li>
                    <button
                        type="button"
                        class="step"
                        class:done=move || place().is_some_and(|place| at < place)
                        aria-current=move || (place() == Some(at)).then_some("step")
                        on:click=go
                    >
                        {name.clone()}
                    </button>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="steps" aria-label=editing.t.deals.stage>{steps}</ol> }.into_any()
}
