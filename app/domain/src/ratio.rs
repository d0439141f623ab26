//! Ratios: stored and added up as two numbers, divided only to be shown, and never averaged.

use serde::{Deserialize, Serialize};

/// A numerator and a denominator, both in the same unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ratio {
    /// What is divided.
    pub num: i64,
    /// By what. Zero or less means that the ratio has no value to show.
    pub den: i64,
}

impl Ratio {
    /// `num / den`.
    pub fn new(num: i64, den: i64) -> Self {
        Self { num, den }
    }

    /// The value times `scale`, rounded half away from zero; nothing if the denominator is zero or less.
    /// `scaled(1000)` of 1/3 is 333.
    pub fn scaled(self, scale: i64) -> Option<i64> {
        if self.den <= 0 {
            return None;
        }
        let (num, den) = (i128::from(self.num) * i128::from(scale), i128::from(self.den));
        let half = if num < 0 { -den } else { den };
        i64::try_from((2 * num + half) / (2 * den)).ok()
    }

    /// This ratio divided by another. Without a value if either has none, or the other is zero or less.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        if self.den <= 0 || other.den <= 0 || other.num <= 0 {
            return Self::default();
        }
        let (mut num, mut den) = (i128::from(self.num) * i128::from(other.den), i128::from(self.den) * i128::from(other.num));
        // Only numbers beyond any company's need this; the rest is exact.
        while i64::try_from(num).is_err() || i64::try_from(den).is_err() {
            (num, den) = (num / 2, (den / 2).max(1));
        }
        Self { num: num as i64, den: den as i64 }
    }

    /// Whether it is as large as another, or larger. Without a value it is not.
    pub fn at_least(self, other: Self) -> bool {
        self.den > 0
            && other.den > 0
            && i128::from(self.num) * i128::from(other.den) >= i128::from(other.num) * i128::from(self.den)
    }
}
