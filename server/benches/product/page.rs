//! The matrix as a page: how long the server takes with rendering, and how much comes over the wire.

use crate::client::Client;
use crate::figure::median;
use std::io::Result;
use std::time::Instant;

/// What one run of requests came to.
pub struct Pages {
    /// The median, in milliseconds.
    pub p50: f64,
    /// Kilobytes of one page, compressed for a browser.
    pub kilobytes: f64,
}

/// Asks for a page as of so many days before today, each another one.
pub async fn read(client: &mut Client, path: &str, days: u32) -> Result<Pages> {
    let mut times = Vec::new();
    let mut last = None;
    for day in 0..days {
        // Through November and October of the demo's fiscal year, whatever today is.
        let as_of = format!("2026-{:02}-{:02}", 9 + day / 28 % 2, 1 + day % 28);
        let begun = Instant::now();
        let answer = client.get(&format!("{path}?as_of={as_of}"), "br").await?;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        last = Some(answer);
    }
    let kilobytes = last.map_or(0.0, |answer| answer.body.len() as f64 / 1_000.0);
    Ok(Pages { p50: median(&times), kilobytes })
}
