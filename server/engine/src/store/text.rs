//! What a list shows of deals beside what the ledger knows: texts, for the rows shown.

use super::db::{all, all_in, one, statements};
use super::{Result, Store};
use domain::{LogNo, OpportunityId};
use std::collections::HashMap;
use uuid::Uuid;

/// A deal's texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DealText {
    /// Its name.
    pub name: String,
    /// What happens next.
    pub next_step: Option<String>,
}

statements! {
    TEXTS = "select id, log, name, next_step
        from opportunity
        where id in (select unhex(value) from json_each($1))",
        postgres: "select id, log, name, next_step
        from opportunity
        where id = any($1)";
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
        for (id, log, name, next_step) in all_in!(conn, TEXTS => (Uuid, i64, String, Option<String>); ids.as_slice())? {
            current.insert(id, (LogNo(log), DealText { name, next_step }));
        }
        drop(conn);
        for &(id, log) in deals {
            match current.remove(&id.0) {
                // A later one has been written meanwhile: it is as good.
                Some((known, text)) if known >= log => drop(texts.insert(id, text)),
                _ => {
                    if let Some(version) = self.latest(id).await? {
                        texts.insert(id, DealText { name: version.state.name, next_step: version.state.next_step });
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
