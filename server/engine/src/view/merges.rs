//! Duplicates, as one person may find them, make them one, and take them apart again.

use super::View;
use super::opportunities::PAGE;
use crate::store::{Alike, MergeRow};
use contract::contact::Contact;
use contract::merge::{
    Because, Candidate, CandidateField, DistinctBody, Duplicate, ListDuplicatesQuery, ListMergesQuery, Merge, MergeAccountsBody,
    MergeContactsBody, Mergeable,
};
use contract::{Page, Problem};
use domain::{AccountId, ContactId, Instant, PersonId};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// How many groups are looked through for those that the person may merge.
const LOOKED: i64 = 500;
/// How many of one group are shown.
const MOST: usize = 20;

impl View {
    /// Those that look the same, and that the person may merge.
    pub async fn duplicates(&self, query: &ListDuplicatesQuery) -> Result<Page<Duplicate>, Problem> {
        if !self.me.role.changes_deals() {
            return Err(Problem::forbidden("Your role can look at accounts, but not merge them."));
        }
        let kind = query.kind.unwrap_or(Mergeable::Account);
        let reasons = match kind {
            Mergeable::Account => [Because::Name, Because::Domain],
            Mergeable::Contact => [Because::Mail, Because::Name],
        };
        let distinct = self.engine.store().distinct().await?;
        let mut groups: Vec<(Because, String, Vec<Uuid>)> = Vec::new();
        for because in reasons {
            let alike = self.engine.store().alike(kind, because, "", LOOKED).await?;
            for some in alike.chunk_by(|a, b| a.common == b.common) {
                let ids = apart(some, &distinct);
                let known = groups.iter().any(|(_, _, others)| ids.iter().all(|id| others.contains(id)));
                if ids.len() > 1 && !known && query.of.is_none_or(|of| ids.contains(&of)) {
                    groups.push((because, some[0].common.clone(), ids));
                }
            }
        }
        let allowed = self.mergeable(kind, &groups).await?;
        for (_, _, ids) in &mut groups {
            ids.retain(|id| allowed.contains(id));
        }
        groups.retain(|(_, _, ids)| ids.len() > 1);
        let total = groups.len() as i64;
        let begin = match &query.after {
            None => 0,
            Some(after) => {
                let at = after.parse::<usize>().ok().filter(|at| *at <= groups.len());
                at.ok_or_else(|| Problem::invalid("after", "is not from an answer before"))?
            }
        };
        let next = (groups.len() > begin + PAGE).then(|| (begin + PAGE).to_string());
        let mut items = Vec::new();
        for (because, common, ids) in groups.into_iter().skip(begin).take(PAGE) {
            let candidates = match kind {
                Mergeable::Account => self.account_candidates(&ids).await?,
                Mergeable::Contact => self.contact_candidates(&ids).await?,
            };
            items.push(Duplicate { kind, because, common, items: candidates });
        }
        Ok(Page { items, next, total })
    }

    async fn mergeable(&self, kind: Mergeable, groups: &[(Because, String, Vec<Uuid>)]) -> Result<HashSet<Uuid>, Problem> {
        let ids: Vec<Uuid> = groups.iter().flat_map(|(_, _, ids)| ids.iter().copied()).collect();
        if kind == Mergeable::Account {
            return self.changeable(&ids).await;
        }
        let mut allowed = HashSet::new();
        for ids in ids.chunks(1_000) {
            let rows = self.engine.store().contacts(ids).await?;
            let accounts: Vec<Uuid> = rows.iter().filter_map(|row| row.account_id).collect();
            let changeable = self.changeable(&accounts).await?;
            let fits = rows.into_iter().filter(|row| row.account_id.is_none_or(|account| changeable.contains(&account)));
            allowed.extend(fits.map(|row| row.id));
        }
        Ok(allowed)
    }

