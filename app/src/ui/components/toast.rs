//! Short messages that go away by themselves.

use super::shape;
use crate::ui::island::Island;
use domain::pace::Standing;
use leptos::html::Div;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long a message stays.
const STAY: Duration = Duration::from_secs(8);

/// A short message.
#[derive(Clone)]
pub struct Toast {
    /// Whether something went well, or did not.
    pub standing: Standing,
    /// What happened.
    pub text: String,
    /// What can be done about it: text and action.
    pub action: Option<(&'static str, Callback<()>)>,
}

/// Shows messages, one at a time: a newer one takes the place of the one before, which is no longer what matters.
#[derive(Clone, Copy)]
pub struct Toaster {
    shown: RwSignal<Option<(u32, Toast)>>,
    last: StoredValue<u32>,
}

impl Default for Toaster {
    fn default() -> Self {
        Self { shown: RwSignal::new(None), last: StoredValue::new(0) }
    }
}

impl Toaster {
    /// Shows a message for a while.
    pub fn show(self, toast: Toast) {
        self.last.update_value(|last| *last += 1);
        let id = self.last.get_value();
        self.shown.set(Some((id, toast)));
        set_timeout(move || self.hide(id), STAY);
    }

    fn hide(self, id: u32) {
        // The page may be gone by then.
        let _ = self.shown.try_update(|shown| shown.take_if(|(other, _)| *other == id));
    }
}

/// What shows messages.
pub fn use_toaster() -> Toaster {
    use_context::<Toaster>().unwrap_or_default()
}

/// Where messages are shown.
#[derive(Serialize, Deserialize)]
pub struct Toasts {}

impl Island for Toasts {
    const NAME: &'static str = "toasts";

    fn view(self) -> AnyView {
        let toaster = use_toaster();
        let toast = move || {
            let (id, toast) = toaster.shown.get()?;
            let action = toast.action.map(|(text, run)| {
                let click = move |_| {
                    toaster.hide(id);
                    run.run(());
                };
                view! { <button type="button" on:click=click>{text}</button> }
            });
            let class = if toast.standing == Standing::Act { "toast act" } else { "toast" };
            Some(view! { <div class=class>{shape(toast.standing)}<span>{toast.text}</span>{action}</div> })
        };
        // A sheet lies over the page: a message about it lies over the sheet.
        let place = NodeRef::<Div>::new();
        Effect::new(move |_| {
            let shown = toaster.shown.with(Option::is_some);
            if let Some(place) = place.get_untracked() {
                let _ = place.hide_popover();
                if shown {
                    let _ = place.show_popover();
                }
            }
        });
        view! { <div class="toasts" popover="manual" role="status" aria-live="polite" node_ref=place>{toast}</div> }.into_any()
    }
}
