//! One number through the period, for the as-of scrubber.

use super::question::{When, maps_of};
use crate::View;
use crate::ledger::drill::Totals;
use crate::ledger::scan::{Question, Tests, count, scan};
use contract::Problem;
use contract::apm::{ApmLine, ApmPoint, ApmQuery};
use domain::{Company, Day, Period, Weekday};

impl View {
    /// Closed and open pipeline through the period: a point a week, none after today.
    pub async fn apm_line(&self, query: &ApmQuery) -> Result<ApmLine, Problem> {
        let today = self.engine.today();
        let line = self.engine.ledger().read(query.known_at, |columns| {
            let when = When::new(columns, query.as_of, query.period, today)?;
            let tests = Tests::new(columns, &query.filter)?;
            let scope = self.scope(columns);
            let point = |day: Day| {
                let mut totals = Totals { wanted: &[count::CLOSED, count::OPEN], by_stage: None, sums: vec![Company(0); 2] };
                let question = Question {
                    as_of: day,
                    period: when.period,
                    organisation: maps_of(query.organisation, today),
                    by: &[],
                    filter: &tests,
                    scope: &scope,
                    wanted: count::CLOSED | count::OPEN,
                };
                scan(columns, &question, &mut totals);
                ApmPoint { day, closed: totals.sums[0], open: totals.sums[1] }
            };
            let points = weeks(&when.period, today).into_iter().map(point).collect();
            Ok(ApmLine { period: when.period, currency: columns.settings.workspace.currency, points })
        });
        line.await?
    }
}

/// The Fridays of a period and its last day; today instead of what lies after it.
fn weeks(period: &Period, today: Day) -> Vec<Day> {
    let last = period.last.min(today);
    let days = (period.first.0..=last.0).map(Day);
    days.filter(|&day| day.weekday() == Weekday::Fri || day == last).collect()
}
