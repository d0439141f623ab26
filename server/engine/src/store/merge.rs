//! Duplicates made one, in one transaction of the writer: whoever looks sees them all or the one, never half. Deals get new
//! versions, facts are said anew, and the row of what was merged stays and leads on. What each thing was before is kept with
//! the merge, so that it can be taken apart again without touching what was edited since.

use super::account::{self, AccountRow, children, is_below, record, said};
use super::contact::{self, ContactRow};
use super::db::{Tx, all, all_in, one, run, statements};
use super::entity::Entity;
use super::group::Wants;
use super::log::LogTx;
use super::revision::Touched;
use super::writer::Write;
use super::{Author, Change, Result, StagedFact, Store, code};
use contract::Problem;
use contract::merge::{ACCOUNT_FIELDS, CONTACT_FIELDS, Kept, Mergeable, MergedName, Take};
use domain::{AccountId, Attribute, Cause, ContactId, Day, DealContact, LogNo, OpportunityId, State, Version};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use std::collections::HashSet;
use uuid::Uuid;

/// What is said of an account and taken over, with the name a field has in a merge.
pub const TAKEN: [(Attribute, &str); 7] = [
    (Attribute::AccountRegion, "region"),
    (Attribute::AccountSegment, "segment"),
    (Attribute::AccountIndustry, "industry"),
    (Attribute::AccountCountry, "country"),
    (Attribute::AccountTerritory, "territory"),
    (Attribute::AccountParent, "parent"),
    (Attribute::AccountOwner, "owner"),
];

/// How many deals one merge moves at most: they are written in one transaction, in which saves wait.
const MOST_DEALS: usize = 20_000;
/// How many others become part of one at a time.
const MOST_OTHERS: usize = 20;

/// A merge.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct MergeRow {
    /// Its id.
    pub id: Uuid,
    kind: i16,
    /// Into which.
    pub survivor: Uuid,
    /// When.
    pub at: i64,
    /// By whom.
    pub actor: Option<Uuid>,
    log: i64,
    content: String,
    /// When it was undone.
    pub undone_at: Option<i64>,
}

/// What a merge did, and what was before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Merged {
    /// Those that became part of the survivor.
    pub others: Vec<MergedName>,
    /// Deals whose account was another one.
    pub deals: Vec<(OpportunityId, AccountId)>,
    /// Contacts whose account was another one.
    pub contacts: Vec<(Uuid, Uuid)>,
    /// What those who had been merged before were part of.
    aliases: Vec<(Uuid, Uuid)>,
    /// Fields of the survivor: before and after.
    fields: Vec<(String, Option<String>, Option<String>)>,
    /// What was said: subject, attribute, day, what held before, log number.
    facts: Vec<(Uuid, Attribute, Day, String, LogNo)>,
    /// Deals in which a contact had a role: the contacts before and after.
    roles: Vec<(OpportunityId, Vec<DealContact>, Vec<DealContact>)>,
    /// What an undo left as it is.
    pub kept: Vec<Kept>,
}

statements! {
    INSERT = "insert into merge (id, kind, survivor, at, actor, log, content)
        values ($1, $2, $3, $4, $5, $6, $7)";
    READ = "select id, kind, survivor, at, actor, log, content, undone_at
        from merge
        where id = $1";
    PAGE = "select id, kind, survivor, at, actor, log, content, undone_at
        from merge
        where id < $1
        order by id desc
        limit $2";
    PAGE_OF = "select id, kind, survivor, at, actor, log, content, undone_at
        from merge
        where survivor = $1
          and id < $2
        order by id desc
        limit $3";
    UNDONE = "update merge
        set undone_at = $2, undone_by = $3, content = $4
        where id = $1";
    /// The deals of an account, from the current rows: they are behind while an import is being published.
    DEALS = "select id
        from opportunity
        where account_id in (select unhex(value) from json_each($1))
          and not deleted",
        postgres: "select id from opportunity where account_id = any($1) and not deleted";
    PUBLISHING = "select count(*)
        from batch
        where status = 'publishing'
          and log_base is not null";
    COUNT_DEALS = "select account_id, count(*)
        from opportunity
        where account_id in (select unhex(value) from json_each($1))
          and not deleted
        group by account_id",
        postgres: "select account_id, count(*) from opportunity where account_id = any($1) and not deleted group by account_id";
    /// Deals that say something of a contact ($1: a part of what they say).
    ROLES = "select id
        from opportunity
        where detail like $1
          and not deleted";
    CONTACTS = "select id, account_id
        from contact
        where account_id in (select unhex(value) from json_each($1))",
        postgres: "select id, account_id from contact where account_id = any($1)";
    MOVE_CONTACT = "update contact
        set account_id = $2
        where id = $1";
    MERGED_ACCOUNTS = "select id, merged_into
        from account
        where merged_into in (select unhex(value) from json_each($1))",
        postgres: "select id, merged_into from account where merged_into = any($1)";
    MERGED_CONTACTS = "select id, merged_into
        from contact
        where merged_into in (select unhex(value) from json_each($1))",
        postgres: "select id, merged_into from contact where merged_into = any($1)";
    LEAD_ACCOUNT = "update account
        set merged_into = $2, log = $3
        where id = $1";
    LEAD_CONTACT = "update contact
        set merged_into = $2, log = $3
        where id = $1";
    DISTINCT = "insert into distinct_pair (one, other, actor, at)
        values ($1, $2, $3, $4)
        on conflict (one, other) do nothing";
}

