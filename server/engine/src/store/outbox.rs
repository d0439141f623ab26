//! Mails on their way: written down before they are sent, so that none is lost and, but for a crash at the very moment of
//! sending, none is sent twice.

use super::code::unreadable;
use super::db::{Tx, all, one, run, statements};
use super::notice::{self, NewNotice};
use super::{Result, Store};
use contract::mail::{Letter, MailPreferences};
use domain::{Instant, PersonId};
use sqlx::FromRow;
use uuid::Uuid;

/// A mail to be written down.
#[derive(Clone, Debug)]
pub(crate) struct NewMail {
    /// To whom.
    pub(crate) person: PersonId,
    /// What it says.
    pub(crate) letter: Letter,
    /// What names it: the same is sent once.
    pub(crate) once: Option<String>,
}

/// A mail to be sent.
#[derive(Clone, Debug)]
pub(crate) struct MailRow {
    /// Its id, which is in its Message-ID: whoever gets it twice can tell.
    pub(crate) id: Uuid,
    /// The receiver's address and name; none if they have no address or no access any more.
    pub(crate) to: Option<(String, String)>,
    /// What it says.
    pub(crate) letter: Letter,
    /// When it was written down.
    pub(crate) at: Instant,
    /// How often it has been tried.
    pub(crate) attempts: i32,
}

/// Somebody who may get mail, and what they want.
#[derive(Clone, Debug)]
pub(crate) struct Receiver {
    /// Who, as they are signed in.
    pub(crate) me: contract::session::Me,
    /// What they want.
    pub(crate) wants: MailPreferences,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    content: String,
    created_at: i64,
    attempts: i32,
    email: Option<String>,
    name: Option<String>,
    allowed: bool,
}

#[derive(FromRow)]
struct ReceiverRow {
    person_id: Uuid,
    name: String,
    email: String,
    role: String,
    content: Option<String>,
}

statements! {
    ADD = "insert into mail_outbox (id, person_id, content, once, created_at, attempts, next_at, held_until)
        values ($1, $2, $3, $4, $5, 0, $5, 0)
        on conflict (person_id, once) do nothing";
    DUE = "select o.id, o.content, o.created_at, o.attempts, i.email, i.name,
          coalesce(not a.disabled, false) as allowed
        from mail_outbox o
        left join person_identity i on i.person_id = o.person_id
        left join account_access a on a.person_id = o.person_id
        where o.sent_at is null
          and o.failed_at is null
          and o.next_at <= $1
          and o.held_until <= $1
        order by o.next_at, o.id
        limit $2";
    TAKE = "update mail_outbox
        set holder = $2, held_until = $3, attempts = attempts + 1
        where id = $1
          and held_until <= $4
          and sent_at is null
          and failed_at is null";
    SENT = "update mail_outbox
        set sent_at = $3, held_until = 0, holder = null, error = null
        where id = $1
          and holder = $2";
    LATER = "update mail_outbox
        set next_at = $3, held_until = 0, holder = null, error = $4
        where id = $1
          and holder = $2";
    FAILED = "update mail_outbox
        set failed_at = $3, held_until = 0, holder = null, error = $4
        where id = $1
          and holder = $2";
    FORGET = "delete from mail_outbox
        where sent_at < $1
          or failed_at < $1";
    SENT_SINCE = "select count(*)
        from mail_outbox
        where person_id = $1
          and created_at > $2
          and once is null";
    WAITING = "select count(*)
        from mail_outbox
        where sent_at is null
          and failed_at is null";
    FAILURES = "select i.email, o.failed_at, o.error
        from mail_outbox o
        left join person_identity i on i.person_id = o.person_id
        where o.failed_at is not null
        order by o.failed_at desc
        limit $1";
    RECEIVERS = "select a.person_id, i.name, i.email, a.role, m.content
        from account_access a
        join person_identity i on i.person_id = a.person_id
        left join mail_preference m on m.person_id = a.person_id
        where not a.disabled
          and a.password_hash is not null
          and i.email is not null
          and a.person_id > $1
        order by a.person_id
        limit $2";
    RECEIVER = "select a.person_id, i.name, i.email, a.role, m.content
        from account_access a
        join person_identity i on i.person_id = a.person_id
        left join mail_preference m on m.person_id = a.person_id
        where a.person_id = $1
          and not a.disabled
          and i.email is not null";
    PREFER = "insert into mail_preference (person_id, content)
        values ($1, $2)
        on conflict (person_id) do update set content = excluded.content";
}

/// Writes a mail down in a transaction; `false`: it has been written already.
pub(super) async fn add(tx: &mut Tx, mail: &NewMail, now: Instant) -> Result<bool> {
    let content = serde_json::to_string(&mail.letter).map_err(|error| unreadable("a mail", error))?;
    Ok(run!(tx, ADD; Uuid::now_v7(), mail.person.0, content, mail.once.as_deref(), now.0)? > 0)
}

