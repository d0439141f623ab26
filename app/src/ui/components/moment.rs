//! When something happened.

use domain::format::Language;
use domain::{Day, Instant};

/// Day and minute, in UTC: the same on the server and in every browser.
pub fn moment(language: Language, at: Instant) -> String {
    let minute = at.0.rem_euclid(86_400_000) / 60_000;
    let day = Day(i32::try_from(at.0.div_euclid(86_400_000)).unwrap_or(0));
    format!("{}, {:02}:{:02} UTC", language.day(day), minute / 60, minute % 60)
}
