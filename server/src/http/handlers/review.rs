//! The weekly review, and waivers.

use crate::http::api::Call;
use contract::Problem;
use contract::review::{DealReviews, EndWaiver, ListReviews, ReadReview, Review, ReviewDeal, UndoReview, WaiveFlag};

/// A team's review of this week.
pub async fn read(call: Call<ReadReview>) -> Result<Review, Problem> {
    call.view().review(&call.query).await
}

/// What a review of a deal comes to.
pub async fn decide(call: Call<ReviewDeal>) -> Result<DealReviews, Problem> {
    call.view().review_deal(call.path.id, call.body, call.key).await
}

/// Takes a review back.
pub async fn undo(call: Call<UndoReview>) -> Result<DealReviews, Problem> {
    call.view().undo_review(call.path.id, call.path.log).await
}

/// What was said of a deal.
pub async fn of_deal(call: Call<ListReviews>) -> Result<DealReviews, Problem> {
    call.view().deal_reviews(call.path.id).await
}

/// Waives a flag.
pub async fn waive(call: Call<WaiveFlag>) -> Result<DealReviews, Problem> {
    call.view().waive(call.path.id, call.body).await
}

/// Takes a waiver back.
pub async fn end_waiver(call: Call<EndWaiver>) -> Result<DealReviews, Problem> {
    call.view().end_waiver(call.path.id, call.path.flag).await
}
