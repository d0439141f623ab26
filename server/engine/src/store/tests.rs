//! What holds of all statements and of both schemas.

use super::db::Db;
use crate::testing::each_url;
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};

/// Every statement of the store, by module and name.
fn statements() -> Vec<(String, super::db::Sql)> {
    let modules = [
        ("batch", super::batch::ALL),
        ("change", super::change::ALL),
        ("entity", super::entity::ALL),
        ("fact", super::fact::ALL),
        ("finding", super::finding::ALL),
        ("fingerprint", super::fingerprint::ALL),
        ("history", super::history::ALL),
        ("idempotency", super::idempotency::ALL),
        ("listing", super::listing::ALL),
        ("log", super::log::ALL),
        ("opportunity", super::opportunity::ALL),
        ("person", super::person::ALL),
        ("project", super::project::ALL),
        ("rate", super::rate::ALL),
        ("session", super::session::ALL),
        ("setting", super::setting::ALL),
        ("staging", super::staging::ALL),
        ("target", super::target::ALL),
    ];
    let named =
        modules.into_iter().flat_map(|(module, all)| all.iter().map(move |(name, sql)| (format!("{module}::{name}"), *sql)));
    let (sqlite, postgres) = super::append::statements();
    let appending =
        sqlite.into_iter().zip(postgres).map(|(sqlite, postgres)| ("append".to_owned(), super::db::Sql { sqlite, postgres }));
    named.chain(appending).collect()
}

#[tokio::test]
async fn prepare_every_statement() {
    let all = statements();
    assert!(all.len() > 80, "{} statements", all.len());
    each_url(async |url| match Db::open(&url).await.unwrap() {
        Db::Sqlite { write, .. } => {
            let mut conn = write.acquire().await.unwrap();
            for (name, sql) in &all {
                if let Err(error) = conn.prepare(AssertSqlSafe(sql.sqlite).into_sql_str()).await {
                    panic!("{name}: {error}\n{}", sql.sqlite);
                }
            }
        }
        Db::Postgres { primary, .. } => {
            let mut conn = primary.acquire().await.unwrap();
            for (name, sql) in &all {
                if let Err(error) = conn.prepare(AssertSqlSafe(sql.postgres).into_sql_str()).await {
                    panic!("{name}: {error}\n{}", sql.postgres);
                }
            }
        }
    })
    .await;
}
