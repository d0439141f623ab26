//! People, teams, accounts, products, campaigns: what deals point to. What is said of them over time is a fact.

use super::bulk::{bulks, write_many};
use super::db::{Sql, Tx, all, all_in, one, run, statements};
use super::{Result, Store};
use domain::{Instant, OpportunityId, name};
use sqlx::FromRow;
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use uuid::Uuid;

/// What kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Entity {
    /// Somebody.
    Person,
    /// A group of people.
    Team,
    /// A company that buys.
    Account,
    /// What is sold.
    Product,
    /// A marketing campaign.
    Campaign,
    /// Somebody at a company that buys.
    Contact,
}

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
#[sqlx(default)]
pub struct EntityRow {
    /// Its id.
    pub id: Uuid,
    /// Its key in the system it was imported from.
    pub external_key: Option<String>,
    /// What people call it.
    pub name: String,
    /// People and contacts: the mail address.
    pub email: Option<String>,
    /// Accounts: the web address.
    pub website: Option<String>,
    /// Accounts and contacts: the phone number.
    pub phone: Option<String>,
    /// Contacts: what they are at the company.
    pub title: Option<String>,
    /// Contacts: the company.
    pub account: Option<Uuid>,
    /// Products: the list price in minor units of the company's currency.
    pub list_price: Option<i64>,
    /// People: whether they have left. Never set for others.
    pub inactive: bool,
}

/// What is known of a deal's key in the system it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// The key.
    pub external_key: String,
    /// The deal.
    pub opportunity: OpportunityId,
}

