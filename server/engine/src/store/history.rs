//! Reading versions.

use crate::store::{Result, Store};
use domain::{
    AccountId, BatchId, CampaignId, Category, Currency, Day, DealType, Instant, Line, LogNo, OpportunityId, PersonId, Source,
    StageId, Version,
};

/// What the ledger needs of a version; it borrows from the row it was read from.
#[derive(Clone, Copy, Debug)]
pub struct HistoryRow<'r> {
    /// Whose.
    pub opportunity: OpportunityId,
    /// Its place in the log.
    pub log: LogNo,
    /// When it became true.
    pub effective_at: Instant,
    /// The account.
    pub account: Option<AccountId>,
    /// The owner.
    pub owner: Option<PersonId>,
    /// The type.
    pub deal_type: DealType,
    /// The currency.
    pub currency: Currency,
    /// The lines.
    pub lines: &'r [Line],
    /// The stage.
    pub stage: StageId,
    /// The manual category.
    pub category: Option<Category>,
    /// The close date.
    pub close_day: Option<Day>,
    /// The function that generated it.
    pub source: Option<Source>,
    /// The person who did.
    pub sourced_by: Option<PersonId>,
    /// The origin campaign.
    pub campaign: Option<CampaignId>,
    /// Its own region.
    pub region: Option<&'r str>,
    /// Whether it is deleted.
    pub deleted: bool,
}

impl Store {
    /// Hands every version with `after` < log ≤ `upto` to `visit`: deal by deal, those of one deal in the order of
    /// (effective_at, log). Neither limit: all. Answers with the position it reaches: `upto`, or the head of the log when
    /// reading began (later versions are left out).
    pub async fn read_history(
        &self,
        after: Option<LogNo>,
        upto: Option<LogNo>,
        visit: impl FnMut(HistoryRow<'_>) + Send,
    ) -> Result<LogNo> {
        let _ = (after, upto, visit);
        todo!()
    }

    /// How many versions are visible (roughly, on Postgres): for progress.
    pub async fn count_versions(&self) -> Result<u64> {
        todo!()
    }

    /// All versions of these deals with log ≤ `known_at`, whole, by deal and (effective_at, log).
    pub async fn versions_of(&self, deals: &[OpportunityId], known_at: Option<LogNo>) -> Result<Vec<Version>> {
        let _ = (deals, known_at);
        todo!()
    }

    /// The versions a batch brought (published or not), in its own order, from a place on, at most `limit`. A version's
    /// `log` is its place in the batch while it is not published.
    pub async fn versions_in(&self, batch: BatchId, after: LogNo, limit: i64) -> Result<Vec<Version>> {
        let _ = (batch, after, limit);
        todo!()
    }
}
