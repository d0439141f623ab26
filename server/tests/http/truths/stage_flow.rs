//! A stage flow: 56 deals of which only the steps are known, each with a date and an amount.

use super::company::{Company, When, each_company, kinds, quarter};
use super::truth::{Answers, Figures, Truth, amount, count};
use contract::apm::ApmColumn;
use contract::import::{FileKind, Profile, StageRule};
use domain::{Category, Day, Dimension, Filter, PeriodKey, Ratio, StageKind};
use std::collections::BTreeMap;

fn settings(profile: &mut Profile) {
    for (at, name) in ["S1", "S2", "S3", "S4"].iter().enumerate() {
        let rule = StageRule {
            stage: (*name).into(),
            kind: StageKind::Open,
            category: Category::Pipeline,
            entered: true,
            probability: 2_000 * (at as u16 + 1),
            order: at as u16,
        };
        profile.stages.insert((*name).into(), rule);
    }
}

#[tokio::test]
async fn every_table() {
    each_company("revops_stage_flow", settings, async |company, import, truth| {
        assert_eq!(kinds(import), [("data.csv", Some(FileKind::DealHistory))]);
        let counts = &import.counts;
        assert_eq!((counts.created, counts.versions, counts.repaired, counts.rejected), (56, 198, 0, 0));
        by_quarter(company, truth).await;
        by_band(company, truth).await;
        as_of(company, truth).await;
        truth.complete_but_for(&[]);
    })
    .await;
}

/// What was won by bands of amounts: bands are no dimension, so the deals behind the number are added up.
async fn by_band(company: &Company, truth: &mut Truth) {
    let mut found: BTreeMap<&str, (i64, domain::Company)> = BTreeMap::new();
    for deal in company.deals(ApmColumn::Closed, PeriodKey::year(2018), &Filter::default()).await {
        let won = deal.amount.unwrap();
        let band = match won.0 / 100 {
            50_000..100_000 => "50K-100K",
            100_000..250_000 => "100K-250K",
            250_000..=500_000 => "250K-500K",
            _ => "rest",
        };
        let (deals, value) = found.entry(band).or_default();
        (*deals, *value) = (*deals + 1, *value + won);
    }
    let figures = |(deals, value)| Figures::from([("won", count(deals)), ("amount", amount(value))]);
    let found = found.into_iter().map(|(band, sums)| (vec![band.to_owned()], figures(sums))).collect();
    truth.table_is("q4_won_by_band", &["won", "amount"], found);
}

async fn by_quarter(company: &Company, truth: &mut Truth) {
    let (mut closed, mut generated) = (Answers::new(), Answers::new());
    let (mut won, mut lost, mut value, mut created, mut worth) = (0, 0, domain::Company(0), 0, domain::Company(0));
    for key in truth.keys("generated_by_quarter", 0) {
        let now = company.cube(quarter(&key), &[], &Filter::default()).await.remove(0).1.now;
        closed.insert(
            vec![key.clone(), "WON".into()],
            Figures::from([("n", count(now.closed_deals)), ("amount", amount(now.closed))]),
        );
        closed.insert(vec![key.clone(), "LOST".into()], Figures::from([("n", count(now.lost_deals))]));
        if key == "2018Q3" {
            let average = Ratio::new(now.closed.0, 100 * now.closed_deals);
            truth.scalars(&Figures::from([("q3_avg_won_in_Q3", average), ("won_in_Q3", count(now.closed_deals))]));
        }
        (won, lost, value) = (won + now.closed_deals, lost + now.lost_deals, value + now.closed);
        (created, worth) = (created + now.generated_deals, worth + now.generated);
        generated.insert(vec![key], Figures::from([("n", count(now.generated_deals)), ("amount", amount(now.generated))]));
    }
    truth.table_is("won_lost_by_quarter", &["n", "amount"], closed);
    truth.table_is("generated_by_quarter", &["n", "amount"], generated);
    truth.scalars(&Figures::from([
        ("companies", count(created)),
        ("won", count(won)),
        ("lost", count(lost)),
        ("q1_total_won", amount(value)),
        ("s1_total", amount(worth)),
        ("q2_conversion_usd", Ratio::new(value.0, worth.0)),
        ("conversion_count", Ratio::new(won, won + lost)),
    ]));
}

/// Where every deal stood, and for how much, as of days.
async fn as_of(company: &Company, truth: &mut Truth) {
    let mut found = Answers::new();
    for key in truth.keys("asof_x_stage", 0) {
        let day: Day = key.parse().unwrap();
        let year = When { period: PeriodKey::year(2018), as_of: Some(day) };
        for (labels, row) in company.cube(year, &[Dimension::Stage], &Filter::default()).await {
            let now = row.now;
            let figures = Figures::from([
                ("deals", count(now.open_any_deals + now.closed_deals + now.lost_deals)),
                ("amount", amount(now.open_any + now.closed)),
            ]);
            // The process has stages of these names already, and keeps its spelling.
            found.insert(vec![key.clone(), labels[0].to_uppercase()], figures);
        }
    }
    truth.table_is("asof_x_stage", &["deals", "amount"], found);
}