/// The names of these, whatever they are.
macro_rules! names {
    ($ids:literal) => {
        concat!(
            "select asked.id, coalesce(p.name, a.name, k.name, c.name, s.name) as name
        from (",
            $ids,
            ") asked
        left join person_identity p on p.person_id = asked.id
        left join account a on a.id = asked.id
        left join contact_identity k on k.contact_id = asked.id
        left join campaign c on c.id = asked.id
        left join product s on s.id = asked.id
        where coalesce(p.name, a.name, k.name, c.name, s.name) is not null"
        )
    };
}

statements! {
    ALL_TEAMS = "select id, external_key, name from team order by name, id";
    /// What was merged into another stands for it; the one it was merged into comes later.
    ALL_ACCOUNTS = "select coalesce(merged_into, id) as id, external_key, name, website, phone
        from account
        order by merged_into is null, name, id";
    ALL_CONTACTS = "select coalesce(c.merged_into, c.id) as id, c.external_key, coalesce(i.name, '') as name, i.email, i.phone,
          i.title, c.account_id as account
        from contact c
        left join contact_identity i on i.contact_id = c.id
        where not c.erased
        order by c.merged_into is null, i.name, c.id";
    ALL_CAMPAIGNS = "select id, external_key, name from campaign order by name, id";
    ALL_PRODUCTS = "select id, external_key, name, list_price from product order by name, id";
    ALL_PEOPLE = "select p.id, p.external_key, coalesce(i.name, '') as name, i.email, not p.active as inactive
        from person p
        left join person_identity i on i.person_id = p.id
        order by i.name, p.id";

    KEYED_TEAM = "insert into team (id, external_key, name)
        values ($1, $2, $3)
        on conflict (external_key) do update set name = excluded.name
        returning id";
    KEYED_ACCOUNT = "insert into account (id, external_key, name, search, website, domain, phone, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (external_key) do update
          set name = excluded.name, search = excluded.search, website = coalesce(excluded.website, account.website),
            domain = coalesce(excluded.domain, account.domain), phone = coalesce(excluded.phone, account.phone)
        returning coalesce(merged_into, id)";
    KEYED_CAMPAIGN = "insert into campaign (id, external_key, name)
        values ($1, $2, $3)
        on conflict (external_key) do update set name = excluded.name
        returning id";
    KEYED_PRODUCT = "insert into product (id, external_key, name, list_price)
        values ($1, $2, $3, $4)
        on conflict (external_key) do update
          set name = excluded.name, list_price = coalesce(excluded.list_price, product.list_price)
        returning id";
    OWN_TEAM = "insert into team (id, external_key, name)
        values ($1, $2, $3)
        on conflict (id) do update set name = excluded.name
        returning id";
    OWN_ACCOUNT = "insert into account (id, external_key, name, search, website, domain, phone, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (id) do update
          set name = excluded.name, search = excluded.search, website = coalesce(excluded.website, account.website),
            domain = coalesce(excluded.domain, account.domain), phone = coalesce(excluded.phone, account.phone)
        returning coalesce(merged_into, id)";
    OWN_CAMPAIGN = "insert into campaign (id, external_key, name)
        values ($1, $2, $3)
        on conflict (id) do update set name = excluded.name
        returning id";
    OWN_PRODUCT = "insert into product (id, external_key, name, list_price)
        values ($1, $2, $3, $4)
        on conflict (id) do update
          set name = excluded.name, list_price = coalesce(excluded.list_price, product.list_price)
        returning id";

    CONTACT_OF_KEY = "select coalesce(merged_into, id) from contact where external_key = $1";
    /// An erased contact's key stays, so that an import does not bring the person back.
    UPSERT_CONTACT = "insert into contact (id, external_key, account_id, created_at, log, touched)
        values ($1, $2, $3, $4, 0, '{}')
        on conflict (id) do update
          set external_key = coalesce(contact.external_key, excluded.external_key),
            account_id = coalesce(excluded.account_id, contact.account_id)
          where not contact.erased
        returning erased";
    UPSERT_CONTACT_IDENTITY = "insert into contact_identity (contact_id, name, search, title, email, domain, phone)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (contact_id) do update
          set name = excluded.name, search = excluded.search, title = coalesce(excluded.title, contact_identity.title),
            email = coalesce(excluded.email, contact_identity.email), domain = coalesce(excluded.domain, contact_identity.domain),
            phone = coalesce(excluded.phone, contact_identity.phone)";

    PERSON_OF_KEY = "select id from person where external_key = $1";
    PERSON_OF_MAIL = "select person_id from person_identity where email = $1";
    UPSERT_PERSON = "insert into person (id, external_key, active)
        values ($1, $2, $3)
        on conflict (id) do update
          set external_key = coalesce(excluded.external_key, person.external_key), active = excluded.active";
    UPSERT_IDENTITY = "insert into person_identity (person_id, name, email)
        values ($1, $2, $3)
        on conflict (person_id) do update
          set name = excluded.name, email = coalesce(excluded.email, person_identity.email)";

    LABELS_OF_PEOPLE = "select person_id, name from person_identity
        where person_id in (select unhex(value) from json_each($1))",
        postgres: "select person_id, name from person_identity where person_id = any($1)";
    LABELS_OF_TEAMS = "select id, name from team where id in (select unhex(value) from json_each($1))",
        postgres: "select id, name from team where id = any($1)";
    LABELS_OF_ACCOUNTS = "select id, name from account where id in (select unhex(value) from json_each($1))",
        postgres: "select id, name from account where id = any($1)";
    LABELS_OF_PRODUCTS = "select id, name from product where id in (select unhex(value) from json_each($1))",
        postgres: "select id, name from product where id = any($1)";
    LABELS_OF_CAMPAIGNS = "select id, name from campaign where id in (select unhex(value) from json_each($1))",
        postgres: "select id, name from campaign where id = any($1)";
    LABELS_OF_CONTACTS = "select contact_id, name from contact_identity
        where contact_id in (select unhex(value) from json_each($1))",
        postgres: "select contact_id, name from contact_identity where contact_id = any($1)";
    /// Ids are unique across kinds.
    NAMES = names!("select unhex(value) as id from json_each($1)"),
        postgres: names!("select unnest($1::uuid[]) as id");
    LABELS_PEOPLE = "select person_id, name from person_identity";
    LABELS_TEAMS = "select id, name from team";
    LABELS_ACCOUNTS = "select id, name from account";
    LABELS_PRODUCTS = "select id, name from product";
    LABELS_CAMPAIGNS = "select id, name from campaign";
    LABELS_CONTACTS = "select contact_id, name from contact_identity";

    /// Accounts whose name has not been made comparable yet: those of before there was such a column.
    UNSEARCHED = "select id, name
        from account
        where search = ''
          and name <> ''
          and id > $1
        order by id
        limit $2";
    SAVE_SEARCH = "update account
        set search = $2
        where id = $1";

    KEYS = "select external_key, opportunity_id
        from opportunity_key
        where external_key in (select value from json_each($1))",
        postgres: "select external_key, opportunity_id
        from opportunity_key
        where external_key = any($1)";
}

bulks! {
    SAVE_KEYS = "insert into opportunity_key (external_key, opportunity_id)" [text, uuid]
        "on conflict (external_key) do nothing";
}

/// How many rows are written in one transaction, one after the other.
const CHUNK: usize = 300;
/// How many keys are.
const KEYS_AT_ONCE: usize = 2_000;

impl Entity {
    fn labels(self) -> Sql {
        match self {
            Self::Person => LABELS_PEOPLE,
            Self::Team => LABELS_TEAMS,
            Self::Account => LABELS_ACCOUNTS,
            Self::Product => LABELS_PRODUCTS,
            Self::Campaign => LABELS_CAMPAIGNS,
            Self::Contact => LABELS_CONTACTS,
        }
    }

    pub(super) fn labels_of(self) -> Sql {
        match self {
            Self::Person => LABELS_OF_PEOPLE,
            Self::Team => LABELS_OF_TEAMS,
            Self::Account => LABELS_OF_ACCOUNTS,
            Self::Product => LABELS_OF_PRODUCTS,
            Self::Campaign => LABELS_OF_CAMPAIGNS,
            Self::Contact => LABELS_OF_CONTACTS,
        }
    }
}

impl Store {
    /// All of a kind, by name.
    pub async fn entities(&self, kind: Entity) -> Result<Vec<EntityRow>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(match kind {
            Entity::Person => all!(conn, ALL_PEOPLE => EntityRow)?,
            Entity::Team => all!(conn, ALL_TEAMS => EntityRow)?,
            Entity::Account => all!(conn, ALL_ACCOUNTS => EntityRow)?,
            Entity::Product => all!(conn, ALL_PRODUCTS => EntityRow)?,
            Entity::Campaign => all!(conn, ALL_CAMPAIGNS => EntityRow)?,
            Entity::Contact => all!(conn, ALL_CONTACTS => EntityRow)?,
        })
    }

    /// Adds or updates by external key (people: else by mail address; with neither, by id), in chunks. Answers with the id
    /// each has, in the same order: the one known before, or the one proposed.
    pub async fn upsert_entities(&self, kind: Entity, rows: Vec<EntityRow>) -> Result<Vec<Uuid>> {
        let mut ids = Vec::with_capacity(rows.len());
        for chunk in rows.chunks(CHUNK) {
            let mut tx = self.db.write().await?;
            for row in chunk {
                ids.push(upsert(&mut tx, kind, row, self.clock.now()).await?);
            }
            tx.commit().await?;
        }
        if kind == Entity::Account {
            self.renamed.fetch_add(1, Ordering::Release);
        }
        if kind == Entity::Person {
            self.recent.forget();
        }
        Ok(ids)
    }

    /// The names of all of a kind.
    pub async fn labels(&self, kind: Entity) -> Result<HashMap<Uuid, String>> {
        let mut conn = self.db.read().await?;
        Ok(all!(conn, kind.labels() => (Uuid, String))?.into_iter().collect())
    }

    /// The names of these.
    pub async fn labels_of(&self, kind: Entity, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
        let mut labels = HashMap::with_capacity(ids.len());
        if ids.is_empty() {
            return Ok(labels);
        }
        let mut conn = self.db.read_fresh().await?;
        for ids in ids.chunks(1_000) {
            labels.extend(all_in!(conn, kind.labels_of() => (Uuid, String); ids)?);
        }
        Ok(labels)
    }

    /// The names of what a deal points to: people, accounts, campaigns and products.
    pub async fn names(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let mut conn = self.db.read_fresh().await?;
        Ok(all_in!(conn, NAMES => (Uuid, String); ids)?.into_iter().collect())
    }

    /// Makes the names comparable of accounts that were there before names were compared.
    pub(super) async fn fill_search(&self) -> Result<()> {
        let mut after = Uuid::nil();
        loop {
            let mut conn = self.db.read_fresh().await?;
            let rows = all!(conn, UNSEARCHED => (Uuid, String); after, KEYS_AT_ONCE as i64)?;
            drop(conn);
            let Some((last, _)) = rows.last() else { return Ok(()) };
            after = *last;
            let mut tx = self.db.write().await?;
            for (id, called) in &rows {
                run!(tx, SAVE_SEARCH; id, name::company(called))?;
            }
            tx.commit().await?;
        }
    }

    /// Those of these keys that are known.
    pub async fn opportunity_keys(&self, keys: &[String]) -> Result<Vec<KeyRow>> {
        let mut conn = self.db.read_fresh().await?;
        let mut known = Vec::new();
        for keys in keys.chunks(1_000) {
            for (external_key, id) in all_in!(conn, KEYS => (String, Uuid); keys)? {
                known.push(KeyRow { external_key, opportunity: OpportunityId(id) });
            }
        }
        Ok(known)
    }

    /// Records keys; one that is known stays with the deal it has.
    pub async fn save_opportunity_keys(&self, mut keys: Vec<KeyRow>) -> Result<()> {
        // In the order in which they are kept: each transaction writes other pages.
        keys.sort_unstable_by(|a, b| a.external_key.cmp(&b.external_key));
        for chunk in keys.chunks(KEYS_AT_ONCE) {
            let mut tx = self.db.stage().await?;
            write_many!(tx, SAVE_KEYS; chunk => key; key.external_key.as_str(), key.opportunity.0);
            tx.commit().await?;
        }
        Ok(())
    }
}

