//! Accounts, as one person may see and change them. Everybody may know that there is an account: names are needed to create
//! deals. What its deals come to goes through the ledger like every number.

use super::View;
use super::opportunities::PAGE;
use crate::ledger::columns::Columns;
use crate::store::{AccountRow, Entity, Listed, StagedFact};
use contract::account::{
    Account, AccountFacts, AccountName, AccountPatch, AccountSummary, ListAccountsQuery, NamedFact, NewAccount, SaveFactBody,
};
use contract::{FieldError, Page, Problem};
use domain::{AccountId, Attribute, Day, LogNo, PersonId, Role, name};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Up to so many accounts are looked up one by one; of more a list is read in its order and what does not fit left out.
const FEW: usize = 2_000;
/// How many are read at a time to be left out.
const CHUNK: i64 = 2_000;

/// What is said of accounts.
pub(super) const SAID: [Attribute; 7] = [
    Attribute::AccountRegion,
    Attribute::AccountSegment,
    Attribute::AccountIndustry,
    Attribute::AccountCountry,
    Attribute::AccountTerritory,
    Attribute::AccountParent,
    Attribute::AccountOwner,
];

impl View {
    /// Accounts by name.
    pub async fn accounts(&self, query: &ListAccountsQuery) -> Result<Page<AccountSummary>, Problem> {
        let store = self.engine.store();
        let search = query.search.as_deref().map(name::company).unwrap_or_default();
        let after = query.after.as_deref().map(place).transpose()?;
        let (text, id) = after.as_ref().map_or(("", Uuid::nil()), |(text, id)| (text.as_str(), *id));
        let (mut rows, total) = match self.said_so(query).await? {
            None => {
                let rows = store.list_accounts(&search, (text, id), PAGE as i64 + 1).await?;
                (rows, store.count_accounts(&search).await?)
            }
            Some(fitting) if fitting.len() <= FEW => {
                let ids: Vec<Uuid> = fitting.into_iter().collect();
                let rows = store.these_accounts(&ids, &search).await?;
                let total = rows.len() as i64;
                (rows.into_iter().filter(|row| (row.search.as_str(), row.id) > (text, id)).take(PAGE + 1).collect(), total)
            }
            Some(fitting) => self.leave_out(&search, (text, id), fitting).await?,
        };
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows.last().filter(|_| more).map(|last| format!("{}~{}", last.search, last.id));
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut facts = self.facts_today(&ids).await?;
        let items = rows.into_iter().map(|row| AccountSummary {
            id: AccountId(row.id),
            name: row.name,
            domain: row.domain,
            facts: facts.remove(&row.id).unwrap_or_default(),
        });
        Ok(Page { items: items.collect(), next, total })
    }

    /// A page of those that fit, where they are many, and how many there are.
    async fn leave_out(&self, search: &str, after: (&str, Uuid), fitting: HashSet<Uuid>) -> Result<(Vec<Listed>, i64), Problem> {
        let store = self.engine.store();
        let (mut page, mut total) = (Vec::with_capacity(PAGE + 1), 0);
        let mut last = (String::new(), Uuid::nil());
        // Without a search the count is known; with one it takes reading what was searched for.
        let counted = search.is_empty();
        if counted {
            let merged = store.merged_accounts().await?;
            total = fitting.iter().filter(|id| !merged.contains_key(id)).count() as i64;
            last = (after.0.to_owned(), after.1);
        }
        loop {
            let rows = store.list_accounts(search, (&last.0, last.1), CHUNK).await?;
            let Some(end) = rows.last() else { break };
            last = (end.search.clone(), end.id);
            for row in rows.into_iter().filter(|row| fitting.contains(&row.id)) {
                total += i64::from(!counted);
                if page.len() <= PAGE && (row.search.as_str(), row.id) > after {
                    page.push(row);
                }
            }
            if counted && page.len() > PAGE {
                break;
            }
        }
        Ok((page, total))
    }

    /// The accounts of which all is said today that is asked for; nothing if nothing is.
    async fn said_so(&self, query: &ListAccountsQuery) -> Result<Option<HashSet<Uuid>>, Problem> {
        let owner = query.owner.map(|owner| owner.to_string());
        let asked = [
            (Attribute::AccountRegion, query.region.as_deref()),
            (Attribute::AccountSegment, query.segment.as_deref()),
            (Attribute::AccountIndustry, query.industry.as_deref()),
            (Attribute::AccountOwner, owner.as_deref()),
        ];
        let asked: Vec<_> = asked.into_iter().filter_map(|(attribute, value)| Some((attribute, value?))).collect();
        if asked.is_empty() {
            return Ok(None);
        }
        let today = self.engine.today();
        self.engine
            .ledger()
            .read(None, |columns| {
                let mut fitting: Option<HashSet<Uuid>> = None;
                for (attribute, value) in asked {
                    let table = columns.facts.table(attribute, today.0);
                    let wanted = number_of(columns, attribute, value);
                    let numbers = (0u32..).zip(table.iter()).filter(|(_, said)| Some(**said) == wanted).map(|(number, _)| number);
                    let these: HashSet<Uuid> = numbers.filter_map(|number| columns.names.accounts.key(number).copied()).collect();
                    fitting = Some(match fitting {
                        None => these,
                        Some(before) => before.intersection(&these).copied().collect(),
                    });
                }
                fitting
            })
            .await
    }

