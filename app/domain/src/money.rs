//! Money: integer minor units with a currency. Two amounts of possibly different currencies have no `+`:
//! only amounts in the company's currency add up, and the only way there is a [`Rate`].
//!
//! ```compile_fail
//! use domain::{Currency, Money};
//! let euro = Money { minor: 100, currency: Currency::parse("EUR").unwrap() };
//! let dollar = Money { minor: 100, currency: Currency::parse("USD").unwrap() };
//! let sum = euro + dollar; // no such operation
//! ```

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// The codes of money by ISO 4217 that is legal tender somewhere. (Not those of metals, funds and tests.)
const IN_FORCE: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP \
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG \
    HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL \
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR \
    RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD \
    TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// Codes withdrawn since 2015: older deals are in them.
const WITHDRAWN: &str = "ANG BGN BYR CUC HRK LTL MRO SLL STD VEF ZWL";

/// An ISO 4217 currency code, such as `EUR`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The US dollar.
    pub const USD: Self = Self(*b"USD");
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");

    /// The currency with this code, in upper case or lower.
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        let known = |codes: &str| codes.split(' ').any(|known| known.eq_ignore_ascii_case(code));
        (known(IN_FORCE) || known(WITHDRAWN)).then(|| Self(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// How many decimal places its minor unit has (ISO 4217): 2 for most, 0 for yen, 3 for dinars.
    pub fn decimals(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX" | b"VND"
            | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("“{text}” is no currency: write its code by ISO 4217, such as EUR")))
    }
}

/// An amount in some currency. It has no `+`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Money {
    /// Minor units: cents for euro, yen for yen.
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

/// An amount in the company's currency, in minor units: the only kind that adds up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Company(pub i64);

impl Company {
    /// The amount at a probability in hundredths of a percent, rounded half to even. Without wider numbers, since every open
    /// line of a matrix asks for it.
    #[must_use]
    #[inline]
    pub fn at_probability(self, hundredths: u16) -> Self {
        const WHOLE: i64 = 10_000;
        let part = self.0.rem_euclid(WHOLE) * i64::from(hundredths);
        let floor = self.0.div_euclid(WHOLE) * i64::from(hundredths) + part / WHOLE;
        let twice = part % WHOLE * 2;
        Self(floor + i64::from(twice > WHOLE || twice == WHOLE && floor & 1 != 0))
    }
}

impl Add for Company {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Company {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Neg for Company {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl AddAssign for Company {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl SubAssign for Company {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}
impl Sum for Company {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self(0), Add::add)
    }
}

/// An exchange rate: how many billionths of one major unit of the company's currency one major unit of another
/// currency is worth. 1 EUR = 1.0825 USD, with USD the company's, is 1_082_500_000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rate(pub i64);

impl Rate {
    /// One to one: the rate of the company's own currency.
    pub const ONE: Self = Self(1_000_000_000);

    /// An amount of `from` in the company's currency `to`, rounded half to even (measures, section 6: per line). What no
    /// 64 bits hold is the largest that they do.
    pub fn convert(self, minor: i64, from: Currency, to: Currency) -> Company {
        let mut num = i128::from(minor) * i128::from(self.0);
        let mut den = i128::from(Self::ONE.0);
        let (have, want) = (from.decimals(), to.decimals());
        num *= 10_i128.pow(want.saturating_sub(have));
        den *= 10_i128.pow(have.saturating_sub(want));
        Company(divide_half_even(num, den))
    }
}

/// `num / den` rounded to the nearest integer, ties to the even one. `den` is positive.
pub(crate) fn divide_half_even(num: i128, den: i128) -> i64 {
    let (quotient, rest) = (num.div_euclid(den), num.rem_euclid(den));
    let up = match (2 * rest).cmp(&den) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => quotient % 2 != 0,
        std::cmp::Ordering::Less => false,
    };
    let rounded = quotient + i128::from(up);
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes and places as ISO 4217 has them.
    #[test]
    fn only_money_is_a_currency() {
        for (code, places) in [("EUR", 2), ("usd", 2), ("JPY", 0), ("KWD", 3), ("HRK", 2), ("XCG", 2)] {
            assert_eq!(Currency::parse(code).map(Currency::decimals), Some(places), "{code}");
        }
        for code in ["XXZ", "XXX", "XTS", "XAU", "EU", "EURO", "", "€", "E R", "   ", "R E"] {
            assert_eq!(Currency::parse(code), None, "{code}");
        }
    }
}
