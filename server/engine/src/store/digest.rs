//! What a digest is made of: the deals of one person, and what there is to do.

use super::db::{all, statements};
use super::{Result, Store};
use domain::{Day, OpportunityId, PersonId};
use uuid::Uuid;

/// How many deals of one person are looked at: nobody works on more.
const MOST: i64 = 500;

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

    /// The tasks of a person that are due by a day: deal, what, until when.
    pub(crate) async fn tasks_due(&self, person: PersonId, by: Day) -> Result<Vec<(OpportunityId, String, Day)>> {
        let mut conn = self.db.read_fresh().await?;
        let rows = all!(conn, TASKS => (Uuid, String, i32); person.0, by.0, MOST)?;
        Ok(rows.into_iter().map(|(deal, what, due)| (OpportunityId(deal), what, Day(due))).collect())
    }
}
