//! A person's inbox.

use crate::View;
use crate::view::PAGE;
use contract::inbox::{Notice, NoticeDeal, NoticesQuery, Unread};
use contract::live::Topic;
use contract::{Page, Problem};
use domain::OpportunityId;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

impl View {
    /// What the person has been told, the latest first.
    pub async fn notices(&self, query: &NoticesQuery) -> Result<Page<Notice>, Problem> {
        let store = self.engine.store();
        let before = query
            .after
            .as_deref()
            .map(|after| after.parse::<Uuid>().map_err(|_| Problem::invalid("after", "is not from an answer before")));
        let person = self.me.person;
        let mut rows = store.notices(person, query.unread, before.transpose()?, PAGE as i64 + 1).await?;
        let total = store.count_notices(person, query.unread).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows.last().filter(|_| more).map(|row| row.id.to_string());
        let deals: BTreeSet<OpportunityId> = rows.iter().flat_map(|row| row.news.deals()).copied().collect();
        let names = self.names_of_deals(&Vec::from_iter(deals)).await?;
        let items = rows.into_iter().map(|row| {
            let named = row.news.deals().iter().filter_map(|id| Some(NoticeDeal { id: *id, name: names.get(id)?.clone() }));
            Notice { deals: named.collect(), id: row.id, at: row.at, read: row.read, from: row.from, news: row.news }
        });
        Ok(Page { items: items.collect(), next, total })
    }

    /// What deals are called, of those the person may see.
    pub(crate) async fn names_of_deals(&self, deals: &[OpportunityId]) -> Result<HashMap<OpportunityId, String>, Problem> {
        let seen = self.seen(deals).await?;
        Ok(self.engine.store().deal_names(&seen).await?.into_iter().collect())
    }

    /// Those of these deals that the person may see.
    pub(crate) async fn seen(&self, deals: &[OpportunityId]) -> Result<Vec<OpportunityId>, Problem> {
        if deals.is_empty() || !self.me.role.sees_deals() {
            return Ok(Vec::new());
        }
        let seen = self.engine.ledger().read(None, |columns| {
            let scope = self.deals(columns)?;
            let sees = |id: &&OpportunityId| columns.deals.find(id.0).is_some_and(|deal| scope.sees(&columns.deals, deal));
            Ok(deals.iter().filter(sees).copied().collect())
        });
        seen.await?
    }

    /// How much of it is unread.
    pub async fn unread(&self) -> Result<Unread, Problem> {
        Ok(Unread { unread: self.engine.store().count_notices(self.me.person, true).await? })
    }

    /// Marks one notice as read.
    pub async fn read_notice(&self, id: Uuid) -> Result<Unread, Problem> {
        if !self.engine.store().read_notice(self.me.person, id).await? {
            return Err(Problem::not_found("notice"));
        }
        self.engine.tell(Topic::Inbox(self.me.person));
        self.unread().await
    }

    /// Marks as read all up to one.
    pub async fn read_notices(&self, upto: Uuid) -> Result<Unread, Problem> {
        self.engine.store().read_notices(self.me.person, upto).await?;
        self.engine.tell(Topic::Inbox(self.me.person));
        self.unread().await
    }
}
