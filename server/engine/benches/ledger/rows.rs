//! Every line version as a row for other databases: the days it held, and what it counts as.

use crate::company::Source;
use domain::{Category, StageKind};
use engine::store::{Settings, StagedVersion};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::collections::HashMap;
use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::mpsc;
use tempfile::TempDir;
use uuid::Uuid;

/// The table's name.
pub const TABLE: &str = "line_version";
const COLUMNS: [&str; 11] = [
    "from_day",
    "until_day",
    "close_day",
    "state",
    "category",
    "product",
    "source",
    "amount",
    "entry",
    "gone_from",
    "gone_until",
];
/// How many rows one statement inserts.
const ROWS: usize = 80;
/// No day.
const NEVER: i64 = 65_535;

/// One row.
type Values = [i64; COLUMNS.len()];

/// The rows, as a CSV file and as a table in SQLite.
pub struct Rows {
    pub folder: TempDir,
    pub csv: PathBuf,
    pub sqlite: SqliteConnection,
    /// The products by their number in the rows.
    pub products: Vec<String>,
}

/// Writes them.
pub fn write(source: &Source, runtime: &tokio::runtime::Runtime) -> Result<Rows, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let csv = folder.path().join("rows.csv");
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("rows.db").display());
    let mut sqlite = runtime.block_on(SqliteConnection::connect(&url))?;
    let mut numbers = HashMap::from([(None, 0)]);
    let (send, receive) = mpsc::sync_channel::<Vec<Values>>(64);
    std::thread::scope(|scope| {
        let making = scope.spawn(|| make(source, &csv, &mut numbers, send));
        runtime.block_on(insert(&mut sqlite, receive))?;
        making.join().map_err(|_| std::io::Error::other("the rows could not be made"))?.map_err(sqlx::Error::from)
    })?;
    let mut products = vec![String::new(); numbers.len()];
    for (id, number) in numbers {
        products[number as usize] = id.map(|id: Uuid| id.to_string()).unwrap_or_default();
    }
    Ok(Rows { folder, csv, sqlite, products })
}

fn make(
    source: &Source,
    csv: &PathBuf,
    products: &mut HashMap<Option<Uuid>, i64>,
    send: mpsc::SyncSender<Vec<Values>>,
) -> std::io::Result<()> {
    let settings = source.settings();
    let mut file = BufWriter::new(std::fs::File::create(csv)?);
    writeln!(file, "{}", COLUMNS.join(","))?;
    let mut rows = Vec::with_capacity(ROWS + 64);
    let mut outcome = Ok(());
    source.each_deal(|versions| {
        rows_of(versions, &settings, products, &mut rows);
        while rows.len() >= ROWS {
            let some: Vec<Values> = rows.drain(..ROWS).collect();
            for row in &some {
                let text = row.map(|value| value.to_string()).join(",");
                if outcome.is_ok() {
                    outcome = writeln!(file, "{text}");
                }
            }
            let _ = send.send(some);
        }
    });
    for row in &rows {
        writeln!(file, "{}", row.map(|value| value.to_string()).join(","))?;
    }
    if !rows.is_empty() {
        let _ = send.send(rows);
    }
    outcome.and(file.flush())
}

/// The rows of one deal.
fn rows_of(versions: &[StagedVersion], settings: &Settings, products: &mut HashMap<Option<Uuid>, i64>, rows: &mut Vec<Values>) {
    let days: Vec<i64> = versions.iter().map(|version| i64::from(settings.zone.day_of(version.effective_at).0)).collect();
    let until = |at: usize| days.get(at + 1).copied().unwrap_or(NEVER);
    let gone = versions.iter().position(|version| version.state.deleted);
    let (gone_from, gone_until) = gone.map_or((NEVER, NEVER), |at| (days[at], until(at)));
    let mut entered = false;
    for (at, version) in versions.iter().enumerate() {
        let state = &version.state;
        let Some(stage) = settings.workspace.stage(state.stage) else { continue };
        let category = stage.effective(state.category);
        let in_pipeline = stage.entered && category != Category::Omitted && !state.deleted;
        let counts_as = match stage.kind {
            StageKind::Won if !state.deleted => 1,
            StageKind::Lost if !state.deleted => 2,
            StageKind::Open if in_pipeline => 0,
            _ => 3,
        };
        let entry = in_pipeline && state.acv() > 0 && !entered;
        entered |= entry;
        for line in &state.lines {
            let next = products.len() as i64;
            let product = *products.entry(line.product.map(|id| id.0)).or_insert(next);
            let source = state.source.map_or(0, |source| i64::from(source.code()));
            let close = state.close_day.map_or(-1, |day| i64::from(day.0));
            rows.push([
                days[at],
                until(at),
                close,
                counts_as,
                category as i64,
                product,
                source,
                line.acv,
                i64::from(entry),
                gone_from,
                gone_until,
            ]);
        }
    }
}

async fn insert(sqlite: &mut SqliteConnection, rows: mpsc::Receiver<Vec<Values>>) -> Result<(), sqlx::Error> {
    for statement in ["pragma journal_mode = off", "pragma synchronous = off", "pragma cache_size = -262144"] {
        sqlx::raw_sql(statement).execute(&mut *sqlite).await?;
    }
    let columns = COLUMNS.map(|column| format!("{column} integer not null")).join(", ");
    sqlx::raw_sql(AssertSqlSafe(format!("create table {TABLE} ({columns})"))).execute(&mut *sqlite).await?;
    sqlx::raw_sql("begin").execute(&mut *sqlite).await?;
    let row = format!("({})", ["?"; COLUMNS.len()].join(", "));
    for rows in rows {
        let text = format!("insert into {TABLE} values {}", vec![row.as_str(); rows.len()].join(", "));
        let mut query = sqlx::query(AssertSqlSafe(text));
        for value in rows.iter().flatten() {
            query = query.bind(*value);
        }
        query.execute(&mut *sqlite).await?;
    }
    sqlx::raw_sql("commit").execute(&mut *sqlite).await?;
    Ok(())
}
