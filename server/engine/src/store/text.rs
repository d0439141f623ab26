//! What a list shows of deals beside what the ledger knows: texts, for the rows shown.

use super::db::{all, all_in, one, statements};
use super::row::read_lines;
use super::{Result, Store};
use domain::{Line, LogNo, OpportunityId};
use std::collections::HashMap;
use uuid::Uuid;

/// A deal's texts, and its lines as they were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DealText {
    /// Its name.
    pub name: String,
    /// What happens next.
    pub next_step: Option<String>,
    /// What it is made of.
    pub lines: Vec<Line>,
}

statements! {
    /// Of what was written live ($2 is the nil batch) the position is the log number: a deal's other versions are not looked at.
    TEXTS = "select o.id, o.log, o.name, o.next_step,
            coalesce(
              (select v.lines from opportunity_version v
               where v.opportunity_id = o.id and v.batch_id = $2 and v.position = o.log),
              (select v.lines from opportunity_version v join batch b on b.id = v.batch_id
               where v.opportunity_id = o.id and v.batch_id > $2 and b.log_base + v.position = o.log))
        from opportunity o
        where o.id in (select unhex(value) from json_each($1))",
        postgres: "select o.id, o.log, o.name, o.next_step,
            coalesce(
              (select v.lines from opportunity_version v
               where v.opportunity_id = o.id and v.batch_id = $2 and v.position = o.log),
              (select v.lines from opportunity_version v join batch b on b.id = v.batch_id
               where v.opportunity_id = o.id and v.batch_id > $2 and b.log_base + v.position = o.log))
        from opportunity o
        where o.id = any($1)";
    ANY = "select 1 from opportunity where not deleted limit 1";
    INACTIVE = "select id from person where not active";
}

impl Store {
    /// The texts of these deals at these versions. The current rows know them, but not while those of an import are still
    /// being made: then they come from the versions.
    pub async fn deal_texts(&self, deals: &[(OpportunityId, LogNo)]) -> Result<HashMap<OpportunityId, DealText>> {
        let ids: Vec<Uuid> = deals.iter().map(|(id, _)| id.0).collect();
        let mut texts = HashMap::with_capacity(ids.len());
        if ids.is_empty() {
            return Ok(texts);
        }
        let mut conn = self.db.read_fresh().await?;
        let mut current = HashMap::with_capacity(ids.len());
        type Text = (Uuid, i64, String, Option<String>, Option<String>);
        for (id, log, name, next_step, written) in all_in!(conn, TEXTS => Text; ids.as_slice(); Uuid::nil())? {
            let mut lines = Vec::new();
            read_lines(written.as_deref().unwrap_or("[]"), &mut lines)?;
            current.insert(id, (LogNo(log), DealText { name, next_step, lines }));
        }
        drop(conn);
        for &(id, log) in deals {
            match current.remove(&id.0) {
                // A later one has been written meanwhile: it is as good.
                Some((known, text)) if known >= log => drop(texts.insert(id, text)),
                _ => {
                    if let Some(version) = self.latest(id).await? {
                        let domain::State { name, next_step, lines, .. } = version.state;
                        texts.insert(id, DealText { name, next_step, lines });
                    }
                }
            }
        }
        Ok(texts)
    }

    /// Whether there is a deal that is not deleted.
    pub async fn has_opportunities(&self) -> Result<bool> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, ANY => (i32,))?.is_some())
    }

    /// The people who have left.
    pub async fn inactive_people(&self) -> Result<Vec<Uuid>> {
        let mut conn = self.db.read().await?;
        Ok(all!(conn, INACTIVE => (Uuid,))?.into_iter().map(|(id,)| id).collect())
    }
}
