//! Files in, through the importer, on each database: what is asked, what is refused, what the dry run says, what is
//! published, what a second import changes, and what an undo takes back.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod again;
mod company;
mod currencies;
mod headers;
mod process;
mod questions;
mod refused;
mod rows;
mod steps;
mod undo;

use contract::Problem;
use contract::book::{ListOpportunitiesQuery, OpportunitySummary};
use contract::import::{Finding, FindingsQuery, Import, ImportStatus, Profile, Verdict};
use contract::session::Me;
use domain::{Day, OpportunityId, PersonId, Role, State, Version};
use engine::importing::{Importer, Upload};
use engine::testing::{each_database, each_workspace};
use engine::{Engine, View};
use std::future::Future;
use uuid::Uuid;

/// Somebody at work with files: an importer over one engine.
struct Desk {
    engine: Engine,
    importer: Importer,
    folder: tempfile::TempDir,
}

/// Runs a test at a desk in a workspace that has been set up (`engine::testing::workspace`), on each database.
async fn each_desk<F: Future<Output = ()>>(test: impl Fn(Desk) -> F) {
    each_workspace(|engine| test(Desk::new(engine))).await;
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

impl Desk {
    fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let importer = Importer::new(engine.clone(), &folder.path().join("imports"));
        Self { engine, importer, folder }
    }

    /// Uploads files of these names and contents.
    async fn upload(&self, files: &[(&str, &str)]) -> Result<Import, Problem> {
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        self.upload_bytes(&files).await
    }

    async fn upload_bytes(&self, files: &[(&str, &[u8])]) -> Result<Import, Problem> {
        let uploads = files.iter().map(|(name, bytes)| {
            let path = self.folder.path().join(Uuid::now_v7().to_string());
            std::fs::write(&path, bytes).unwrap();
            Upload { name: (*name).to_owned(), path }
        });
        self.importer.upload(None, uploads.collect()).await
    }

    /// Uploads, lets `mend` answer what is asked, and makes the dry run.
    async fn check_with(&self, files: &[(&str, &str)], mend: impl FnOnce(&mut Profile)) -> Import {
        let mut import = self.upload(files).await.unwrap();
        mend(&mut import.profile);
        let import = self.importer.save_mapping(import.id, import.profile).await.unwrap();
        assert_eq!(import.questions, [], "nothing is open");
        self.importer.check(import.id).await.unwrap();
        let import = self.importer.settled(import.id).await.unwrap();
        assert_eq!((import.status, &import.error), (ImportStatus::Checked, &None));
        import
    }

    async fn check(&self, files: &[(&str, &str)]) -> Import {
        self.check_with(files, |_| {}).await
    }

    async fn publish(&self, import: &Import) -> Import {
        self.importer.publish(import.id, None).await.unwrap();
        let import = self.importer.settled(import.id).await.unwrap();
        assert_eq!((import.status, &import.error), (ImportStatus::Published, &None));
        import
    }

    /// All the way.
    async fn import(&self, files: &[(&str, &str)]) -> Import {
        self.import_with(files, |_| {}).await
    }

    async fn import_with(&self, files: &[(&str, &str)], mend: impl FnOnce(&mut Profile)) -> Import {
        let import = self.check_with(files, mend).await;
        self.publish(&import).await
    }

    async fn undo(&self, import: &Import) -> Import {
        self.importer.undo(import.id, None).await.unwrap();
        let import = self.importer.settled(import.id).await.unwrap();
        assert_eq!((import.status, &import.error), (ImportStatus::Undone, &None));
        import
    }

    /// What is said about rows: (line, column, value, verdict), in order, with the reason.
    async fn findings(&self, import: &Import) -> Vec<Finding> {
        let page = self.importer.findings(import.id, &FindingsQuery::default()).await.unwrap();
        assert_eq!(page.next, None, "more findings than a test looks at");
        page.items
    }

    fn view(&self) -> View {
        let person = PersonId(Uuid::now_v7());
        self.engine.view(&Me { person, name: "Ada".into(), email: "ada@example.com".into(), role: Role::Admin })
    }

    /// The deals as they are now, by name.
    async fn deals(&self) -> Vec<OpportunitySummary> {
        let mut deals = self.view().opportunities(&ListOpportunitiesQuery::default()).await.unwrap().items;
        deals.sort_by(|a, b| a.name.cmp(&b.name));
        deals
    }

    async fn id(&self, name: &str) -> OpportunityId {
        self.deals().await.into_iter().find(|deal| deal.name == name).unwrap_or_else(|| panic!("no deal “{name}”")).id
    }

    /// A deal as it is now.
    async fn state(&self, name: &str) -> State {
        self.view().opportunity(self.id(name).await).await.unwrap().state
    }

    /// A deal's history, earliest first.
    async fn history(&self, name: &str) -> Vec<Version> {
        let id = self.id(name).await;
        self.engine.unrestricted("a test looks at a history").versions_of(&[id], None).await.unwrap()
    }

    /// The day a version took effect.
    fn day_of(&self, version: &Version) -> Day {
        self.engine.settings().unwrap().zone.day_of(version.effective_at)
    }

    async fn head(&self) -> i64 {
        self.engine.unrestricted("a test looks at the log").head().await.unwrap().0
    }
}

/// A finding without its file, shortened to what a test compares: line, column, value, verdict.
fn places(findings: &[Finding]) -> Vec<(u64, &str, &str, Verdict)> {
    let place = |one: &'_ Finding| (one.line, one.verdict);
    findings
        .iter()
        .map(|one| {
            let (line, verdict) = place(one);
            (line, one.column.as_deref().unwrap_or_default(), one.value.as_str(), verdict)
        })
        .collect()
}

#[tokio::test]
async fn the_workspace_can_be_read_before_it_is_set_up() {
    each_database(|engine| async move {
        let info = Desk::new(engine).view().workspace().await.unwrap();
        assert_eq!((info.revision.0, info.head.0, info.data), (0, 0, None));
        assert_eq!(info.workspace, engine::proposed_workspace());
    })
    .await;
}
