//! First sign-in with a one-time link.

use leptos::prelude::*;

/// Sets a password.
#[component]
pub fn Welcome() -> impl IntoView {
    view! { <h1>"Welcome"</h1> }
}
