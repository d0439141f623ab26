//! The matrix for those who see aggregates only: what is told of each number, and what is not.

use crate::ledger::columns::Columns;
use crate::ledger::matrix::{Matrix, SIDES, Sums};
use crate::ledger::scan::{Question, Rated, Tests, count, scan};
use crate::ledger::scope::Scope;
use crate::view::{Numbers, few};
use contract::apm::{ApmColumn, Withheld};
use domain::{Cells, Company, Day, Dimension, Period};
use std::collections::HashMap;

/// The sides of a matrix: this year, the same day last year, last year's whole period as it landed.
pub(super) const NOW: usize = 0;
pub(super) const THEN: usize = 1;
pub(super) const LANDED: usize = 2;

/// The numbers, those first that others are judged by.
const COLUMNS: [ApmColumn; 7] = [
    ApmColumn::Closed,
    ApmColumn::Open,
    ApmColumn::Overdue,
    ApmColumn::Undated,
    ApmColumn::OpenAny,
    ApmColumn::Generated,
    ApmColumn::Forecast,
];

/// A row as it was counted.
pub(super) struct Counted {
    /// The outer and inner value; the total's mean nothing.
    pub sums: Sums,
    /// The deals in Commit by side: what the forecast has besides closed.
    commit: [i64; SIDES],
    /// What is withheld, by side and column.
    marks: [[bool; COLUMNS.len()]; SIDES],
}

/// A matrix as it was counted.
pub(super) struct Counts {
    /// The rows.
    pub rows: Vec<Counted>,
    /// The total.
    pub total: Counted,
    /// Which rates were met.
    pub rated: Rated,
    /// Whether it was narrowed to some people's deals.
    pub narrowed: bool,
}

impl Counts {
    pub fn new(rows: Vec<Sums>, total: [Cells; SIDES], rated: Rated, narrowed: bool) -> Self {
        let counted = |sums| Counted { sums, commit: [0; SIDES], marks: Default::default() };
        let total = counted(Sums { outer: 0, inner: None, cells: total });
        Self { rows: rows.into_iter().map(counted).collect(), total, rated, narrowed }
    }

    /// Counts the deals in Commit, which the matrix itself has no need of.
    pub fn count_commit(
        &mut self,
        columns: &Columns,
        by: Dimension,
        tests: &Tests,
        scope: &Scope,
        sides: [(Day, Period); 2],
        organisation: Option<Day>,
    ) {
        let mut matrix = Matrix::new(columns, by, None, tests);
        for (side, (as_of, period)) in sides.into_iter().enumerate() {
            matrix.turn(side);
            let wanted = count::COMMIT;
            scan(columns, &Question { as_of, period, organisation, by: &[by], filter: tests, scope, wanted }, &mut matrix);
        }
        let (rows, total) = matrix.finish();
        let deals = |cells: &[Cells; SIDES]| cells.map(|cells| cells.open_deals);
        let of: HashMap<u32, [i64; SIDES]> = rows.iter().map(|row| (row.outer, deals(&row.cells))).collect();
        self.rows.iter_mut().for_each(|row| row.commit = of.get(&row.sums.outer).copied().unwrap_or_default());
        self.total.commit = deals(&total);
    }

    /// The rows and the total, in this order.
    fn all(&self) -> impl Iterator<Item = &Counted> {
        self.rows.iter().chain([&self.total])
    }

    /// Withholds so many rows of a column that those withheld cannot be had from the total: at least two, and not all few.
    fn withhold_together(&mut self, side: usize, column: ApmColumn) {
        loop {
            let deals = |row: &Counted| row.deals(side, column);
            let hidden = || self.rows.iter().filter(|row| row.marks[side][column as usize] && deals(row) > 0);
            let any = self.all().any(|row| row.marks[side][column as usize] && deals(row) > 0);
            if !any || hidden().count() > 1 && hidden().any(|row| deals(row) >= domain::Role::FEWEST_DEALS) {
                return;
            }
            let shown = self.rows.iter().enumerate().filter(|(_, row)| !row.marks[side][column as usize] && deals(row) > 0);
            let smallest = shown.min_by_key(|(_, row)| (deals(row), row.sums.outer)).map(|(at, _)| at);
            let Some(at) = smallest else { return };
            self.rows[at].marks[side][column as usize] = true;
        }
    }
}

