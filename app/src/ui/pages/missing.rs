//! Where there is nothing.

use leptos::prelude::*;

/// No such page.
#[component]
pub fn Missing() -> impl IntoView {
    view! { <h1>"Missing"</h1> }
}
