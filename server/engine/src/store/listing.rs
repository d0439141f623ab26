//! Pages of deals as they are now.

use super::code::read_currency;
use super::db::{List, On, statements};
use super::{Result, Store};
use domain::{Currency, Day, LogNo, OpportunityId, PersonId, StageId};
use sqlx::FromRow;
use uuid::Uuid;

/// Whose deals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everybody's.
    All,
    /// Those owned by one of these people, or sourced by one of these.
    People {
        /// The owners.
        owners: Vec<PersonId>,
        /// Those who sourced.
        sourced_by: Vec<PersonId>,
    },
}

/// Which deals to list: by close date, those without one last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Whose.
    pub scope: Scope,
    /// Only names that contain this, compared without case.
    pub search: Option<String>,
    /// Only these stages.
    pub stages: Option<Vec<StageId>>,
    /// After this one.
    pub after: Option<(Option<Day>, OpportunityId)>,
    /// How many at most.
    pub limit: i64,
}

/// A deal in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The deal.
    pub id: OpportunityId,
    /// Its latest version.
    pub log: LogNo,
    /// Its name.
    pub name: String,
    /// Its account's name.
    pub account: Option<String>,
    /// Its owner's name.
    pub owner: Option<String>,
    /// Its stage.
    pub stage: StageId,
    /// Its close date.
    pub close_day: Option<Day>,
    /// Its currency.
    pub currency: Currency,
    /// Its ACV in minor units of it.
    pub acv: i64,
}

#[derive(FromRow)]
struct SummaryRow {
    id: Uuid,
    log: i64,
    name: String,
    account: Option<String>,
    owner: Option<String>,
    stage: i16,
    close_day: Option<i32>,
    currency: String,
    acv: i64,
}

/// The day under which deals without a close date are sorted: after all that are possible.
const NO_DAY: i32 = 100_000;

// $1 pattern of the name, $2 any stage, $3 stages, $4 anybody's, $5 owners, $6 sourced by
macro_rules! conditions_sqlite {
    () => {
        "where not o.deleted
          and ($1 = '' or o.search like $1 escape '!')
          and ($2 or o.stage in (select value from json_each($3)))
          and ($4 or o.owner_id in (select unhex(value) from json_each($5))
            or o.sourced_by in (select unhex(value) from json_each($6)))"
    };
}
macro_rules! conditions_postgres {
    () => {
        "where not o.deleted
          and ($1 = '' or o.search like $1 escape '!')
          and ($2 or o.stage = any($3))
          and ($4 or o.owner_id = any($5) or o.sourced_by = any($6))"
    };
}
macro_rules! page {
    ($conditions:expr) => {
        concat!(
            "select o.id, o.log, o.name, a.name as account, p.name as owner, o.stage, o.close_day, o.currency, o.acv
        from opportunity o
        left join account a on a.id = o.account_id
        left join person_identity p on p.person_id = o.owner_id
        ",
            $conditions,
            "
          and (coalesce(o.close_day, 100000), o.id) > ($7, $8)
        order by coalesce(o.close_day, 100000), o.id
        limit $9"
        )
    };
}

statements! {
    PAGE = page!(conditions_sqlite!()), postgres: page!(conditions_postgres!());
    COUNT = concat!("select count(*) from opportunity o ", conditions_sqlite!()),
        postgres: concat!("select count(*) from opportunity o ", conditions_postgres!());
}

/// A listing's conditions, ready to be bound.
struct Conditions {
    pattern: String,
    any_stage: bool,
    stages: Vec<i16>,
    anybody: bool,
    owners: Vec<Uuid>,
    sourced_by: Vec<Uuid>,
}

impl Conditions {
    fn of(listing: &Listing) -> Self {
        let ids = |people: &[PersonId]| people.iter().map(|person| person.0).collect();
        let (anybody, owners, sourced_by) = match &listing.scope {
            Scope::All => (true, Vec::new(), Vec::new()),
            Scope::People { owners, sourced_by } => (false, ids(owners), ids(sourced_by)),
        };
        Self {
            pattern: listing.search.as_deref().map_or_else(String::new, pattern),
            any_stage: listing.stages.is_none(),
            stages: listing.stages.iter().flatten().map(|stage| stage.0).collect(),
            anybody,
            owners,
            sourced_by,
        }
    }
}

/// A `like` pattern for "contains", with what would be a wildcard escaped.
fn pattern(search: &str) -> String {
    let search = search.trim().to_lowercase();
    if search.is_empty() {
        return String::new();
    }
    format!("%{}%", search.replace('!', "!!").replace('%', "!%").replace('_', "!_"))
}

/// Binds the conditions on either database.
macro_rules! bind {
    ($query:expr, $conditions:ident, $list:ident) => {
        $query
            .bind($conditions.pattern)
            .bind($conditions.any_stage)
            .bind($conditions.stages.as_slice().$list())
            .bind($conditions.anybody)
            .bind($conditions.owners.as_slice().$list())
            .bind($conditions.sourced_by.as_slice().$list())
    };
}

impl Store {
    /// A page of deals that are not deleted.
    pub async fn opportunities(&self, listing: &Listing) -> Result<Vec<Summary>> {
        let conditions = Conditions::of(listing);
        let (day, id) = listing.after.map_or((i32::MIN, Uuid::nil()), |(day, id)| (day.map_or(NO_DAY, |day| day.0), id.0));
        let mut conn = self.db.read_fresh().await?;
        let rows: Vec<SummaryRow> = match conn.on() {
            On::Sqlite(conn) => {
                let query = bind!(sqlx::query_as(PAGE.sqlite), conditions, json);
                query.bind(day).bind(id).bind(listing.limit).fetch_all(conn).await?
            }
            On::Postgres(conn) => {
                let query = bind!(sqlx::query_as(PAGE.postgres), conditions, array);
                query.bind(day).bind(id).bind(listing.limit).fetch_all(conn).await?
            }
        };
        rows.into_iter().map(SummaryRow::read).collect()
    }

    /// How many there are on all pages.
    pub async fn count_opportunities(&self, listing: &Listing) -> Result<i64> {
        let conditions = Conditions::of(listing);
        let mut conn = self.db.read_fresh().await?;
        let (count,): (i64,) = match conn.on() {
            On::Sqlite(conn) => bind!(sqlx::query_as(COUNT.sqlite), conditions, json).fetch_one(conn).await?,
            On::Postgres(conn) => bind!(sqlx::query_as(COUNT.postgres), conditions, array).fetch_one(conn).await?,
        };
        Ok(count)
    }
}

impl SummaryRow {
    fn read(self) -> Result<Summary> {
        Ok(Summary {
            id: OpportunityId(self.id),
            log: LogNo(self.log),
            name: self.name,
            account: self.account,
            owner: self.owner,
            stage: StageId(self.stage),
            close_day: self.close_day.map(Day),
            currency: read_currency(&self.currency)?,
            acv: self.acv,
        })
    }
}
