//! What becomes of the sales process: without deals it is replaced by the files' stages, said before and taken back by an
//! undo, or kept as it is.

use crate::{Desk, each_desk};
use contract::import::{Asks, Import, Peril, ProcessRule};
use domain::Process;
use engine::testing::author;

const DEALS: &str = "Id,Name,Stage,Amount,Close date,Created\n\
    1,Alfa,Discovery,10,2026-12-15,2026-09-01\n\
    2,Beta,Closed Won,20,2026-10-15,2026-09-01\n\
    3,Gamma,Closed Lost,30,2026-10-15,2026-09-01\n";
const OTHERS: &str = "Id,Name,Stage,Amount,Close date,Created\n8,Eta,Presentation,10,2026-12-15,2026-09-01\n";

async fn processes(desk: &Desk) -> Vec<Process> {
    desk.view().workspace().await.unwrap().workspace.processes
}

fn names(process: &Process) -> Vec<&str> {
    process.stages.iter().map(|stage| stage.name.as_str()).collect()
}

fn perils(import: &Import) -> Vec<Peril> {
    import.warnings.iter().map(|warning| warning.of.clone()).collect()
}

#[tokio::test]
async fn a_process_that_is_replaced_is_said_before_and_comes_back_with_an_undo() {
    each_desk(|desk| async move {
        let before = processes(&desk).await;
        let import = desk.check(&[("deals.csv", DEALS)]).await;
        let text = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let (old, new) = (
            text(&["Qualify", "Discover", "Propose", "Commit", "Won", "Lost"]),
            text(&["Discovery", "Closed Won", "Closed Lost"]),
        );
        assert_eq!(perils(&import), [Peril::ProcessReplaced { before: old, after: new }]);
        assert_eq!(processes(&desk).await, before, "the dry run changes nothing");

        desk.publish(&import).await;
        let made = processes(&desk).await;
        assert_eq!(made.iter().map(names).collect::<Vec<_>>(), [["Discovery", "Closed Won", "Closed Lost"]]);

        desk.undo(&import).await;
        let after = processes(&desk).await;
        assert_eq!(after[0], before[0]);
        assert_eq!(desk.deals().await.len(), 0);
        // The deals that were taken back were at these stages, and can still be looked at as they were.
        assert_eq!(after[1].stages, made[0].stages);
        assert_eq!((after.len(), after[1].name.as_str()), (2, "Sales · deals.csv"));
    })
    .await;
}

#[tokio::test]
async fn after_an_undo_the_same_or_other_files_come_in_as_at_first() {
    each_desk(|desk| async move {
        let before = processes(&desk).await;
        for text in [DEALS, OTHERS, DEALS] {
            let import = desk.import(&[("deals.csv", text)]).await;
            let now = processes(&desk).await;
            assert!(desk.deals().await.iter().all(|deal| now[0].named(&deal.stage_name).is_some()), "{now:?}");
            desk.undo(&import).await;
            assert_eq!(processes(&desk).await[0], before[0]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_process_that_was_changed_since_is_not_taken_back() {
    each_desk(|desk| async move {
        let import = desk.import(&[("deals.csv", DEALS)]).await;
        let info = desk.view().workspace().await.unwrap();
        let mut workspace = info.workspace.clone();
        workspace.processes[0].stages[0].name = "Talk".into();
        desk.engine.unrestricted("an administrator").save_settings(author(), info.revision, workspace).await.unwrap();
        desk.undo(&import).await;
        assert_eq!(names(&processes(&desk).await[0]), ["Talk", "Closed Won", "Closed Lost"]);
    })
    .await;
}

#[tokio::test]
async fn a_process_that_is_kept_stays_as_it_is() {
    each_desk(|desk| async move {
        let before = processes(&desk).await;
        let mut import = desk.upload(&[("deals.csv", DEALS)]).await.unwrap();
        import.profile.process = ProcessRule::Keep;
        let mut import = desk.importer.save_mapping(import.id, import.profile).await.unwrap();
        // There is one won stage and one lost: only the open one is asked about.
        let asked: Vec<_> = import.questions.iter().map(|question| question.asks.clone()).collect();
        assert_eq!(asked, [Asks::OwnStage { value: "Discovery".into(), rows: 1 }]);
        assert_eq!(import.questions[0].choices, names(&before[0]));

        import.profile.stages.get_mut("Discovery").unwrap().stage = "Propose".into();
        let import = desk.importer.save_mapping(import.id, import.profile).await.unwrap();
        assert_eq!(import.questions, []);
        desk.importer.check(import.id).await.unwrap();
        let import = desk.importer.settled(import.id).await.unwrap();
        assert_eq!(perils(&import), []);
        let import = desk.publish(&import).await;
        assert_eq!(processes(&desk).await, before);
        let deals = desk.deals().await;
        let stages: Vec<_> = deals.iter().map(|deal| deal.stage_name.as_str()).collect();
        assert_eq!(stages, ["Propose", "Won", "Lost"]);
        desk.undo(&import).await;
        assert_eq!(processes(&desk).await, before);
    })
    .await;
}
