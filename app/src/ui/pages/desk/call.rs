//! Saying what was done about a deal from its card: a few words, if one likes, and what it was, which saves both.

use super::quick::{Sheet, hide};
use crate::context::use_client;
use crate::fresh::{fresh, now};
use crate::ui::components::{Toast, use_toaster};
use crate::ui::i18n::{in_place, offline, use_texts};
use crate::ui::island::use_go;
use contract::activity::{ActivityChange, ActivityPath, ChangeActivity, LogActivity, NewActivity};
use contract::opportunity::OpportunityPath;
use contract::{Nothing, Problem};
use domain::activity::ActivityKind;
use domain::pace::Standing;
use domain::{ActivityId, OpportunityId};
use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is being written, and about which deal: a sheet that closes does not take it away.
#[derive(Clone, Copy)]
pub struct Draft(RwSignal<Option<(OpportunityId, String)>>);

impl Default for Draft {
    fn default() -> Self {
        Self(RwSignal::new(None))
    }
}

/// The words, and a button for each thing it can have been.
pub fn call(deal: OpportunityId, Draft(draft): Draft, sheet: Sheet) -> AnyView {
    let t = use_texts();
    let words = in_place(t.language);
    let (client, toaster, go) = (StoredValue::new(use_client()), use_toaster(), use_go());
    let written = draft.with_untracked(|draft| draft.as_ref().filter(|(of, _)| *of == deal).map(|(_, text)| text.clone()));
    let text = RwSignal::new(written.unwrap_or_default());
    let tell = move |answer: Result<(), Problem>, undo: Option<Callback<()>>| {
        let (standing, text) = match answer {
            Ok(()) if undo.is_none() => (Standing::Good, t.deals.undone.to_owned()),
            Ok(()) => (Standing::Good, t.deals.saved.to_owned()),
            // The device keeps it.
            Err(problem) if problem.waits() => (Standing::Watch, offline(t.language).kept.to_owned()),
            Err(problem) => {
                let text = format!("{}: {}", t.deals.not_saved, problem.detail);
                return toaster.show(Toast { standing: Standing::Act, text, action: None });
            }
        };
        toaster.show(Toast { standing, text, action: undo.map(|undo| (t.deals.undo, undo)) });
        if standing == Standing::Good {
            go.again();
        }
    };
    let undo = move |activity: ActivityId| {
        Callback::new(move |()| {
            spawn_local(async move {
                let path = ActivityPath { id: deal, activity };
                let gone = ActivityChange { deleted: Some(true), ..ActivityChange::default() };
                let client = client.get_value();
                let done = client.call::<ChangeActivity>(&path, &Nothing {}, &gone, Some(fresh().to_string())).await;
                tell(done.map(drop), None);
            });
        })
    };
    let save = move |kind: ActivityKind| {
        let id = ActivityId(fresh());
        let new = NewActivity { id, kind, text: text.get_untracked(), contact: None, at: Some(now()), due_day: None };
        hide(sheet);
        spawn_local(async move {
            let path = OpportunityPath { id: deal };
            let client = client.get_value();
            let said = client.call::<LogActivity>(&path, &Nothing {}, &new, Some(id.to_string())).await;
            if said.as_ref().err().is_none_or(Problem::waits) {
                let _ = draft.try_set(None);
            }
            tell(said.map(drop), Some(undo(id)));
        });
    };
    let write = move |value: String| {
        text.set(value.clone());
        draft.set(Some((deal, value)));
    };
    let others = [(ActivityKind::Mail, words.mail), (ActivityKind::Meeting, words.meeting)]
        .map(|(kind, name)| view! { <button type="button" class="chip" on:mousedown=stay on:click=move |_| save(kind)>{name}</button> });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        save(ActivityKind::Call);
    };
    view! {
        <form class="form" on:submit=submit>
            <div class="field">
                <label for="said">{words.said}</label>
                <input id="said" autocomplete="off" value=text.get_untracked() on:input:target=move |event| write(event.target().value())/>
            </div>
            <div class="chip-row" role="group" aria-label=words.save_as>
                <button class="chip" on:mousedown=stay>{words.call}</button>
                {others.into_iter().collect_view()}
            </div>
        </form>
    }
    .into_any()
}

/// A button is pressed before the input is left.
fn stay(event: MouseEvent) {
    event.prevent_default();
}
