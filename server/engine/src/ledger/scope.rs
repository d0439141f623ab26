//! Which deals a person may see: by today's hierarchy and the deal's latest version, whatever day is asked about and
//! whatever was known then.

use super::Ledger;
use super::columns::Columns;
use super::deals::Deals;
use domain::{OpportunityId, PersonId};

/// Some people, by the ledger's number of a person.
#[derive(Clone, Debug)]
pub struct People {
    /// Whoever's deals count, and those they work on beside the owner.
    pub owners: Vec<bool>,
    /// Those whose sourcing makes a deal count.
    pub sourced_by: Vec<bool>,
}

/// Which deals count for the person who asks.
#[derive(Clone, Debug, Default)]
pub enum Scope {
    /// All.
    #[default]
    All,
    /// Those owned, worked on, or sourced, by some people.
    People(People),
    /// Some deals, by their number.
    Deals(Vec<bool>),
}

impl Ledger {
    /// Whose a deal is by the columns as they are: who owns, sourced or works on it; nobody if they do not know it, and
    /// nothing if they cannot be looked at just now.
    pub(crate) fn whose_it_is(&self, deal: OpportunityId) -> Option<Vec<PersonId>> {
        let guard = self.columns.try_read()?;
        let found = guard.as_ref().and_then(|columns| Some((columns, columns.deals.find(deal.0)?)));
        let people = found.map(|(columns, deal)| {
            let (owner, sourced_by) = (columns.deals.owner[deal as usize], columns.deals.sourced_by[deal as usize]);
            let numbers = [owner, sourced_by].into_iter().chain(columns.deals.team_of(deal).iter().copied());
            let person = |number| columns.names.people.key(number).copied().map(PersonId);
            numbers.filter(|number| *number > 0).filter_map(person).collect()
        });
        Some(people.unwrap_or_default())
    }
}

impl Scope {
    /// Those of some people as of `now`, in the numbers of older columns.
    pub fn carried(people: &People, now: &Columns, then: &Columns) -> Self {
        let seen = |id: &_| now.deals.find(*id).is_some_and(|deal| people.see(&now.deals, deal));
        Self::Deals(then.deals.ids.iter().map(seen).collect())
    }

    /// Whether the scope leaves any deal out.
    pub fn narrows(&self) -> bool {
        !matches!(self, Self::All)
    }

    /// Whether a deal is seen.
    #[inline]
    pub fn sees(&self, deals: &Deals, deal: u32) -> bool {
        match self {
            Self::All => true,
            Self::People(people) => people.see(deals, deal),
            Self::Deals(seen) => marked(seen, deal),
        }
    }
}

impl People {
    #[inline]
    fn see(&self, deals: &Deals, deal: u32) -> bool {
        marked(&self.owners, deals.owner[deal as usize])
            || marked(&self.sourced_by, deals.sourced_by[deal as usize])
            || deals.team_of(deal).iter().any(|&person| marked(&self.owners, person))
    }
}

#[inline]
fn marked(marks: &[bool], number: u32) -> bool {
    marks.get(number as usize).copied().unwrap_or(false)
}
