//! Which topics each page shows, by its address: what changes there is brought in without a reload. A part that shows
//! something else besides names it itself, with [`crate::ui::components::watch`].

use contract::live::Topic;
use domain::{AccountId, OpportunityId, PersonId};

/// The topics of the page at a path.
pub fn topics_of(path: &str, me: PersonId) -> Vec<Topic> {
    let mut parts = path.trim_matches('/').split('/');
    let (first, second) = (parts.next().unwrap_or_default(), parts.next());
    let id = second.and_then(|id| id.parse::<OpportunityId>().ok());
    match (first, id) {
        ("deals", Some(id)) => vec![Topic::Deal(id), Topic::Activities(id)],
        ("accounts", Some(id)) => vec![Topic::Account(AccountId(id.0))],
        ("deals" | "mine", _) => vec![Topic::Deals, Topic::Views],
        ("apm" | "pipeline" | "inspection", _) => vec![Topic::Numbers],
        ("accounts" | "contacts" | "products", _) => vec![Topic::Accounts],
        ("hygiene" | "review" | "reviews", _) => vec![Topic::Deals, Topic::Reviews],
        ("inbox", _) => vec![Topic::Inbox(me)],
        ("settings", _) => vec![Topic::Settings],
        _ => Vec::new(),
    }
}
