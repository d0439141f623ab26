//! Islands: the parts of a page that react in place. The server renders them like everything else and writes what they
//! need beside them; the browser takes over these parts and no others.

use crate::go::Go;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The element around an island.
pub const ELEMENT: &str = "motore-island";
/// Its attribute with the island's fields.
pub const FIELDS: &str = "data-fields";

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

/// The fields of an island as they are in the page now, where that is loaded again and the island has been left alone.
#[derive(Clone)]
pub struct Fields(pub ArcRwSignal<Option<String>>);

/// The fields of the island being drawn, if the page has been loaded again since: to be asked in an effect.
pub fn renewed<I: Island>() -> Option<I> {
    let fields = use_context::<Fields>()?;
    fields.0.with(|fields| serde_json::from_str(fields.as_deref()?).ok())
}

/// How an island leads somewhere else.
pub fn use_go() -> Go {
    use_context::<Go>().unwrap_or_default()
}