impl MergeRow {
    /// What was merged.
    pub fn kind(&self) -> Mergeable {
        if self.kind == 1 { Mergeable::Account } else { Mergeable::Contact }
    }

    /// What it did.
    pub fn content(&self) -> Result<Merged> {
        serde_json::from_str(&self.content).map_err(|error| code::unreadable("a merge", error))
    }
}

impl Store {
    /// Makes accounts one. Done already, the answer is the same.
    pub async fn merge_accounts(
        &self,
        author: Author,
        survivor: Uuid,
        others: Vec<Uuid>,
        take: Take,
        today: Day,
    ) -> Result<MergeRow> {
        self.writer.write(Accounts { id: Uuid::now_v7(), author, survivor, others, take, today }).await
    }

    /// Makes contacts one. Done already, the answer is the same.
    pub async fn merge_contacts(&self, author: Author, survivor: Uuid, others: Vec<Uuid>, take: Take) -> Result<MergeRow> {
        let mut deals = HashSet::new();
        for other in &others {
            let mut conn = self.db.read_fresh().await?;
            deals.extend(all!(conn, ROLES => (Uuid,); format!("%{other}%"))?.into_iter().map(|(id,)| OpportunityId(id)));
        }
        self.writer
            .write(Contacts { id: Uuid::now_v7(), author, survivor, others, take, deals: deals.into_iter().collect() })
            .await
    }

    /// Takes a merge apart, but for what was edited since.
    pub async fn undo_merge(&self, author: Author, id: Uuid) -> Result<MergeRow> {
        self.writer.write(Undo { author, id }).await
    }

    /// One merge.
    pub async fn merge(&self, id: Uuid) -> Result<Option<MergeRow>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(one!(conn, READ => MergeRow; id)?)
    }

    /// Merges, latest first, those before this one; into one, or into any.
    pub async fn merges(&self, survivor: Option<Uuid>, before: Option<Uuid>, limit: i64) -> Result<Vec<MergeRow>> {
        let mut conn = self.db.read_fresh().await?;
        let before = before.unwrap_or(Uuid::max());
        Ok(match survivor {
            Some(survivor) => all!(conn, PAGE_OF => MergeRow; survivor, before, limit)?,
            None => all!(conn, PAGE => MergeRow; before, limit)?,
        })
    }

    /// How many deals these accounts have that are not deleted.
    pub async fn deals_of_accounts(&self, ids: &[Uuid]) -> Result<Vec<(Uuid, i64)>> {
        let mut conn = self.db.read_fresh().await?;
        Ok(all_in!(conn, COUNT_DEALS => (Uuid, i64); ids)?)
    }

    /// Says that two are not the same.
    pub async fn save_distinct(&self, author: &Author, one: Uuid, other: Uuid) -> Result<()> {
        let mut tx = self.db.write().await?;
        let actor = author.person.map(|person| person.0);
        run!(tx, DISTINCT; one.min(other), one.max(other), actor, self.clock.now().0)?;
        tx.commit().await
    }
}

