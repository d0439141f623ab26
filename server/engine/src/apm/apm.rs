//! .
use crate::View;
use contract::Problem;
use contract::apm::{Apm, ApmQuery};

impl View {
    /// The matrix.
    pub async fn apm(&self, query: &ApmQuery) -> Result<Apm, Problem> {
        let _ = query;
        Err(Problem::internal())
    }
}
