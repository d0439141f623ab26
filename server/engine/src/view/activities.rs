//! Activities, tasks and links of the deals a person sees.

use super::View;
use super::opportunities::{PAGE, may_not_write};
use crate::store::{ActivityRow, LinkRow};
use contract::activity::{Activity, ActivityChange, Link, LinkChange, ListActivitiesQuery, NewActivity, NewLink, Task};
use contract::live::Topic;
use contract::{Page, Problem};
use domain::activity::ActivityKind;
use domain::{ActivityId, Day, Instant, LinkId, OpportunityId};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// How long what is said of an activity may be.
const LONGEST: usize = 10_000;
/// How far ahead of ours a clock may be that says when something happened.
const AHEAD_MS: i64 = 24 * 3_600_000;

impl View {
    /// What was done about a deal, latest first.
    pub async fn activities(&self, deal: OpportunityId, query: &ListActivitiesQuery) -> Result<Page<Activity>, Problem> {
        self.must_see(deal).await?;
        let after = place(query.after.as_deref())?.map(|(at, id)| (Instant(at), ActivityId(id)));
        let (mut rows, total) = self.engine.store().activities(deal, after, PAGE as i64 + 1).await?;
        let next = more(&mut rows).map(|last| format!("{}~{}", last.at.0, last.id));
        let names = self.names_said(&rows).await?;
        Ok(Page { items: rows.into_iter().map(|row| named(row, &names)).collect(), next, total })
    }

    /// Says what was done, or is to be done.
    pub async fn log_activity(&self, deal: OpportunityId, new: NewActivity) -> Result<Activity, Problem> {
        self.may_say(deal).await?;
        let now = self.engine.clock().now();
        let at = new.at.unwrap_or(now);
        if !(0..=now.0 + AHEAD_MS).contains(&at.0) {
            return Err(Problem::invalid(
                "at",
                "It cannot have happened in the future: make it a task, with the day until when.",
            ));
        }
        let row = ActivityRow {
            id: new.id,
            opportunity: deal,
            author: self.me.person,
            contact: new.contact,
            kind: new.kind,
            at,
            due_day: new.due_day,
            done_at: None,
            text: new.text.trim().to_owned(),
            created_at: now,
            deleted: false,
        };
        self.fits(&row)?;
        let row = self.engine.store().log_activity(&row).await?;
        self.said(deal, row).await
    }

    /// Changes an activity, ticks a task off, takes one away or back.
    pub async fn change_activity(
        &self,
        deal: OpportunityId,
        id: ActivityId,
        change: ActivityChange,
    ) -> Result<Activity, Problem> {
        self.may_say(deal).await?;
        let now = self.engine.clock().now();
        let row = self.engine.store().change_activity(deal, id, |row| {
            if let Some(text) = &change.text {
                row.text = text.trim().to_owned();
            }
            row.due_day = change.due_day.or(row.due_day);
            match change.done {
                Some(_) if row.kind != ActivityKind::Task => return Err(Problem::invalid("done", "Only a task can be done.")),
                Some(true) => row.done_at = row.done_at.or(Some(now)),
                Some(false) => row.done_at = None,
                None => {}
            }
            row.deleted = change.deleted.unwrap_or(row.deleted);
            self.fits(row)
        });
        self.said(deal, row.await?).await
    }

    /// One's own open tasks.
    pub async fn tasks(&self, query: &ListActivitiesQuery) -> Result<Page<Task>, Problem> {
        let after = place(query.after.as_deref())?;
        let after = after.map(|(day, id)| Ok::<_, Problem>((Day(i32::try_from(day).map_err(|_| bad_place())?), ActivityId(id))));
        let mut rows = self.engine.store().tasks(self.me.person, after.transpose()?, PAGE as i64 + 1).await?;
        let next = more(&mut rows).map(|(last, _)| format!("{}~{}", last.due_day.unwrap_or(Day(0)).0, last.id));
        // A deal one no longer sees is not spoken of, whoever wrote the task.
        let mut seen = Vec::with_capacity(rows.len());
        for (row, name) in rows {
            if self.must_see(row.opportunity).await.is_ok() {
                seen.push((row, name));
            }
        }
        let names = self.names_said(&seen.iter().map(|(row, _)| row.clone()).collect::<Vec<_>>()).await?;
        let total = seen.len() as i64;
        let items = seen.into_iter().map(|(row, name)| Task { activity: named(row, &names), opportunity_name: name });
        Ok(Page { items: items.collect(), next, total })
    }

    /// Where a deal's papers are.
    pub async fn links(&self, deal: OpportunityId, query: &ListActivitiesQuery) -> Result<Page<Link>, Problem> {
        self.must_see(deal).await?;
        let after = place(query.after.as_deref())?.map(|(at, id)| (Instant(at), LinkId(id)));
        let (mut rows, total) = self.engine.store().links(deal, after, PAGE as i64 + 1).await?;
        let next = more(&mut rows).map(|last| format!("{}~{}", last.created_at.0, last.id));
        let authors: BTreeSet<Uuid> = rows.iter().map(|row| row.author.0).collect();
        let names = self.engine.store().names(&Vec::from_iter(authors)).await?;
        Ok(Page { items: rows.into_iter().map(|row| named_link(row, &names)).collect(), next, total })
    }

