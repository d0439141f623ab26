//! The fields of a deal one changes now and then.

use super::edit::Editing;
use crate::ui::components::{Picked, Picker, picker};
use crate::ui::i18n::deal::gate;
use contract::opportunity::{Opportunity, OpportunityPatch};
use domain::{AccountId, CampaignId, DealType, Dimension, PersonId, Source};
use leptos::prelude::*;

/// Name, account, owner, type, source, campaign, region and term.
pub fn details(editing: Editing) -> AnyView {
    let t = editing.t;
    let none = OpportunityPatch::default;
    let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let sources: Vec<(&str, &str)> = Source::ALL.iter().map(|one| (one.as_str(), (t.names.source)(*one))).collect();
    let types: Vec<(&str, &str)> = DealType::ALL.iter().map(|one| (one.as_str(), (t.names.deal_type)(*one))).collect();
    let fields = [
        text(
            editing,
            "name",
            "text",
            t.deals.name,
            |deal| deal.state.name.clone(),
            Callback::new(move |text: String| OpportunityPatch { name: Some(text.trim().to_owned()), ..none() }),
        ),
        pick(
            editing,
            "account",
            t.deals.account,
            Dimension::Account,
            |deal| deal.account.clone(),
            Callback::new(move |key: String| OpportunityPatch { account: Some(key.parse().ok().map(AccountId)), ..none() }),
        ),
        pick(
            editing,
            "owner",
            t.deals.owner,
            Dimension::Owner,
            |deal| deal.owner.clone(),
            Callback::new(move |key: String| OpportunityPatch { owner: Some(key.parse().ok().map(PersonId)), ..none() }),
        ),
        choose(
            editing,
            "deal-type",
            t.deals.deal_type,
            types,
            |deal| deal.state.deal_type.as_str(),
            Callback::new(move |word: String| OpportunityPatch { deal_type: DealType::parse(&word), ..none() }),
        ),
        choose(
            editing,
            "source",
            t.deals.source,
            [vec![("", t.common.none)], sources].concat(),
            |deal| deal.state.source.map_or("", Source::as_str),
            Callback::new(move |word: String| OpportunityPatch { source: Some(Source::parse(&word)), ..none() }),
        ),
        pick(
            editing,
            "sourced-by",
            gate(t.language).sourced_by,
            Dimension::Owner,
            |deal| deal.state.sourced_by.and_then(|id| deal.names.get(&id.0).cloned()),
            Callback::new(move |key: String| OpportunityPatch { sourced_by: Some(key.parse().ok().map(PersonId)), ..none() }),
        ),
        pick(
            editing,
            "campaign",
            t.deals.campaign,
            Dimension::Campaign,
            |deal| deal.campaign.clone(),
            Callback::new(move |key: String| OpportunityPatch { campaign: Some(key.parse().ok().map(CampaignId)), ..none() }),
        ),
        text(
            editing,
            "region",
            "text",
            t.deals.region,
            |deal| deal.state.region.clone().unwrap_or_default(),
            Callback::new(move |text: String| OpportunityPatch { region: Some(said(&text)), ..none() }),
        ),
        text(
            editing,
            "term",
            "number",
            gate(t.language).term,
            |deal| deal.state.term_months.map(|months| months.to_string()).unwrap_or_default(),
            Callback::new(move |text: String| OpportunityPatch { term_months: Some(text.trim().parse().ok()), ..none() }),
        ),
    ];
    view! {
        <section class="card pad">
            <h2>{t.deals.facts}</h2>
            <div class="fields">{fields.into_iter().collect_view()}</div>
        </section>
    }
    .into_any()
}

fn text(
    editing: Editing,
    id: &'static str,
    kind: &'static str,
    label: &'static str,
    now: fn(&Opportunity) -> String,
    patch: Callback<String, OpportunityPatch>,
) -> AnyView {
    let value = move || editing.deal.with(now);
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                type=kind
                inputmode=(kind == "number").then_some("numeric")
                autocomplete="off"
                value=untrack(value)
                prop:value=value
                on:change:target=move |event| editing.change(patch.run(event.target().value()))
            />
        </div>
    }
    .into_any()
}

fn choose(
    editing: Editing,
    id: &'static str,
    label: &'static str,
    options: Vec<(&'static str, &'static str)>,
    now: fn(&Opportunity) -> &'static str,
    patch: Callback<String, OpportunityPatch>,
) -> AnyView {
    let value = move || editing.deal.with(now);
    let first = untrack(value);
    let options = options
        .into_iter()
        .map(|(word, text)| view! { <option value=word selected=word == first>{text}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select id=id prop:value=value on:change:target=move |event| editing.change(patch.run(event.target().value()))>{options}</select>
        </div>
    }
    .into_any()
}

fn pick(
    editing: Editing,
    id: &'static str,
    label: &'static str,
    of: Dimension,
    now: fn(&Opportunity) -> Option<String>,
    patch: Callback<String, OpportunityPatch>,
) -> AnyView {
    let value = Signal::derive(move || editing.deal.with(now).unwrap_or_default());
    let picked = Callback::new(move |picked: Picked| editing.change(patch.run(picked.key)));
    picker(editing.t.language, Picker { id, label, of, value, new: false, picked })
}
