//! Random histories of a small company, for property tests here and in the engine (feature `testing`).
//!
//! [`history`] is a proptest strategy. It draws a list of [`Write`]s, plain data that shrinks well, and plays them onto a
//! company of a few people, accounts and products, so that deals meet in the same rows, days and milliseconds. What comes
//! out keeps the rules of the log: numbers go up by one, a live edit takes effect after the deal's last version, only
//! imports and their undoing reach into the past. [`History::features`] counts which rare things happened, so that a
//! test can prove that it saw them.
//!
//! ```
//! use domain::testing::{ask, history};
//! use proptest::prelude::*;
//! # fn check(_: &domain::testing::History, _: &domain::reference::Question) {}
//!
//! proptest!(ProptestConfig::with_cases(16), |(history in history(1..40), ask in ask())| {
//!     let question = history.question(&ask);
//!     check(&history, &question); // such as: the ledger's rows == reference::rows(&history.books(), &question)
//! });
//! ```

mod ask;
mod company;
mod features;
mod play;
mod write;

pub use ask::{Ask, ask};
pub use company::{DAY_ONE, LAST_DAY};
pub use features::FEATURES;
pub use write::{Change, Draft, Place, Write, shared_writes, writes};

use crate::reference::{Books, KnownRate};
use crate::{AccountId, CampaignId, Day, Fact, FiscalCalendar, Instant, LogNo, PersonId, ProductId, TeamId, Version, Workspace};
use proptest::prelude::*;
use std::ops::Range;

/// A company and all it ever wrote.
#[derive(Clone, Debug)]
pub struct History {
    /// Its settings: euro, UTC, fiscal years from February, two sales processes.
    pub workspace: Workspace,
    /// The calendar of these settings.
    pub calendar: FiscalCalendar,
    /// Every version of every deal, by log number.
    pub versions: Vec<Version>,
    /// Who belonged where, from when; by log number.
    pub facts: Vec<Fact>,
    /// Exchange rates, by log number. There is none for Swiss francs at first.
    pub rates: Vec<KnownRate>,
    /// Who owns deals; the first is everybody's manager in the end.
    pub people: Vec<PersonId>,
    /// Teams.
    pub teams: Vec<TeamId>,
    /// Who buys.
    pub accounts: Vec<AccountId>,
    /// What is sold.
    pub products: Vec<ProductId>,
    /// Campaigns.
    pub campaigns: Vec<CampaignId>,
    /// The last log number given out.
    pub head: LogNo,
}

impl History {
    /// All that numbers are made from.
    pub fn books(&self) -> Books<'_> {
        Books { workspace: &self.workspace, versions: &self.versions, facts: &self.facts, rates: &self.rates, day_of: &day_of }
    }
}

/// The day of an instant; the company's zone is UTC.
pub fn day_of(instant: Instant) -> Day {
    Day(instant.0.div_euclid(86_400_000) as i32)
}

/// Histories with so many writes.
pub fn history(length: Range<usize>) -> impl Strategy<Value = History> {
    shared_writes(length).prop_map(|writes| History::play(&writes))
}
