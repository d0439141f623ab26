//! Open pipeline through time.

use leptos::prelude::*;

/// Open pipeline by stage, as of each week.
#[component]
pub fn Pipeline() -> impl IntoView {
    view! { <h1>"Pipeline"</h1> }
}
