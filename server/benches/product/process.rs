//! The real server, as a user starts it.

use crate::client::Client;
use std::fs::File;
use std::io::{Error, Result};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The program under test.
const MOTORE: &str = env!("CARGO_BIN_EXE_motore");

/// A running server; it ends with this value.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// How long it took until it answered.
    pub ready: Duration,
}

/// Fills a database with a demo company and says how long that took.
pub fn demo(folder: &Path, opportunities: u64) -> Result<Duration> {
    let begun = Instant::now();
    let status = Command::new(MOTORE)
        .args(["demo", "--opportunities", &opportunities.to_string()])
        .env("MOTORE_DATABASE", database(folder))
        .env("MOTORE_DATA", folder)
        .stdout(Stdio::null())
        .status()?;
    if status.success() { Ok(begun.elapsed()) } else { Err(Error::other("the demo could not be made")) }
}

/// A copy of a database that no server has open.
pub fn copy(from: &Path) -> Result<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), folder.path().join(entry.file_name()))?;
        }
    }
    Ok(folder)
}

/// The database in a folder, or the Postgres that was named: its folder then holds the snapshot alone.
fn database(folder: &Path) -> String {
    if let Ok(named) = std::env::var("MOTORE_BENCH_DATABASE") {
        return named;
    }
    format!("sqlite:{}", folder.join("motore.db").display())
}

impl Server {
    /// Starts it on a database and waits until it answers.
    pub async fn start(folder: &Path) -> Result<Self> {
        Self::begin(folder, "warn", Stdio::inherit()).await
    }

    /// The same, and has it tell every statement it runs in a file.
    pub async fn start_telling(folder: &Path, log: &Path) -> Result<Self> {
        Self::begin(folder, "warn,sqlx::query=debug", File::create(log)?.into()).await
    }

    async fn begin(folder: &Path, log: &str, to: Stdio) -> Result<Self> {
        // A free port: taken, and given back for the server to take.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let begun = Instant::now();
        let child = Command::new(MOTORE)
            .args(["serve", "--listen", &address.to_string()])
            .env("MOTORE_DATABASE", database(folder))
            .env("MOTORE_DATA", folder)
            .env("MOTORE_LOG", log)
            .env("NO_COLOR", "1")
            .env("MOTORE_SITE", Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site"))
            .stdout(Stdio::null())
            .stderr(to)
            .spawn()?;
        let mut server = Self { child, address, ready: Duration::ZERO };
        while begun.elapsed() < Duration::from_secs(120) {
            if let Ok(mut client) = Client::connect(address).await
                && client.get("/health", "identity").await.is_ok()
            {
                server.ready = begun.elapsed();
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Err(Error::other("the server did not start within two minutes"))
    }

    /// Its memory now, in MiB (Linux: resident set).
    pub fn memory(&self) -> Result<f64> {
        self.status("VmRSS:")
    }

    /// The most it ever had.
    pub fn peak(&self) -> Result<f64> {
        self.status("VmHWM:")
    }

    fn status(&self, what: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(what)).unwrap_or_default();
        let kib: f64 = line.trim().trim_end_matches(" kB").parse().map_err(Error::other)?;
        Ok(kib / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // By force: what was acknowledged has to be there all the same.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
