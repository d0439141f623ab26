//! The account and the owner of a deal: picked in place.

use super::edit::Editing;
use crate::ui::components::{Picked, Picker, picker};
use contract::opportunity::{Opportunity, OpportunityPatch};
use domain::{AccountId, Dimension, PersonId};
use leptos::prelude::*;

/// Both, as fields.
pub fn details(editing: Editing) -> [AnyView; 2] {
    let t = editing.t;
    [
        pick(
            editing,
            "account",
            t.deals.account,
            Dimension::Account,
            |deal| deal.account.clone(),
            |key| OpportunityPatch { account: Some(key.parse().ok().map(AccountId)), ..OpportunityPatch::default() },
        ),
        pick(
            editing,
            "owner",
            t.deals.owner,
            Dimension::Owner,
            |deal| deal.owner.clone(),
            |key| OpportunityPatch { owner: Some(key.parse().ok().map(PersonId)), ..OpportunityPatch::default() },
        ),
    ]
}

fn pick(
    editing: Editing,
    id: &'static str,
    label: &'static str,
    of: Dimension,
    now: fn(&Opportunity) -> Option<String>,
    patch: fn(&str) -> OpportunityPatch,
) -> AnyView {
    let value = Signal::derive(move || editing.deal.with(now).unwrap_or_default());
    let picked = Callback::new(move |picked: Picked| editing.change(patch(&picked.key)));
    picker(editing.t.language, Picker { id, label, of, value, new: false, form: None, picked })
}
