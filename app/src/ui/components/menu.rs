//! A menu of links under a chip.

use leptos::prelude::*;

/// One link of a menu.
pub struct MenuItem {
    /// Where to.
    pub href: String,
    /// What it is called.
    pub text: String,
    /// What is said beside it, smaller.
    pub detail: String,
    /// Whether this is what is shown now.
    pub current: bool,
}

impl MenuItem {
    /// A link without a detail.
    pub fn new(href: String, text: impl Into<String>, current: bool) -> Self {
        Self { href, text: text.into(), detail: String::new(), current }
    }
}

/// A chip that opens a menu of links, and whatever else stands below them. It is a popover, so it needs no script.
#[component]
pub fn Menu(
    /// A name that is unique on the page.
    id: &'static str,
    /// The chip's text.
    #[prop(into)]
    text: String,
    /// What it chooses, for those who do not see the chip's surroundings.
    label: &'static str,
    /// Whether what is chosen is not the usual.
    #[prop(optional)]
    on: bool,
    /// The links.
    items: Vec<MenuItem>,
    /// What stands below them.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let items = items
        .into_iter()
        .map(|item| {
            let detail = (!item.detail.is_empty()).then(|| view! { <small>{item.detail}</small> });
            let current = item.current.then_some("true");
            view! { <li><a href=item.href aria-current=current data-noscroll="">{item.text}{detail}</a></li> }
        })
        .collect_view();
    view! {
        <button type="button" class="chip" class:on=on popovertarget=id aria-label=format!("{label}: {text}")>
            {text.clone()}
            <span aria-hidden="true">"▾"</span>
        </button>
        <div popover="auto" id=id class="near menu">
            <ul>{items}</ul>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}
