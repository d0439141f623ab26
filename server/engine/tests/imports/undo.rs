//! Undo: what stood before stands again, and what a person has done since stays.

use crate::{Desk, day, each_desk};
use contract::import::Reason;
use contract::import::Verdict;
use contract::opportunity::OpportunityPatch;
use domain::{Cause, Instant, LogNo, OpportunityId, StageId};
use engine::store::Entity;
use engine::testing::{NOW, author};

const FIRST: &str = "Id,Name,Stage,Amount,Close date,Created\n1,Alfa,Discover,1000,2026-12-15,2026-09-01\n2,Beta,Won,2000,2026-10-20,2026-09-01\n";
const LATER: &str = "Id,Name,Stage,Amount,Close date,Created\n1,Alfa,Discover,1500,2026-12-15,2026-09-01\n2,Beta,Won,2000,2026-10-20,2026-09-01\n3,Gamma,Discover,50,2026-12-15,2026-09-01\n";

async fn as_of(desk: &Desk, deal: OpportunityId, at: Instant, known_at: i64) -> Option<i64> {
    let versions = desk.engine.unrestricted("a test").versions_of(&[deal], None).await.unwrap();
    let version = domain::opportunity::as_of(&versions, at, LogNo(known_at))?;
    (!version.state.deleted).then(|| version.state.acv())
}

#[tokio::test]
async fn an_undone_import_leaves_the_numbers_as_they_were() {
    each_desk(|desk| async move {
        desk.import(&[("deals.csv", FIRST)]).await;
        let head = desk.head().await;
        let alfa = desk.id("Alfa").await;
        desk.engine.clock().set(NOW.plus_ms(1_000));
        let later = desk.import(&[("deals.csv", LATER)]).await;
        assert_eq!(desk.deals().await.len(), 3);
        let published = desk.head().await;
        let undone = desk.undo(&later).await;
        assert_eq!(undone.counts.kept, 0);

        let deals = desk.deals().await;
        let told: Vec<_> = deals.iter().map(|deal| (deal.name.as_str(), deal.acv.minor)).collect();
        assert_eq!(told, [("Alfa", 100_000), ("Beta", 200_000)]);
        // Nothing is removed: known then, it still is what it was.
        let now = NOW.plus_ms(10_000);
        assert_eq!(as_of(&desk, alfa, now, head).await, Some(100_000));
        assert_eq!(as_of(&desk, alfa, now, published).await, Some(150_000));
        assert_eq!(as_of(&desk, alfa, now, desk.head().await).await, Some(100_000));
        let history = desk.history("Alfa").await;
        assert_eq!(history.last().unwrap().cause, Cause::Undo);

        // Once is enough; and the same file can come again.
        assert_eq!(desk.importer.undo(later.id, None).await.unwrap_err().status, 409);
        let again = desk.import(&[("deals.csv", LATER)]).await;
        assert_eq!((again.counts.created, again.counts.updated, again.counts.unchanged), (1, 1, 1));
        assert_eq!(desk.state("Gamma").await.acv(), 5_000);
    })
    .await;
}

#[tokio::test]
async fn two_imports_are_undone_one_after_the_other() {
    each_desk(|desk| async move {
        let first = desk.import(&[("deals.csv", FIRST)]).await;
        let alfa = desk.id("Alfa").await;
        desk.engine.clock().set(NOW.plus_ms(1_000));
        let later = desk.import(&[("deals.csv", LATER)]).await;
        desk.undo(&later).await;
        let undone = desk.undo(&first).await;
        assert_eq!((undone.counts.kept, desk.deals().await), (0, vec![]));
        assert_eq!(as_of(&desk, alfa, NOW.plus_ms(10_000), desk.head().await).await, None);

        // But not the other way round: what came later stands on the first.
        let first = desk.import(&[("deals.csv", FIRST)]).await;
        desk.import(&[("deals.csv", LATER)]).await;
        let undone = desk.undo(&first).await;
        assert_eq!(undone.counts.kept, 1);
        assert_eq!(desk.state("Alfa").await.acv(), 150_000);
    })
    .await;
}

