//! The Maven sales of a hardware company: 8,800 deals by product, office, sector, manager and agent, day by day.

use super::company::{Company, Cube, When, answers, month, on, quarter};
use super::data;
use super::deals::Outcomes;
use super::truth::{Answers, Figures, Truth, amount, count};
use contract::apm::{ApmColumn, ApmDeal, ApmRow};
use contract::import::{AmountHistory, FileKind};
use domain::{Cells, Day, Dimension, Filter, PeriodKey, Ratio};
use engine::Engine;
use engine::testing::each_database;
use std::collections::BTreeMap;
use std::path::Path;

use Dimension::{Account, Country, Family, Industry, Manager, Owner, Product, Region};

/// The company, with what a deal was worth before its close on one of two bases.
async fn company(engine: &Engine, folder: &Path, amounts: AmountHistory) -> Company {
    Company::import(engine, folder, |profile| {
        profile.amount_history = amounts;
        // Deals that are only prospects are in the tables; closed ones were never seen there.
        profile.stages.get_mut("Prospecting").unwrap().entered = true;
        profile.entry_stage = Some("Engaging".into());
    })
    .await
}

/// The tables say "(no account)" where a dimension of the account has nothing.
fn relabelled(answers: Answers) -> Answers {
    let label = |key: String| if key == "(none)" { "(no account)".to_owned() } else { key };
    answers.into_iter().map(|(keys, figures)| (keys.into_iter().map(label).collect(), figures)).collect()
}

fn closed(row: &ApmRow) -> Figures {
    let now = &row.now;
    Figures::from([
        ("won", count(now.closed_deals)),
        ("lost", count(now.lost_deals)),
        ("won_value", amount(now.closed)),
        ("win_rate", now.win_rate()),
    ])
}

#[tokio::test]
async fn every_table_on_the_basis_of_list_prices() {
    let Some(folder) = data("maven_crm") else { return };
    each_database(|engine| {
        let folder = folder.clone();
        async move {
            let company = company(&engine, &folder, AmountHistory::ListPrice).await;
            let mut truth = Truth::read(&folder);
            imported(&company);
            overall(&company, &mut truth).await;
            by_close(&company, &mut truth).await;
            as_of(&company, &mut truth, "list_value").await;
            cohorts(&company, &mut truth).await;
            company.begin_fiscal_years_in(2).await;
            by_fiscal_quarter(&company, &mut truth).await;
            // Days from engagement to close have no column in the matrix, nor has a deal's age.
            truth.complete_but_for(&["asof_x_age", "cycle_distribution"]);
        }
    })
    .await;
}

#[tokio::test]
async fn every_day_on_the_basis_of_what_it_closed_for() {
    let Some(folder) = data("maven_crm") else { return };
    each_database(|engine| {
        let folder = folder.clone();
        async move {
            let company = company(&engine, &folder, AmountHistory::SameOrListPrice).await;
            as_of(&company, &mut Truth::read(&folder), "coalesce_value").await;
        }
    })
    .await;
}

/// Every row comes in. What is said: deals that never began start today, and the product's other spelling is mended.
fn imported(company: &Company) {
    let kinds: BTreeMap<_, _> = company.kinds().into_iter().collect();
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
    let counts = &company.import.counts;
    assert_eq!((counts.created, counts.rejected, counts.repaired), (8_800, 0, 500));
    assert_eq!(counts.versions, 8_800 + 4_238 + 2_473);
}

/// Everything there is, by each dimension.
async fn overall(company: &Company, truth: &mut Truth) {
    let today = company.view.workspace().await.unwrap().today;
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
        if name == "by_account" {
            found.remove(&vec!["(none)".to_owned()]);
        }
        let measures =
            ["rows", "won", "lost", "engaging", "prospecting", "won_value", "open_list_value", "win_rate", "avg_won_value"];
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
    let products = company.view.dimension(Product, &Default::default()).await.unwrap().items;
    figures.insert("products", count(products.iter().filter(|product| !product.key.is_empty()).count() as i64));
    truth.scalars(&figures);
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
    ])
}

/// What closed, by quarter and month of the close date.
async fn by_close(company: &Company, truth: &mut Truth) {
    let measures = ["won", "lost", "won_value", "win_rate"];
    for (name, by) in [
        ("close_quarter", vec![]),
        ("close_quarter_x_product", vec![Product]),
        ("close_quarter_x_office", vec![Region]),
        ("close_quarter_x_sector", vec![Industry]),
        ("close_quarter_x_manager", vec![Manager]),
        ("close_quarter_x_agent", vec![Owner]),
        ("close_quarter_x_product_x_office_x_sector", vec![Product, Region, Industry]),
    ] {
        let mut found = Answers::new();
        for key in truth.keys(name, 0) {
            found.extend(answers(&[&key], company.cube(quarter(&key), &by, &Filter::default()).await, closed));
        }
        truth.table_is(name, &measures, found);
    }
    let mut found = Answers::new();
    for key in truth.keys("close_month", 0) {
        found.extend(answers(&[&key], company.cube(month(&key), &[], &Filter::default()).await, closed));
    }
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
    let mut found = Answers::new();
    for key in truth.keys("close_fiscal_quarter_feb_start", 0) {
        let (year, number) = key.strip_prefix("FY").unwrap().split_once('Q').unwrap();
        let period = PeriodKey::quarter(year.parse().unwrap(), number.parse().unwrap());
        found.extend(answers(&[&key], company.cube(period, &[], &Filter::default()).await, closed));
    }
    truth.table_is("close_fiscal_quarter_feb_start", &["won", "lost", "won_value", "win_rate"], found);
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
        let mut found = Answers::new();
        for key in truth.keys(name, 0) {
            let day: Day = key.parse().unwrap();
            let cube: Cube = company.cube(on(day), &by, &Filter::default()).await;
            found.extend(answers(&[&key], cube, |row| {
                Figures::from([("open", count(row.now.open_any_deals)), (basis, amount(row.now.open_any))])
            }));
        }
        truth.table_is(name, &["open", basis], relabelled(found));
    }
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
