//! Numbers as people write them: which mark stands before the fraction, and what an amount comes to in minor units.

use contract::import::DecimalMark;

/// What the values of one column say about its decimal mark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumberEvidence {
    /// Values that can only be read with a point.
    pub point: u64,
    /// Values that can only be read with a comma.
    pub comma: u64,
    /// Values that can be read both ways and mean something else each time.
    pub open: u64,
    /// Values without any mark.
    pub plain: u64,
    /// Values that are no numbers.
    pub none: u64,
    /// The first value that can be read both ways.
    pub example: Option<String>,
    /// The first values that need a point, and a comma.
    pub witnesses: (Option<String>, Option<String>),
}

/// How a column's numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberStyle {
    /// Either mark gives the same numbers.
    Any,
    /// This one.
    Settled(DecimalMark),
    /// Somebody has to say.
    Ask,
}

/// How one value can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Plain,
    Point,
    Comma,
    Both,
    None,
}

impl NumberEvidence {
    /// Takes one more value into account. Empty ones say nothing.
    pub fn add(&mut self, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        match reading(value) {
            Reading::Plain => self.plain += 1,
            Reading::Point => {
                self.point += 1;
                self.witnesses.0.get_or_insert_with(|| value.to_owned());
            }
            Reading::Comma => {
                self.comma += 1;
                self.witnesses.1.get_or_insert_with(|| value.to_owned());
            }
            Reading::Both => {
                self.open += 1;
                self.example.get_or_insert_with(|| value.to_owned());
            }
            Reading::None => self.none += 1,
        }
    }

    /// What all values together say.
    pub fn style(&self) -> NumberStyle {
        match (self.point, self.comma, self.open) {
            (0, 0, 0) => NumberStyle::Any,
            (0, 0, _) => NumberStyle::Ask,
            (_, 0, _) => NumberStyle::Settled(DecimalMark::Point),
            (0, _, _) => NumberStyle::Settled(DecimalMark::Comma),
            _ => NumberStyle::Ask,
        }
    }

    /// Whether most values are numbers. (Those that are not will be found one by one.)
    pub fn is_numeric(&self) -> bool {
        self.point + self.comma + self.open + self.plain > self.none
    }
}

/// The digits and marks of a number without sign, brackets, currency and spaces; and whether it is negative.
fn strip(value: &str) -> Option<(bool, String)> {
    let mut text = value.trim();
    let mut negative = false;
    if let Some(inside) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (negative, text) = (true, inside);
    }
    let mut digits = String::with_capacity(text.len());
    let mut letters = String::new();
    let mut signs = 0;
    for c in text.chars() {
        match c {
            '0'..='9' | '.' | ',' => digits.push(c),
            '-' | '−' => {
                signs += 1;
                negative = !negative;
            }
            '+' => signs += 1,
            ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’' | '_' => {}
            '$' | '€' | '£' | '¥' | '₹' | '₽' | '₩' | '₺' | '%' => {}
            c if c.is_ascii_alphabetic() => letters.push(c.to_ascii_uppercase()),
            _ => return None,
        }
    }
    // A currency code, or the "kr", "zł", "Fr." and "US$" of some; never the letters of a word or of an exponent.
    let code =
        letters.is_empty() || domain::Currency::parse(&letters).is_some() || ["US", "KR", "R", "FR"].contains(&letters.as_str());
    let sign_outside = !text
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .collect::<String>()
        .trim_end_matches(['-', '−'])
        .contains(['-', '−', '+']);
    (code && signs <= 1 && sign_outside && digits.bytes().any(|b| b.is_ascii_digit())).then_some((negative, digits))
}

fn reading(value: &str) -> Reading {
    let Some((_, digits)) = strip(value) else { return Reading::None };
    let fits = |mark| split(&digits, mark).is_some();
    match (fits(DecimalMark::Point), fits(DecimalMark::Comma)) {
        (true, true) if !digits.contains(['.', ',']) => Reading::Plain,
        (true, true) => Reading::Both,
        (true, false) => Reading::Point,
        (false, true) => Reading::Comma,
        (false, false) => Reading::None,
    }
}

/// Whole part and fraction, if the text is a number with this mark: groups, where there are any, have three digits.
fn split(digits: &str, mark: DecimalMark) -> Option<(String, String)> {
    let (mark, group) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let (whole, fraction) = match digits.split_once(mark) {
        Some((whole, fraction)) => (whole, fraction),
        None => (digits, ""),
    };
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut groups = whole.split(group);
    let first = groups.next().unwrap_or_default();
    let mut joined = first.to_owned();
    let mut grouped = false;
    for part in groups {
        if part.len() != 3 {
            return None;
        }
        grouped = true;
        joined.push_str(part);
    }
    let bad_first = grouped && (first.is_empty() || first.len() > 3 || first.starts_with('0'));
    let nothing = joined.is_empty() && fraction.is_empty();
    (!bad_first && !nothing && joined.bytes().all(|b| b.is_ascii_digit())).then(|| (joined, fraction.to_owned()))
}

/// An amount, as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// In minor units.
    pub minor: i64,
    /// Whether the text said more than the currency's minor unit holds, and was rounded (half to even).
    pub rounded: bool,
}