#[tokio::test]
async fn a_first_import_undone_leaves_nothing_to_see() {
    each_desk(|desk| async move {
        let first = desk.import(&[("deals.csv", FIRST)]).await;
        let ids = [desk.id("Alfa").await, desk.id("Beta").await];
        desk.undo(&first).await;
        assert_eq!(desk.deals().await, []);
        for id in ids {
            for at in [NOW, NOW.plus_ms(-30 * 86_400_000), NOW.plus_ms(-80 * 86_400_000)] {
                assert_eq!(as_of(&desk, id, at, desk.head().await).await, None);
            }
        }
        // It comes again, under the same ids, with its history.
        desk.import(&[("deals.csv", FIRST)]).await;
        assert_eq!([desk.id("Alfa").await, desk.id("Beta").await], ids);
        let at = NOW.plus_ms(-80 * 86_400_000);
        assert_eq!(as_of(&desk, ids[1], at, desk.head().await).await, Some(200_000));
    })
    .await;
}

#[tokio::test]
async fn a_deal_edited_since_is_kept_and_listed() {
    each_desk(|desk| async move {
        let first = desk.import(&[("deals.csv", FIRST)]).await;
        let deal = desk.view().opportunity(desk.id("Alfa").await).await.unwrap();
        let patch = OpportunityPatch { base: deal.version, stage: Some(StageId(4)), ..OpportunityPatch::default() };
        desk.engine.unrestricted("a rep edits").patch(author(), deal.id, patch).await.unwrap();
        let undone = desk.undo(&first).await;
        assert_eq!(undone.counts.kept, 1);
        let findings = desk.findings(&undone).await;
        let kept: Vec<_> = findings.iter().filter(|one| one.verdict == Verdict::Keep).collect();
        assert_eq!(kept.iter().map(|one| one.value.as_str()).collect::<Vec<_>>(), ["Alfa"]);
        assert_eq!(kept[0].reason, Reason::ChangedSince { deal: deal.id });
        let names: Vec<_> = desk.deals().await.into_iter().map(|deal| deal.name).collect();
        assert_eq!(names, ["Alfa"]);
        assert_eq!(desk.state("Alfa").await.stage.0, 4);
    })
    .await;
}

#[tokio::test]
async fn facts_targets_and_rates_go_back_too() {
    each_desk(|desk| async move {
        let files = |region: &str, target: &str, rate: &str| {
            [
                ("accounts.csv", format!("Account,Region\nAcme,{region}\n")),
                ("targets.csv", format!("Period,Dimension,Key,Target\nFY27-Q4,region,EMEA,{target}\n")),
                ("rates.csv", format!("Currency,Day,Rate\nUSD,2026-01-01,{rate}\n")),
            ]
        };
        let import = async |files: [(&str, String); 3]| {
            let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
            desk.import(&files).await
        };
        let told = async || {
            let store = desk.engine.unrestricted("a test");
            let facts = store.facts(None).await.unwrap();
            let region = facts.iter().max_by_key(|fact| (fact.valid_from, fact.log)).map(|fact| fact.value.clone());
            let target = store.targets(None).await.unwrap().0.first().map(|target| target.amount.0);
            let rate = store.rates(None).await.unwrap().first().map(|rate| rate.rate.0);
            (region.unwrap_or_default(), target, rate)
        };
        let first = import(files("EMEA", "100", "0.9")).await;
        let before = told().await;
        assert_eq!(before, ("EMEA".to_owned(), Some(10_000), Some(900_000_000)));
        let second = import(files("APAC", "200", "0.8")).await;
        assert_eq!(told().await, ("APAC".to_owned(), Some(20_000), Some(800_000_000)));
        desk.undo(&second).await;
        assert_eq!(told().await, before);
        desk.undo(&first).await;
        assert_eq!(told().await, (String::new(), None, None));
        // A rate that is gone is no rate: what needs it says so.
        let usd = "Id,Name,Stage,Amount,Currency,Close date\n1,Alfa,Discover,10,USD,2026-12-15\n";
        desk.import(&[("deals.csv", usd)]).await;
        let apm = desk.view().apm(&contract::apm::ApmQuery::default()).await.unwrap();
        assert_eq!((apm.total.now.open.0, apm.total.now.open_deals, apm.without_rate.len()), (0, 1, 1));
        assert_eq!(apm.as_of, day("2026-11-23"));
    })
    .await;
}

/// People and accounts that came with an import stay, as names: somebody may have used them since.
#[tokio::test]
async fn names_stay() {
    each_desk(|desk| async move {
        let first = desk.import(&[("accounts.csv", "Account,Region\nAcme,EMEA\n")]).await;
        desk.undo(&first).await;
        let accounts = desk.engine.unrestricted("a test").labels(Entity::Account).await.unwrap();
        assert_eq!(accounts.into_values().collect::<Vec<_>>(), ["Acme"]);
    })
    .await;
}
