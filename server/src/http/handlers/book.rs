//! Deals as they are now.

use crate::http::api::Call;
use contract::Problem;
use contract::book::{Board, ListOpportunities, OpportunityList, OpportunityTotals, ReadBoard, ReadOpportunityTotals};

/// A page of those that meet a condition.
pub async fn list(call: Call<ListOpportunities>) -> Result<OpportunityList, Problem> {
    call.view().opportunities(&call.query).await
}

/// What they come to.
pub async fn totals(call: Call<ReadOpportunityTotals>) -> Result<OpportunityTotals, Problem> {
    call.view().opportunity_totals(&call.query).await
}

/// The board.
pub async fn board(call: Call<ReadBoard>) -> Result<Board, Problem> {
    call.view().board(&call.query).await
}
