//! The inputs of a form that the server draws with what is filled in, and beside each what is wrong with it.

use super::{shape, told};
use crate::form::Form;
use crate::ui::i18n::Texts;
use contract::{FieldError, Problem};
use domain::Language;
use domain::pace::Standing;
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Draws inputs. Names are those of the form; an input's id is its name.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    /// What is filled in.
    pub form: &'a Form,
    /// What is wrong with it.
    pub problem: Option<&'a Problem>,
    /// What is wrong with a field, in the language of the page; without words of its own the API's are shown.
    pub words: fn(&FieldError) -> Option<&'static str>,
}

/// What else there is to say about an input.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The kind of input; a text if it is empty.
    pub kind: &'static str,
    /// How to fill it in.
    pub hint: String,
    /// The id of the list of what could be filled in.
    pub list: &'static str,
    /// How it is written on a phone.
    pub inputmode: &'static str,
    /// Whether it must be filled in.
    pub required: bool,
    /// A class of its own.
    pub class: &'static str,
}

/// A value as forms write it: what JSON calls it.
pub fn word(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// The value that a word of a form stands for.
pub fn choice<T: DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

impl Entry<'_> {
    /// A line of text.
    pub fn text(&self, name: &str, label: impl Into<String>, look: Look) -> AnyView {
        let (described, invalid, below) = self.below(name, &look.hint);
        let filled = |text: &'static str| (!text.is_empty()).then_some(text);
        let kind = filled(look.kind).unwrap_or("text");
        let input = view! {
            <input
                id=name.to_owned()
                name=name.to_owned()
                type=kind
                value=self.form.get(name).to_owned()
                list=filled(look.list)
                inputmode=filled(look.inputmode)
                autocomplete="off"
                required=look.required
                aria-describedby=described
                aria-invalid=invalid
            />
        };
        field(name, label.into(), look.class, input.into_any(), below)
    }

    /// Several lines of text.
    pub fn lines(&self, name: &str, label: impl Into<String>, look: Look) -> AnyView {
        let (described, invalid, below) = self.below(name, &look.hint);
        let text = self.form.get(name).to_owned();
        let input = view! {
            <textarea id=name.to_owned() name=name.to_owned() rows="4" aria-describedby=described aria-invalid=invalid>{text}</textarea>
        };
        field(name, label.into(), look.class, input.into_any(), below)
    }

    /// One of several: value and text of each.
    pub fn choose<V: Into<String>, T: Into<String>>(
        &self,
        name: &str,
        label: impl Into<String>,
        options: impl IntoIterator<Item = (V, T)>,
        look: Look,
    ) -> AnyView {
        let options = options.into_iter().map(|(value, text)| (value.into(), text.into())).collect();
        self.select(name, label.into(), options, self.form.get(name), look)
    }

    /// The same where a name stands several times: the choice at this place, under an id of its own.
    pub fn select(&self, id: &str, label: String, options: Vec<(String, String)>, chosen: &str, look: Look) -> AnyView {
        let name = id.split_once('#').map_or(id, |(name, _)| name);
        let (described, invalid, below) = self.below(name, &look.hint);
        let options = options
            .into_iter()
            .map(|(value, text)| {
                let selected = value == chosen;
                view! { <option value=value selected=selected>{text}</option> }
            })
            .collect_view();
        let input = view! {
            <select id=id.to_owned() name=name.to_owned() required=look.required aria-describedby=described aria-invalid=invalid>{options}</select>
        };
        field(id, label, look.class, input.into_any(), below)
    }

    /// A box to tick.
    pub fn tick(&self, name: &str, label: impl Into<String>, class: &'static str) -> AnyView {
        let (described, invalid, below) = self.below(name, "");
        view! {
            <div class=format!("field {class}")>
                <div class="checks">
                    <label>
                        <input
                            type="checkbox"
                            id=name.to_owned()
                            name=name.to_owned()
                            checked=self.form.has(name)
                            aria-describedby=described
                            aria-invalid=invalid
                        />
                        {label.into()}
                    </label>
                </div>
                {below}
            </div>
        }
        .into_any()
    }

    /// Boxes to tick under one name: value and text of each.
    pub fn ticks<'o>(&self, name: &str, label: &str, options: impl IntoIterator<Item = (&'o str, &'o str)>) -> AnyView {
        let ticked: Vec<&str> = self.form.all(name).collect();
        let boxes = options
            .into_iter()
            .map(|(value, text)| {
                let checked = ticked.contains(&value);
                let (name, value, text) = (name.to_owned(), value.to_owned(), text.to_owned());
                view! { <label><input type="checkbox" name=name value=value checked=checked/>{text}</label> }
            })
            .collect_view();
        view! { <fieldset class="checks"><legend class="sr">{label.to_owned()}</legend>{boxes}</fieldset> }.into_any()
    }

    /// What goes along unseen.
    pub fn hidden(&self, name: &str) -> AnyView {
        view! { <input type="hidden" name=name.to_owned() value=self.form.get(name).to_owned()/> }.into_any()
    }

    /// What is wrong with a field, to stand by itself.
    pub fn wrong(&self, name: &str) -> Option<AnyView> {
        self.below(name, "").2
    }

    /// Why it was not accepted, as far as its inputs do not say it. `others`: fields that may be at fault and have no input.
    pub fn general(&self, t: &'static Texts, others: &[&str]) -> Option<AnyView> {
        let problem = self.problem?;
        let fault = problem.fields.iter().find(|fault| others.contains(&fault.field.as_str()));
        match fault {
            Some(fault) => {
                Some(view! { <p class="message" role="alert">{shape(Standing::Act)}{said(fault, self.words)}</p> }.into_any())
            }
            None => why(t, t.deals.conflict, Some(problem)),
        }
    }

    /// What stands below an input, and how the input refers to it.
    fn below(&self, name: &str, hint: &str) -> (Option<String>, Option<&'static str>, Option<AnyView>) {
        let fault = self.problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == name));
        let (hint_id, wrong_id) = (format!("{name}-hint"), format!("{name}-wrong"));
        let described = match (hint.is_empty(), fault.is_none()) {
            (true, true) => return (None, None, None),
            (false, true) => hint_id.clone(),
            (true, false) => wrong_id.clone(),
            (false, false) => format!("{hint_id} {wrong_id}"),
        };
        let hint = (!hint.is_empty()).then(|| view! { <span class="hint" id=hint_id>{hint.to_owned()}</span> });
        let invalid = fault.map(|_| "true");
        let wrong = fault.map(|fault| {
            view! { <span class="wrong" id=wrong_id>{shape(Standing::Act)}{said(fault, self.words)}</span> }
        });
        (Some(described), invalid, Some(view! { {hint}{wrong} }.into_any()))
    }
}

/// What is wrong with a field: in the page's language where it has words for it, else in the API's.
pub fn said(fault: &FieldError, words: fn(&FieldError) -> Option<&'static str>) -> AnyView {
    match words(fault) {
        Some(text) => view! { <span>{text}</span> }.into_any(),
        None => view! { <span lang="en">{fault.message.clone()}</span> }.into_any(),
    }
}

fn field(id: &str, label: String, class: &str, input: AnyView, below: Option<AnyView>) -> AnyView {
    view! { <div class=format!("field {class}")><label for=id.to_owned()>{label}</label>{input}{below}</div> }.into_any()
}

/// Why a form was not accepted, where its inputs do not say it.
pub fn why(t: &'static Texts, conflict: &'static str, problem: Option<&Problem>) -> Option<AnyView> {
    let problem = problem.filter(|problem| problem.status != 400 || problem.fields.is_empty())?;
    let text = if problem.status == 409 { conflict } else { told(t, problem).1 };
    // The API speaks English: it says what exactly is the matter.
    let detail = (t.language == Language::En).then(|| problem.detail.clone());
    Some(view! { <p class="message" role="alert">{shape(Standing::Act)}<span>{text}" "{detail}</span></p> }.into_any())
}
