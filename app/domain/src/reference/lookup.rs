//! What held on a day, as far as was known.

use super::{Books, KnownRate};
use crate::{Attribute, Currency, Day, LogNo, State, Version};
use uuid::Uuid;

/// A deal's state as of the end of a day, known at a log position: the version greatest by (effective_at, log number)
/// among those that took effect by then and were known (measures, section 2). The versions are of one deal.
pub fn state_as_of<'a>(books: &Books<'_>, versions: &[&'a Version], day: Day, known_at: LogNo) -> Option<&'a State> {
    versions
        .iter()
        .filter(|version| version.log <= known_at && (books.day_of)(version.effective_at) <= day)
        .max_by_key(|version| (version.effective_at, version.log))
        .map(|version| &version.state)
}

/// What a fact says of its subject on a day: the greatest by (valid from, log number). Empty if nothing is said.
pub fn fact<'a>(books: &Books<'a>, subject: Uuid, attribute: Attribute, day: Day, known_at: LogNo) -> &'a str {
    books
        .facts
        .iter()
        .filter(|fact| fact.subject == subject && fact.attribute == attribute)
        .filter(|fact| fact.valid_from <= day && fact.log <= known_at)
        .max_by_key(|fact| (fact.valid_from, fact.log))
        .map_or("", |fact| fact.value.as_str())
}

/// The latest rate of a currency on or before a day; of two for the same day, the one learnt last.
pub fn rate<'a>(books: &Books<'a>, currency: Currency, day: Day, known_at: LogNo) -> Option<&'a KnownRate> {
    books
        .rates
        .iter()
        .filter(|known| known.rate.currency == currency && known.rate.day <= day && known.log <= known_at)
        .max_by_key(|known| (known.rate.day, known.log))
}
