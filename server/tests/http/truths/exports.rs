//! Exports in the columns of Salesforce and HubSpot: read as they are proposed, and as they come.

use super::company::Company;
use super::data;
use contract::book::{ListOpportunities, ListOpportunitiesQuery, OpportunitySummary};
use contract::import::{FileKind, Import, Profile, StageRule};
use domain::{Category, StageKind};
use engine::testing::each_database;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// A folder's files as they are proposed, after `settle` answered.
async fn imported(company: &Company, folder: &Path, names: &[&str], settle: impl FnOnce(&mut Profile)) -> Import {
    company.import(&names.iter().map(|name| folder.join(name)).collect::<Vec<_>>(), settle).await
}

/// All deals as they are now.
async fn deals(company: &Company) -> Vec<OpportunitySummary> {
    let mut query = ListOpportunitiesQuery::default();
    let mut deals = Vec::new();
    loop {
        let page = company.client.get::<ListOpportunities>(&query).await.unwrap();
        deals.extend(page.items);
        query.after = page.next;
        if query.after.is_none() {
            return deals;
        }
    }
}

/// What is known of a file.
fn facts(folder: &Path, file: &str) -> Value {
    let text = std::fs::read_to_string(folder.join("truth.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()[file].clone()
}

/// The deals have the stages and the sum that the file has.
fn are_all(deals: &[OpportunitySummary], facts: &Value, sum: &str) {
    assert_eq!(deals.len() as u64, facts["rows"].as_u64().unwrap());
    let mut stages: BTreeMap<&str, u64> = BTreeMap::new();
    for deal in deals {
        *stages.entry(&deal.stage_name).or_default() += 1;
    }
    let expected = facts["by_StageName"].as_object().unwrap();
    let expected: BTreeMap<&str, u64> = expected.iter().map(|(name, rows)| (name.as_str(), rows.as_u64().unwrap())).collect();
    assert_eq!(stages, expected);
    let cents: i64 = deals.iter().map(|deal| deal.acv.minor).sum();
    assert_eq!(cents, (facts[sum].as_f64().unwrap() * 100.0).round() as i64);
}

fn kinds(import: &Import) -> Vec<Option<FileKind>> {
    import.profile.files.iter().map(|file| file.kind).collect()
}

#[tokio::test]
async fn salesforce_opportunities_with_accounts_and_campaigns() {
    let Some(folder) = data("sf_export_samples") else { return };
    each_database(|engine| {
        let folder = folder.clone();
        async move {
            let company = Company::new(engine).await;
            let names =
                ["Account.csv", "Campaign.csv", "CampaignMember.csv", "Contact.csv", "Lead.csv", "Opportunity.csv", "Task.csv"];
            let import = imported(&company, &folder.join("data_cloud_workshop"), &names, |_| {}).await;
            use FileKind::{Accounts, Campaigns, Deals};
            assert_eq!(kinds(&import), [Some(Accounts), Some(Campaigns), None, None, None, Some(Deals), None]);
            assert_eq!((import.counts.created, import.counts.rejected), (50, 0));
            let deals = deals(&company).await;
            are_all(&deals, &facts(&folder, "sf_export_samples/data_cloud_workshop/Opportunity.csv"), "sum_Amount");
            assert!(deals.iter().all(|deal| deal.account.is_some()));
        }
    })
    .await;
}

#[tokio::test]
async fn salesforce_opportunities_with_their_history() {
    let Some(folder) = data("sf_export_samples") else { return };
    each_database(|engine| {
        let folder = folder.clone();
        async move {
            let company = Company::new(engine).await;
            let names = ["Account.csv", "Opportunity.csv", "OpportunityHistory.csv", "OpportunityHistoryGroup.csv"];
            let import = imported(&company, &folder.join("powerbi_template"), &names, |_| {}).await;
            use FileKind::{Accounts, DealHistory, Deals};
            assert_eq!(kinds(&import), [Some(Accounts), Some(Deals), Some(DealHistory), None]);
            assert_eq!((import.counts.created, import.counts.rejected), (36, 0));
            let deals = deals(&company).await;
            are_all(&deals, &facts(&folder, "sf_export_samples/powerbi_template/Opportunity.csv"), "sum_Amount");
        }
    })
    .await;
}

/// Names of stages are hashes here: each is asked about, and told.
fn hashed_stages(profile: &mut Profile) {
    let told = [
        ("GavUFuuf4DrnQAoiRGlWpQ==", StageKind::Won, Category::Closed, 10_000),
        ("tXi3M8u3iPxq0ggxTSxMKw==", StageKind::Open, Category::Pipeline, 1_000),
        ("9RN9J3tlxr89gDctReax5w==", StageKind::Lost, Category::Omitted, 0),
    ];
    for (name, kind, category, probability) in told {
        let entered = kind != StageKind::Lost;
        let rule = StageRule { stage: name.into(), kind, category, entered, probability, order: 1 };
        profile.stages.insert(name.into(), rule);
    }
}

/// All of these deals are deleted where they come from, so none comes in; unless somebody says that this does not matter.
#[tokio::test]
async fn salesforce_tables_with_deleted_deals() {
    let Some(folder) = data("fivetran_salesforce") else { return };
    let names = [
        "sf_opportunity_data.csv",
        "sf_opportunity_history_data.csv",
        "sf_opportunity_line_item_data.csv",
        "sf_product_2_data.csv",
        "sf_user_data.csv",
    ];
    each_database(|engine| {
        let folder = folder.clone();
        async move {
            let company = Company::new(engine).await;
            let import = imported(&company, &folder, &names, hashed_stages).await;
            use FileKind::{DealHistory, DealLines, Deals, People, Products};
            assert_eq!(kinds(&import), [Some(Deals), Some(DealHistory), Some(DealLines), Some(Products), Some(People)]);
            assert_eq!((import.counts.created, deals(&company).await.len()), (0, 0));
            let import = imported(&company, &folder, &names, |profile| {
                hashed_stages(profile);
                for file in &mut profile.files[..2] {
                    assert!(file.columns.remove("deleted").is_some());
                }
            })
            .await;
            assert_eq!(import.counts.created, 10);
            let facts = facts(&folder.parent().unwrap().join("sf_export_samples"), "fivetran_salesforce/sf_opportunity_data.csv");
            let deals = deals(&company).await;
            let mut stages: BTreeMap<&str, u64> = BTreeMap::new();
            deals.iter().for_each(|deal| *stages.entry(&deal.stage_name).or_default() += 1);
            let expected: BTreeMap<String, u64> = serde_json::from_value(facts["by_stage_name"].clone()).unwrap();
            assert_eq!(stages, expected.iter().map(|(name, rows)| (name.as_str(), *rows)).collect());
            let cents: i64 = deals.iter().map(|deal| deal.acv.minor).sum();
            assert_eq!(cents, (facts["sum_amount"].as_f64().unwrap() * 100.0).round() as i64);
        }
    })
    .await;
}

/// No deal of this sample has a stage: each row says so, and nothing comes in.
#[tokio::test]
async fn hubspot_deals_without_stages() {
    let Some(folder) = data("fivetran_hubspot") else { return };
    each_database(|engine| {
        let folder = folder.clone();
        async move {
            let company = Company::new(engine).await;
            let import = imported(&company, &folder, &["deal_data.csv"], |_| {}).await;
            assert_eq!(kinds(&import), [Some(FileKind::Deals)]);
            assert_eq!((import.counts.created, import.counts.rejected), (0, 44));
            assert_eq!(deals(&company).await.len(), 0);
        }
    })
    .await;
}
