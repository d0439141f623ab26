//! A second import: what is the same changes nothing, what differs is an update, and a person's edit is not lost.

use crate::{Desk, day, each_desk, places};
use contract::import::Reason;
use contract::import::Verdict::{Reject, Repair};
use contract::import::{ConflictRule, ImportStatus};
use contract::opportunity::OpportunityPatch;
use domain::{Cause, StageId};
use engine::testing::{NOW, author};

const FIRST: &str =
    "Id,Name,Account,Stage,Amount,Close date\n1,Alfa,Acme,Discover,1000,2026-12-15\n2,Beta,Zenit,Propose,2000,2026-12-20\n";
/// The same two deals later: Alfa's amount and Beta's close date are others.
const LATER: &str =
    "Id,Name,Account,Stage,Amount,Close date\n1,Alfa,Acme,Discover,1500,2026-12-15\n2,Beta,Zenit,Propose,2000,2027-01-20\n";

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    each_desk(|desk| async move {
        desk.import(&[("deals.csv", FIRST)]).await;
        let head = desk.head().await;
        let again = desk.import(&[("deals.csv", FIRST)]).await;
        let counts = &again.counts;
        assert_eq!((counts.created, counts.updated, counts.unchanged, counts.versions), (0, 0, 2, 0));
        assert_eq!(desk.head().await, head, "the log has not moved");
        assert_eq!(desk.history("Alfa").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn another_content_later_is_an_update_from_then_on() {
    each_desk(|desk| async move {
        desk.import(&[("deals.csv", FIRST)]).await;
        desk.engine.clock().set(NOW.plus_ms(86_400_000));
        let again = desk.import(&[("deals.csv", LATER)]).await;
        assert_eq!((again.counts.created, again.counts.updated, again.counts.unchanged), (0, 2, 0));
        let history = desk.history("Alfa").await;
        let told: Vec<_> = history.iter().map(|version| (desk.day_of(version), version.state.acv())).collect();
        assert_eq!(told, [(day("2026-11-23"), 100_000), (day("2026-11-24"), 150_000)]);
        assert!(history.iter().all(|version| version.cause == Cause::Import));
        assert_eq!(desk.state("Beta").await.close_day, Some(day("2027-01-20")));
    })
    .await;
}

/// A deal that the file says has closed takes effect on the day it closed.
#[tokio::test]
async fn a_closing_is_dated_by_its_close_date() {
    each_desk(|desk| async move {
        let file = |stage: &str, close: &str| {
            format!("Id,Name,Stage,Amount,Close date,Created\n1,Alfa,{stage},1000,{close},2026-09-01\n")
        };
        desk.import(&[("deals.csv", &file("Discover", "2026-12-15"))]).await;
        desk.import(&[("deals.csv", &file("Won", "2026-11-20"))]).await;
        let days: Vec<_> = desk.history("Alfa").await.iter().map(|v| (desk.day_of(v), v.state.stage.0)).collect();
        assert_eq!(days, [(day("2026-09-01"), 2), (day("2026-11-20"), 5)]);
    })
    .await;
}

async fn edited(desk: &Desk) {
    desk.import(&[("deals.csv", FIRST)]).await;
    let deal = desk.view().opportunity(desk.id("Alfa").await).await.unwrap();
    let mut lines = deal.state.lines.clone();
    lines[0].acv = 120_000;
    let patch = OpportunityPatch { base: deal.version, lines: Some(lines), ..OpportunityPatch::default() };
    desk.engine.unrestricted("a rep edits").patch(author(), deal.id, patch).await.unwrap();
}

#[tokio::test]
async fn where_a_person_has_edited_the_same_field_the_import_asks() {
    each_desk(|desk| async move {
        edited(&desk).await;
        let again = desk.import(&[("deals.csv", LATER)]).await;
        let findings = desk.findings(&again).await;
        assert_eq!(places(&findings), [(2, "Amount", "1500", Reject)]);
        assert_eq!(findings[0].reason, Reason::EditedSince);
        assert_eq!((again.counts.updated, again.counts.rejected), (1, 1));
        assert_eq!(desk.state("Alfa").await.acv(), 120_000, "the edit stands");
        assert_eq!(desk.state("Beta").await.close_day, Some(day("2027-01-20")));
    })
    .await;
}

#[tokio::test]
async fn or_keeps_the_edit_or_overwrites_it_as_set() {
    for (rule, amount, found) in [(ConflictRule::Keep, 120_000, 1), (ConflictRule::Overwrite, 150_000, 0)] {
        each_desk(|desk| async move {
            edited(&desk).await;
            let again = desk.import_with(&[("deals.csv", LATER)], |profile| profile.conflicts = rule).await;
            let findings = desk.findings(&again).await;
            assert_eq!(findings.iter().filter(|one| one.verdict == Repair).count(), found, "{findings:?}");
            assert_eq!(desk.state("Alfa").await.acv(), amount);
            // What the person left alone is the file's, whatever the rule.
            assert_eq!(desk.state("Beta").await.close_day, Some(day("2027-01-20")));
        })
        .await;
    }
}

#[tokio::test]
async fn an_edit_of_another_field_is_no_conflict() {
    each_desk(|desk| async move {
        desk.import(&[("deals.csv", FIRST)]).await;
        let deal = desk.view().opportunity(desk.id("Alfa").await).await.unwrap();
        let patch = OpportunityPatch { base: deal.version, stage: Some(StageId(4)), ..OpportunityPatch::default() };
        desk.engine.unrestricted("a rep edits").patch(author(), deal.id, patch).await.unwrap();
        let again = desk.import(&[("deals.csv", LATER)]).await;
        assert_eq!((again.counts.updated, again.counts.rejected), (2, 0));
        let state = desk.state("Alfa").await;
        assert_eq!((state.stage.0, state.acv()), (4, 150_000));
        // The same file once more: the edit still stands, and nothing is new.
        let head = desk.head().await;
        desk.import(&[("deals.csv", LATER)]).await;
        assert_eq!(desk.head().await, head);
    })
    .await;
}

/// What was checked is not what is published if the deal has changed meanwhile: it is checked again first.
#[tokio::test]
async fn an_edit_between_dry_run_and_publishing_is_not_lost() {
    each_desk(|desk| async move {
        desk.import(&[("deals.csv", FIRST)]).await;
        let checked = desk.check(&[("deals.csv", LATER)]).await;
        assert_eq!(checked.counts.updated, 2);
        let deal = desk.view().opportunity(desk.id("Alfa").await).await.unwrap();
        let mut lines = deal.state.lines.clone();
        lines[0].acv = 120_000;
        let patch = OpportunityPatch { base: deal.version, lines: Some(lines), ..OpportunityPatch::default() };
        desk.engine.unrestricted("a rep edits").patch(author(), deal.id, patch).await.unwrap();
        let published = desk.publish(&checked).await;
        assert_eq!((published.counts.updated, published.counts.rejected), (1, 1));
        assert_eq!(desk.state("Alfa").await.acv(), 120_000);
    })
    .await;
}

#[tokio::test]
async fn what_says_it_is_checked_may_be_published_at_once() {
    each_desk(|desk| async move {
        for round in 0..8 {
            let deals = format!("Id,Name,StageName,Amount,CloseDate\n00{round},Alfa {round},Propose,500,2026-12-20\n");
            let import = desk.upload(&[("Opportunity.csv", &deals)]).await.unwrap();
            desk.importer.check(import.id).await.unwrap();
            while desk.importer.progress(import.id).await.unwrap().status == ImportStatus::Checking {
                tokio::task::yield_now().await;
            }
            // The outcome is kept a moment before the next step may begin: till then it is still being checked.
            desk.importer.publish(import.id, None).await.unwrap();
            while desk.importer.progress(import.id).await.unwrap().status == ImportStatus::Publishing {
                tokio::task::yield_now().await;
            }
            assert_eq!(desk.importer.read(import.id).await.unwrap().status, ImportStatus::Published);
            desk.importer.undo(import.id, None).await.unwrap();
        }
    })
    .await;
}
