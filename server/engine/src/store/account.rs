//! Accounts one by one and in lists.

use super::db::{Tx, all, all_in, one, run, statements};
use super::entity::Entity;
use super::log::LogTx;
use super::revision::Revising;
use super::staging::insert_facts;
use super::writer::Write;
use super::{Change, Result, StagedFact, Store};
use contract::Problem;
use contract::account::AccountPatch;
use domain::{Attribute, Day, Fact, LogNo, name};
use sqlx::FromRow;
use std::collections::HashMap;
use uuid::Uuid;

/// An account.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct AccountRow {
    /// Its id.
    pub id: Uuid,
    /// Its key in the system it was imported from.
    pub external_key: Option<String>,
    /// Its name.
    pub name: String,
    /// Its web address.
    pub website: Option<String>,
    /// Its phone number.
    pub phone: Option<String>,
    /// The account it became part of.
    pub merged_into: Option<Uuid>,
    /// The log number of its last change on a screen.
    pub log: i64,
    /// At which log number each field was changed last, as JSON.
    pub touched: String,
}

/// An account or contact in a list: where it stands, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Listed {
    /// Its id.
    pub id: Uuid,
    /// Its name as it is compared: the list's order.
    pub search: String,
    /// Its name.
    pub name: String,
    /// The domain of its web address.
    pub domain: Option<String>,
}

/// How deep a hierarchy may be.
const DEEPEST: usize = 50;

statements! {
    READ = "select id, external_key, name, website, phone, merged_into, log, touched
        from account
        where id = $1";
    READ_MANY = "select id, external_key, name, website, phone, merged_into, log, touched
        from account
        where id in (select unhex(value) from json_each($1))",
        postgres: "select id, external_key, name, website, phone, merged_into, log, touched from account where id = any($1)";
    INSERT = "insert into account (id, name, search, website, domain, phone, created_at, log, touched)
        values ($1, $2, $3, $4, $5, $6, $7, $8, '{}')";
    UPDATE = "update account
        set name = $2, search = $3, website = $4, domain = $5, phone = $6, log = $7, touched = $8
        where id = $1";
    LIST = "select id, search, name, domain
        from account
        where merged_into is null
          and (search, id) > ($1, $2)
          and ($3 = '' or search like $3 || '%' or search like '% ' || $3 || '%')
        order by search, id
        limit $4";
    COUNT = "select count(*)
        from account
        where merged_into is null
          and ($1 = '' or search like $1 || '%' or search like '% ' || $1 || '%')";
    THESE = "select id, search, name, domain
        from account
        where merged_into is null
          and id in (select unhex(value) from json_each($1))
          and ($2 = '' or search like $2 || '%' or search like '% ' || $2 || '%')
        order by search, id",
        postgres: "select id, search, name, domain
        from account
        where merged_into is null
          and id = any($1)
          and ($2 = '' or search like $2 || '%' or search like '% ' || $2 || '%')
        order by search, id";
    ALL_NAMES = "select id, search, name, domain
        from account
        where merged_into is null
          and id > $1
        order by id
        limit $2";
    MERGED = "select id, merged_into
        from account
        where merged_into is not null";
    /// What is said of a subject, in order.
    FACTS = "select f.subject, f.attribute, f.valid_from, f.value, b.log_base + f.position
        from fact f
        join batch b on b.id = f.batch_id
        where f.subject = $1
          and b.log_base is not null
        order by f.attribute, f.valid_from, b.log_base + f.position";
    /// Who has ever been said to be below it.
    CHILDREN = "select distinct subject
        from fact
        where attribute = 11
          and value = $1";
}

