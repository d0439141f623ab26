//! Contacts one by one and in lists.

use super::account::resolve;
use super::db::{Tx, all, all_in, one, run, statements};
use super::entity::Entity;
use super::log::LogTx;
use super::revision::Revising;
use super::writer::Write;
use super::{Change, Result, Store};
use contract::Problem;
use contract::contact::ContactPatch;
use domain::name;
use sqlx::FromRow;
use uuid::Uuid;

/// A contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct ContactRow {
    /// The id.
    pub id: Uuid,
    /// The company.
    pub account_id: Option<Uuid>,
    /// The contact it became part of.
    pub merged_into: Option<Uuid>,
    /// The log number of its last change on a screen.
    pub log: i64,
    /// At which log number each field was changed last, as JSON.
    pub touched: String,
    /// The name; empty once erased.
    pub name: String,
    /// The name as it is compared: the list's order.
    pub search: String,
    /// What they are at the company.
    pub title: Option<String>,
    /// The mail address.
    pub email: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
}

macro_rules! contact {
    ($rest:literal) => {
        concat!(
            "select c.id, c.account_id, c.merged_into, c.log, c.touched, coalesce(i.name, '') as name,
          coalesce(i.search, '') as search, i.title, i.email, i.phone
        from ",
            $rest
        )
    };
}

statements! {
    READ = contact!("contact c
        left join contact_identity i on i.contact_id = c.id
        where c.id = $1
          and not c.erased");
    READ_MANY = contact!("contact c
        left join contact_identity i on i.contact_id = c.id
        where c.id in (select unhex(value) from json_each($1))
          and not c.erased"),
        postgres: contact!("contact c
        left join contact_identity i on i.contact_id = c.id
        where c.id = any($1)
          and not c.erased");
    LIST = contact!("contact_identity i
        join contact c on c.id = i.contact_id
        where c.merged_into is null
          and (i.search, i.contact_id) > ($1, $2)
          and ($3 = '' or i.search like $3 || '%' or i.search like '% ' || $3 || '%' or i.email = $4)
        order by i.search, i.contact_id
        limit $5");
    COUNT = "select count(*)
        from contact_identity i
        join contact c on c.id = i.contact_id
        where c.merged_into is null
          and ($1 = '' or i.search like $1 || '%' or i.search like '% ' || $1 || '%' or i.email = $2)";
    LIST_AT = contact!("contact c
        join contact_identity i on i.contact_id = c.id
        where c.account_id = $1
          and c.merged_into is null
          and (i.search, i.contact_id) > ($2, $3)
          and ($4 = '' or i.search like $4 || '%' or i.search like '% ' || $4 || '%' or i.email = $5)
        order by i.search, i.contact_id
        limit $6");
    COUNT_AT = "select count(*)
        from contact c
        join contact_identity i on i.contact_id = c.id
        where c.account_id = $1
          and c.merged_into is null
          and ($2 = '' or i.search like $2 || '%' or i.search like '% ' || $2 || '%' or i.email = $3)";
    ALL_NAMES = contact!("contact c
        join contact_identity i on i.contact_id = c.id
        where c.merged_into is null
          and c.id > $1
        order by c.id
        limit $2");
    INSERT = "insert into contact (id, account_id, created_at, log, touched)
        values ($1, $2, $3, $4, '{}')";
    INSERT_IDENTITY = "insert into contact_identity (contact_id, name, search, title, email, domain, phone)
        values ($1, $2, $3, $4, $5, $6, $7)";
    UPDATE = "update contact
        set account_id = $2, log = $3, touched = $4
        where id = $1";
    UPDATE_IDENTITY = "update contact_identity
        set name = $2, search = $3, title = $4, email = $5, domain = $6, phone = $7
        where contact_id = $1";
    /// With those that became part of it: they are the same person.
    ERASE = "delete from contact_identity
        where contact_id in (select id from contact where id = $1 or merged_into = $1)";
    MARK_ERASED = "update contact
        set erased = true, log = $2
        where id = $1
          or merged_into = $1";
    /// What a merge keeps to be undone identifies the person as well.
    FORGET_MERGES = "update merge
        set content = '{}'
        where survivor = $1
          and kind = 2";
}

impl Store {
    /// One contact, merged or not; nothing if it was erased.
    pub async fn contact(&self, id: Uuid) -> Result<Option<ContactRow>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, READ => ContactRow; id)?)
    }

    /// These contacts, merged or not.
    pub async fn contacts(&self, ids: &[Uuid]) -> Result<Vec<ContactRow>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(all_in!(conn, READ_MANY => ContactRow; ids)?)
    }

    /// Contacts by name behind a place, those with a word that begins so or with that mail address; at one account, or at any.
    pub async fn list_contacts(
        &self,
        account: Option<Uuid>,
        search: &str,
        email: &str,
        after: (&str, Uuid),
        limit: i64,
    ) -> Result<Vec<ContactRow>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(match account {
            Some(account) => all!(conn, LIST_AT => ContactRow; account, after.0, after.1, search, email, limit)?,
            None => all!(conn, LIST => ContactRow; after.0, after.1, search, email, limit)?,
        })
    }

    /// How many there are.
    pub async fn count_contacts(&self, account: Option<Uuid>, search: &str, email: &str) -> Result<i64> {
        let mut conn = self.db.read_fresh().await?;
        let row = match account {
            Some(account) => one!(conn, COUNT_AT => (i64,); account, search, email)?,
            None => one!(conn, COUNT => (i64,); search, email)?,
        };
        Ok(row.map_or(0, |(count,)| count))
    }

    /// All contacts that are not merged or erased, by id, in chunks: those behind an id.
    pub async fn contact_names(&self, after: Uuid, limit: i64) -> Result<Vec<ContactRow>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(all!(conn, ALL_NAMES => ContactRow; after, limit)?)
    }

    /// Creates a contact. One that is there already with this id is the answer.
    pub async fn create_contact(&self, row: ContactRow) -> Result<ContactRow> {
        self.writer.write(Create(row)).await
    }

    /// Changes fields of a contact.
    pub async fn patch_contact(&self, id: Uuid, patch: ContactPatch) -> Result<ContactRow> {
        self.writer.write(Patch { id, patch }).await
    }

    /// Erases what identifies a contact. History stays.
    pub async fn erase_contact(&self, id: Uuid) -> Result<()> {
        self.writer.write(Erase(id)).await
    }
}

