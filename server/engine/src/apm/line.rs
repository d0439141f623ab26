//! .
use crate::View;
use contract::Problem;
use contract::apm::{ApmLine, ApmQuery};

impl View {
    /// Closed and open pipeline through the period, a point a week.
    pub async fn apm_line(&self, query: &ApmQuery) -> Result<ApmLine, Problem> {
        let _ = query;
        Err(Problem::internal())
    }
}
