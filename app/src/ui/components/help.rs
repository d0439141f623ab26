//! A definition beside a number.

use super::{Icon, icon};
use crate::ui::i18n::use_texts;
use leptos::prelude::*;

/// A button that opens the definition of a number. It is a popover, so it needs no script.
#[component]
pub fn Help(
    /// A name that is unique on the page.
    #[prop(into)]
    id: String,
    /// What is defined.
    #[prop(into)]
    name: String,
    /// The definition.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let id = format!("what-{id}");
    let label = (use_texts().common.what_is)(&name);
    view! {
        <button type="button" class="help" popovertarget=id.clone() aria-label=label>{icon(Icon::Help)}</button>
        <div popover="auto" id=id class="near definition" role="note"><b>{name}</b><p>{text}</p></div>
    }
    .into_any()
}