/// One contact within a transaction.
pub(super) async fn read(tx: &mut Tx, id: Uuid) -> Result<Option<ContactRow>> {
    Ok(one!(tx, READ => ContactRow; id)?)
}

/// Writes a contact's fields.
pub(super) async fn write(tx: &mut Tx, row: &ContactRow) -> Result<()> {
    let domain = row.email.as_deref().and_then(name::domain_of_mail);
    run!(tx, UPDATE; row.id, row.account_id, row.log, &row.touched)?;
    run!(tx, UPDATE_IDENTITY; row.id, &row.name, name::plain(&row.name), row.title.as_deref(), row.email.as_deref(), domain,
        row.phone.as_deref())?;
    Ok(())
}

struct Create(ContactRow);

impl Write for Create {
    type Answer = ContactRow;

    async fn run(&self, log: &mut LogTx) -> Result<ContactRow> {
        if let Some(there) = read(&mut log.tx, self.0.id).await? {
            return Ok(there);
        }
        let mut row = self.0.clone();
        row.account_id = account(&mut log.tx, row.account_id).await?;
        let number = log.next();
        (row.log, row.touched, row.search) = (number.0, "{}".to_owned(), name::plain(&row.name));
        let (at, domain) = (log.recorded_at.0, row.email.as_deref().and_then(name::domain_of_mail));
        run!(log.writing(), INSERT; row.id, row.account_id, at, row.log)?;
        run!(log.tx, INSERT_IDENTITY; row.id, &row.name, &row.search, row.title.as_deref(), row.email.as_deref(), domain,
            row.phone.as_deref())?;
        log.changes.push(Change::Entity(number, Entity::Contact, row.id));
        Ok(row)
    }
}

/// The account that is meant, which must exist.
async fn account(tx: &mut Tx, id: Option<Uuid>) -> Result<Option<Uuid>> {
    match id {
        None => Ok(None),
        Some(id) => match resolve(tx, id).await? {
            Some(id) => Ok(Some(id)),
            None => Err(Problem::invalid("account", "There is no such account.").into()),
        },
    }
}

struct Patch {
    id: Uuid,
    patch: ContactPatch,
}

impl Write for Patch {
    type Answer = ContactRow;

    async fn run(&self, log: &mut LogTx) -> Result<ContactRow> {
        let mut row = read(&mut log.tx, self.id).await?.ok_or_else(|| Problem::not_found("contact"))?;
        if row.merged_into.is_some() {
            return Err(Problem::conflict("This contact has been merged into another meanwhile. Load it again.").into());
        }
        let to = match self.patch.account {
            None => None,
            Some(to) => Some(account(&mut log.tx, Some(to.0)).await?),
        };
        let mut revising = Revising::new(&row.touched, self.patch.base)?;
        revising.set("name", &mut row.name, self.patch.name.as_ref());
        revising.set("title", &mut row.title, self.patch.title.as_ref());
        revising.set("email", &mut row.email, self.patch.email.as_ref());
        revising.set("phone", &mut row.phone, self.patch.phone.as_ref());
        revising.set("account", &mut row.account_id, to.as_ref());
        if revising.done()? {
            let number = log.next();
            (row.log, row.touched) = (number.0, revising.touched(number));
            write(log.writing(), &row).await?;
            log.changes.push(Change::Entity(number, Entity::Contact, row.id));
        }
        Ok(row)
    }
}

struct Erase(Uuid);

impl Write for Erase {
    type Answer = ();

    async fn run(&self, log: &mut LogTx) -> Result<()> {
        // Erased already is as good.
        let Some(row) = read(&mut log.tx, self.0).await? else { return Ok(()) };
        let id = row.merged_into.unwrap_or(row.id);
        let number = log.next();
        run!(log.writing(), ERASE; id)?;
        run!(log.tx, MARK_ERASED; id, number.0)?;
        run!(log.tx, FORGET_MERGES; id)?;
        log.changes.push(Change::Entity(number, Entity::Contact, id));
        Ok(())
    }
}
