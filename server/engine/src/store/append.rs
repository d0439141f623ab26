//! Writing versions: one, or many at once.

use super::Result;
use super::code::category_code;
use super::db::{On, Tx};
use super::row::write_lines;
use domain::{BatchId, Cause, Instant, OpportunityId, PersonId, State};
use sqlx::query::Query;
use std::sync::LazyLock;
use uuid::Uuid;

/// A version to be written.
#[derive(Clone, Copy)]
pub(super) struct NewVersion<'a> {
    pub(super) opportunity: OpportunityId,
    /// Nothing: live.
    pub(super) batch: Option<BatchId>,
    /// The place in the batch; live, the log number.
    pub(super) position: i64,
    pub(super) effective_at: Instant,
    /// 0 in a batch: the instant it is published counts.
    pub(super) recorded_at: Instant,
    pub(super) actor: Option<PersonId>,
    pub(super) cause: Cause,
    pub(super) state: &'a State,
}

/// How many rows one statement of SQLite's takes.
const MANY: usize = 40;

macro_rules! columns {
    () => {
        "opportunity_id, batch_id, position, effective_at, recorded_at, actor, cause, name, account_id, owner_id, deal_type, \
         currency, lines, estimated, stage, category, close_day, source, sourced_by, campaign_id, region, term_months, \
         next_step, next_step_day, lost_reason, deleted"
    };
}
const COLUMNS: usize = 26;

const ONE: &str = concat!(
    "insert into opportunity_version (",
    columns!(),
    ")
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)"
);

static SEVERAL: LazyLock<String> = LazyLock::new(|| {
    let row = format!("({})", vec!["?"; COLUMNS].join(", "));
    format!("insert into opportunity_version ({}) values {}", columns!(), vec![row; MANY].join(", "))
});

const ARRAYS: &str = concat!(
    "insert into opportunity_version (",
    columns!(),
    ")
    select *
    from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::uuid[], $7::smallint[], $8::text[],
      $9::uuid[], $10::uuid[], $11::smallint[], $12::text[], $13::text[], $14::boolean[], $15::smallint[], $16::smallint[],
      $17::integer[], $18::smallint[], $19::uuid[], $20::uuid[], $21::text[], $22::smallint[], $23::text[], $24::integer[],
      $25::text[], $26::boolean[])"
);

/// This module's statements, by database.
#[cfg(test)]
pub(super) fn statements() -> (Vec<&'static str>, Vec<&'static str>) {
    (vec![ONE, SEVERAL.as_str()], vec![ONE, ARRAYS])
}

/// Calls a macro with a version's columns, in the order of `columns!`.
macro_rules! each_column {
    ($row:ident, $visit:ident) => {
        $visit!($row;
            $row.opportunity.0,
            $row.batch.map_or(Uuid::nil(), |batch| batch.0),
            $row.position,
            $row.effective_at.0,
            $row.recorded_at.0,
            $row.actor.map(|actor| actor.0),
            $row.cause.code(),
            $row.state.name.as_str(),
            $row.state.account.map(|account| account.0),
            $row.state.owner.map(|owner| owner.0),
            $row.state.deal_type.code(),
            $row.state.currency.code(),
            write_lines(&$row.state.lines),
            $row.state.estimated,
            $row.state.stage.0,
            $row.state.category.map(category_code),
            $row.state.close_day.map(|day| day.0),
            $row.state.source.map(|source| source.code()),
            $row.state.sourced_by.map(|person| person.0),
            $row.state.campaign.map(|campaign| campaign.0),
            $row.state.region.as_deref(),
            $row.state.term_months,
            $row.state.next_step.as_deref(),
            $row.state.next_step_day.map(|day| day.0),
            $row.state.lost_reason.as_deref(),
            $row.state.deleted
        )
    };
}

/// Writes versions.
pub(super) async fn append(tx: &mut Tx, rows: &[NewVersion<'_>]) -> Result<()> {
    match tx.on() {
        On::Sqlite(conn) => {
            let mut chunks = rows.chunks_exact(MANY);
            for chunk in &mut chunks {
                let mut query = sqlx::query::<sqlx::Sqlite>(SEVERAL.as_str());
                for row in chunk {
                    query = bind_sqlite(query, row);
                }
                query.execute(&mut *conn).await?;
            }
            for row in chunks.remainder() {
                bind_sqlite(sqlx::query(ONE), row).execute(&mut *conn).await?;
            }
        }
        On::Postgres(conn) => match rows {
            [] => {}
            [row] => {
                macro_rules! bind {
                    ($_row:ident; $($value:expr),*) => { sqlx::query::<sqlx::Postgres>(ONE)$(.bind($value))* };
                }
                each_column!(row, bind).execute(conn).await?;
            }
            rows => {
                bind_arrays(rows).execute(conn).await?;
            }
        },
    }
    Ok(())
}

type SqliteQuery<'q> = Query<'q, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

fn bind_sqlite<'q>(query: SqliteQuery<'q>, row: &NewVersion<'_>) -> SqliteQuery<'q> {
    macro_rules! bind {
        ($_row:ident; $($value:expr),*) => { query$(.bind($value))* };
    }
    each_column!(row, bind)
}

type PostgresQuery<'q> = Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>;

/// One array per column.
fn bind_arrays<'q>(rows: &[NewVersion<'_>]) -> PostgresQuery<'q> {
    let mut query = sqlx::query::<sqlx::Postgres>(ARRAYS);
    macro_rules! columns {
        ($row:ident; $($value:expr),*) => {
            $(query = query.bind(rows.iter().map(|$row| $value).collect::<Vec<_>>());)*
        };
    }
    each_column!(row, columns);
    query
}
