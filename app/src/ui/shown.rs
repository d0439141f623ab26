//! Which topics each page shows, by its address: when one of them is told of, the browser loads the page again in place.

use crate::form::Submitted;
use contract::live::{Topic, topics};
use domain::{AccountId, OpportunityId, PersonId};
use leptos::prelude::use_context;

/// The topics of the page at a path, for an attribute of it. The answer to a form has none: loaded again the page would not
/// have what was filled in.
pub fn watched(path: &str, me: PersonId) -> Option<String> {
    let answers = use_context::<Submitted>().is_some();
    Some(topics(topics_of(path, me))).filter(|shown| !answers && !shown.is_empty())
}

/// The topics of the page at a path.
fn topics_of(path: &str, me: PersonId) -> Vec<Topic> {
    let mut parts = path.trim_matches('/').split('/');
    let (first, second) = (parts.next().unwrap_or_default(), parts.next());
    let id = second.and_then(|id| id.parse::<OpportunityId>().ok());
    match (first, id) {
        ("deals", Some(id)) => vec![Topic::Deal(id), Topic::Activities(id)],
        ("accounts", Some(id)) => vec![Topic::Account(AccountId(id.0))],
        ("deals" | "mine", _) => vec![Topic::Deals, Topic::Views],
        ("apm" | "pipeline" | "inspect", _) => vec![Topic::Numbers],
        ("accounts" | "contacts" | "products", _) => vec![Topic::Accounts],
        ("hygiene" | "review", _) => vec![Topic::Deals, Topic::Reviews],
        ("inbox", _) => vec![Topic::Inbox(me)],
        ("settings", _) => vec![Topic::Settings],
        _ => Vec::new(),
    }
}
