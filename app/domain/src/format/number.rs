//! Plain numbers, percentages and multiples.

use super::Language;
use crate::Ratio;

/// What is shown where there is no value.
const NOTHING: &str = "–";

impl Language {
    /// A whole number with its thousands apart: `12,345`.
    pub fn integer(self, n: i64) -> String {
        self.decimals(n, 0)
    }

    /// A number given in units of its last decimal: `decimals(-12345, 1)` is `−1,234.5`.
    pub fn decimals(self, scaled: i64, decimals: u32) -> String {
        let digits = format!("{:0width$}", scaled.unsigned_abs(), width = decimals as usize + 1);
        let (whole, rest) = digits.split_at(digits.len() - decimals as usize);
        let mut text = String::from(if scaled < 0 { "−" } else { "" });
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                text.push(self.thousands());
            }
            text.push(digit);
        }
        if !rest.is_empty() {
            text.push(self.point());
            text.push_str(rest);
        }
        text
    }

    /// A ratio with so many decimals: `0.95`; a dash if it has no value.
    pub fn ratio(self, ratio: Ratio, decimals: u32) -> String {
        ratio.scaled(10_i64.pow(decimals)).map_or_else(|| NOTHING.into(), |scaled| self.decimals(scaled, decimals))
    }

    /// A whole percentage: `56%`; a dash if the ratio has no value.
    pub fn percent(self, ratio: Ratio) -> String {
        ratio.scaled(100).map_or_else(|| NOTHING.into(), |percent| format!("{}%", self.integer(percent)))
    }

    /// A percentage with one decimal: `56.3%`.
    pub fn percent_exact(self, ratio: Ratio) -> String {
        ratio.scaled(1_000).map_or_else(|| NOTHING.into(), |scaled| format!("{}%", self.decimals(scaled, 1)))
    }

    /// How many times over: `2.9×`; a dash if the ratio has no value.
    pub fn times(self, ratio: Ratio) -> String {
        ratio.scaled(10).map_or_else(|| NOTHING.into(), |tenths| format!("{}×", self.decimals(tenths, 1)))
    }
}
