//! Open pipeline through time.

use super::question;
use crate::View;
use crate::ledger::drill::Totals;
use crate::ledger::scan::{Question, Tests, count, scan};
use contract::Problem;
use contract::chart::{PipelineHistory, PipelineHistoryQuery, StageSeries};
use domain::{Company, Day, Stage, StageKind};

/// As many weeks as one answer may have: three years.
const MOST: u16 = 156;

impl View {
    /// Open pipeline (any date) by stage, as of the end of each week.
    pub async fn pipeline_history(&self, query: &PipelineHistoryQuery) -> Result<PipelineHistory, Problem> {
        let weeks = query.weeks.unwrap_or(52);
        if weeks == 0 || weeks > MOST {
            return Err(Problem::invalid("weeks", format!("must lie between 1 and {MOST}")));
        }
        let until = question::day("until", query.until.unwrap_or(self.engine.today()))?;
        let days: Vec<Day> = (0..i32::from(weeks)).rev().map(|week| until.plus(-7 * week)).filter(|day| day.0 >= 0).collect();
        let found = self.engine.ledger().read(query.known_at, |columns| {
            let tests = Tests::new(columns, &query.filter)?;
            let scope = self.scope(columns);
            let stages: Vec<&Stage> = columns.statuses.stages().collect();
            let places = columns.statuses.places();
            let mut amounts = vec![Vec::with_capacity(days.len()); stages.len() + 1];
            for &day in &days {
                let period = columns.calendar.containing(day, domain::PeriodKind::Quarter);
                let mut totals = Totals { wanted: &[], by_stage: Some(&places), sums: vec![Company(0); stages.len() + 1] };
                let question = Question {
                    as_of: day,
                    period,
                    organisation: None,
                    by: &[],
                    filter: &tests,
                    scope: &scope,
                    wanted: count::OPEN_ANY,
                };
                scan(columns, &question, &mut totals);
                amounts.iter_mut().zip(totals.sums).for_each(|(amounts, sum)| amounts.push(sum));
            }
            let series = stages.iter().zip(amounts.into_iter().skip(1));
            let shown = series.filter(|(stage, _)| stage.kind == StageKind::Open && stage.entered);
            let stages = shown.map(|(stage, amounts)| StageSeries {
                stage: stage.id,
                name: stage.name.clone(),
                category: stage.category,
                amounts,
            });
            let history = PipelineHistory {
                currency: columns.settings.workspace.currency,
                known_at: query.known_at.unwrap_or(columns.head),
                days: days.clone(),
                stages: stages.collect(),
                named: Vec::new(),
            };
            Ok::<_, Problem>((history, columns.settings.workspace.clone()))
        });
        let (mut history, workspace) = found.await??;
        history.named = self.names_of(&workspace, &query.filter).await?;
        Ok(history)
    }
}
