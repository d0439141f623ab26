//! .
use crate::View;
use contract::Problem;
use contract::apm::{ApmDeals, ApmDealsQuery};

impl View {
    /// The deals behind one number of the matrix, largest first.
    pub async fn apm_deals(&self, query: &ApmDealsQuery) -> Result<ApmDeals, Problem> {
        let _ = query;
        Err(Problem::internal())
    }
}
