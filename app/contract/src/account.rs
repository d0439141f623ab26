//! Accounts: the companies that buy.

use crate::Page;
use crate::opportunity::present;
use domain::{AccountId, Attribute, Company, Currency, Day, LogNo, PeriodKey, PersonId};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Accounts";
    /// Accounts by name. Everybody may see them; what they come to only those who see deals.
    ListAccounts = Get "/api/v1/accounts", query: ListAccountsQuery, answer: Page<AccountSummary>;
    /// One account. The id of one that was merged answers with the one it was merged into.
    ReadAccount = Get "/api/v1/accounts/{id}", path: AccountPath, answer: Account;
    /// Creates an account. Send an id of your own, or an `Idempotency-Key`: once is enough, however often it is sent.
    CreateAccount = Post "/api/v1/accounts", body: NewAccount, answer: Account;
    /// Changes some fields of an account; only the same field changed by somebody else since `base` is a conflict.
    PatchAccount = Patch "/api/v1/accounts/{id}", path: AccountPath, body: AccountPatch, answer: Account;
    /// What has been said of an account, since when: region, segment, industry, country, territory, parent, owner.
    ListAccountFacts = Get "/api/v1/accounts/{id}/facts", path: AccountPath, answer: Page<NamedFact>;
    /// Says something of an account from a day on. Nothing is overwritten: earlier days keep what held on them.
    SaveAccountFact = Put "/api/v1/accounts/{id}/facts", path: AccountPath, body: SaveFactBody, answer: Page<NamedFact>;
    /// An account's parents and all below it, with what their deals come to: each by itself, and with all below it.
    ReadHierarchy = Get "/api/v1/accounts/{id}/hierarchy", path: AccountPath, answer: Hierarchy;
}

/// Which account.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
pub struct AccountPath {
    /// Its id.
    pub id: AccountId,
}

/// Which accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ListAccountsQuery {
    /// Only names in which a word begins so, compared without case, accents and legal forms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Only those of this region today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Only those of this segment today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Only those of this industry today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    /// Only those of this owner today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
    /// From the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// What is said of an account today.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountFacts {
    /// Its region.
    pub region: Option<String>,
    /// Its segment.
    pub segment: Option<String>,
    /// Its industry.
    pub industry: Option<String>,
    /// Its country.
    pub country: Option<String>,
    /// Its territory.
    pub territory: Option<String>,
    /// The account above it.
    pub parent: Option<AccountName>,
    /// Who owns it.
    pub owner: Option<PersonId>,
    /// The owner's name.
    pub owner_name: Option<String>,
}

/// An account in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountSummary {
    /// The account.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// The domain of its web address.
    pub domain: Option<String>,
    /// What is said of it today.
    pub facts: AccountFacts,
}

/// An account and its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountName {
    /// The account.
    pub id: AccountId,
    /// Its name.
    pub name: String,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    /// The account.
    pub id: AccountId,
    /// The revision shown: the base of a change.
    pub revision: LogNo,
    /// Its name.
    pub name: String,
    /// Its key in the system it was imported from.
    pub external_key: Option<String>,
    /// Its web address.
    pub website: Option<String>,
    /// Its phone number.
    pub phone: Option<String>,
    /// What is said of it today.
    pub facts: AccountFacts,
    /// Whether the person who asks may change it.
    pub may_change: bool,
    /// Whether the person who asks may give it to somebody else.
    pub may_give: bool,
}

/// A new account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAccount {
    /// An id of the sender's making, so that sending it again creates nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<AccountId>,
    /// Its name.
    pub name: String,
    /// Its web address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// Its phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Its region, from today on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Its segment, from today on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Its industry, from today on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    /// Its country, from today on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The account above it, from today on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<AccountId>,
    /// Who owns it, from today on; by default whoever creates it, where that is somebody who owns accounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
}

/// The fields to change: absent stays, `null` clears.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountPatch {
    /// The revision the change is based on.
    pub base: LogNo,
    /// A new name.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub name: Option<String>,
    /// A new web address.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub website: Option<Option<String>>,
    /// A new phone number.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub phone: Option<Option<String>>,
}

/// Something said, with the names of what it points to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NamedFact {
    /// What is said.
    pub attribute: Attribute,
    /// From which day it holds.
    pub valid_from: Day,
    /// What holds; nothing if empty. Of a person or an account it is the id.
    pub value: String,
    /// The same as people call it.
    pub label: String,
    /// Its place in the log.
    pub log: LogNo,
    /// Whether it is what holds today.
    pub current: bool,
}

/// Something to be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveFactBody {
    /// What is said.
    pub attribute: Attribute,
    /// From which day it holds; by default today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Day>,
    /// What holds; nothing if empty. Of a person or an account it is the id.
    pub value: String,
}

/// What deals come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Roll {
    /// Open pipeline, any close date.
    pub open: Company,
    /// Deals in it.
    pub open_deals: i64,
    /// Closed (ACV) in the fiscal year.
    pub closed: Company,
    /// Deals in it.
    pub closed_deals: i64,
}

/// An account in a hierarchy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HierarchyNode {
    /// The account.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// How far below the account that was asked about: 0 is that one.
    pub depth: u16,
    /// What its own deals come to.
    pub own: Roll,
    /// The same with all below it.
    pub all: Roll,
}

/// An account among those above and below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hierarchy {
    /// The fiscal year of what is closed.
    pub year: PeriodKey,
    /// The company's currency.
    pub currency: Currency,
    /// Whether only the deals count that the person who asks may see today.
    pub narrowed: bool,
    /// Those above, the topmost first.
    pub above: Vec<AccountName>,
    /// The account, and those below it, each behind its parent.
    pub nodes: Vec<HierarchyNode>,
    /// How many more there are below, which are in the sums and not in the list.
    pub more: i64,
}
