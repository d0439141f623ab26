//! Pages of deals as they are now.

use super::code::read_currency;
use super::db::{List, On, one, statements};
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

// Each stage's deals stand in an index in the order of the list (and each owner's, and each sourcer's): a page is made of the
// first of each, so that it costs the same however many deals there are.

/// The next deals `x` of a stage and a person, whose conditions are given: after the place $2, $3, at most $4. (The day is
/// compared twice: SQLite finds the place in its index by the first comparison only.)
macro_rules! next {
    ($conditions:literal, $named:literal) => {
        concat!(
            "select x.id
            from opportunity x
            where ",
            $conditions,
            " and not x.deleted",
            $named,
            "
              and coalesce(x.close_day, 100000) >= $2
              and (coalesce(x.close_day, 100000), x.id) > ($2, $3)
            order by coalesce(x.close_day, 100000), x.id
            limit $4"
        )
    };
}
/// The first deals of each stage ($1) and whatever else `$each` goes through.
macro_rules! firsts_sqlite {
    ($each:literal, $conditions:literal, $named:literal) => {
        concat!(
            "select o.id, coalesce(o.close_day, 100000) as day
            from json_each($1) s",
            $each,
            " cross join opportunity o where o.id in (",
            next!($conditions, $named),
            ")"
        )
    };
}
macro_rules! firsts_postgres {
    ($each:literal, $conditions:literal, $named:literal) => {
        concat!(
            "select o.id, coalesce(o.close_day, 100000) as day
            from unnest($1::smallint[]) s (value)",
            $each,
            " cross join lateral (",
            next!($conditions, $named),
            ") next join opportunity o on o.id = next.id"
        )
    };
}
/// The page that the first of each make.
macro_rules! page {
    ($firsts:expr) => {
        concat!(
            "select o.id, o.log, o.name, a.name as account, p.name as owner, o.stage, o.close_day, o.currency, o.acv
        from (
          select id, day from (",
            $firsts,
            ") firsts order by day, id limit $4
        ) page
        join opportunity o on o.id = page.id
        left join account a on a.id = o.account_id
        left join person_identity p on p.person_id = o.owner_id
        order by page.day, page.id"
        )
    };
}
/// The same of deals that are owned by one of $5 or sourced by one of $6.
macro_rules! page_of_sqlite {
    ($named:literal) => {
        page!(concat!(
            firsts_sqlite!(" cross join json_each($5) w", "x.owner_id = unhex(w.value) and x.stage = s.value", $named),
            " union ",
            firsts_sqlite!(" cross join json_each($6) w", "x.sourced_by = unhex(w.value) and x.stage = s.value", $named)
        ))
    };
}
macro_rules! page_of_postgres {
    ($named:literal) => {
        page!(concat!(
            firsts_postgres!(" cross join unnest($5::uuid[]) w (value)", "x.owner_id = w.value and x.stage = s.value", $named),
            " union ",
            firsts_postgres!(" cross join unnest($6::uuid[]) w (value)", "x.sourced_by = w.value and x.stage = s.value", $named)
        ))
    };
}
/// How many are at the stages $1.
macro_rules! count {
    ($stages:literal, $named:literal) => {
        concat!("select count(*) from opportunity x where x.stage ", $stages, " and not x.deleted", $named)
    };
}
/// How many of them are owned by one of $2, and how many by none of these but sourced by one of $3.
macro_rules! count_of {
    ($stages:literal, $owned:literal, $not_owned:literal, $sourced:literal, $named:literal) => {
        concat!(
            "select (select count(*) from opportunity x where ",
            $owned,
            " and x.stage ",
            $stages,
            " and not x.deleted",
            $named,
            ") + (select count(*) from opportunity x where ",
            $sourced,
            " and (x.owner_id is null or ",
            $not_owned,
            ") and x.stage ",
            $stages,
            " and not x.deleted",
            $named,
            ")"
        )
    };
}
macro_rules! count_of_sqlite {
    ($named:literal) => {
        count_of!(
            "in (select value from json_each($1))",
            "x.owner_id in (select unhex(value) from json_each($2))",
            "x.owner_id not in (select unhex(value) from json_each($2))",
            "x.sourced_by in (select unhex(value) from json_each($3))",
            $named
        )
    };
}
macro_rules! count_of_postgres {
    ($named:literal) => {
        count_of!("= any($1)", "x.owner_id = any($2)", "x.owner_id <> all($2)", "x.sourced_by = any($3)", $named)
    };
}

statements! {
    PAGE = page!(firsts_sqlite!("", "x.stage = s.value", "")),
        postgres: page!(firsts_postgres!("", "x.stage = s.value", ""));
    PAGE_NAMED = page!(firsts_sqlite!("", "x.stage = s.value", " and x.search like $5 escape '!'")),
        postgres: page!(firsts_postgres!("", "x.stage = s.value", " and x.search like $5 escape '!'"));
    PAGE_OF = page_of_sqlite!(""), postgres: page_of_postgres!("");
    PAGE_OF_NAMED = page_of_sqlite!(" and x.search like $7 escape '!'"),
        postgres: page_of_postgres!(" and x.search like $7 escape '!'");
    COUNT = count!("in (select value from json_each($1))", ""), postgres: count!("= any($1)", "");
    COUNT_NAMED = count!("in (select value from json_each($1))", " and x.search like $2 escape '!'"),
        postgres: count!("= any($1)", " and x.search like $2 escape '!'");
    COUNT_OF = count_of_sqlite!(""), postgres: count_of_postgres!("");
    COUNT_OF_NAMED = count_of_sqlite!(" and x.search like $4 escape '!'"),
        postgres: count_of_postgres!(" and x.search like $4 escape '!'");
    ANY = "select 1 from opportunity where not deleted limit 1";
}

/// A `like` pattern for "contains", with what would be a wildcard escaped; empty for all.
fn pattern(search: Option<&str>) -> String {
    let search = search.unwrap_or_default().trim().to_lowercase();
    if search.is_empty() {
        return search;
    }
    format!("%{}%", search.replace('!', "!!").replace('%', "!%").replace('_', "!_"))
}

/// Binds what a listing asks for on either database: its stages, `$value`s, whose deals, and the pattern if there is one.
macro_rules! bound {
    ($query:expr, $list:ident; $stages:ident, $people:ident, $pattern:ident; $($value:expr),*) => {{
        let mut query = $query.bind($stages.as_slice().$list())$(.bind($value))*;
        if let Some([owners, sourced_by]) = &$people {
            query = query.bind(owners.as_slice().$list()).bind(sourced_by.as_slice().$list());
        }
        if $pattern.is_empty() { query } else { query.bind($pattern) }
    }};
}

impl Store {
    /// A page of deals that are not deleted.
    pub async fn opportunities(&self, listing: &Listing) -> Result<Vec<Summary>> {
        let (day, id) = listing.after.map_or((i32::MIN, Uuid::nil()), |(day, id)| (day.map_or(NO_DAY, |day| day.0), id.0));
        let (stages, people, pattern) = self.conditions(listing);
        let statement = match (&people, pattern.is_empty()) {
            (None, true) => PAGE,
            (None, false) => PAGE_NAMED,
            (Some(_), true) => PAGE_OF,
            (Some(_), false) => PAGE_OF_NAMED,
        };
        let mut conn = self.db.read_fresh().await?;
        let rows: Vec<SummaryRow> = match conn.on() {
            On::Sqlite(conn) => {
                let query = sqlx::query_as(statement.sqlite);
                bound!(query, json; stages, people, pattern; day, id, listing.limit).fetch_all(conn).await?
            }
            On::Postgres(conn) => {
                let query = sqlx::query_as(statement.postgres);
                bound!(query, array; stages, people, pattern; day, id, listing.limit).fetch_all(conn).await?
            }
        };
        rows.into_iter().map(SummaryRow::read).collect()
    }

    /// How many there are on all pages.
    pub async fn count_opportunities(&self, listing: &Listing) -> Result<i64> {
        let (stages, people, pattern) = self.conditions(listing);
        let statement = match (&people, pattern.is_empty()) {
            (None, true) => COUNT,
            (None, false) => COUNT_NAMED,
            (Some(_), true) => COUNT_OF,
            (Some(_), false) => COUNT_OF_NAMED,
        };
        let mut conn = self.db.read_fresh().await?;
        let (count,): (i64,) = match conn.on() {
            On::Sqlite(conn) => {
                let query = sqlx::query_as(statement.sqlite);
                bound!(query, json; stages, people, pattern;).fetch_one(conn).await?
            }
            On::Postgres(conn) => {
                let query = sqlx::query_as(statement.postgres);
                bound!(query, array; stages, people, pattern;).fetch_one(conn).await?
            }
        };
        Ok(count)
    }

    /// A listing's stages (all there are, unless some are named: none that a deal is at may go), the owners and sourcers
    /// whose deals it is of, and the pattern of names.
    fn conditions(&self, listing: &Listing) -> (Vec<i16>, Option<[Vec<Uuid>; 2]>, String) {
        let all = || {
            let settings = self.settings();
            let processes = settings.iter().flat_map(|settings| &settings.workspace.processes);
            processes.flat_map(|process| &process.stages).map(|stage| stage.id.0).collect()
        };
        let stages = listing.stages.as_ref().map_or_else(all, |stages| stages.iter().map(|stage| stage.0).collect());
        let ids = |people: &[PersonId]| people.iter().map(|person| person.0).collect();
        let people = match &listing.scope {
            Scope::All => None,
            Scope::People { owners, sourced_by } => Some([ids(owners), ids(sourced_by)]),
        };
        (stages, people, pattern(listing.search.as_deref()))
    }

    /// Whether there is a deal that is not deleted.
    pub async fn has_opportunities(&self) -> Result<bool> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, ANY => (i32,))?.is_some())
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
