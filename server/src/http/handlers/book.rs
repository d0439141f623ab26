//! Deals as they are now.

use crate::http::api::Call;
use contract::Problem;
use contract::book::{
    Board, Found, ListOpportunities, OpportunityList, OpportunityTotals, ReadBoard, ReadOpportunityTotals, Search,
};

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

/// Deals, accounts and contacts by name.
pub async fn search(call: Call<Search>) -> Result<Found, Problem> {
    call.view().search(&call.query).await
}
