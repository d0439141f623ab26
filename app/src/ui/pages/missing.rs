//! Where there is nothing.

use crate::context::set_status;
use crate::ui::components::{Icon, icon};
use crate::ui::i18n::use_texts;
use leptos::prelude::*;
use leptos_meta::Title;

/// No such page.
#[component]
pub fn Missing() -> impl IntoView {
    set_status(404);
    let t = use_texts();
    view! {
        <Title text=(t.shell.title)(t.trouble.missing)/>
        <div class="empty">
            {icon(Icon::Nothing)}
            <h1>{t.trouble.missing}</h1>
            <p>{t.trouble.missing_hint}</p>
            <a class="button primary" href="/apm">{t.trouble.home}</a>
        </div>
    }
}
