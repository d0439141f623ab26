//! The Maven sales of a hardware company: 8,800 deals by product, office, sector, manager and agent, day by day.

use super::company::{Company, When, closed, each_company, kinds, month, on, quarter};
use super::deals::Outcomes;
use super::truth::{Answers, Figures, Truth, amount, count};
use contract::apm::{ApmColumn, ApmDeal, ApmRow};
use contract::import::{AmountHistory, FileKind, Import, Profile};
use domain::{Cells, Dimension, Filter, PeriodKey, PeriodKind, Ratio, Spread};
use std::collections::BTreeMap;

use Dimension::{Account, Country, Family, Industry, Manager, Owner, Product, Region};

/// The year in which everything closed.
const YEAR: PeriodKey = PeriodKey { fiscal_year: 2017, kind: PeriodKind::Year, number: 1 };

/// What a deal was worth before its close is on one of two bases.
fn settings(amounts: AmountHistory) -> impl Fn(&mut Profile) {
    move |profile| {
        profile.amount_history = amounts;
        // Deals that are only prospects are in the tables; closed ones were never seen there.
        profile.stages.get_mut("Prospecting").unwrap().entered = true;
        profile.entry_stage = Some("Engaging".into());
    }
}

/// The tables say "(no account)" where a dimension of the account has nothing.
fn relabelled(answers: Answers) -> Answers {
    let label = |key: String| if key == "(none)" { "(no account)".to_owned() } else { key };
    answers.into_iter().map(|(keys, figures)| (keys.into_iter().map(label).collect(), figures)).collect()
}

#[tokio::test]
async fn every_table_on_the_basis_of_list_prices() {
    each_company("maven_crm", settings(AmountHistory::ListPrice), async |company, import, truth| {
        imported(import);
        overall(company, truth).await;
        by_close(company, truth).await;
        as_of(company, truth, "list_value").await;
        by_age(company, truth, "list_value").await;
        days_to_close(company, truth).await;
        cohorts(company, truth).await;
        company.begin_fiscal_years_in(2).await;
        by_fiscal_quarter(company, truth).await;
        truth.complete_but_for(&[]);
    })
    .await;
}

#[tokio::test]
async fn every_day_on_the_basis_of_what_it_closed_for() {
    each_company("maven_crm", settings(AmountHistory::SameOrListPrice), async |company, _, truth| {
        as_of(company, truth, "coalesce_value").await;
        by_age(company, truth, "coalesce_value").await;
    })
    .await;
}

/// Every row comes in. What is said: deals that never began start today, and the product's other spelling is mended.
fn imported(import: &Import) {
    let kinds: BTreeMap<_, _> = kinds(import).into_iter().collect();
    assert_eq!(
        kinds,
        BTreeMap::from([
            ("accounts.csv", Some(FileKind::Accounts)),
            ("data_dictionary.csv", None),
            ("products.csv", Some(FileKind::Products)),
            ("sales_pipeline.csv", Some(FileKind::Deals)),
            ("sales_teams.csv", Some(FileKind::People)),
        ])
    );
    let counts = &import.counts;
    assert_eq!((counts.created, counts.rejected, counts.repaired), (8_800, 0, 500));
    assert_eq!(counts.versions, 8_800 + 4_238 + 2_473);
}

