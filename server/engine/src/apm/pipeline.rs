//! .
use crate::View;
use contract::Problem;
use contract::chart::{PipelineHistory, PipelineHistoryQuery};

impl View {
    /// Open pipeline (any date) by stage, as of the end of each week.
    pub async fn pipeline_history(&self, query: &PipelineHistoryQuery) -> Result<PipelineHistory, Problem> {
        let _ = query;
        Err(Problem::internal())
    }
}
