//! The migrations of both databases make the same tables, as the databases themselves say.

use crate::store::db::Db;
use crate::testing::each_url;
use sqlx::{PgPool, SqlitePool};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// A table, as far as both databases can say it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    /// By name: type, whether it may be null, default.
    columns: BTreeMap<String, (String, bool, Option<String>)>,
    primary_key: Vec<String>,
    /// Unique constraints have no name of ours.
    indexes: BTreeSet<Index>,
    /// Columns, and where they point to.
    foreign_keys: BTreeSet<(String, String, String)>,
    checks: usize,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Index {
    name: Option<String>,
    unique: bool,
    partial: bool,
    /// Columns or expressions, and whether they descend.
    columns: Vec<(String, bool)>,
}

type Schema = BTreeMap<String, Table>;

#[tokio::test]
async fn both_databases_have_the_same_schema() {
    let schemas = RefCell::new(Vec::new());
    each_url(async |url| {
        let schema = match Db::open(&url).await.unwrap() {
            Db::Sqlite { read, .. } => of_sqlite(&read).await,
            Db::Postgres { primary, .. } => of_postgres(&primary).await,
        };
        assert!(schema.len() >= 20, "{:?}", schema.keys());
        assert!(schema["opportunity_version"].primary_key.len() == 3, "{schema:#?}");
        schemas.borrow_mut().push(schema);
    })
    .await;
    // Without a Postgres there is nothing to compare with.
    let schemas = schemas.into_inner();
    let [sqlite, postgres] = schemas.as_slice() else { return };
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
    for (name, table) in sqlite {
        assert_eq!(table, &postgres[name], "{name}: SQLite (left) and Postgres (right) differ");
    }
}

async fn of_sqlite(pool: &SqlitePool) -> Schema {
    let mut schema = Schema::new();
    let tables: Vec<(String, String)> = sqlx::query_as(
        "select name, lower(sql) from sqlite_master where type = 'table' and name not like '\\_sqlx%' escape '\\'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    for (name, sql) in tables {
        let mut table = Table { checks: sql.matches("check (").count(), ..Table::default() };
        let columns: Vec<(String, String, bool, Option<String>, i64)> =
            sqlx::query_as("select name, lower(type), \"notnull\", dflt_value, pk from pragma_table_info($1) order by pk")
                .bind(&name)
                .fetch_all(pool)
                .await
                .unwrap();
        for (column, kind, not_null, default, key) in columns {
            if key > 0 {
                table.primary_key.push(column.clone());
            }
            table.columns.insert(column, (kind, !not_null, default));
        }
        let indexes: Vec<(String, bool, String, bool)> =
            sqlx::query_as("select name, \"unique\", origin, partial from pragma_index_list($1) where origin <> 'pk'")
                .bind(&name)
                .fetch_all(pool)
                .await
                .unwrap();
        for (index, unique, origin, partial) in indexes {
            let columns = columns_of_index(pool, &index).await;
            table.indexes.insert(Index { name: (origin == "c").then_some(index), unique, partial, columns });
        }
        table.foreign_keys = sqlx::query_as("select \"from\", \"table\", \"to\" from pragma_foreign_key_list($1)")
            .bind(&name)
            .fetch_all(pool)
            .await
            .unwrap()
            .into_iter()
            .collect();
        schema.insert(name, table);
    }
    schema
}

/// SQLite names an index's columns; its expressions stand in the statement that made it.
async fn columns_of_index(pool: &SqlitePool, index: &str) -> Vec<(String, bool)> {
    let sql: Option<(Option<String>,)> =
        sqlx::query_as("select lower(sql) from sqlite_master where type = 'index' and name = $1")
            .bind(index)
            .fetch_optional(pool)
            .await
            .unwrap();
    let listed = sql.and_then(|(sql,)| sql).map(|sql| between_commas(&sql)).unwrap_or_default();
    let columns: Vec<(Option<String>, bool)> =
        sqlx::query_as("select name, \"desc\" from pragma_index_xinfo($1) where key = 1 order by seqno")
            .bind(index)
            .fetch_all(pool)
            .await
            .unwrap();
    columns.into_iter().enumerate().map(|(at, (name, descends))| (name.unwrap_or_else(|| listed[at].clone()), descends)).collect()
}

/// The parts of the outermost parentheses.
fn between_commas(sql: &str) -> Vec<String> {
    let mut depth = 0;
    let mut parts = vec![String::new()];
    for letter in sql.chars() {
        depth -= i32::from(letter == ')');
        match letter {
            ',' if depth == 1 => parts.push(String::new()),
            _ if depth >= 1 => parts.last_mut().unwrap().push(letter),
            _ => {}
        }
        depth += i32::from(letter == '(');
    }
    parts.into_iter().map(|part| part.trim().to_owned()).collect()
}

/// Table, name, primary, unique, partial, made by a constraint; its columns, and which of them descend.
type IndexOfPostgres = (String, String, bool, bool, bool, bool, Vec<String>, Vec<bool>);

async fn of_postgres(pool: &PgPool) -> Schema {
    let mut schema = Schema::new();
    let columns: Vec<(String, String, String, bool, Option<String>)> = sqlx::query_as(
        "select table_name::text, column_name::text, data_type::text, is_nullable = 'YES', replace(column_default::text, '::text', '')
        from information_schema.columns
        where table_schema = 'public' and table_name not like '\\_sqlx%'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    for (table, column, kind, nullable, default) in columns {
        // SQLite has one type for what is not text.
        let kind = if matches!(kind.as_str(), "uuid" | "bytea") { "blob".to_owned() } else { kind };
        schema.entry(table).or_default().columns.insert(column, (kind, nullable, default));
    }
    let indexes: Vec<IndexOfPostgres> = sqlx::query_as(
        "select t.relname::text, c.relname::text, i.indisprimary, i.indisunique, i.indpred is not null,
          exists (select 1 from pg_constraint k where k.conindid = c.oid and k.contype in ('p', 'u')),
          array(select lower(replace(pg_get_indexdef(c.oid, at, true), '\"', '')) from generate_series(1, i.indnkeyatts::int) as at),
          array(select i.indoption[at - 1] & 1 = 1 from generate_series(1, i.indnkeyatts::int) as at)
        from pg_index i
        join pg_class c on c.oid = i.indexrelid
        join pg_class t on t.oid = i.indrelid
        where t.relnamespace = 'public'::regnamespace and t.relname not like '\\_sqlx%'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    for (table, name, primary, unique, partial, constraint, columns, descends) in indexes {
        let table = schema.get_mut(&table).unwrap();
        if primary {
            table.primary_key = columns;
        } else {
            let columns = columns.into_iter().zip(descends).collect();
            table.indexes.insert(Index { name: (!constraint).then_some(name), unique, partial, columns });
        }
    }
    let keys: Vec<(String, String, String, String)> = sqlx::query_as(
        "select c.conrelid::regclass::text, a.attname::text, c.confrelid::regclass::text, b.attname::text
        from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1]
        where c.contype = 'f'",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    for (table, column, to, of) in keys {
        schema.get_mut(&table).unwrap().foreign_keys.insert((column, to, of));
    }
    let checks: Vec<(String, i64)> = sqlx::query_as(
        "select conrelid::regclass::text, count(*)
        from pg_constraint
        where contype = 'c' and connamespace = 'public'::regnamespace
        group by conrelid",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    for (table, count) in checks {
        schema.get_mut(&table).unwrap().checks = usize::try_from(count).unwrap();
    }
    schema
}