async fn upsert(tx: &mut Tx, kind: Entity, row: &EntityRow, now: Instant) -> Result<Uuid> {
    let keyed = row.external_key.is_some();
    let statement = match kind {
        Entity::Person => return upsert_person(tx, row).await,
        Entity::Contact => return upsert_contact(tx, row, now).await,
        Entity::Account => return upsert_account(tx, row, now).await,
        Entity::Product => {
            let statement = if keyed { KEYED_PRODUCT } else { OWN_PRODUCT };
            let found = one!(tx, statement => (Uuid,); row.id, row.external_key.as_deref(), &row.name, row.list_price)?;
            return Ok(found.map_or(row.id, |(id,)| id));
        }
        Entity::Team if keyed => KEYED_TEAM,
        Entity::Team => OWN_TEAM,
        Entity::Campaign if keyed => KEYED_CAMPAIGN,
        Entity::Campaign => OWN_CAMPAIGN,
    };
    let found = one!(tx, statement => (Uuid,); row.id, row.external_key.as_deref(), &row.name)?;
    Ok(found.map_or(row.id, |(id,)| id))
}

/// A person is found by key, else by mail address. An address that somebody else has is left out.
pub(super) async fn upsert_person(tx: &mut Tx, row: &EntityRow) -> Result<Uuid> {
    let email = row.email.as_deref().map(plain_mail).filter(|email| !email.is_empty());
    let of_mail = match &email {
        Some(email) => one!(tx, PERSON_OF_MAIL => (Uuid,); email)?.map(|(id,)| id),
        None => None,
    };
    let of_key = match &row.external_key {
        Some(key) => one!(tx, PERSON_OF_KEY => (Uuid,); key)?.map(|(id,)| id),
        None => None,
    };
    let id = of_key.or(of_mail).unwrap_or(row.id);
    let email = email.filter(|_| of_mail.is_none_or(|owner| owner == id));
    run!(tx, UPSERT_PERSON; id, row.external_key.as_deref(), !row.inactive)?;
    run!(tx, UPSERT_IDENTITY; id, &row.name, email)?;
    Ok(id)
}