/// Where a field comes from: from whom it is said to, else the survivor's own, else the first other's that has one.
fn pick<T: Clone>(take: &Take, field: &str, all: &[(Uuid, Option<T>)]) -> Option<T> {
    let said = take.0.get(field).and_then(|from| all.iter().find(|(id, _)| id == from)).map(|(_, value)| value.clone());
    said.unwrap_or_else(|| all.iter().find_map(|(_, value)| value.clone()))
}

/// What is to become one: not too many, none twice, and all that is taken something they have, from among them.
fn check(survivor: Uuid, others: &[Uuid], take: &Take, fields: &[&str]) -> std::result::Result<(), Problem> {
    let mut seen = HashSet::from([survivor]);
    if others.is_empty() || others.len() > MOST_OTHERS || !others.iter().all(|id| seen.insert(*id)) {
        return Err(Problem::invalid("others", format!("Name 1 to {MOST_OTHERS} others, each once.")));
    }
    if let Some(field) = take.0.keys().find(|field| !fields.contains(&field.as_str())) {
        return Err(Problem::invalid(format!("take.{field}"), format!("There is only {} to be taken.", fields.join(", "))));
    }
    match take.0.iter().find(|(_, from)| !seen.contains(from)) {
        Some((field, _)) => {
            Err(Problem::invalid(format!("take.{field}"), "It can be taken only from one of those that become one."))
        }
        None => Ok(()),
    }
}

/// The merge that has done this already, if these are part of the survivor by now.
async fn done_already(tx: &mut Tx, survivor: Uuid, into: &[Option<Uuid>]) -> Result<Option<MergeRow>> {
    if into.iter().all(Option::is_none) {
        return Ok(None);
    }
    if into.iter().all(|into| *into == Some(survivor))
        && let Some(row) = all!(tx, PAGE_OF => MergeRow; survivor, Uuid::max(), 1i64)?.into_iter().next()
    {
        return Ok(Some(row));
    }
    Err(Problem::conflict("One of them has been merged into another meanwhile. Load the page again.").into())
}

async fn keep(log: &mut LogTx, id: Uuid, kind: i16, survivor: Uuid, author: &Author, merged: &Merged) -> Result<MergeRow> {
    let content = serde_json::to_string(merged).map_err(|error| code::unreadable("a merge", error))?;
    let (at, actor, number) = (log.recorded_at.0, author.person.map(|person| person.0), log.head().0);
    run!(log.writing(), INSERT; id, kind, survivor, at, actor, number, &content)?;
    Ok(MergeRow { id, kind, survivor, at, actor, log: number, content, undone_at: None })
}

/// Appends a version with another state.
fn append(log: &mut LogTx, author: &Author, cause: Cause, latest: &Version, state: State) {
    let version = Version {
        opportunity: latest.opportunity,
        log: log.next(),
        effective_at: log.recorded_at.max(latest.effective_at.plus_ms(1)),
        recorded_at: log.recorded_at,
        actor: author.person,
        cause,
        batch: None,
        state,
    };
    log.append(version);
}

/// The latest versions of deals that are not deleted, all read at once.
async fn latest(log: &mut LogTx, deals: &[OpportunityId]) -> Result<Vec<Version>> {
    log.read_ahead(deals.iter().map(|deal| Wants { deal: Some(*deal), key: None })).await?;
    let mut versions = Vec::with_capacity(deals.len());
    for deal in deals {
        versions.extend(log.latest(*deal).await?.filter(|version| !version.state.deleted));
    }
    Ok(versions)
}

struct Accounts {
    id: Uuid,
    author: Author,
    survivor: Uuid,
    others: Vec<Uuid>,
    take: Take,
    today: Day,
}

impl Write for Accounts {
    type Answer = MergeRow;

