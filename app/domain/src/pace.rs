//! Pace and colour: is a cell on track, for the time that has gone? (measures, section 5, with its default thresholds)
//!
//! What a cell should have reached by now is read from a straight line: the share of business days gone. Learnt curves
//! need eight quarters of history and replace it later; every answer names the basis it stands on.

use crate::measure::Coverage;
use crate::{Cells, Company, Ratio};

/// What a cell asks of those who look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// On track: green.
    Good,
    /// Watch: yellow.
    Watch,
    /// Act now: red.
    Act,
    /// No colour; [`Basis`] says why.
    None,
}

/// What a standing was measured against, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Attainment against the share of business days gone.
    StraightLine,
    /// Against the whole target.
    Target,
    /// Coverage against a required coverage of 3.0, a rule of thumb.
    RuleOfThumb,
    /// Against the same day last year.
    LastYear,
    /// None: there is no target for this row.
    NoTarget,
    /// None: less than 5% of the period is expected by now.
    TooEarly,
    /// None: in the last five business days coverage says nothing.
    LastDays,
    /// None: there was nothing on the same day last year, and no target.
    NoBase,
}

/// Where a cell stands, by how much, and against what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The colour.
    pub standing: Standing,
    /// What was compared with the thresholds: 1.00 is just on track. Nothing where there is no colour, or nothing left to
    /// cover.
    pub index: Option<Ratio>,
    /// Against what.
    pub basis: Basis,
}

/// From where on a cell is green, and from where yellow, in hundredths of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Green from here on.
    pub good: i64,
    /// Yellow from here on, red below.
    pub watch: i64,
}

/// Closed, by pace.
pub const CLOSED: Thresholds = Thresholds { good: 100, watch: 85 };
/// Forecast ÷ target.
pub const FORECAST: Thresholds = Thresholds { good: 100, watch: 92 };
/// Coverage ÷ required coverage.
pub const COVERAGE: Thresholds = Thresholds { good: 100, watch: 85 };
/// Pipe generation, by pace.
pub const GENERATED: Thresholds = Thresholds { good: 100, watch: 85 };
/// Required coverage where there is no history: a rule of thumb.
pub const REQUIRED_COVERAGE: Ratio = Ratio { num: 3, den: 1 };

/// The colours of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowPace {
    /// Of the forecast.
    pub forecast: Pace,
    /// Of closed ACV.
    pub closed: Pace,
    /// Of open pipeline: it mirrors coverage, and is not counted again.
    pub open: Pace,
    /// Of pipe generation.
    pub generated: Pace,
    /// Of the remaining coverage.
    pub coverage: Pace,
}

impl RowPace {
    /// The colours of a row: its numbers now and on the same day last year, its own targets, and how many of the period's
    /// business days are gone (`elapsed`, see [`crate::FiscalCalendar::elapsed`]).
    pub fn of(now: &Cells, then: &Cells, target: Option<Company>, generation_target: Option<Company>, elapsed: Ratio) -> Self {
        let coverage = coverage(now, target, elapsed);
        Self {
            forecast: forecast(now, target),
            closed: closed(now, target, elapsed),
            open: coverage,
            generated: generated(now, then, generation_target, elapsed),
            coverage,
        }
    }

    /// How many cells of the row are red; open pipeline is not counted beside coverage.
    pub fn to_act_on(&self) -> usize {
        let cells = [self.forecast, self.closed, self.generated, self.coverage];
        cells.iter().filter(|pace| pace.standing == Standing::Act).count()
    }
}

/// Closed ACV: attainment ÷ expected share.
pub fn closed(now: &Cells, target: Option<Company>, elapsed: Ratio) -> Pace {
    straight_line(now.closed, target, elapsed, CLOSED)
}

/// Forecast ÷ target. The whole period is forecast, so it needs no pace.
pub fn forecast(now: &Cells, target: Option<Company>) -> Pace {
    match target.filter(|target| target.0 > 0) {
        Some(target) => rated(Ratio::new(now.forecast().0, target.0), Basis::Target, FORECAST),
        None => unrated(Basis::NoTarget),
    }
}

/// Remaining coverage ÷ required coverage; a target that is met needs no coverage and is green.
pub fn coverage(now: &Cells, target: Option<Company>, elapsed: Ratio) -> Pace {
    match Coverage::remaining(now.open, now.closed, target) {
        Coverage::NoTarget => unrated(Basis::NoTarget),
        _ if elapsed.den - elapsed.num < 5 => unrated(Basis::LastDays),
        Coverage::Met => Pace { standing: Standing::Good, index: None, basis: Basis::Target },
        Coverage::Times(ratio) => rated(ratio.over(REQUIRED_COVERAGE), Basis::RuleOfThumb, COVERAGE),
    }
}

/// Pipe generation: pace on its own target, else against the same day last year.
pub fn generated(now: &Cells, then: &Cells, target: Option<Company>, elapsed: Ratio) -> Pace {
    if target.is_some_and(|target| target.0 > 0) {
        straight_line(now.generated, target, elapsed, GENERATED)
    } else if too_early(elapsed) {
        unrated(Basis::TooEarly)
    } else if then.generated.0 > 0 {
        rated(Ratio::new(now.generated.0, then.generated.0), Basis::LastYear, GENERATED)
    } else {
        unrated(Basis::NoBase)
    }
}

