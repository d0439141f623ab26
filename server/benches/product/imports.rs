//! Bulk imports through the API, as a page makes them, while people save.

use crate::client::{Client, json_headers};
use crate::process::Server;
use crate::writes::{self, Deals, Saves};
use serde_json::Value;
use std::fmt::Write;
use std::io::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What an import came to.
pub struct Imported {
    /// Seconds: taking the file in, the dry run (which stages), publishing with all lists up to date.
    pub took: [f64; 3],
    /// What the savers saw meanwhile.
    pub saves: Saves,
    /// The server's largest memory until then, in MiB.
    pub peak: f64,
}

/// The names of a dimension's values that deals use, a page of them.
async fn names(client: &mut Client, dimension: &str) -> Result<Vec<String>> {
    let page = client.get(&format!("/api/v1/dimensions/{dimension}"), "identity").await?.json()?;
    let labels = page["items"].as_array().into_iter().flatten().filter_map(|item| item["label"].as_str());
    Ok(labels.filter(|label| !label.starts_with('(')).map(str::to_owned).collect())
}

/// A file of so many deals, half of them won or lost, each with an account, owner and product that are known.
pub async fn file(client: &mut Client, rows: u64) -> Result<String> {
    let (accounts, owners) = (names(client, "account").await?, names(client, "owner").await?);
    let products = names(client, "product").await?;
    if accounts.is_empty() || owners.is_empty() || products.is_empty() {
        return Err(Error::other("the demo company names no accounts, owners or products"));
    }
    let mut text =
        String::from("Opportunity ID,Opportunity Name,Account Name,Owner,Product,Amount,Stage,Created Date,Close Date\n");
    let stages = ["Qualified", "Proposal", "Negotiation", "Won", "Lost", "Won"];
    for row in 0..rows {
        // Spread over the lists without a pattern that would help.
        let dice = row.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 17;
        let of = |list: &[String], by: u64| list[(dice / by % list.len() as u64) as usize].clone();
        let (account, owner, product) = (of(&accounts, 1), of(&owners, 7), of(&products, 61));
        let stage = stages[(dice / 3 % 6) as usize];
        let (year, month, day) = (2024 + dice % 2, 1 + dice / 11 % 12, 1 + dice / 13 % 28);
        let close = if stage.ends_with('n') || stage == "Lost" { "2026-10-15" } else { "2027-01-20" };
        let amount = 1_000 + dice % 90_000;
        // A name with a comma wants its quotation marks.
        let _ = writeln!(
            text,
            "D-{dice:013x}-{row},\"Deal {row}, {product}\",\"{account}\",\"{owner}\",{product},{amount}.50,{stage},{year}-{month:02}-{day:02},{close}"
        );
    }
    Ok(text)
}

/// Sends a file, has it checked and published, while `savers` clients save one field after the other.
pub async fn import(admin: &mut Client, server: &Server, csv: &str, savers: Vec<Deals>) -> Result<Imported> {
    let done = Arc::new(AtomicBool::new(false));
    let saving = tokio::spawn({
        let (signed_in, address, done) = (admin.again(server.address).await?, server.address, done.clone());
        async move {
            let (mut all, mut groups, begun) = (Vec::new(), savers, Instant::now());
            while !done.load(Ordering::Relaxed) {
                let (saves, after) = writes::save(&signed_in, address, groups, Duration::from_millis(250)).await?;
                all.extend(saves.times);
                groups = after;
            }
            let rate = all.len() as f64 / begun.elapsed().as_secs_f64();
            Result::Ok(Saves { times: all, rate })
        }
    });
    let took = steps(admin, csv).await;
    done.store(true, Ordering::Relaxed);
    let saves = saving.await.map_err(Error::other)??;
    Ok(Imported { took: took?, saves, peak: server.peak()? })
}

async fn steps(admin: &mut Client, csv: &str) -> Result<[f64; 3]> {
    let begun = Instant::now();
    let head = "--edge\r\ncontent-disposition: form-data; name=\"files\"; filename=\"deals.csv\"\r\n\r\n";
    let form = [head, csv, "\r\n--edge--\r\n"].concat();
    let headers = "content-type: multipart/form-data; boundary=edge\r\n";
    let import = admin.send("POST", "/api/v1/imports", headers, form.as_bytes()).await?.expect(201)?.json()?;
    if import["questions"].as_array().is_none_or(|questions| !questions.is_empty()) {
        return Err(Error::other(format!("the import has questions: {}", import["questions"])));
    }
    let path = format!("/api/v1/imports/{}", import["id"].as_str().unwrap_or_default());
    let uploaded = begun.elapsed();
    let checked = step(admin, &path, "check", "checked").await?;
    let counts = &checked["counts"];
    if counts["created"].as_u64() != Some(csv.lines().count() as u64 - 1) {
        return Err(Error::other(format!("not every row was taken: {counts}")));
    }
    let staged = begun.elapsed();
    step(admin, &path, "publish", "published").await?;
    let published = begun.elapsed();
    Ok([uploaded, staged - uploaded, published - staged].map(|time| time.as_secs_f64()))
}

/// Starts one step and waits for its end.
async fn step(admin: &mut Client, path: &str, what: &str, until: &str) -> Result<Value> {
    admin.send("POST", &format!("{path}/{what}"), &json_headers(), b"{}").await?.expect(200)?;
    loop {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let import = admin.get(path, "identity").await?.json()?;
        let status = import["status"].as_str().unwrap_or_default();
        if status == until {
            return Ok(import);
        }
        if status == "failed" || !import["error"].is_null() {
            return Err(Error::other(format!("the import stopped: {}", import["error"])));
        }
    }
}
