//! States: each a colour, a shape and a word.

use crate::ui::i18n::Texts;
use domain::pace::Standing;
use leptos::prelude::*;

/// The class that colours a state.
pub fn class_of(standing: Standing) -> &'static str {
    match standing {
        Standing::Good => "good",
        Standing::Watch => "watch",
        Standing::Act => "act",
        Standing::None => "",
    }
}

/// The word for a state.
pub fn word_of(texts: &Texts, standing: Standing) -> &'static str {
    match standing {
        Standing::Good => texts.apm.good,
        Standing::Watch => texts.apm.watch,
        Standing::Act => texts.apm.act,
        Standing::None => texts.apm.none,
    }
}

/// The shape of a state: circle, triangle, square; nothing where there is no state.
pub fn shape(standing: Standing) -> Option<AnyView> {
    let path = match standing {
        Standing::Good => "M5 .5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Z",
        Standing::Watch => "M5 .6 9.8 9.4H.2Z",
        Standing::Act => "M1.2.6h7.6a.6.6 0 0 1 .6.6v7.6a.6.6 0 0 1-.6.6H1.2a.6.6 0 0 1-.6-.6V1.2a.6.6 0 0 1 .6-.6Z",
        Standing::None => return None,
    };
    Some(
        view! {
            <svg class="shape" viewBox="0 0 10 10" aria-hidden="true">
                <path d=path fill="currentColor"/>
            </svg>
        }
        .into_any(),
    )
}

/// A state with a text of its own.
#[component]
pub fn Badge(
    /// The state.
    standing: Standing,
    /// The text.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let class = match standing {
        Standing::None => "badge plain".to_owned(),
        standing => format!("badge {}", class_of(standing)),
    };
    view! { <span class=class>{shape(standing)}<span>{text}</span></span> }
}
