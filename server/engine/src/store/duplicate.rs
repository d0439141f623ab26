//! Accounts and contacts that look the same: found by what is compared (`domain::name`), in the databases' indexes.

use super::db::{all, all_in, statements};
use super::{Result, Store};
use contract::merge::{Because, Mergeable};
use sqlx::FromRow;
use std::collections::HashSet;
use uuid::Uuid;

/// One of several that have something in common.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Alike {
    /// What they have in common.
    pub common: String,
    /// The account or contact.
    pub id: Uuid,
}

/// What accounts are known by: their web address, and their contacts' mail.
macro_rules! domains {
    () => {
        "select a.domain as common, a.id
          from account a
          where a.domain is not null
            and a.merged_into is null
          union
          select i.domain, c.account_id
          from contact_identity i
          join contact c on c.id = i.contact_id
          join account a on a.id = c.account_id
          where i.domain is not null
            and c.merged_into is null
            and a.merged_into is null"
    };
}

/// Those of a list of (common, id) behind a text that have it in common with another; so many texts. The list has an index by
/// its text, so that no more of it is read than is answered.
macro_rules! alike {
    ($all:expr) => {
        concat!(
            "with known as (",
            $all,
            "), several as (
          select common
          from known
          where common > $1
          group by common
          having count(*) > 1
          order by common
          limit $2
        )
        select k.common, k.id
        from several s
        join known k on k.common = s.common
        order by k.common, k.id"
        )
    };
}

/// The same of a list without an index, which is gone through once.
macro_rules! alike_in_all {
    ($all:expr) => {
        concat!(
            "with known as (",
            $all,
            "), counted as (
          select common, id, count(*) over (partition by common) as alike
          from known
          where common > $1
        ), ranked as (
          select common, id, dense_rank() over (order by common) as place
          from counted
          where alike > 1
        )
        select common, id
        from ranked
        where place <= $2
        order by common, id"
        )
    };
}

statements! {
    ACCOUNTS_BY_NAME = alike!("select search as common, id from account where search <> '' and merged_into is null");
    ACCOUNTS_BY_DOMAIN = alike_in_all!(domains!());
    CONTACTS_BY_MAIL = alike!("select i.email as common, i.contact_id as id
          from contact_identity i
          join contact c on c.id = i.contact_id
          where i.email is not null
            and c.merged_into is null");
    /// People of the same name are the same only at the same company.
    CONTACTS_BY_NAME = alike_in_all!("select i.search || ' ' || coalesce(a.search, '') as common, i.contact_id as id
          from contact_identity i
          join contact c on c.id = i.contact_id
          left join account a on a.id = c.account_id
          where i.search <> ''
            and c.merged_into is null");
    DISTINCT = "select one, other
        from distinct_pair";
    /// Whose deals an account has.
    WHOSE = "select distinct account_id, owner_id, sourced_by
        from opportunity
        where account_id in (select unhex(value) from json_each($1))
          and not deleted",
        postgres: "select distinct account_id, owner_id, sourced_by from opportunity where account_id = any($1) and not deleted";
}

/// An account, and who owns and who sourced a deal of it.
pub type Whose = (Uuid, Option<Uuid>, Option<Uuid>);

impl Store {
    /// Those that have something in common, behind a text, for so many texts; in the order of the texts.
    pub async fn alike(&self, kind: Mergeable, because: Because, after: &str, texts: i64) -> Result<Vec<Alike>> {
        let mut conn = self.db.read_fresh().await?;
        let statement = match (kind, because) {
            (Mergeable::Account, Because::Name) => ACCOUNTS_BY_NAME,
            (Mergeable::Account, _) => ACCOUNTS_BY_DOMAIN,
            (Mergeable::Contact, Because::Name) => CONTACTS_BY_NAME,
            (Mergeable::Contact, _) => CONTACTS_BY_MAIL,
        };
        Ok(all!(conn, statement => Alike; after, texts)?)
    }

    /// Pairs of which somebody has said that they are not the same, the smaller id first.
    pub async fn distinct(&self) -> Result<HashSet<(Uuid, Uuid)>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(all!(conn, DISTINCT => (Uuid, Uuid))?.into_iter().collect())
    }

    /// Who owns and who sourced the deals of these accounts.
    pub async fn whose_accounts(&self, ids: &[Uuid]) -> Result<Vec<Whose>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(all_in!(conn, WHOSE => Whose; ids)?)
    }
}