    async fn account_candidates(&self, ids: &[Uuid]) -> Result<Vec<Candidate>, Problem> {
        let deals: HashMap<Uuid, i64> = self.engine.store().deals_of_accounts(ids).await?.into_iter().collect();
        let facts = self.facts_today(ids).await?;
        let mut rows = self.engine.store().accounts(ids).await?;
        rows.sort_by_key(|row| row.id);
        let items = rows.into_iter().map(|row| {
            let said = facts.get(&row.id).cloned().unwrap_or_default();
            let parent = said.parent.map(|parent| (parent.id.to_string(), parent.name));
            let owner = said.owner.map(|owner| (owner.to_string(), said.owner_name.clone().unwrap_or_default()));
            let fields = [
                ("name", plain(Some(&row.name))),
                ("website", plain(row.website.as_ref())),
                ("phone", plain(row.phone.as_ref())),
                ("region", plain(said.region.as_ref())),
                ("segment", plain(said.segment.as_ref())),
                ("industry", plain(said.industry.as_ref())),
                ("country", plain(said.country.as_ref())),
                ("territory", plain(said.territory.as_ref())),
                ("parent", parent),
                ("owner", owner),
            ];
            Candidate {
                id: row.id,
                fields: filled(fields),
                name: row.name,
                address: row.website,
                phone: row.phone,
                of: said.owner_name,
                deals: deals.get(&row.id).copied().unwrap_or(0),
            }
        });
        Ok(items.collect())
    }

    async fn contact_candidates(&self, ids: &[Uuid]) -> Result<Vec<Candidate>, Problem> {
        let mut rows = self.engine.store().contacts(ids).await?;
        rows.sort_by_key(|row| row.id);
        let accounts: Vec<Uuid> = rows.iter().filter_map(|row| row.account_id).collect();
        let names = self.engine.store().names(&accounts).await?;
        let items = rows.into_iter().map(|row| {
            let account = row.account_id.map(|id| (id.to_string(), names.get(&id).cloned().unwrap_or_default()));
            let of = account.as_ref().map(|(_, name)| name.clone());
            let fields = [
                ("name", plain(Some(&row.name))),
                ("title", plain(row.title.as_ref())),
                ("email", plain(row.email.as_ref())),
                ("phone", plain(row.phone.as_ref())),
                ("account", account),
            ];
            let fields = filled(fields);
            Candidate { id: row.id, fields, name: row.name, address: row.email, phone: row.phone, of, deals: 0 }
        });
        Ok(items.collect())
    }

    /// Makes accounts one. The person must be allowed to change each.
    pub async fn merge_accounts(&self, id: AccountId, body: MergeAccountsBody) -> Result<Merge, Problem> {
        let survivor = self.must_change_account(id).await?;
        for other in &body.others {
            self.must_change_account(*other).await?;
        }
        let others = body.others.into_iter().map(|id| id.0).collect();
        let row = self.engine.store().merge_accounts(self.author(None), survivor, others, body.take, self.engine.today()).await?;
        self.told_merge(row).await
    }

    /// Makes contacts one.
    pub async fn merge_contacts(&self, id: ContactId, body: MergeContactsBody) -> Result<Merge, Problem> {
        let survivor = self.contact_row(id).await?;
        self.must_change_contact(&survivor).await?;
        for other in &body.others {
            let row = self.contact_row(*other).await?;
            self.must_change_contact(&row).await?;
        }
        let others = body.others.into_iter().map(|id| id.0).collect();
        let row = self.engine.store().merge_contacts(self.author(None), survivor.id, others, body.take).await?;
        self.told_merge(row).await
    }

    /// Takes a merge apart. Whoever may change the survivor may.
    pub async fn undo_merge(&self, id: Uuid) -> Result<Merge, Problem> {
        let row = self.engine.store().merge(id).await?.ok_or_else(|| Problem::not_found("merge"))?;
        match row.kind() {
            Mergeable::Account => {
                self.must_change_account(AccountId(row.survivor)).await?;
            }
            Mergeable::Contact => {
                let contact = self.contact_row(ContactId(row.survivor)).await?;
                self.must_change_contact(&contact).await?;
            }
        }
        let row = self.engine.store().undo_merge(self.author(None), id).await?;
        self.told_merge(row).await
    }

