//! The inbox, nudges, and what mail one gets.

use crate::http::api::Call;
use contract::inbox::{CountNotices, ListNotices, Notice, Nudge, Nudged, ReadNotice, ReadNotices, Unread};
use contract::mail::{MailPreferences, ReadMailPreferences, ReadWorks, SaveMailPreferences, Works};
use contract::{Page, Problem};

/// What one has been told.
pub async fn list(call: Call<ListNotices>) -> Result<Page<Notice>, Problem> {
    call.view().notices(&call.query).await
}

/// How much of it is unread.
pub async fn count(call: Call<CountNotices>) -> Result<Unread, Problem> {
    call.view().unread().await
}

/// Marks one as read.
pub async fn read(call: Call<ReadNotice>) -> Result<Unread, Problem> {
    call.view().read_notice(call.path.id).await
}

/// Marks all as read.
pub async fn read_all(call: Call<ReadNotices>) -> Result<Unread, Problem> {
    call.view().read_notices(call.body.upto).await
}

/// Asks somebody to look after deals.
pub async fn nudge(call: Call<Nudge>) -> Result<Nudged, Problem> {
    call.view().nudge(call.body).await
}

/// What mail one gets.
pub async fn preferences(call: Call<ReadMailPreferences>) -> Result<MailPreferences, Problem> {
    call.view().mail_preferences().await
}

/// Chooses it.
pub async fn prefer(call: Call<SaveMailPreferences>) -> Result<MailPreferences, Problem> {
    call.view().save_mail_preferences(call.body).await
}

/// What the server does by itself.
pub async fn works(call: Call<ReadWorks>) -> Result<Works, Problem> {
    call.view().works().await
}
