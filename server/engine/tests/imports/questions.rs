//! What a proposal says and what it asks: never a guess where two readings remain.

use crate::{day, each_desk, places};
use contract::import::{DateOrder, DecimalMark, FileKind, Import, StageRule, Verdict};
use domain::{Category, StageKind};
use engine::testing::each_database;

fn asked(import: &Import) -> Vec<(&str, Option<&str>)> {
    import.questions.iter().map(|question| (question.asks.name(), question.column.as_deref())).collect()
}

#[tokio::test]
async fn a_date_that_can_be_read_in_two_ways_is_asked_about() {
    each_desk(|desk| async move {
        let text = "Id,Name,Stage,Amount,Close date\n1,Alfa,Discover,10,03/04/24\n2,Beta,Discover,10,05/06/24\n";
        let import = desk.upload(&[("deals.csv", text)]).await.unwrap();
        assert_eq!(asked(&import), [("date_order", Some("Close date"))]);
        assert_eq!(import.questions[0].choices, ["mdy", "dmy"]);
        assert!(import.questions[0].text.contains("03/04/24"), "{}", import.questions[0].text);
        assert_eq!(desk.importer.check(import.id).await.unwrap_err().fields[0].field, "Close date");

        for (order, close) in [(DateOrder::Mdy, "2024-03-04"), (DateOrder::Dmy, "2024-04-03")] {
            desk.import_with(&[("deals.csv", text)], |profile| {
                profile.files[0].dates.insert("close".into(), order);
            })
            .await;
            assert_eq!(desk.state("Alfa").await.close_day, Some(day(close)));
        }
    })
    .await;
}

#[tokio::test]
async fn a_number_that_can_be_read_in_two_ways_is_asked_about() {
    each_desk(|desk| async move {
        let text = "Id;Name;Stage;Amount\n1;Alfa;Discover;1.234\n2;Beta;Discover;2.500\n";
        let import = desk.upload(&[("deals.csv", text)]).await.unwrap();
        assert_eq!(asked(&import), [("number", Some("Amount"))]);
        let mend = |profile: &mut contract::import::Profile| profile.files[0].decimal = Some(DecimalMark::Comma);
        desk.import_with(&[("deals.csv", text)], mend).await;
        assert_eq!(desk.state("Alfa").await.lines[0].acv, 123_400);
    })
    .await;
}

#[tokio::test]
async fn a_stage_nobody_knows_is_asked_about_and_made_as_told() {
    each_desk(|desk| async move {
        let text = "Id,Name,Stage,Amount\n1,Alfa,Zeta,10\n2,Beta,Closed,10\n3,Gamma,Discover,10\n";
        let import = desk.upload(&[("deals.csv", text)]).await.unwrap();
        assert_eq!(asked(&import), [("stage", Some("Stage")), ("stage", Some("Stage"))]);
        let rule = |stage: &str, kind, category, entered, probability| StageRule {
            stage: stage.into(),
            kind,
            category,
            entered,
            probability,
            order: 15,
        };
        desk.import_with(&[("deals.csv", text)], |profile| {
            profile.stages.insert("Zeta".into(), rule("Pilot", StageKind::Open, Category::BestCase, true, 4_000));
            profile.stages.insert("Closed".into(), rule("Won", StageKind::Won, Category::Closed, true, 10_000));
        })
        .await;
        let deals = desk.deals().await;
        let stages: Vec<_> = deals.iter().map(|deal| deal.stage_name.as_str()).collect();
        assert_eq!(stages, ["Pilot", "Won", "Discover"]);
    })
    .await;
}