impl Store {
    /// One account, merged or not.
    pub async fn account(&self, id: Uuid) -> Result<Option<AccountRow>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, READ => AccountRow; id)?)
    }

    /// These accounts, merged or not.
    pub async fn accounts(&self, ids: &[Uuid]) -> Result<Vec<AccountRow>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(all_in!(conn, READ_MANY => AccountRow; ids)?)
    }

    /// Accounts by name behind a place, those with a word that begins so.
    pub async fn list_accounts(&self, search: &str, after: (&str, Uuid), limit: i64) -> Result<Vec<Listed>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(all!(conn, LIST => Listed; after.0, after.1, search, limit)?)
    }

    /// How many accounts have a word that begins so.
    pub async fn count_accounts(&self, search: &str) -> Result<i64> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, COUNT => (i64,); search)?.map_or(0, |(count,)| count))
    }

    /// Those of these accounts that have a word that begins so, by name.
    pub async fn these_accounts(&self, ids: &[Uuid], search: &str) -> Result<Vec<Listed>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(all_in!(conn, THESE => Listed; ids; search)?)
    }

    /// The names of all accounts that are not merged, by id, in chunks: those behind an id.
    pub async fn account_names(&self, after: Uuid, limit: i64) -> Result<Vec<Listed>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(all!(conn, ALL_NAMES => Listed; after, limit)?)
    }

    /// The accounts that became part of others, and of which.
    pub async fn merged_accounts(&self) -> Result<HashMap<Uuid, Uuid>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(all!(conn, MERGED => (Uuid, Uuid))?.into_iter().collect())
    }

    /// What is said of a subject, by attribute, day and log number.
    pub async fn facts_of(&self, subject: Uuid) -> Result<Vec<Fact>> {
        let mut conn = self.db.read_fresh().await?;
        let rows = all!(conn, FACTS => (Uuid, i16, i32, String, i64); subject)?;
        rows.into_iter().map(super::fact::read_fact).collect()
    }

    /// Creates an account and says these things of it. One that is there already with this id is the answer.
    pub async fn create_account(&self, row: AccountRow, facts: Vec<(Attribute, Day, String)>) -> Result<AccountRow> {
        self.writer.write(Create { row, facts }).await
    }

    /// Changes fields of an account.
    pub async fn patch_account(&self, id: Uuid, patch: AccountPatch) -> Result<AccountRow> {
        self.writer.write(Patch { id, patch }).await
    }

    /// Says something of an account or a product. What holds already on that day is not said again. A circle of parents is
    /// refused.
    pub async fn say(&self, kind: Entity, fact: StagedFact) -> Result<()> {
        self.writer.write(Say { kind, fact }).await
    }
}

/// One account within a transaction.
pub(super) async fn read(tx: &mut Tx, id: Uuid) -> Result<Option<AccountRow>> {
    Ok(one!(tx, READ => AccountRow; id)?)
}

/// The account that an id stands for: the one it was merged into, if it was.
pub(super) async fn resolve(tx: &mut Tx, id: Uuid) -> Result<Option<Uuid>> {
    Ok(read(tx, id).await?.map(|row| row.merged_into.unwrap_or(row.id)))
}

/// Writes an account's fields.
pub(super) async fn write(tx: &mut Tx, row: &AccountRow) -> Result<()> {
    let domain = row.website.as_deref().and_then(name::domain);
    run!(tx, UPDATE; row.id, &row.name, name::company(&row.name), row.website.as_deref(), domain, row.phone.as_deref(), row.log,
        &row.touched)?;
    Ok(())
}

/// What is said of a subject on a day, and the log number of that.
pub(super) async fn said(tx: &mut Tx, subject: Uuid, attribute: Attribute, on: Day) -> Result<Option<(String, LogNo)>> {
    let rows = all!(tx, FACTS => (Uuid, i16, i32, String, i64); subject)?;
    let said = rows.into_iter().rfind(|(_, code, from, ..)| *code == attribute.code() && *from <= on.0);
    Ok(said.map(|(_, _, _, value, log)| (value, LogNo(log))))
}

/// Those who have ever been said to be below an account.
pub(super) async fn children(tx: &mut Tx, parent: Uuid) -> Result<Vec<Uuid>> {
    Ok(all!(tx, CHILDREN => (Uuid,); parent.to_string())?.into_iter().map(|(id,)| id).collect())
}

/// The account above another on a day, by today's names: merged ones stand for those they became part of.
pub(super) async fn parent(tx: &mut Tx, id: Uuid, on: Day) -> Result<Option<Uuid>> {
    let said = said(tx, id, Attribute::AccountParent, on).await?;
    match said.and_then(|(value, _)| value.parse().ok()) {
        Some(parent) => resolve(tx, parent).await,
        None => Ok(None),
    }
}

/// Whether whoever is above `from` leads back to `to`.
pub(super) async fn is_below(tx: &mut Tx, from: Uuid, to: Uuid, on: Day) -> Result<bool> {
    let mut at = Some(from);
    for _ in 0..DEEPEST {
        match at {
            None => return Ok(false),
            Some(id) if id == to => return Ok(true),
            Some(id) => at = parent(tx, id, on).await?,
        }
    }
    // Deeper than any hierarchy: there is a circle already, or would be soon.
    Ok(true)
}

