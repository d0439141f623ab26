//! Deals one by one: read, create, change. Lists of them are in [`crate::book`].

use crate::Page;
use domain::{Category, Day, DealType, LogNo, OpportunityId, Source, StageId, StageKind, State, Version};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

crate::endpoints! { "Deals";
    /// One deal as it is now.
    ReadOpportunity = Get "/api/v1/opportunities/{id}", path: OpportunityPath, answer: Opportunity;
    /// A deal's whole history, latest first.
    ListVersions = Get "/api/v1/opportunities/{id}/versions", path: OpportunityPath, query: ListVersionsQuery, answer: Page<NamedVersion>;
    /// Creates a deal. Send an `Idempotency-Key`; one that is a UUID of version 7 becomes the deal's id.
    CreateOpportunity = Post "/api/v1/opportunities", body: State, answer: Opportunity;
    /// Changes some fields of a deal; only the same field changed by somebody else since `base` is a conflict. Send an `Idempotency-Key`.
    PatchOpportunity = Patch "/api/v1/opportunities/{id}", path: OpportunityPath, body: OpportunityPatch, answer: Opportunity;
}

/// Which deal.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
pub struct OpportunityPath {
    /// Its id.
    pub id: OpportunityId,
}

/// A deal with the names of what it points to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Opportunity {
    /// The deal.
    pub id: OpportunityId,
    /// The version shown: the base of a change.
    pub version: LogNo,
    /// Its state.
    pub state: State,
    /// Its account's name.
    pub account: Option<String>,
    /// Its owner's name.
    pub owner: Option<String>,
    /// Its campaign's name.
    pub campaign: Option<String>,
    /// The stage's name.
    pub stage_name: String,
    /// Open, won or lost.
    pub kind: StageKind,
    /// The category that counts.
    pub category: Category,
    /// The products' names, by line.
    pub products: Vec<Option<String>>,
    /// The names of everybody and everything it points to, by id.
    pub names: BTreeMap<Uuid, String>,
}

/// A version with the names of who wrote it and of what it points to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NamedVersion {
    /// The version.
    #[serde(flatten)]
    pub version: Version,
    /// Who wrote it; nobody if the program itself did.
    pub actor_name: Option<String>,
    /// The account's name then.
    pub account: Option<String>,
    /// The owner's name.
    pub owner: Option<String>,
    /// The campaign's name.
    pub campaign: Option<String>,
    /// The products' names, by line.
    pub products: Vec<Option<String>>,
    /// The names of everybody and everything it points to, by id.
    pub names: BTreeMap<Uuid, String>,
}

/// Which part of the history.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ListVersionsQuery {
    /// Only up to the end of this day: the first is the deal as it was then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Day>,
    /// From the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The fields to change: absent stays, `null` clears what can be without a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpportunityPatch {
    /// The version the change is based on.
    pub base: LogNo,
    /// A new name.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub name: Option<String>,
    /// A new stage.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub stage: Option<StageId>,
    /// A new close date.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub close_day: Option<Option<Day>>,
    /// New lines (all of them).
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub lines: Option<Vec<domain::Line>>,
    /// A category that overrides the stage's, or none.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub category: Option<Option<Category>>,
    /// What happens next.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub next_step: Option<Option<String>>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub next_step_day: Option<Option<Day>>,
    /// Who generated it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub source: Option<Option<Source>>,
    /// What kind of business it is.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub deal_type: Option<DealType>,
    /// Why it was lost.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub lost_reason: Option<Option<String>>,
    /// A new owner.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub owner: Option<Option<domain::PersonId>>,
    /// A new account.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub account: Option<Option<domain::AccountId>>,
    /// Another currency; the amounts stay as they are.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub currency: Option<domain::Currency>,
    /// Who generated it: the person.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub sourced_by: Option<Option<domain::PersonId>>,
    /// The campaign it came from.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub campaign: Option<Option<domain::CampaignId>>,
    /// Its own region.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub region: Option<Option<String>>,
    /// How long the contract runs, in months.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub term_months: Option<Option<i16>>,
    /// New contacts with their roles (all of them).
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub contacts: Option<Vec<domain::DealContact>>,
    /// Who else is in for it (all of them); empty: nobody is; `null`: not said.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub competitors: Option<Option<Vec<String>>>,
    /// Who works on it beside its owner (all of them).
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub team: Option<Vec<domain::TeamMember>>,
    /// How it is shared (all of them).
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub splits: Option<Vec<domain::Split>>,
    /// Until when it is left to ripen.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub nurture_until: Option<Option<Day>>,
    /// Whether this takes back what the same person has just done: such a change counts in no counter of changes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undo: bool,
}

/// Tells a field that is `null` from one that is absent: it clears what can be without a value, and is refused elsewhere.
pub(crate) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