#[tokio::test]
async fn an_open_process_needs_its_entry() {
    each_desk(|desk| async move {
        let text = "Id,Name,Stage,Amount\n1,Alfa,Prospecting,10\n2,Beta,Won,10\n";
        let import = desk.upload(&[("deals.csv", text)]).await.unwrap();
        assert_eq!(asked(&import), [("entry", Some("Stage"))]);
        desk.import_with(&[("deals.csv", text)], |profile| {
            profile.stages.get_mut("Prospecting").unwrap().entered = true;
        })
        .await;
        assert_eq!(desk.deals().await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn before_the_company_is_set_up_that_is_asked_for() {
    each_database(|engine| async move {
        let desk = crate::Desk::new(engine);
        let import = desk.upload(&[("deals.csv", "Id,Name,Stage,Amount\n1,Alfa,Discovery,10\n")]).await.unwrap();
        assert_eq!(asked(&import), [("workspace", None)]);
        assert_eq!(desk.importer.check(import.id).await.unwrap_err().status, 400);
    })
    .await;
}

/// A column that is known by its header is proposed although some of its values are wrong; each wrong one is found.
#[tokio::test]
async fn dirty_deals_are_still_deals() {
    each_desk(|desk| async move {
        let text = "Opportunity ID,Opportunity Name,Stage,Amount,Close Date,Created Date\n\
            1,Alfa,Discover,n/a,2026-12-15,2026-01-01\n\
            2,Beta,Discover,abc,soon,2026-01-01\n\
            2,Beta again,Discover,20,2026-02-31,2026-01-01\n\
            4,Delta,Discover,30,2026-12-15,2026-01-01\n\
            5,Eta,Discover,40,2026-12-15,2026-01-01\n\
            6,Iota,Discover,50,2026-12-15,yesterday\n";
        let import = desk.upload(&[("export.csv", text)]).await.unwrap();
        let file = &import.profile.files[0];
        assert_eq!(file.kind, Some(FileKind::Deals));
        let fields: Vec<_> = file.columns.keys().map(String::as_str).collect();
        assert_eq!(fields, ["amount", "close", "created", "id", "name", "stage"]);
        let import = desk.import(&[("export.csv", text)]).await;
        assert_eq!((import.counts.accepted, import.counts.rejected), (2, 4));
    })
    .await;
}

#[tokio::test]
async fn what_each_file_is_and_how_it_is_read_is_proposed() {
    each_desk(|desk| async move {
        let import = desk
            .upload(&[
                ("opportunities.csv", "Id,Name,AccountId,StageName,Amount,CloseDate,CreatedDate,OwnerId\n006,Alfa,001,Discovery,10,2026-12-15,2026-01-01,005\n"),
                ("OpportunityHistory.csv", "Id,OpportunityId,CreatedDate,StageName,Amount,CloseDate\n1,006,2026-01-01,Discovery,10,2026-12-15\n"),
                ("accounts.csv", "Id,Name,Industry,BillingCountry\n001,Acme,Steel,Italy\n"),
                ("users.csv", "Id,Name,Email,ManagerId\n005,Ann,ann@example.com,\n"),
                ("products.csv", "Product,Series,Sales price\nBox,B,10\n"),
                ("campaigns.csv", "Id,Name,Type\n7,Fair,Event\n"),
                ("targets.csv", "Period,Dimension,Key,Target\nFY27-Q4,region,EMEA,100\n"),
                ("rates.csv", "Currency,Day,Rate\nUSD,2026-01-01,0.9\n"),
                ("leads.csv", "Id,Name,Company,Status\n1,Bob,Acme,Open\n"),
            ])
            .await
            .unwrap();
        let kinds: Vec<_> = import.profile.files.iter().map(|file| file.kind).collect();
        use FileKind::{Accounts, Campaigns, DealHistory, Deals, People, Products, Rates, Targets};
        let expected = [
            Some(Deals),
            Some(DealHistory),
            Some(Accounts),
            Some(People),
            Some(Products),
            Some(Campaigns),
            Some(Targets),
            Some(Rates),
            None,
        ];
        assert_eq!(kinds, expected);
        assert_eq!(asked(&import), []);
    })
    .await;
}

/// A file whose rows have a key of their own and name deals, some twice, holds steps, whatever it is called.
#[tokio::test]
async fn steps_are_told_from_deals_by_their_keys() {
    each_desk(|desk| async move {
        let text = "Id,OpportunityId,CreatedDate,StageName,Amount\n\
            1,7,2026-01-01,Discovery,10\n2,7,2026-02-01,Propose,10\n3,8,2026-01-01,Discovery,10\n4,9,2026-01-01,Discovery,10\n5,10,2026-01-01,Discovery,10\n";
        let import = desk.upload(&[("export.csv", text)]).await.unwrap();
        assert_eq!(import.profile.files[0].kind, Some(FileKind::DealHistory));
    })
    .await;
}

/// A profile of settings alone: the files are read as they are proposed.
#[tokio::test]
async fn a_file_that_a_profile_does_not_speak_of_is_read_as_proposed() {
    each_desk(|desk| async move {
        let files = [
            ("deals.csv", "Id,Name,Stage,Amount\n1,Alfa,Discover,10\n"),
            ("notes.csv", "Id,Name,Stage,Amount\n2,Beta,Discover,10\n"),
        ];
        let import = desk.upload(&files).await.unwrap();
        let skipped = contract::import::FileProfile { name: "notes.csv".into(), ..Default::default() };
        let profile = contract::import::Profile { files: vec![skipped], ..Default::default() };
        let import = desk.importer.save_mapping(import.id, profile).await.unwrap();
        let kinds: Vec<_> = import.profile.files.iter().map(|file| file.kind).collect();
        assert_eq!((kinds, asked(&import)), (vec![Some(FileKind::Deals), None], vec![]));
    })
    .await;
}

/// The columns that a file's fields were proposed to be in.
fn columns(import: &Import) -> Vec<(&str, String)> {
    import.profile.files[0].columns.iter().map(|(field, headers)| (field.as_str(), headers.join(" / "))).collect()
}

fn expected<'f>(fields: &[(&'f str, &str)]) -> Vec<(&'f str, String)> {
    fields.iter().map(|(field, headers)| (*field, (*headers).to_owned())).collect()
}

#[tokio::test]
async fn headers_may_say_of_what_they_are() {
    each_desk(|desk| async move {
        let text = "Deal - ID,Deal - Title,Deal - Stage,Deal - Status,Deal - Value,Deal - Currency of Value,Deal - Deal created,Deal - Expected close date,Deal - Won time,Deal - Lost time,Organization - Name,Deal - Owner\n\
            1,Alpha,Proposal made,Open,1000,EUR,2026-01-05 10:00:00,2026-12-31,,,Acme,Jane\n\
            2,Beta,Negotiations,Won,2000,EUR,2026-02-05 10:00:00,2026-06-30,2026-07-01 12:00:00,,Acme,Jane\n\
            3,Gamma,Proposal made,Lost,3000,EUR,2026-02-05 10:00:00,2026-06-30,,2026-07-03 12:00:00,Zenit,Bob\n";
        let import = desk.upload(&[("export.csv", text)]).await.unwrap();
        assert_eq!(
            columns(&import),
            expected(&[
                ("account", "Organization - Name"),
                ("amount", "Deal - Value"),
                ("close", "Deal - Won time / Deal - Lost time"),
                ("created", "Deal - Deal created"),
                ("currency", "Deal - Currency of Value"),
                ("expected_close", "Deal - Expected close date"),
                ("id", "Deal - ID"),
                ("name", "Deal - Title"),
                ("owner", "Deal - Owner"),
                ("stage", "Deal - Status / Deal - Stage"),
            ])
        );
        desk.import(&[("export.csv", text)]).await;
        let deals = desk.deals().await;
        let told: Vec<_> = deals.iter().map(|deal| (deal.kind, deal.close_day)).collect();
        let on = |text: &str| Some(day(text));
        assert_eq!(
            told,
            [(StageKind::Open, on("2026-12-31")), (StageKind::Won, on("2026-07-01")), (StageKind::Lost, on("2026-07-03"))]
        );
    })
    .await;
}

#[tokio::test]
async fn what_was_expected_gives_way_to_what_happened() {
    each_desk(|desk| async move {
        let text = "(Do Not Modify) Opportunity,Topic,Potential Customer,Est. close date,Est. revenue,Actual Close Date,Actual Revenue,Status,Sales Stage,Owner,Created On\n\
            a1b2c3d4-0000-0000-0000-000000000001,Alpha,Acme,12/31/2026,\"$1,000.00\",,,Open,Propose,Jane Doe,1/25/2026\n\
            a1b2c3d4-0000-0000-0000-000000000002,Beta,Acme,6/30/2026,\"$2,000.00\",7/13/2026,\"$2,100.00\",Won,Close,Jane Doe,2/25/2026\n";
        desk.import(&[("export.csv", text)]).await;
        let deals = desk.deals().await;
        let told: Vec<_> = deals.iter().map(|deal| (deal.kind, deal.close_day, deal.acv.minor)).collect();
        assert_eq!(
            told,
            [(StageKind::Open, Some(day("2026-12-31")), 100_000), (StageKind::Won, Some(day("2026-07-13")), 210_000)]
        );
        let before = desk.history("Beta").await;
        assert_eq!(before[0].state.close_day, Some(day("2026-06-30")));
    })
    .await;
}

/// In Italian, with semicolons; the only date besides the creation says when a deal closes or was to.
#[tokio::test]
async fn a_closed_deal_without_another_date_closed_when_it_was_expected_to() {
    each_desk(|desk| async move {
        let text = "Codice;Nome opportunità;Cliente;Fase;Importo;Data creazione;Chiusura prevista;Venditore\n\
            T1;Fornitura A;Alfa S.p.A.;Trattativa;1.250,50;01/09/2026;15/12/2026;Bianchi, Anna\n\
            T2;Fornitura B;Beta S.r.l.;Chiusa vinta;2.000,00;13/08/2026;15/10/2026;Luca Blu\n";
        let import = desk.import(&[("trattative.csv", text)]).await;
        assert_eq!(places(&desk.findings(&import).await), [(3, "Chiusura prevista", "15/10/2026", Verdict::Repair)]);
        let deals = desk.deals().await;
        let told: Vec<_> = deals.iter().map(|d| (d.acv.minor, d.close_day, d.owner.as_deref().unwrap())).collect();
        assert_eq!(told, [(125_050, Some(day("2026-12-15")), "Anna Bianchi"), (200_000, Some(day("2026-10-15")), "Luca Blu")]);
    })
    .await;
}

#[tokio::test]
async fn outcome_and_step_map_together() {
    each_desk(|desk| async move {
        let text =
            "Id,Topic,Status,PipelineStep,Value\n1,Alfa,Open,1-Qualify,10\n2,Beta,Won,3-Propose,10\n3,Gamma,Lost,1-Qualify,10\n";
        let import = desk.upload(&[("opportunities.csv", text)]).await.unwrap();
        assert_eq!(import.profile.files[0].columns["stage"], ["Status", "PipelineStep"]);
        let kinds: Vec<_> = import.profile.stages.iter().map(|(value, rule)| (value.as_str(), rule.kind)).collect();
        assert_eq!(
            kinds,
            [("Lost / 1-Qualify", StageKind::Lost), ("Open / 1-Qualify", StageKind::Open), ("Won / 3-Propose", StageKind::Won)]
        );
        assert_eq!(asked(&import), []);
    })
    .await;
}
