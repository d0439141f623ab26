//! What keeps a page current.

use contract::live::{Topic, topics};
use leptos::prelude::*;

/// Says which topics a page, or a part of it, shows: when one of them is told of, the browser loads the page again in place.
pub fn watch(shown: impl IntoIterator<Item = Topic>) -> impl IntoView {
    view! { <i hidden data-topics=topics(shown)></i> }
}