/// Everything there is, by each dimension.
async fn overall(company: &Company, truth: &mut Truth) {
    let today = company.workspace().await.today;
    let engaging = company.only(Dimension::Stage, "Engaging").await;
    let prospecting = company.only(Dimension::Stage, "Prospecting").await;
    for (name, by) in [
        ("by_product", vec![Product]),
        ("by_series", vec![Family]),
        ("by_office", vec![Region]),
        ("by_manager", vec![Manager]),
        ("by_sector", vec![Industry]),
        ("by_country", vec![Country]),
        ("by_account", vec![Account]),
        ("by_office_manager_agent", vec![Region, Manager, Owner]),
        ("by_product_office", vec![Product, Region]),
        ("by_product_office_sector", vec![Product, Region, Industry]),
    ] {
        let open = |cells: Vec<(Vec<String>, Cells)>| cells.into_iter().collect::<BTreeMap<_, _>>();
        let at_engaging = open(company.ever(today, &by, &engaging).await);
        let at_prospecting = open(company.ever(today, &by, &prospecting).await);
        let mut found = Answers::new();
        for (labels, cells) in company.ever(today, &by, &Filter::default()).await {
            let deals = |open: &BTreeMap<Vec<String>, Cells>| open.get(&labels).map_or(0, |cells| cells.open_any_deals);
            let figures = figures_of(&cells, deals(&at_engaging), deals(&at_prospecting));
            found.insert(labels, figures);
        }
        for (labels, half) in halves(company, &by, Filter::default()).await {
            found.get_mut(&labels).unwrap().insert("cycle_median_won", half);
        }
        if name == "by_account" {
            found.remove(&vec!["(none)".to_owned()]);
        }
        let measures = [
            "rows",
            "won",
            "lost",
            "engaging",
            "prospecting",
            "won_value",
            "open_list_value",
            "win_rate",
            "avg_won_value",
            "cycle_mean_won",
            "cycle_median_won",
            "cycle_mean_closed",
            "close_to_list_won",
        ];
        truth.table_is(name, &measures, relabelled(found));
    }
    let all = company.ever(today, &[], &Filter::default()).await.remove(0).1;
    let of = async |filter: &Filter| company.ever(today, &[], filter).await.remove(0).1;
    let (engaging, prospecting) = (of(&engaging).await, of(&prospecting).await);
    let mut figures = figures_of(&all, engaging.open_any_deals, prospecting.open_any_deals);
    figures.insert("engaging_list_value", amount(engaging.open_any));
    figures.insert("prospecting_list_value", amount(prospecting.open_any));
    let without = company.ever(today, &[Account], &Filter::default()).await;
    let without = without.into_iter().find(|(labels, _)| labels == &["(none)"]).unwrap().1;
    figures.insert("rows_without_account", count(without.closed_deals + without.lost_deals + without.open_any_deals));
    figures.insert("products", count(company.values(Product).await));
    figures.insert("won_list_value", amount(all.closed_while_open));
    figures.insert("lost_list_value", amount(all.lost));
    // Of the tables only.
    figures.remove("close_to_list_won");
    truth.scalars(&figures);
}

/// Half of the deals won within how many days, in each row.
async fn halves(company: &Company, by: &[Dimension], filter: Filter) -> Vec<(Vec<String>, Ratio)> {
    let [first, rest @ ..] = by else {
        return vec![(Vec::new(), company.drill(ApmColumn::Closed, YEAR, &filter).await.days.half)];
    };
    let mut found = Vec::new();
    for (label, row) in company.cube(YEAR, &[*first], &filter).await.into_iter().filter(|(_, row)| row.now.closed_deals > 0) {
        let inner = Box::pin(halves(company, rest, filter.and(*first, &row.key))).await;
        found.extend(inner.into_iter().map(|(labels, half)| ([label.clone(), labels].concat(), half)));
    }
    found
}

fn figures_of(cells: &Cells, engaging: i64, prospecting: i64) -> Figures {
    Figures::from([
        ("rows", count(cells.closed_deals + cells.lost_deals + cells.open_any_deals)),
        ("won", count(cells.closed_deals)),
        ("lost", count(cells.lost_deals)),
        ("engaging", count(engaging)),
        ("prospecting", count(prospecting)),
        ("won_value", amount(cells.closed)),
        ("open_list_value", amount(cells.open_any)),
        ("win_rate", cells.win_rate()),
        ("avg_won_value", Ratio::new(cells.closed.0, 100 * cells.closed_deals)),
        ("cycle_mean_won", cells.days_to_win()),
        ("cycle_mean_closed", cells.days_to_close()),
        ("close_to_list_won", cells.kept()),
    ])
}

