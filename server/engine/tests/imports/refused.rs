//! Files that are refused whole, and leave the database as it was.

use crate::{Desk, each_desk};
use contract::Problem;
use contract::import::{FileKind, ListImportsQuery};

const DEALS: &str = "Id,Name,Stage,Amount\n1,Alfa,Discover,10\n";

async fn refused(desk: &Desk, files: &[(&str, &[u8])], why: &str) -> Problem {
    let problem = desk.upload_bytes(files).await.unwrap_err();
    assert_eq!(problem.status, 400, "{problem}");
    let told = problem.fields.iter().map(|field| field.message.as_str()).collect::<Vec<_>>().join("; ");
    assert!(told.contains(why), "{told}");
    problem
}

#[tokio::test]
async fn what_is_no_table_is_refused_and_with_it_the_upload() {
    each_desk(|desk| async move {
        let head = desk.head().await;
        let long = [b"Id,Name,Stage\n1,".as_slice(), &vec![b'x'; 3 << 20]].concat();
        let cases: [(&str, &[u8], &str); 9] = [
            ("deals.csv", b"", "empty"),
            ("deals.csv", b"Id,Name,Stage\n", "no rows"),
            ("deals.csv", b"%PDF-1.7 and so on", "PDF"),
            ("deals.csv", b"Id,Name\n1,\x00\n", "bytes that no text has"),
            ("deals.csv", b"Id,Name\n1,For\xc3\xac\n2,M\xfcller\n", "encoding is broken: line 3"),
            ("deals.csv", b"Id,Id\n1,2\n", "appears twice"),
            ("deals.xlsx", b"Id,Name\n1,Alfa\n", "not a workbook"),
            ("deals.csv", b"{\"Id\": 1}", "JSON"),
            ("deals.csv", &long, "longer than 1 MiB"),
        ];
        for (name, bytes, why) in cases {
            // A good file beside it does not come in either.
            let problem = refused(&desk, &[("good.csv", DEALS.as_bytes()), (name, bytes)], why).await;
            assert!(problem.fields[0].message.contains(name), "{problem:?}");
        }
        assert_eq!(desk.importer.list(&ListImportsQuery::default()).await.unwrap().items, []);
        assert_eq!((desk.head().await, desk.deals().await.len()), (head, 0));
        let left = std::fs::read_dir(desk.folder.path().join("imports")).map_or(0, |entries| entries.count());
        assert_eq!(left, 0, "nothing stays in the folder of uploads");
    })
    .await;
}

#[tokio::test]
async fn a_missing_column_is_asked_about_and_nothing_is_checked_without_it() {
    each_desk(|desk| async move {
        let import = desk.upload(&[("deals.csv", "Id,Name,Amount\n1,Alfa,10\n2,Beta,20\n")]).await.unwrap();
        // Nobody can tell what these rows are; told that they are deals, it says what they lack.
        let mut profile = import.profile.clone();
        profile.files[0].kind = Some(FileKind::Deals);
        let import = desk.importer.save_mapping(import.id, profile).await.unwrap();
        let asked: Vec<_> = import.questions.iter().map(|question| (question.asks.name(), question.file.as_str())).collect();
        assert_eq!(asked, [("column", "deals.csv")]);
        assert!(import.questions[0].text.contains("“stage”"), "{}", import.questions[0].text);
        let problem = desk.importer.check(import.id).await.unwrap_err();
        assert_eq!(problem.status, 400);

        // A column that is not in the file cannot be said to hold it.
        let mut profile = import.profile.clone();
        profile.files[0].columns.insert("stage".into(), vec!["Fase".into()]);
        let problem = desk.importer.save_mapping(import.id, profile).await.unwrap_err();
        assert!(problem.fields[0].message.contains("no column “Fase”"), "{problem:?}");
        assert_eq!(desk.deals().await, []);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_published_before_a_dry_run_or_twice() {
    each_desk(|desk| async move {
        let import = desk.upload(&[("deals.csv", DEALS)]).await.unwrap();
        assert_eq!(desk.importer.publish(import.id, None).await.unwrap_err().status, 409);
        assert_eq!(desk.importer.undo(import.id, None).await.unwrap_err().status, 409);
        let import = desk.import(&[("deals.csv", DEALS)]).await;
        assert_eq!(desk.importer.publish(import.id, None).await.unwrap_err().status, 409);
        assert_eq!(desk.importer.discard(import.id).await.unwrap_err().status, 409);
        assert_eq!(desk.deals().await.len(), 1);
    })
    .await;
}
