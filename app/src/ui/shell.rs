//! The frame around every page: where one can go, who one is.

use crate::context::use_visit;
use leptos::prelude::*;

/// The frame. Without a session there is only the page.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    let signed_in = use_visit().with_value(|visit| visit.me.is_some());
    if !signed_in {
        return view! { <main id="main" class="alone">{children()}</main> }.into_any();
    }
    view! { <main id="main">{children()}</main> }.into_any()
}
