//! What each page costs: the server's time with rendering, what comes over the wire, and what is asked of the database, as
//! sqlx's own log of statements tells.

use crate::client::Client;
use crate::figure::{median, number};
use crate::process::Server;
use std::io::{Error, Result};
use std::path::Path;
use std::time::{Duration, Instant};

/// How often a page is asked for.
const TIMES: usize = 25;
/// How often its statements are counted: what else the server asks from time to time falls into few of these.
const COUNTED: usize = 5;
/// How long after an answer its last statement is in the log.
const LOGGED: Duration = Duration::from_millis(20);

/// The pages, in the order of the menu.
const PAGES: [&str; 10] = [
    "/apm",
    "/apm/deals?column=open",
    "/pipeline",
    "/deals",
    "/deals/ID",
    "/imports",
    "/targets",
    "/users",
    "/rates",
    "/settings",
];

/// A page's cost.
pub struct Cost {
    page: &'static str,
    /// Milliseconds, of each request.
    times: Vec<f64>,
    /// Compressed.
    kilobytes: f64,
    statements: Statements,
}

/// What was asked of the database.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Statements {
    count: usize,
    /// The most rows that one of them answered with.
    rows: usize,
}

/// The head of the table.
pub const HEAD: &str = "| page | server, p50 | spread | compressed | statements | most rows of one |\n|---|---|---|---|---|---|";

impl Cost {
    /// A line of a Markdown table.
    pub fn line(&self) -> String {
        let low = self.times.iter().copied().fold(f64::INFINITY, f64::min);
        let high = self.times.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let Statements { count, rows } = self.statements;
        let (middle, kilobytes) = (number(median(&self.times)), number(self.kilobytes));
        format!("| {} | {middle} ms | {} – {} | {kilobytes} kB | {count} | {rows} |", self.page, number(low), number(high))
    }
}

/// Measures all pages as somebody who may see them all, then counts statements on a server that tells them.
pub async fn measure(folder: &Path, role: domain::Role) -> Result<Vec<Cost>> {
    let mut costs = Vec::new();
    {
        let server = Server::start(folder).await?;
        let mut reader = crate::signed_in(&server, role).await?;
        for page in PAGES {
            let path = address(&mut reader, page).await?;
            reader.get(&path, "br").await?;
            let (mut times, mut bytes) = (Vec::new(), 0);
            for _ in 0..TIMES {
                let begun = Instant::now();
                bytes = reader.get(&path, "br").await?.body.len();
                times.push(begun.elapsed().as_secs_f64() * 1_000.0);
            }
            let statements = Statements { count: 0, rows: 0 };
            costs.push(Cost { page, times, kilobytes: bytes as f64 / 1_000.0, statements });
        }
    }
    let log = folder.join("statements.log");
    let server = Server::start_telling(folder, &log).await?;
    let mut reader = crate::signed_in(&server, role).await?;
    for cost in &mut costs {
        let path = address(&mut reader, cost.page).await?;
        let mut counted = Vec::new();
        for _ in 0..COUNTED {
            tokio::time::sleep(LOGGED).await;
            let before = std::fs::read_to_string(&log)?.len();
            reader.get(&path, "br").await?;
            tokio::time::sleep(LOGGED).await;
            counted.push(Statements::of(&std::fs::read_to_string(&log)?[before..])?);
        }
        cost.statements = counted.into_iter().min().unwrap_or(cost.statements);
    }
    Ok(costs)
}

/// A page's address, with a deal where one is meant.
async fn address(reader: &mut Client, page: &str) -> Result<String> {
    if !page.contains("ID") {
        return Ok(page.to_owned());
    }
    let deals = reader.get("/api/v1/opportunities", "identity").await?.json()?;
    let id = deals["items"][0]["id"].as_str().ok_or_else(|| Error::other("the demo company has no deals"))?;
    Ok(page.replace("ID", id))
}

impl Statements {
    /// Those in a piece of the log.
    fn of(log: &str) -> Result<Self> {
        let mut all = Self { count: 0, rows: 0 };
        for told in log.split("rows_returned=").skip(1) {
            let digits = told.split(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
            all.count += 1;
            all.rows = all.rows.max(digits.parse().map_err(Error::other)?);
        }
        Ok(all)
    }
}
