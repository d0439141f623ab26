//! What makes the browser take over: the boot data and the script that starts the wasm.

use crate::context::{Boot as Data, Visit};
use leptos::nonce::use_nonce;
use leptos::prelude::*;

/// The boot data as JSON, and a small script with the page's nonce that loads the bundle: the page is complete before it.
#[component]
pub fn Boot(
    /// The visit.
    visit: Visit,
) -> impl IntoView {
    let (language, theme, assets) = (visit.language, visit.theme, &visit.assets);
    // `<` would let a text end the script element.
    let data = Data { language, theme, script: assets.js.clone() };
    let data = serde_json::to_string(&data).unwrap_or_default().replace('<', "\\u003c");
    let bundle = (!assets.js.is_empty()).then(|| {
        // Only after the first paint, so that the page has the line for itself until it is there.
        let start = format!(
            "new PerformanceObserver((_,paint)=>{{paint.disconnect();const wasm=fetch('{}');\
             import('{}').then(it=>it.default({{module_or_path:wasm}}))}}).observe({{type:'paint',buffered:true}})",
            assets.wasm, assets.js
        );
        view! { <script type="module" nonce=use_nonce() inner_html=start></script> }
    });
    // Registers the worker, and draws what it says.
    let outbox = (!assets.outbox.is_empty()).then(|| view! { <script type="module" src=assets.outbox.clone()></script> });
    // It has nothing to do where nobody is signed in.
    let live = visit.me.is_some() && !assets.live.is_empty();
    let live = live.then(|| view! { <script type="module" src=assets.live.clone()></script> });
    view! {
        <script type="application/json" id="boot" inner_html=data></script>
        {outbox}
        {bundle}
        {live}
    }
}