/// Says something, now.
pub(super) async fn record(log: &mut LogTx, fact: StagedFact) -> Result<LogNo> {
    let number = log.next();
    insert_facts(log.writing(), None, &[(&fact, number.0)]).await?;
    let StagedFact { subject, attribute, valid_from, value } = fact;
    log.changes.push(Change::Fact(Fact { subject, attribute, valid_from, value, log: number }));
    Ok(number)
}

struct Create {
    row: AccountRow,
    facts: Vec<(Attribute, Day, String)>,
}

impl Write for Create {
    type Answer = AccountRow;

    async fn run(&self, log: &mut LogTx) -> Result<AccountRow> {
        if let Some(there) = read(&mut log.tx, self.row.id).await? {
            return Ok(there);
        }
        for (attribute, _, value) in &self.facts {
            must_be_known(&mut log.tx, *attribute, value).await?;
        }
        let number = log.next();
        let row = AccountRow { log: number.0, touched: "{}".to_owned(), ..self.row.clone() };
        let (at, domain) = (log.recorded_at.0, row.website.as_deref().and_then(name::domain));
        run!(log.writing(), INSERT; row.id, &row.name, name::company(&row.name), row.website.as_deref(), domain,
            row.phone.as_deref(), at, row.log)?;
        log.changes.push(Change::Entity(number, Entity::Account, row.id));
        for (attribute, valid_from, value) in &self.facts {
            let (attribute, valid_from, value) = (*attribute, *valid_from, value.clone());
            record(log, StagedFact { subject: row.id, attribute, valid_from, value }).await?;
        }
        Ok(row)
    }
}

struct Patch {
    id: Uuid,
    patch: AccountPatch,
}

impl Write for Patch {
    type Answer = AccountRow;

    async fn run(&self, log: &mut LogTx) -> Result<AccountRow> {
        let row = read(&mut log.tx, self.id).await?.ok_or_else(|| Problem::not_found("account"))?;
        let mut row = not_merged(row)?;
        let mut revising = Revising::new(&row.touched, self.patch.base)?;
        revising.set("name", &mut row.name, self.patch.name.as_ref());
        revising.set("website", &mut row.website, self.patch.website.as_ref());
        revising.set("phone", &mut row.phone, self.patch.phone.as_ref());
        if revising.done()? {
            let number = log.next();
            (row.log, row.touched) = (number.0, revising.touched(number));
            write(log.writing(), &row).await?;
            log.changes.push(Change::Entity(number, Entity::Account, row.id));
        }
        Ok(row)
    }
}

fn not_merged(row: AccountRow) -> std::result::Result<AccountRow, Problem> {
    match row.merged_into {
        None => Ok(row),
        Some(_) => Err(Problem::conflict("This account has been merged into another meanwhile. Load it again.")),
    }
}

struct Say {
    kind: Entity,
    fact: StagedFact,
}

impl Write for Say {
    type Answer = ();

    async fn run(&self, log: &mut LogTx) -> Result<()> {
        let StagedFact { subject, attribute, valid_from, value } = self.fact.clone();
        let holds = said(&mut log.tx, subject, attribute, valid_from).await?.map(|(value, _)| value).unwrap_or_default();
        if holds == value {
            return Ok(());
        }
        if self.kind == Entity::Account {
            let row = read(&mut log.tx, subject).await?.ok_or_else(|| Problem::not_found("account"))?;
            not_merged(row)?;
        }
        must_be_known(&mut log.tx, attribute, &value).await?;
        if let (Attribute::AccountParent, Ok(above)) = (attribute, value.parse::<Uuid>()) {
            let above = resolve(&mut log.tx, above).await?.unwrap_or(above);
            for on in [valid_from, Day(i32::MAX)] {
                if is_below(&mut log.tx, above, subject, on).await? {
                    let message = "That account is below this one: a hierarchy has no circles.";
                    return Err(Problem::invalid("value", message).into());
                }
            }
        }
        record(log, self.fact.clone()).await?;
        Ok(())
    }
}

/// Whether the person or account that is named exists.
async fn must_be_known(tx: &mut Tx, attribute: Attribute, value: &str) -> Result<()> {
    let kind = match attribute {
        Attribute::AccountParent => Entity::Account,
        Attribute::AccountOwner => Entity::Person,
        _ => return Ok(()),
    };
    let id = if value.is_empty() { None } else { Some(value.parse::<Uuid>()) };
    let known = match id {
        None => true,
        Some(Ok(id)) => kind.exists(tx, id).await?,
        Some(Err(_)) => false,
    };
    let field = if kind == Entity::Account { "parent" } else { "owner" };
    if known { Ok(()) } else { Err(Problem::invalid(field, format!("There is no such {}.", kind.word())).into()) }
}
