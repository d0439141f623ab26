//! When there is nothing to show, or not yet, or something went wrong.

use super::{Icon, icon};
use crate::context::set_status;
use crate::ui::i18n::{Texts, use_texts};
use contract::Problem;
use domain::Language;
use leptos::prelude::*;

/// Nothing here, and what to do next.
#[component]
pub fn Empty(
    /// What is not there.
    #[prop(into)]
    title: String,
    /// What to do next.
    #[prop(into)]
    hint: String,
    /// A way on: address and text.
    #[prop(optional)]
    action: Option<(String, &'static str)>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {icon(Icon::Nothing)}
            <h2>{title}</h2>
            <p>{hint}</p>
            {action.map(|(href, text)| view! { <a class="button primary" href=href>{text}</a> })}
        </div>
    }
    .into_any()
}

/// What happened, and that nothing was lost. On the server the page gets the problem's status.
#[component]
pub fn Failed(
    /// What went wrong.
    problem: Problem,
) -> impl IntoView {
    if problem.status >= 400 {
        set_status(problem.status);
    }
    let t = use_texts();
    let (title, hint) = told(t, &problem);
    // The API speaks English: elsewhere the field is named, and the hint above says what to do.
    let message = |message: String| (t.language == Language::En).then(|| format!(": {message}"));
    let fields =
        problem.fields.into_iter().map(|field| view! { <li><b>{field.field}</b>{message(field.message)}</li> }).collect_view();
    view! {
        <div class="empty trouble" role="alert">
            {icon(Icon::Trouble)}
            <h2>{title}</h2>
            <p>{hint}</p>
            <ul>{fields}</ul>
            <a class="button" href="/apm">{t.trouble.home}</a>
        </div>
    }
    .into_any()
}

/// A problem in the words of the visit: what it is, and what to do.
pub fn told(t: &'static Texts, problem: &Problem) -> (&'static str, &'static str) {
    let t = &t.trouble;
    match problem.status {
        400 => (t.failed, t.invalid),
        401 => (t.failed, t.unauthenticated),
        403 => (t.failed, t.forbidden),
        404 => (t.missing, t.missing_hint),
        503 => (t.failed, t.unreachable),
        _ => (t.failed, t.failed_hint),
    }
}

/// Grey bars where something is about to come.
#[component]
pub fn Skeleton(
    /// How many bars.
    bars: usize,
) -> impl IntoView {
    let bars = (0..bars).map(|_| view! { <i></i> }).collect_view();
    view! { <div class="skeleton" role="status" aria-label=use_texts().common.loading>{bars}</div> }.into_any()
}
