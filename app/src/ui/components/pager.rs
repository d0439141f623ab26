//! From page to page of a list.

use crate::ui::i18n::use_texts;
use leptos::prelude::*;

/// How many there are, and the way on.
#[component]
pub fn Pager(
    /// What there is in all.
    total: String,
    /// The first page, unless this is it.
    first: Option<String>,
    /// The next page, if there is one.
    next: Option<String>,
) -> impl IntoView {
    let t = use_texts();
    view! {
        <nav class="pager" aria-label=t.common.more>
            <span>{(t.common.page_of)(&total)}</span>
            <div>
                {first.map(|href| view! { <a class="button" href=href>{t.common.first_page}</a> })}
                {next.map(|href| view! { <a class="button" href=href rel="next">{t.common.next_page}</a> })}
            </div>
        </nav>
    }
    .into_any()
}