    /// What is said today of some accounts.
    pub(super) async fn facts_today(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, AccountFacts>, Problem> {
        let today = self.engine.today().0;
        let mut facts: HashMap<Uuid, AccountFacts> = self
            .engine
            .ledger()
            .read(None, |columns| {
                let tables = SAID.map(|attribute| columns.facts.table(attribute, today));
                let said = |at: usize, id: &Uuid| {
                    let number = columns.names.accounts.number(id)?;
                    tables[at].get(number as usize).copied().filter(|said| *said != 0)
                };
                let of = |id: &Uuid| {
                    let names = &columns.names;
                    let text = |dictionary: &crate::ledger::dictionary::Dictionary<Box<str>>, at| {
                        said(at, id).and_then(|number| dictionary.key(number)).map(|text| text.to_string())
                    };
                    let parent = said(5, id).and_then(|number| names.accounts.key(number));
                    AccountFacts {
                        region: text(&names.regions, 0),
                        segment: text(&names.segments, 1),
                        industry: text(&names.industries, 2),
                        country: text(&names.countries, 3),
                        territory: text(&names.territories, 4),
                        parent: parent.map(|id| AccountName { id: AccountId(*id), name: String::new() }),
                        owner: said(6, id).and_then(|number| names.people.key(number)).copied().map(PersonId),
                        owner_name: None,
                    }
                };
                ids.iter().map(|id| (*id, of(id))).collect()
            })
            .await?;
        let parents = facts.values().filter_map(|facts| facts.parent.as_ref()).map(|parent| parent.id.0);
        let named: HashSet<Uuid> = parents.chain(facts.values().filter_map(|facts| facts.owner).map(|owner| owner.0)).collect();
        let mut names = HashMap::new();
        for ids in Vec::from_iter(named).chunks(1_000) {
            names.extend(self.engine.store().names(ids).await?);
        }
        for facts in facts.values_mut() {
            facts.owner_name = facts.owner.and_then(|owner| names.get(&owner.0).cloned());
            if let Some(parent) = &mut facts.parent {
                parent.name = names.get(&parent.id.0).cloned().unwrap_or_default();
            }
        }
        Ok(facts)
    }

    /// One account; of one that was merged the one it became part of.
    pub async fn account(&self, id: AccountId) -> Result<Account, Problem> {
        let row = self.account_row(id).await?;
        self.told_account(row).await
    }

    /// Its row, or that of the one it became part of.
    pub(super) async fn account_row(&self, id: AccountId) -> Result<AccountRow, Problem> {
        let store = self.engine.store();
        let row = store.account(id.0).await?.ok_or_else(missing)?;
        match row.merged_into {
            None => Ok(row),
            Some(into) => store.account(into).await?.ok_or_else(missing),
        }
    }

    async fn told_account(&self, row: AccountRow) -> Result<Account, Problem> {
        let facts = self.facts_today(&[row.id]).await?.remove(&row.id).unwrap_or_default();
        let may_change = self.changeable(&[row.id]).await?.contains(&row.id);
        Ok(Account {
            id: AccountId(row.id),
            revision: LogNo(row.log),
            name: row.name,
            external_key: row.external_key,
            website: row.website,
            phone: row.phone,
            facts,
            may_change,
            may_give: may_change && matches!(self.me.role, Role::Admin | Role::Manager),
        })
    }

    /// Creates an account. Whoever owns accounts owns it.
    pub async fn create_account(&self, new: NewAccount, key: Option<String>) -> Result<Account, Problem> {
        if !self.me.role.changes_deals() {
            return Err(may_not());
        }
        let today = self.engine.today();
        let mut faults = Vec::new();
        let row = AccountRow {
            id: new.id.map_or_else(|| super::contacts::id_of(self.me.person, key.as_deref()), |id| id.0),
            name: called(&new.name, &mut faults),
            website: website(new.website.as_deref(), &mut faults),
            phone: phone(new.phone.as_deref(), &mut faults),
            ..AccountRow::default()
        };
        let owner = new.owner.or((self.me.role != Role::Admin).then_some(self.me.person));
        if new.owner.is_some_and(|owner| owner != self.me.person) {
            self.may_own(owner).await?;
        }
        let said = [
            (Attribute::AccountRegion, "region", new.region),
            (Attribute::AccountSegment, "segment", new.segment),
            (Attribute::AccountIndustry, "industry", new.industry),
            (Attribute::AccountCountry, "country", new.country),
            (Attribute::AccountParent, "parent", new.parent.map(|parent| parent.to_string())),
            (Attribute::AccountOwner, "owner", owner.map(|owner| owner.to_string())),
        ];
        let mut facts = Vec::new();
        for (attribute, field, value) in said {
            let value = value.map(|value| text(field, &value, &mut faults)).filter(|value| !value.is_empty());
            facts.extend(value.map(|value| (attribute, today, value)));
        }
        settled(faults)?;
        let row = self.engine.store().create_account(row, facts).await?;
        self.told_account(row).await
    }

    /// Changes fields of an account.
    pub async fn patch_account(&self, id: AccountId, mut patch: AccountPatch) -> Result<Account, Problem> {
        let id = self.must_change_account(id).await?;
        let mut faults = Vec::new();
        patch.name = patch.name.map(|name| called(&name, &mut faults));
        patch.website = patch.website.map(|text| website(text.as_deref(), &mut faults));
        patch.phone = patch.phone.map(|text| phone(text.as_deref(), &mut faults));
        settled(faults)?;
        let row = self.engine.store().patch_account(id, patch).await?;
        self.told_account(row).await
    }

    /// What has been said of an account, by attribute, latest first.
    pub async fn account_facts(&self, id: AccountId) -> Result<Page<NamedFact>, Problem> {
        let row = self.account_row(id).await?;
        self.said_of(row.id).await
    }

    /// What has been said of a subject, by attribute, latest first.
    pub(super) async fn said_of(&self, subject: Uuid) -> Result<Page<NamedFact>, Problem> {
        let today = self.engine.today();
        let facts = self.engine.store().facts_of(subject).await?;
        let ids: Vec<Uuid> = facts.iter().filter_map(|fact| fact.value.parse().ok()).collect();
        let names = self.engine.store().names(&ids).await?;
        let mut items: Vec<NamedFact> = Vec::with_capacity(facts.len());
        for said in facts.chunk_by(|a, b| a.attribute == b.attribute) {
            let holds = said.iter().rposition(|fact| fact.valid_from <= today);
            // Of what was said of the same day more than once, the last counts.
            let last = |at: usize| said.get(at + 1).is_none_or(|next| next.valid_from != said[at].valid_from);
            let shown = said.iter().enumerate().rev().filter(|(at, _)| last(*at));
            items.extend(shown.map(|(at, fact)| {
                let known = fact.value.parse().ok().and_then(|id: Uuid| names.get(&id).cloned());
                NamedFact {
                    attribute: fact.attribute,
                    valid_from: fact.valid_from,
                    value: fact.value.clone(),
                    label: known.unwrap_or_else(|| fact.value.clone()),
                    log: fact.log,
                    current: holds == Some(at),
                }
            }));
        }
        let total = items.len() as i64;
        Ok(Page { items, next: None, total })
    }

    /// Says something of an account from a day on.
    pub async fn save_account_fact(&self, id: AccountId, body: SaveFactBody) -> Result<Page<NamedFact>, Problem> {
        if !SAID.contains(&body.attribute) {
            return Err(Problem::invalid("attribute", "It is nothing that is said of accounts."));
        }
        let subject = self.must_change_account(id).await?;
        let mut faults = Vec::new();
        let value = text("value", &body.value, &mut faults);
        settled(faults)?;
        if body.attribute == Attribute::AccountOwner {
            let owner = value.parse().ok().map(PersonId);
            if !value.is_empty() && owner.is_none() {
                return Err(Problem::invalid("value", "It is not an id."));
            }
            self.may_own(owner).await?;
        }
        let valid_from = body.valid_from.unwrap_or(self.engine.today());
        self.within_reason([("valid_from", Some(valid_from))])?;
        if valid_from < Day(0) {
            return Err(Problem::invalid("valid_from", "The day must not be before 1970."));
        }
        let fact = StagedFact { subject, attribute: body.attribute, valid_from, value };
        self.engine.store().say(Entity::Account, fact).await?;
        self.said_of(subject).await
    }

    /// Whether the person may give an account to this one: an administrator to anybody, a manager within the team.
    async fn may_own(&self, owner: Option<PersonId>) -> Result<(), Problem> {
        let within = match (self.me.role, self.people().await?) {
            (Role::Admin, _) => true,
            (Role::Manager, Some(people)) => owner.is_some_and(|owner| people.contains(&owner)),
            _ => false,
        };
        if within {
            return Ok(());
        }
        let message = "You can give an account to somebody of your own team only; ask sales operations for others.";
        let field = FieldError { field: "owner".to_owned(), message: message.to_owned() };
        Err(Problem { fields: vec![field], ..Problem::forbidden(message) })
    }

    /// The id of an account that the person may change.
    pub(super) async fn must_change_account(&self, id: AccountId) -> Result<Uuid, Problem> {
        let row = self.account_row(id).await?;
        if self.changeable(&[row.id]).await?.contains(&row.id) {
            return Ok(row.id);
        }
        Err(match self.me.role.changes_deals() {
            true => Problem::forbidden("You can change accounts that you or your team own, or have deals with."),
            false => may_not(),
        })
    }

    /// Those of these accounts that the person may change: that they, or their team, own or have a deal with.
    pub(super) async fn changeable(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>, Problem> {
        if !self.me.role.changes_deals() {
            return Ok(HashSet::new());
        }
        let Some(people) = self.people().await? else { return Ok(ids.iter().copied().collect()) };
        let owners: HashSet<Uuid> = people.into_iter().map(|id| id.0).collect();
        let sourced_by = (self.me.role == Role::Bdr).then_some(self.me.person.0);
        let today = self.engine.today().0;
        let owned = self.engine.ledger().read(None, |columns| {
            let table = columns.facts.table(Attribute::AccountOwner, today);
            let owner = |id: &Uuid| {
                let said = columns.names.accounts.number(id).and_then(|number| table.get(number as usize));
                said.and_then(|person| columns.names.people.key(*person)).copied()
            };
            ids.iter().filter(|id| owner(id).is_some_and(|owner| owners.contains(&owner))).copied().collect::<HashSet<Uuid>>()
        });
        let mut changeable = owned.await?;
        for ids in ids.chunks(1_000) {
            for (account, owner, sourced) in self.engine.store().whose_accounts(ids).await? {
                if owner.is_some_and(|owner| owners.contains(&owner)) || (sourced.is_some() && sourced == sourced_by) {
                    changeable.insert(account);
                }
            }
        }
        Ok(changeable)
    }
}

/// The ledger's number of a value of a fact.
fn number_of(columns: &Columns, attribute: Attribute, value: &str) -> Option<u32> {
    let names = &columns.names;
    match attribute {
        Attribute::AccountRegion => names.regions.number(value),
        Attribute::AccountSegment => names.segments.number(value),
        Attribute::AccountIndustry => names.industries.number(value),
        _ => names.people.number(&value.parse::<Uuid>().ok()?),
    }
}

/// `acme~<id>`.
pub(super) fn place(after: &str) -> Result<(String, Uuid), Problem> {
    let bad = || Problem::invalid("after", "is not from an answer before");
    let (text, id) = after.rsplit_once('~').ok_or_else(bad)?;
    Ok((text.to_owned(), id.parse().map_err(|_| bad())?))
}

fn missing() -> Problem {
    Problem::not_found("account")
}

fn may_not() -> Problem {
    Problem::forbidden("Your role can look at accounts, but not change them.")
}

fn fault(faults: &mut Vec<FieldError>, field: &str, message: &str) {
    faults.push(FieldError { field: field.to_owned(), message: message.to_owned() });
}

/// All that is wrong, at once.
pub(super) fn settled(faults: Vec<FieldError>) -> Result<(), Problem> {
    if faults.is_empty() { Ok(()) } else { Err(Problem::invalid_fields(faults)) }
}

/// A name: some text, not too long.
pub(super) fn called(name: &str, faults: &mut Vec<FieldError>) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        fault(faults, "name", "It needs a name.");
    } else if name.chars().count() > name::LONGEST {
        fault(faults, "name", "A name has at most 200 characters.");
    }
    name
}

/// A text that may be empty, not too long.
pub(super) fn text(field: &str, text: &str, faults: &mut Vec<FieldError>) -> String {
    let text = text.trim();
    if text.chars().count() > name::LONGEST {
        fault(faults, field, "It has at most 200 characters.");
    }
    text.to_owned()
}

fn website(text: Option<&str>, faults: &mut Vec<FieldError>) -> Option<String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    if name::domain(text).is_none() || text.chars().count() > name::LONGEST {
        fault(faults, "website", "It is not a web address, such as https://acme.example.");
    }
    Some(text.to_owned())
}

/// A phone number, if there is one.
pub(super) fn phone(text: Option<&str>, faults: &mut Vec<FieldError>) -> Option<String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    let number = name::phone(text);
    if number.is_none() {
        fault(faults, "phone", "It is not a phone number, such as +39 02 1234 5678.");
    }
    number
}

/// A mail address, if there is one.
pub(super) fn email(text: Option<&str>, faults: &mut Vec<FieldError>) -> Option<String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty())?;
    let mail = name::mail(text);
    if mail.is_none() {
        fault(faults, "email", "It is not a mail address, such as ada@acme.example.");
    }
    mail
}
