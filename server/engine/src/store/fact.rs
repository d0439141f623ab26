//! Facts with a validity.

use crate::store::{Author, Result, StagedFact, Store};
use domain::{Fact, LogNo};

impl Store {
    /// All facts with log ≤ `known_at`, by (subject, attribute, valid_from, log).
    pub async fn facts(&self, known_at: Option<LogNo>) -> Result<Vec<Fact>> {
        let _ = known_at;
        todo!()
    }

    /// Records facts now. Answers with them as recorded.
    pub async fn save_facts(&self, author: Author, facts: Vec<StagedFact>) -> Result<Vec<Fact>> {
        let _ = (author, facts);
        todo!()
    }
}
