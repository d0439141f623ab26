//! What a review of a deal comes to, as one write.

use crate::store::NewReview;
use crate::view::View;
use contract::inbox::News;
use contract::opportunity::OpportunityPatch;
use contract::review::{DealReviews, ReviewBody};
use contract::{FieldError, Problem};
use domain::review::{Disposition, week_of};
use domain::{Category, Day, OpportunityId, StageKind, Workspace};

impl View {
    /// Says what a review of a deal comes to, and changes the deal accordingly.
    pub async fn review_deal(
        &self,
        id: OpportunityId,
        body: ReviewBody,
        idempotency_key: Option<String>,
    ) -> Result<DealReviews, Problem> {
        self.must_review(id).await?;
        let settings = self.settings()?;
        let today = self.engine.today();
        let ReviewBody { disposition, note, mut patch } = body;
        let note = note.trim().to_owned();
        let faults = faults(disposition, &note, &patch, &settings.workspace, today);
        if !faults.is_empty() {
            return Err(Problem::invalid_fields(faults));
        }
        if disposition == Disposition::Nurture {
            patch.category = Some(Some(Category::Omitted));
        }
        self.may_patch(id, &patch).await?;
        let gate = self.gate(id, &patch).await?;
        let review = NewReview { week: week_of(today, &settings.workspace.fiscal), disposition, note };
        let version = self.engine.store().review(self.author(idempotency_key), id, patch, Some(gate), review).await?;
        let said = self.deal_reviews(id).await?;
        if let Some(last) = said.reviews.first() {
            let news = News::Review { deal: id, disposition: last.disposition.as_str().to_owned(), note: last.note.clone() };
            self.engine.tell_owner(version.state.owner, Some(self.me.person), news, format!("review {}", last.log)).await?;
        }
        Ok(said)
    }
}

/// What is missing for a disposition, or does not belong to it.
fn faults(disposition: Disposition, note: &str, patch: &OpportunityPatch, workspace: &Workspace, today: Day) -> Vec<FieldError> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, message: &str| faults.push(FieldError { field: field.to_owned(), message: message.to_owned() });
    if note.chars().count() > 4_000 {
        fault("note", "A note has at most 4000 characters.");
    }
    let kind = patch.stage.and_then(|stage| workspace.stage(stage)).map(|stage| stage.kind);
    if disposition == Disposition::Restage && kind != Some(StageKind::Open) {
        fault("patch.stage", "Choose the open stage it belongs to.");
    }
    if disposition == Disposition::CloseLost {
        if kind != Some(StageKind::Lost) {
            fault("patch.stage", "Choose the stage of lost deals.");
        }
        if patch.lost_reason.as_ref().and_then(Option::as_ref).is_none_or(|reason| reason.trim().is_empty()) {
            fault("patch.lost_reason", "Say why it is lost.");
        }
    }
    if disposition == Disposition::Redate && patch.close_day.flatten().is_none_or(|day| day < today) {
        fault("patch.close_day", "Choose a day from today on.");
    }
    if disposition == Disposition::Nurture && patch.nurture_until.flatten().is_none_or(|day| day <= today) {
        fault("patch.nurture_until", "Choose a day after today.");
    }
    let moves = matches!(disposition, Disposition::Restage | Disposition::CloseLost);
    if !moves && patch.stage.is_some() {
        fault("patch.stage", "Only re-staging and closing change the stage.");
    }
    let others = OpportunityPatch {
        base: patch.base,
        stage: patch.stage,
        close_day: patch.close_day,
        lost_reason: patch.lost_reason.clone(),
        nurture_until: patch.nurture_until,
        next_step: patch.next_step.clone(),
        next_step_day: patch.next_step_day,
        ..OpportunityPatch::default()
    };
    if *patch != others {
        fault("patch", "A review changes stage, close date, reason, nurturing and next step; the rest is edited on the deal.");
    }
    faults
}
