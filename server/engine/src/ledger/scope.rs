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
    /// Who owned a deal and who sourced it, by the columns as they are; nobody if it is not known to them, and nothing if
    /// they cannot be looked at just now.
    pub(crate) fn whose_it_is(&self, deal: OpportunityId) -> Option<[Option<PersonId>; 2]> {
        let guard = self.columns.try_read()?;
        let Some((columns, deal)) = guard.as_ref().and_then(|columns| Some((columns, columns.deals.find(deal.0)?))) else {
            return Some([None, None]);
        };
        let person = |number: u32| columns.names.people.key(number).filter(|_| number > 0).copied().map(PersonId);
        Some([person(columns.deals.owner[deal as usize]), person(columns.deals.sourced_by[deal as usize])])
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
