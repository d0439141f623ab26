//! Random questions to a history.

use super::company::{CURRENCIES, FAMILIES, OTHERS, REGIONS, SEGMENTS, STAGES, TACTICS};
use super::{DAY_ONE, History, LAST_DAY};
use crate::reference::Question;
use crate::{DealType, Dimension, Filter, LogNo, PeriodKind, Source};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A question before it meets its history: numbers that choose.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Up to two dimensions.
    pub rows: Vec<u8>,
    /// Dimensions and two keys of each.
    pub filter: Vec<(u8, u8, u8)>,
    /// The period: a kind, and a day in it, counted from the first.
    pub period: (u8, u16),
    /// The as-of day, counted from the period's first.
    pub as_of: i32,
    /// Known at the head, or at so many 256ths of the log.
    pub known_at: Option<u8>,
    /// Whether today's organisation is asked for.
    pub today: bool,
}

/// Questions: mostly quarters, with the as-of day in or around them.
pub fn ask() -> impl Strategy<Value = Ask> {
    let period =
        (prop_oneof![Just(0_u8), Just(1), Just(2), Just(2), Just(2), Just(3)], prop_oneof![3 => 250..440_u16, 1 => 0..730_u16]);
    let filter = prop_oneof![2 => Just(Vec::new()), 1 => vec((any::<u8>(), any::<u8>(), any::<u8>()), 1..3)];
    (vec(any::<u8>(), 0..3), filter, period, -30..140_i32, proptest::option::weighted(0.3, any::<u8>()), any::<bool>())
        .prop_map(|(rows, filter, period, as_of, known_at, today)| Ask { rows, filter, period, as_of, known_at, today })
}

impl History {
    /// The question this asks of this history.
    pub fn question(&self, ask: &Ask) -> Question {
        let dimension = |at: &u8| Dimension::ALL[usize::from(*at) % Dimension::ALL.len()];
        let mut rows: Vec<Dimension> = ask.rows.iter().map(dimension).collect();
        rows.dedup();
        let mut filter = Filter::default();
        for (of, one, other) in &ask.filter {
            let keys = self.keys(dimension(of));
            let key = |at: &u8| keys[usize::from(*at) % keys.len()].clone();
            filter.0.insert(dimension(of), BTreeSet::from([key(one), key(other)]));
        }
        let (kind, day) = ask.period;
        let kind = PeriodKind::ALL[usize::from(kind) % PeriodKind::ALL.len()];
        let period = self.calendar.containing(DAY_ONE.plus(day.into()), kind);
        Question {
            rows,
            filter,
            period,
            as_of: period.first.plus(ask.as_of),
            known_at: ask.known_at.map_or(self.head, |part| LogNo(self.head.0 * i64::from(part) / 256)),
            organisation: ask.today.then_some(LAST_DAY),
        }
    }

    /// All keys a dimension can have here, "(none)" among them.
    pub fn keys(&self, dimension: Dimension) -> Vec<String> {
        fn texts<T: ToString>(values: &[T]) -> Vec<String> {
            values.iter().map(ToString::to_string).collect()
        }
        let mut keys = match dimension {
            Dimension::Product => texts(&self.products),
            Dimension::Region => texts(&REGIONS),
            Dimension::Segment => texts(&SEGMENTS),
            Dimension::Source => Source::ALL.iter().map(|source| source.as_str().to_owned()).collect(),
            Dimension::Family => texts(&FAMILIES),
            Dimension::Territory | Dimension::Country | Dimension::Industry => texts(&OTHERS),
            Dimension::Account => texts(&self.accounts),
            Dimension::Owner | Dimension::Manager => texts(&self.people),
            Dimension::Team => texts(&self.teams),
            Dimension::Campaign => texts(&self.campaigns),
            Dimension::Tactic => texts(&TACTICS),
            Dimension::Type => DealType::ALL.iter().map(|deal_type| deal_type.as_str().to_owned()).collect(),
            Dimension::Stage => texts(&STAGES),
            Dimension::Currency => texts(&CURRENCIES),
        };
        keys.push(String::new());
        keys
    }
}
