//! Contacts, as one person may see and change them: whoever sees deals sees who is at the other end of them.

use super::View;
use super::accounts::{called, email, phone, place, settled, text};
use super::opportunities::PAGE;
use crate::store::ContactRow;
use contract::contact::{Contact, ContactPatch, ListContactsQuery, NewContact};
use contract::{Page, Problem};
use domain::{AccountId, ContactId, LogNo, PersonId, name};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

impl View {
    /// Contacts by name.
    pub async fn contacts(&self, query: &ListContactsQuery) -> Result<Page<Contact>, Problem> {
        self.must_see_contacts()?;
        let store = self.engine.store();
        let search = query.search.as_deref().map(name::plain).unwrap_or_default();
        let mail = query.search.as_deref().and_then(name::mail).unwrap_or_default();
        let after = query.after.as_deref().map(place).transpose()?;
        let (text, id) = after.as_ref().map_or(("", Uuid::nil()), |(text, id)| (text.as_str(), *id));
        let account = match query.account {
            Some(account) => Some(self.account_row(account).await?.id),
            None => None,
        };
        let mut rows = store.list_contacts(account, &search, &mail, (text, id), PAGE as i64 + 1).await?;
        let total = store.count_contacts(account, &search, &mail).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows.last().filter(|_| more).map(|last| format!("{}~{}", last.search, last.id));
        let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.account_id).collect();
        let names = store.names(&ids).await?;
        Ok(Page { items: rows.into_iter().map(|row| contact(row, &names, false)).collect(), next, total })
    }

    /// One contact; of one that was merged the one it became part of.
    pub async fn contact(&self, id: ContactId) -> Result<Contact, Problem> {
        let row = self.contact_row(id).await?;
        self.told_contact(row).await
    }

    /// Creates a contact at an account that the person may change.
    pub async fn create_contact(&self, new: NewContact, key: Option<String>) -> Result<Contact, Problem> {
        self.must_see_contacts()?;
        let mut faults = Vec::new();
        let title = new.title.as_deref().map(|title| text("title", title, &mut faults)).filter(|title| !title.is_empty());
        let row = ContactRow {
            id: new.id.map_or_else(|| id_of(self.me.person, key.as_deref()), |id| id.0),
            account_id: Some(self.must_change_account(new.account).await?),
            name: called(&new.name, &mut faults),
            title,
            email: email(new.email.as_deref(), &mut faults),
            phone: phone(new.phone.as_deref(), &mut faults),
            ..ContactRow::default()
        };
        settled(faults)?;
        let row = self.engine.store().create_contact(row).await?;
        self.told_contact(row).await
    }

    /// Changes fields of a contact.
    pub async fn patch_contact(&self, id: ContactId, mut patch: ContactPatch) -> Result<Contact, Problem> {
        let row = self.contact_row(id).await?;
        self.must_change_contact(&row).await?;
        let mut faults = Vec::new();
        patch.name = patch.name.map(|name| called(&name, &mut faults));
        patch.title =
            patch.title.map(|title| title.map(|title| text("title", &title, &mut faults)).filter(|title| !title.is_empty()));
        patch.email = patch.email.map(|address| email(address.as_deref(), &mut faults));
        patch.phone = patch.phone.map(|number| phone(number.as_deref(), &mut faults));
        settled(faults)?;
        if let Some(account) = patch.account {
            self.must_change_account(account).await?;
        }
        let row = self.engine.store().patch_contact(row.id, patch).await?;
        self.told_contact(row).await
    }

    /// Erases what identifies a person. Administrators only.
    pub async fn erase_contact(&self, id: ContactId) -> Result<(), Problem> {
        self.must_be_admin()?;
        Ok(self.engine.store().erase_contact(id.0).await?)
    }

    fn must_see_contacts(&self) -> Result<(), Problem> {
        if self.me.role.sees_deals() {
            return Ok(());
        }
        Err(Problem::forbidden("Your role sees what many deals come to, not the people at the other end of them."))
    }

    /// A contact's row, or that of the one it became part of.
    pub(super) async fn contact_row(&self, id: ContactId) -> Result<ContactRow, Problem> {
        self.must_see_contacts()?;
        let missing = || Problem::not_found("contact");
        let row = self.engine.store().contact(id.0).await?.ok_or_else(missing)?;
        match row.merged_into {
            None => Ok(row),
            Some(into) => self.engine.store().contact(into).await?.ok_or_else(missing),
        }
    }

    /// Whether the person may change a contact: one at an account they may change, or at none.
    pub(super) async fn must_change_contact(&self, row: &ContactRow) -> Result<(), Problem> {
        match row.account_id {
            Some(account) => self.must_change_account(AccountId(account)).await.map(|_| ()),
            None if self.me.role.changes_deals() => Ok(()),
            None => Err(Problem::forbidden("Your role can look at contacts, but not change them.")),
        }
    }

    async fn told_contact(&self, row: ContactRow) -> Result<Contact, Problem> {
        let names = self.engine.store().names(row.account_id.as_slice()).await?;
        let may_change = match self.must_change_contact(&row).await {
            Ok(()) => true,
            Err(problem) if problem.status == 403 => false,
            Err(problem) => return Err(problem),
        };
        Ok(contact(row, &names, may_change))
    }
}

fn contact(row: ContactRow, names: &HashMap<Uuid, String>, may_change: bool) -> Contact {
    Contact {
        id: ContactId(row.id),
        revision: LogNo(row.log),
        name: row.name,
        title: row.title,
        email: row.email,
        phone: row.phone,
        account: row.account_id.map(AccountId),
        account_name: row.account_id.and_then(|id| names.get(&id).cloned()),
        may_change,
    }
}

/// The id of something new: with an `Idempotency-Key` always the same for the same person, so that it is created once.
pub(super) fn id_of(person: PersonId, key: Option<&str>) -> Uuid {
    let Some(key) = key else { return Uuid::now_v7() };
    let hash = Sha256::new().chain_update(person.0.as_bytes()).chain_update(key).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