    async fn run(&self, log: &mut LogTx) -> Result<MergeRow> {
        check(self.survivor, &self.others, &self.take, &ACCOUNT_FIELDS)?;
        let mut rows = Vec::with_capacity(self.others.len());
        for id in &self.others {
            rows.push(account::read(&mut log.tx, *id).await?.ok_or_else(|| Problem::not_found("account"))?);
        }
        let survivor = account::read(&mut log.tx, self.survivor).await?.ok_or_else(|| Problem::not_found("account"))?;
        let into: Vec<_> = rows.iter().map(|row| row.merged_into).collect();
        if let Some(done) = done_already(&mut log.tx, self.survivor, &into).await? {
            return Ok(done);
        }
        if survivor.merged_into.is_some() {
            return Err(Problem::conflict("This account has been merged into another meanwhile. Load it again.").into());
        }
        if one!(log.tx, PUBLISHING => (i64,))?.is_some_and(|(count,)| count > 0) {
            return Err(Problem::conflict("An import is being published. Try again in a minute.").into());
        }
        let facts = self.facts(&mut log.tx).await?;
        // What others in this group have changed is to be seen among the current rows.
        log.flush().await?;
        let deals = all_in!(log.tx, DEALS => (Uuid,); self.others.as_slice())?;
        if deals.len() > MOST_DEALS {
            let detail = format!("They have {} deals; up to {MOST_DEALS} can be moved at once.", deals.len());
            return Err(Problem::invalid("others", detail).into());
        }
        let deals: Vec<OpportunityId> = deals.into_iter().map(|(id,)| OpportunityId(id)).collect();
        let mut merged = Merged::default();
        for version in latest(log, &deals).await? {
            let Some(from) = version.state.account.filter(|account| self.others.contains(&account.0)) else { continue };
            let state = State { account: Some(AccountId(self.survivor)), ..version.state.clone() };
            append(log, &self.author, self.author.cause, &version, state);
            merged.deals.push((version.opportunity, from));
        }
        for (fact, before) in facts {
            let number = record(log, fact.clone()).await?;
            merged.facts.push((fact.subject, fact.attribute, fact.valid_from, before, number));
        }
        merged.contacts = all_in!(log.tx, CONTACTS => (Uuid, Uuid); self.others.as_slice())?;
        for (contact, _) in &merged.contacts {
            run!(log.writing(), MOVE_CONTACT; contact, self.survivor)?;
        }
        self.fields(log, survivor, &rows, &mut merged).await?;
        merged.aliases = all_in!(log.tx, MERGED_ACCOUNTS => (Uuid, Uuid); self.others.as_slice())?;
        let led: Vec<Uuid> = self.others.iter().copied().chain(merged.aliases.iter().map(|(alias, _)| *alias)).collect();
        for id in led {
            let number = log.next();
            run!(log.writing(), LEAD_ACCOUNT; id, self.survivor, number.0)?;
            log.changes.push(Change::Entity(number, Entity::Account, id));
        }
        merged.others = rows.into_iter().map(|row| MergedName { id: row.id, name: row.name }).collect();
        keep(log, self.id, 1, self.survivor, &self.author, &merged).await
    }
}

impl Accounts {
    /// What is to be said from today on, and what held before: the survivor's facts, and the parent of those below the others.
    async fn facts(&self, tx: &mut Tx) -> Result<Vec<(StagedFact, String)>> {
        let mut facts = Vec::new();
        let mut above = String::new();
        for (attribute, field) in TAKEN {
            let mut values = Vec::with_capacity(self.others.len() + 1);
            for id in std::iter::once(self.survivor).chain(self.others.iter().copied()) {
                let said = said(tx, id, attribute, self.today).await?.map(|(value, _)| value).filter(|value| !value.is_empty());
                values.push((id, said));
            }
            let own = values[0].1.clone().unwrap_or_default();
            if attribute == Attribute::AccountParent {
                // Nobody is above themselves.
                let among = |value: &String| values.iter().any(|(id, _)| id.to_string() == *value);
                let outside: Vec<_> =
                    values.iter().map(|(id, value)| (*id, value.clone().filter(|value| !among(value)))).collect();
                values = outside;
            }
            let chosen = pick(&self.take, field, &values).unwrap_or_default();
            if attribute == Attribute::AccountParent {
                above = chosen.clone();
            }
            if chosen != own {
                let fact = StagedFact { subject: self.survivor, attribute, valid_from: self.today, value: chosen };
                facts.push((fact, own));
            }
        }
        // Those above must not come to be below: one of the others may be further up.
        if let Ok(above) = above.parse::<Uuid>() {
            for id in self.others.iter().chain([&self.survivor]) {
                if is_below(tx, above, *id, self.today).await? {
                    let message = "Between them there is another account in the hierarchy. Change its parent first.";
                    return Err(Problem::invalid("others", message).into());
                }
            }
        }
        for other in &self.others {
            for child in children(tx, *other).await? {
                let parent = said(tx, child, Attribute::AccountParent, self.today).await?.map(|(value, _)| value);
                let moves = child != self.survivor && !self.others.contains(&child);
                if let Some(before) = parent.filter(|parent| moves && *parent == other.to_string()) {
                    let (attribute, value) = (Attribute::AccountParent, self.survivor.to_string());
                    facts.push((StagedFact { subject: child, attribute, valid_from: self.today, value }, before));
                }
            }
        }
        Ok(facts)
    }

