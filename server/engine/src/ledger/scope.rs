//! Which deals a person may see: by today's hierarchy and the deal's latest version, whatever day is asked about.

use super::deals::Deals;

/// Which deals count for the person who asks.
#[derive(Clone, Debug, Default)]
pub enum Scope {
    /// All.
    #[default]
    All,
    /// Those owned, or sourced, by some people: by the ledger's number of a person.
    People {
        /// The owners.
        owners: Vec<bool>,
        /// Those who sourced.
        sourced_by: Vec<bool>,
    },
}

impl Scope {
    /// Whether the scope leaves any deal out.
    pub fn narrows(&self) -> bool {
        !matches!(self, Self::All)
    }

    /// Whether a deal is seen.
    #[inline]
    pub fn sees(&self, deals: &Deals, deal: u32) -> bool {
        match self {
            Self::All => true,
            Self::People { owners, sourced_by } => {
                marked(owners, deals.owner[deal as usize]) || marked(sourced_by, deals.sourced_by[deal as usize])
            }
        }
    }
}

#[inline]
fn marked(people: &[bool], person: u32) -> bool {
    people.get(person as usize).copied().unwrap_or(false)
}