/// What closed, by quarter and month of the close date.
async fn by_close(company: &Company, truth: &mut Truth) {
    let measures = ["won", "lost", "won_value", "win_rate", "cycle_mean"];
    for (name, by) in [
        ("close_quarter", vec![]),
        ("close_quarter_x_product", vec![Product]),
        ("close_quarter_x_office", vec![Region]),
        ("close_quarter_x_sector", vec![Industry]),
        ("close_quarter_x_manager", vec![Manager]),
        ("close_quarter_x_agent", vec![Owner]),
        ("close_quarter_x_product_x_office_x_sector", vec![Product, Region, Industry]),
    ] {
        let found = company.by_when((truth, name), quarter, &by, closed).await;
        truth.table_is(name, &measures, found);
    }
    let found = company.by_when((truth, "close_month"), month, &[], closed).await;
    truth.table_is("close_month", &measures, found);

    let calendar = company.calendar();
    let mut found = Answers::new();
    for key in truth.keys("quarter_on_quarter", 0) {
        let now = company.cube(quarter(&key), &[], &Filter::default()).await.remove(0).1.now.closed;
        let before = calendar.before(&calendar.period(quarter(&key)).unwrap());
        let before = company.cube(before.key, &[], &Filter::default()).await.remove(0).1.now.closed;
        let mut figures = Figures::from([("won_value", amount(now))]);
        if before.0 != 0 {
            figures.insert("won_value_prev", amount(before));
            figures.insert("qoq_growth", Ratio::new(now.0 - before.0, before.0));
        }
        found.insert(vec![key], figures);
    }
    truth.table_is("quarter_on_quarter", &["won_value", "won_value_prev", "qoq_growth"], found);

    let mut found = Answers::new();
    for key in truth.keys("pacing_won_cumulative", 0) {
        let period = quarter(&key);
        let whole = company.cube(period, &[], &Filter::default()).await.remove(0).1.now.closed;
        let days = calendar.period(period).unwrap();
        for day in truth.keys("pacing_won_cumulative", 1) {
            let as_of = days.first.plus(day.parse::<i32>().unwrap() - 1);
            if as_of > days.last {
                continue;
            }
            let now = company.cube(When { period, as_of: Some(as_of) }, &[], &Filter::default()).await.remove(0).1.now;
            let figures = Figures::from([
                ("days_in_quarter", count(i64::from(days.days()))),
                ("won", count(now.closed_deals)),
                ("won_value", amount(now.closed)),
                ("share_of_quarter_value", Ratio::new(now.closed.0, whole.0)),
            ]);
            found.insert(vec![key.clone(), day], figures);
        }
    }
    // Days that the table does not list are days all the same.
    found.retain(|keys, _| truth.has("pacing_won_cumulative", keys));
    truth.table_is("pacing_won_cumulative", &["days_in_quarter", "won", "won_value", "share_of_quarter_value"], found);
}

/// What closed, by quarters of fiscal years from February.
async fn by_fiscal_quarter(company: &Company, truth: &mut Truth) {
    let name = "close_fiscal_quarter_feb_start";
    let fiscal = |key: &str| quarter(key.strip_prefix("FY").unwrap());
    let found = company.by_when((truth, name), fiscal, &[], closed).await;
    truth.table_is(name, &["won", "lost", "won_value", "win_rate", "cycle_mean"], found);
}

/// Open pipeline as of days, on one of the two bases.
async fn as_of(company: &Company, truth: &mut Truth, basis: &'static str) {
    for (name, by) in [
        ("asof", vec![]),
        ("asof_x_product", vec![Product]),
        ("asof_x_office", vec![Region]),
        ("asof_x_manager", vec![Manager]),
        ("asof_x_agent", vec![Owner]),
        ("asof_x_sector", vec![Industry]),
        ("asof_x_product_x_office", vec![Product, Region]),
    ] {
        let figures = |row: &ApmRow| {
            let now = &row.now;
            Figures::from([("open", count(now.open_any_deals)), (basis, amount(now.open_any)), ("mean_age", now.age())])
        };
        let found = company.by_when((truth, name), |key| on(key.parse().unwrap()), &by, figures).await;
        truth.table_is(name, &["open", basis, "mean_age"], relabelled(found));
    }
}

