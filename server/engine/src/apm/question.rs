//! What a query asks for, with its defaults filled in and its contradictions refused.

use crate::ledger::columns::Columns;
use contract::Problem;
use contract::apm::Organisation;
use domain::{Day, FiscalCalendar, Period, PeriodKey, PeriodKind};

/// A day, its period, and the same a year earlier.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// As of the end of this day.
    pub as_of: Day,
    /// The period.
    pub period: Period,
    /// The day that tells how far the period has gone: until today has ended, yesterday.
    pub elapsed_by: Day,
    /// The period a fiscal year earlier.
    pub last_year: Period,
    /// The same day last year.
    pub last_year_as_of: Day,
}

impl When {
    /// Reads the parameters `as_of` (default: today) and `period` (default: the quarter that contains it).
    pub fn new(columns: &Columns, as_of: Option<Day>, period: Option<PeriodKey>, today: Day) -> Result<Self, Problem> {
        let calendar: &FiscalCalendar = &columns.calendar;
        let as_of = day("as_of", as_of.unwrap_or(today))?;
        let period = match period {
            None => calendar.containing(as_of, PeriodKind::Quarter),
            Some(key) => {
                let period = calendar.period(key);
                period.ok_or_else(|| Problem::invalid("period", format!("the fiscal calendar has no {key}")))?
            }
        };
        let elapsed_by = if as_of == today { today.plus(-1) } else { as_of };
        Ok(Self {
            as_of,
            period,
            elapsed_by,
            last_year: calendar.previous_year(&period),
            last_year_as_of: calendar.same_day_last_year(&period, elapsed_by),
        })
    }
}

/// A day that questions can be asked about.
pub fn day(parameter: &str, day: Day) -> Result<Day, Problem> {
    let last = Day::from_ymd(2200, 12, 31).unwrap_or(day);
    if (Day(0)..=last).contains(&day) {
        Ok(day)
    } else {
        Err(Problem::invalid(parameter, "must lie between 1970-01-01 and 2200-12-31"))
    }
}

/// The day whose maps count, if it is not the day asked about.
pub fn maps_of(organisation: Option<Organisation>, today: Day) -> Option<Day> {
    match organisation.unwrap_or_default() {
        Organisation::AsItWas => None,
        Organisation::Today => Some(today),
    }
}
