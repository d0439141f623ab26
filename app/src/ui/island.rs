//! Islands: the parts of a page that react in place. The server renders them like everything else and writes what they
//! need beside them; the browser takes over these parts and no others.

use crate::go::Go;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The element around an island.
pub const ELEMENT: &str = "motore-island";

/// A part of a page that reacts in place. Its fields are all it needs to know; both sides draw it from them alike.
pub trait Island: Serialize + DeserializeOwned + 'static {
    /// What it is called in the page.
    const NAME: &'static str;

    /// Draws it.
    fn view(self) -> AnyView;

    /// When the page around it is loaded again, an island with the same key stays as it is; one without stays as long as
    /// its fields are the same.
    fn key(&self) -> Option<String> {
        None
    }
}

/// Puts an island into a page.
pub fn island<I: Island>(island: I) -> AnyView {
    // Fields are plain data: if they cannot be written, the island stays what the server drew.
    let fields = serde_json::to_string(&island).unwrap_or_default();
    let key = island.key();
    view! { <motore-island data-name=I::NAME data-key=key data-fields=fields>{island.view()}</motore-island> }.into_any()
}

/// How an island leads somewhere else.
pub fn use_go() -> Go {
    use_context::<Go>().unwrap_or_default()
}
