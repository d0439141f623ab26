//! What handlers share.

use crate::http::assets::Site;
use crate::http::throttle::Throttle;
use engine::Engine;
use engine::importing::Importer;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How the server presents itself. Set once at start.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether visitors come over https (directly or through a proxy): cookies are `Secure`, HSTS is sent.
    pub secure: bool,
    /// Whether a proxy stands in front and says in `X-Forwarded-For` who calls.
    pub behind_proxy: bool,
    /// The largest upload, in bytes.
    pub largest_upload: u64,
    /// Where uploads are written while they arrive.
    pub uploads: PathBuf,
    /// How long a request may take from its head to its answer, its body included; uploads have a rule of their own.
    pub longest_request: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            secure: false,
            behind_proxy: false,
            largest_upload: 4 << 30,
            uploads: std::env::temp_dir(),
            // Longer than a question waits for a large import to be read (a minute).
            longest_request: Duration::from_secs(90),
        }
    }
}

/// What handlers share; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The product.
    pub engine: Engine,
    /// Its imports.
    pub importer: Importer,
    /// How the server presents itself.
    pub settings: Arc<Settings>,
    /// Attempts to sign in.
    pub throttle: Arc<Throttle>,
    /// The browser's files.
    pub site: Arc<Site>,
}
