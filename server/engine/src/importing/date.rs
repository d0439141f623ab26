//! Dates as people write them.

use contract::import::DateOrder;
use domain::{Day, Instant};

/// A date, with the time of day where the value had one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The civil day, as written.
    pub day: Day,
    /// Milliseconds since the start of the day, as written.
    pub time_ms: Option<u32>,
    /// What is added to universal time to get the written time, where the value says so.
    pub offset_min: Option<i32>,
}

impl When {
    /// The moment, if the value says time and offset.
    pub fn instant(&self) -> Option<Instant> {
        let (time, offset) = (self.time_ms?, self.offset_min?);
        Some(Instant(i64::from(self.day.0) * 86_400_000 + i64::from(time) - i64::from(offset) * 60_000))
    }
}

/// The date a value stands for. `None` if it is no date, such as 31 February.
pub fn parse(value: &str, order: Option<DateOrder>) -> Option<When> {
    let value = value.trim();
    parse_plain(value).or_else(|| parse_ordered(value, order?))
}

/// A date that can be read in one way only: year first with four digits, with a month's name, or as milliseconds.
pub(super) fn parse_plain(value: &str) -> Option<When> {
    let bytes = value.as_bytes();
    if bytes.len() < 6 || !value.is_ascii() && !value.chars().any(char::is_alphabetic) {
        return None;
    }
    let four = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    if four == 4 && matches!(bytes.get(4), Some(b'-' | b'/' | b'.')) {
        let (date, time) = split_time(value);
        let mut parts = date.split(['-', '/', '.']);
        let (year, month, day) = (digits(parts.next()?)?, digits(parts.next()?)?, digits(parts.next()?)?);
        return parts.next().is_none().then_some(()).and_then(|()| make(year, month, day, time));
    }
    if four == bytes.len() && four == 8 {
        return make(digits(&value[..4])?, digits(&value[4..6])?, digits(&value[6..])?, "").filter(|when| plausible(when.day));
    }
    if four == bytes.len() && four == 13 {
        let ms = value.parse::<i64>().ok()?;
        let day = Day(i32::try_from(ms.div_euclid(86_400_000)).ok()?);
        return plausible(day).then_some(When { day, time_ms: Some(ms.rem_euclid(86_400_000) as u32), offset_min: Some(0) });
    }
    with_month_name(value)
}

fn plausible(day: Day) -> bool {
    (1970..2200).contains(&day.ymd().0)
}

/// `18 Jul 2024`, `Jul 18, 2024`, `18-lug-24`.
fn with_month_name(value: &str) -> Option<When> {
    let parts: Vec<&str> = value.split([' ', '-', ',', '.', '/']).filter(|part| !part.is_empty()).collect();
    let [a, b, c, rest @ ..] = parts.as_slice() else { return None };
    let (day, month, year) = match (month_named(a), month_named(b)) {
        (Some(month), None) => {
            (digits(b.trim_end_matches("th").trim_end_matches("st").trim_end_matches("nd").trim_end_matches("rd"))?, month, c)
        }
        (None, Some(month)) => (digits(a)?, month, c),
        _ => return None,
    };
    make(full_year(year)?, month, day, &rest.join(" "))
}

fn month_named(text: &str) -> Option<u32> {
    const NAMES: [&[&str]; 12] = [
        &["jan", "january", "gen", "gennaio"],
        &["feb", "february", "febbraio"],
        &["mar", "march", "marzo"],
        &["apr", "april", "aprile"],
        &["may", "mag", "maggio"],
        &["jun", "june", "giu", "giugno"],
        &["jul", "july", "lug", "luglio"],
        &["aug", "august", "ago", "agosto"],
        &["sep", "sept", "september", "set", "settembre"],
        &["oct", "october", "ott", "ottobre"],
        &["nov", "november", "novembre"],
        &["dec", "december", "dic", "dicembre"],
    ];
    if text.len() < 3 || !text.as_bytes()[0].is_ascii_alphabetic() {
        return None;
    }
    let text = text.to_lowercase();
    NAMES.iter().position(|names| names.contains(&text.as_str())).map(|at| at as u32 + 1)
}

/// A date of three numbers in a given order.
pub(super) fn parse_ordered(value: &str, order: DateOrder) -> Option<When> {
    let (date, time) = split_time(value);
    let separator = date.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(separator, '/' | '-' | '.') {
        return None;
    }
    let mut parts = date.split(separator);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || a.len() > 4 || b.len() > 2 {
        return None;
    }
    let (year, month, day) = match order {
        DateOrder::Ymd => (a, b, c),
        DateOrder::Mdy => (c, a, b),
        DateOrder::Dmy => (c, b, a),
    };
    if day.len() > 2 || month.len() > 2 {
        return None;
    }
    make(full_year(year)?, digits(month)?, digits(day)?, time)
}

