//! Ten million line versions: the generated company's deals, as they come, in the company's own currency.

use domain::{Attribute, Currency, Day, Fact, LogNo, Workspace};
use engine::demo::{self, Company};
use engine::ledger::columns::Columns;
use engine::ledger::follow::row_of;
use engine::store::{Settings, StagedVersion};
use engine::{StoreError, Zone};
use std::sync::Arc;

/// A company, and how many line versions of it are wanted.
pub struct Source {
    company: Company,
    lines: u64,
    home: Currency,
}

/// The day the company is made for.
pub fn today() -> Day {
    Day::from_ymd(2026, 11, 23).unwrap_or(Day(0))
}

impl Source {
    /// A company with at least so many line versions.
    pub fn new(lines: u64) -> Result<Self, StoreError> {
        // About nine to a deal; accounts are made in advance, for that many deals.
        let company = demo::company(demo::SEED, lines / 8 + 1_000, today()).map_err(StoreError::Unreadable)?;
        let home = company.workspace().currency;
        Ok(Self { company, lines, home })
    }

    /// Its settings.
    pub fn settings(&self) -> Settings {
        let workspace: Workspace = self.company.workspace().clone();
        let zone = Zone::named(&workspace.time_zone).unwrap_or_else(Zone::utc);
        Settings { revision: LogNo(1), workspace: Arc::new(workspace), zone }
    }

    /// Hands every deal's versions to `visit`, until there are as many lines as are wanted.
    pub fn each_deal(&self, mut visit: impl FnMut(&[StagedVersion])) {
        let mut lines = 0;
        for mut deal in self.company.deals() {
            for version in &mut deal.versions {
                version.state.currency = self.home;
                lines += version.state.lines.len() as u64;
            }
            visit(&deal.versions);
            if lines >= self.lines {
                return;
            }
        }
    }

    /// The ledger of it.
    pub fn columns(&self) -> Result<Columns, StoreError> {
        let mut columns = Columns::new(self.settings())?;
        let mut log = 1;
        let facts: Vec<Fact> = self
            .company
            .facts()
            .map(|fact| {
                log += 1;
                let (subject, attribute): (_, Attribute) = (fact.subject, fact.attribute);
                Fact { subject, attribute, valid_from: fact.valid_from, value: fact.value, log: LogNo(log) }
            })
            .collect();
        self.each_deal(|versions| {
            for version in versions {
                log += 1;
                columns.append(&row_of(version.opportunity, LogNo(log), version.effective_at, &version.state));
            }
        });
        columns.tell_surroundings(&facts, &[], Vec::new(), LogNo(0));
        columns.head = LogNo(log);
        columns.sort();
        Ok(columns)
    }
}
