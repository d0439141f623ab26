//! What the product promises of time and memory, measured on the real server over HTTP, with SQLite and every save durable:
//! `cargo bench --package server --bench product`. Client and server share the machine. Prints one table.
//!
//! Imports are of 100,000 rows; `MOTORE_BENCH_ROWS=1000000` makes them larger. A demo of a million deals is only made if
//! asked for: `MOTORE_BENCH_DEMO=1000000`; then lists, the board, search and saves are measured on it too. Of one that is there
//! already, `MOTORE_BENCH_BOOK` names the folder, and only that is measured; `MOTORE_BENCH_DATABASE` then names the database, if
//! that is a Postgres.
//! `MOTORE_BENCH_ONLY=saves` (or `start`, `pages`, `book`, `imports`) leaves the rest out.

mod book;
mod client;
mod cost;
mod figure;
mod imports;
mod machine;
mod maven;
mod page;
mod process;
mod writes;

use client::Client;
use figure::{Figure, HEAD, Promise};
use process::Server;
use std::io::{Error, Result, Write};
use std::path::Path;
use std::time::Duration;

/// How often each thing is measured.
const RUNS: usize = 5;
/// How many deals there are.
const DEALS: u64 = 25_000;
/// How many clients save at once.
const CLIENTS: usize = 50;
/// How many save while something is imported.
const SAVERS: usize = 4;

fn main() -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(measure())
}

async fn measure() -> Result<()> {
    let only = std::env::var("MOTORE_BENCH_ONLY").ok();
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    let folder = tempfile::tempdir()?;
    let (mut figures, mut costs) = (Vec::new(), Vec::new());
    if let Some(there) = std::env::var_os("MOTORE_BENCH_BOOK") {
        book(Path::new(&there), &mut figures).await?;
        saves(Path::new(&there), &mut figures).await?;
        print(&figures);
        return Ok(());
    }

    say("making a demo company");
    let filled = process::demo(folder.path(), DEALS)?;
    figures.push(Figure::new("demo company of 25,000 deals made", "s", Promise::Nothing, vec![filled.as_secs_f64()]));
    if wanted("start") {
        start(folder.path(), &mut figures).await?;
    }
    if wanted("pages") {
        pages(folder.path(), &mut figures).await?;
        say("asking for each page");
        costs = cost::measure(folder.path(), domain::Role::Admin).await?;
    }
    if wanted("book") {
        book(folder.path(), &mut figures).await?;
    }
    if wanted("imports") {
        imports(folder.path(), &mut figures).await?;
    }
    if wanted("saves") {
        saves(folder.path(), &mut figures).await?;
    }
    if let Some(deals) = number("MOTORE_BENCH_DEMO") {
        say("making a large demo company");
        let place = tempfile::tempdir()?;
        let filled = process::demo(place.path(), deals)?;
        figures.push(Figure::new("large demo company made", "s", Promise::Nothing, vec![filled.as_secs_f64()]));
        if wanted("book") {
            book(place.path(), &mut figures).await?;
            saves(place.path(), &mut figures).await?;
        }
    }

    print(&figures);
    if !costs.is_empty() {
        println!("\n{}", cost::HEAD);
        for cost in &costs {
            println!("{}", cost.line());
        }
    }
    Ok(())
}

