//! Labelled inputs.

use super::shape;
use domain::pace::Standing;
use leptos::prelude::*;

/// A labelled input of a form, with a hint and an error that belong to it.
#[component]
pub fn Field(
    /// The name it is sent under; also its id.
    name: &'static str,
    /// What it asks for.
    #[prop(into)]
    label: String,
    /// The kind of input.
    #[prop(default = "text")]
    kind: &'static str,
    /// What is in it.
    #[prop(optional, into)]
    value: String,
    /// How to fill it in.
    #[prop(optional, into)]
    hint: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    wrong: String,
    /// What the browser may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// How short it may be.
    #[prop(optional)]
    minlength: Option<u16>,
) -> impl IntoView {
    let (hint_id, wrong_id) = (format!("{name}-hint"), format!("{name}-wrong"));
    let described = match (hint.is_empty(), wrong.is_empty()) {
        (true, true) => None,
        (false, true) => Some(hint_id.clone()),
        (true, false) => Some(wrong_id.clone()),
        (false, false) => Some(format!("{hint_id} {wrong_id}")),
    };
    let invalid = (!wrong.is_empty()).then_some("true");
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                required=required
                minlength=minlength
                aria-describedby=described
                aria-invalid=invalid
            />
            {(!hint.is_empty()).then(|| view! { <span class="hint" id=hint_id>{hint}</span> })}
            {(!wrong.is_empty()).then(|| view! { <span class="wrong" id=wrong_id>{shape(Standing::Act)}{wrong}</span> })}
        </div>
    }
    .into_any()
}

/// One of several, as radio buttons.
#[component]
pub fn Choices(
    /// The name it is sent under.
    name: &'static str,
    /// What it asks for.
    label: &'static str,
    /// Value, text and whether it is chosen.
    options: Vec<(&'static str, &'static str, bool)>,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(value, text, chosen)| {
            view! { <label><input type="radio" name=name value=value checked=chosen/>{text}</label> }
        })
        .collect_view();
    view! { <fieldset class="checks"><legend>{label}</legend>{options}</fieldset> }.into_any()
}
