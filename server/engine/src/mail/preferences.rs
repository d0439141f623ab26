//! What mail a person gets, and what administrators see of mails and jobs.

use crate::View;
use contract::Problem;
use contract::mail::{MailPreferences, Undelivered, Work, Works};
use domain::Instant;

impl View {
    /// What mail the person gets.
    pub async fn mail_preferences(&self) -> Result<MailPreferences, Problem> {
        let receiver = self.engine.store().receiver(self.me.person).await?;
        Ok(receiver.map(|receiver| receiver.wants).unwrap_or_default())
    }

    /// Chooses it.
    pub async fn save_mail_preferences(&self, wants: MailPreferences) -> Result<MailPreferences, Problem> {
        self.engine.store().prefer_mail(self.me.person, &wants).await?;
        Ok(wants)
    }

    /// What the server does by itself, and mails that could not be delivered. Administrators only.
    pub async fn works(&self) -> Result<Works, Problem> {
        self.must_be_admin()?;
        let store = self.engine.store();
        let jobs = store.jobs().await?.into_iter().map(|row| Work {
            name: row.name,
            began: row.began_at.map(Instant),
            ended: row.ended_at.map(Instant),
            failures: row.failures,
            error: row.error,
        });
        let jobs = jobs.collect();
        let (waiting, failures) = store.mail_state().await?;
        let undelivered = failures.into_iter().map(|(to, at, error)| Undelivered { to, at: Instant(at), error });
        Ok(Works { jobs, waiting, undelivered: undelivered.collect() })
    }
}
