//! History: a file of steps becomes one version per step.

use crate::{day, each_desk, places};
use contract::import::AmountHistory;
use contract::import::Reason;
use contract::import::Verdict::Reject;

/// As Salesforce exports it.
const DEALS: &str = "Id,Name,StageName,Amount,CloseDate,CreatedDate\n\
    0061,Alfa,Won,1200,2026-10-05,2026-08-01\n\
    0062,Beta,Propose,500,2026-12-20,2026-09-01\n";
const STEPS: &str = "Id,OpportunityId,CreatedDate,StageName,Amount,CloseDate\n\
    a1,0061,2026-08-01T09:00:00.000Z,Discover,1000,2026-09-30\n\
    a2,0061,2026-08-20T09:00:00.000Z,Propose,1000,2026-10-31\n\
    a3,0061,2026-10-05T09:00:00.000Z,Won,1200,2026-10-05\n\
    a4,0062,2026-09-01T09:00:00.000Z,Discover,400,2026-12-20\n\
    a5,0063,2026-09-01T09:00:00.000Z,Discover,400,2026-12-20\n";

#[tokio::test]
async fn every_step_is_a_version_at_its_instant() {
    each_desk(|desk| async move {
        let import = desk.import(&[("Opportunity.csv", DEALS), ("OpportunityHistory.csv", STEPS)]).await;
        let told = async |name: &str| -> Vec<(String, i16, i64, Option<String>)> {
            let history = desk.history(name).await;
            let tell = |v: &domain::Version| {
                let close = v.state.close_day.map(|day| day.to_string());
                (desk.day_of(v).to_string(), v.state.stage.0, v.state.acv(), close)
            };
            history.iter().map(tell).collect()
        };
        let row = |at: &str, stage, acv, close: &str| (at.to_owned(), stage, acv, Some(close.to_owned()));
        assert_eq!(
            told("Alfa").await,
            [
                row("2026-08-01", 2, 100_000, "2026-09-30"),
                row("2026-08-20", 3, 100_000, "2026-10-31"),
                row("2026-10-05", 5, 120_000, "2026-10-05"),
            ]
        );
        // Where the deal's row says more than its last step, that is how it is now.
        assert_eq!(told("Beta").await, [row("2026-09-01", 2, 40_000, "2026-12-20"), row("2026-11-23", 3, 50_000, "2026-12-20")]);
        // A step of a deal that nobody knows.
        let findings = desk.findings(&import).await;
        assert_eq!(places(&findings), [(6, "OpportunityId", "0063", Reject)]);
        assert_eq!((import.counts.created, import.counts.versions, import.counts.rejected), (2, 5, 1));

        let head = desk.head().await;
        let again = desk.import(&[("Opportunity.csv", DEALS), ("OpportunityHistory.csv", STEPS)]).await;
        assert_eq!((desk.head().await, again.counts.unchanged), (head, 2), "twice changes nothing");
    })
    .await;
}

#[tokio::test]
async fn steps_alone_make_deals() {
    each_desk(|desk| async move {
        let steps = "Company,Stage,Date,Amount\n\
            Acme,Discover,7/18/18,\"$95,000.00\"\n\
            Zenit,Discover,2/17/18,\"$350,000.00\"\n\
            Acme,Lost,8/10/18,$0.00\n\
            Zenit,Won,6/4/18,\"$291,400.00\"\n";
        let import = desk.import(&[("stages.csv", steps)]).await;
        assert_eq!((import.counts.created, import.counts.versions), (2, 4));
        let history = desk.history("Zenit").await;
        let told: Vec<_> = history.iter().map(|v| (desk.day_of(v), v.state.stage.0, v.state.acv(), v.state.close_day)).collect();
        assert_eq!(told, [(day("2018-02-17"), 2, 35_000_000, None), (day("2018-06-04"), 5, 29_140_000, Some(day("2018-06-04")))]);
        let more = format!("{steps}Acme,Discover,9/1/18,$10.00\n");
        let again = desk.import(&[("stages.csv", &more)]).await;
        assert_eq!((again.counts.updated, again.counts.unchanged, again.counts.versions), (1, 1, 1));
    })
    .await;
}

#[tokio::test]
async fn what_a_deal_was_worth_before_it_closed_is_a_setting() {
    use AmountHistory::{ListPrice, None as Nothing, Same, SameOrListPrice};
    let files = [
        ("products.csv", "Product,Series,Sales price\nBox,B,55\n"),
        (
            "deals.csv",
            "Id,Name,Product,Stage,Amount,Close date,Created\n\
            1,Lost,Box,Lost,0,2026-10-05,2026-08-01\n\
            2,Open,Box,Discover,,,2026-08-01\n\
            3,Won,Box,Won,50,2026-10-05,2026-08-01\n",
        ),
    ];
    for (rule, expected) in [
        (Same, [vec![0, 0], vec![0], vec![5_000, 5_000]]),
        (ListPrice, [vec![5_500, 0], vec![5_500], vec![5_500, 5_000]]),
        (SameOrListPrice, [vec![0, 0], vec![5_500], vec![5_000, 5_000]]),
        (Nothing, [vec![0, 0], vec![0], vec![0, 5_000]]),
    ] {
        each_desk(|desk| {
            let expected = expected.clone();
            async move {
                desk.import_with(&files, |profile| profile.amount_history = rule).await;
                for (name, amounts) in ["Lost", "Open", "Won"].iter().zip(expected) {
                    let history = desk.history(name).await;
                    assert_eq!(history.iter().map(|v| v.state.acv()).collect::<Vec<_>>(), amounts, "{name} {rule:?}");
                }
            }
        })
        .await;
    }
}

#[tokio::test]
async fn odd_dates_are_repaired_and_said() {
    each_desk(|desk| async move {
        let deals = "Id,Name,Stage,Amount,Close date,Created\n\
            1,Before,Won,10,2026-08-01,2026-10-05\n\
            2,Never,Discover,10,,\n\
            3,Future,Discover,10,2027-12-01,2027-10-05\n\
            4,Undated,Won,10,,2026-08-01\n\
            5,Fine,Won,10,2026-10-05,2026-10-05\n";
        let import = desk.import(&[("deals.csv", deals)]).await;
        let findings = desk.findings(&import).await;
        let told: Vec<_> =
            findings.iter().map(|one| (one.line, one.column.as_deref().unwrap(), one.value.as_str(), &one.reason)).collect();
        let expected = [
            (2, "Created", "2026-10-05", &Reason::CreatedAfterClose),
            (3, "Created", "", &Reason::CreatedMissing),
            (4, "Created", "2027-10-05", &Reason::CreatedAhead),
            (5, "Close date", "", &Reason::CloseMissing),
        ];
        assert_eq!(told, expected);
        let days =
            async |name: &str| -> Vec<String> { desk.history(name).await.iter().map(|v| desk.day_of(v).to_string()).collect() };
        assert_eq!(days("Before").await, ["2026-08-01", "2026-08-01"], "created at the close");
        assert_eq!(days("Never").await, ["2026-11-23"]);
        assert_eq!(days("Future").await, ["2026-11-23"]);
        assert_eq!(days("Undated").await, ["2026-08-01", "2026-11-23"]);
        // Created and closed on one day: it was open first, and so it was generated.
        assert_eq!(days("Fine").await, ["2026-10-05", "2026-10-05"]);
        let fine = desk.history("Fine").await;
        assert!(fine[0].effective_at < fine[1].effective_at && fine[0].state.stage.0 == 2);
    })
    .await;
}