/// Open pipeline as of days by how old deals were: the deals behind the number, added up by their days.
async fn by_age(company: &Company, truth: &mut Truth, basis: &'static str) {
    let mut found: BTreeMap<Vec<String>, (i64, domain::Company, i64)> = BTreeMap::new();
    for key in truth.keys("asof_x_age", 0) {
        for deal in company.deals(ApmColumn::OpenAny, on(key.parse().unwrap()), &Filter::default()).await {
            let bands = [(30, "000-030"), (60, "031-060"), (90, "061-090"), (120, "091-120"), (i64::MAX, "121+")];
            let band = bands.iter().find(|(most, _)| deal.days <= *most).unwrap().1;
            let (open, value, days) = found.entry(vec![key.clone(), band.to_owned()]).or_default();
            (*open, *value, *days) = (*open + 1, *value + deal.amount.unwrap(), *days + deal.days);
        }
    }
    let figures = |(open, value, days)| {
        Figures::from([("open", count(open)), (basis, amount(value)), ("mean_age", Ratio::new(days, open))])
    };
    let found = found.into_iter().map(|(keys, sums)| (keys, figures(sums))).collect();
    truth.table_is("asof_x_age", &["open", basis, "mean_age"], found);
}

/// How the days from engagement to close lie.
async fn days_to_close(company: &Company, truth: &mut Truth) {
    let every = Filter::default();
    let won = company.drill(ApmColumn::Closed, YEAR, &every).await.days;
    let lost = company.drill(ApmColumn::Lost, YEAR, &every).await.days;
    let figures = |days: &Spread| {
        Figures::from([
            ("count", count(days.count)),
            ("mean", days.mean()),
            ("min", count(days.least)),
            ("10%", days.tenth),
            ("25%", days.quarter),
            ("50%", days.half),
            ("75%", days.three_quarters),
            ("90%", days.nine_tenths),
            ("max", count(days.most)),
        ])
    };
    let found = [("Won", &won), ("Lost", &lost)].map(|(outcome, days)| (vec![outcome.to_owned()], figures(days)));
    let measures = ["count", "mean", "min", "10%", "25%", "50%", "75%", "90%", "max"];
    truth.table_is("cycle_distribution", &measures, found.into_iter().collect());
    for (outcome, days) in [("Won", &won), ("Lost", &lost)] {
        let (many, sum, squares) = (days.count as f64, days.sum as f64, days.squares as f64);
        let deviation = ((squares - sum * sum / many) / (many - 1.0)).sqrt();
        let told = truth.value("cycle_distribution", &[outcome], "std");
        assert!((deviation - told).abs() < 1e-6, "{outcome}: {deviation} against {told}");
    }
    let mut closed: Vec<i64> = Vec::new();
    let mut values: Vec<i64> = Vec::new();
    for column in [ApmColumn::Closed, ApmColumn::Lost] {
        for deal in company.deals(column, YEAR, &every).await {
            closed.push(deal.days);
            if column == ApmColumn::Closed {
                values.push(deal.amount.unwrap().0 / 100);
            }
        }
    }
    let closed = Spread::of(closed);
    truth.scalars(&Figures::from([
        ("cycle_mean_won", won.mean()),
        ("cycle_median_won", won.half),
        ("cycle_mean_lost", lost.mean()),
        ("cycle_median_lost", lost.half),
        ("cycle_mean_closed", closed.mean()),
        ("cycle_median_closed", closed.half),
        ("cycle_min", count(closed.least)),
        ("cycle_max", count(closed.most)),
        ("median_won_value", Spread::of(values).half),
    ]));
}

/// What was generated, and what became of it.
async fn cohorts(company: &Company, truth: &mut Truth) {
    let closes: Vec<PeriodKey> = truth.keys("close_quarter", 0).iter().map(|key| quarter(key)).collect();
    let outcomes = company.outcomes(&closes).await;
    let measures = ["created", "list_value", "later_won", "later_lost", "still_open"];
    for (name, by) in [
        ("generated_quarter", vec![]),
        ("generated_quarter_x_product", vec![Product]),
        ("generated_quarter_x_office", vec![Region]),
        ("generated_quarter_x_sector", vec![Industry]),
        ("generated_quarter_x_agent", vec![Owner]),
    ] {
        let mut found = Answers::new();
        for key in truth.keys(name, 0) {
            let period = quarter(&key);
            for (labels, row) in company.cube(period, &by, &Filter::default()).await {
                if row.now.generated_deals == 0 {
                    continue;
                }
                let filter = by.first().map_or_else(Filter::default, |by| Filter::default().and(*by, &row.key));
                let deals = company.deals(ApmColumn::Generated, period, &filter).await;
                let figures = became(&row.now, &deals, &outcomes);
                found.insert([vec![key.clone()], labels].concat(), figures);
            }
        }
        truth.table_is(name, &measures, relabelled(found));
    }
    let mut found = Answers::new();
    for key in truth.keys("generated_month", 0) {
        let row = company.cube(month(&key), &[], &Filter::default()).await.remove(0).1;
        let deals = company.deals(ApmColumn::Generated, month(&key), &Filter::default()).await;
        found.insert(vec![key], became(&row.now, &deals, &outcomes));
    }
    truth.table_is("generated_month", &measures, found);
    won_by_cohort(company, truth, &outcomes).await;
}

