//! Settings, targets and rates: kept with their revision, checked, known at.

use crate::{day, problem, state, store};
use domain::workspace::DatedRate;
use domain::{Company, Currency, LogNo, Rate, TargetMeasure, Workspace};
use engine::store::StagedTarget;
use engine::testing::{author, each_database, workspace};

#[tokio::test]
async fn settings_are_checked_and_conflict_by_revision() {
    each_database(|engine| async move {
        let store = store(&engine);
        assert!(store.settings().is_none());
        assert_eq!(problem(store.create(author(), state("Alfa", 2, 1)).await).status, 409);
        let set = store.save_settings(author(), LogNo(0), workspace()).await.unwrap();
        assert_eq!(problem(store.save_settings(author(), LogNo(0), workspace()).await).status, 409);

        // A stage that a deal is at has to stay.
        store.create(author(), state("Alfa", 2, 1)).await.unwrap();
        let mut fewer = workspace();
        fewer.processes[0].stages.remove(1);
        assert_eq!(problem(store.save_settings(author(), set.revision, fewer.clone()).await).fields[0].field, "processes");
        fewer.time_zone = "Europe/Atlantis".into();
        fewer.fiscal.start_month = 13;
        let fields = problem(store.save_settings(author(), set.revision, fewer).await).fields;
        assert_eq!(fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(), ["fiscal.start_month", "time_zone"]);

        // However a zone is typed, it is kept as it is spelt.
        let renamed = Workspace { company: "Other".into(), time_zone: "europe/rome".into(), ..workspace() };
        let again = store.save_settings(author(), set.revision, renamed).await.unwrap();
        assert_eq!(store.settings().unwrap().workspace.company, "Other");
        assert_eq!(store.settings().unwrap().workspace.time_zone, "Europe/Rome");
        assert_eq!(store.settings_at(set.revision).await.unwrap().unwrap().workspace.company, "Test");
        assert!(again.revision > set.revision);
    })
    .await;
}

#[tokio::test]
async fn targets_conflict_by_revision_and_rates_replace() {
    each_database(|engine| async move {
        let store = store(&engine);
        let target = |amount| StagedTarget {
            measure: TargetMeasure::Acv,
            period: "FY27-Q4".parse().unwrap(),
            dimension: None,
            key: String::new(),
            amount,
        };
        let revision = store.save_targets(author(), LogNo(0), vec![target(Some(Company(5)))]).await.unwrap();
        assert_eq!(problem(store.save_targets(author(), LogNo(0), vec![target(None)]).await).status, 409);
        let cleared = store.save_targets(author(), revision, vec![target(None)]).await.unwrap();
        assert_eq!(store.targets(None).await.unwrap(), (vec![], cleared));
        assert_eq!(store.targets(Some(revision)).await.unwrap().0[0].amount, Company(5));

        let rate = |rate| DatedRate { currency: Currency::USD, day: day("2026-11-01"), rate: Rate(rate) };
        store.save_rates(author(), vec![rate(1)]).await.unwrap();
        let known = store.head().await.unwrap();
        store.save_rates(author(), vec![rate(2)]).await.unwrap();
        assert_eq!(store.rates(None).await.unwrap(), [rate(2)]);
        assert_eq!(store.rates(Some(known)).await.unwrap(), [rate(1)]);
        assert_eq!(problem(store.save_rates(author(), vec![rate(0)]).await).status, 400);
    })
    .await;
}
