//! Files as other systems head them: Salesforce's reports, HubSpot's, Pipedrive's, Dynamics' and Zoho's exports, and what
//! people keep in spreadsheets. The headers are those of the products' own exports.

use crate::each_desk;
use contract::import::{Asks, FileKind, Import};

/// The columns that the fields of the first file were proposed to be in.
fn proposed(import: &Import) -> Vec<(&str, String)> {
    import.profile.files[0].columns.iter().map(|(field, headers)| (field.as_str(), headers.join(" + "))).collect()
}

/// One file: whose it is, its text, and the columns of its fields, in the order of the fields' names.
struct Case(&'static str, &'static str, &'static [(&'static str, &'static str)]);

const CASES: &[Case] = &[
    Case(
        "a spreadsheet",
        "Oppty #,Opp Title,Deal Size,Est. Close,Phase,Deal Owner,Created\n\
         1,Alfa,1000,2026-12-15,Proposal,Jane Doe,2026-09-01\n2,Beta,2000,2026-12-18,Closed Won,Jane Doe,2026-09-02\n",
        &[
            ("amount", "Deal Size"),
            ("created", "Created"),
            ("expected_close", "Est. Close"),
            ("id", "Oppty #"),
            ("name", "Opp Title"),
            ("owner", "Deal Owner"),
            ("stage", "Phase"),
        ],
    ),
    Case(
        "a spreadsheet with other words",
        "Opp No.;Customer;Description;Contract Value;Sales Rep;Sales Stage;Opened;Target Close\n\
         7;Acme;Boxes;1500,50;Jane Doe;Proposal;2026-09-01;2026-12-15\n8;Zenit;Bags;99,90;Bob Ray;Proposal;2026-09-03;2026-12-20\n",
        &[
            ("account", "Customer"),
            ("amount", "Contract Value"),
            ("created", "Opened"),
            ("expected_close", "Target Close"),
            ("id", "Opp No."),
            ("name", "Description"),
            ("owner", "Sales Rep"),
            ("stage", "Sales Stage"),
        ],
    ),
    Case(
        "HubSpot",
        "Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Deal owner,Amount,Annual contract value,Create Date,Deal Type,Forecast category,Closed Lost Reason,Associated Company (Primary),Currency\n\
         9876543210,Alfa,Contract Sent,Sales Pipeline,2026-12-15 10:12,Jane Doe,1000,,2026-09-01 09:00,New Business,Commit,,Acme,EUR\n\
         9876543211,Beta,Closed Lost,Sales Pipeline,2026-10-15 10:12,Jane Doe,2000,,2026-09-01 09:00,New Business,,Price,Zenit,EUR\n",
        &[
            ("account", "Associated Company (Primary)"),
            ("amount", "Amount"),
            ("category", "Forecast category"),
            ("close", "Close Date"),
            ("created", "Create Date"),
            ("currency", "Currency"),
            ("id", "Record ID"),
            ("lost_reason", "Closed Lost Reason"),
            ("name", "Deal Name"),
            ("owner", "Deal owner"),
            ("stage", "Deal Stage"),
            ("type", "Deal Type"),
        ],
    ),
    Case(
        "a report of Salesforce",
        "Opportunity ID,Opportunity Name,Account Name,Type,Lead Source,Amount Currency,Amount,Close Date,Next Step,Stage,Probability (%),Fiscal Period,Age,Created Date,Opportunity Owner,Owner Role,Forecast Category,Primary Campaign Source\n\
         0065g00000AAAAAAA1,Alfa,Acme,New Business,Web,EUR,1000,12/15/2026,Call,Prospecting,10,Q4-2026,12,9/1/2026,Jane Doe,AE,Pipeline,Fair\n\
         0065g00000AAAAAAA2,Beta,Zenit,Existing Business,Web,EUR,2000,12/18/2026,Call,Closed Won,100,Q4-2026,12,9/13/2026,Jane Doe,AE,Closed,Fair\n",
        &[
            ("account", "Account Name"),
            ("amount", "Amount"),
            ("campaign", "Primary Campaign Source"),
            ("category", "Forecast Category"),
            ("close", "Close Date"),
            ("created", "Created Date"),
            ("currency", "Amount Currency"),
            ("id", "Opportunity ID"),
            ("name", "Opportunity Name"),
            ("next_step", "Next Step"),
            ("owner", "Opportunity Owner"),
            ("stage", "Stage"),
            ("type", "Type"),
        ],
    ),
    Case(
        "Salesforce's data loader",
        "ID,ISDELETED,ACCOUNTID,NAME,STAGENAME,AMOUNT,CLOSEDATE,TYPE,NEXTSTEP,FORECASTCATEGORYNAME,CAMPAIGNID,OWNERID,CREATEDDATE\n\
         0065g00000AAAAAAA1,false,0015g00000AAAAAAA1,Alfa,Prospecting,1000,2026-12-15,New,Call,Pipeline,,0055g00000AAAAAAA1,2026-09-01T10:00:00.000Z\n",
        &[
            ("account", "ACCOUNTID"),
            ("amount", "AMOUNT"),
            ("campaign", "CAMPAIGNID"),
            ("category", "FORECASTCATEGORYNAME"),
            ("close", "CLOSEDATE"),
            ("created", "CREATEDDATE"),
            ("deleted", "ISDELETED"),
            ("id", "ID"),
            ("name", "NAME"),
            ("next_step", "NEXTSTEP"),
            ("owner", "OWNERID"),
            ("stage", "STAGENAME"),
            ("type", "TYPE"),
        ],
    ),
    Case(
        "Dynamics",
        "(Do Not Modify) Opportunity,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Topic,Potential Customer,Est. Close Date,Est. Revenue,Currency,Probability,Rating,Pipeline Phase,Owner,Created On\n\
         a1b2c3d4-0000-0000-0000-000000000001,x9,11/2/2026 10:15,Alfa,Acme,12/15/2026,1000,EUR,20,Hot,2-Develop,Jane Doe,9/13/2026\n",
        &[
            ("account", "Potential Customer"),
            ("amount", "Est. Revenue"),
            ("created", "Created On"),
            ("currency", "Currency"),
            ("expected_close", "Est. Close Date"),
            ("id", "(Do Not Modify) Opportunity"),
            ("name", "Topic"),
            ("owner", "Owner"),
            ("stage", "Pipeline Phase"),
        ],
    ),
    Case(
        "Zoho",
        "Record Id,Deal Owner,Deal Name,Account Name,Amount,Stage,Closing Date,Created Time,Next Step,Type,Lead Source,Campaign Source,Reason For Loss\n\
         zcrm_1,Jane Doe,Alfa,Acme,1000,Qualification,2026-12-15,2026-09-01 10:00:00,Call,New Business,Web,Fair,\n",
        &[
            ("account", "Account Name"),
            ("amount", "Amount"),
            ("campaign", "Campaign Source"),
            ("close", "Closing Date"),
            ("created", "Created Time"),
            ("id", "Record Id"),
            ("lost_reason", "Reason For Loss"),
            ("name", "Deal Name"),
            ("next_step", "Next Step"),
            ("owner", "Deal Owner"),
            ("stage", "Stage"),
            ("type", "Type"),
        ],
    ),
    Case(
        "an Italian list",
        "Ref;Titolo;Fase;Importo;Creato il;Chiusura\n1;Alfa;Trattativa;1.250,50;13/09/2026;15/12/2026\n2;Beta;Chiusa vinta;2.000,00;14/09/2026;18/12/2026\n",
        &[
            ("amount", "Importo"),
            ("close", "Chiusura"),
            ("created", "Creato il"),
            ("id", "Ref"),
            ("name", "Titolo"),
            ("stage", "Fase"),
        ],
    ),
    Case(
        "another Italian list",
        "N. trattativa;Ragione sociale;Oggetto;Valore offerta;Stato;Data apertura;Chiusura prev.;Venditore;Motivo perdita\n\
         1;Alfa S.p.A.;Scatole;1.250,50;Preventivo;13/09/2026;15/12/2026;Bianchi, Anna;\n2;Beta S.r.l.;Sacchi;100,00;Persa;14/09/2026;18/12/2026;Luca Blu;Prezzo\n",
        &[
            ("account", "Ragione sociale"),
            ("amount", "Valore offerta"),
            ("created", "Data apertura"),
            ("expected_close", "Chiusura prev."),
            ("id", "N. trattativa"),
            ("lost_reason", "Motivo perdita"),
            ("name", "Oggetto"),
            ("owner", "Venditore"),
            ("stage", "Stato"),
        ],
    ),
];

#[tokio::test]
async fn columns_are_found_as_other_systems_head_them() {
    each_desk(|desk| async move {
        for Case(whose, text, expected) in CASES {
            let import = desk.upload(&[("export.csv", text)]).await.unwrap();
            assert_eq!(import.profile.files[0].kind, Some(FileKind::Deals), "{whose}");
            let expected: Vec<_> = expected.iter().map(|(field, header)| (*field, (*header).to_owned())).collect();
            assert_eq!(proposed(&import), expected, "{whose}");
        }
    })
    .await;
}

/// Nothing in the file is surely its key: which column is as good as one is for people to say.
#[tokio::test]
async fn deals_without_a_key_are_known_and_their_key_is_asked_for() {
    each_desk(|desk| async move {
        let text = "Trattativa;Cliente;Valore;Data chiusura prevista;Responsabile;Probabilità;Fase\n\
            Scatole;Alfa S.p.A.;1.250,50;15/12/2026;Anna Bianchi;20;Trattativa\nSacchi;Beta S.r.l.;100,00;18/12/2026;Luca Blu;40;Trattativa\n";
        let import = desk.upload(&[("export.csv", text)]).await.unwrap();
        assert_eq!(
            proposed(&import),
            [
                ("account", "Cliente"),
                ("amount", "Valore"),
                ("expected_close", "Data chiusura prevista"),
                ("name", "Trattativa"),
                ("owner", "Responsabile"),
                ("stage", "Fase"),
            ]
            .map(|(field, header)| (field, header.to_owned()))
        );
        let asked: Vec<_> = import.questions.iter().map(|question| question.asks.clone()).collect();
        assert_eq!(asked, [Asks::Column { field: "id".into(), kind: FileKind::Deals }]);
    })
    .await;
}

/// As people print them: a title, the day of the export, a blank line, and a total below.
#[tokio::test]
async fn a_table_may_begin_below_a_title() {
    each_desk(|desk| async move {
        for text in [
            "Pipeline 2026,,,\nas of,2026-11-01,,\n,,,\nId,Name,Stage,Amount\n1,Alfa,Discover,10\n2,Beta,Discover,20\n,,Total,30\n",
            "Pipeline 2026\n\nas of 2026-11-01\nId,Name,Stage,Amount\n1,Alfa,Discover,10\n2,Beta,Discover,20\n,,Total,30\n",
        ] {
            let import = desk.upload(&[("deals.csv", text)]).await.unwrap();
            let file = &import.files[0];
            let names: Vec<_> = file.columns.iter().map(|column| column.name.as_str()).collect();
            assert_eq!((names, file.rows), (vec!["Id", "Name", "Stage", "Amount"], 3));
        }
    })
    .await;
}

/// "Date" and "Total" may be many things.
#[tokio::test]
async fn what_may_be_many_things_is_not_guessed() {
    each_desk(|desk| async move {
        let text = "ID,Name,Stage,Total,Date,Amount\n1,Alfa,Discover,3,2026-09-01,10\n2,Beta,Discover,4,2026-09-01,20\n";
        let import = desk.upload(&[("deals.csv", text)]).await.unwrap();
        let fields: Vec<_> = import.profile.files[0].columns.keys().map(String::as_str).collect();
        assert_eq!(fields, ["amount", "id", "name", "stage"]);
    })
    .await;
}
