//! Accounts, contacts, products; what looks the same, and what was made one.

mod account;
mod contact;
mod contacts;
mod duplicates;
mod known;
mod list;
mod new;
mod pick;
mod products;
mod reach;

pub use account::Account;
pub use contact::Contact;
pub use contacts::Contacts;
pub use duplicates::Duplicates;
pub use list::Accounts;
pub use new::{NewAccount, NewContact};
pub use pick::{Pick, Pickable};
pub use products::Products;

use crate::context::{Visit, use_visit};
use crate::form::{Form, Submitted};
use crate::ui::components::{Entry, Failed, PageHead, why};
use crate::ui::i18n::{Texts, wrong_en, wrong_it};
use crate::ui::island::island;
use contract::{FieldError, Problem};
use domain::Language;
use leptos::prelude::*;

/// Draws inputs with what is filled in.
fn entry<'a>(t: &Texts, form: &'a Form, problem: Option<&'a Problem>) -> Entry<'a> {
    let words = if t.language == Language::En { wrong_en } else { wrong_it };
    Entry { form, problem, words }
}

/// An input in which something is picked, with the id and name of what is now, what is wrong with it, and what is likely.
pub fn pick(
    what: Pickable,
    now: Option<(String, String)>,
    fault: Option<&FieldError>,
    words: fn(&FieldError) -> Option<&'static str>,
    likely: Vec<(String, String)>,
) -> AnyView {
    let wrong = fault.map(|fault| words(fault).map_or_else(|| fault.message.clone(), str::to_owned));
    let (key, shown) = now.unwrap_or_default();
    island(Pick { what, key, shown, wrong, likely })
}

/// The same under the name of what it is.
fn picked(t: &Texts, what: Pickable, now: Option<(String, String)>, problem: Option<&Problem>) -> AnyView {
    let fault = problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == what.name()));
    pick(what, now, fault, if t.language == Language::En { wrong_en } else { wrong_it }, Vec::new())
}

/// What was sent to this page and not accepted.
fn submitted() -> Option<Submitted> {
    use_context::<Submitted>()
}

/// A page that could not be had.
fn failed(title: &'static str, problem: Problem) -> AnyView {
    view! { <PageHead title=title/> <div class="card"><Failed problem=problem/></div> }.into_any()
}

/// Whether the visitor changes deals, and so accounts and contacts.
fn changes() -> bool {
    use_visit().with_value(|visit: &Visit| visit.me.as_ref().is_some_and(|me| me.role.changes_deals()))
}

/// An address with parameters, without those that are empty.
fn address(path: &str, parameters: &[(&str, &str)]) -> String {
    let filled: Vec<_> = parameters.iter().filter(|(_, value)| !value.is_empty()).collect();
    let search = serde_urlencoded::to_string(filled).unwrap_or_default();
    if search.is_empty() { path.to_owned() } else { format!("{path}?{search}") }
}
