//! Deals.

use leptos::prelude::*;

/// The list.
#[component]
pub fn Deals() -> impl IntoView {
    view! { <h1>"Deals"</h1> }
}

/// One deal.
#[component]
pub fn Deal() -> impl IntoView {
    view! { <h1>"Deal"</h1> }
}
