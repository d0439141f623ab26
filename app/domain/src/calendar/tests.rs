//! Expectations from outside: the retail calendar of the NRF, the fiscal years Apple reports, and calendars on paper.

use super::*;
use crate::{Day, Ratio};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn key(text: &str) -> PeriodKey {
    text.parse().unwrap()
}

fn settings(start_month: u32, pattern: Pattern, week53: Week53) -> FiscalSettings {
    FiscalSettings { start_month, pattern, week53, holidays: Vec::new() }
}

fn calendar(start_month: u32, pattern: Pattern, week53: Week53) -> FiscalCalendar {
    FiscalCalendar::new(settings(start_month, pattern, week53)).unwrap()
}

fn february() -> FiscalCalendar {
    calendar(2, Pattern::Months, Week53::default())
}

fn days(calendar: &FiscalCalendar, name: &str) -> (String, String) {
    let period = calendar.period(key(name)).unwrap();
    assert_eq!(period.key, key(name));
    (period.first.to_string(), period.last.to_string())
}

fn pair(first: &str, last: &str) -> (String, String) {
    (first.to_owned(), last.to_owned())
}

#[test]
fn a_year_from_february_is_named_after_its_end() {
    let calendar = february();
    assert_eq!(days(&calendar, "FY27"), pair("2026-02-01", "2027-01-31"));
    assert_eq!(days(&calendar, "FY27-H2"), pair("2026-08-01", "2027-01-31"));
    assert_eq!(days(&calendar, "FY27-Q4"), pair("2026-11-01", "2027-01-31"));
    assert_eq!(days(&calendar, "FY27-M11"), pair("2026-12-01", "2026-12-31"));
    assert_eq!(days(&calendar, "FY24-M1"), pair("2023-02-01", "2023-02-28"));
    assert_eq!(days(&calendar, "FY25-M1"), pair("2024-02-01", "2024-02-29"));
}

#[test]
fn a_calendar_year_has_its_own_name() {
    let calendar = calendar(1, Pattern::Months, Week53::default());
    assert_eq!(days(&calendar, "FY27"), pair("2027-01-01", "2027-12-31"));
    assert_eq!(days(&calendar, "FY27-Q4"), pair("2027-10-01", "2027-12-31"));
}

#[test]
fn a_year_from_october_is_the_one_of_the_us_government() {
    assert_eq!(days(&calendar(10, Pattern::Months, Week53::default()), "FY26"), pair("2025-10-01", "2026-09-30"));
}

/// The 4-5-4 calendar of the National Retail Federation ends on the Saturday nearest to 31 January. Its "2023", which
/// we name after the year it ends in, ran from 29 January 2023 to 3 February 2024 and had 53 weeks, as 2000, 2006, 2012
/// and 2017 had.
#[test]
fn the_retail_calendar() {
    let calendar = calendar(2, Pattern::W454, Week53::NearestSaturday);
    assert_eq!(days(&calendar, "FY24"), pair("2023-01-29", "2024-02-03"));
    assert_eq!(days(&calendar, "FY24-M1"), pair("2023-01-29", "2023-02-25"));
    assert_eq!(days(&calendar, "FY24-M2"), pair("2023-02-26", "2023-04-01"));
    assert_eq!(days(&calendar, "FY24-M3"), pair("2023-04-02", "2023-04-29"));
    assert_eq!(days(&calendar, "FY24-M12"), pair("2023-12-31", "2024-02-03"));
    assert_eq!(days(&calendar, "FY25"), pair("2024-02-04", "2025-02-01"));
    let long: Vec<i32> = (2001..=2026).filter(|year| calendar.period(PeriodKey::year(*year)).unwrap().days() == 53 * 7).collect();
    assert_eq!(long, [2001, 2007, 2013, 2018, 2024]);
}

/// Apple's fiscal year ends on the last Saturday of September (form 10-K): 24 September 2022, 30 September 2023 (53
/// weeks), 28 September 2024, 27 September 2025.
#[test]
fn a_year_that_ends_on_the_last_saturday() {
    let calendar = calendar(10, Pattern::W445, Week53::LastSaturday);
    assert_eq!(days(&calendar, "FY23"), pair("2022-09-25", "2023-09-30"));
    assert_eq!(days(&calendar, "FY24"), pair("2023-10-01", "2024-09-28"));
    assert_eq!(days(&calendar, "FY25"), pair("2024-09-29", "2025-09-27"));
    assert_eq!(days(&calendar, "FY24-Q1"), pair("2023-10-01", "2023-12-30"));
    assert_eq!(calendar.period(key("FY23-M12")).unwrap().days(), 6 * 7);
}

