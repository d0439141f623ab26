//! The weekly review of open deals (measures, section 8).

use crate::calendar::{FiscalSettings, Pattern};
use crate::opportunity::codes;
use crate::{Day, Flag, Flags};
use serde::{Deserialize, Serialize};

codes! {
    /// What a review comes to.
    Disposition {
        /// It stays as it is.
        Keep = 1 "keep",
        /// It belongs to another stage.
        Restage = 2 "restage",
        /// It closes on another day.
        Redate = 3 "redate",
        /// It is lost.
        CloseLost = 4 "close_lost",
        /// It is put aside until a day.
        Nurture = 5 "nurture",
    }
}

/// The first day of the week a day lies in: a Monday, but a Sunday where the fiscal year is made of weeks, which end on a
/// Saturday.
pub fn week_of(day: Day, fiscal: &FiscalSettings) -> Day {
    // 1970-01-01 was a Thursday: the days since then, from the Monday or Sunday before.
    let begun = if fiscal.pattern == Pattern::Months { 3 } else { 4 };
    day.plus(-(day.0 + begun).rem_euclid(7))
}

/// How far ahead a waiver may end, in days.
pub const LONGEST_WAIVER: i32 = 92;

/// A flag that a manager does not hold against a deal for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waived {
    /// Which.
    pub flag: Flag,
    /// Up to and including this day.
    pub until: Day,
}

/// What is waived on a day.
pub fn waived(waivers: &[Waived], day: Day) -> Flags {
    let flags: Vec<Flag> = waivers.iter().filter(|waiver| waiver.until >= day).map(|waiver| waiver.flag).collect();
    Flags::of(&flags)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Weekday;

    fn fiscal(pattern: Pattern) -> FiscalSettings {
        FiscalSettings { start_month: 2, pattern, week53: Default::default(), holidays: vec![] }
    }

    #[test]
    fn a_week_begins_on_monday_or_where_the_year_is_made_of_weeks_on_sunday() {
        for number in -10..30_000 {
            let day = Day(number);
            for (pattern, first) in [(Pattern::Months, Weekday::Mon), (Pattern::W445, Weekday::Sun)] {
                let week = week_of(day, &fiscal(pattern));
                assert_eq!(week.weekday(), first);
                assert!((0..7).contains(&day.since(week)));
            }
        }
    }

    #[test]
    fn a_waiver_ends_by_itself() {
        let waivers = [Waived { flag: Flag::Quiet, until: Day(10) }, Waived { flag: Flag::Pushed, until: Day(8) }];
        assert_eq!(waived(&waivers, Day(8)), Flags::of(&[Flag::Quiet, Flag::Pushed]));
        assert_eq!(waived(&waivers, Day(9)), Flags::of(&[Flag::Quiet]));
        assert_eq!(waived(&waivers, Day(11)), Flags::default());
    }
}
