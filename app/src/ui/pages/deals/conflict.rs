//! Somebody else's change was in the way: both are shown, and one is chosen.

use super::edit::Editing;
use crate::ui::components::shape;
use crate::ui::i18n::Texts;
use contract::opportunity::{Opportunity, OpportunityPatch};
use domain::pace::Standing;
use domain::{Category, Day, Money, StageId};
use leptos::prelude::*;

/// The choice, while there is one to make; and what a gate asks for.
pub fn conflict(editing: Editing, stages: Vec<(StageId, String)>) -> AnyView {
    let t = editing.t;
    let shown = move || {
        editing.conflict.get().map(|patch| {
            let (mine, theirs) = editing.deal.with(|deal| both(t, &patch, deal, &stages));
            let text = (t.deals.conflict_detail)(&mine, &theirs);
            let keep = move |_| editing.save(patch.clone(), None);
            view! {
                <div class="conflict" role="alert">
                    <h3>{shape(Standing::Watch)}{t.deals.conflict}</h3>
                    <p>{text}</p>
                    <div class="chip-row">
                        <button type="button" class="button" on:click=keep>{t.deals.keep_mine}</button>
                        <button type="button" class="button" on:click=move |_| editing.conflict.set(None)>{t.deals.keep_theirs}</button>
                    </div>
                </div>
            }
        })
    };
    // The sheet of the gate belongs to the same island, wherever that is.
    view! { {shown}{editing.gate.view()} }.into_any()
}

/// What was written here, and what stands there now, in words.
fn both(t: &Texts, patch: &OpportunityPatch, theirs: &Opportunity, stages: &[(StageId, String)]) -> (String, String) {
    let language = t.language;
    let state = &theirs.state;
    let empty = || t.deals.empty_value.to_owned();
    let day = |day: Option<Day>| day.map_or_else(empty, |day| language.day(day));
    let category = |category: Option<Category>| category.map_or_else(empty, |category| (t.names.category)(category).to_owned());
    let stage =
        |id: StageId| stages.iter().find(|(other, _)| *other == id).map_or_else(|| id.0.to_string(), |(_, name)| name.clone());
    if let Some(mine) = patch.stage {
        return (stage(mine), stage(state.stage));
    }
    if let Some(lines) = &patch.lines {
        let money = |minor| language.money(Money { minor, currency: state.currency });
        return (money(lines.iter().map(|line| line.acv).sum()), money(state.acv()));
    }
    if let Some(mine) = &patch.lost_reason {
        return (mine.clone().unwrap_or_else(empty), state.lost_reason.clone().unwrap_or_else(empty));
    }
    if let Some(mine) = patch.close_day {
        return (day(mine), day(state.close_day));
    }
    if let Some(mine) = patch.next_step_day {
        return (day(mine), day(state.next_step_day));
    }
    if let Some(mine) = patch.category {
        return (category(mine), category(state.category));
    }
    let text = |text: Option<String>| text.unwrap_or_else(empty);
    (text(patch.next_step.clone().flatten()), text(state.next_step.clone()))
}
