//! Mail: what a person wants of it, and how it fares.

use domain::{Instant, Language};
use serde::{Deserialize, Serialize};

crate::endpoints! { "Mail";
    /// What mail one gets.
    ReadMailPreferences = Get "/api/v1/mail/preferences", answer: MailPreferences;
    /// Chooses what mail one gets.
    SaveMailPreferences = Put "/api/v1/mail/preferences", body: MailPreferences, answer: MailPreferences;
    /// What the server does by itself, when it last did, and mails that could not be delivered. Administrators only.
    ReadWorks = Get "/api/v1/works", answer: Works;
}

/// What a mail says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Letter {
    /// What it is about.
    pub subject: String,
    /// As text.
    pub text: String,
    /// As HTML.
    pub html: String,
}

/// What mail a person wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailPreferences {
    /// On the morning of a working day, if there is something: what needs attention.
    pub daily: bool,
    /// Twelve hours before the weekly review meeting, for managers and executives: what it is about.
    pub meeting: bool,
    /// At once, when somebody nudges one.
    pub nudges: bool,
    /// The language they are in.
    pub language: Language,
}

impl Default for MailPreferences {
    fn default() -> Self {
        Self { daily: true, meeting: true, nudges: true, language: Language::En }
    }
}

/// What the server does by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Works {
    /// Its jobs.
    pub jobs: Vec<Work>,
    /// Mails that wait to be sent.
    pub waiting: i64,
    /// The latest mails that could not be delivered.
    pub undelivered: Vec<Undelivered>,
}

/// A job, and how it fares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Work {
    /// Its name.
    pub name: String,
    /// When it began the last time.
    pub began: Option<Instant>,
    /// When it ended the last time.
    pub ended: Option<Instant>,
    /// How often it has failed since it last succeeded.
    pub failures: i32,
    /// Why it failed the last time.
    pub error: Option<String>,
}

/// A mail that could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Undelivered {
    /// To whom.
    pub to: Option<String>,
    /// When it was given up.
    pub at: Instant,
    /// Why.
    pub error: Option<String>,
}