    /// Adds a link.
    pub async fn add_link(&self, deal: OpportunityId, new: NewLink) -> Result<Link, Problem> {
        self.may_say(deal).await?;
        let url = address(&new.url)?;
        let title = title(&new.title)?;
        let row = LinkRow {
            id: new.id,
            opportunity: deal,
            author: self.me.person,
            title: if title.is_empty() { url.chars().take(200).collect() } else { title },
            url,
            created_at: self.engine.clock().now(),
            deleted: false,
        };
        let row = self.engine.store().add_link(&row).await?;
        self.linked(deal, row).await
    }

    /// Changes a link's title, takes it away or back.
    pub async fn change_link(&self, deal: OpportunityId, id: LinkId, change: LinkChange) -> Result<Link, Problem> {
        self.may_say(deal).await?;
        let row = self.engine.store().change_link(deal, id, |row| {
            if let Some(text) = &change.title {
                row.title = title(text)?;
                if row.title.is_empty() {
                    return Err(Problem::invalid("title", "Say what it is called."));
                }
            }
            row.deleted = change.deleted.unwrap_or(row.deleted);
            Ok(())
        });
        self.linked(deal, row.await?).await
    }

    /// Whoever may change a deal may say something about it.
    async fn may_say(&self, deal: OpportunityId) -> Result<(), Problem> {
        if !self.me.role.changes_deals() {
            return Err(may_not_write());
        }
        self.visible(deal).await.map(drop)
    }

    fn fits(&self, row: &ActivityRow) -> Result<(), Problem> {
        let length = row.text.chars().count();
        if length > LONGEST || row.text.contains('\0') {
            return Err(Problem::invalid("text", format!("A text of at most {LONGEST} characters is possible.")));
        }
        let task = row.kind == ActivityKind::Task;
        if length == 0 && matches!(row.kind, ActivityKind::Note | ActivityKind::Task) {
            return Err(Problem::invalid("text", "Say what there is to note, or to do."));
        }
        if task != row.due_day.is_some() {
            let message = if task { "Say until when it is to be done." } else { "Only a task has a day until when." };
            return Err(Problem::invalid("due_day", message));
        }
        self.within_reason([("due_day", row.due_day)])
    }

    async fn names_said(&self, rows: &[ActivityRow]) -> Result<HashMap<Uuid, String>, Problem> {
        let ids: BTreeSet<Uuid> =
            rows.iter().flat_map(|row| [Some(row.author.0), row.contact.map(|id| id.0)]).flatten().collect();
        Ok(self.engine.store().names(&Vec::from_iter(ids)).await?)
    }

    async fn said(&self, deal: OpportunityId, row: ActivityRow) -> Result<Activity, Problem> {
        self.engine.tell(Topic::Activities(deal));
        let names = self.names_said(std::slice::from_ref(&row)).await?;
        Ok(named(row, &names))
    }

    async fn linked(&self, deal: OpportunityId, row: LinkRow) -> Result<Link, Problem> {
        self.engine.tell(Topic::Activities(deal));
        let names = self.engine.store().names(&[row.author.0]).await?;
        Ok(named_link(row, &names))
    }
}

/// Takes away what is beyond a page; the last that stays, if anything was.
fn more<T>(rows: &mut Vec<T>) -> Option<&T> {
    let beyond = rows.len() > PAGE;
    rows.truncate(PAGE);
    rows.last().filter(|_| beyond)
}

fn bad_place() -> Problem {
    Problem::invalid("after", "is not from an answer before")
}

/// `<number>~<id>`.
fn place(after: Option<&str>) -> Result<Option<(i64, Uuid)>, Problem> {
    let read = |after: &str| {
        let (number, id) = after.split_once('~')?;
        Some((number.parse().ok()?, Uuid::try_parse(id).ok()?))
    };
    after.map(|after| read(after).ok_or_else(bad_place)).transpose()
}

/// An address that a browser opens, and nothing it would run.
fn address(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let rest = ["https://", "http://"].iter().find_map(|scheme| lower.strip_prefix(scheme));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    if host.is_empty() || text.len() > 2_000 || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(Problem::invalid(
            "url",
            "Write a whole address of at most 2000 characters, such as https://example.com/offer.pdf.",
        ));
    }
    Ok(text.to_owned())
}

fn title(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.chars().count() > 200 || text.contains('\0') {
        return Err(Problem::invalid("title", "A title of at most 200 characters is possible."));
    }
    Ok(text.to_owned())
}

fn named(row: ActivityRow, names: &HashMap<Uuid, String>) -> Activity {
    Activity {
        id: row.id,
        opportunity: row.opportunity,
        kind: row.kind,
        author: row.author,
        author_name: names.get(&row.author.0).cloned(),
        contact: row.contact,
        contact_name: row.contact.and_then(|id| names.get(&id.0).cloned()),
        at: row.at,
        due_day: row.due_day,
        done_at: row.done_at,
        text: row.text,
        created_at: row.created_at,
        deleted: row.deleted,
    }
}

fn named_link(row: LinkRow, names: &HashMap<Uuid, String>) -> Link {
    Link {
        id: row.id,
        url: row.url,
        title: row.title,
        author: row.author,
        author_name: names.get(&row.author.0).cloned(),
        created_at: row.created_at,
        deleted: row.deleted,
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_is_one_that_is_opened_and_not_run() {
        for good in ["https://example.com/a b".replace(' ', "%20").as_str(), "HTTP://example.com", " https://x.it/?q=1#a "] {
            assert_eq!(address(good).ok().as_deref(), Some(good.trim()));
        }
        for bad in ["javascript:alert(1)", "example.com", "https://", "https:///x", "data:text/html,x", "https://a b", "ftp://x"]
        {
            assert!(address(bad).is_err(), "{bad}");
        }
    }
}