#[test]
fn periods_tile_the_years() {
    for pattern in [Pattern::Months, Pattern::W445, Pattern::W454, Pattern::W544] {
        for start in 1..=12 {
            for week53 in [Week53::LastSaturday, Week53::NearestSaturday] {
                let calendar = calendar(start, pattern, week53);
                for year in 2015..2035 {
                    let whole = calendar.period(PeriodKey::year(year)).unwrap();
                    assert_eq!(calendar.period(PeriodKey::year(year + 1)).unwrap().first, whole.last.plus(1));
                    for kind in PeriodKind::ALL {
                        let parts = calendar.periods_of(year, kind);
                        assert_eq!(parts.len() as u32, kind.per_year());
                        assert_eq!((parts[0].first, parts[parts.len() - 1].last), (whole.first, whole.last));
                        assert!(parts.windows(2).all(|two| two[0].last.plus(1) == two[1].first));
                        for part in &parts {
                            assert_eq!(calendar.containing(part.first, kind), *part);
                            assert_eq!(calendar.containing(part.last, kind), *part);
                            assert_eq!(calendar.before(&calendar.after(part)), *part);
                            let earlier = calendar.previous_year(part);
                            assert_eq!((earlier.key.fiscal_year, earlier.key.kind), (year - 1, kind));
                            assert_eq!(earlier.key.number, part.key.number);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_outside_the_table_is_answered_with_its_edge() {
    let calendar = february();
    assert_eq!(calendar.period(PeriodKey::year(1899)), None);
    assert_eq!(calendar.period(PeriodKey::quarter(2027, 5)), None);
    assert_eq!(calendar.containing(Day(i32::MIN / 2), PeriodKind::Year).key, PeriodKey::year(1900));
    assert_eq!(calendar.containing(day("9999-12-31"), PeriodKind::Quarter).key, PeriodKey::quarter(2299, 4));
}

#[test]
fn names() {
    for name in ["FY27", "FY27-H1", "FY27-Q4", "FY27-M11", "FY00", "FY99-M12", "FY1998-Q1", "FY2100"] {
        assert_eq!(key(name).to_string(), name);
    }
    assert_eq!(key("FY2027-Q4"), key("FY27-Q4"));
    for wrong in [
        "", "FY", "FY7", "FY027", "fy27", "FY27-", "FY27-Q", "FY27-Q0", "FY27-Q5", "FY27-H3", "FY27-M13", "FY27-X1", "FY+7",
        "FY27-Q+1", "FY27-é",
    ] {
        assert!(wrong.parse::<PeriodKey>().is_err(), "{wrong}");
    }
}

/// November 2026 to January 2027, with Christmas, New Year and (a Saturday, so not counted twice) 26 December free.
fn with_holidays() -> FiscalCalendar {
    let holidays = ["2027-01-01", "2026-12-25", "2026-12-26", "2026-12-25"].map(day).to_vec();
    FiscalCalendar::new(FiscalSettings { holidays, ..settings(2, Pattern::Months, Week53::default()) }).unwrap()
}

#[test]
fn business_days_on_paper() {
    let calendar = with_holidays();
    let quarter = calendar.period(key("FY27-Q4")).unwrap();
    // 21 in November, 23 − 1 in December, 21 − 1 in January.
    assert_eq!(calendar.business_days(&quarter), 63);
    for (day_, index) in [
        ("2026-10-28", -2),
        ("2026-10-29", -1),
        ("2026-10-30", 0), // a Friday, the last business day before
        ("2026-11-01", 0), // a Sunday: the index of the business day before it
        ("2026-11-02", 1),
        ("2026-11-06", 5),
        ("2026-11-08", 5),
        ("2026-11-09", 6),
        ("2026-12-24", 39),
        ("2026-12-25", 39),
        ("2026-12-27", 39),
        ("2026-12-28", 40),
        ("2027-01-29", 63),
        ("2027-01-31", 63),
        ("2027-02-01", 64),
    ] {
        assert_eq!(calendar.business_index(&quarter, day(day_)), index, "{day_}");
    }
    assert_eq!(calendar.elapsed(&quarter, day("2026-11-06")), Ratio::new(5, 63));
    assert_eq!(calendar.elapsed(&quarter, day("2026-10-01")), Ratio::new(0, 63));
    assert_eq!(calendar.elapsed(&quarter, day("2027-06-01")), Ratio::new(63, 63));
    assert_eq!(calendar.business_days_left(&quarter, day("2027-01-22")), 5);
    assert!(!calendar.is_business_day(day("2026-12-25")));
    assert!(!calendar.is_business_day(day("2026-12-26")));
    assert!(calendar.is_business_day(day("2026-12-28")));
}

#[test]
fn the_same_day_last_year_on_paper() {
    let calendar = february();
    let quarter = calendar.period(key("FY27-Q4")).unwrap();
    for (day_, last_year) in [
        ("2026-11-02", "2025-11-03"), // both the first Monday
        ("2026-11-06", "2025-11-07"), // the 5th business day
        ("2026-11-08", "2025-11-07"), // a Sunday counts as the Friday before
        ("2026-10-30", "2025-10-31"), // index 0: the last business day before
        ("2026-10-29", "2025-10-30"),
        ("2027-01-28", "2026-01-29"), // one before the last
        ("2027-01-29", "2026-01-31"), // the last business day: last year's last calendar day
        ("2027-01-31", "2026-01-31"),
        ("2027-02-01", "2026-02-01"), // and the same offset after it
        ("2027-02-20", "2026-02-20"),
    ] {
        assert_eq!(calendar.same_day_last_year(&quarter, day(day_)), day(last_year), "{day_}");
    }
}

/// October to December 2024 has 66 business days, a year earlier 65: where there is none with the index, last year's
/// period has ended.
#[test]
fn last_year_can_be_shorter() {
    let calendar = calendar(1, Pattern::Months, Week53::default());
    let quarter = calendar.period(key("FY24-Q4")).unwrap();
    assert_eq!(calendar.business_days(&quarter), 66);
    assert_eq!(calendar.business_days(&calendar.previous_year(&quarter)), 65);
    assert_eq!(calendar.same_day_last_year(&quarter, day("2024-12-30")), day("2023-12-29"));
    assert_eq!(calendar.same_day_last_year(&quarter, day("2024-12-31")), day("2023-12-31"));
}
