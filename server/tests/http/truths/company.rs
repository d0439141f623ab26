//! A company that has been set up and filled through the API, and the questions put to it.

use super::data;
use super::truth::{Answers, Figures, Truth, amount, count};
use crate::support::TestApp;
use axum::body::Body;
use axum::http::{HeaderMap, header};
use contract::apm::{Apm, ApmQuery, ApmRow, ReadApm};
use contract::import::{
    CheckImport, FileKind, Import, ImportPath, ImportStatus, Profile, PublishImport, ReadImport, SaveMapping,
};
use contract::workspace::{DimensionPath, ListDimension, ReadWorkspace, SaveWorkspace, SaveWorkspaceBody, WorkspaceInfo};
use contract::{Client, Nothing};
use domain::{Cells, Company as Amount, Currency, Day, Dimension, Filter, FiscalCalendar, PeriodKey, PeriodKind};
use engine::Engine;
use engine::testing::each_database;
use server::pages::InProcess;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A company, as an administrator's program sees it.
pub struct Company {
    /// The API.
    pub client: Client,
    app: TestApp,
    cookie: String,
    calendar: FiscalCalendar,
}

/// When numbers are asked for.
#[derive(Clone, Copy)]
pub struct When {
    /// The period.
    pub period: PeriodKey,
    /// The day; its last if it is not said.
    pub as_of: Option<Day>,
}

impl From<PeriodKey> for When {
    fn from(period: PeriodKey) -> Self {
        Self { period, as_of: None }
    }
}

/// The rows of an answer by the labels of any number of dimensions.
pub type Cube = Vec<(Vec<String>, ApmRow)>;

/// On each database: a company with every table of a data set as it is proposed, after `settings` were made, and what others
/// found in it.
pub async fn each_company(set: &str, settings: impl Fn(&mut Profile), test: impl AsyncFn(&mut Company, &Import, &mut Truth)) {
    let Some(folder) = data(set) else { return };
    each_database(|engine| {
        let (folder, settings, test) = (&folder, &settings, &test);
        async move {
            let mut company = Company::new(engine).await;
            let import = company.import(&tables(folder), settings).await;
            test(&mut company, &import, &mut Truth::read(folder)).await;
        }
    })
    .await;
}

/// The tables of a folder.
fn tables(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "csv"));
    paths.sort();
    paths
}

/// The kinds an import's files were taken as, by name.
pub fn kinds(import: &Import) -> Vec<(&str, Option<FileKind>)> {
    import.profile.files.iter().map(|file| (file.name.as_str(), file.kind)).collect()
}

impl Company {
    /// Sets the company up as the tests' own, in dollars and calendar years.
    pub async fn new(engine: Engine) -> Self {
        let app = TestApp::for_large_files(engine).await;
        let cookie = app.signed_in("ada").await.cookie.unwrap();
        let headers = HeaderMap::from_iter([(header::COOKIE, cookie.parse().unwrap())]);
        let client = Client::new(InProcess::new(app.router.clone()).for_visitor(&headers, None));
        let mut workspace = engine::testing::workspace();
        workspace.currency = Currency::USD;
        workspace.fiscal.start_month = 1;
        let calendar = FiscalCalendar::new(workspace.fiscal.clone()).unwrap();
        let base = client.get::<ReadWorkspace>(&Nothing {}).await.unwrap().revision;
        let body = SaveWorkspaceBody { base, workspace };
        client.call::<SaveWorkspace>(&Nothing {}, &Nothing {}, &body, None).await.unwrap();
        Self { client, app, cookie, calendar }
    }

    /// Uploads files, answers what is asked by `settle`, looks at the dry run and publishes.
    pub async fn import(&self, files: &[PathBuf], settle: impl FnOnce(&mut Profile)) -> Import {
        let mut import = self.upload(files).await;
        settle(&mut import.profile);
        let path = ImportPath { id: import.id };
        let nothing = Nothing {};
        let import = self.client.call::<SaveMapping>(&path, &nothing, &import.profile, None).await.unwrap();
        assert_eq!(import.questions, []);
        self.client.call::<CheckImport>(&path, &nothing, &nothing, None).await.unwrap();
        self.reaches(path, ImportStatus::Checked).await;
        self.client.call::<PublishImport>(&path, &nothing, &nothing, None).await.unwrap();
        self.reaches(path, ImportStatus::Published).await
    }

