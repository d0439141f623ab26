//! Every statement is one that both databases can prepare, and none is run that is not looked at here.

use crate::store::bulk::Bulk;
use crate::store::db::{Db, Sql};
use crate::testing::each_url;
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The modules that declare statements (`ALL`), those that declare bulk statements (`BULKS`).
macro_rules! modules {
    ($all:ident: $($module:ident),* $(,)?) => {
        [$((stringify!($module), crate::store::$module::$all)),*]
    };
}

const MODULES: [(&str, &[(&str, Sql)]); 34] = modules![ALL:
    activity,
    account,
    contact,
    duplicate,
    merge,
    product,
    batch,
    bulk_change,
    change,
    digest,
    entity,
    fact,
    finding,
    fingerprint,
    group,
    history,
    hygiene,
    idempotency,
    job,
    lease,
    log,
    name,
    notice,
    outbox,
    person,
    project,
    rate,
    review,
    saved_view,
    session,
    setting,
    staging,
    target,
    text,
];

const BULK_MODULES: [(&str, &[(&str, &Bulk)]); 8] =
    modules![BULKS: activity, append, bulk_change, entity, finding, hygiene, idempotency, staging];

/// Every statement of the store, by module and name.
fn statements() -> Vec<(String, Sql)> {
    let declared = MODULES.into_iter().flat_map(|(module, all)| {
        let named = move |(name, sql): &(&str, Sql)| (format!("{module}::{name}"), *sql);
        all.iter().map(named)
    });
    let bulks = BULK_MODULES.into_iter().flat_map(|(module, all)| {
        all.iter().flat_map(move |(name, bulk)| bulk.all().map(move |sql| (format!("{module}::{name}"), sql)))
    });
    declared.chain(bulks).collect()
}

#[tokio::test]
async fn both_databases_prepare_every_statement() {
    let all = statements();
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

/// The sources in a folder and below, without tests.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found
}

/// The modules of the store in whose source this stands at the beginning of a line.
fn declaring(what: &str) -> BTreeSet<String> {
    let store = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let declaring = sources(&store).into_iter().filter(|(_, text)| text.contains(&format!("\n{what}! {{")));
    declaring.map(|(path, _)| path.file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

#[test]
fn no_module_is_forgotten() {
    assert_eq!(declaring("statements"), MODULES.iter().map(|(module, _)| (*module).to_owned()).collect());
    assert_eq!(declaring("bulks"), BULK_MODULES.iter().map(|(module, _)| (*module).to_owned()).collect());
}

#[test]
fn nothing_is_run_that_is_not_declared() {
    let engine = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let server = engine.join("../../src");
    let mut run = 0;
    for (path, text) in sources(&engine).into_iter().chain(sources(&server)) {
        let outside = !path.starts_with(engine.join("store")) && !path.ends_with("testing.rs");
        assert!(!outside || !text.contains("sqlx::"), "{}: SQL is the store's alone", path.display());
        for call in text.split("sqlx::query").skip(1).filter(|_| !outside) {
            // `sqlx::query(X)`, `sqlx::query_as::<A, B>(X)`; `sqlx::query::Query` is a type.
            let Some((kind, rest)) = call.split_once('(') else { continue };
            if kind.starts_with("::Query") || path.ends_with("testing.rs") {
                continue;
            }
            let text = rest.split(')').next().unwrap();
            let declared = text.ends_with(".sqlite") || text.ends_with(".postgres");
            assert!(declared, "{}: “{text}” is not declared with statements!", path.display());
            run += 1;
        }
    }
    assert!(run >= 10, "the sources are not read as they are written: {run} calls found");
}
