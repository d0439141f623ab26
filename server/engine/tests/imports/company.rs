//! What deals point to: people and their managers, accounts, products, targets and rates.

use crate::{Desk, day, each_desk, places};
use contract::apm::ApmQuery;
use contract::import::Reason;
use contract::import::SegmentBand;
use contract::import::Verdict::{Reject, Repair};
use domain::{Attribute, Dimension};
use engine::store::Entity;
use std::collections::BTreeMap;

/// What is said of each person (or account …) under an attribute, by name; of ids, the name.
async fn said(desk: &Desk, of: Entity, attribute: Attribute) -> BTreeMap<String, String> {
    let store = desk.engine.unrestricted("a test looks at facts");
    let names = store.labels(of).await.unwrap();
    let everybody = [store.labels(Entity::Person).await.unwrap(), store.labels(Entity::Team).await.unwrap()].concat_maps();
    let facts = store.facts(None).await.unwrap();
    let told = facts.into_iter().filter(|fact| fact.attribute == attribute);
    told.filter_map(|fact| {
        let value = fact.value.parse().ok().and_then(|id| everybody.get(&id).cloned()).unwrap_or(fact.value);
        Some((names.get(&fact.subject)?.clone(), value))
    })
    .collect()
}

trait Concat<K, V> {
    fn concat_maps(self) -> std::collections::HashMap<K, V>;
}

impl<K: std::hash::Hash + Eq, V, const N: usize> Concat<K, V> for [std::collections::HashMap<K, V>; N] {
    fn concat_maps(self) -> std::collections::HashMap<K, V> {
        self.into_iter().flatten().collect()
    }
}

const DEAL: (&str, &str) = ("deals.csv", "Id,Name,Owner,Stage,Amount\n1,Alfa,Molly Clark,Discover,10\n");

#[tokio::test]
async fn people_join_by_name_and_whoever_manages_himself_is_a_root() {
    each_desk(|desk| async move {
        let people = "Sales owner,Manager\nMolly Clark,\"Low, Spencer\"\n\"Low, Spencer\",\"Low, Spencer\"\nEric Gruber,\"Weiler, Anne\"\n";
        let import = desk.import(&[("owners.csv", people), DEAL]).await;
        assert_eq!(desk.findings(&import).await, []);
        let managers = said(&desk, Entity::Person, Attribute::PersonManager).await;
        let told: Vec<_> = managers.iter().map(|(who, boss)| (who.as_str(), boss.as_str())).collect();
        assert_eq!(told, [("Eric Gruber", "Anne Weiler"), ("Molly Clark", "Spencer Low")]);
        let mut people: Vec<_> =
            desk.engine.unrestricted("a test").labels(Entity::Person).await.unwrap().into_values().collect();
        people.sort();
        assert_eq!(people, ["Anne Weiler", "Eric Gruber", "Molly Clark", "Spencer Low"], "nobody is there twice");
        assert_eq!(desk.deals().await[0].owner.as_deref(), Some("Molly Clark"));
    })
    .await;
}

