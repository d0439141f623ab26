//! What a visit is: who, in which language and theme, with which files. The server provides it for each request. What the
//! browser needs of it stands in the page as [`Boot`].

use contract::session::Me;
use contract::workspace::WorkspaceInfo;
pub use domain::format::Language;
use domain::{Day, Instant};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

/// Light, dark, or what the device says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// What the device says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The name used in the cookie and in `<html data-theme>`; empty for the device's own.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme with this name; anything else is the device's own.
    pub fn parse(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

/// The addresses of the bundle's files, with hashes in their names. An empty one is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assets {
    /// The script that loads the wasm.
    pub js: String,
    /// The wasm.
    pub wasm: String,
    /// All styles in one file.
    pub css: String,
    /// The charts, loaded when one is shown.
    pub charts: String,
    /// The icon.
    pub icon: String,
    /// The same, for the home screen of a device that wants it so.
    #[serde(default, rename = "icon-touch")]
    pub touch_icon: String,
    /// What lets a device install the product.
    #[serde(default)]
    pub install: String,
    /// The script that registers the worker and draws what waits.
    #[serde(default)]
    pub outbox: String,
    /// The browser's worker, which is served as `/worker.js`.
    #[serde(default)]
    pub worker: String,
    /// The script that keeps pages current.
    #[serde(default)]
    pub live: String,
}

/// What the browser needs to know to take over a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boot {
    /// The language.
    pub language: Language,
    /// The theme.
    pub theme: Theme,
    /// The script that loads the wasm the page was made for; its name tells one bundle from another.
    pub script: String,
}

/// What the clock on the wall of the company shows at a moment: the day, and how many minutes of it have gone. The server
/// knows the time zones; the browser need not.
#[derive(Clone)]
pub struct WallClock(Arc<dyn Fn(Instant) -> (Day, u16) + Send + Sync>);

impl WallClock {
    /// A clock that reads so.
    pub fn new(read: impl Fn(Instant) -> (Day, u16) + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// What it shows at this moment.
    pub fn read(&self, at: Instant) -> (Day, u16) {
        (self.0)(at)
    }
}

impl std::fmt::Debug for WallClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WallClock")
    }
}

/// Everything a page needs to know about a visit besides what it asks the API.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The language.
    pub language: Language,
    /// The theme.
    pub theme: Theme,
    /// Who is signed in; nobody on the sign-in pages.
    pub me: Option<Me>,
    /// The company's settings, today's date and the periods; there whenever somebody is signed in.
    pub workspace: Option<WorkspaceInfo>,
    /// When the page is made. Shown through the clock, and never in an island: there it would be another moment.
    pub now: Instant,
    /// How far what is told of changes has come: the page holds at least all that.
    pub position: String,
    /// How much in the inbox is unread.
    pub unread: i64,
    /// The company's clock.
    pub clock: WallClock,
    /// The bundle's files.
    pub assets: Assets,
    /// Whether this is a debug build, which has a style guide.
    pub debug: bool,
}

impl Visit {
    /// Whether the person sees deals, or only what many of them come to.
    pub fn sees_deals(&self) -> bool {
        self.me.as_ref().is_none_or(|me| me.role.sees_deals())
    }
}

/// The HTTP status of the page being rendered. The server provides one and reads it when the page is complete.
#[derive(Clone, Debug)]
pub struct PageStatus(Arc<AtomicU16>);

impl Default for PageStatus {
    fn default() -> Self {
        Self(Arc::new(AtomicU16::new(200)))
    }
}

impl PageStatus {
    /// The status.
    pub fn get(&self) -> u16 {
        self.0.load(Ordering::Relaxed)
    }

    /// Sets the status.
    pub fn set(&self, status: u16) {
        self.0.store(status, Ordering::Relaxed);
    }
}

/// The status of the page becomes this, on the server; in the browser there is none to set.
pub fn set_status(status: u16) {
    if let Some(page) = use_context::<PageStatus>() {
        page.set(status);
    }
}

/// The visit.
pub fn use_visit() -> StoredValue<Visit> {
    expect_context::<StoredValue<Visit>>()
}

/// The API.
pub fn use_client() -> contract::Client {
    expect_context::<contract::Client>()
}
