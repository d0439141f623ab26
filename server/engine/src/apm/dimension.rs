//! .
use crate::View;
use contract::workspace::ListDimensionQuery;
use contract::{Page, Problem};
use domain::Dimension;
use domain::workspace::DimensionValue;

impl View {
    /// The values of a dimension, by name.
    pub async fn dimension(&self, dimension: Dimension, query: &ListDimensionQuery) -> Result<Page<DimensionValue>, Problem> {
        let _ = (dimension, query);
        Err(Problem::internal())
    }
}
