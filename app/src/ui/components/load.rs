//! What a page asks before it is drawn.

use leptos::prelude::*;

/// Draws what comes out of this future. The server waits for it, so that the page is complete; with more than one of them
/// on a page they run side by side.
pub fn load(drawing: impl Future<Output = AnyView> + Send + 'static) -> AnyView {
    view! { <Suspense>{Suspend::new(drawing)}</Suspense> }.into_any()
}
