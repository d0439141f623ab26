//! The head of a page: a title that says where one is.

use crate::ui::i18n::use_texts;
use leptos::prelude::*;
use leptos_meta::Title;

/// Title of page and window, a line below, and room for controls.
#[component]
pub fn PageHead(
    /// The title.
    #[prop(into)]
    title: String,
    /// What exactly is shown.
    #[prop(optional, into)]
    subtitle: String,
    /// The controls.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let window = (use_texts().shell.title)(&title);
    view! {
        <Title text=window/>
        <header class="page">
            <div>
                <h1>{title}</h1>
                {(!subtitle.is_empty()).then(|| view! { <p>{subtitle}</p> })}
            </div>
            {children.map(|children| view! { <div class="tools">{children()}</div> })}
        </header>
    }
    .into_any()
}

/// The way back to where this page belongs.
#[component]
pub fn Crumb(
    /// Where to.
    #[prop(into)]
    href: String,
    /// What it is called.
    text: &'static str,
) -> impl IntoView {
    view! { <a class="crumb" href=href><span aria-hidden="true">"←"</span>{text}</a> }
}
