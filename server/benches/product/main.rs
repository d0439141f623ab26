//! What the product promises of time and memory, measured on the real server over HTTP, with SQLite and every save durable:
//! `cargo bench --package server --bench product`. Client and server share the machine. Prints one table.

mod client;
mod figure;
mod page;
mod process;
mod writes;

use client::Client;
use figure::{Figure, HEAD, Promise};
use process::Server;
use std::io::{Result, Write};
use std::time::Duration;

/// How often each thing is measured.
const RUNS: usize = 5;
/// How many deals there are.
const DEALS: u64 = 25_000;
/// How many clients save at once.
const CLIENTS: usize = 50;

fn main() -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(measure())
}

async fn measure() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut figures = Vec::new();

    say("making a demo company");
    let filled = process::demo(folder.path(), DEALS)?;
    figures.push(Figure::new("demo company of 25,000 deals made", "s", Promise::Nothing, vec![filled.as_secs_f64()]));

    say("starting");
    let (mut ready, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let server = Server::start(folder.path()).await?;
        ready.push(server.ready.as_secs_f64());
        memory.push(server.memory()?);
    }
    figures.push(Figure::new("start until ready, 25,000 deals", "s", Promise::AtMost(1.0), ready));
    figures.push(Figure::new("memory after start", "MiB", Promise::AtMost(64.0 + 150_000.0 * 48.0 / 1_048_576.0), memory));

    let server = Server::start(folder.path()).await?;
    let user = |role: domain::Role| engine::demo::sign_ins().into_iter().find(|user| user.role == role);
    let Some((exec, admin)) = user(domain::Role::Exec).zip(user(domain::Role::Admin)) else {
        return Err(std::io::Error::other("the demo has no executive or administrator"));
    };
    let mut reader = Client::signed_in(server.address, exec.email, engine::demo::PASSWORD).await?;

    say("reading the matrix");
    for (what, path, promise) in [
        ("page /apm with rendering, p50", "/apm", Promise::AtMost(10.0)),
        ("API /api/v1/apm, p50", "/api/v1/apm", Promise::Nothing),
    ] {
        page::read(&mut reader, path, 10).await?;
        let (mut times, mut bytes, mut queries) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let pages = page::read(&mut reader, path, 56).await?;
            times.push(pages.p50);
            bytes.push(pages.kilobytes);
            queries.extend(pages.queries);
        }
        figures.push(Figure::new(what, "ms", promise, times));
        figures.push(Figure::new("… compressed", "kB", Promise::Nothing, bytes));
        if !queries.is_empty() {
            figures.push(Figure::new("… database queries", "", Promise::Nothing, queries));
        }
    }

    say("saving");
    let mut writer = Client::signed_in(server.address, admin.email, engine::demo::PASSWORD).await?;
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
    let (mut rate, mut p99) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (saves, after) = writes::save(&writer, server.address, groups, Duration::from_secs(4)).await?;
        rate.push(saves.rate);
        p99.push(saves.within(99));
        groups = after;
    }
    figures.push(Figure::new("saves a second, 50 clients", "/s", Promise::AtLeast(3_000.0), rate));
    figures.push(Figure::new("… p99", "ms", Promise::AtMost(25.0), p99));
    figures.push(Figure::new("memory after the saves", "MiB", Promise::Nothing, vec![server.memory()?]));

    println!("{HEAD}");
    for figure in &figures {
        println!("{}", figure.line());
    }
    Ok(())
}

/// What is being done: this takes minutes.
fn say(what: &str) {
    let mut out = std::io::stderr().lock();
    let _ = writeln!(out, "{what} …");
}
