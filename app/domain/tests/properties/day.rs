use domain::{Day, Weekday};
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn weekday(day: Date) -> Weekday {
    use jiff::civil::Weekday as Jiff;
    match day.weekday() {
        Jiff::Monday => Weekday::Mon,
        Jiff::Tuesday => Weekday::Tue,
        Jiff::Wednesday => Weekday::Wed,
        Jiff::Thursday => Weekday::Thu,
        Jiff::Friday => Weekday::Fri,
        Jiff::Saturday => Weekday::Sat,
        Jiff::Sunday => Weekday::Sun,
    }
}

/// Every day from year 1 to year 9999, against jiff.
#[test]
fn every_civil_day_is_jiffs() {
    let (first, last) = (date(1, 1, 1), date(9999, 12, 31));
    let epoch = date(1970, 1, 1);
    let mut number = (first - epoch).get_days();
    let mut jiff = first;
    loop {
        let day = Day(number);
        let (year, month, of_month) = day.ymd();
        assert_eq!((year, month, of_month), (i32::from(jiff.year()), jiff.month() as u32, jiff.day() as u32));
        assert_eq!(Day::from_ymd(year, month, of_month), Some(day));
        assert_eq!(day.weekday(), weekday(jiff));
        if jiff == last {
            break;
        }
        (number, jiff) = (number + 1, jiff.tomorrow().unwrap());
    }
}

#[test]
fn days_that_are_not() {
    for text in [
        "2023-02-29",
        "2100-02-29",
        "2024-02-30",
        "2024-13-01",
        "2024-00-10",
        "2024-04-31",
        "0000-01-01",
        "2024-1-1",
        "24-01-01",
        "2024-01-01T00:00",
        "2024/01/01",
        "",
        "２024-01-1",
        "+024-01-01",
    ] {
        assert!(text.parse::<Day>().is_err(), "{text}");
    }
    assert_eq!("2024-02-29".parse::<Day>().map(|day| day.to_string()), Ok("2024-02-29".into()));
}

proptest! {
    #[test]
    fn a_triple_is_a_day_if_jiff_says_so(year in 1..9999_i16, month in 0..14_i8, day in 0..33_i8) {
        let ours = Day::from_ymd(year.into(), month as u32, day as u32);
        prop_assert_eq!(ours.is_some(), Date::new(year, month, day).is_ok());
    }

    #[test]
    fn text_round_trips(number in -719_162..2_932_896_i32) {
        let day = Day(number);
        prop_assert_eq!(day.to_string().parse::<Day>(), Ok(day));
        prop_assert_eq!(serde_json::from_str::<Day>(&serde_json::to_string(&day).unwrap()).unwrap(), day);
    }
}
