//! The Power BI sample of a company in four world regions: 20,000 deals over two years, with campaigns.

use super::company::{Company, When, closed, each_company, kinds, on, quarter};
use super::truth::{Answers, Figures, Truth, amount, count};
use contract::apm::{ApmColumn, ApmRow};
use contract::import::{FileKind, Import, Profile, SegmentBand};
use domain::{Cells, Day, Dimension, Filter, Ratio, StageKind};
use std::collections::BTreeMap;

use Dimension::{Campaign, Family, Industry, Manager, Owner, Product, Region, Segment, Stage, Tactic, Territory};

/// The day the files show.
const SNAPSHOT: &str = "2021-05-25";

fn settings(profile: &mut Profile) {
    let band = |up_to, segment: &str| SegmentBand { up_to, segment: segment.into() };
    profile.segment_bands =
        vec![band(Some(2_999), "<3000"), band(Some(5_999), "3000-5999"), band(Some(8_999), "6000-8999"), band(None, "9000+")];
    // At which step a deal was won or lost is worth a stage of its own.
    for (value, rule) in profile.stages.iter_mut().filter(|(_, rule)| rule.kind != StageKind::Open) {
        rule.stage = value.clone();
    }
    for rule in profile.stages.values_mut() {
        rule.entered = rule.kind != StageKind::Lost;
    }
    // The file says a step's probability in each row; here a step has it.
    for (step, probability) in [("1-Qualify", 1_000), ("2-Develop", 3_000), ("3-Propose", 5_000), ("4-Close", 9_000)] {
        for (_, rule) in profile.stages.iter_mut().filter(|(_, rule)| rule.kind == StageKind::Open && rule.stage.contains(step)) {
            rule.probability = probability;
        }
    }
}

#[tokio::test]
async fn every_table() {
    each_company("ms_ai_sample", settings, async |company, import, truth| {
        imported(import);
        overall(company, truth).await;
        by_step(company, truth).await;
        by_close(company, truth).await;
        generated(company, truth).await;
        expected(company, truth).await;
        as_of(company, truth).await;
        truth.complete_but_for(&[]);
    })
    .await;
}

/// Every row comes in as it is.
fn imported(import: &Import) {
    let kinds: BTreeMap<_, _> = kinds(import).into_iter().filter_map(|(name, kind)| Some((name, kind?))).collect();
    assert_eq!(
        kinds,
        BTreeMap::from([
            ("accounts.csv", FileKind::Accounts),
            ("campaigns.csv", FileKind::Campaigns),
            ("opportunities.csv", FileKind::Deals),
            ("owners.csv", FileKind::People),
            ("products.csv", FileKind::Products),
        ])
    );
    let counts = &import.counts;
    assert_eq!((counts.created, counts.rejected), (20_000, 0));
    assert_eq!(counts.versions, 20_000 + 11_420 + 6_113);
}

/// The tables write managers as the file does; the product as people say it.
fn turned(name: &str) -> String {
    match name.split_once(' ') {
        Some((first, last)) => format!("{last}, {first}"),
        None => name.to_owned(),
    }
}

fn overall_figures(cells: &Cells) -> Figures {
    Figures::from([
        ("rows", count(cells.closed_deals + cells.lost_deals + cells.open_any_deals)),
        ("won", count(cells.closed_deals)),
        ("lost", count(cells.lost_deals)),
        ("open", count(cells.open_any_deals)),
        ("won_value", amount(cells.closed)),
        ("lost_value", amount(cells.lost)),
        ("open_value", amount(cells.open_any)),
        ("open_weighted", amount(cells.weighted_any)),
        ("win_rate", cells.win_rate()),
        ("cycle_mean_won", cells.days_to_win()),
    ])
}

const OVERALL: [&str; 10] =
    ["rows", "won", "lost", "open", "won_value", "lost_value", "open_value", "open_weighted", "win_rate", "cycle_mean_won"];

/// Everything there is, by each dimension.
async fn overall(company: &Company, truth: &mut Truth) {
    let snapshot: Day = SNAPSHOT.parse().unwrap();
    for (name, by) in [
        ("by_region", vec![Region]),
        ("by_territory", vec![Region, Territory]),
        ("by_category", vec![Family]),
        ("by_product", vec![Product]),
        ("by_segment", vec![Segment]),
        ("by_industry", vec![Industry]),
        ("by_campaign", vec![Tactic, Campaign]),
        ("by_owner", vec![Manager, Owner]),
        ("matrix_category_x_region_x_segment_x_campaign_type", vec![Family, Region, Segment, Tactic]),
    ] {
        let mut found = Answers::new();
        for (mut labels, cells) in company.ever(snapshot, &by, &Filter::default()).await {
            if name == "by_owner" {
                // Whoever manages himself there is a root here.
                let manager = if labels[0] == "(none)" { &labels[1] } else { &labels[0] };
                labels[0] = turned(manager);
            }
            found.insert(labels, overall_figures(&cells));
        }
        truth.table_is(name, &OVERALL, found);
    }
    let all = company.ever(snapshot, &[], &Filter::default()).await.remove(0).1;
    let mut figures = overall_figures(&all);
    let without = company.ever(snapshot, &[Campaign], &Filter::default()).await;
    let without = without.into_iter().find(|(labels, _)| labels == &["(none)"]).unwrap().1;
    figures.insert("rows_without_campaign", overall_figures(&without)["rows"]);
    // Half of all wins: the fiscal years are calendar years, so they are asked for one by one, and put in order here.
    let mut days = Vec::new();
    for year in [2019, 2020, 2021] {
        let year = domain::PeriodKey::year(year);
        let when = When { period: year, as_of: Some(snapshot) };
        days.extend(company.deals(ApmColumn::Closed, when, &Filter::default()).await.into_iter().map(|deal| deal.days));
    }
    figures.insert("cycle_median_won", domain::Spread::of(days).half);
    truth.scalars(&figures);
}

