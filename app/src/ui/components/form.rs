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
    /// What it looks for, if it searches: the name of the landmark that it then is.
    #[prop(optional, into)]
    search: Option<String>,
    /// The inputs.
    children: Children,
) -> impl IntoView {
    let keep = keep.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    view! { <form method="get" action=action class=class role=search.as_ref().map(|_| "search") aria-label=search>{keep}{children()}</form> }.into_any()
}