    async fn upload(&self, files: &[PathBuf]) -> Import {
        let mut form = Vec::new();
        for file in files {
            let name = file.file_name().unwrap().to_string_lossy();
            let part = format!("--part\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n");
            form.extend_from_slice(part.as_bytes());
            form.extend_from_slice(&std::fs::read(file).unwrap());
            form.extend_from_slice(b"\r\n");
        }
        form.extend_from_slice(b"--part--\r\n");
        let mut actor = self.app.anonymous();
        actor.cookie = Some(self.cookie.clone());
        let kind = [("content-type", "multipart/form-data; boundary=part")];
        let reply = actor.send("POST", "/api/v1/imports", &kind, Body::from(form)).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        serde_json::from_str(&reply.body).unwrap()
    }

    async fn reaches(&self, path: ImportPath, status: ImportStatus) -> Import {
        loop {
            let import = self.client.call::<ReadImport>(&path, &Nothing {}, &Nothing {}, None).await.unwrap();
            assert_eq!(import.error, None);
            if import.status == status {
                return import;
            }
            assert!(matches!(import.status, ImportStatus::Checking | ImportStatus::Publishing), "{:?}", import.status);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The settings, today, and how far the data reaches.
    pub async fn workspace(&self) -> WorkspaceInfo {
        self.client.get::<ReadWorkspace>(&Nothing {}).await.unwrap()
    }

    /// Lets the fiscal year begin with another month.
    pub async fn begin_fiscal_years_in(&mut self, month: u32) {
        let WorkspaceInfo { mut workspace, revision: base, .. } = self.workspace().await;
        workspace.fiscal.start_month = month;
        self.calendar = FiscalCalendar::new(workspace.fiscal.clone()).unwrap();
        let body = SaveWorkspaceBody { base, workspace };
        self.client.call::<SaveWorkspace>(&Nothing {}, &Nothing {}, &body, None).await.unwrap();
    }

    /// The fiscal calendar.
    pub fn calendar(&self) -> &FiscalCalendar {
        &self.calendar
    }

    async fn ask(&self, when: When, rows: Dimension, nest: Option<Dimension>, filter: &Filter) -> Apm {
        let as_of = when.as_of.or(self.calendar.period(when.period).map(|period| period.last));
        let query =
            ApmQuery { rows: Some(rows), nest, period: Some(when.period), as_of, filter: filter.clone(), ..ApmQuery::default() };
        self.client.get::<ReadApm>(&query).await.unwrap()
    }

    /// Whatever is behind a table whose first key says when, by dimensions that are its other keys.
    pub async fn by_when<W: Into<When>>(
        &self,
        (truth, table): (&Truth, &str),
        when: impl Fn(&str) -> W,
        by: &[Dimension],
        figures: impl Fn(&ApmRow) -> Figures,
    ) -> Answers {
        let mut found = Answers::new();
        for key in truth.keys(table, 0) {
            found.extend(answers(&[&key], self.cube(when(&key), by, &Filter::default()).await, &figures));
        }
        found
    }

    /// The cells by any number of dimensions: two at a time are rows and what is nested in them, those before are filters.
    pub async fn cube(&self, when: impl Into<When>, by: &[Dimension], filter: &Filter) -> Cube {
        let when = when.into();
        match by {
            [] => vec![(Vec::new(), self.ask(when, Dimension::Product, None, filter).await.total)],
            [rows] => {
                let apm = self.ask(when, *rows, None, filter).await;
                apm.rows.into_iter().map(|row| (vec![label(&row)], row)).collect()
            }
            [rows, nest] => {
                let apm = self.ask(when, *rows, Some(*nest), filter).await;
                let mut outer = String::new();
                let mut cells = Vec::new();
                for row in apm.rows {
                    if row.nested.is_none() {
                        outer = label(&row);
                    } else {
                        cells.push((vec![outer.clone(), label(&row)], row));
                    }
                }
                cells
            }
            [first, rest @ ..] => {
                let mut cells = Vec::new();
                for row in self.ask(when, *first, None, filter).await.rows {
                    let inner = Box::pin(self.cube(when, rest, &filter.and(*first, &row.key))).await;
                    cells.extend(inner.into_iter().map(|(mut labels, cells)| {
                        labels.insert(0, label(&row));
                        (labels, cells)
                    }));
                }
                cells
            }
        }
    }

    /// The same over all time, as of a day: what closed and was generated in each year is added up, what is open on the day
    /// is open.
    pub async fn ever(&self, as_of: Day, by: &[Dimension], filter: &Filter) -> Vec<(Vec<String>, Cells)> {
        let (first, _) = self.workspace().await.data.unwrap();
        let year = |day| self.calendar.containing(day, PeriodKind::Year).key.fiscal_year;
        let mut sums: Vec<(Vec<String>, Cells)> = Vec::new();
        for (at, year) in (year(first)..=year(as_of)).enumerate() {
            let when = When { period: PeriodKey::year(year), as_of: Some(as_of) };
            for (labels, row) in self.cube(when, by, filter).await {
                let mut cells = row.now;
                if at > 0 {
                    (cells.open_any, cells.weighted_any) = (Amount(0), Amount(0));
                    (cells.open_any_deals, cells.open_any_days) = (0, 0);
                }
                match sums.iter_mut().find(|(known, _)| *known == labels) {
                    Some((_, sum)) => *sum += cells,
                    None => sums.push((labels, cells)),
                }
            }
        }
        sums
    }

    /// How many values a dimension has, without "(none)".
    pub async fn values(&self, dimension: Dimension) -> i64 {
        let path = DimensionPath { dimension };
        let found = self.client.call::<ListDimension>(&path, &Default::default(), &Nothing {}, None).await.unwrap();
        found.total - found.items.iter().filter(|value| value.key.is_empty()).count() as i64
    }

    /// The filter that lets through one value of a dimension, by its label.
    pub async fn only(&self, dimension: Dimension, value: &str) -> Filter {
        let query = contract::workspace::ListDimensionQuery { search: Some(value.to_owned()), ..Default::default() };
        let found = self.client.call::<ListDimension>(&DimensionPath { dimension }, &query, &Nothing {}, None).await.unwrap();
        let found = found.items.into_iter().find(|known| known.label == value);
        Filter::default().and(dimension, &found.unwrap_or_else(|| panic!("no {dimension} “{value}”")).key)
    }
}

/// What a row is called; "(none)" where it stands for nothing.
fn label(row: &ApmRow) -> String {
    let key = row.nested.as_deref().unwrap_or(&row.key);
    match (key, row.label.as_str()) {
        ("", _) => "(none)".to_owned(),
        (key, "") => key.to_owned(),
        (_, label) => label.to_owned(),
    }
}

/// Makes answers of cells, with what comes before their labels.
pub fn answers(before: &[&str], cube: Cube, figures: impl Fn(&ApmRow) -> Figures) -> Answers {
    let before: Vec<String> = before.iter().map(|key| (*key).to_owned()).collect();
    cube.into_iter().map(|(labels, row)| ([before.clone(), labels].concat(), figures(&row))).collect()
}

/// What closed.
pub fn closed(row: &ApmRow) -> Figures {
    let now = &row.now;
    Figures::from([
        ("won", count(now.closed_deals)),
        ("lost", count(now.lost_deals)),
        ("won_value", amount(now.closed)),
        ("win_rate", now.win_rate()),
        ("cycle_mean", now.days_to_close()),
    ])
}

/// `2017Q2` as the fiscal year and its quarter, where fiscal years are calendar years.
pub fn quarter(text: &str) -> PeriodKey {
    let (year, number) = text.split_once('Q').unwrap();
    PeriodKey::quarter(year.parse().unwrap(), number.parse().unwrap())
}

/// `2017-03` as the fiscal month.
pub fn month(text: &str) -> PeriodKey {
    let (year, number) = text.split_once('-').unwrap();
    PeriodKey { fiscal_year: year.parse().unwrap(), kind: PeriodKind::Month, number: number.parse().unwrap() }
}

/// A day, in its own calendar quarter.
pub fn on(day: Day) -> When {
    let (year, month, _) = day.ymd();
    When { period: PeriodKey::quarter(year, month.div_ceil(3)), as_of: Some(day) }
}
