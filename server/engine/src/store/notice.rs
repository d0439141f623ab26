//! What people are told.

use super::code::unreadable;
use super::db::{Tx, all, all_in, one, run, statements};
use super::{Result, Store};
use contract::inbox::News;
use domain::{Instant, OpportunityId, PersonId};
use sqlx::FromRow;
use uuid::Uuid;

/// Something to tell a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotice {
    /// Whom.
    pub person: PersonId,
    /// Who says so; nobody: the system.
    pub from: Option<PersonId>,
    /// What.
    pub news: News,
    /// What names it, if it is to be told once only.
    pub once: Option<String>,
}

/// A notice as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    /// Its id; later ones have greater ones.
    pub id: Uuid,
    /// What the person is called who says so.
    pub from: Option<String>,
    /// What.
    pub news: News,
    /// When.
    pub at: Instant,
    /// Whether it has been read.
    pub read: bool,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    sender: Option<String>,
    content: String,
    created_at: i64,
    read_at: Option<i64>,
}

statements! {
    ADD = "insert into notice (id, person_id, opportunity_id, sender_id, content, once, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (person_id, once) do nothing";
    /// Before an id, the latest first.
    LIST = "select n.id, p.name as sender, n.content, n.created_at, n.read_at
        from notice n
        left join person_identity p on p.person_id = n.sender_id
        where n.person_id = $1
          and n.id < $2
        order by n.id desc
        limit $3";
    LIST_UNREAD = "select n.id, p.name as sender, n.content, n.created_at, n.read_at
        from notice n
        left join person_identity p on p.person_id = n.sender_id
        where n.person_id = $1
          and n.id < $2
          and n.read_at is null
        order by n.id desc
        limit $3";
    COUNT = "select count(*) from notice where person_id = $1";
    COUNT_UNREAD = "select count(*) from notice where person_id = $1 and read_at is null";
    READ = "update notice
        set read_at = coalesce(read_at, $3)
        where person_id = $1
          and id = $2";
    READ_UPTO = "update notice
        set read_at = $3
        where person_id = $1
          and id <= $2
          and read_at is null";
    DEALS = "select id, name from opportunity where id in (select unhex(value) from json_each($1))",
        postgres: "select id, name from opportunity where id = any($1)";
}

/// Writes it down in a transaction; `false`: it has been told already.
pub(super) async fn add(tx: &mut Tx, notice: &NewNotice, now: Instant) -> Result<bool> {
    let content = serde_json::to_string(&notice.news).map_err(|error| unreadable("a notice", error))?;
    let deal = match notice.news.deals() {
        [deal] => Some(deal.0),
        _ => None,
    };
    let from = notice.from.map(|person| person.0);
    Ok(run!(tx, ADD; Uuid::now_v7(), notice.person.0, deal, from, content, notice.once.as_deref(), now.0)? > 0)
}

impl Row {
    fn read(self) -> Result<NoticeRow> {
        Ok(NoticeRow {
            id: self.id,
            from: self.sender,
            news: serde_json::from_str(&self.content).map_err(|error| unreadable("a notice", error))?,
            at: Instant(self.created_at),
            read: self.read_at.is_some(),
        })
    }
}

impl Store {
    /// A person's notices before this one, the latest first.
    pub(crate) async fn notices(
        &self,
        person: PersonId,
        unread: bool,
        before: Option<Uuid>,
        limit: i64,
    ) -> Result<Vec<NoticeRow>> {
        let mut conn = self.db.read_fresh().await?;
        let before = before.unwrap_or(Uuid::max());
        let rows = match unread {
            true => all!(conn, LIST_UNREAD => Row; person.0, before, limit)?,
            false => all!(conn, LIST => Row; person.0, before, limit)?,
        };
        rows.into_iter().map(Row::read).collect()
    }

    /// How many a person has, or has not read.
    pub(crate) async fn count_notices(&self, person: PersonId, unread: bool) -> Result<i64> {
        let mut conn = self.db.read_fresh().await?;
        let count = match unread {
            true => one!(conn, COUNT_UNREAD => (i64,); person.0)?,
            false => one!(conn, COUNT => (i64,); person.0)?,
        };
        Ok(count.map_or(0, |(count,)| count))
    }

    /// Marks one as read; `false`: the person has no such notice.
    pub(crate) async fn read_notice(&self, person: PersonId, id: Uuid) -> Result<bool> {
        let mut tx = self.db.write().await?;
        let found = run!(tx, READ; person.0, id, self.clock.now().0)?;
        tx.commit().await?;
        Ok(found > 0)
    }

    /// Marks as read all up to one.
    pub(crate) async fn read_notices(&self, person: PersonId, upto: Uuid) -> Result<()> {
        let mut tx = self.db.write().await?;
        run!(tx, READ_UPTO; person.0, upto, self.clock.now().0)?;
        tx.commit().await
    }

    /// What deals are called now.
    pub(crate) async fn deal_names(&self, deals: &[OpportunityId]) -> Result<Vec<(OpportunityId, String)>> {
        if deals.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Uuid> = deals.iter().map(|deal| deal.0).collect();
        let mut conn = self.db.read_fresh().await?;
        let rows = all_in!(conn, DEALS => (Uuid, String); ids.as_slice())?;
        Ok(rows.into_iter().map(|(id, name)| (OpportunityId(id), name)).collect())
    }
}
