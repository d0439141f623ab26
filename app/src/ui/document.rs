//! The HTML document around the product.

use crate::context::Visit;
use crate::ui::app::App;
use crate::ui::boot::Boot;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// The canvas of each theme (`style/tokens.css`): what surrounds the product on a device has its colour.
const LIGHT: &str = "#f6f7f9";
const DARK: &str = "#0f1216";

fn colour(scheme: &str, colour: &'static str) -> impl IntoView {
    leptos::html::meta().attr("media", format!("(prefers-color-scheme: {scheme})")).name("theme-color").content(colour)
}

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
                <link rel="apple-touch-icon" href=visit.assets.touch_icon.clone()/>
                <link rel="manifest" href=visit.assets.install.clone()/>
                <meta name="apple-mobile-web-app-capable" content="yes"/>
                <meta name="apple-mobile-web-app-title" content="Motore"/>
                {colour("light", LIGHT)}
                {colour("dark", DARK)}
                <meta name="position" content=visit.position.clone()/>
                <Boot visit=visit.clone()/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_the_tokens() {
        let tokens = include_str!("../../../style/tokens.css");
        assert!(tokens.contains(&format!("--canvas: light-dark({LIGHT}, {DARK});")));
    }
}
