//! Reviews and waivers: with the change that comes of them or not at all, once, and known to whoever follows the log.

use crate::{day, import, problem, store};
use contract::opportunity::OpportunityPatch;
use domain::review::Disposition;
use domain::{Cause, Flag, Flags, LogNo, PersonId, StageId};
use engine::store::{Author, Change, NewReview};
use engine::testing::each_workspace;
use uuid::Uuid;

fn manager(key: Option<&str>) -> Author {
    Author { person: Some(PersonId(Uuid::from_u128(7))), cause: Cause::Screen, idempotency_key: key.map(Into::into) }
}

fn said(disposition: Disposition, note: &str) -> NewReview {
    NewReview { week: day("2026-11-23"), disposition, note: note.into() }
}

#[tokio::test]
async fn a_review_is_written_with_what_comes_of_it_or_not_at_all() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let (batch, [_, beta]) = import(store).await;
        store.publish(batch, "published").await.unwrap();
        let base = store.latest(beta).await.unwrap().unwrap();
        let head = store.head().await.unwrap();
        let restage = OpportunityPatch { base: base.log, stage: Some(StageId(4)), ..OpportunityPatch::default() };

        // One request, two rows: the deal's version and the review that made it. The same again is the same.
        for _ in 0..2 {
            let review = said(Disposition::Restage, "They signed off the scope.");
            let made = store.review(manager(Some("a")), beta, restage.clone(), None, review).await.unwrap();
            assert_eq!((made.state.stage, made.log), (StageId(4), LogNo(head.0 + 1)));
            let reviews = store.reviews_of(beta, None, 10).await.unwrap();
            let [review] = reviews.as_slice() else { panic!("{reviews:?}") };
            assert_eq!((review.saw, review.made, review.log), (base.log, Some(made.log), LogNo(head.0 + 2)));
            assert_eq!((review.disposition, review.reviewer), (Disposition::Restage, PersonId(Uuid::from_u128(7))));
            assert_eq!(store.head().await.unwrap(), review.log);
        }

        // Who looked at the version before and wants another stage is told; neither version nor review is there.
        let other = OpportunityPatch { stage: Some(StageId(2)), ..restage.clone() };
        let conflict = problem(store.review(manager(None), beta, other, None, said(Disposition::Restage, "")).await);
        assert_eq!(conflict.status, 409);
        assert_eq!(store.head().await.unwrap(), LogNo(head.0 + 2));
        assert_eq!(store.reviews_of(beta, None, 10).await.unwrap().len(), 1);

        // What changes nothing of the deal is a review all the same.
        let keep = OpportunityPatch { base: LogNo(head.0 + 1), ..OpportunityPatch::default() };
        let kept = store.review(manager(None), beta, keep, None, said(Disposition::Keep, "Fine.")).await.unwrap();
        assert_eq!(kept.log, LogNo(head.0 + 1));
        let reviews = store.reviews_of(beta, None, 10).await.unwrap();
        assert_eq!(
            reviews.iter().map(|review| (review.note.as_str(), review.made)).collect::<Vec<_>>(),
            [("Fine.", None), ("They signed off the scope.", Some(LogNo(head.0 + 1))),]
        );
        assert_eq!(store.last_reviews(&[beta]).await.unwrap()[&beta], reviews[0]);
        assert_eq!(store.reviewed_in(day("2026-11-23")).await.unwrap(), [beta].into());
        assert!(store.reviewed_in(day("2026-11-16")).await.unwrap().is_empty());
        assert_eq!(store.reviews_of(beta, Some(reviews[0].log), 10).await.unwrap(), reviews[1..]);

        // Followers find them in the log, in its order.
        let (changes, reached) = store.changes_since(head).await.unwrap();
        let found: Vec<(i64, bool)> =
            changes.iter().map(|change| (change.last().0 - head.0, matches!(change, Change::Review(_)))).collect();
        assert_eq!((found, reached.0), (vec![(1, false), (2, true), (3, true)], head.0 + 3));
    })
    .await;
}

#[tokio::test]
async fn a_waiver_holds_until_its_end_or_until_it_is_taken_back() {
    each_workspace(|engine| async move {
        let store = store(&engine);
        let (batch, [_, beta]) = import(store).await;
        store.publish(batch, "published").await.unwrap();
        let (quiet, pushed) = (Flags::of(&[Flag::Quiet]), Flags::of(&[Flag::Quiet, Flag::Pushed]));
        let (today, later) = (day("2026-11-24"), day("2026-12-04"));
        assert!(store.waived(beta, today).is_empty());
        for _ in 0..2 {
            let row = store.waive(manager(None), beta, Flag::Quiet, later, "Their budget round.".into()).await.unwrap();
            assert_eq!(row.log, store.head().await.unwrap());
        }
        store.waive(manager(None), beta, Flag::Pushed, today, "Known.".into()).await.unwrap();
        assert_eq!((store.waived(beta, today), store.waived(beta, later)), (pushed, quiet));
        assert!(store.waived(beta, later.plus(1)).is_empty());
        assert_eq!(store.all_waived(today), [(beta, pushed)].into());

        // The last one said counts; earlier ones stay in the log.
        store.waive(manager(None), beta, Flag::Pushed, day("2026-11-23"), "Not any more.".into()).await.unwrap();
        assert_eq!(store.waived(beta, today), quiet);
        let waivers = store.waivers_of(beta).await.unwrap();
        assert_eq!(
            waivers.iter().map(|row| (row.flag, row.reason.as_str())).collect::<Vec<_>>(),
            [(Flag::Quiet, "Their budget round."), (Flag::Pushed, "Not any more."),]
        );
        let (changes, _) = store.changes_since(LogNo(0)).await.unwrap();
        assert_eq!(changes.iter().filter(|change| matches!(change, Change::Waiver(_))).count(), 3);
    })
    .await;
}
