//! Which day an instant belongs to, fast: a table of the first millisecond of each day in the workspace's zone.

use crate::clock::Zone;
use domain::{Day, Instant};

/// 2000-01-01 and 2060-01-01, as days since 1970.
const FIRST: i32 = 10_957;
const LAST: i32 = 32_872;
const DAY_MS: i64 = 86_400_000;

/// The table, and the zone for what lies outside of it.
#[derive(Clone, Debug)]
pub struct Days {
    zone: Zone,
    starts: Vec<i64>,
}

impl Days {
    /// The days of a zone.
    pub fn new(zone: Zone) -> Self {
        let starts = (FIRST..=LAST).map(|day| zone.start_of(Day(day)).0).collect();
        Self { zone, starts }
    }

    /// The day of an instant, in days since 1970.
    pub fn of(&self, instant: i64) -> i32 {
        let mut day = (instant.div_euclid(DAY_MS) as i32).saturating_sub(FIRST);
        // A zone is less than two days away from universal time.
        if day < 2 || day as usize + 2 >= self.starts.len() {
            return self.zone.day_of(Instant(instant)).0;
        }
        while self.starts[day as usize] > instant {
            day -= 1;
        }
        while self.starts[day as usize + 1] <= instant {
            day += 1;
        }
        day + FIRST
    }
}
