//! Contacts: the people at the companies that buy. Only those who see deals see them.

use crate::opportunity::present;
use crate::{Nothing, Page};
use domain::{AccountId, ContactId, LogNo};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Contacts";
    /// Contacts by name.
    ListContacts = Get "/api/v1/contacts", query: ListContactsQuery, answer: Page<Contact>;
    /// One contact. The id of one that was merged answers with the one it was merged into.
    ReadContact = Get "/api/v1/contacts/{id}", path: ContactPath, answer: Contact;
    /// Creates a contact. Send an id of your own, or an `Idempotency-Key`: once is enough, however often it is sent.
    CreateContact = Post "/api/v1/contacts", body: NewContact, answer: Contact;
    /// Changes some fields of a contact; only the same field changed by somebody else since `base` is a conflict.
    PatchContact = Patch "/api/v1/contacts/{id}", path: ContactPath, body: ContactPatch, answer: Contact;
    /// Erases what identifies a person: name, title, mail, phone. History stays, without them. Administrators only; it cannot be undone.
    EraseContact = Delete "/api/v1/contacts/{id}", path: ContactPath, answer: Nothing;
}

/// Which contact.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Path))]
pub struct ContactPath {
    /// Its id.
    pub id: ContactId,
}

/// Which contacts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ListContactsQuery {
    /// Only names in which a word begins so, compared without case and accents; a mail address finds who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Only those at this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// From the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contact {
    /// The contact.
    pub id: ContactId,
    /// The revision shown: the base of a change.
    pub revision: LogNo,
    /// The name.
    pub name: String,
    /// What they are at the company.
    pub title: Option<String>,
    /// The mail address.
    pub email: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
    /// The company.
    pub account: Option<AccountId>,
    /// Its name.
    pub account_name: Option<String>,
    /// Whether the person who asks may change it. In a list nothing is said of that.
    #[serde(default)]
    pub may_change: bool,
}

/// A new contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewContact {
    /// An id of the sender's making, so that sending it again creates nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ContactId>,
    /// The name.
    pub name: String,
    /// What they are at the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The company.
    pub account: AccountId,
}

/// The fields to change: absent stays, `null` clears.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactPatch {
    /// The revision the change is based on.
    pub base: LogNo,
    /// A new name.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub name: Option<String>,
    /// What they are at the company.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub title: Option<Option<String>>,
    /// A new mail address.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub email: Option<Option<String>>,
    /// A new phone number.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub phone: Option<Option<String>>,
    /// Another company.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub account: Option<AccountId>,
}
