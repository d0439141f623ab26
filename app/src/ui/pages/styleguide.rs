//! The style guide.

use leptos::prelude::*;

/// Every component.
#[component]
pub fn Styleguide() -> impl IntoView {
    view! { <h1>"Styleguide"</h1> }
}
