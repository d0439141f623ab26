//! The matrix and the deals behind its cells.

use leptos::prelude::*;

/// The matrix.
#[component]
pub fn Apm() -> impl IntoView {
    view! { <h1>"Apm"</h1> }
}

/// The deals behind a cell.
#[component]
pub fn Drill() -> impl IntoView {
    view! { <h1>"Drill"</h1> }
}
