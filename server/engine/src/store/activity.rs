//! Activities, tasks and links of deals. They are not in the log: no number rests on them.

use super::bulk::{bulks, write_many};
use super::code::unreadable;
use super::db::{Tx, all, all_in, one, run, statements};
use super::log::try_again;
use super::{Result, Store};
use contract::Problem;
use domain::activity::ActivityKind;
use domain::{ActivityId, ContactId, Day, Instant, LinkId, OpportunityId, PersonId};
use sqlx::FromRow;
use std::collections::HashMap;
use uuid::Uuid;

/// An activity as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityRow {
    /// Its id.
    pub id: ActivityId,
    /// The deal.
    pub opportunity: OpportunityId,
    /// Who said so.
    pub author: PersonId,
    /// With whom.
    pub contact: Option<ContactId>,
    /// What it is.
    pub kind: ActivityKind,
    /// When it happened, or was written down.
    pub at: Instant,
    /// Until when it is to be done.
    pub due_day: Option<Day>,
    /// When it was done.
    pub done_at: Option<Instant>,
    /// What there is to say.
    pub text: String,
    /// When it was said.
    pub created_at: Instant,
    /// Whether it has been taken away.
    pub deleted: bool,
}

/// A link as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// Its id.
    pub id: LinkId,
    /// The deal.
    pub opportunity: OpportunityId,
    /// Who added it.
    pub author: PersonId,
    /// Where it is.
    pub url: String,
    /// What it is called.
    pub title: String,
    /// When it was added.
    pub created_at: Instant,
    /// Whether it has been taken away.
    pub deleted: bool,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    opportunity_id: Uuid,
    author_id: Uuid,
    contact_id: Option<Uuid>,
    kind: i16,
    at: i64,
    due_day: Option<i32>,
    done_at: Option<i64>,
    content: String,
    created_at: i64,
    deleted: bool,
}

#[derive(FromRow)]
struct TaskRow {
    #[sqlx(flatten)]
    row: Row,
    name: String,
}

type LinkColumns = (Uuid, Uuid, Uuid, String, String, i64, bool);

macro_rules! activities {
    ($more:literal, $rest:literal) => {
        concat!(
            "select a.id, a.opportunity_id, a.author_id, a.contact_id, a.kind, a.at, a.due_day, a.done_at, a.content, a.created_at,
          a.deleted",
            $more,
            "
        from activity a ",
            $rest
        )
    };
}

macro_rules! links {
    ($rest:literal) => {
        concat!("select l.id, l.opportunity_id, l.author_id, l.url, l.title, l.created_at, l.deleted from link l ", $rest)
    };
}

