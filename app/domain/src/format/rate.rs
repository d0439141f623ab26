//! Exchange rates, to the last digit.

use super::Language;
use crate::Rate;

/// A rate is kept in billionths.
const DIGITS: u32 = 9;

impl Language {
    /// A rate to its last digit that says something: `1.0825`; in Italian `1,0825`.
    pub fn rate(self, rate: Rate) -> String {
        let digits = format!("{:010}", rate.0.unsigned_abs());
        let (whole, rest) = digits.split_at(digits.len() - DIGITS as usize);
        let rest = rest.trim_end_matches('0');
        let minus = if rate.0 < 0 { "−" } else { "" };
        if rest.is_empty() { format!("{minus}{whole}") } else { format!("{minus}{whole}{}{rest}", self.point()) }
    }

    /// The rate that somebody typed, exactly. Nothing if it is not more than zero, has more than nine decimals, or has
    /// anything in it but digits and this language's sign before the decimals: thousands apart could be decimals elsewhere.
    pub fn parse_rate(self, text: &str) -> Option<Rate> {
        let text = text.trim();
        let (whole, rest) = text.split_once(self.point()).unwrap_or((text, ""));
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(rest) || rest.len() > DIGITS as usize || text.ends_with(self.point()) {
            return None;
        }
        let billionths: i64 = format!("{whole}{rest:0<9}").parse().ok()?;
        (billionths > 0).then_some(Rate(billionths))
    }
}