/// A year of four digits, or of two: 69–99 are 1969–1999, 00–68 are 2000–2068 (as POSIX has it).
fn full_year(text: &str) -> Option<u32> {
    let year = digits(text)?;
    match text.len() {
        4 => Some(year),
        2 => Some(if year >= 69 { 1900 + year } else { 2000 + year }),
        _ => None,
    }
}

fn split_time(value: &str) -> (&str, &str) {
    let at = value.find([' ', 'T', 't']).unwrap_or(value.len());
    (&value[..at], value[at..].trim_start_matches([' ', 'T', 't']))
}

fn digits(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn make(year: u32, month: u32, day: u32, time: &str) -> Option<When> {
    let day = Day::from_ymd(year as i32, month, day)?;
    if time.is_empty() {
        return Some(When { day, time_ms: None, offset_min: None });
    }
    let (time_ms, offset_min) = time_of_day(time)?;
    Some(When { day, time_ms: Some(time_ms), offset_min })
}

/// `16:14`, `16:14:25.000+0000`, `08:55 PM`, `16:14:25Z`.
fn time_of_day(text: &str) -> Option<(u32, Option<i32>)> {
    let upper = text.trim().to_ascii_uppercase();
    let (text, half) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(rest), _) => (rest.trim_end(), Some(0)),
        (_, Some(rest)) => (rest.trim_end(), Some(12)),
        _ => (upper.as_str(), None),
    };
    let (clock, offset) = match text.find(['Z', '+', '-']) {
        None if text.ends_with("UTC") => (text.trim_end_matches("UTC").trim_end(), Some(0)),
        None => (text, None),
        Some(at) => (text[..at].trim_end(), Some(offset_of(&text[at..])?)),
    };
    let mut parts = clock.split(':');
    let mut hour = digits(parts.next()?)?;
    let minute = digits(parts.next()?)?;
    let seconds = parts.next().unwrap_or("0");
    let (second, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, ""));
    let second = digits(second)?;
    let ms = if fraction.is_empty() {
        0
    } else {
        fraction.get(..fraction.len().min(3)).and_then(digits)? * 10_u32.pow(3 - fraction.len().min(3) as u32)
    };
    if let Some(half) = half {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + half;
    }
    (parts.next().is_none() && hour < 24 && minute < 60 && second < 61)
        .then(|| (((hour * 60 + minute) * 60 + second.min(59)) * 1_000 + ms, offset))
}

fn offset_of(text: &str) -> Option<i32> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let figures: String = text[1..].chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = match figures.len() {
        2 => (digits(&figures)?, 0),
        4 => (digits(&figures[..2])?, digits(&figures[2..])?),
        _ => return None,
    };
    (hours <= 15 && minutes < 60).then(|| sign * (hours * 60 + minutes) as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_day_that_does_not_exist_is_no_evidence() {
        assert_eq!(parse("2024-02-31", None), None);
        assert_eq!(parse("31/02/2024", Some(DateOrder::Dmy)), None);
        assert_eq!(parse("2023-02-29", None), None);
    }

    #[test]
    fn reads_what_systems_write() {
        let day = |y, m, d| Day::from_ymd(y, m, d).unwrap();
        for (text, order, expected) in [
            ("2024-01-22T16:14:25.000+0000", None, day(2024, 1, 22)),
            ("2021-01-07 6:49:18", None, day(2021, 1, 7)),
            ("02/23/26 08:55 PM", Some(DateOrder::Mdy), day(2026, 2, 23)),
            ("18 Jul 2024", None, day(2024, 7, 18)),
            ("Jul 18, 2024", None, day(2024, 7, 18)),
            ("18-lug-24", None, day(2024, 7, 18)),
            ("20240718", None, day(2024, 7, 18)),
            ("7/8/2024", Some(DateOrder::Dmy), day(2024, 8, 7)),
            ("1721260800000", None, day(2024, 7, 18)),
        ] {
            assert_eq!(parse(text, order).map(|when| when.day), Some(expected), "{text}");
        }
        let when = parse("2024-01-22T16:14:25.500+01:00", None).unwrap();
        assert_eq!(when.instant(), Some(Instant(1_705_936_465_500)));
        for text in ["tomorrow", "2024", "12:30", "1/2", "2024-13-01", "00/10/2024", "Mayor 3 2024"] {
            assert_eq!(parse(text, Some(DateOrder::Mdy)), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_is_read_back_in_every_order(days in -10_000_i32..60_000) {
            let day = Day(days);
            let (y, m, d) = day.ymd();
            for (order, text) in [
                (DateOrder::Ymd, format!("{y:04}-{m:02}-{d:02}")),
                (DateOrder::Mdy, format!("{m}/{d}/{y:04}")),
                (DateOrder::Dmy, format!("{d:02}.{m:02}.{y:04}")),
            ] {
                prop_assert_eq!(parse(&text, Some(order)).map(|when| when.day), Some(day));
            }
        }
    }
}