fn print(figures: &[Figure]) {
    println!("Measured on {}.\n\n{HEAD}", machine::describe());
    for figure in figures {
        println!("{}", figure.line());
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Somebody of the demo company with a role, signed in.
async fn signed_in(server: &Server, role: domain::Role) -> Result<Client> {
    let user = engine::demo::sign_ins().into_iter().find(|user| user.role == role);
    let user = user.ok_or_else(|| Error::other("the demo company has nobody with this role"))?;
    Client::signed_in(server.address, user.email, engine::demo::PASSWORD).await
}

async fn start(folder: &Path, figures: &mut Vec<Figure>) -> Result<()> {
    say("starting");
    let (mut ready, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let server = Server::start(folder).await?;
        ready.push(server.ready.as_secs_f64());
        memory.push(server.memory()?);
    }
    let today = engine::Zone::utc().today(&engine::Clock::system());
    let company = engine::demo::company(engine::demo::SEED, DEALS, today).map_err(Error::other)?;
    let versions: usize = company.deals().map(|deal| deal.versions.len()).sum();
    let limit = 64.0 + versions as f64 * 48.0 / 1_048_576.0;
    figures.push(Figure::new("start until ready, 25,000 deals", "s", Promise::AtMost(1.0), ready));
    figures.push(Figure::new("memory after start", "MiB", Promise::AtMost(limit), memory));
    Ok(())
}

async fn pages(folder: &Path, figures: &mut Vec<Figure>) -> Result<()> {
    say("reading the matrix");
    let server = Server::start(folder).await?;
    let mut reader = signed_in(&server, domain::Role::Exec).await?;
    for (what, path, promise) in [
        ("page /apm with rendering, p50", "/apm", Promise::AtMost(10.0)),
        ("API /api/v1/apm, p50", "/api/v1/apm", Promise::Nothing),
    ] {
        page::read(&mut reader, path, 10).await?;
        let (mut times, mut bytes) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let pages = page::read(&mut reader, path, 56).await?;
            times.push(pages.p50);
            bytes.push(pages.kilobytes);
        }
        figures.push(Figure::new(what, "ms", promise, times));
        figures.push(Figure::new("… compressed", "kB", Promise::Nothing, bytes));
    }
    Ok(())
}

async fn book(folder: &Path, figures: &mut Vec<Figure>) -> Result<()> {
    say("asking for lists, the board and search");
    let server = Server::start(folder).await?;
    figures.push(Figure::new("start until ready", "s", Promise::Nothing, vec![server.ready.as_secs_f64()]));
    let mut reader = signed_in(&server, domain::Role::Exec).await?;
    figures.extend(book::measure(&mut reader).await?);
    figures.push(Figure::new("memory after them", "MiB", Promise::Nothing, vec![server.memory()?]));
    Ok(())
}

async fn saves(folder: &Path, figures: &mut Vec<Figure>) -> Result<()> {
    say("saving");
    let server = Server::start(folder).await?;
    let mut writer = signed_in(&server, domain::Role::Admin).await?;
    let deals = writes::deals(&mut writer, CLIENTS * 4).await?;
    let mut groups: Vec<_> = deals.chunks(4).map(<[_]>::to_vec).collect();
    let mut alone = vec![groups.remove(0)];
    let (mut p50, mut p99) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (saves, after) = writes::save(&writer, server.address, alone, Duration::from_secs(2)).await?;
        p50.push(saves.within(50));
        p99.push(saves.within(99));
        alone = after;
    }
    figures.push(Figure::new("save of one field, one client, p50", "ms", Promise::AtMost(2.0), p50));
    figures.push(Figure::new("… p99", "ms", Promise::Nothing, p99));
    groups.extend(alone);
    let (mut rate, mut p50, mut p99) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (saves, after) = writes::save(&writer, server.address, groups, Duration::from_secs(4)).await?;
        rate.push(saves.rate);
        p50.push(saves.within(50));
        p99.push(saves.within(99));
        groups = after;
    }
    figures.push(Figure::new("saves a second, 50 clients", "/s", Promise::AtLeast(3_000.0), rate));
    figures.push(Figure::new("… p50", "ms", Promise::Nothing, p50));
    figures.push(Figure::new("… p99", "ms", Promise::AtMost(25.0), p99));
    figures.push(Figure::new("memory after the saves", "MiB", Promise::Nothing, vec![server.memory()?]));
    figures.push(Figure::new(
        "writing and syncing 4 KiB to this disk, p50",
        "ms",
        Promise::Nothing,
        machine::syncs(folder, RUNS)?,
    ));
    Ok(())
}

async fn imports(folder: &Path, figures: &mut Vec<Figure>) -> Result<()> {
    if let Some(files) = maven::folder() {
        say("importing Maven's files");
        let mut took = Vec::new();
        for _ in 0..RUNS {
            took.push(maven::import(&files).await?);
        }
        figures.push(Figure::new("import of Maven: 8,800 deals, accounts, products, teams", "s", Promise::AtMost(2.0), took));
    } else {
        say("Maven's files are not there (MOTORE_BENCH_MAVEN names their folder): left out");
    }
    let rows = number("MOTORE_BENCH_ROWS").unwrap_or(100_000);
    // Of a million the first run says enough.
    let runs = if rows < 500_000 { RUNS } else { 1 };
    let (mut csv, mut rates, mut p99, mut peaks) = (String::new(), Vec::new(), Vec::new(), Vec::new());
    let mut parts = [const { Vec::new() }; 3];
    for run in 1..=runs {
        say(&format!("importing {rows} rows, {run} of {runs}"));
        let place = process::copy(folder)?;
        let server = Server::start(place.path()).await?;
        let mut admin = signed_in(&server, domain::Role::Admin).await?;
        if csv.is_empty() {
            csv = imports::file(&mut admin, rows).await?;
        }
        let savers = writes::deals(&mut admin, SAVERS).await?.chunks(1).map(<[_]>::to_vec).collect();
        let done = imports::import(&mut admin, &server, &csv, savers).await?;
        rates.push(rows as f64 / done.took.iter().sum::<f64>());
        p99.push(done.saves.within(99));
        peaks.push(done.peak);
        parts.iter_mut().zip(done.took).for_each(|(part, took)| part.push(took));
    }
    let [taken, checked, published] = parts;
    figures.push(Figure::new("import of CSV, rows a second", "/s", Promise::AtLeast(40_000.0), rates));
    figures.push(Figure::new("… taking the file in", "s", Promise::Nothing, taken));
    figures.push(Figure::new("… dry run, staged", "s", Promise::Nothing, checked));
    figures.push(Figure::new("… published, lists up to date", "s", Promise::Nothing, published));
    figures.push(Figure::new("… saves meanwhile, p99", "ms", Promise::AtMost(50.0), p99));
    figures.push(Figure::new("… memory at its peak", "MiB", Promise::Nothing, peaks));
    Ok(())
}

/// What is being done: this takes minutes.
fn say(what: &str) {
    let mut out = std::io::stderr().lock();
    let _ = writeln!(out, "{what} …");
}
