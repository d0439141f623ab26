//! Signing in.

use leptos::prelude::*;

/// The sign-in form.
#[component]
pub fn SignIn() -> impl IntoView {
    view! { <h1>"SignIn"</h1> }
}