#[tokio::test]
async fn a_circle_of_managers_is_refused() {
    each_desk(|desk| async move {
        let people = "Name,Manager,Team\nAnn,Bob,East\nBob,Cid,East\nCid,Ann,East\nMolly Clark,Ann,East\n";
        let import = desk.import(&[("people.csv", people), DEAL]).await;
        let findings = desk.findings(&import).await;
        assert_eq!(
            places(&findings),
            [(2, "Manager", "Bob", Reject), (3, "Manager", "Cid", Reject), (4, "Manager", "Ann", Reject)]
        );
        assert_eq!(findings[0].reason, Reason::ManagerCircle { people: "Ann → Bob → Cid".into() });
        let managers = said(&desk, Entity::Person, Attribute::PersonManager).await;
        assert_eq!(managers.into_iter().collect::<Vec<_>>(), [("Molly Clark".to_owned(), "Ann".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn products_accounts_and_their_facts_reach_the_matrix() {
    each_desk(|desk| async move {
        let import = desk
            .import_with(
                &[
                    ("products.csv", "Product,Series,Sales price\nGTX Pro,GTX,4821\n"),
                    ("accounts.csv", "Account,Sector,Employees,Region\nAcme,software,1000,EMEA\nZenit,retail,1001,APAC\n"),
                    (
                        "deals.csv",
                        "Id,Name,Account,Product,Stage,Amount,Close date\n1,Alfa,Acme,GTXPro,Discover,10,2026-12-15\n2,Beta,Zenit,GTX Pro,Discover,20,2026-12-15\n",
                    ),
                ],
                |profile| {
                    assert_eq!(profile.files[2].values["product"]["GTXPro"], "GTX Pro", "a spelling is proposed");
                    let band = |up_to, segment: &str| SegmentBand { up_to, segment: segment.into() };
                    profile.segment_bands = vec![band(Some(1_000), "SMB"), band(None, "Enterprise")];
                },
            )
            .await;
        assert_eq!(desk.findings(&import).await, []);
        for (rows, expected) in [
            (Dimension::Product, vec![("GTX Pro", 3_000)]),
            (Dimension::Family, vec![("GTX", 3_000)]),
            (Dimension::Region, vec![("APAC", 2_000), ("EMEA", 1_000)]),
            (Dimension::Segment, vec![("Enterprise", 2_000), ("SMB", 1_000)]),
            (Dimension::Industry, vec![("retail", 2_000), ("software", 1_000)]),
        ] {
            let apm = desk.view().apm(&ApmQuery { rows: Some(rows), ..ApmQuery::default() }).await.unwrap();
            let told: Vec<_> = apm.rows.iter().map(|row| (row.label.as_str(), row.now.open.0)).collect();
            assert_eq!(told, expected, "{rows}");
        }
    })
    .await;
}

#[tokio::test]
async fn targets_and_rates_come_in_and_wrong_ones_do_not() {
    each_desk(|desk| async move {
        let targets = "Period,Dimension,Key,Target,Measure\n\
            FY27-Q4,region,EMEA,\"1,000.50\",acv\n\
            FY27-Q4,,,5000,generation\n\
            FY27,region,EMEA,1,acv\n\
            FY27-Q4,product,No such,1,acv\n\
            FY27-Q4,planet,Mars,1,acv\n";
        let rates = "Currency,Day,Rate\nUSD,2026-01-01,0.9\nUSD,2026-07-01,0.85\nEuro,2026-01-01,1\nGBP,2026-02-30,1.2\nGBP,2026-01-01,0\n";
        let import = desk.import(&[("targets.csv", targets), ("rates.csv", rates)]).await;
        let findings = desk.findings(&import).await;
        let told: Vec<_> = findings.iter().map(|one| (one.file.as_str(), one.line, one.value.as_str(), one.verdict)).collect();
        assert_eq!(
            told,
            [
                ("rates.csv", 4, "Euro", Reject),
                ("rates.csv", 5, "2026-02-30", Reject),
                ("rates.csv", 6, "0", Reject),
                ("targets.csv", 4, "FY27", Reject),
                ("targets.csv", 5, "No such", Reject),
                ("targets.csv", 6, "planet", Reject),
            ]
        );
        let store = desk.engine.unrestricted("a test");
        let mut amounts: Vec<_> = store.targets(None).await.unwrap().0.iter().map(|target| target.amount.0).collect();
        amounts.sort_unstable();
        assert_eq!(amounts, [100_050, 500_000]);
        let rates: Vec<_> = store.rates(None).await.unwrap().iter().map(|rate| (rate.day, rate.rate.0)).collect();
        assert_eq!(rates, [(day("2026-01-01"), 900_000_000), (day("2026-07-01"), 850_000_000)]);
    })
    .await;
}

/// A key of another system names nobody; and an account list is no reason to invent one.
#[tokio::test]
async fn an_owner_id_that_nobody_has_is_none() {
    each_desk(|desk| async move {
        let people = "Id,Name,Manager\n0055g00000Ann11AAA,Ann,\n";
        let deals =
            "Id,Name,OwnerId,Stage,Amount\n1,Alfa,0055g00000Ann11AAA,Discover,10\n2,Beta,0055g00000Bob22AAA,Discover,10\n";
        let import = desk.import(&[("users.csv", people), ("deals.csv", deals)]).await;
        assert_eq!(places(&desk.findings(&import).await), [(3, "OwnerId", "0055g00000Bob22AAA", Repair)]);
        let owners: Vec<_> = desk.deals().await.into_iter().map(|deal| deal.owner).collect();
        assert_eq!(owners, [Some("Ann".to_owned()), None]);
    })
    .await;
}
