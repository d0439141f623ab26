//! Durable saves of one field through HTTP.

use crate::client::{Client, json_headers};
use crate::figure::percentile;
use std::io::{Error, Result};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Deals to save, and what the next save is based on.
pub type Deals = Vec<(String, i64)>;

/// What some clients did for a while.
pub struct Saves {
    /// Milliseconds of each save.
    pub times: Vec<f64>,
    /// Saves a second, all clients together.
    pub rate: f64,
}

impl Saves {
    /// The time that so many percent of the saves did not exceed.
    pub fn within(&self, percent: usize) -> f64 {
        percentile(&self.times, percent)
    }
}

/// So many open deals, with their versions.
pub async fn deals(client: &mut Client, count: usize) -> Result<Deals> {
    let mut deals = Deals::new();
    let mut after = String::new();
    while deals.len() < count {
        let page = client.get(&format!("/api/v1/opportunities?kind=open{after}"), "identity").await?.json()?;
        for deal in page["items"].as_array().into_iter().flatten() {
            let id = deal["id"].as_str().unwrap_or_default().to_owned();
            let deal = client.get(&format!("/api/v1/opportunities/{id}"), "identity").await?.json()?;
            deals.push((id, deal["version"].as_i64().unwrap_or_default()));
        }
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    deals.truncate(count);
    Ok(deals)
}

/// Lets one client for each group of deals save one field after the other, for a while. Answers with the deals too, whose
/// versions have moved on.
pub async fn save(signed_in: &Client, address: SocketAddr, groups: Vec<Deals>, time: Duration) -> Result<(Saves, Vec<Deals>)> {
    let mut clients = Vec::new();
    for group in groups {
        clients.push((signed_in.again(address).await?, group));
    }
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for (client, group) in clients {
        tasks.spawn(one(client, group, begun + time));
    }
    let (mut times, mut groups) = (Vec::new(), Vec::new());
    while let Some(done) = tasks.join_next().await {
        let (took, group) = done.map_err(Error::other)??;
        times.extend(took);
        groups.push(group);
    }
    let rate = times.len() as f64 / begun.elapsed().as_secs_f64();
    Ok((Saves { times, rate }, groups))
}

async fn one(mut client: Client, mut deals: Deals, until: Instant) -> Result<(Vec<f64>, Deals)> {
    let mut times = Vec::new();
    while Instant::now() < until {
        for (id, version) in &mut deals {
            let body = format!(r#"{{"base":{version},"next_step":"Call them back, number {version}"}}"#);
            let headers = format!("{}accept-encoding: gzip, br\r\nidempotency-key: {id}-{version}\r\n", json_headers());
            let begun = Instant::now();
            let answer = client.send("PATCH", &format!("/api/v1/opportunities/{id}"), &headers, body.as_bytes()).await?;
            times.push(begun.elapsed().as_secs_f64() * 1_000.0);
            *version = answer.expect(200)?.json()?["version"].as_i64().unwrap_or_default();
        }
    }
    Ok((times, deals))
}