/// What should have been reached by now: the target times the share of business days gone, to the nearest minor unit.
/// Nothing for a period without business days.
pub fn expected(target: Company, elapsed: Ratio) -> Option<Company> {
    elapsed.scaled(target.0).map(Company)
}

fn straight_line(reached: Company, target: Option<Company>, elapsed: Ratio, thresholds: Thresholds) -> Pace {
    let Some(target) = target.filter(|target| target.0 > 0) else { return unrated(Basis::NoTarget) };
    if too_early(elapsed) {
        return unrated(Basis::TooEarly);
    }
    rated(Ratio::new(reached.0, target.0).over(elapsed), Basis::StraightLine, thresholds)
}

/// Less than 5% is expected by now: the index would jump with every deal.
fn too_early(elapsed: Ratio) -> bool {
    elapsed.den <= 0 || elapsed.num * 20 < elapsed.den
}

fn rated(index: Ratio, basis: Basis, thresholds: Thresholds) -> Pace {
    let standing = if index.at_least(Ratio::new(thresholds.good, 100)) {
        Standing::Good
    } else if index.at_least(Ratio::new(thresholds.watch, 100)) {
        Standing::Watch
    } else {
        Standing::Act
    };
    Pace { standing, index: Some(index), basis }
}

fn unrated(basis: Basis) -> Pace {
    Pace { standing: Standing::None, index: None, basis }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(closed: i64, commit: i64, open: i64, generated: i64) -> Cells {
        Cells {
            closed: Company(closed),
            commit: Company(commit),
            open: Company(open),
            generated: Company(generated),
            ..Cells::default()
        }
    }

    fn standing(pace: Pace) -> (Standing, Basis) {
        (pace.standing, pace.basis)
    }

    const HALF: Ratio = Ratio { num: 30, den: 60 };
    const TARGET: Option<Company> = Some(Company(1_000));

    #[test]
    fn closed_is_green_on_the_line_and_red_below_85_percent_of_it() {
        for (reached, expected) in [(500, Standing::Good), (499, Standing::Watch), (425, Standing::Watch), (424, Standing::Act)] {
            let pace = closed(&cells(reached, 0, 0, 0), TARGET, HALF);
            assert_eq!(standing(pace), (expected, Basis::StraightLine), "{reached}");
        }
        let pace = closed(&cells(560, 0, 0, 0), TARGET, Ratio::new(59, 100));
        assert_eq!(pace.index.and_then(|index| index.scaled(100)), Some(95));
        assert_eq!(expected(Company(56_300_000), Ratio::new(59, 100)), Some(Company(33_217_000)));
    }

    #[test]
    fn no_colour_without_a_target_or_before_5_percent() {
        let now = cells(500, 0, 0, 0);
        assert_eq!(standing(closed(&now, None, HALF)), (Standing::None, Basis::NoTarget));
        assert_eq!(standing(closed(&now, Some(Company(0)), HALF)), (Standing::None, Basis::NoTarget));
        assert_eq!(standing(closed(&now, TARGET, Ratio::new(2, 60))), (Standing::None, Basis::TooEarly));
        assert_eq!(standing(closed(&now, TARGET, Ratio::new(3, 60))), (Standing::Good, Basis::StraightLine));
        assert_eq!(standing(closed(&now, TARGET, Ratio::new(0, 0))), (Standing::None, Basis::TooEarly));
    }

    #[test]
    fn forecast_is_held_against_the_whole_target() {
        for (commit, expected) in [(500, Standing::Good), (420, Standing::Watch), (419, Standing::Act)] {
            assert_eq!(standing(forecast(&cells(500, commit, 0, 0), TARGET)), (expected, Basis::Target));
        }
    }

    #[test]
    fn coverage_needs_three_times_what_is_left() {
        for (open, expected) in [(1_500, Standing::Good), (1_275, Standing::Watch), (1_274, Standing::Act)] {
            assert_eq!(standing(coverage(&cells(500, 0, open, 0), TARGET, HALF)), (expected, Basis::RuleOfThumb));
        }
        assert_eq!(standing(coverage(&cells(1_000, 0, 0, 0), TARGET, HALF)), (Standing::Good, Basis::Target));
        assert_eq!(standing(coverage(&cells(0, 0, 0, 0), TARGET, Ratio::new(55, 60))), (Standing::Act, Basis::RuleOfThumb));
        assert_eq!(standing(coverage(&cells(0, 0, 0, 0), TARGET, Ratio::new(56, 60))), (Standing::None, Basis::LastDays));
    }

    #[test]
    fn generation_without_a_target_is_held_against_last_year() {
        let now = cells(0, 0, 0, 85);
        assert_eq!(standing(generated(&now, &cells(0, 0, 0, 100), None, HALF)), (Standing::Watch, Basis::LastYear));
        assert_eq!(standing(generated(&now, &cells(0, 0, 0, 0), None, HALF)), (Standing::None, Basis::NoBase));
        assert_eq!(standing(generated(&now, &now, Some(Company(100)), HALF)), (Standing::Good, Basis::StraightLine));
        assert_eq!(standing(generated(&now, &now, None, Ratio::new(1, 60))), (Standing::None, Basis::TooEarly));
    }

    #[test]
    fn open_mirrors_coverage_and_is_not_counted_again() {
        let row = RowPace::of(&cells(0, 0, 0, 0), &Cells::default(), TARGET, None, HALF);
        assert_eq!(row.open, row.coverage);
        assert_eq!(row.to_act_on(), 3);
    }
}
