//! The mail server's process.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// How it speaks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Plain,
    StartTls,
    Tls,
}

/// A mail server that runs until it is dropped.
pub struct Server {
    pub port: u16,
    child: Child,
    folder: Option<TempDir>,
}

/// A Python that has aiosmtpd. Without one it says so; with `CI=true` that is a failure.
pub fn python() -> Option<String> {
    let has_it = |python: &&str| {
        Command::new(python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let found = ["/usr/bin/python3", "python3"].into_iter().find(|python| has_it(python)).map(str::to_owned);
    assert!(found.is_some() || std::env::var("CI").as_deref() != Ok("true"), "no Python with aiosmtpd: run .ci/set-up mail");
    if found.is_none() {
        eprintln!("skipped: there is no Python with aiosmtpd (see .ci/set-up mail)");
    }
    found
}

impl Server {
    /// Starts it: anew, or where it was before.
    pub fn start(python: &str, mode: Mode, again: Option<(u16, TempDir)>) -> Self {
        let (port, folder) = again.unwrap_or_else(|| (free_port(), tempfile::tempdir().unwrap()));
        if mode != Mode::Plain {
            certify(folder.path());
        }
        let mode = match mode {
            Mode::Plain => "plain",
            Mode::StartTls => "starttls",
            Mode::Tls => "tls",
        };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/server.py");
        let mut child = Command::new(python)
            .args([script.as_os_str(), port.to_string().as_ref(), mode.as_ref(), folder.path().as_os_str()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "ready", "the mail server did not start");
        Self { port, child, folder: Some(folder) }
    }

    /// Its address.
    pub fn url(&self, scheme: &str, user: &str) -> String {
        format!("{scheme}://{user}localhost:{}", self.port)
    }

    /// The certificate it shows.
    pub fn certificate(&self) -> PathBuf {
        self.folder.as_ref().unwrap().path().join("cert.pem")
    }

    /// What it has got.
    pub fn mails(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.as_ref().unwrap().path().join("mails")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Stops it; what it has got stays in its folder.
    pub fn stop(mut self) -> TempDir {
        self.end();
        self.folder.take().unwrap()
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A certificate for localhost that nobody but the test trusts.
fn certify(folder: &Path) {
    let made = Command::new("openssl")
        .args("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost".split(' '))
        .args(["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(folder.join("key.pem"))
        .arg("-out")
        .arg(folder.join("cert.pem"))
        .stderr(Stdio::null())
        .status();
    assert!(made.unwrap().success());
}
