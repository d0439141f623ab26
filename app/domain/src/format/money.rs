//! Money, shortened and exact.

use super::Language;
use crate::{Company, Currency, Money, Ratio};

/// The ways to shorten: a unit, the decimals it is written with, and below how many (in units of the last decimal) it
/// is used. The first that fits is taken, so that 999,960 is not written as 1000k.
const UNITS: [(i64, u32, i64, Unit); 5] = [
    (1, 0, 1_000, Unit::One),
    (1_000, 1, 100, Unit::Thousand),
    (1_000, 0, 1_000, Unit::Thousand),
    (1_000_000, 1, 10_000, Unit::Million),
    (1_000_000_000, 1, i64::MAX, Unit::Billion),
];

#[derive(Clone, Copy)]
enum Unit {
    One,
    Thousand,
    Million,
    Billion,
}

impl Language {
    /// An amount in the company's currency, shortened and without the currency, which the page names once: `1.2M`,
    /// `420k`; in Italian `1,2 mln`, `420k`.
    pub fn money_short(self, amount: Company, currency: Currency) -> String {
        let minor_per_major = 10_i64.pow(currency.decimals());
        for (size, decimals, below, unit) in UNITS {
            let ratio = Ratio::new(amount.0, size.saturating_mul(minor_per_major));
            if let Some(scaled) = ratio.scaled(10_i64.pow(decimals)).filter(|scaled| scaled.abs() < below) {
                return self.decimals(scaled, decimals) + self.unit(unit);
            }
        }
        self.money_exact(amount, currency)
    }

    /// The same with the currency: `€1.2M`, `1,2 mln €`.
    pub fn money_short_with(self, amount: Company, currency: Currency) -> String {
        self.with_currency(&self.money_short(amount, currency), currency)
    }

    /// An amount in the company's currency, to the cent: `€1,234,567.89`, `1.234.567,89 €`.
    pub fn money_exact(self, amount: Company, currency: Currency) -> String {
        self.money(Money { minor: amount.0, currency })
    }

    /// An amount to the cent, with its currency: `€1,234,567.89`, `CHF 1,234.00`; `1.234.567,89 €`.
    pub fn money(self, money: Money) -> String {
        self.with_currency(&self.decimals(money.minor, money.currency.decimals()), money.currency)
    }

    /// Puts a currency where the language has it: before the number in English, with the minus first; else after it.
    fn with_currency(self, number: &str, currency: Currency) -> String {
        let symbol = symbol(currency);
        match self {
            Self::En => {
                let (minus, number) = number.strip_prefix('−').map_or(("", number), |rest| ("−", rest));
                match symbol {
                    Some(symbol) => format!("{minus}{symbol}{number}"),
                    None => format!("{minus}{currency}\u{a0}{number}"),
                }
            }
            Self::It => format!("{number}\u{a0}{}", symbol.unwrap_or(currency.code())),
        }
    }

    fn unit(self, unit: Unit) -> &'static str {
        match (unit, self) {
            (Unit::One, _) => "",
            (Unit::Thousand, _) => "k",
            (Unit::Million, Self::En) => "M",
            (Unit::Million, Self::It) => "\u{a0}mln",
            (Unit::Billion, Self::En) => "B",
            (Unit::Billion, Self::It) => "\u{a0}mld",
        }
    }
}

/// The symbol of a currency that nobody takes for another's.
fn symbol(currency: Currency) -> Option<&'static str> {
    match currency.code() {
        "EUR" => Some("€"),
        "USD" => Some("$"),
        "GBP" => Some("£"),
        "JPY" => Some("¥"),
        "INR" => Some("₹"),
        _ => None,
    }
}
