//! Lists, the board and search over many deals: how long the server takes, over HTTP, one request after the other.

use crate::client::Client;
use crate::figure::{Figure, Promise, percentile};
use std::io::{Error, Result};
use std::time::Instant;

/// How often each is asked.
const TIMES: usize = 60;

/// What is asked, and what was promised of its median and of the slowest hundredth.
const ASKED: [(&str, &str, f64, f64); 15] = [
    ("list of open deals", "/api/v1/opportunities?kind=open", 5.0, 25.0),
    ("list of all deals", "/api/v1/opportunities", 5.0, 25.0),
    ("board, 25 of each stage with totals", "/api/v1/board", 10.0, 40.0),
    ("search of two letters", "/api/v1/search?q=ro", f64::INFINITY, 50.0),
    ("search of two words", "/api/v1/search?q=platform%20re", f64::INFINITY, 50.0),
    ("list by name", "/api/v1/opportunities?sort=name", f64::INFINITY, 300.0),
    ("list by amount, largest first", "/api/v1/opportunities?sort=-amount", f64::INFINITY, 300.0),
    ("list of what needs attention", "/api/v1/opportunities?kind=open&sort=attention", f64::INFINITY, 300.0),
    ("list of a flag", "/api/v1/opportunities?where=flag:blocking", f64::INFINITY, 300.0),
    ("list of a region", "/api/v1/opportunities?where=region:EMEA", f64::INFINITY, 300.0),
    ("list of a stretch of close dates", "/api/v1/opportunities?where=close:this_quarter", f64::INFINITY, 300.0),
    ("list of an amount", "/api/v1/opportunities?where=amount:10000000..", f64::INFINITY, 300.0),
    ("list of many days in a stage", "/api/v1/opportunities?where=days_in_stage:60..", f64::INFINITY, 300.0),
    ("list of a part of the name", "/api/v1/opportunities?search=cloud", f64::INFINITY, 300.0),
    ("totals by owner", "/api/v1/opportunities/totals?by=owner", f64::INFINITY, 300.0),
];

/// Asks each.
pub async fn measure(client: &mut Client) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (what, path, p50, p99) in ASKED {
        let times = times(client, path).await?;
        figures.extend(both(what, &times, p50, p99));
    }
    let page = client.get("/api/v1/opportunities?kind=open", "identity").await?.json()?;
    let id = page["items"][0]["id"].as_str().ok_or_else(|| Error::other("there is no deal"))?.to_owned();
    let detail = times(client, &format!("/api/v1/opportunities/{id}")).await?;
    figures.extend(both("one deal", &detail, 5.0, 25.0));
    Ok(figures)
}

fn both(what: &'static str, times: &[f64], p50: f64, p99: f64) -> [Figure; 2] {
    let promise = |limit: f64| if limit.is_finite() { Promise::AtMost(limit) } else { Promise::Nothing };
    [
        Figure::new(what, "ms", promise(p50), vec![percentile(times, 50)]),
        Figure::new("… p99", "ms", promise(p99), vec![percentile(times, 99)]),
    ]
}

async fn times(client: &mut Client, path: &str) -> Result<Vec<f64>> {
    let mut times = Vec::with_capacity(TIMES);
    // The first makes what the day's others find made.
    client.get(path, "identity").await?;
    for _ in 0..TIMES {
        let begun = Instant::now();
        client.get(path, "identity").await?;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(times)
}
