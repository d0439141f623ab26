//! Taking back what a review came to.

use crate::store::Author;
use crate::view::View;
use contract::Problem;
use contract::live::Topic;
use contract::opportunity::OpportunityPatch;
use contract::review::DealReviews;
use domain::{Cause, LogNo, OpportunityId, State};

/// How long after it a review can be taken back.
const UNDO_MS: i64 = 10 * 60_000;

impl View {
    /// Takes back what one's own last review of a deal came to: the review and the change it made, both or neither. What
    /// somebody has changed since stays, and so does the review.
    pub async fn undo_review(&self, id: OpportunityId, log: LogNo) -> Result<DealReviews, Problem> {
        self.must_review(id).await?;
        let store = self.engine.store();
        let Some(review) = store.reviews_of(id, None, 1).await?.into_iter().next().filter(|review| review.log == log) else {
            return Err(Problem::conflict("This is not the last review of the deal, or it has been taken back already."));
        };
        if review.reviewer != self.me.person {
            return Err(Problem::forbidden("A review is taken back by whoever made it."));
        }
        if self.engine.clock().now().0 - review.recorded_at.0 > UNDO_MS {
            return Err(Problem::conflict("A review can be taken back for ten minutes. Review the deal again instead."));
        }
        let versions = store.versions_of(&[id], None).await?;
        let patch = match (review.made, versions.as_slice()) {
            (None, [.., latest]) => OpportunityPatch { base: latest.log, undo: true, ..OpportunityPatch::default() },
            (Some(made), [.., before, latest]) if latest.log == made => back(&before.state, &latest.state, made),
            _ => return Err(Problem::conflict("The deal has been changed since. Review it again instead.")),
        };
        let gate = self.gate(id, &patch).await?;
        let author = Author { cause: Cause::Undo, ..self.author(Some(format!("undo-review-{}", log.0))) };
        store.undo_review(author, id, patch, Some(gate), log).await?;
        self.engine.tell(Topic::Reviews);
        self.deal_reviews(id).await
    }
}

/// The change from one state back to another, in the fields that reviews change.
fn back(was: &State, is: &State, base: LogNo) -> OpportunityPatch {
    fn changed<T: Clone + PartialEq>(was: &T, is: &T) -> Option<T> {
        (was != is).then(|| was.clone())
    }
    OpportunityPatch {
        base,
        undo: true,
        stage: changed(&was.stage, &is.stage),
        close_day: changed(&was.close_day, &is.close_day),
        category: changed(&was.category, &is.category),
        lost_reason: changed(&was.lost_reason, &is.lost_reason),
        nurture_until: changed(&was.nurture_until, &is.nurture_until),
        next_step: changed(&was.next_step, &is.next_step),
        next_step_day: changed(&was.next_step_day, &is.next_step_day),
        ..OpportunityPatch::default()
    }
}
