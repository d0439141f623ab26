//! Amounts as people type them.

use super::Language;
use crate::Currency;

impl Language {
    /// An amount to edit: no thousands apart, no currency, decimals only where they say something: `1234567.5` of a
    /// currency with cents is `1234567.50`, a round one `1234567`.
    pub fn amount(self, minor: i64, currency: Currency) -> String {
        let decimals = currency.decimals();
        let per_major = 10_u64.pow(decimals);
        let (whole, rest) = (minor.unsigned_abs() / per_major, minor.unsigned_abs() % per_major);
        let minus = if minor < 0 { "-" } else { "" };
        if rest == 0 {
            return format!("{minus}{whole}");
        }
        format!("{minus}{whole}{}{rest:0width$}", self.point(), width = decimals as usize)
    }

    /// The same with its thousands apart, for a grid: `1,234,567`, `1,234,567.50`; `1.234.567,50`.
    pub fn amount_apart(self, minor: i64, currency: Currency) -> String {
        let per_major = 10_i64.pow(currency.decimals());
        if minor % per_major == 0 { self.integer(minor / per_major) } else { self.decimals(minor, currency.decimals()) }
    }

    /// The amount in minor units that somebody typed: `1,234.50`, `1.2M`, `€420k`; in Italian `1.234,50`, `1,2 mln`.
    /// Nothing if it could be read in two ways (`1,2` in English; `1.000`, which elsewhere is a thousand), has more
    /// decimals than the currency, or is no number.
    pub fn parse_amount(self, text: &str, currency: Currency) -> Option<i64> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let text = text.to_lowercase();
        let (negative, text) = match text.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, text.as_str()),
        };
        let code = currency.code().to_lowercase();
        let symbols = ["€", "$", "£", "¥", "₹", code.as_str()];
        let text = symbols.iter().find_map(|symbol| text.strip_prefix(symbol).or(text.strip_suffix(symbol))).unwrap_or(text);
        let (text, zeros) =
            [("mila", 3), ("mln", 6), ("mio", 6), ("mld", 9), ("mrd", 9), ("bn", 9), ("k", 3), ("m", 6), ("b", 9)]
                .iter()
                .find_map(|(unit, zeros)| text.strip_suffix(unit).map(|rest| (rest, *zeros)))
                .unwrap_or((text, 0));
        let (whole, rest) = text.split_once(self.point()).unwrap_or((text, ""));
        let whole = join_thousands(whole, self.thousands())?;
        let decimals = rest.trim_end_matches('0');
        let too_many = rest.len() > (currency.decimals() + zeros) as usize;
        if whole.is_empty() || too_many || !rest.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let digits = (currency.decimals() + zeros).checked_sub(decimals.len() as u32)?;
        let scaled: i64 = format!("{whole}{decimals}").parse().ok()?;
        let minor = scaled.checked_mul(10_i64.checked_pow(digits)?)?;
        Some(if negative { -minor } else { minor })
    }
}

/// The digits of a whole number; separators must stand at every third place, or nowhere.
fn join_thousands(text: &str, separator: char) -> Option<String> {
    let groups: Vec<&str> = text.split(separator).collect();
    let plain = groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_digit()));
    let apart = groups.len() == 1 || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3));
    (plain && apart).then(|| groups.concat())
}
