//! How fast the ledger comes to know what it knows: from a snapshot on disk, and from a database.

use crate::company::Source;
use crate::figure::{Figure, Promise};
use engine::ledger::columns::Columns;
use engine::ledger::snapshot;
use engine::{Clock, Engine, demo};
use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::time::Instant;

/// How often each is measured.
const RUNS: usize = 5;
/// How many deals the database has.
const DEALS: u64 = 50_000;

/// The columns written to a file and read back.
pub fn from_snapshot(source: &Source, columns: &Columns) -> Result<Vec<Figure>, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("snapshot");
    let (mut written, mut read) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let begun = Instant::now();
        snapshot::write(File::create(&path)?, columns)?.seal([7; 32])?;
        written.push(columns.line_versions as f64 / begun.elapsed().as_secs_f64());
        let begun = Instant::now();
        let file = File::open(&path)?;
        let length = file.metadata()?.len();
        let (found, _) = snapshot::read(file, length, source.settings())?;
        read.push(columns.line_versions as f64 / begun.elapsed().as_secs_f64());
        assert!(found.open == columns.open && found.closed == columns.closed && found.deals.ids == columns.deals.ids);
    }
    Ok(vec![
        Figure::new("line versions a second from a snapshot", "/s", Promise::AtLeast(2_000_000.0), read),
        Figure::new("… written to one", "/s", Promise::Nothing, written),
    ])
}

/// A whole engine opened on SQLite: with all history to read, and with a snapshot.
pub async fn from_database() -> Result<Vec<Figure>, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("motore.db").display());
    let open = async |beside: Option<&Path>| Engine::open_beside(&url, beside, Clock::system(), &|_| {}).await;
    let engine = open(None).await?;
    eprintln!("making a database of {DEALS} deals …");
    demo::fill(&engine, demo::SEED, DEALS, &|_| {}).await?;
    let mut lines = 0;
    let store = engine.unrestricted("a bench counts");
    store.read_history(None, None, |version| lines += version.lines.len()).await?;
    engine.close().await;

    eprintln!("opening it …");
    let (mut whole, mut snapshot) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let begun = Instant::now();
        let engine = open(None).await?;
        whole.push(lines as f64 / begun.elapsed().as_secs_f64());
        engine.close().await;
        open(Some(folder.path())).await?.close().await;
        let begun = Instant::now();
        let engine = open(Some(folder.path())).await?;
        snapshot.push(begun.elapsed().as_secs_f64() * 1_000.0);
        engine.unrestricted("the bench goes on").close().await;
    }
    Ok(vec![
        Figure::new("line versions a second from the database (SQLite, 50,000 deals)", "/s", Promise::AtLeast(300_000.0), whole),
        Figure::new("… the same database opened with a snapshot", "ms", Promise::Nothing, snapshot),
    ])
}
