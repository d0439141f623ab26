//! When a job is due.

use crate::clock::Zone;
use domain::{Instant, Weekday};
use std::time::Duration;

/// When a job is due, by the clock of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// So long after it began the last time.
    Every(Duration),
    /// Each day at a time.
    Daily {
        /// Minutes after midnight.
        minute: u16,
        /// Not on Saturdays and Sundays.
        weekdays_only: bool,
    },
    /// Each week, so long before a time.
    Weekly {
        /// The day of that time.
        on: Weekday,
        /// Its minutes after midnight.
        minute: u16,
        /// How long before.
        ahead: Duration,
    },
}

impl Schedule {
    /// The first moment after this one at which it is due.
    pub fn next(self, after: Instant, zone: &Zone) -> Instant {
        let days = |ahead: i64, minute: u16, counts: &dyn Fn(Weekday) -> bool| {
            let first = zone.day_of(after.plus_ms(ahead));
            // A week, and a day more for what is today but over.
            let moments = (0..=8).map(|n| first.plus(n)).filter(|day| counts(day.weekday()));
            let mut moments = moments.map(|day| zone.at(day, minute).plus_ms(-ahead));
            moments.find(|moment| *moment > after).unwrap_or(after)
        };
        match self {
            Self::Every(period) => after.plus_ms(milliseconds(period)),
            Self::Daily { minute, weekdays_only } => {
                days(0, minute, &|day| !weekdays_only || !matches!(day, Weekday::Sat | Weekday::Sun))
            }
            Self::Weekly { on, minute, ahead } => days(milliseconds(ahead), minute, &|day| day == on),
        }
    }
}

/// In the unit of instants.
pub(super) fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX / 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Day;

    fn rome() -> Zone {
        Zone::named("Europe/Rome").unwrap()
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_where_the_company_is() {
        let zone = rome();
        let daily = Schedule::Daily { minute: 7 * 60, weekdays_only: true };
        // Friday 2026-11-27, 06:59 and 07:00 in Rome.
        let friday = zone.at(day("2026-11-27"), 7 * 60);
        assert_eq!(friday, Instant(1_795_759_200_000), "06:00 in universal time");
        assert_eq!(daily.next(friday.plus_ms(-60_000), &zone), friday);
        assert_eq!(daily.next(friday, &zone), zone.at(day("2026-11-30"), 7 * 60), "not at the weekend");
        let each = Schedule::Daily { minute: 7 * 60, weekdays_only: false };
        assert_eq!(each.next(friday, &zone), friday.plus_ms(86_400_000));
    }

    #[test]
    fn a_week_is_counted_back_from_the_meeting() {
        let zone = rome();
        let before = Schedule::Weekly { on: Weekday::Mon, minute: 9 * 60, ahead: Duration::from_secs(12 * 3_600) };
        // Monday 2026-11-30 at 09:00 in Rome is 08:00 in universal time: twelve hours before, Sunday at 20:00.
        let sunday = Instant(1_795_982_400_000);
        assert_eq!(before.next(sunday.plus_ms(-1), &zone), sunday);
        assert_eq!(before.next(sunday, &zone), sunday.plus_ms(7 * 86_400_000));
        // Clocks go back in the night to Sunday 2026-10-25, not between that evening and Monday.
        let back = before.next(zone.start_of(day("2026-10-25")), &zone);
        assert_eq!(zone.wall(back), (day("2026-10-25"), 21 * 60));
    }

    #[test]
    fn a_time_that_the_clock_skips_comes_later() {
        let zone = rome();
        let daily = Schedule::Daily { minute: 150, weekdays_only: false };
        // 02:30 does not exist on 2026-03-29.
        let next = daily.next(zone.start_of(day("2026-03-29")), &zone);
        assert_eq!(zone.wall(next), (day("2026-03-29"), 210));
    }
}
