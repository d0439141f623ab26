//! The names of accounts and contacts, all of them: what search looks through, in memory.

use super::db::{all, one, statements};
use super::{Result, Store};
use uuid::Uuid;

/// An account or a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameRow {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Contacts: the account.
    pub account: Option<Uuid>,
}

/// As long as it is the same, so are the names: how many changes of accounts and contacts, and of batches, there have been.
pub type NamesRevision = (i64, i64, i64, i64);

statements! {
    REVISION = "select
          (select coalesce(max(log), 0) from account where log > 0),
          (select coalesce(max(log), 0) from contact where log > 0),
          (select coalesce(max(log_last), 0) from batch where log_last is not null)";
    ACCOUNTS = "select id, name
        from account
        where merged_into is null";
    CONTACTS = "select c.id, i.name, c.account_id
        from contact c
        join contact_identity i on i.contact_id = c.id
        where c.merged_into is null
          and not c.erased";
}

impl Store {
    /// Which names there are: to be asked before they are read.
    pub async fn names_revision(&self) -> Result<NamesRevision> {
        let here = self.renamed.load(std::sync::atomic::Ordering::Acquire);
        let mut conn = self.db.read_fresh().await?;
        let (accounts, contacts, batches) = one!(conn, REVISION => (i64, i64, i64))?.unwrap_or_default();
        Ok((accounts, contacts, batches, here))
    }

    /// The accounts, and the contacts.
    pub async fn all_names(&self) -> Result<[Vec<NameRow>; 2]> {
        let mut conn = self.db.read_fresh().await?;
        let accounts = all!(conn, ACCOUNTS => (Uuid, String))?.into_iter();
        let contacts = all!(conn, CONTACTS => (Uuid, String, Option<Uuid>))?.into_iter();
        Ok([
            accounts.map(|(id, name)| NameRow { id, name, account: None }).collect(),
            contacts.map(|(id, name, account)| NameRow { id, name, account }).collect(),
        ])
    }
}
