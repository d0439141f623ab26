//! What a digest is made of: the deals of one person, and what there is to do.

use super::db::{all, statements};
use super::{Result, Store};
use domain::{ActivityId, Day, OpportunityId, PersonId};
use uuid::Uuid;

/// How many deals of one person are looked at: nobody works on more.
const MOST: i64 = 500;

/// A task that is due.
pub(crate) struct TaskDue {
    pub(crate) task: ActivityId,
    pub(crate) whose: PersonId,
    pub(crate) deal: OpportunityId,
    pub(crate) what: String,
    pub(crate) due: Day,
}

statements! {
    OPEN_OF = "select id
        from opportunity
        where owner_id = $1
          and stage in (select value from json_each($2))
          and not deleted
        limit $3", postgres: "select id
        from opportunity
        where owner_id = $1
          and stage in (select value::smallint from json_array_elements_text($2::json))
          and not deleted
        limit $3";
    /// Tasks that are open and came due in these days: task, whose, deal, what, until when.
    DUE = "select a.id, a.author_id, a.opportunity_id, a.content, a.due_day
        from activity a
        join opportunity o on o.id = a.opportunity_id
        where a.due_day between $1 and $2
          and a.done_at is null
          and not a.deleted
          and not o.deleted
        order by a.due_day, a.id";
    TASKS = "select opportunity_id, content, due_day
        from activity
        where author_id = $1
          and due_day <= $2
          and due_day is not null
          and done_at is null
          and not deleted
        order by due_day, id
        limit $3";
}

impl Store {
    /// The open deals a person owns.
    pub(crate) async fn open_deals_of(&self, owner: PersonId, open_stages: &[i16]) -> Result<Vec<OpportunityId>> {
        let mut conn = self.db.read_fresh().await?;
        let stages = serde_json::Value::from(open_stages).to_string();
        let rows = all!(conn, OPEN_OF => (Uuid,); owner.0, stages, MOST)?;
        Ok(rows.into_iter().map(|(id,)| OpportunityId(id)).collect())
    }

    /// What tasks came due from a day to another and are open.
    pub(crate) async fn came_due(&self, from: Day, to: Day) -> Result<Vec<TaskDue>> {
        let mut conn = self.db.read_fresh().await?;
        let rows = all!(conn, DUE => (Uuid, Uuid, Uuid, String, i32); from.0, to.0)?;
        let read = |(task, whose, deal, what, due)| TaskDue {
            task: ActivityId(task),
            whose: PersonId(whose),
            deal: OpportunityId(deal),
            what,
            due: Day(due),
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// The tasks of a person that are due by a day: deal, what, until when.
    pub(crate) async fn tasks_due(&self, person: PersonId, by: Day) -> Result<Vec<(OpportunityId, String, Day)>> {
        let mut conn = self.db.read_fresh().await?;
        let rows = all!(conn, TASKS => (Uuid, String, i32); person.0, by.0, MOST)?;
        Ok(rows.into_iter().map(|(deal, what, due)| (OpportunityId(deal), what, Day(due))).collect())
    }
}
