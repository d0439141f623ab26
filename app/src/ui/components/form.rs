//! Forms that ask: what is filled in becomes the address.

use leptos::prelude::*;

/// A form sent by GET. With scripts the page changes in place, without them it is loaded.
#[component]
pub fn GetForm(
    /// The path.
    action: &'static str,
    /// What of the address stays as it is.
    keep: Vec<(String, String)>,
    /// The class.
    #[prop(default = "form-row")]
    class: &'static str,
    /// The role, if it has one.
    #[prop(optional)]
    role: Option<&'static str>,
    /// The inputs.
    children: Children,
) -> impl IntoView {
    let keep = keep.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    view! { <form method="get" action=action class=class role=role>{keep}{children()}</form> }.into_any()
}
