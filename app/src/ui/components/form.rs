//! Forms that ask: what is filled in becomes the address.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{FormData, HtmlFormElement, UrlSearchParams};
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

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
    let navigate = use_navigate();
    let submit = move |event: SubmitEvent| {
        if let Some(query) = entered(&event) {
            event.prevent_default();
            let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
            navigate(&format!("{action}?{query}"), options);
        }
    };
    let keep = keep.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    view! { <form method="get" action=action class=class role=role on:submit=submit>{keep}{children()}</form> }.into_any()
}

/// What is filled in, as a query; empty fields say nothing.
fn entered(event: &SubmitEvent) -> Option<String> {
    let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    let params = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&String::from(params.to_string())).ok()?;
    serde_urlencoded::to_string(pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect::<Vec<_>>()).ok()
}