/// The amount a text stands for, in units of 10^-`decimals`. `None` if it is no number, or one over 10^15.
pub fn parse(value: &str, mark: DecimalMark, decimals: u32) -> Option<Amount> {
    let value = value.trim();
    // The plain case, and the commonest one: digits only.
    if value.len() <= 12 && !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Amount { minor: value.parse::<i64>().ok()?.checked_mul(10_i64.pow(decimals))?, rounded: false });
    }
    let (negative, digits) = strip(value)?;
    let (whole, fraction) = split(&digits, mark)?;
    if whole.len() > 15 {
        return None;
    }
    let places = decimals as usize;
    let kept: String = fraction.chars().chain(std::iter::repeat('0')).take(places).collect();
    let rest = fraction.get(places..).unwrap_or_default();
    let mut minor = format!("0{whole}{kept}").parse::<i64>().ok()?;
    let rounded = rest.bytes().any(|b| b != b'0');
    if rounded {
        let half = rest.as_bytes()[0].cmp(&b'5').then(if rest[1..].bytes().any(|b| b != b'0') {
            std::cmp::Ordering::Greater
        } else {
            std::cmp::Ordering::Equal
        });
        minor += i64::from(half.is_gt() || (half.is_eq() && minor % 2 != 0));
    }
    Some(Amount { minor: if negative { -minor } else { minor }, rounded })
}

/// The currency a value itself names: `€ 95`, `USD 1,000`. A lone `$` names none, since several dollars use it.
pub fn currency_in(value: &str) -> Option<domain::Currency> {
    if value.contains('€') {
        return Some(domain::Currency::EUR);
    }
    if value.contains('£') {
        return domain::Currency::parse("GBP");
    }
    let letters: String = value.chars().filter(char::is_ascii_alphabetic).collect();
    domain::Currency::parse(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn style(values: &[&str]) -> NumberStyle {
        let mut evidence = NumberEvidence::default();
        values.iter().for_each(|value| evidence.add(value));
        evidence.style()
    }

    #[test]
    fn decides_over_all_values_and_never_guesses() {
        use DecimalMark::{Comma, Point};
        use NumberStyle::{Any, Ask, Settled};
        for (values, expected) in [
            (vec!["100", "2500"], Any),
            (vec!["1,234"], Ask),
            (vec!["1.234"], Ask),
            (vec!["1,234", "12"], Ask),
            (vec!["1,234", "1,234.50"], Settled(Point)),
            (vec!["1.234", "12,5"], Settled(Comma)),
            (vec!["1.234.567"], Settled(Comma)),
            (vec!["1,234,567"], Settled(Point)),
            (vec!["1.234,56", "1,234.56"], Ask),
            (vec!["$95,000.00", "$0.00"], Settled(Point)),
            (vec!["(1,234.50)"], Settled(Point)),
            (vec!["1234,567"], Settled(Comma)),
            (vec!["0,125"], Settled(Comma)),
        ] {
            assert_eq!(style(&values), expected, "{values:?}");
        }
    }

    #[test]
    fn reads_what_people_write() {
        use DecimalMark::{Comma, Point};
        for (text, mark, expected) in [
            ("$95,000.00", Point, Some(9_500_000)),
            ("(1,234.50)", Point, Some(-123_450)),
            ("1.234,56", Comma, Some(123_456)),
            ("€ 1.234", Comma, Some(123_400)),
            ("-12", Point, Some(-1_200)),
            ("12-", Point, Some(-1_200)),
            ("1 234.5", Point, Some(123_450)),
            ("USD 10", Point, Some(1_000)),
            (".5", Point, Some(50)),
            ("24120000", Point, Some(2_412_000_000)),
            ("12a", Point, None),
            ("1e5", Point, None),
            ("12,34.5", Point, None),
            ("1-2", Point, None),
            ("", Point, None),
            ("$", Point, None),
            ("1234567890123456", Point, None),
        ] {
            assert_eq!(parse(text, mark, 2).map(|amount| amount.minor), expected, "{text}");
        }
    }

    #[test]
    fn rounds_half_to_even_and_says_so() {
        for (text, minor, rounded) in [("0.125", 12, true), ("0.135", 14, true), ("0.1250001", 13, true), ("0.120", 12, false)] {
            assert_eq!(parse(text, DecimalMark::Point, 2), Some(Amount { minor, rounded }), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(minor in -1_000_000_000_000_i64..1_000_000_000_000) {
            let (whole, cents) = (minor.abs() / 100, minor.abs() % 100);
            let digits = whole.to_string();
            let grouped = digits.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).unwrap()).collect::<Vec<_>>();
            let sign = if minor < 0 { "-" } else { "" };
            for (mark, text) in [
                (DecimalMark::Point, format!("{sign}{}.{cents:02}", grouped.join(","))),
                (DecimalMark::Comma, format!("{sign}{},{cents:02}", grouped.join("."))),
            ] {
                prop_assert_eq!(parse(&text, mark, 2), Some(Amount { minor, rounded: false }));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,24}") {
            let mut evidence = NumberEvidence::default();
            evidence.add(&text);
            for mark in [DecimalMark::Point, DecimalMark::Comma] {
                parse(&text, mark, 2);
            }
        }
    }
}