statements! {
    OF_DEAL = activities!("", "where a.opportunity_id = $1
          and not a.deleted
          and (a.at, a.id) < ($2, $3)
        order by a.at desc, a.id desc
        limit $4");
    COUNT_OF_DEAL = "select count(*) from activity where opportunity_id = $1 and not deleted";
    ONE_OF_DEAL = activities!("", "where a.opportunity_id = $1 and a.id = $2");
    TASKS = activities!(", o.name", "join opportunity o on o.id = a.opportunity_id
        where a.author_id = $1
          and a.due_day is not null
          and a.done_at is null
          and not a.deleted
          and not o.deleted
          and (a.due_day, a.id) > ($2, $3)
        order by a.due_day, a.id
        limit $4");
    /// When something was last done about each of these deals: a task that is open has not been.
    LAST = "select opportunity_id, max(coalesce(done_at, at))
        from activity
        where opportunity_id in (select unhex(value) from json_each($1))
          and not deleted
          and (due_day is null or done_at is not null)
          and coalesce(done_at, at) <= $2
        group by opportunity_id", postgres: "select opportunity_id, max(coalesce(done_at, at))
        from activity
        where opportunity_id = any($1)
          and not deleted
          and (due_day is null or done_at is not null)
          and coalesce(done_at, at) <= $2
        group by opportunity_id";
    LOG = "insert into activity (opportunity_id, id, author_id, contact_id, kind, at, due_day, done_at, content, created_at, deleted)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (opportunity_id, id) do nothing";
    CHANGE = "update activity
        set due_day = $3, done_at = $4, content = $5, deleted = $6
        where opportunity_id = $1
          and id = $2";
    LINKS = links!("where l.opportunity_id = $1
          and not l.deleted
          and (l.created_at, l.id) < ($2, $3)
        order by l.created_at desc, l.id desc
        limit $4");
    COUNT_LINKS = "select count(*) from link where opportunity_id = $1 and not deleted";
    LINK = links!("where l.opportunity_id = $1 and l.id = $2");
    ADD_LINK = "insert into link (opportunity_id, id, author_id, url, title, created_at, deleted)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (opportunity_id, id) do nothing";
    CHANGE_LINK = "update link
        set title = $3, deleted = $4
        where opportunity_id = $1
          and id = $2";
}

bulks! {
    ADD_MANY = "insert into activity (opportunity_id, id, author_id, contact_id, kind, at, due_day, done_at, content, created_at,
          deleted)" [uuid, uuid, uuid, uuid, smallint, bigint, integer, bigint, text, bigint, boolean]
        "on conflict (opportunity_id, id) do nothing";
}

impl Row {
    fn read(self) -> Result<ActivityRow> {
        Ok(ActivityRow {
            id: ActivityId(self.id),
            opportunity: OpportunityId(self.opportunity_id),
            author: PersonId(self.author_id),
            contact: self.contact_id.map(ContactId),
            kind: ActivityKind::from_code(self.kind).ok_or_else(|| unreadable("the kind of an activity", self.kind))?,
            at: Instant(self.at),
            due_day: self.due_day.map(Day),
            done_at: self.done_at.map(Instant),
            text: self.content,
            created_at: Instant(self.created_at),
            deleted: self.deleted,
        })
    }
}

fn read_link((id, deal, author, url, title, created_at, deleted): LinkColumns) -> LinkRow {
    LinkRow {
        id: LinkId(id),
        opportunity: OpportunityId(deal),
        author: PersonId(author),
        url,
        title,
        created_at: Instant(created_at),
        deleted,
    }
}

impl Store {
    /// When something was last done about each of these deals, up to an instant.
    pub async fn last_activities(&self, deals: &[OpportunityId], upto: Instant) -> Result<HashMap<OpportunityId, Instant>> {
        let mut conn = self.db.read_fresh().await?;
        let ids: Vec<Uuid> = deals.iter().map(|deal| deal.0).collect();
        let rows = all_in!(conn, LAST => (Uuid, i64); ids.as_slice(); upto.0)?;
        Ok(rows.into_iter().map(|(deal, at)| (OpportunityId(deal), Instant(at))).collect())
    }

    /// A deal's activities, latest first, after one (by instant and id), at most `limit`; and how many there are.
    pub async fn activities(
        &self,
        deal: OpportunityId,
        after: Option<(Instant, ActivityId)>,
        limit: i64,
    ) -> Result<(Vec<ActivityRow>, i64)> {
        let (at, id) = after.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.0, id.0));
        let mut conn = self.db.read_fresh().await?;
        let total = one!(conn, COUNT_OF_DEAL => (i64,); deal.0)?.map_or(0, |(count,)| count);
        let rows = all!(conn, OF_DEAL => Row; deal.0, at, id, limit)?;
        Ok((rows.into_iter().map(Row::read).collect::<Result<_>>()?, total))
    }

    /// Somebody's open tasks on deals that are there, those due first first, each with its deal's name.
    pub async fn tasks(
        &self,
        person: PersonId,
        after: Option<(Day, ActivityId)>,
        limit: i64,
    ) -> Result<Vec<(ActivityRow, String)>> {
        let (day, id) = after.map_or((i32::MIN, Uuid::nil()), |(day, id)| (day.0, id.0));
        let mut conn = self.db.read_fresh().await?;
        let rows = all!(conn, TASKS => TaskRow; person.0, day, id, limit)?;
        rows.into_iter().map(|task| Ok((task.row.read()?, task.name))).collect()
    }

    /// Keeps an activity. One with its id that says the same is that one; one that says something else is a conflict.
    pub async fn log_activity(&self, row: &ActivityRow) -> Result<ActivityRow> {
        let mut tried = 0;
        loop {
            let done = async {
                let mut tx = self.db.write().await?;
                run!(tx, LOG; row.opportunity.0, row.id.0, row.author.0, row.contact.map(|id| id.0), row.kind.code(), row.at.0,
                    row.due_day.map(|day| day.0), row.done_at.map(|at| at.0), &row.text, row.created_at.0, row.deleted)?;
                let kept = activity(&mut tx, row.opportunity, row.id).await?;
                tx.commit().await?;
                Ok(kept)
            };
            let kept: ActivityRow = match done.await {
                Err(error) if try_again(&error, tried).await => {
                    tried += 1;
                    continue;
                }
                done => done?,
            };
            let what = |row: &ActivityRow| (row.author, row.kind, row.contact);
            return if what(&kept) == what(row) { Ok(kept) } else { Err(taken("activity").into()) };
        }
    }

    /// Keeps many at once, of a company that is made up. Those that are there stay.
    pub async fn add_activities(&self, rows: &[ActivityRow]) -> Result<()> {
        let mut tx = self.db.stage().await?;
        write_many!(tx, ADD_MANY; rows => row; row.opportunity.0, row.id.0, row.author.0, row.contact.map(|id| id.0), row.kind.code(),
            row.at.0, row.due_day.map(|day| day.0), row.done_at.map(|at| at.0), row.text.as_str(), row.created_at.0, row.deleted);
        tx.commit().await
    }

    /// Changes an activity.
    pub async fn change_activity(
        &self,
        deal: OpportunityId,
        id: ActivityId,
        change: impl Fn(&mut ActivityRow) -> std::result::Result<(), Problem>,
    ) -> Result<ActivityRow> {
        let mut tx = self.db.write().await?;
        let mut row = activity(&mut tx, deal, id).await?;
        change(&mut row)?;
        run!(tx, CHANGE; deal.0, id.0, row.due_day.map(|day| day.0), row.done_at.map(|at| at.0), &row.text, row.deleted)?;
        tx.commit().await?;
        Ok(row)
    }

    /// A deal's links, latest first, after one, at most `limit`; and how many there are.
    pub async fn links(&self, deal: OpportunityId, after: Option<(Instant, LinkId)>, limit: i64) -> Result<(Vec<LinkRow>, i64)> {
        let (at, id) = after.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.0, id.0));
        let mut conn = self.db.read_fresh().await?;
        let total = one!(conn, COUNT_LINKS => (i64,); deal.0)?.map_or(0, |(count,)| count);
        let rows = all!(conn, LINKS => LinkColumns; deal.0, at, id, limit)?;
        Ok((rows.into_iter().map(read_link).collect(), total))
    }

    /// Keeps a link. One with its id that leads to the same address is that one; one that leads elsewhere is a conflict.
    pub async fn add_link(&self, row: &LinkRow) -> Result<LinkRow> {
        let mut tx = self.db.write().await?;
        run!(tx, ADD_LINK; row.opportunity.0, row.id.0, row.author.0, &row.url, &row.title, row.created_at.0, row.deleted)?;
        let kept = link(&mut tx, row.opportunity, row.id).await?;
        tx.commit().await?;
        if kept.url == row.url && kept.author == row.author { Ok(kept) } else { Err(taken("link").into()) }
    }

    /// Changes a link.
    pub async fn change_link(
        &self,
        deal: OpportunityId,
        id: LinkId,
        change: impl Fn(&mut LinkRow) -> std::result::Result<(), Problem>,
    ) -> Result<LinkRow> {
        let mut tx = self.db.write().await?;
        let mut row = link(&mut tx, deal, id).await?;
        change(&mut row)?;
        run!(tx, CHANGE_LINK; deal.0, id.0, &row.title, row.deleted)?;
        tx.commit().await?;
        Ok(row)
    }
}

async fn activity(tx: &mut Tx, deal: OpportunityId, id: ActivityId) -> Result<ActivityRow> {
    one!(tx, ONE_OF_DEAL => Row; deal.0, id.0)?.ok_or_else(|| Problem::not_found("activity"))?.read()
}

async fn link(tx: &mut Tx, deal: OpportunityId, id: LinkId) -> Result<LinkRow> {
    Ok(read_link(one!(tx, LINK => LinkColumns; deal.0, id.0)?.ok_or_else(|| Problem::not_found("link"))?))
}

fn taken(what: &str) -> Problem {
    Problem::conflict(format!("There is another {what} with this id already: make a new id."))
}
