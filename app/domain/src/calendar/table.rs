//! The table of periods: the first day of every fiscal month, of which all longer periods are made.

use super::{FiscalSettings, Pattern, Period, PeriodKey, PeriodKind, Week53};
use crate::{Day, Weekday, day::days_in_month};

/// The first and the last fiscal year in the table.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2299;

/// A table of periods, made once from the settings; code looks a period up and does no month arithmetic of its own.
///
/// It holds the fiscal years 1900 to 2299. What lies outside is answered with the nearest period inside.
#[derive(Clone, Debug)]
pub struct FiscalCalendar {
    settings: FiscalSettings,
    /// The first day of every fiscal month, in order, and the day after the last one.
    months: Vec<Day>,
    /// Holidays that fall on a Monday to Friday, in order, each once.
    pub(super) holidays: Vec<Day>,
}

impl FiscalCalendar {
    /// The calendar of these settings. Fails if the start month is not 1–12.
    pub fn new(settings: FiscalSettings) -> Result<Self, String> {
        if !(1..=12).contains(&settings.start_month) {
            return Err(format!("the fiscal year cannot start in month {}", settings.start_month));
        }
        let months = month_starts(&settings).ok_or("the fiscal calendar has a year that is no year")?;
        let mut holidays = settings.holidays.clone();
        holidays.retain(|day| day.weekday() < Weekday::Sat);
        holidays.sort_unstable();
        holidays.dedup();
        Ok(Self { settings, months, holidays })
    }

    /// The settings it was made from.
    pub fn settings(&self) -> &FiscalSettings {
        &self.settings
    }

    /// The period with this name; nothing for a number its kind does not have, or a year that is not in the table.
    pub fn period(&self, key: PeriodKey) -> Option<Period> {
        let known = YEARS.contains(&key.fiscal_year) && (1..=key.kind.per_year()).contains(&key.number);
        known.then(|| {
            self.at((key.fiscal_year - YEARS.start()) as usize * 12 + (key.number as usize - 1) * key.kind.months(), key.kind)
        })
    }

    /// The period of this kind that a day lies in.
    pub fn containing(&self, day: Day, kind: PeriodKind) -> Period {
        self.at(self.months.partition_point(|first| *first <= day).saturating_sub(1), kind)
    }

    /// The periods of this kind in a fiscal year, in order; none for a year that is not in the table.
    pub fn periods_of(&self, fiscal_year: i32, kind: PeriodKind) -> Vec<Period> {
        (1..=kind.per_year()).filter_map(|number| self.period(PeriodKey { fiscal_year, kind, number })).collect()
    }

    /// The same period a fiscal year earlier.
    pub fn previous_year(&self, period: &Period) -> Period {
        self.shifted(period, -12)
    }

    /// The period of the same kind just before.
    pub fn before(&self, period: &Period) -> Period {
        self.shifted(period, -(period.key.kind.months() as isize))
    }

    /// The period of the same kind just after.
    pub fn after(&self, period: &Period) -> Period {
        self.shifted(period, period.key.kind.months() as isize)
    }

    fn shifted(&self, period: &Period, months: isize) -> Period {
        let at = self.months.partition_point(|first| *first <= period.first).saturating_sub(1);
        self.at(at.saturating_add_signed(months), period.key.kind)
    }

    /// The period of this kind that the fiscal month at a place of the table belongs to.
    fn at(&self, month: usize, kind: PeriodKind) -> Period {
        let length = kind.months();
        let start = month.min(self.months.len() - 2) / length * length;
        let key = PeriodKey { fiscal_year: YEARS.start() + (start / 12) as i32, kind, number: (start % 12 / length) as u32 + 1 };
        Period { key, first: self.months[start], last: self.months[start + length].plus(-1) }
    }
}

/// The first day of every fiscal month of the table, and the day after the last one.
fn month_starts(settings: &FiscalSettings) -> Option<Vec<Day>> {
    let mut starts = Vec::with_capacity(YEARS.count() * 12 + 1);
    for fiscal_year in YEARS {
        match settings.pattern.weeks() {
            None => {
                for month in settings.start_month..settings.start_month + 12 {
                    // Named after the year it ends in: all but the calendar year begin in the year before.
                    let year = fiscal_year - i32::from(settings.start_month > 1) + i32::from(month > 12);
                    starts.push(Day::from_ymd(year, (month - 1) % 12 + 1, 1)?);
                }
            }
            Some(quarter) => {
                let mut start = last_saturday(settings, fiscal_year - 1)?.plus(1);
                for month in 0..12 {
                    starts.push(start);
                    start = start.plus(7 * quarter[month % 3]);
                }
            }
        }
    }
    // The 53rd week needs no care: a month lasts until the next one starts, so the year's last one has it.
    starts.push(match settings.pattern.weeks() {
        None => Day::from_ymd(YEARS.end() + i32::from(settings.start_month == 1), settings.start_month, 1)?,
        Some(_) => last_saturday(settings, *YEARS.end())?.plus(1),
    });
    Some(starts)
}

/// The Saturday a fiscal year of whole weeks ends on.
fn last_saturday(settings: &FiscalSettings, fiscal_year: i32) -> Option<Day> {
    let month = if settings.start_month == 1 { 12 } else { settings.start_month - 1 };
    let end = Day::from_ymd(fiscal_year, month, days_in_month(fiscal_year, month))?;
    // How long ago the last Saturday was; 0 on a Saturday.
    let ago = (end.weekday() as i32 + 2) % 7;
    Some(match settings.week53 {
        Week53::LastSaturday => end.plus(-ago),
        Week53::NearestSaturday if ago <= 3 => end.plus(-ago),
        Week53::NearestSaturday => end.plus(7 - ago),
    })
}

impl Pattern {
    /// The weeks of each month of a quarter; nothing for calendar months.
    fn weeks(self) -> Option<[i32; 3]> {
        match self {
            Self::Months => None,
            Self::W445 => Some([4, 4, 5]),
            Self::W454 => Some([4, 5, 4]),
            Self::W544 => Some([5, 4, 4]),
        }
    }
}
