//! One number through the period, for the as-of scrubber.

use super::question::{When, maps_of};
use crate::View;
use crate::ledger::drill::Totals;
use crate::ledger::scan::{Question, count, scan};
use crate::view::{Asked, Numbers, few};
use contract::Problem;
use contract::apm::{ApmLine, ApmLineQuery, ApmPoint};
use domain::{Day, Period, Weekday};

/// Points, each with the deals it stands on.
struct Points(Vec<(ApmPoint, [i64; 2])>);

impl Numbers for Points {
    fn withhold_few(&mut self) {
        for (point, [closed, open]) in &mut self.0 {
            point.closed = point.closed.filter(|_| !few(*closed));
            point.open = point.open.filter(|_| !few(*open));
        }
    }
}

impl View {
    /// Closed and open pipeline through the period: a point a week, none after today.
    pub async fn apm_line(&self, query: &ApmLineQuery) -> Result<ApmLine, Problem> {
        self.must_know(&query.filter).await?;
        let today = self.engine.today();
        let line = self.engine.ledger().read(query.known_at, |columns| {
            let when = When::new(columns, query.as_of, query.period, today)?;
            let tests = self.tests(columns, &query.filter)?;
            let asked = Asked { by: &[], filter: &query.filter, known_at: query.known_at };
            let points = self.numbers(columns, &asked, |scope| {
                let point = |day: Day| {
                    let mut totals = Totals::of(&[count::CLOSED, count::OPEN]);
                    let question = Question {
                        as_of: day,
                        period: when.period,
                        organisation: maps_of(query.organisation, today),
                        by: &[],
                        filter: &tests,
                        scope,
                        wanted: count::CLOSED | count::OPEN,
                    };
                    scan(columns, &question, &mut totals);
                    let point = ApmPoint { day, closed: Some(totals.sums[0]), open: Some(totals.sums[1]) };
                    (point, [totals.deals[0], totals.deals[1]])
                };
                Points(weeks(&when.period, today).into_iter().map(point).collect())
            })?;
            let points = points.0.into_iter().map(|(point, _)| point).collect();
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