fn became(now: &Cells, deals: &[ApmDeal], outcomes: &Outcomes) -> Figures {
    assert_eq!(deals.len() as i64, now.generated_deals);
    let won = deals.iter().filter(|deal| outcomes.won.contains_key(&deal.id)).count() as i64;
    let lost = deals.iter().filter(|deal| outcomes.lost.contains_key(&deal.id)).count() as i64;
    Figures::from([
        ("created", count(now.generated_deals)),
        ("list_value", amount(now.generated)),
        ("later_won", count(won)),
        ("later_lost", count(lost)),
        ("still_open", count(now.generated_deals - won - lost)),
    ])
}

/// Wins by the quarters in which they were generated and closed; and each quarter's movement, in list prices.
async fn won_by_cohort(company: &Company, truth: &mut Truth, outcomes: &Outcomes) {
    let mut worth = BTreeMap::new();
    let mut cohorts: BTreeMap<Vec<String>, (i64, domain::Company)> = BTreeMap::new();
    for key in truth.keys("generated_quarter", 0) {
        for deal in company.deals(ApmColumn::Generated, quarter(&key), &Filter::default()).await {
            if let Some((period, won)) = outcomes.won.get(&deal.id) {
                let closed = format!("{}Q{}", period.fiscal_year, period.number);
                let cohort = cohorts.entry(vec![key.clone(), closed]).or_default();
                *cohort = (cohort.0 + 1, cohort.1 + *won);
            }
            worth.insert(deal.id, deal.amount.unwrap());
        }
    }
    let found = cohorts
        .into_iter()
        .map(|(keys, (won, value))| (keys, Figures::from([("won", count(won)), ("won_value", amount(value))])));
    truth.table_is("won_by_generation_quarter_x_close_quarter", &["won", "won_value"], found.collect());

    let calendar = company.calendar();
    let mut found = Answers::new();
    for key in truth.keys("quarter_movement", 0) {
        let period = calendar.period(quarter(&key)).unwrap();
        let opening = company.cube(on(period.first.plus(-1)), &[], &Filter::default()).await.remove(0).1.now;
        let now = company.cube(period.key, &[], &Filter::default()).await.remove(0).1.now;
        let list = |closed: Vec<domain::OpportunityId>| -> domain::Company { closed.iter().map(|deal| worth[deal]).sum() };
        let won = list(outcomes.won.iter().filter(|(_, (at, _))| *at == period.key).map(|(deal, _)| *deal).collect());
        let lost = list(outcomes.lost.iter().filter(|(_, at)| **at == period.key).map(|(deal, _)| *deal).collect());
        found.insert(
            vec![key],
            Figures::from([
                ("opening", count(opening.open_any_deals)),
                ("opening_list", amount(opening.open_any)),
                ("created", count(now.generated_deals)),
                ("created_list", amount(now.generated)),
                ("won", count(now.closed_deals)),
                ("won_list", amount(won)),
                ("lost", count(now.lost_deals)),
                ("lost_list", amount(lost)),
                ("closing", count(now.open_any_deals)),
                ("closing_list", amount(now.open_any)),
                ("won_value", amount(now.closed)),
                ("coverage_opening_list_over_won_value", Ratio::new(opening.open_any.0, now.closed.0)),
            ]),
        );
    }
    let all = [
        "opening",
        "opening_list",
        "created",
        "created_list",
        "won",
        "won_list",
        "lost",
        "lost_list",
        "closing",
        "closing_list",
        "won_value",
        "coverage_opening_list_over_won_value",
    ];
    truth.table_is("quarter_movement", &all, found);
}