    async fn fields(&self, log: &mut LogTx, mut survivor: AccountRow, rows: &[AccountRow], merged: &mut Merged) -> Result<()> {
        let all = |of: fn(&AccountRow) -> Option<String>, own: &AccountRow| -> Vec<(Uuid, Option<String>)> {
            std::iter::once(own).chain(rows).map(|row| (row.id, of(row))).collect()
        };
        let before = survivor.clone();
        survivor.name = pick(&self.take, "name", &all(|row| Some(row.name.clone()), &before)).unwrap_or(survivor.name);
        survivor.website = pick(&self.take, "website", &all(|row| row.website.clone(), &before));
        survivor.phone = pick(&self.take, "phone", &all(|row| row.phone.clone(), &before));
        let number = log.next();
        let mut touched = Touched::read(&survivor.touched)?;
        let fields = [
            ("name", Some(before.name), Some(survivor.name.clone())),
            ("website", before.website, survivor.website.clone()),
            ("phone", before.phone, survivor.phone.clone()),
        ];
        for (field, before, after) in fields.into_iter().filter(|(_, before, after)| before != after) {
            touched.touch(field, number);
            merged.fields.push((field.to_owned(), before, after));
        }
        (survivor.log, survivor.touched) = (number.0, touched.write());
        account::write(log.writing(), &survivor).await?;
        log.changes.push(Change::Entity(number, Entity::Account, survivor.id));
        Ok(())
    }
}

struct Contacts {
    id: Uuid,
    author: Author,
    survivor: Uuid,
    others: Vec<Uuid>,
    take: Take,
    /// Those in which one of them may have a role.
    deals: Vec<OpportunityId>,
}

impl Write for Contacts {
    type Answer = MergeRow;

    async fn run(&self, log: &mut LogTx) -> Result<MergeRow> {
        check(self.survivor, &self.others, &self.take, &CONTACT_FIELDS)?;
        let mut rows = Vec::with_capacity(self.others.len());
        for id in &self.others {
            rows.push(contact::read(&mut log.tx, *id).await?.ok_or_else(|| Problem::not_found("contact"))?);
        }
        let before = contact::read(&mut log.tx, self.survivor).await?.ok_or_else(|| Problem::not_found("contact"))?;
        let into: Vec<_> = rows.iter().map(|row| row.merged_into).collect();
        if let Some(done) = done_already(&mut log.tx, self.survivor, &into).await? {
            return Ok(done);
        }
        if before.merged_into.is_some() {
            return Err(Problem::conflict("This contact has been merged into another meanwhile. Load it again.").into());
        }
        let mut merged = Merged::default();
        for version in latest(log, &self.deals).await? {
            let mut after: Vec<DealContact> = Vec::new();
            for said in &version.state.contacts {
                let other = self.others.contains(&said.contact.0);
                let said = DealContact { contact: if other { ContactId(self.survivor) } else { said.contact }, ..*said };
                if !after.contains(&said) {
                    after.push(said);
                }
            }
            if after != version.state.contacts {
                merged.roles.push((version.opportunity, version.state.contacts.clone(), after.clone()));
                append(log, &self.author, self.author.cause, &version, State { contacts: after, ..version.state.clone() });
            }
        }
        let mut survivor = before.clone();
        let all = |of: fn(&ContactRow) -> Option<String>| -> Vec<(Uuid, Option<String>)> {
            std::iter::once(&before).chain(&rows).map(|row| (row.id, of(row))).collect()
        };
        survivor.name = pick(&self.take, "name", &all(|row| Some(row.name.clone()))).unwrap_or(survivor.name);
        survivor.title = pick(&self.take, "title", &all(|row| row.title.clone()));
        survivor.email = pick(&self.take, "email", &all(|row| row.email.clone()));
        survivor.phone = pick(&self.take, "phone", &all(|row| row.phone.clone()));
        let account = pick(&self.take, "account", &all(|row| row.account_id.map(|id| id.to_string())));
        survivor.account_id = account.as_deref().and_then(|id| id.parse().ok());
        let number = log.next();
        let mut touched = Touched::read(&survivor.touched)?;
        let was = |row: &ContactRow| -> [(&'static str, Option<String>); 5] {
            let account = row.account_id.map(|id| id.to_string());
            [
                ("name", Some(row.name.clone())),
                ("title", row.title.clone()),
                ("email", row.email.clone()),
                ("phone", row.phone.clone()),
                ("account", account),
            ]
        };
        for ((field, before), (_, after)) in
            was(&before).into_iter().zip(was(&survivor)).filter(|(before, after)| before != after)
        {
            touched.touch(field, number);
            merged.fields.push((field.to_owned(), before, after));
        }
        (survivor.log, survivor.touched) = (number.0, touched.write());
        contact::write(log.writing(), &survivor).await?;
        log.changes.push(Change::Entity(number, Entity::Contact, survivor.id));
        merged.aliases = all_in!(log.tx, MERGED_CONTACTS => (Uuid, Uuid); self.others.as_slice())?;
        let led: Vec<Uuid> = self.others.iter().copied().chain(merged.aliases.iter().map(|(alias, _)| *alias)).collect();
        for id in led {
            let number = log.next();
            run!(log.writing(), LEAD_CONTACT; id, self.survivor, number.0)?;
            log.changes.push(Change::Entity(number, Entity::Contact, id));
        }
        merged.others = rows.into_iter().map(|row| MergedName { id: row.id, name: row.name }).collect();
        keep(log, self.id, 2, self.survivor, &self.author, &merged).await
    }
}

struct Undo {
    author: Author,
    id: Uuid,
}

impl Write for Undo {
    type Answer = MergeRow;

