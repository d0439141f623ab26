//! Writing many rows with few statements. Each statement is a trip to the database and back (on SQLite, to its thread), and
//! that costs more than the row.

use super::db::Sql;
use std::sync::OnceLock;

/// How many rows one statement takes on SQLite: as many of the first as there are, then of the next.
const SIZES: [usize; 5] = [256, 64, 16, 4, 1];

/// A statement that inserts rows: lists of values on SQLite, one array for each column on Postgres.
pub(super) struct Bulk {
    /// `insert into table (columns)`.
    insert: &'static str,
    /// The columns' types on Postgres.
    types: &'static [&'static str],
    /// What follows the rows.
    tail: &'static str,
    texts: OnceLock<[(String, String); SIZES.len()]>,
}

/// Declares a module's bulk statements: `NAME = "insert into t (a, b)" [uuid, bigint] "on conflict …";`. All are in
/// `BULKS`, so that a test can prepare every one.
macro_rules! bulks {
    ($($(#[$doc:meta])* $name:ident = $insert:literal [$($kind:ident),* $(,)?] $($tail:literal)?;)*) => {
        $(
            $(#[$doc])*
            static $name: $crate::store::bulk::Bulk =
                $crate::store::bulk::Bulk::new($insert, &[$(stringify!($kind)),*], concat!($($tail)?));
        )*
        /// The statements above, for the test that prepares them all.
        #[cfg(test)]
        pub(in crate::store) const BULKS: &[(&str, &$crate::store::bulk::Bulk)] = &[$((stringify!($name), &$name)),*];
    };
}
pub(super) use bulks;

/// Writes rows: `write_many!(conn, BULK; rows => row; value, …)`, a value for each column. Postgres refuses two rows that
/// meet the same conflict.
macro_rules! write_many {
    ($conn:expr, $bulk:ident; $rows:expr => $row:ident; $($value:expr),+ $(,)?) => {
        match $conn.on() {
            $crate::store::db::On::Sqlite(conn) => {
                for (sql, rows) in $bulk.portions($rows) {
                    let mut query = sqlx::query::<sqlx::Sqlite>(sql.sqlite);
                    for $row in rows {
                        query = query$(.bind($value))+;
                    }
                    query.execute(&mut *conn).await?;
                }
            }
            $crate::store::db::On::Postgres(conn) => {
                let rows = $rows;
                if !rows.is_empty() {
                    let sql = $bulk.sql(0);
                    let query = sqlx::query::<sqlx::Postgres>(sql.postgres);
                    query$(.bind(rows.iter().map(|$row| { let _ = $row; $value }).collect::<Vec<_>>()))+.execute(conn).await?;
                }
            }
        }
    };
}
pub(super) use write_many;

impl Bulk {
    pub(super) const fn new(insert: &'static str, types: &'static [&'static str], tail: &'static str) -> Self {
        Self { insert, types, tail, texts: OnceLock::new() }
    }

    /// The statement for so many rows as `SIZES` says at this place; on Postgres for any number.
    pub(super) fn sql(&'static self, size: usize) -> Sql {
        let texts = self.texts.get_or_init(|| SIZES.map(|rows| (self.values(rows), self.arrays())));
        let (sqlite, postgres) = &texts[size];
        Sql { sqlite, postgres }
    }

    /// Every text there is, for the test that prepares them.
    #[cfg(test)]
    pub(super) fn all(&'static self) -> impl Iterator<Item = Sql> {
        (0..SIZES.len()).map(|size| self.sql(size))
    }

    /// Divides rows among the statements.
    pub(super) fn portions<'r, T>(&'static self, rows: &'r [T]) -> impl Iterator<Item = (Sql, &'r [T])> {
        let mut rest = rows;
        std::iter::from_fn(move || {
            let size = SIZES.iter().position(|size| *size <= rest.len())?;
            let (some, others) = rest.split_at(SIZES[size]);
            rest = others;
            Some((self.sql(size), some))
        })
    }

    fn values(&self, rows: usize) -> String {
        let row = format!("({})", vec!["?"; self.types.len()].join(", "));
        format!("{} values {} {}", self.insert, vec![row; rows].join(", "), self.tail)
    }

    fn arrays(&self) -> String {
        let arrays = (1..).zip(self.types).map(|(at, kind)| format!("${at}::{kind}[]"));
        format!("{} select * from unnest({}) {}", self.insert, arrays.collect::<Vec<_>>().join(", "), self.tail)
    }
}
