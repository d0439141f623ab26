//! Exchange rates.

use crate::store::{Author, Result, Store};
use domain::LogNo;
use domain::workspace::DatedRate;

impl Store {
    /// The rates with log ≤ `known_at`, by (currency, day): of several for the same day, the last entered.
    pub async fn rates(&self, known_at: Option<LogNo>) -> Result<Vec<DatedRate>> {
        let _ = known_at;
        todo!()
    }

    /// Enters rates; the same currency and day replaces.
    pub async fn save_rates(&self, author: Author, rates: Vec<DatedRate>) -> Result<()> {
        let _ = (author, rates);
        todo!()
    }
}