/// By outcome and the step it was reached at, which are the stages' names.
async fn by_step(company: &Company, truth: &mut Truth) {
    let mut found = Answers::new();
    for (labels, cells) in company.ever(SNAPSHOT.parse().unwrap(), &[Stage], &Filter::default()).await {
        let keys = match labels[0].split_once(" / ") {
            Some((outcome, step)) => vec![outcome.to_owned(), step.to_owned()],
            None => vec!["Open".to_owned(), labels[0].clone()],
        };
        found.insert(keys, overall_figures(&cells));
    }
    truth.table_is("by_status_x_stage", &OVERALL, found);
}

/// What closed by quarter, and against the same quarter a year before.
async fn by_close(company: &Company, truth: &mut Truth) {
    for (name, by) in [
        ("close_quarter", vec![]),
        ("close_quarter_x_region", vec![Region]),
        ("close_quarter_x_product", vec![Product]),
        ("close_quarter_x_segment", vec![Segment]),
        ("close_quarter_x_campaign_type", vec![Tactic]),
        ("close_quarter_x_owner", vec![Owner]),
    ] {
        let found = company.by_when((truth, name), quarter, &by, closed).await;
        truth.table_is(name, &["won", "lost", "won_value", "win_rate"], found);
    }
    let figures = |row: &ApmRow| {
        compared(
            ["won", "won_prev_year", "yoy_won"],
            ["won_value", "won_value_prev_year", "yoy_won_value"],
            (row.now.closed_deals, row.then.closed_deals),
            (row.now.closed, row.landed_closed),
        )
    };
    for (name, by) in [("yoy_won_quarter", vec![]), ("yoy_won_quarter_x_region", vec![Region])] {
        let found = company.by_when((truth, name), quarter, &by, figures).await;
        let measures = ["won", "won_value", "won_prev_year", "won_value_prev_year", "yoy_won", "yoy_won_value"];
        truth.table_is(name, &measures, found);
    }
}

/// A count and an amount, those of the same quarter a year before, and the change. Nothing then: nothing to compare with.
fn compared(
    [deals, deals_then, deals_change]: [&'static str; 3],
    [value, value_then, value_change]: [&'static str; 3],
    (now, then): (i64, i64),
    (worth, worth_then): (domain::Company, domain::Company),
) -> Figures {
    let mut figures = Figures::from([(deals, count(now)), (value, amount(worth))]);
    if then != 0 {
        figures.insert(deals_then, count(then));
        figures.insert(deals_change, Ratio::new(now - then, then));
        figures.insert(value_then, amount(worth_then));
        figures.insert(value_change, Ratio::new(worth.0 - worth_then.0, worth_then.0));
    }
    figures
}

/// What was generated by quarter, and against the same quarter a year before.
async fn generated(company: &Company, truth: &mut Truth) {
    for (name, by) in [
        ("generated_quarter", vec![]),
        ("generated_quarter_x_region", vec![Region]),
        ("generated_quarter_x_product", vec![Product]),
        ("generated_quarter_x_campaign_type", vec![Tactic]),
    ] {
        let figures = |row: &ApmRow| {
            Figures::from([("generated", count(row.now.generated_deals)), ("generated_value", amount(row.now.generated))])
        };
        let found = company.by_when((truth, name), quarter, &by, figures).await;
        truth.table_is(name, &["generated", "generated_value"], found);
    }
    let figures = |row: &ApmRow| {
        compared(
            ["generated", "generated_prev_year", "yoy_generated"],
            ["generated_value", "generated_value_prev_year", "yoy_generated_value"],
            (row.now.generated_deals, row.then.generated_deals),
            (row.now.generated, row.landed_generated),
        )
    };
    for (name, by) in [("yoy_generated_quarter", vec![]), ("yoy_generated_quarter_x_product", vec![Product])] {
        let found = company.by_when((truth, name), quarter, &by, figures).await;
        let measures = [
            "generated",
            "generated_value",
            "generated_prev_year",
            "generated_value_prev_year",
            "yoy_generated",
            "yoy_generated_value",
        ];
        truth.table_is(name, &measures, found);
    }
}

/// What is open on the day of the files, by the quarter it is expected to close in.
async fn expected(company: &Company, truth: &mut Truth) {
    for (name, by) in [
        ("open_expected_quarter", vec![]),
        ("open_expected_quarter_x_stage", vec![Stage]),
        ("open_expected_quarter_x_region", vec![Region]),
        ("open_expected_quarter_x_owner", vec![Owner]),
    ] {
        let when = |key: &str| When { period: quarter(key), as_of: Some(SNAPSHOT.parse().unwrap()) };
        let figures = |row: &ApmRow| {
            let now = &row.now;
            Figures::from([("open", count(now.open_deals)), ("value", amount(now.open)), ("weighted", amount(now.weighted))])
        };
        let found = company.by_when((truth, name), when, &by, figures).await;
        truth.table_is(name, &["open", "value", "weighted"], found);
    }
}

/// Open pipeline as of days.
async fn as_of(company: &Company, truth: &mut Truth) {
    for (name, by) in
        [("asof", vec![]), ("asof_x_region", vec![Region]), ("asof_x_product", vec![Product]), ("asof_x_owner", vec![Owner])]
    {
        let figures =
            |row: &ApmRow| Figures::from([("open", count(row.now.open_any_deals)), ("value", amount(row.now.open_any))]);
        let found = company.by_when((truth, name), |key| on(key.parse().unwrap()), &by, figures).await;
        truth.table_is(name, &["open", "value"], found);
    }
}
