//! When something happened.

use crate::context::Visit;
use domain::Instant;

/// Day and minute as the company's clock shows them, wherever one looks from.
pub fn moment(visit: &Visit, at: Instant) -> String {
    let (day, minute) = visit.clock.read(at);
    format!("{}, {:02}:{:02}", visit.language.day(day), minute / 60, minute % 60)
}
