//! How mail is sent.

use super::Outcome;
use app::ui::i18n::hygiene;
use engine::Engine;
use engine::mail::{self, Mailer};
use std::path::PathBuf;

/// Where mail goes, and where it comes from.
#[derive(clap::Args)]
pub struct Post {
    /// The mail server: smtps://user@host:465, or smtp://user@host:587 with STARTTLS. Without, no mail is written
    #[arg(long, env = "MOTORE_SMTP", hide_env_values = true, value_name = "URL")]
    smtp: Option<String>,
    /// Its password
    #[arg(long, env = "MOTORE_SMTP_PASSWORD", hide_env_values = true, value_name = "PASSWORD")]
    smtp_password: Option<String>,
    /// A certificate (PEM) of the mail server's to trust besides the usual ones
    #[arg(long, env = "MOTORE_SMTP_CERTIFICATE", value_name = "FILE")]
    smtp_certificate: Option<PathBuf>,
    /// Whom mails come from
    #[arg(long, env = "MOTORE_MAIL_FROM", default_value = "Motore <motore@localhost.localdomain>", value_name = "MAIL")]
    mail_from: String,
    /// The address people reach Motore by, for the links in mails
    #[arg(long, env = "MOTORE_URL", value_name = "URL")]
    url: Option<String>,
}

impl Post {
    /// Makes ready to write and send mails, if there is a server for them.
    pub fn open(&self, engine: &Engine, address: &str) -> Outcome<Option<Mailer>> {
        let Some(server) = &self.smtp else { return Ok(None) };
        let read = |path: &PathBuf| std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
        let certificate = self.smtp_certificate.as_ref().map(read).transpose()?;
        let mailer = Mailer::new(server, self.smtp_password.as_deref(), &self.mail_from, certificate.as_deref())?;
        let url = self.url.as_deref().unwrap_or(address).trim_end_matches('/').to_owned();
        engine.set_post(mail::Post { url, flag: |language, flag| (hygiene(language).flag)(flag) });
        Ok(Some(mailer))
    }
}
