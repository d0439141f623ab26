//! Business days: how far a period has gone, and which day of last year to compare with (measures, section 1).

use super::{FiscalCalendar, Period};
use crate::{Day, Ratio, Weekday};

impl FiscalCalendar {
    /// Monday to Friday, and no holiday.
    pub fn is_business_day(&self, day: Day) -> bool {
        day.weekday() < Weekday::Sat && self.holidays.binary_search(&day).is_err()
    }

    /// How many business days a period has.
    pub fn business_days(&self, period: &Period) -> i32 {
        self.business_index(period, period.last)
    }

    /// Business days from the period's first day up to and including `day`; a day on which nobody works has the index of
    /// the business day before it. Before the period it is 0 or negative; after its end it counts on.
    pub fn business_index(&self, period: &Period, day: Day) -> i32 {
        self.business_days_until(day) - self.business_days_until(period.first.plus(-1))
    }

    /// The share of the period that is gone at the end of `day`: its index, between 0 and all, ÷ business days.
    /// A period of holidays only has no value.
    pub fn elapsed(&self, period: &Period, day: Day) -> Ratio {
        let all = self.business_days(period);
        Ratio::new(self.business_index(period, day).clamp(0, all).into(), all.into())
    }

    /// How many business days of the period are still to come after the end of `day`.
    pub fn business_days_left(&self, period: &Period, day: Day) -> i32 {
        let all = self.business_days(period);
        all - self.business_index(period, day).clamp(0, all)
    }

    /// The same day last year: the business day with the same index in the same period a fiscal year earlier. From the
    /// period's last business day on, last year's last *calendar* day, and after the period's end the same number of
    /// days after it, so that a finished period is compared with a whole one. Where last year's period has fewer
    /// business days than the index, its last calendar day too.
    pub fn same_day_last_year(&self, period: &Period, day: Day) -> Day {
        let last_year = self.previous_year(period);
        let index = self.business_index(period, day);
        if index >= self.business_days(period) && day >= period.first {
            return last_year.last.plus(day.since(period.last).max(0));
        }
        self.business_day(&last_year, index).min(last_year.last)
    }

    /// The business day with this index in the period: the 1st, the 2nd …; 0 is the last one before it.
    pub fn business_day(&self, period: &Period, index: i32) -> Day {
        let mut day = period.first.plus(-1);
        let mut left = index;
        while left > 0 {
            day = day.plus(1);
            left -= i32::from(self.is_business_day(day));
        }
        while left < 0 || !self.is_business_day(day) {
            left += i32::from(self.is_business_day(day));
            day = day.plus(-1);
        }
        day
    }

    /// Business days up to and including `day`, counted from the Monday before 1970 (earlier: negative).
    fn business_days_until(&self, day: Day) -> i32 {
        // 1969-12-29, day −3, was a Monday.
        let days = day.0 + 4;
        let weekdays = days.div_euclid(7) * 5 + days.rem_euclid(7).min(5);
        weekdays - self.holidays.partition_point(|holiday| *holiday <= day) as i32
    }
}
