//! Deals as they are now: read a page, create, change.

use crate::store::{Result, Store};
use contract::opportunity::OpportunityPatch;
use domain::{Cause, Currency, Day, LogNo, OpportunityId, PersonId, StageId, State, Version};

/// Who writes, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// Who; nobody if the program itself does.
    pub person: Option<PersonId>,
    /// How.
    pub cause: Cause,
    /// What makes a retry of the same request get the same answer.
    pub idempotency_key: Option<String>,
}

/// Whose deals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everybody's.
    All,
    /// Those owned by one of these people, or sourced by one of these.
    People {
        /// The owners.
        owners: Vec<PersonId>,
        /// Those who sourced.
        sourced_by: Vec<PersonId>,
    },
}

/// Which deals to list: by close date, those without one last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Whose.
    pub scope: Scope,
    /// Only names that contain this, compared without case.
    pub search: Option<String>,
    /// Only these stages.
    pub stages: Option<Vec<StageId>>,
    /// After this one.
    pub after: Option<(Option<Day>, OpportunityId)>,
    /// How many at most.
    pub limit: i64,
}

/// A deal in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The deal.
    pub id: OpportunityId,
    /// Its latest version.
    pub log: LogNo,
    /// Its name.
    pub name: String,
    /// Its account's name.
    pub account: Option<String>,
    /// Its owner's name.
    pub owner: Option<String>,
    /// Its stage.
    pub stage: StageId,
    /// Its close date.
    pub close_day: Option<Day>,
    /// Its currency.
    pub currency: Currency,
    /// Its ACV in minor units of it.
    pub acv: i64,
}

impl Store {
    /// The latest version of a deal (deleted ones too: see its state).
    pub async fn latest(&self, id: OpportunityId) -> Result<Option<Version>> {
        let _ = id;
        todo!()
    }

    /// A page of deals that are not deleted.
    pub async fn opportunities(&self, listing: &Listing) -> Result<Vec<Summary>> {
        let _ = listing;
        todo!()
    }

    /// How many there are on all pages.
    pub async fn count_opportunities(&self, listing: &Listing) -> Result<i64> {
        let _ = listing;
        todo!()
    }

    /// Creates a deal. The state is checked.
    pub async fn create(&self, author: Author, state: State) -> Result<Version> {
        let _ = (author, state);
        todo!()
    }

    /// Changes fields of a deal: those that somebody else has changed to something else since `patch.base` are a conflict
    /// that names them. Whether the author may see the deal has been decided by the caller.
    pub async fn patch(&self, author: Author, id: OpportunityId, patch: OpportunityPatch) -> Result<Version> {
        let _ = (author, id, patch);
        todo!()
    }
}
