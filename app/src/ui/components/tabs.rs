//! Tabs that are links, so that each has an address.

use leptos::prelude::*;

/// A row of links, one of them current.
#[component]
pub fn Tabs(
    /// What they choose.
    label: &'static str,
    /// Address, text, and whether it is the current one.
    items: Vec<(String, String, bool)>,
    /// What stands at the end of the row.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let items = items
        .into_iter()
        .map(|(href, text, current)| {
            view! { <li><a href=href aria-current=current.then_some("page") data-noscroll="">{text}</a></li> }
        })
        .collect_view();
    view! {
        <nav class="tabs" aria-label=label>
            <ul>{items}</ul>
            {children.map(|children| view! { <div class="aside">{children()}</div> })}
        </nav>
    }
    .into_any()
}
