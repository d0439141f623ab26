//! Nudging somebody: to look after deals that one may see, and they may.

use crate::View;
use crate::store::NewNotice;
use contract::inbox::{News, NudgeBody, Nudged};
use contract::{FieldError, Problem};
use domain::{PersonId, Role};
use uuid::Uuid;

/// How many deals a nudge is about at most.
const MOST_DEALS: usize = 50;
/// How long a note is at most, in characters.
const LONGEST_NOTE: usize = 1_000;

impl View {
    /// Asks somebody to look after deals. The same is told once a day.
    pub async fn nudge(&self, body: NudgeBody) -> Result<Nudged, Problem> {
        let note = body.note.trim().to_owned();
        let mut faults = Vec::new();
        let mut fault = |field: &str, message: String| faults.push(FieldError { field: field.into(), message });
        if body.deals.is_empty() && body.flag.is_none() {
            fault("deals", "Say which deals, or which flag.".into());
        }
        if body.deals.len() > MOST_DEALS {
            fault("deals", format!("A nudge is about at most {MOST_DEALS} deals."));
        }
        if note.chars().count() > LONGEST_NOTE {
            fault("note", format!("A note has at most {LONGEST_NOTE} characters."));
        }
        if !faults.is_empty() {
            return Err(Problem::invalid_fields(faults));
        }
        self.may_nudge(&body).await?;
        let mut deals = body.deals;
        deals.sort_unstable();
        deals.dedup();
        let theirs = self.engine.store().receiver(body.owner).await?;
        let theirs =
            theirs.ok_or_else(|| Problem::invalid("owner", "This person has no access to Motore, and cannot be told."))?;
        // Neither hears of a deal that is not theirs to see.
        let (mine, theirs) = (self.seen(&deals).await?, self.engine.view(&theirs.me).seen(&deals).await?);
        if mine.len() < deals.len() || theirs.len() < deals.len() {
            return Err(Problem::not_found("deal"));
        }
        let about = format!("{:?} {} {deals:?}", body.flag, self.engine.today());
        let once = format!("nudge {} {}", self.me.person, Uuid::new_v5(&Uuid::NAMESPACE_OID, about.as_bytes()));
        let news = News::Nudge { flag: body.flag, deals, note };
        let notice = NewNotice { person: body.owner, from: Some(self.me.person), news, once: Some(once) };
        Ok(Nudged { told: self.engine.notify(vec![notice]).await? > 0 })
    }

    async fn may_nudge(&self, body: &NudgeBody) -> Result<(), Problem> {
        if body.owner == self.me.person {
            return Err(Problem::invalid("owner", "This is you."));
        }
        if self.whom_to_nudge().await?(body.owner) {
            Ok(())
        } else {
            Err(Problem::forbidden("You can nudge those whose deals you manage."))
        }
    }

    /// Executives and administrators may nudge everybody else, a manager whoever is below.
    pub(crate) async fn whom_to_nudge(&self) -> Result<impl Fn(PersonId) -> bool, Problem> {
        let people = match self.me.role {
            Role::Admin | Role::Exec => None,
            Role::Manager => self.people().await?,
            Role::Rep | Role::Bdr | Role::Marketer => Some(Vec::new()),
        };
        let me = self.me.person;
        Ok(move |person| person != me && people.as_ref().is_none_or(|people| people.contains(&person)))
    }
}
