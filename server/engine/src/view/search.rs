//! Search: deals, accounts and contacts by name, from memory, within what the person may see.

use super::View;
use crate::ledger::book::Asked;
use crate::store::{NameRow, NamesRevision, Store, StoreError};
use contract::Problem;
use contract::book::{Found, Hit, HitKind, SearchQuery};
use domain::{LogNo, OpportunityId, StageKind, Workspace};
use memchr::memmem::Finder;
use parking_lot::RwLock;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// How many hits an answer has, and how many of one kind while there are others.
const MOST: usize = 10;
const OF_A_KIND: usize = 6;
/// The fewest characters that are looked for, and the most.
const SHORTEST: usize = 2;
const LONGEST: usize = 100;

/// The names of accounts and contacts, kept as long as they are the same.
#[derive(Debug, Default)]
pub struct Phonebook(RwLock<Arc<Names>>);

#[derive(Debug, Default)]
struct Names {
    revision: Option<NamesRevision>,
    accounts: Vec<Entry>,
    contacts: Vec<Entry>,
    /// The accounts' names, lower-cased, by id.
    of_accounts: Arc<Labels>,
}

/// Names by id, lower-cased.
pub(crate) type Labels = HashMap<Uuid, Box<str>>;

#[derive(Debug)]
struct Entry {
    row: NameRow,
    lower: Box<str>,
}

impl Phonebook {
    /// The names of all accounts.
    pub(super) async fn of_accounts(&self, store: &Store) -> Result<Arc<Labels>, StoreError> {
        Ok(self.names(store).await?.of_accounts.clone())
    }

    async fn names(&self, store: &Store) -> Result<Arc<Names>, StoreError> {
        let revision = Some(store.names_revision().await?);
        let known = self.0.read().clone();
        if known.revision == revision {
            return Ok(known);
        }
        let entries = |rows: Vec<NameRow>| -> Vec<Entry> {
            rows.into_iter().map(|row| Entry { lower: row.name.to_lowercase().into(), row }).collect()
        };
        let [accounts, contacts] = store.all_names().await?.map(entries);
        let of_accounts = Arc::new(accounts.iter().map(|entry| (entry.row.id, entry.lower.clone())).collect());
        let names = Arc::new(Names { revision, accounts, contacts, of_accounts });
        *self.0.write() = names.clone();
        Ok(names)
    }
}

/// How well a name fits: the smaller the better. It begins with what is looked for; each word of it begins a word; it is
/// somewhere inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Begins,
    Words,
    Inside,
}

/// What is looked for.
struct Wanted {
    text: String,
    words: Vec<Finder<'static>>,
}

impl Wanted {
    fn new(text: &str) -> Self {
        let text = text.trim().to_lowercase();
        // The longest first: it is found least often.
        let mut words: Vec<&str> = text.split_whitespace().collect();
        words.sort_by_key(|word| Reverse(word.len()));
        Self { words: words.into_iter().map(|word| Finder::new(word.as_bytes()).into_owned()).collect(), text }
    }

    fn fit(&self, name: &[u8]) -> Option<Fit> {
        let mut fit = Fit::Words;
        for word in &self.words {
            let first = word.find(name)?;
            let starts = |at: usize| at == 0 || !is_letter(name[at - 1]);
            if !starts(first) && !word.find_iter(name).any(starts) {
                fit = Fit::Inside;
            }
        }
        Some(if name.starts_with(self.text.as_bytes()) { Fit::Begins } else { fit })
    }
}

/// Whether a byte belongs to a word: letters beyond ASCII have bytes above it.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// What hits are put in order by: how well they fit, open ones first, then accounts, deals, contacts, then the latest.
type Rank = (Fit, bool, u8, Reverse<i64>, Uuid);

/// A deal that was found: its id and version, its account, its stage.
type FoundDeal = (OpportunityId, LogNo, Option<Uuid>, String);

/// Keeps the best few.
struct Best<T>(BinaryHeap<(Rank, T)>);

impl<T: Ord> Best<T> {
    fn new() -> Self {
        Self(BinaryHeap::with_capacity(MOST + 1))
    }

    fn offer(&mut self, rank: Rank, what: T) {
        if self.0.len() < MOST || self.0.peek().is_some_and(|(last, _)| rank < *last) {
            self.0.push((rank, what));
        }
        if self.0.len() > MOST {
            self.0.pop();
        }
    }
}

impl View {
    /// Deals, accounts and contacts by name: those that fit best.
    pub async fn search(&self, query: &SearchQuery) -> Result<Found, Problem> {
        let length = query.q.trim().chars().count();
        if !(SHORTEST..=LONGEST).contains(&length) {
            return Err(Problem::invalid("q", format!("has to have {SHORTEST} to {LONGEST} characters")));
        }
        let wanted = Wanted::new(&query.q);
        let names = self.engine.phonebook().names(self.engine.store()).await?;
        let mut found: Vec<(Rank, HitKind, u32)> = Vec::new();
        let mut offer = |kind: HitKind, best: Best<u32>| found.extend(best.0.into_iter().map(|(rank, at)| (rank, kind, at)));
        offer(HitKind::Account, among(&names.accounts, &wanted, 0));
        let mut deals: HashMap<Uuid, FoundDeal> = HashMap::new();
        if self.me.role.sees_deals() {
            offer(HitKind::Contact, among(&names.contacts, &wanted, 2));
            let workspace = self.settings()?.workspace;
            let best = self
                .look(|asked| {
                    let best = asked.deals_named(&wanted);
                    deals = best.0.iter().map(|(rank, deal)| (rank.4, asked.found(*deal as usize, &workspace))).collect();
                    Ok(best)
                })
                .await?;
            offer(HitKind::Deal, best);
        }
        found.sort_unstable_by_key(|(rank, ..)| *rank);
        let chosen = mixed(found);
        self.hits(&chosen, &names, &deals).await
    }