    /// What was merged, latest first. Those who do not see contacts see no merges of them.
    pub async fn merges(&self, query: &ListMergesQuery) -> Result<Page<Merge>, Problem> {
        let before = match &query.after {
            None => None,
            Some(after) => Some(after.parse().map_err(|_| Problem::invalid("after", "is not from an answer before"))?),
        };
        let mut rows = self.engine.store().merges(query.survivor, before, PAGE as i64 + 1).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows.last().filter(|_| more).map(|last| last.id.to_string());
        let mut items = Vec::with_capacity(rows.len());
        for row in rows.into_iter().filter(|row| self.me.role.sees_deals() || row.kind() == Mergeable::Account) {
            items.push(self.told_merge(row).await?);
        }
        let total = items.len() as i64;
        Ok(Page { items, next, total })
    }

    /// Says that two are not the same. The person must be allowed to change both.
    pub async fn save_distinct(&self, body: DistinctBody) -> Result<(), Problem> {
        for id in [body.one, body.other] {
            match self.engine.store().account(id).await? {
                Some(_) => {
                    self.must_change_account(AccountId(id)).await?;
                }
                None => {
                    let row = self.contact_row(ContactId(id)).await?;
                    self.must_change_contact(&row).await?;
                }
            }
        }
        Ok(self.engine.store().save_distinct(&self.author(None), body.one, body.other).await?)
    }

    async fn told_merge(&self, row: MergeRow) -> Result<Merge, Problem> {
        let merged = row.content()?;
        let ids: Vec<Uuid> = row.actor.into_iter().chain([row.survivor]).collect();
        let names = self.engine.store().names(&ids).await?;
        let may_change = match row.kind() {
            Mergeable::Account => self.changeable(&[row.survivor]).await?.contains(&row.survivor),
            Mergeable::Contact => match self.contact(ContactId(row.survivor)).await {
                Ok(Contact { may_change, .. }) => may_change,
                Err(problem) if problem.status == 404 => false,
                Err(problem) => return Err(problem),
            },
        };
        Ok(Merge {
            id: row.id,
            kind: row.kind(),
            survivor: row.survivor,
            survivor_name: names.get(&row.survivor).cloned().unwrap_or_default(),
            may_undo: may_change && row.undone_at.is_none() && !merged.others.is_empty(),
            others: merged.others,
            at: Instant(row.at),
            actor: row.actor.map(PersonId),
            actor_name: row.actor.and_then(|actor| names.get(&actor).cloned()),
            deals: merged.deals.len() as i64,
            contacts: merged.contacts.len() as i64,
            undone_at: row.undone_at.map(Instant),
            kept: merged.kept,
        })
    }
}

/// What says itself: value and label.
fn plain(text: Option<&String>) -> Option<(String, String)> {
    text.map(|text| (text.clone(), text.clone()))
}

/// Those fields that say something.
fn filled<const N: usize>(fields: [(&str, Option<(String, String)>); N]) -> Vec<CandidateField> {
    let said = fields.into_iter().filter_map(|(field, said)| Some((field.to_owned(), said?)));
    said.map(|(field, (value, label))| CandidateField { field, value, label }).collect()
}

/// Those of a group that are not said to be another than every other.
fn apart(group: &[Alike], distinct: &HashSet<(Uuid, Uuid)>) -> Vec<Uuid> {
    let differ = |a: Uuid, b: Uuid| distinct.contains(&(a.min(b), a.max(b)));
    let alike = group.iter().filter(|one| group.iter().any(|other| one.id != other.id && !differ(one.id, other.id)));
    alike.map(|one| one.id).take(MOST).collect()
}
