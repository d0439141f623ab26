//! Mail: written down with what it is about, sent by a job, in the language of whoever gets it.

mod daily;
mod letter;
mod meeting;
mod preferences;
mod send;
mod words;

pub use daily::job as daily;
pub use meeting::job as before_meeting;
pub use send::{Mailer, MailerError};

use crate::Engine;
use crate::store::{NewNotice, Receiver, StoreError};
use contract::inbox::News;
use contract::mail::Letter;
use domain::Language;
use domain::hygiene::Flag;
use letter::Place;

/// How many mails a person gets at once within an hour; what comes beyond is in the inbox and the daily digest.
const MOST_AN_HOUR: i64 = 10;
const HOUR_MS: i64 = 3_600_000;

/// What mails need to know of where they come from. Without it none is written.
#[derive(Clone, Debug)]
pub struct Post {
    /// The address people reach the product by, without a slash at its end.
    pub url: String,
    /// What the screens call a flag.
    pub flag: fn(Language, Flag) -> &'static str,
}

impl Engine {
    /// The mail that goes with a notice at once: with a nudge, to whoever wants it so.
    pub(crate) async fn letter_at_once(&self, notice: &NewNotice) -> Result<Option<Letter>, StoreError> {
        let (News::Nudge { flag, deals, note }, Some(from), Some(post)) = (&notice.news, notice.from, self.post()) else {
            return Ok(None);
        };
        let store = self.store();
        let Some(receiver) = store.receiver(notice.person).await? else { return Ok(None) };
        let hour_ago = self.clock().now().plus_ms(-HOUR_MS);
        if !receiver.wants.nudges || store.mails_since(notice.person, hour_ago).await? >= MOST_AN_HOUR {
            return Ok(None);
        }
        let names = store.names(&[from.0]).await?;
        let from = names.get(&from.0).cloned().unwrap_or_default();
        let deals = store.deal_names(deals).await?;
        Ok(Some(letter::nudge(&place(post, &receiver), &from, *flag, &deals, note)))
    }
}

/// Where a mail comes from and in which language it is.
fn place<'p>(post: &'p Post, receiver: &Receiver) -> Place<'p> {
    Place { post, language: receiver.wants.language }
}