impl ReceiverRow {
    fn read(self) -> Result<Receiver> {
        let wants = self.content.as_deref().map(serde_json::from_str).transpose();
        Ok(Receiver {
            me: super::person::read_me(self.person_id, self.name, self.email, &self.role)?,
            wants: wants.map_err(|error| unreadable("mail preferences", error))?.unwrap_or_default(),
        })
    }
}

impl Store {
    /// Tells people, and writes down the mails about it, in one transaction. A mail goes with the notice before it: what has been
    /// told already is not mailed either. Answers with whom something new was told.
    pub(crate) async fn tell_people(&self, news: &[(NewNotice, Option<Letter>)]) -> Result<Vec<PersonId>> {
        let now = self.clock.now();
        let mut told = Vec::new();
        let mut tx = self.db.write().await?;
        for (what, letter) in news {
            if !notice::add(&mut tx, what, now).await? {
                continue;
            }
            told.push(what.person);
            if let Some(letter) = letter {
                add(&mut tx, &NewMail { person: what.person, letter: letter.clone(), once: None }, now).await?;
            }
        }
        tx.commit().await?;
        Ok(told)
    }

    /// Writes a mail down; `false`: it has been written already.
    pub(crate) async fn add_mail(&self, mail: &NewMail) -> Result<bool> {
        let mut tx = self.db.write().await?;
        let new = add(&mut tx, mail, self.clock.now()).await?;
        tx.commit().await?;
        Ok(new)
    }

    /// Mails to be sent, held for this long by whoever asks.
    pub(crate) async fn take_mails(&self, holder: Uuid, until: Instant, limit: i64) -> Result<Vec<MailRow>> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let rows = all!(tx, DUE => Row; now.0, limit)?;
        let mut taken = Vec::new();
        for row in rows {
            // Another process may have been quicker.
            if run!(tx, TAKE; row.id, holder, until.0, now.0)? == 0 {
                continue;
            }
            let letter = serde_json::from_str(&row.content).map_err(|error| unreadable("a mail", error))?;
            let to = row.email.zip(row.name).filter(|_| row.allowed);
            taken.push(MailRow { id: row.id, to, letter, at: Instant(row.created_at), attempts: row.attempts + 1 });
        }
        tx.commit().await?;
        Ok(taken)
    }

    /// What became of a mail: sent; to be tried again later; or never.
    pub(crate) async fn mail_ended(&self, id: Uuid, holder: Uuid, fate: Fate<'_>) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        match fate {
            Fate::Sent => run!(tx, SENT; id, holder, now.0)?,
            Fate::Later(at, error) => run!(tx, LATER; id, holder, at.0, error)?,
            Fate::Never(error) => run!(tx, FAILED; id, holder, now.0, error)?,
        };
        tx.commit().await
    }

    /// Forgets mails that were sent or given up before this.
    pub(crate) async fn forget_mails(&self, before: Instant) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, FORGET; before.0)?;
        tx.commit().await
    }

    /// How many mails at once (not digests) a person was written since.
    pub(crate) async fn mails_since(&self, person: PersonId, since: Instant) -> Result<i64> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, SENT_SINCE => (i64,); person.0, since.0)?.map_or(0, |(count,)| count))
    }

    /// How many mails wait, and the latest of those that could not be delivered: address, when, why.
    pub async fn mail_state(&self) -> Result<(i64, Vec<(Option<String>, i64, Option<String>)>)> {
        let mut conn = self.db.read_fresh().await?;
        let waiting = one!(conn, WAITING => (i64,))?.map_or(0, |(count,)| count);
        Ok((waiting, all!(conn, FAILURES => (Option<String>, i64, Option<String>); 20_i64)?))
    }

    /// People who may get mail, in the order of their ids, after one.
    pub(crate) async fn receivers(&self, after: PersonId, limit: i64) -> Result<Vec<Receiver>> {
        let mut conn = self.db.read_fresh().await?;
        all!(conn, RECEIVERS => ReceiverRow; after.0, limit)?.into_iter().map(ReceiverRow::read).collect()
    }

    /// One of them.
    pub(crate) async fn receiver(&self, person: PersonId) -> Result<Option<Receiver>> {
        let mut conn = self.db.read_fresh().await?;
        one!(conn, RECEIVER => ReceiverRow; person.0)?.map(ReceiverRow::read).transpose()
    }

    /// Keeps what mail a person wants.
    pub(crate) async fn prefer_mail(&self, person: PersonId, wants: &MailPreferences) -> Result<()> {
        let content = serde_json::to_string(wants).map_err(|error| unreadable("mail preferences", error))?;
        let mut tx = self.db.write().await?;
        run!(tx, PREFER; person.0, content)?;
        tx.commit().await
    }
}

/// What became of a mail.
pub(crate) enum Fate<'e> {
    /// The server took it.
    Sent,
    /// Not now: again at this moment.
    Later(Instant, &'e str),
    /// The server will never take it.
    Never(&'e str),
}
