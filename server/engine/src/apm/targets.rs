//! .
use crate::View;
use contract::Problem;
use contract::target::{SaveTargetsBody, TargetGrid, TargetsQuery};

impl View {
    /// The targets of a dimension and a fiscal year.
    pub async fn targets(&self, query: &TargetsQuery) -> Result<TargetGrid, Problem> {
        let _ = query;
        Err(Problem::internal())
    }

    /// Sets or clears targets, all or none. Administrators only.
    pub async fn save_targets(&self, body: &SaveTargetsBody) -> Result<TargetGrid, Problem> {
        let _ = body;
        Err(Problem::internal())
    }
}
