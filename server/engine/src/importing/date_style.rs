//! How a column's dates are to be read is found out over all of its values; where two ways remain, somebody is asked.

use super::date::{parse_ordered, parse_plain};
use contract::import::{DateDoubt, DateOrder, Misfit};

const ORDERS: [DateOrder; 3] = [DateOrder::Ymd, DateOrder::Mdy, DateOrder::Dmy];

/// What the values of one column say about the order of day and month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateEvidence {
    /// Per order (ymd, mdy, dmy): how many values fit it.
    fits: [u64; 3],
    /// Values whose order matters and that are a date in at least one.
    asked: u64,
    /// Dates that can be read in one way only, whatever the order.
    plain: u64,
    /// Values that are no dates.
    none: u64,
    /// Per pair of orders: whether some value is another day in each (ymd/mdy, ymd/dmy, mdy/dmy).
    differ: [Option<String>; 3],
    /// Per order: the first value that does not fit.
    against: [Option<String>; 3],
}

impl Default for DateEvidence {
    fn default() -> Self {
        Self { fits: [0; 3], asked: 0, plain: 0, none: 0, differ: [const { None }; 3], against: [const { None }; 3] }
    }
}

/// How a column's dates are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateStyle {
    /// No value depends on an order.
    Any,
    /// This order.
    Settled(DateOrder),
    /// These orders are possible, and this is why.
    Ask(Vec<DateOrder>, DateDoubt),
}

impl DateEvidence {
    /// Takes one more value into account. Empty ones say nothing.
    pub fn add(&mut self, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        if parse_plain(value).is_some() {
            self.plain += 1;
            return;
        }
        let readings =
            ORDERS.map(|order| if possible(value, order) { parse_ordered(value, order).map(|when| when.day) } else { None });
        if readings.iter().all(Option::is_none) {
            self.none += 1;
            return;
        }
        self.asked += 1;
        for (at, reading) in readings.iter().enumerate() {
            match reading {
                Some(_) => self.fits[at] += 1,
                None => {
                    self.against[at].get_or_insert_with(|| value.to_owned());
                }
            }
        }
        for (slot, (a, b)) in self.differ.iter_mut().zip([(0, 1), (0, 2), (1, 2)]) {
            if let (Some(one), Some(other)) = (readings[a], readings[b])
                && one != other
            {
                slot.get_or_insert_with(|| value.to_owned());
            }
        }
    }

    /// What all values together say.
    pub fn style(&self) -> DateStyle {
        if self.asked == 0 {
            return DateStyle::Any;
        }
        let possible: Vec<usize> = (0..3).filter(|&at| self.fits[at] == self.asked).collect();
        let orders = |at: &[usize]| at.iter().map(|&at| ORDERS[at]).collect::<Vec<_>>();
        match possible.as_slice() {
            [] => {
                let some: Vec<usize> = (0..3).filter(|&at| self.fits[at] > 0).collect();
                let misfit = |at: usize| Some(Misfit { order: ORDERS[at], value: self.against[at].clone()? });
                DateStyle::Ask(orders(&some), DateDoubt::Neither { against: some.iter().filter_map(|&at| misfit(at)).collect() })
            }
            [one] => DateStyle::Settled(ORDERS[*one]),
            several => {
                let pairs = [(0, 1), (0, 2), (1, 2)];
                let different = pairs
                    .iter()
                    .zip(&self.differ)
                    .filter(|((a, b), _)| several.contains(a) && several.contains(b))
                    .find_map(|(_, example)| example.as_ref());
                match different {
                    Some(example) => DateStyle::Ask(orders(several), DateDoubt::Either { example: example.clone() }),
                    None => DateStyle::Settled(ORDERS[several[several.len() - 1]]),
                }
            }
        }
    }

    /// Whether most values are dates. (Those that are not will be found one by one.)
    pub fn is_dates(&self) -> bool {
        self.plain + self.asked > self.none
    }
}

/// Whether an order is to be thought of at all: a two-digit year comes first only in the form `24-03-05`.
fn possible(value: &str, order: DateOrder) -> bool {
    order != DateOrder::Ymd || value.as_bytes().get(2) == Some(&b'-')
}

#[cfg(test)]
mod tests {
    use super::super::date::parse;
    use super::*;
    use domain::Day;
    use proptest::prelude::*;

    fn style(values: &[&str]) -> DateStyle {
        let mut evidence = DateEvidence::default();
        values.iter().for_each(|value| evidence.add(value));
        evidence.style()
    }

    #[test]
    fn settles_an_order_only_where_the_values_do() {
        use DateOrder::{Dmy, Mdy, Ymd};
        assert_eq!(style(&["2024-03-04", "2024/12/31"]), DateStyle::Any);
        assert_eq!(style(&["7/18/18", "8/10/18"]), DateStyle::Settled(Mdy));
        assert_eq!(style(&["03/04/24", "25/04/24"]), DateStyle::Settled(Dmy));
        assert_eq!(style(&["04/04/24"]), DateStyle::Settled(Dmy), "both orders mean the same day");
        assert_eq!(style(&["03-04-05", "99-04-30"]), DateStyle::Settled(Ymd), "99 is neither a day nor a month");
        let DateStyle::Ask(orders, why) = style(&["03/04/24", "05/06/24"]) else { panic!("must ask") };
        assert_eq!(orders, [Mdy, Dmy]);
        assert_eq!(why, DateDoubt::Either { example: "03/04/24".into() });
        let DateStyle::Ask(orders, why) = style(&["03/25/24", "25/03/24"]) else { panic!("must ask") };
        assert_eq!(orders, [Mdy, Dmy]);
        let misfit = |order, value: &str| Misfit { order, value: value.into() };
        assert_eq!(why, DateDoubt::Neither { against: vec![misfit(Mdy, "25/03/24"), misfit(Dmy, "03/25/24")] });
    }

    #[test]
    fn a_day_that_does_not_exist_is_no_evidence() {
        assert_eq!(style(&["02/23/24", "02/31/24"]), DateStyle::Settled(DateOrder::Mdy));
    }

    proptest! {
        #[test]
        fn a_settled_order_is_the_written_one(days in prop::collection::vec(0_i32..30_000, 1..40), us in any::<bool>()) {
            let order = if us { DateOrder::Mdy } else { DateOrder::Dmy };
            let mut evidence = DateEvidence::default();
            let mut readings = Vec::new();
            for day in days {
                let (y, m, d) = Day(day).ymd();
                let text = if us { format!("{m}/{d}/{y}") } else { format!("{d}/{m}/{y}") };
                evidence.add(&text);
                readings.push((text, Day(day)));
            }
            match evidence.style() {
                DateStyle::Settled(found) => for (text, day) in readings {
                    prop_assert_eq!(parse(&text, Some(found)).map(|when| when.day), Some(day));
                },
                DateStyle::Ask(orders, _) => prop_assert!(orders.contains(&order)),
                DateStyle::Any => prop_assert!(false, "slashes always ask for an order"),
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,24}") {
            let mut evidence = DateEvidence::default();
            evidence.add(&text);
            for order in ORDERS {
                parse(&text, Some(order));
            }
        }
    }
}
