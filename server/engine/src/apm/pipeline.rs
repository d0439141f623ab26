//! Open pipeline through time.

use super::question;
use crate::View;
use crate::ledger::drill::Totals;
use crate::ledger::scan::{Question, count, scan};
use crate::view::{Asked, Numbers, few};
use contract::Problem;
use contract::chart::{PipelineHistory, PipelineHistoryQuery, StageSeries};
use domain::{Day, Stage, StageKind};

/// As many weeks as one answer may have: three years.
const MOST: u16 = 156;

/// Stages through time.
struct Bands {
    /// The series, each with the deals it stands on, day by day.
    told: Vec<(StageSeries, Vec<i64>)>,
    /// The names of those that are not told.
    withheld: Vec<String>,
    /// The deals of those, day by day: what is told and the whole tell them.
    behind: Vec<i64>,
}

impl Bands {
    fn withhold(&mut self, at: usize) {
        let (series, deals) = self.told.remove(at);
        self.withheld.push(series.name);
        self.behind.iter_mut().zip(deals).for_each(|(behind, deals)| *behind += deals);
    }
}

impl Numbers for Bands {
    fn withhold_few(&mut self) {
        while let Some(at) = self.told.iter().position(|(_, deals)| deals.iter().any(|deals| few(*deals))) {
            self.withhold(at);
        }
        // A deal is in one stage, so what is behind on a day are so many different deals. Where they are few, the smallest
        // stage of that day joins them.
        while let Some(day) = self.behind.iter().position(|deals| few(*deals)) {
            let there = self.told.iter().enumerate().filter(|(_, (_, deals))| deals[day] > 0);
            let Some((at, _)) = there.min_by_key(|(_, (_, deals))| deals[day]) else { break };
            self.withhold(at);
        }
    }
}

impl View {
    /// Open pipeline (any date) by stage, as of the end of each week.
    pub async fn pipeline_history(&self, query: &PipelineHistoryQuery) -> Result<PipelineHistory, Problem> {
        let weeks = query.weeks.unwrap_or(52);
        if weeks == 0 || weeks > MOST {
            return Err(Problem::invalid("weeks", format!("must lie between 1 and {MOST}")));
        }
        self.must_know(&query.filter).await?;
        let until = question::day("until", query.until.unwrap_or(self.engine.today()))?;
        let days: Vec<Day> = (0..i32::from(weeks)).rev().map(|week| until.plus(-7 * week)).filter(|day| day.0 >= 0).collect();
        let found = self.engine.ledger().read(query.known_at, |columns| {
            let tests = self.tests(columns, &query.filter)?;
            let stages: Vec<&Stage> = columns.statuses.stages().collect();
            let places = columns.statuses.places();
            let asked = Asked { by: &[], filter: &query.filter, known_at: query.known_at };
            let bands = self.numbers(columns, &asked, |scope| {
                let totals = days.iter().map(|&day| {
                    let mut totals = Totals::by_stage(&places, stages.len() + 1);
                    let question = Question {
                        as_of: day,
                        period: columns.calendar.containing(day, domain::PeriodKind::Quarter),
                        organisation: None,
                        by: &[],
                        filter: &tests,
                        scope,
                        wanted: count::OPEN_ANY,
                    };
                    scan(columns, &question, &mut totals);
                    totals
                });
                let totals: Vec<Totals<'_>> = totals.collect();
                // Place 0 is of no stage.
                let shown = (1..).zip(&stages).filter(|(_, stage)| stage.kind == StageKind::Open && stage.entered);
                let told = shown.map(|(place, stage)| {
                    let series = StageSeries {
                        stage: stage.id,
                        name: stage.name.clone(),
                        category: stage.category,
                        amounts: totals.iter().map(|totals| totals.sums[place]).collect(),
                    };
                    (series, totals.iter().map(|totals| totals.deals[place]).collect())
                });
                Bands { told: told.collect(), withheld: Vec::new(), behind: vec![0; days.len()] }
            })?;
            let history = PipelineHistory {
                currency: columns.settings.workspace.currency,
                known_at: query.known_at.unwrap_or(columns.head),
                days: days.clone(),
                stages: bands.told.into_iter().map(|(series, _)| series).collect(),
                withheld: bands.withheld,
                named: Vec::new(),
            };
            Ok::<_, Problem>((history, columns.settings.workspace.clone()))
        });
        let (mut history, workspace) = found.await??;
        history.named = self.names_of(&workspace, &query.filter).await?;
        Ok(history)
    }
}
