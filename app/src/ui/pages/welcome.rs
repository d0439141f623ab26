//! First sign-in with a one-time link.

use super::sign_in::{brand, languages, message};
use crate::ui::components::Field;
use crate::ui::i18n::use_texts;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Sets a password. It is a plain form, so it works before and without scripts.
#[component]
pub fn Welcome() -> impl IntoView {
    let t = use_texts();
    let query = use_query_map().get_untracked();
    let failed = query.get_str("failed").map(|why| if why == "invalid" { t.sign_in.short } else { t.sign_in.bad_link });
    let token = query.get("token").unwrap_or_default();
    let failed = failed.or(token.is_empty().then_some(t.sign_in.bad_link));
    view! {
        <Title text=(t.shell.title)(t.sign_in.welcome)/>
        <div class="card door">
            {brand(t)}
            <h1>{t.sign_in.welcome}</h1>
            <p class="note">{t.sign_in.welcome_hint}</p>
            {failed.map(message)}
            <form method="post" action="/welcome" class="form">
                <input type="hidden" name="token" value=token/>
                <Field
                    name="password"
                    label=t.sign_in.new_password
                    kind="password"
                    hint=t.sign_in.password_hint
                    autocomplete="new-password"
                    required=true
                    minlength=10
                />
                <button class="button primary block">{t.sign_in.set}</button>
            </form>
            {languages(t)}
        </div>
    }
}