    /// What is shown of the hits.
    async fn hits(
        &self,
        chosen: &[(Rank, HitKind, u32)],
        names: &Names,
        deals: &HashMap<Uuid, FoundDeal>,
    ) -> Result<Found, Problem> {
        let store = self.engine.store();
        let shown: Vec<_> = chosen.iter().filter_map(|(rank, ..)| deals.get(&rank.4)).map(|deal| (deal.0, deal.1)).collect();
        let texts = store.deal_texts(&shown).await?;
        let found = chosen.iter().filter(|hit| hit.1 == HitKind::Account).map(|hit| hit.0.4);
        let facts = self.facts_today(&found.collect::<Vec<_>>()).await?;
        let contact_accounts =
            chosen.iter().filter(|hit| hit.1 == HitKind::Contact).filter_map(|hit| names.contacts[hit.2 as usize].row.account);
        let accounts = chosen.iter().filter_map(|(rank, ..)| deals.get(&rank.4)?.2).chain(contact_accounts);
        let labels = store.names(&accounts.collect::<Vec<_>>()).await?;
        let name = |id: Option<Uuid>| id.and_then(|id| labels.get(&id).cloned()).unwrap_or_default();
        let hits = chosen.iter().map(|&((.., id), kind, at)| {
            let (title, detail) = match (kind, deals.get(&id)) {
                (HitKind::Deal, Some((deal, _, account, stage))) => {
                    let title = texts.get(deal).map(|text| text.name.clone()).unwrap_or_default();
                    (title, line([name(*account), stage.clone()]))
                }
                (HitKind::Contact, _) => {
                    let row = &names.contacts[at as usize].row;
                    (row.name.clone(), name(row.account))
                }
                _ => {
                    let said = facts.get(&id).cloned().unwrap_or_default();
                    let parent = said.parent.map(|parent| parent.name);
                    let parts = [parent, said.segment, said.industry, said.region, said.owner_name];
                    (names.accounts[at as usize].row.name.clone(), line(parts.map(Option::unwrap_or_default)))
                }
            };
            Hit { kind, id, title, detail }
        });
        Ok(Found { hits: hits.collect() })
    }
}

/// What is known, on one line.
fn line<const N: usize>(parts: [String; N]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn among(entries: &[Entry], wanted: &Wanted, kind: u8) -> Best<u32> {
    let mut best = Best::new();
    for (at, entry) in (0..).zip(entries) {
        if let Some(fit) = wanted.fit(entry.lower.as_bytes()) {
            best.offer((fit, false, kind, Reverse(0), entry.row.id), at);
        }
    }
    best
}

/// The best, but not all of one kind while there are others.
fn mixed(found: Vec<(Rank, HitKind, u32)>) -> Vec<(Rank, HitKind, u32)> {
    let mut of_a_kind: HashMap<HitKind, usize> = HashMap::new();
    let (mut chosen, mut rest) = (Vec::new(), Vec::new());
    for hit in found {
        let many = of_a_kind.entry(hit.1).or_default();
        *many += 1;
        if *many <= OF_A_KIND { chosen.push(hit) } else { rest.push(hit) }
    }
    chosen.truncate(MOST);
    chosen.extend(rest.into_iter().take(MOST - chosen.len()));
    chosen.sort_unstable_by_key(|(rank, ..)| *rank);
    chosen
}

impl Asked<'_> {
    fn deals_named(&self, wanted: &Wanted) -> Best<u32> {
        let mut best = Best::new();
        let open = self.book.of_kind(&[StageKind::Open]);
        for deal in self.seen(&[]).iter() {
            if let Some(fit) = wanted.fit(self.book.names.get(deal as usize)) {
                let deals = &self.columns.deals;
                let (id, log) = (deals.ids[deal as usize], deals.last_log[deal as usize]);
                best.offer((fit, !open.has(deal), 1, Reverse(log), id), deal);
            }
        }
        best
    }

    /// What is told of a deal that was found.
    fn found(&self, deal: usize, workspace: &Workspace) -> FoundDeal {
        let account = self.columns.names.accounts.key(self.book.account[deal]).copied().filter(|id| !id.is_nil());
        let stage = self.columns.statuses.get(self.book.status[deal]).stage;
        let stage = workspace.stage(stage).map(|stage| stage.name.clone()).unwrap_or_default();
        let log = LogNo(self.columns.deals.last_log[deal]);
        (self.columns.id(deal as u32), log, account, stage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_by_where_the_words_begin() {
        for (text, name, fit) in [
            ("rossi", "Rossi SpA", Some(Fit::Begins)),
            ("spa ros", "Rossi SpA", Some(Fit::Words)),
            ("core", "Rossi – Core platform", Some(Fit::Words)),
            ("oss", "Rossi SpA", Some(Fit::Inside)),
            ("ros nothing", "Rossi SpA", None),
            ("ÉCL", "Éclair", Some(Fit::Begins)),
            ("clair", "Éclair", Some(Fit::Inside)),
            ("on", "Bonbon on stage", Some(Fit::Words)),
        ] {
            assert_eq!(Wanted::new(text).fit(name.to_lowercase().as_bytes()), fit, "{text} in {name}");
        }
    }
}
