//! Ids of what is made up: version 7 by their bits, from the seed instead of the clock.

use super::dice::Dice;
use uuid::{Builder, Uuid};

/// What an id is of; the ids of one kind sort as they are made, which databases like.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Person = 1,
    Team = 2,
    Account = 3,
    Product = 4,
    Campaign = 5,
    Opportunity = 6,
    Contact = 7,
    Activity = 8,
}

/// 2025-01-01, from where the ids' timestamps count: they order, they do not date.
const EPOCH: u64 = 1_735_689_600_000;

/// The id of the `at`-th of a kind.
pub(super) fn id(seed: u64, kind: Kind, at: u64) -> Uuid {
    let mut dice = Dice::new(seed ^ (0xD0 + kind as u64), at);
    let mut random = [0; 10];
    random[..8].copy_from_slice(&dice.bits().to_be_bytes());
    random[8..].copy_from_slice(&dice.bits().to_be_bytes()[..2]);
    Builder::from_unix_timestamp_millis(EPOCH + at, &random).into_uuid()
}
