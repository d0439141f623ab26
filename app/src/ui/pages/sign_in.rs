//! Signing in.

use crate::ui::components::{Field, Icon, icon, shape};
use crate::ui::i18n::{Texts, use_texts};
use domain::format::Language;
use domain::pace::Standing;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_query_map};

/// The sign-in form. It is a plain form, so it works before and without scripts.
#[component]
pub fn SignIn() -> impl IntoView {
    let t = use_texts();
    let query = use_query_map().get_untracked();
    let failed = query.get_str("failed").map(|why| if why == "too-often" { t.sign_in.throttled } else { t.sign_in.wrong });
    let next = query.get("next").unwrap_or_default();
    view! {
        <Title text=(t.shell.title)(t.sign_in.title)/>
        <div class="card door">
            {brand(t)}
            <h1>{t.sign_in.title}</h1>
            {failed.map(message)}
            <form method="post" action="/sign-in" class="form">
                <input type="hidden" name="next" value=next/>
                <Field name="email" label=t.sign_in.email kind="email" autocomplete="username" required=true/>
                <Field name="password" label=t.sign_in.password kind="password" autocomplete="current-password" required=true/>
                <button class="button primary block">{t.sign_in.submit}</button>
            </form>
            {languages(t)}
        </div>
    }
}

/// The name on the door.
pub fn brand(t: &'static Texts) -> AnyView {
    view! { <div class="brand">{icon(Icon::Brand)}<span>"Motore"</span><small>{t.sign_in.tagline}</small></div> }.into_any()
}

/// What went wrong.
pub fn message(text: &'static str) -> AnyView {
    view! { <p class="message" role="alert">{shape(Standing::Act)}<span>{text}</span></p> }.into_any()
}

/// The other languages.
pub fn languages(t: &'static Texts) -> AnyView {
    let location = use_location();
    let here = location.pathname.get_untracked();
    let search = location.search.get_untracked();
    let next = if search.is_empty() { here } else { format!("{here}?{search}") };
    let buttons = Language::ALL
        .into_iter()
        .filter(|language| *language != t.language)
        .map(|language| {
            let name = match language {
                Language::En => "English",
                Language::It => "Italiano",
            };
            view! { <button class="quiet" name="lang" value=language.as_str() lang=language.as_str()>{name}</button> }
        })
        .collect_view();
    view! {
        <form method="post" action="/preferences" class="languages">
            <input type="hidden" name="next" value=next/>
            {buttons}
        </form>
    }
    .into_any()
}
