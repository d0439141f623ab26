//! A small company's files: 8,800 deals with accounts, products and teams, brought in as `motore import` does it.

use contract::import::{AmountHistory, ImportStatus};
use domain::{Currency, LogNo};
use engine::importing::{Importer, Upload};
use engine::testing::{author, workspace};
use engine::{Clock, Engine};
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Where the files are, if they are: beside the project, or where `MOTORE_BENCH_MAVEN` says.
pub fn folder() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/maven_crm");
    let folder = std::env::var_os("MOTORE_BENCH_MAVEN").map_or_else(beside, PathBuf::from);
    folder.join("sales_pipeline.csv").exists().then_some(folder)
}

/// Seconds from the files to the published numbers, all lists up to date.
pub async fn import(folder: &Path) -> Result<f64> {
    let place = tempfile::tempdir()?;
    let url = format!("sqlite:{}", place.path().join("motore.db").display());
    let engine = Engine::open(&url, Clock::system(), &|_| {}).await.map_err(Error::other)?;
    let store = engine.unrestricted("a company is set up");
    let company = domain::Workspace { currency: Currency::USD, ..workspace() };
    store.save_settings(author(), LogNo(0), company).await.map_err(Error::other)?;
    let files = ["accounts.csv", "products.csv", "sales_pipeline.csv", "sales_teams.csv"];
    let files = files.map(|name| Upload { name: name.to_owned(), path: folder.join(name) }).to_vec();

    let begun = Instant::now();
    let importer = Importer::new(engine.clone(), &place.path().join("imports"));
    let mut import = importer.upload(None, files).await.map_err(Error::other)?;
    import.profile.amount_history = AmountHistory::ListPrice;
    import.profile.entry_stage = Some("Engaging".to_owned());
    if let Some(stage) = import.profile.stages.get_mut("Prospecting") {
        stage.entered = true;
    }
    importer.save_mapping(import.id, import.profile).await.map_err(Error::other)?;
    importer.check(import.id).await.map_err(Error::other)?;
    importer.settled(import.id).await.map_err(Error::other)?;
    importer.publish(import.id, None).await.map_err(Error::other)?;
    let import = importer.settled(import.id).await.map_err(Error::other)?;
    let took = begun.elapsed().as_secs_f64();
    engine.unrestricted("the bench is over").close().await;
    if (import.status, import.counts.created) != (ImportStatus::Published, 8_800) {
        return Err(Error::other(format!("not everything came in: {import:?}")));
    }
    Ok(took)
}