async fn upsert_account(tx: &mut Tx, row: &EntityRow, now: Instant) -> Result<Uuid> {
    let statement = if row.external_key.is_some() { KEYED_ACCOUNT } else { OWN_ACCOUNT };
    let website = row.website.as_deref().map(str::trim).filter(|website| !website.is_empty());
    let found = one!(tx, statement => (Uuid,);
        row.id, row.external_key.as_deref(), &row.name, name::company(&row.name), website, website.and_then(name::domain),
        row.phone.as_deref(), now.0)?;
    Ok(found.map_or(row.id, |(id,)| id))
}

/// A contact is found by key, else by id. Two people may share a mail address; who is the same is for a person to say.
async fn upsert_contact(tx: &mut Tx, row: &EntityRow, now: Instant) -> Result<Uuid> {
    let of_key = match &row.external_key {
        Some(key) => one!(tx, CONTACT_OF_KEY => (Uuid,); key)?.map(|(id,)| id),
        None => None,
    };
    let id = of_key.unwrap_or(row.id);
    if one!(tx, UPSERT_CONTACT => (bool,); id, row.external_key.as_deref(), row.account, now.0)?.is_some() {
        let email = row.email.as_deref().map(plain_mail).filter(|email| !email.is_empty());
        let domain = email.as_deref().and_then(name::domain_of_mail);
        run!(tx, UPSERT_CONTACT_IDENTITY; id, &row.name, name::plain(&row.name), row.title.as_deref(), email, domain,
            row.phone.as_deref())?;
    }
    Ok(id)
}

/// A mail address as it is compared and kept.
pub(super) fn plain_mail(email: &str) -> String {
    email.trim().to_lowercase()
}

impl Entity {
    /// Whether there is one with this id.
    pub(super) async fn exists(self, tx: &mut Tx, id: Uuid) -> Result<bool> {
        Ok(!all_in!(tx, self.labels_of() => (Uuid, String); [id].as_slice())?.is_empty())
    }

    /// What it is called in a message.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Team => "team",
            Self::Account => "account",
            Self::Product => "product",
            Self::Campaign => "campaign",
            Self::Contact => "contact",
        }
    }
}