    async fn run(&self, log: &mut LogTx) -> Result<MergeRow> {
        let row = one!(log.tx, READ => MergeRow; self.id)?.ok_or_else(|| Problem::not_found("merge"))?;
        if row.undone_at.is_some() {
            return Ok(row);
        }
        let mut merged = row.content()?;
        if merged.others.is_empty() {
            return Err(
                Problem::conflict("A person who was part of it has been erased: it cannot be taken apart any more.").into()
            );
        }
        log.flush().await?;
        match row.kind() {
            Mergeable::Account => self.accounts(log, &row, &mut merged).await?,
            Mergeable::Contact => self.contacts(log, &row, &mut merged).await?,
        }
        let content = serde_json::to_string(&merged).map_err(|error| code::unreadable("a merge", error))?;
        let (at, actor) = (log.recorded_at.0, self.author.person.map(|person| person.0));
        run!(log.writing(), UNDONE; row.id, at, actor, &content)?;
        Ok(MergeRow { content, undone_at: Some(at), ..row })
    }
}

impl Undo {
    async fn accounts(&self, log: &mut LogTx, row: &MergeRow, merged: &mut Merged) -> Result<()> {
        let survivor = account::read(&mut log.tx, row.survivor).await?;
        let Some(mut survivor) = survivor.filter(|survivor| survivor.merged_into.is_none()) else {
            return Err(Problem::conflict("The account was merged into another since: undo that first.").into());
        };
        let ids: Vec<OpportunityId> = merged.deals.iter().map(|(deal, _)| *deal).collect();
        let versions = latest(log, &ids).await?;
        for (deal, from) in &merged.deals {
            let Some(version) = versions.iter().find(|version| version.opportunity == *deal) else { continue };
            if version.state.account == Some(AccountId(row.survivor)) {
                let state = State { account: Some(*from), ..version.state.clone() };
                append(log, &self.author, Cause::Undo, version, state);
            } else {
                merged.kept.push(Kept { id: Some(deal.0), what: "deal".into(), name: version.state.name.clone() });
            }
        }
        for (subject, attribute, day, before, number) in &merged.facts {
            match said(&mut log.tx, *subject, *attribute, *day).await? {
                Some((_, now)) if now == *number => {
                    let (subject, attribute, valid_from, value) = (*subject, *attribute, *day, before.clone());
                    record(log, StagedFact { subject, attribute, valid_from, value }).await?;
                }
                _ => {
                    let field = TAKEN.iter().find(|(taken, _)| taken == attribute).map_or("", |(_, field)| *field);
                    let id = (*subject != row.survivor).then_some(*subject);
                    merged.kept.push(Kept { id, what: field.into(), name: String::new() });
                }
            }
        }
        for (id, from) in &merged.contacts {
            let Some(contact) = contact::read(&mut log.tx, *id).await? else { continue };
            if contact.account_id == Some(row.survivor) && !Touched::read(&contact.touched)?.since("account", LogNo(row.log)) {
                run!(log.writing(), MOVE_CONTACT; id, from)?;
            } else {
                merged.kept.push(Kept { id: Some(*id), what: "contact".into(), name: contact.name });
            }
        }
        let number = log.next();
        let mut touched = Touched::read(&survivor.touched)?;
        for (field, before, after) in &merged.fields {
            let now = match field.as_str() {
                "name" => Some(survivor.name.clone()),
                "website" => survivor.website.clone(),
                _ => survivor.phone.clone(),
            };
            if now != *after || touched.since(field, LogNo(row.log)) {
                merged.kept.push(Kept { id: None, what: field.clone(), name: now.unwrap_or_default() });
                continue;
            }
            touched.touch(field, number);
            match field.as_str() {
                "name" => survivor.name = before.clone().unwrap_or_default(),
                "website" => survivor.website = before.clone(),
                _ => survivor.phone = before.clone(),
            }
        }
        (survivor.log, survivor.touched) = (number.0, touched.write());
        account::write(log.writing(), &survivor).await?;
        log.changes.push(Change::Entity(number, Entity::Account, survivor.id));
        for (id, into) in led(merged) {
            let number = log.next();
            run!(log.writing(), LEAD_ACCOUNT; id, into, number.0)?;
            log.changes.push(Change::Entity(number, Entity::Account, id));
        }
        Ok(())
    }

