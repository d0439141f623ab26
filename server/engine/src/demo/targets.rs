//! Targets: what was promised for three years of quarters and those to come. They are set near to what came out, as
//! targets that were last year's result and some more are; rows were promised by others than the company's own, so their
//! sums differ a little.

use super::Company;
use super::catalogue::{DISCOVERY, REGIONS, SEGMENTS, SOURCES};
use super::deal::Fate;
use super::dice::Dice;
use super::people::planned_share;
use super::rates::in_euro;
use super::season::PAST;
use crate::store::StagedTarget;
use domain::{Dimension, TargetMeasure};
use std::collections::BTreeMap;

/// What a deal adds to which targets: all of it is known when its fate is cast, today or not.
pub(super) struct Outcome {
    quarter: usize,
    won: bool,
    /// The quarter it enters the pipeline in, if it does.
    entered: Option<usize>,
    /// By row: dimension, place among its values, and euro cents.
    parts: Vec<(Row, i64)>,
}

type Row = (Option<Dimension>, usize);

/// What came of every row, by quarter.
#[derive(Default)]
pub(super) struct Tally(BTreeMap<Row, Vec<Sums>>);

#[derive(Clone, Copy, Default)]
struct Sums {
    closed: i64,
    generated: i64,
}

impl Outcome {
    pub(super) fn of(company: &Company, fate: &Fate<'_>) -> Self {
        let enters = fate.first_stage != DISCOVERY || !fate.stages.is_empty() || fate.won;
        let entry = fate.created.plus(if fate.first_stage == DISCOVERY { fate.end.since(fate.created) / 4 } else { 0 });
        let early = entry < company.seasons.quarters[0].first;
        let euro = |minor| in_euro(&company.rates, minor, fate.account.currency, fate.end.min(company.today)).0;
        let total = fate.lines.iter().map(|line| euro(line.acv)).sum();
        let source = SOURCES.iter().position(|row| row.value == fate.source).unwrap_or(0);
        let mut parts = vec![
            ((None, 0), total),
            ((Some(Dimension::Region), fate.region), total),
            ((Some(Dimension::Segment), fate.segment), total),
            ((Some(Dimension::Source), source), total),
        ];
        for line in &fate.lines {
            let product = company.products.iter().position(|id| Some(*id) == line.product).unwrap_or(0);
            parts.push(((Some(Dimension::Product), product), euro(line.acv)));
        }
        let owner = fate.handed_over.map_or(fate.owner, |(_, next)| next);
        if let Some(person) = company.people.all.iter().position(|person| person.id == owner && person.left.is_none()) {
            parts.push(((Some(Dimension::Owner), person), total));
            if let Some(team) = company.people.all[person].team {
                parts.push(((Some(Dimension::Team), team), total));
                parts.push(((Some(Dimension::Manager), team), total));
            }
        }
        let entered = (enters && !early).then(|| company.seasons.quarter_of(entry));
        Self { quarter: fate.quarter, won: fate.won, entered, parts }
    }
}

impl Tally {
    pub(super) fn add(&mut self, company: &Company, outcome: &Outcome) {
        for (row, amount) in &outcome.parts {
            let sums = self.0.entry(*row).or_insert_with(|| vec![Sums::default(); company.seasons.quarters.len()]);
            if outcome.won {
                sums[outcome.quarter].closed += amount;
            }
            if let Some(entered) = outcome.entered {
                sums[entered].generated += (*amount).max(0);
            }
        }
    }

    /// The targets of every row and quarter.
    pub(super) fn targets(&self, company: &Company) -> Vec<StagedTarget> {
        let mut targets = Vec::new();
        let mut whole = vec![None; company.seasons.quarters.len()];
        for (at, (row, sums)) in self.0.iter().enumerate() {
            let mut dice = Dice::new(company.seed ^ 0x7A26, at as u64);
            // Rows promise more or less than they can do, this quarter more visibly so.
            let boldness = i64::from(dice.between(70, 104));
            for (quarter, period) in company.seasons.quarters.iter().enumerate() {
                let mut target = |measure, amount: Option<i64>| {
                    targets.extend(amount.filter(|amount| *amount > 0).map(|amount| StagedTarget {
                        measure,
                        period: period.key,
                        dimension: row.0,
                        key: key(company, *row),
                        amount: Some(domain::Company(amount)),
                    }));
                };
                let noise = i64::from(dice.between(-6, 6));
                let acv = match quarter {
                    ..PAST => sums[quarter].closed * (101 + 2 * noise) / 100,
                    PAST if row.0.is_none() => sums[quarter].closed * 96 / 100,
                    PAST => sums[quarter].closed * boldness / 100,
                    _ => sums[quarter - 4].closed * (108 + noise) / 100,
                };
                target(TargetMeasure::Acv, round(acv));
                let generation = match (row.0, quarter) {
                    (Some(Dimension::Owner | Dimension::Team | Dimension::Manager), _) => None,
                    // What each cylinder is planned to generate: its share of the company's.
                    (Some(Dimension::Source), _) => {
                        whole[quarter].map(|whole: i64| whole / 1000 * i64::from(planned_share(SOURCES[row.1].value)))
                    }
                    (_, ..PAST) => Some(sums[quarter].generated * (100 + 2 * noise) / 100),
                    _ => Some(sums[quarter - 4].generated * (107 + noise) / 100),
                };
                if row.0.is_none() {
                    whole[quarter] = generation;
                }
                target(TargetMeasure::Generation, generation.and_then(round));
            }
        }
        targets
    }
}

/// The key of a row.
fn key(company: &Company, (dimension, at): Row) -> String {
    match dimension {
        Some(Dimension::Product) => company.products[at].to_string(),
        Some(Dimension::Region) => REGIONS[at].value.to_owned(),
        Some(Dimension::Segment) => SEGMENTS[at].value.name.to_owned(),
        Some(Dimension::Source) => SOURCES[at].value.as_str().to_owned(),
        Some(Dimension::Owner) => company.people.all[at].id.to_string(),
        Some(Dimension::Team) => company.people.teams[at].0.to_string(),
        Some(Dimension::Manager) => company.people.leaders[at].to_string(),
        _ => String::new(),
    }
}

/// Targets are round: to 50,000 above a million, else to 10,000, and to 1,000 below a hundred thousand; in cents.
fn round(amount: i64) -> Option<i64> {
    let step = match amount {
        ..=0 => return None,
        1..10_000_000 => 100_000,
        10_000_000..100_000_000 => 1_000_000,
        _ => 5_000_000,
    };
    Some((amount + step / 2) / step * step).filter(|amount| *amount > 0)
}
