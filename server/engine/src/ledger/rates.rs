//! Exchange rates by day.

use domain::{Currency, Rate};

/// A rate, and the day it is of.
pub type Dated = (Rate, i32);

/// The rates of each currency, by the ledger's number of the currency.
#[derive(Clone, Debug, Default)]
pub struct Rates {
    /// (day, log number, rate), in that order.
    by_currency: Vec<Vec<(i32, i64, Rate)>>,
}

impl Rates {
    /// Adds a rate. Of two of the same day the one with the greater log number counts.
    pub fn add(&mut self, currency: u32, day: i32, log: i64, rate: Rate) {
        let at = currency as usize;
        if self.by_currency.len() <= at {
            self.by_currency.resize(at + 1, Vec::new());
        }
        let rates = &mut self.by_currency[at];
        let place = rates.partition_point(|&(other, number, _)| (other, number) <= (day, log));
        rates.insert(place, (day, log, rate));
    }

    /// The latest rate of a currency on or before a day.
    pub fn at(&self, currency: u32, day: i32) -> Option<Dated> {
        let rates = self.by_currency.get(currency as usize)?;
        let place = rates.partition_point(|&(other, ..)| other <= day);
        rates.get(place.checked_sub(1)?).map(|&(day, _, rate)| (rate, day))
    }
}

/// How to turn amounts of one currency into the company's.
#[derive(Clone, Copy, Debug)]
pub enum Exchange {
    /// They are the company's.
    Same,
    /// At this rate.
    At(Dated, Currency),
    /// No rate is known on that day.
    Missing,
}

/// The exchanges of all currencies on the days of a range.
#[derive(Debug)]
pub struct Exchanges {
    first: i32,
    days: usize,
    by_currency: Vec<Exchange>,
}

impl Exchanges {
    /// Looked up once for the days from `first` to `last`.
    pub fn new(rates: &Rates, codes: &[Box<str>], home: Currency, first: i32, last: i32) -> Self {
        let days = (last - first).max(0) as usize + 1;
        let mut by_currency = Vec::with_capacity(codes.len() * days);
        for (number, code) in codes.iter().enumerate() {
            let currency = Currency::parse(code);
            by_currency.extend((0..days as i32).map(|day| match currency {
                Some(currency) if currency == home => Exchange::Same,
                Some(currency) => match rates.at(number as u32, first + day) {
                    Some(dated) => Exchange::At(dated, currency),
                    None => Exchange::Missing,
                },
                None => Exchange::Missing,
            }));
        }
        Self { first, days, by_currency }
    }

    /// The exchange of a currency on a day of the range.
    #[inline]
    pub fn on(&self, currency: u16, day: i32) -> Exchange {
        let at = ((day - self.first).max(0) as usize).min(self.days - 1);
        self.by_currency[currency as usize * self.days + at]
    }
}
