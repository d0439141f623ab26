//! Accept, repair, reject: each with its line, column, value and reason.

use crate::{day, each_desk, places};
use contract::import::Verdict::{Reject, Repair};
use contract::import::{ImportStatus, Reason, Thing};
use domain::{Currency, StageKind};
use engine::importing::ReportWords;

const REPORT: ReportWords = ReportWords {
    header: ["file", "line", "column", "value", "result", "reason"],
    verdict: |verdict| if verdict == Reject { "out" } else { "in" },
    reason: ToString::to_string,
};

const DEALS: &str = "Id,Name,Account,Stage,Amount,Close date,Created\n\
    1,Alfa,Acme,Discover,1000,2026-12-15,2026-09-01\n\
    2,Beta,Acme,Won,2500.50,2026-10-20,2026-08-01\n\
    3,Gamma,Zenit,Lost,700,2026-10-21,2026-08-02\n";

#[tokio::test]
async fn a_dry_run_says_what_would_be_and_publishes_nothing() {
    each_desk(|desk| async move {
        let head = desk.head().await;
        let import = desk.check(&[("deals.csv", DEALS)]).await;
        assert_eq!((import.counts.accepted, import.counts.repaired, import.counts.rejected), (3, 0, 0));
        assert_eq!((import.counts.created, import.counts.versions), (3, 5), "two of the closed ones, one of the open one");
        assert_eq!((desk.head().await, desk.deals().await.len()), (head, 0));

        desk.importer.discard(import.id).await.unwrap();
        assert!(desk.importer.read(import.id).await.is_err());
        assert_eq!((desk.head().await, desk.deals().await.len()), (head, 0));
    })
    .await;
}

#[tokio::test]
async fn what_was_accepted_is_there_once_published() {
    each_desk(|desk| async move {
        desk.import(&[("deals.csv", DEALS)]).await;
        let deals = desk.deals().await;
        let told: Vec<_> =
            deals.iter().map(|d| (d.name.as_str(), d.account.as_deref(), d.stage_name.as_str(), d.acv.minor)).collect();
        assert_eq!(
            told,
            [
                ("Alfa", Some("Acme"), "Discover", 100_000),
                ("Beta", Some("Acme"), "Won", 250_050),
                ("Gamma", Some("Zenit"), "Lost", 70_000),
            ]
        );
        assert_eq!(deals[0].close_day, Some(day("2026-12-15")));
        let history = desk.history("Beta").await;
        let days: Vec<_> = history.iter().map(|version| desk.day_of(version)).collect();
        assert_eq!(days, [day("2026-08-01"), day("2026-10-20")]);
        // When it was created it stood at the first stage in pipeline, and when it would close was not known.
        assert_eq!((history[0].state.stage.0, history[0].state.close_day, history[0].state.estimated), (2, None, true));
        assert_eq!((history[1].state.stage.0, history[1].state.estimated), (5, false));
    })
    .await;
}

/// Whoever looks again and again until it is done finds everything done.
#[tokio::test]
async fn a_published_import_is_in_the_lists() {
    each_desk(|desk| async move {
        let rows: String = (0..3_000).map(|at| format!("{at},Deal {at},Discover,10\n")).collect();
        let import = desk.check(&[("deals.csv", &format!("Id,Name,Stage,Amount\n{rows}"))]).await;
        desk.importer.publish(import.id, None).await.unwrap();
        while desk.importer.read(import.id).await.unwrap().status == ImportStatus::Publishing {
            tokio::task::yield_now().await;
        }
        let query = contract::book::ListOpportunitiesQuery::default();
        assert_eq!(desk.view().opportunities(&query).await.unwrap().total, 3_000);
    })
    .await;
}

