//! The HTML document around the product.

use crate::context::Visit;
use crate::ui::app::App;
use crate::ui::boot::Boot;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// The whole page, for the server. Expects a [`Visit`], a [`contract::Client`] and a [`crate::PageStatus`] in the
/// context; with leptos's `nonce` feature, the nonce too.
pub fn document() -> impl IntoView {
    let visit = expect_context::<Visit>();
    // What pages have loaded is in them as HTML: it is not written a second time as data.
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let theme = Some(visit.theme.as_str()).filter(|theme| !theme.is_empty());
    view! {
        <!DOCTYPE html>
        <html lang=visit.language.as_str() data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="stylesheet" href=visit.assets.css.clone()/>
                <link rel="icon" href=visit.assets.icon.clone()/>
                <Boot visit=visit.clone()/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
