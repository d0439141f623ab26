//! A company whose files have been imported, and the questions put to it.

use super::truth::{Answers, Figures};
use contract::apm::{Apm, ApmQuery, ApmRow};
use contract::import::{FileKind, Import, ImportStatus, Profile};
use contract::session::Me;
use domain::{Cells, Day, Dimension, Filter, FiscalCalendar, LogNo, PeriodKey, PeriodKind, PersonId, Role};
use engine::importing::{Importer, Upload};
use engine::testing::author;
use engine::{Engine, View};
use std::path::Path;
use uuid::Uuid;

/// A company.
pub struct Company {
    /// What an administrator sees of it.
    pub view: View,
    /// What the import came to.
    pub import: Import,
    engine: Engine,
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

impl Company {
    /// Sets the company up as the tests' own, in dollars and calendar years, and imports every table of a folder as it is
    /// proposed, after `settings` were made.
    pub async fn import(engine: &Engine, folder: &Path, settings: impl FnOnce(&mut Profile)) -> Self {
        let store = engine.unrestricted("a company is set up");
        let mut workspace = engine::testing::workspace();
        workspace.currency = domain::Currency::USD;
        workspace.fiscal.start_month = 1;
        store.save_settings(author(), LogNo(0), workspace).await.unwrap();
        let place = tempfile::tempdir().unwrap();
        let importer = Importer::new(engine.clone(), place.path());
        let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "csv"));
        paths.sort();
        let files = paths.into_iter().map(|path| Upload { name: path.file_name().unwrap().to_string_lossy().into_owned(), path });
        let mut import = importer.upload(None, files.collect()).await.unwrap();
        settings(&mut import.profile);
        let import = importer.save_mapping(import.id, import.profile).await.unwrap();
        assert_eq!(import.questions, []);
        importer.check(import.id).await.unwrap();
        let import = importer.settled(import.id).await.unwrap();
        assert_eq!((import.status, import.error), (ImportStatus::Checked, None));
        importer.publish(import.id, None).await.unwrap();
        let import = importer.settled(import.id).await.unwrap();
        assert_eq!((import.status, &import.error), (ImportStatus::Published, &None));
        let me = Me { person: PersonId(Uuid::now_v7()), name: "Ada".into(), email: "ada@example.com".into(), role: Role::Admin };
        Self { view: engine.view(&me), import, engine: engine.clone() }
    }

    /// The kinds the files were taken as, by name.
    pub fn kinds(&self) -> Vec<(&str, Option<FileKind>)> {
        self.import.profile.files.iter().map(|file| (file.name.as_str(), file.kind)).collect()
    }

    /// Lets the fiscal year begin with another month.
    pub async fn begin_fiscal_years_in(&self, month: u32) {
        let settings = self.engine.settings().unwrap();
        let mut workspace = (*settings.workspace).clone();
        workspace.fiscal.start_month = month;
        let store = self.engine.unrestricted("the fiscal calendar changes");
        store.save_settings(author(), settings.revision, workspace).await.unwrap();
    }

    /// The fiscal calendar.
    pub fn calendar(&self) -> FiscalCalendar {
        FiscalCalendar::new(self.engine.settings().unwrap().workspace.fiscal.clone()).unwrap()
    }

    async fn ask(&self, when: When, rows: Dimension, nest: Option<Dimension>, filter: &Filter) -> Apm {
        let as_of = when.as_of.or(self.calendar().period(when.period).map(|period| period.last));
        let query =
            ApmQuery { rows: Some(rows), nest, period: Some(when.period), as_of, filter: filter.clone(), ..ApmQuery::default() };
        self.view.apm(&query).await.unwrap()
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
        let (first, _) = self.view.workspace().await.unwrap().data.unwrap();
        let calendar = self.calendar();
        let year = |day| calendar.containing(day, PeriodKind::Year).key.fiscal_year;
        let mut sums: Vec<(Vec<String>, Cells)> = Vec::new();
        for (at, year) in (year(first)..=year(as_of)).enumerate() {
            let when = When { period: PeriodKey::year(year), as_of: Some(as_of) };
            for (labels, row) in self.cube(when, by, filter).await {
                let mut cells = row.now;
                if at > 0 {
                    (cells.open_any, cells.open_any_deals) = (domain::Company(0), 0);
                }
                match sums.iter_mut().find(|(known, _)| *known == labels) {
                    Some((_, sum)) => *sum += cells,
                    None => sums.push((labels, cells)),
                }
            }
        }
        sums
    }

    /// The filter that lets through one value of a dimension, by its label.
    pub async fn only(&self, dimension: Dimension, value: &str) -> Filter {
        let query = contract::workspace::ListDimensionQuery { search: Some(value.to_owned()), ..Default::default() };
        let found = self.view.dimension(dimension, &query).await.unwrap();
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
