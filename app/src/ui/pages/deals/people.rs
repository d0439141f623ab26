//! The people of a deal at the customer, and who else is in for it: changed in place.

use super::competitors::competitors;
use super::contacts::contacts;
use super::edit::Editing;
use crate::ui::i18n::deal::gate;
use contract::opportunity::OpportunityPatch;
use leptos::prelude::*;

/// All of them.
pub fn people(editing: Editing) -> AnyView {
    let g = gate(editing.t.language);
    let language = editing.t.language;
    let names = RwSignal::new(editing.deal.with_untracked(|deal| deal.names.clone()));
    let theirs = contacts(
        language,
        "add-contact",
        Signal::derive(move || editing.deal.with(|deal| deal.state.account)),
        Signal::derive(move || editing.deal.with(|deal| deal.state.contacts.clone())),
        names,
        Callback::new(move |all| editing.change(OpportunityPatch { contacts: Some(all), ..OpportunityPatch::default() })),
    );
    let others = competitors(
        language,
        "competitors",
        Signal::derive(move || editing.deal.with(|deal| deal.state.competitors.clone())),
        Callback::new(move |said| editing.change(OpportunityPatch { competitors: Some(said), ..OpportunityPatch::default() })),
    );
    view! {
        <section class="card pad">
            <h2>{g.contacts}</h2>
            {theirs}
            {others}
        </section>
    }
    .into_any()
}
