//! How numbers of days lie: not only their mean, since a few long deals pull it up.

use crate::Ratio;
use serde::{Deserialize, Serialize};

/// Some numbers of days. Nothing to tell of: nothing but zeros, and ratios without a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Spread {
    /// How many there are.
    pub count: i64,
    /// Their sum: with the count, the mean.
    pub sum: i64,
    /// The sum of their squares: with the other two, the standard deviation.
    pub squares: i64,
    /// The least.
    pub least: i64,
    /// A tenth of them are at most this (between two of them, in proportion).
    pub tenth: Ratio,
    /// A quarter of them are at most this.
    pub quarter: Ratio,
    /// Half of them are at most this: the median.
    pub half: Ratio,
    /// Three quarters of them are at most this.
    pub three_quarters: Ratio,
    /// Nine tenths of them are at most this.
    pub nine_tenths: Ratio,
    /// The most.
    pub most: i64,
}

impl Spread {
    /// Of these numbers, in any order.
    pub fn of(mut days: Vec<i64>) -> Self {
        days.sort_unstable();
        let (Some(&least), Some(&most)) = (days.first(), days.last()) else { return Self::default() };
        let at = |hundredths: usize| {
            let place = (days.len() - 1) * hundredths;
            let (at, part) = (place / 100, (place % 100) as i64);
            let next = days.get(at + 1).copied().unwrap_or(most);
            Ratio::new(days[at] * (100 - part) + next * part, 100)
        };
        Self {
            count: days.len() as i64,
            sum: days.iter().sum(),
            squares: days.iter().map(|days| days * days).sum(),
            least,
            tenth: at(10),
            quarter: at(25),
            half: at(50),
            three_quarters: at(75),
            nine_tenths: at(90),
            most,
        }
    }

    /// The mean.
    pub fn mean(&self) -> Ratio {
        Ratio::new(self.sum, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_two_numbers_it_goes_in_proportion() {
        let spread = Spread::of(vec![7, 1, 3, 2]);
        assert_eq!((spread.count, spread.sum, spread.squares, spread.least, spread.most), (4, 13, 63, 1, 7));
        assert_eq!((spread.half.scaled(100), spread.mean().scaled(100)), (Some(250), Some(325)));
        // A tenth of three steps is 0.3 of the first.
        assert_eq!((spread.tenth.scaled(100), spread.quarter.scaled(100)), (Some(130), Some(175)));
        assert_eq!((spread.three_quarters.scaled(100), spread.nine_tenths.scaled(100)), (Some(400), Some(580)));
    }

    #[test]
    fn one_is_itself_and_none_is_nothing() {
        let one = Spread::of(vec![5]);
        assert!([one.tenth, one.half, one.nine_tenths].iter().all(|days| days.scaled(1) == Some(5)));
        let none = Spread::of(Vec::new());
        assert_eq!((none.half.scaled(1), none.mean().scaled(1)), (None, None));
    }
}