#[tokio::test]
async fn a_deal_that_is_refused_in_the_end_is_not_counted_as_new() {
    each_desk(|desk| async move {
        // Only a contraction may lower the ACV: that is seen when the whole deal is checked.
        let text = format!("{DEALS}4,Delta,Acme,Discover,-1000,2026-12-15,2026-09-01\n");
        let import = desk.check(&[("deals.csv", &text)]).await;
        assert_eq!((import.counts.accepted, import.counts.rejected, import.counts.created), (3, 1, 3));
        let findings = desk.findings(&import).await;
        assert_eq!(places(&findings), [(5, "Amount", "-1000", Reject)]);
        assert_eq!(findings[0].reason, Reason::AmountNegative);
    })
    .await;
}

#[tokio::test]
async fn rows_that_cannot_be_true_are_left_out_with_their_place() {
    each_desk(|desk| async move {
        let text = "Id,Name,Stage,Amount,Close date\n\
            1,Alfa,Discover,1000,2026-12-15\n\
            2,No such day,Discover,1000,2026-02-31\n\
            3,Letters,Discover,12O0,2026-12-15\n\
            4,Two dates,Discover,1000,2026-12-15\n\
            4,Two dates,Discover,2000,2026-12-15\n\
            ,No id,Discover,1000,2026-12-15\n\
            6,Shifted,Discover,1000\n\
            7,Too much,Discover,99999999999999,2026-12-15\n\
            8,No stage,,1000,2026-12-15\n\
            1,Alfa,Discover,1000,2026-12-15\n\
            9,Omega,Discover,5,2026-12-16\n\
            10,Eta,Discover,5,2026-12-16\n\
            11,Iota,Discover,5,2026-12-16\n";
        let import = desk.check(&[("deals.csv", text)]).await;
        let findings = desk.findings(&import).await;
        assert_eq!(
            places(&findings),
            [
                (3, "Close date", "2026-02-31", Reject),
                (4, "Amount", "12O0", Reject),
                (6, "Id", "4", Reject),
                (7, "Id", "", Reject),
                (8, "", "", Reject),
                (9, "Amount", "99999999999999", Reject),
                (10, "Stage", "", Reject),
                (11, "Id", "1", Repair),
            ]
        );
        let reasons = [
            Reason::NoDate,
            Reason::NoAmount,
            Reason::SameKey { line: 5 },
            Reason::IdMissing,
            Reason::Width { values: 4, columns: 5 },
            Reason::AmountTooLarge,
            Reason::StageMissing,
            Reason::SameRow { line: 2 },
        ];
        for (finding, reason) in findings.iter().zip(reasons) {
            assert_eq!((&finding.reason, finding.file.as_str()), (&reason, "deals.csv"));
        }
        let counts = &import.counts;
        assert_eq!((counts.accepted, counts.repaired, counts.rejected, counts.created), (5, 1, 7, 5));

        // The same, as a table for a spreadsheet.
        let report = desk.importer.report(import.id, &REPORT).await.unwrap();
        assert!(
            report.starts_with("file,line,column,value,result,reason\ndeals.csv,3,Close date,2026-02-31,out,\"This is no day"),
            "{report}"
        );
        assert_eq!(report.lines().count(), 9);

        desk.publish(&import).await;
        let names: Vec<_> = desk.deals().await.into_iter().map(|deal| deal.name).collect();
        assert_eq!(names, ["Alfa", "Eta", "Iota", "Omega", "Two dates"]);
    })
    .await;
}

