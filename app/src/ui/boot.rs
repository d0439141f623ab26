//! What makes the browser take over: the boot data and the script that starts the wasm.

use crate::context::Visit;
use leptos::nonce::use_nonce;
use leptos::prelude::*;

/// The boot data as JSON, and a small script with the page's nonce that loads the bundle. The script is preloaded,
/// the wasm is not: the page is readable before it.
#[component]
pub fn Boot(
    /// What the browser gets back.
    visit: Visit,
) -> impl IntoView {
    // `<` would let a text end the script element.
    let data = serde_json::to_string(&visit).unwrap_or_default().replace('<', "\\u003c");
    let assets = visit.assets;
    let bundle = (!assets.js.is_empty()).then(|| {
        let start =
            format!("import start,{{hydrate}} from '{}';await start({{module_or_path:'{}'}});hydrate();", assets.js, assets.wasm);
        view! {
            <link rel="modulepreload" href=assets.js/>
            <script type="module" nonce=use_nonce() inner_html=start></script>
        }
    });
    view! {
        <script type="application/json" id="boot" inner_html=data></script>
        {bundle}
    }
}
