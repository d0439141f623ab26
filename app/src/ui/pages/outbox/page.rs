//! The page of what waits, and the one there is when there is nothing else.

use super::screen::list;
use crate::context::use_visit;
use crate::ui::components::{Icon, PageHead, icon};
use crate::ui::i18n::{offline, use_texts};
use leptos::prelude::*;
use leptos_meta::Title;

/// What waits on this device. Nothing of it comes from the server, so that the page opens without one.
#[component]
pub fn Outbox() -> impl IntoView {
    let t = use_texts();
    let w = offline(t.language);
    let list = use_visit().with_value(|visit| list(t, visit));
    view! {
        <PageHead title=w.title subtitle=w.subtitle/>
        <div class="narrow">{list}</div>
    }
}

/// No network, and a page that was never seen: kept by the worker of every device, signed in or not.
#[component]
pub fn Nothing() -> impl IntoView {
    let t = use_texts();
    let w = offline(t.language);
    view! {
        <Title text=(t.shell.title)(w.nothing)/>
        <div class="empty">
            {icon(Icon::Nothing)}
            <h1>{w.nothing}</h1>
            <p>{w.nothing_hint}</p>
            <div class="actions">
                <a class="button primary" href="/">{w.again}</a>
                <a class="button" href="/outbox">{w.title}</a>
            </div>
        </div>
    }
}
