use domain::calendar::{Pattern, Week53};
use domain::{Day, FiscalCalendar, FiscalSettings, Period, PeriodKey, PeriodKind};
use proptest::collection::vec;
use proptest::prelude::*;

prop_compose! {
    fn calendars()(
        start_month in 1..=12_u32,
        pattern in prop::sample::select(vec![Pattern::Months, Pattern::W445, Pattern::W454, Pattern::W544]),
        nearest in any::<bool>(),
        holidays in vec(14_600..22_000_i32, 0..80),
    ) -> FiscalCalendar {
        let week53 = if nearest { Week53::NearestSaturday } else { Week53::LastSaturday };
        let holidays = holidays.into_iter().map(Day).collect();
        FiscalCalendar::new(FiscalSettings { start_month, pattern, week53, holidays }).unwrap()
    }
}

fn kinds() -> impl Strategy<Value = PeriodKind> {
    prop::sample::select(PeriodKind::ALL.to_vec())
}

/// Business days by counting them one by one.
fn counted(calendar: &FiscalCalendar, from: Day, until: Day) -> i32 {
    (from.0..=until.0).filter(|day| calendar.is_business_day(Day(*day))).count() as i32
}

fn last_business_day(calendar: &FiscalCalendar, period: &Period) -> Day {
    (period.first.0..=period.last.0).rev().map(Day).find(|day| calendar.is_business_day(*day)).unwrap()
}

proptest! {
    #[test]
    fn names_round_trip(fiscal_year in 1900..2300_i32, kind in kinds(), number in 1..=12_u32) {
        let key = PeriodKey { fiscal_year, kind, number: (number - 1) % kind.per_year() + 1 };
        prop_assert_eq!(key.to_string().parse::<PeriodKey>(), Ok(key));
    }

    #[test]
    fn a_day_is_in_the_period_that_contains_it(calendar in calendars(), day in -20_000..80_000_i32, kind in kinds()) {
        let day = Day(day);
        let period = calendar.containing(day, kind);
        prop_assert!(period.contains(day));
        prop_assert_eq!(calendar.period(period.key), Some(period));
    }

    #[test]
    fn the_index_is_what_counting_gives(calendar in calendars(), day in 15_000..21_000_i32, offset in -80..400_i32, kind in kinds()) {
        let period = calendar.containing(Day(day), kind);
        let day = period.first.plus(offset);
        let index = calendar.business_index(&period, day);
        if day >= period.first {
            prop_assert_eq!(index, counted(&calendar, period.first, day));
        } else {
            // Before the period: as many as are still to come before its first day, negative.
            prop_assert_eq!(index, -counted(&calendar, day.plus(1), period.first.plus(-1)));
        }
        // Each business day adds one; others have the index of the day before.
        let step = i32::from(calendar.is_business_day(day));
        prop_assert_eq!(index - calendar.business_index(&period, day.plus(-1)), step);
        let elapsed = calendar.elapsed(&period, day);
        prop_assert!(0 <= elapsed.num && elapsed.num <= elapsed.den);
        prop_assert_eq!(elapsed.den, i64::from(counted(&calendar, period.first, period.last)));
        prop_assert_eq!(i64::from(calendar.business_days_left(&period, day)), elapsed.den - elapsed.num);
    }

    #[test]
    fn a_finished_period_is_compared_with_a_whole_one(calendar in calendars(), day in 15_500..21_000_i32, kind in kinds()) {
        let period = calendar.containing(Day(day), kind);
        let last_year = calendar.previous_year(&period);
        let last = last_business_day(&calendar, &period);
        for day in last.0..=period.last.0 {
            prop_assert_eq!(calendar.same_day_last_year(&period, Day(day)), last_year.last);
        }
        for after in 1..60 {
            prop_assert_eq!(calendar.same_day_last_year(&period, period.last.plus(after)), last_year.last.plus(after));
        }
    }

    #[test]
    fn the_same_day_has_the_same_index(calendar in calendars(), day in 15_500..21_000_i32, kind in kinds()) {
        let day = Day(day);
        let period = calendar.containing(day, kind);
        let last_year = calendar.previous_year(&period);
        prop_assume!(day < last_business_day(&calendar, &period));
        let index = calendar.business_index(&period, day);
        let then = calendar.same_day_last_year(&period, day);
        if index <= calendar.business_days(&last_year) {
            prop_assert_eq!(calendar.business_index(&last_year, then), index);
            prop_assert!(calendar.is_business_day(then));
        } else {
            prop_assert_eq!(then, last_year.last);
        }
    }

    /// A later day is never compared with an earlier one.
    #[test]
    fn the_same_day_does_not_go_back(calendar in calendars(), day in 15_500..21_000_i32, kind in kinds()) {
        let period = calendar.containing(Day(day), kind);
        let mut before = calendar.same_day_last_year(&period, period.first.plus(-30));
        for offset in -29..period.days() + 30 {
            let then = calendar.same_day_last_year(&period, period.first.plus(offset));
            prop_assert!(before <= then);
            before = then;
        }
    }
}