#[tokio::test]
async fn a_deal_is_in_one_currency() {
    each_desk(|desk| async move {
        let deals = "Id,Name,Stage,Amount,Currency\n\
            1,Alfa,Discover,USD 1000,EUR\n\
            2,Beta,Discover,1000,USD\n\
            3,Gamma,Discover,1000,XYZW\n\
            4,Delta,Discover,1000,\n\
            5,Eta,Discover,1000,USD\n";
        let lines = "Deal,Product,Amount,Currency\n2,Box,400,USD\n2,Bag,600,USD\n4,Box,400,USD\n4,Bag,600,EUR\n5,Box,1000,EUR\n";
        let import = desk.check(&[("deals.csv", deals), ("deal lines.csv", lines)]).await;
        let findings = desk.findings(&import).await;
        let rejected: Vec<_> = findings.iter().filter(|one| one.verdict == Reject).collect();
        let told: Vec<_> = rejected.iter().map(|one| (one.file.as_str(), one.line, one.value.as_str())).collect();
        assert_eq!(
            told,
            [
                ("deal lines.csv", 5, "EUR"),
                ("deals.csv", 2, "USD 1000"),
                ("deals.csv", 4, "XYZW"),
                ("deals.csv", 5, "4"),
                ("deals.csv", 6, "USD"),
            ]
        );
        for one in [0, 1, 3, 4] {
            assert!(matches!(rejected[one].reason, Reason::TwoCurrencies { .. }), "{:?}", rejected[one].reason);
        }
        desk.publish(&import).await;
        let deals = desk.deals().await;
        assert_eq!(deals.len(), 1);
        assert_eq!((deals[0].acv.minor, deals[0].acv.currency), (100_000, Currency::USD));
        assert_eq!(desk.state("Beta").await.lines.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_formula_stays_text_and_is_harmless_where_it_is_shown_again() {
    each_desk(|desk| async move {
        let text = "Id,Name,Stage,Amount\n1,=cmd|' /C calc'!A0,Discover,1000\n2,Beta,Discover,=1+1\n3,-5% price,Discover,5\n4,Eta,Discover,7\n";
        let import = desk.check(&[("deals.csv", text)]).await;
        let findings = desk.findings(&import).await;
        assert_eq!(
            places(&findings),
            [
                (2, "Name", "=cmd|' /C calc'!A0", Repair),
                (3, "Amount", "=1+1", Reject),
                (4, "Name", "-5% price", Repair),
            ]
        );
        let report = desk.importer.report(import.id, &REPORT).await.unwrap();
        assert!(report.contains("'=cmd|' /C calc'!A0") && report.contains("'=1+1"), "{report}");
        desk.publish(&import).await;
        assert_eq!(desk.state("=cmd|' /C calc'!A0").await.lines[0].acv, 100_000);
    })
    .await;
}

#[tokio::test]
async fn an_account_that_is_not_in_the_list_is_none() {
    each_desk(|desk| async move {
        let accounts = "Account,Country\nAcme,Italy\nZenit,France\n";
        let deals =
            "Id,Name,Account,Stage,Amount\n1,Alfa,acme,Discover,10\n2,Beta,Nobody Ltd,Discover,10\n3,Gamma,,Discover,10\n";
        let import = desk.import(&[("deals.csv", deals), ("accounts.csv", accounts)]).await;
        let findings = desk.findings(&import).await;
        assert_eq!(places(&findings), [(3, "Account", "Nobody Ltd", Repair)]);
        assert_eq!(findings[0].reason, Reason::Unknown { thing: Thing::Account });
        let deals = desk.deals().await;
        let accounts: Vec<_> = deals.iter().map(|deal| deal.account.as_deref()).collect();
        assert_eq!(accounts, [Some("Acme"), None, None]);
    })
    .await;
}

#[tokio::test]
async fn a_file_without_open_stages_can_come_first() {
    each_desk(|desk| async move {
        let text = "Id,Name,Stage,Amount,Close date,Created\n1,Alfa,Closed Won,10,2026-10-20,2026-08-01\n2,Beta,Closed Lost,10,2026-10-20,2026-08-01\n";
        desk.import(&[("deals.csv", text)]).await;
        let deals = desk.deals().await;
        let kinds: Vec<_> = deals.iter().map(|deal| (deal.stage_name.as_str(), deal.kind)).collect();
        assert_eq!(kinds, [("Closed Won", StageKind::Won), ("Closed Lost", StageKind::Lost)]);
        // Deals that are still open will come: the process keeps the stages they can be at.
        let workspace = desk.view().workspace().await.unwrap().workspace;
        let names: Vec<_> = workspace.processes[0].stages.iter().map(|stage| stage.name.as_str()).collect();
        assert_eq!(names, ["Qualify", "Discover", "Propose", "Commit", "Closed Won", "Closed Lost"]);
    })
    .await;
}