impl Numbers for Counts {
    fn withhold_few(&mut self) {
        for side in 0..SIDES {
            for column in COLUMNS {
                for row in self.rows.iter_mut().chain([&mut self.total]) {
                    row.marks[side][column as usize] = row.gives_away(side, column);
                }
                self.withhold_together(side, column);
            }
        }
        self.rows.iter_mut().chain([&mut self.total]).for_each(Counted::clear);
        // The day of a rate is the day of a deal.
        self.rated.oldest = None;
    }
}

impl Counted {
    fn deals(&self, side: usize, column: ApmColumn) -> i64 {
        let cells = &self.sums.cells[side];
        match column {
            ApmColumn::Closed => cells.closed_deals,
            ApmColumn::Open => cells.open_deals,
            ApmColumn::Overdue => cells.overdue_deals,
            ApmColumn::Undated => cells.undated_deals,
            ApmColumn::OpenAny => cells.open_any_deals,
            ApmColumn::Generated => cells.generated_deals,
            ApmColumn::Forecast => self.commit[side],
            ApmColumn::Lost => cells.lost_deals,
        }
    }

    /// Whether a number stands on too few deals, or tells such a number together with those already judged.
    fn gives_away(&self, side: usize, column: ApmColumn) -> bool {
        let deals = |column| self.deals(side, column);
        let hidden = |column| self.marks[side][column as usize];
        // Last year's end less its same day would be the deals of the days between.
        if side == LANDED {
            return true;
        }
        let rest = match column {
            // Whole less parts: what is closed later than the period.
            ApmColumn::OpenAny => {
                let parts = [ApmColumn::Open, ApmColumn::Overdue, ApmColumn::Undated];
                deals(column) - parts.into_iter().filter(|part| !hidden(*part)).map(deals).sum::<i64>()
            }
            // The forecast less what is closed is Commit; what is open less that, the rest.
            ApmColumn::Forecast if hidden(ApmColumn::Closed) => return true,
            ApmColumn::Forecast => deals(ApmColumn::Open) - deals(column),
            _ => 0,
        };
        few(deals(column)) || few(rest)
    }

    /// Clears what is withheld, and what no page shows.
    fn clear(&mut self) {
        for (cells, marks) in self.sums.cells.iter_mut().zip(&self.marks) {
            for column in COLUMNS.into_iter().filter(|column| marks[*column as usize]) {
                let (amount, deals) = match column {
                    ApmColumn::Closed => (&mut cells.closed, Some(&mut cells.closed_deals)),
                    ApmColumn::Open => (&mut cells.open, Some(&mut cells.open_deals)),
                    ApmColumn::Overdue => (&mut cells.overdue, Some(&mut cells.overdue_deals)),
                    ApmColumn::Undated => (&mut cells.undated, Some(&mut cells.undated_deals)),
                    ApmColumn::OpenAny => (&mut cells.open_any, Some(&mut cells.open_any_deals)),
                    ApmColumn::Generated => (&mut cells.generated, Some(&mut cells.generated_deals)),
                    ApmColumn::Forecast => (&mut cells.commit, None),
                    // Never told: cleared below.
                    ApmColumn::Lost => continue,
                };
                *amount = Company(0);
                deals.into_iter().for_each(|deals| *deals = 0);
            }
            // Another mixture of the same deals would tell of a part of them.
            cells.best_case = Company(0);
            cells.lost = Company(0);
            cells.closed_while_open = Company(0);
            cells.weighted = Company(0);
            cells.weighted_any = Company(0);
            cells.lost_deals = 0;
            cells.closed_days = 0;
            cells.lost_days = 0;
            cells.open_any_days = 0;
            cells.without_rate = 0;
        }
    }

    /// What is withheld, for the answer.
    pub fn withheld(&self) -> Withheld {
        let of = |side: usize| COLUMNS.into_iter().filter(|column| self.marks[side][*column as usize]).collect();
        Withheld { now: of(NOW), then: of(THEN), landed: of(LANDED) }
    }
}