    async fn contacts(&self, log: &mut LogTx, row: &MergeRow, merged: &mut Merged) -> Result<()> {
        let survivor = contact::read(&mut log.tx, row.survivor).await?;
        let Some(mut survivor) = survivor.filter(|survivor| survivor.merged_into.is_none()) else {
            return Err(Problem::conflict("The contact was merged into another since: undo that first.").into());
        };
        let ids: Vec<OpportunityId> = merged.roles.iter().map(|(deal, ..)| *deal).collect();
        let versions = latest(log, &ids).await?;
        for (deal, before, after) in &merged.roles {
            let Some(version) = versions.iter().find(|version| version.opportunity == *deal) else { continue };
            if version.state.contacts == *after {
                let state = State { contacts: before.clone(), ..version.state.clone() };
                append(log, &self.author, Cause::Undo, version, state);
            } else {
                merged.kept.push(Kept { id: Some(deal.0), what: "deal".into(), name: version.state.name.clone() });
            }
        }
        let number = log.next();
        let mut touched = Touched::read(&survivor.touched)?;
        for (field, before, after) in &merged.fields {
            let account = survivor.account_id.map(|id| id.to_string());
            let now = match field.as_str() {
                "name" => Some(survivor.name.clone()),
                "title" => survivor.title.clone(),
                "email" => survivor.email.clone(),
                "phone" => survivor.phone.clone(),
                _ => account,
            };
            if now != *after || touched.since(field, LogNo(row.log)) {
                merged.kept.push(Kept { id: None, what: field.clone(), name: now.unwrap_or_default() });
                continue;
            }
            touched.touch(field, number);
            match field.as_str() {
                "name" => survivor.name = before.clone().unwrap_or_default(),
                "title" => survivor.title = before.clone(),
                "email" => survivor.email = before.clone(),
                "phone" => survivor.phone = before.clone(),
                _ => survivor.account_id = before.as_deref().and_then(|id| id.parse().ok()),
            }
        }
        (survivor.log, survivor.touched) = (number.0, touched.write());
        contact::write(log.writing(), &survivor).await?;
        log.changes.push(Change::Entity(number, Entity::Contact, survivor.id));
        for (id, into) in led(merged) {
            let number = log.next();
            run!(log.writing(), LEAD_CONTACT; id, into, number.0)?;
            log.changes.push(Change::Entity(number, Entity::Contact, id));
        }
        Ok(())
    }
}

/// Where what was merged leads again: nowhere, or to what it was part of before.
fn led(merged: &Merged) -> Vec<(Uuid, Option<Uuid>)> {
    let others = merged.others.iter().map(|other| (other.id, None));
    others.chain(merged.aliases.iter().map(|(alias, into)| (*alias, Some(*into)))).collect()
}
