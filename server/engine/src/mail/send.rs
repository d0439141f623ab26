//! Sends what has been written down, through an SMTP server.

use super::Post;
use crate::Engine;
use crate::jobs::{Job, Outcome, Schedule};
use crate::store::Fate;
use domain::Instant;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How many mails are taken at a time.
const AT_ONCE: i64 = 20;
/// How long they are held: longer than they can take.
const HELD_MS: i64 = 15 * 60_000;
/// How often it is looked whether there are any.
const LOOK: Duration = Duration::from_secs(10);
/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// The first wait after a failure; it doubles each time, up to six hours.
const FIRST_RETRY_MS: i64 = 60_000;
/// After so many attempts (four days) it is given up.
const MOST_ATTEMPTS: i32 = 24;
/// How long sent mails are remembered.
const REMEMBERED_MS: i64 = 30 * 86_400_000;

/// Speaks to the mail server. Cheap to clone.
#[derive(Clone)]
pub struct Mailer(Arc<Inner>);

struct Inner {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why no mails can be sent as set up. Never holds the password.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// The address of the server cannot be read.
    #[error(
        "the mail server is named like smtps://user@host:465, or smtp://host:587; its password comes from MOTORE_SMTP_PASSWORD"
    )]
    Url,
    /// The sender's address cannot be read.
    #[error("“{0}” is no mail address: write Motore <motore@example.com>")]
    From(String),
    /// The certificate cannot be read.
    #[error("the certificate cannot be read: {0}")]
    Certificate(String),
}

impl Mailer {
    /// A mailer for `smtps://user@host:465` (TLS from the first byte) or `smtp://host:587` (STARTTLS, which the server must offer;
    /// to this same machine without). The password may be in the URL or apart; `trusted`: a certificate (PEM) to trust besides
    /// the usual ones.
    pub fn new(server: &str, password: Option<&str>, from: &str, trusted: Option<&[u8]>) -> Result<Self, MailerError> {
        let url = url::Url::parse(server).map_err(|_| MailerError::Url)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(MailerError::Url)?.trim_matches(['[', ']']);
        let from_error = || MailerError::From(from.to_owned());
        let from: Mailbox = from.parse().map_err(|_| from_error())?;
        let tls = || {
            let mut tls = TlsParameters::builder(host.to_owned());
            if let Some(pem) = trusted {
                let read = Certificate::from_pem(pem).map_err(|error| MailerError::Certificate(error.to_string()))?;
                tls = tls.add_root_certificate(read);
            }
            tls.build().map_err(|error| MailerError::Certificate(error.to_string()))
        };
        let here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        let (tls, port) = match url.scheme() {
            "smtps" => (Tls::Wrapper(tls()?), 465),
            // Trusting a certificate says that there is one.
            "smtp" if here && trusted.is_none() => (Tls::None, 25),
            "smtp" => (Tls::Required(tls()?), 587),
            _ => return Err(MailerError::Url),
        };
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(url.port().unwrap_or(port))
            .tls(tls)
            .hello_name(ClientId::Domain("motore.localdomain".to_owned()))
            .timeout(Some(PATIENCE));
        if !url.username().is_empty() {
            let plain = |text: &str| percent(text).ok_or(MailerError::Url);
            let password = password.map_or_else(|| plain(url.password().unwrap_or_default()), |password| Ok(password.to_owned()));
            transport = transport.credentials(Credentials::new(plain(url.username())?, password?));
        }
        Ok(Self(Arc::new(Inner { transport: transport.build(), from })))
    }

    /// The job that sends.
    pub fn job(self) -> Job {
        Job::new(
            "mail",
            |_| Schedule::Every(LOOK),
            move |engine| {
                let mailer = self.clone();
                async move { mailer.send_due(&engine).await }
            },
        )
    }

    /// Sends all that is due.
    async fn send_due(&self, engine: &Engine) -> Outcome {
        let store = engine.store();
        store.forget_mails(engine.clock().now().plus_ms(-REMEMBERED_MS)).await?;
        let Some(post) = engine.post() else { return Ok(()) };
        let holder = Uuid::now_v7();
        loop {
            let now = engine.clock().now();
            let mails = store.take_mails(holder, now.plus_ms(HELD_MS), AT_ONCE).await?;
            if mails.is_empty() {
                return Ok(());
            }
            for mail in mails {
                let Some((address, name)) = mail.to else {
                    store.mail_ended(mail.id, holder, Fate::Never("the receiver has no access or no address any more")).await?;
                    continue;
                };
                let message = match self.message(post, mail.id, mail.at, &address, &name, &mail.letter) {
                    Ok(message) => message,
                    Err(error) => {
                        store.mail_ended(mail.id, holder, Fate::Never(&error)).await?;
                        continue;
                    }
                };
                match self.0.transport.send(message).await {
                    Ok(_) => store.mail_ended(mail.id, holder, Fate::Sent).await?,
                    Err(error) => {
                        let said = said(&error);
                        if error.is_permanent() || mail.attempts >= MOST_ATTEMPTS {
                            tracing::warn!(mail = %mail.id, error = said, "a mail cannot be delivered");
                            store.mail_ended(mail.id, holder, Fate::Never(&said)).await?;
                        } else {
                            tracing::warn!(mail = %mail.id, error = said, "a mail will be tried again");
                            let wait = FIRST_RETRY_MS << (mail.attempts - 1).clamp(0, 8);
                            let again = engine.clock().now().plus_ms(wait.min(6 * 3_600_000));
                            store.mail_ended(mail.id, holder, Fate::Later(again, &said)).await?;
                        }
                    }
                }
            }
        }
    }

    fn message(
        &self,
        post: &Post,
        id: Uuid,
        at: Instant,
        address: &str,
        name: &str,
        letter: &contract::mail::Letter,
    ) -> Result<Message, String> {
        let address = address.parse().map_err(|_| "the receiver's address cannot be read".to_owned())?;
        let to = Mailbox::new(Some(name.to_owned()), address);
        let settings =
            HeaderValue::new(HeaderName::new_from_ascii_str("List-Unsubscribe"), format!("<{}/settings#mail>", post.url));
        let mut message = Message::builder()
            .from(self.0.from.clone())
            .to(to)
            .subject(letter.subject.clone())
            // The same on each attempt: who gets it twice after all can tell.
            .message_id(Some(format!("<{id}@{}>", self.0.from.email.domain())))
            .date(std::time::UNIX_EPOCH + Duration::from_millis(at.0.max(0).unsigned_abs()))
            .multipart(
                MultiPart::alternative()
                    .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(letter.text.clone()))
                    .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(letter.html.clone())),
            )
            .map_err(|error| error.to_string())?;
        message.headers_mut().insert_raw(settings);
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        message.headers_mut().insert_raw(automatic);
        Ok(message)
    }
}

/// What the server or the network said, with its cause, for administrators.
fn said(error: &lettre::transport::smtp::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        let next_text = next.to_string();
        if !text.contains(&next_text) {
            text = format!("{text}: {next_text}");
        }
        cause = next.source();
    }
    text.chars().take(300).collect()
}

/// A part of a URL without its percent signs.
fn percent(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}
