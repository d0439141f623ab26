//! Duplicates: found, made one, and taken apart again.

use crate::Page;
use domain::{AccountId, ContactId, Instant, PersonId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

crate::endpoints! { "Duplicates";
    /// Accounts and contacts that look the same, and why. Those that the person who asks may merge.
    ListDuplicates = Get "/api/v1/duplicates", query: ListDuplicatesQuery, answer: Page<Duplicate>;
    /// Makes accounts one: deals, contacts and children of the others become the survivor's, all at one instant. The others' ids keep working. It can be undone.
    MergeAccounts = Post "/api/v1/accounts/{id}/merge", path: crate::account::AccountPath, body: MergeAccountsBody, answer: Merge;
    /// Makes contacts one: the others' roles in deals become the survivor's. It can be undone.
    MergeContacts = Post "/api/v1/contacts/{id}/merge", path: crate::contact::ContactPath, body: MergeContactsBody, answer: Merge;
    /// What was merged, latest first.
    ListMerges = Get "/api/v1/merges", query: ListMergesQuery, answer: Page<Merge>;
    /// Takes apart what was merged. What was edited since is kept, and named.
    UndoMerge = Post "/api/v1/merges/{id}/undo", path: MergePath, answer: Merge;
    /// Says that two are not the same: they are no duplicates any more.
    SaveDistinct = Put "/api/v1/duplicates/distinct", body: DistinctBody, answer: crate::Nothing;
}

/// What is merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Mergeable {
    /// Companies.
    Account,
    /// People.
    Contact,
}

/// Why two look the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Because {
    /// The same name, but for case, accents and legal form.
    Name,
    /// The same domain, of the web address or of contacts' mail.
    Domain,
    /// The same mail address.
    Mail,
}

/// Which duplicates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ListDuplicatesQuery {
    /// Accounts unless it says contacts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Mergeable>,
    /// Only those of this account or contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Uuid>,
    /// From the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Several that look the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Duplicate {
    /// What they are.
    pub kind: Mergeable,
    /// Why they look the same.
    pub because: Because,
    /// What they have in common.
    pub common: String,
    /// Which they are, the one known longest first.
    pub items: Vec<Candidate>,
}

/// One of several that look the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Candidate {
    /// The account or contact.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Of an account the web address, of a contact the mail address.
    pub address: Option<String>,
    /// Its phone number.
    pub phone: Option<String>,
    /// Of an account the owner, of a contact the account.
    pub of: Option<String>,
    /// How many deals it has that are not deleted. (Of contacts nothing is said.)
    pub deals: i64,
    /// All it says that can be taken over, by the names that [`Take`] has.
    pub fields: Vec<CandidateField>,
}

/// Something that can be taken over from one of several that look the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CandidateField {
    /// Its name in [`Take`].
    pub field: String,
    /// What it says; of an account or a person the id.
    pub value: String,
    /// The same as people call it.
    pub label: String,
}

/// Which become one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergeAccountsBody {
    /// Those that become part of the account in the path.
    pub others: Vec<AccountId>,
    /// From which of them a field is taken; by default the survivor's own, or if it has none the first other's that has one.
    #[serde(default)]
    pub take: Take,
}

/// Which become one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergeContactsBody {
    /// Those that become part of the contact in the path.
    pub others: Vec<ContactId>,
    /// From which of them a field is taken.
    #[serde(default)]
    pub take: Take,
}

/// What can be taken over from an account.
pub const ACCOUNT_FIELDS: [&str; 10] =
    ["name", "website", "phone", "region", "segment", "industry", "country", "territory", "parent", "owner"];

/// What can be taken over from a contact.
pub const CONTACT_FIELDS: [&str; 5] = ["name", "title", "email", "phone", "account"];

/// From which account or contact a field is taken: `name`, `website`, `phone`, `region`, `segment`, `industry`, `country`,
/// `territory`, `parent`, `owner`; of a contact `name`, `title`, `email`, `phone`, `account`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Take(pub std::collections::BTreeMap<String, Uuid>);

/// Which merge.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
pub struct MergePath {
    /// Its id.
    pub id: Uuid,
}

/// Which merges.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ListMergesQuery {
    /// Only those into this account or contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survivor: Option<Uuid>,
    /// From the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Something that was merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Merge {
    /// The merge.
    pub id: Uuid,
    /// What was merged.
    pub kind: Mergeable,
    /// Into which.
    pub survivor: Uuid,
    /// What it is called now.
    pub survivor_name: String,
    /// Which others, and what they were called.
    pub others: Vec<MergedName>,
    /// When.
    pub at: Instant,
    /// By whom.
    pub actor: Option<PersonId>,
    /// What they are called.
    pub actor_name: Option<String>,
    /// How many deals it moved.
    pub deals: i64,
    /// How many contacts it moved.
    pub contacts: i64,
    /// When it was undone, if it was.
    pub undone_at: Option<Instant>,
    /// What was edited since and kept as it is now, when it was undone.
    pub kept: Vec<Kept>,
    /// Whether the person who asks may undo it.
    pub may_undo: bool,
}

/// One that became part of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergedName {
    /// Its id.
    pub id: Uuid,
    /// What it was called.
    pub name: String,
}

/// Something an undo left as it is, since somebody had changed it after the merge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Kept {
    /// The deal, contact or account; nothing if it is a field of the survivor.
    pub id: Option<Uuid>,
    /// `deal`, `contact`, or the name of a field.
    pub what: String,
    /// What it is called.
    pub name: String,
}

/// Two that are not the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DistinctBody {
    /// The one.
    pub one: Uuid,
    /// The other.
    pub other: Uuid,
}
