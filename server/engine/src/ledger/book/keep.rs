//! Conditions, evaluated: each takes out of a set of deals those that do not meet it.

use super::bits::Bits;
use super::{Asked, NEXT_STEP, NO_RATE, NONE};
use crate::ledger::facts::of_lines;
use contract::Problem;
use domain::condition::{Bound, Condition, Field, Span, Values as Kind};
use domain::hygiene::{Flag, Severity};
use domain::{Day, Dimension, PeriodKind, StageKind};
use std::ops::RangeInclusive;

/// Values, as numbers: some ranges, and whether "none" is one.
#[derive(Default)]
struct Ranges {
    ranges: Vec<RangeInclusive<i64>>,
    none: bool,
}

impl Ranges {
    fn has(&self, value: Option<i64>) -> bool {
        value.map_or(self.none, |value| self.ranges.iter().any(|range| range.contains(&value)))
    }
}

impl Asked<'_> {
    /// Those of some deals that meet a condition.
    pub fn keep(&self, condition: &Condition, among: Bits) -> Result<Bits, Problem> {
        match condition {
            Condition::All(all) => all.iter().try_fold(among, |left, condition| self.keep(condition, left)),
            Condition::Any(some) => some.iter().try_fold(Bits::default(), |mut kept, condition| {
                kept.add(&self.keep(condition, among.clone())?);
                Ok(kept)
            }),
            Condition::Not(inner) => {
                let mut left = among.clone();
                left.take_out(&self.keep(inner, among)?);
                Ok(left)
            }
            Condition::Is(field, values) => self.keep_those(*field, values, among),
            Condition::Within(field, from, to) => {
                let end = |bound: &Option<Bound>, open| bound.map_or(open, |bound| bound.number(self.today));
                let range = end(from, i64::MIN)..=end(to, i64::MAX);
                Ok(self.keep_between(*field, &Ranges { ranges: vec![range], none: false }, among))
            }
            Condition::Contains(part) => Ok(self.named(part, among)),
        }
    }

    /// Those whose name contains a text, compared without case.
    pub fn named(&self, part: &str, mut among: Bits) -> Bits {
        let part = part.trim().to_lowercase();
        if !part.is_empty() {
            let finder = memchr::memmem::Finder::new(part.as_bytes());
            among.retain(|deal| finder.find(self.book.names.get(deal)).is_some());
        }
        among
    }

    fn keep_those(&self, field: Field, values: &[String], mut among: Bits) -> Result<Bits, Problem> {
        match (field, field.dimension()) {
            (_, Some(dimension)) => self.keep_marked(dimension, &self.marks(field, dimension, values)?, &mut among),
            (Field::Kind, _) => {
                let kinds: Vec<_> = StageKind::ALL.into_iter().filter(|kind| has(values, kind.as_str())).collect();
                let statuses = &self.columns.statuses;
                among.retain(|deal| kinds.contains(&statuses.get(self.book.status[deal]).kind));
            }
            (Field::Category, _) => among.retain(|deal| has(values, self.category(deal).as_str())),
            (Field::Flag, _) => self.keep_flagged(values, &mut among)?,
            _ if field.values() == Kind::Days => return Ok(self.keep_between(field, &self.days(values), among)),
            _ => return Ok(self.keep_between(field, &numbers(values), among)),
        }
        Ok(among)
    }

    /// Which numbers of a dimension are named.
    fn marks(&self, field: Field, dimension: Dimension, values: &[String]) -> Result<Vec<bool>, Problem> {
        let mut marks = vec![false; self.columns.size(dimension)];
        for value in values {
            let number = match value.as_str() {
                "me" if field.values() == Kind::People => self.me,
                value => self.columns.number(dimension, value)?,
            };
            if let Some(mark) = number.and_then(|number| marks.get_mut(number as usize)) {
                *mark = true;
            }
        }
        Ok(marks)
    }

    fn keep_marked(&self, dimension: Dimension, marks: &[bool], among: &mut Bits) {
        let marked = |number: u32| marks.get(number as usize).copied().unwrap_or(false);
        let values = self.values(dimension);
        if of_lines(dimension) {
            among.retain(|deal| {
                let lines = self.book.lines.get(deal);
                let any = lines.iter().any(|&(product, _)| marked(values.at(deal, product)));
                any || lines.is_empty() && marked(0)
            });
        } else {
            among.retain(|deal| marked(values.at(deal, 0)));
        }
    }

    fn keep_flagged(&self, values: &[String], among: &mut Bits) -> Result<(), Problem> {
        let mut wanted = Vec::new();
        for value in values.iter().filter(|value| !["", "blocking", "warning"].contains(&value.as_str())) {
            wanted.push(Flag::parse(value).ok_or_else(|| {
                let known: Vec<&str> = Flag::ALL.iter().map(|flag| flag.as_str()).collect();
                Problem::invalid("where", format!("“{value}” is no flag: there are blocking, warning, {}.", known.join(", ")))
            })?);
        }
        let (none, blocking, warning) = (has(values, ""), has(values, "blocking"), has(values, "warning"));
        among.retain(|deal| {
            let flags = self.flags(deal);
            none && flags.is_empty()
                || blocking && flags.blocking()
                || warning && flags.iter().any(|(_, severity)| severity == Severity::Warning)
                || wanted.iter().any(|flag| flags.has(*flag))
        });
        Ok(())
    }

    fn keep_between(&self, field: Field, ranges: &Ranges, mut among: Bits) -> Bits {
        let book = self.book;
        let day = |day: i32| (day != NONE).then_some(i64::from(day));
        match field {
            Field::Close => among.retain(|deal| ranges.has(day(book.close[deal]))),
            // Nothing is said to happen next; or something is, on a day or on none.
            Field::NextStep => among.retain(|deal| {
                let said = book.said[deal] & NEXT_STEP != 0;
                let on = day(book.next_step_day[deal]);
                if said || on.is_some() { on.is_some() && ranges.has(on) } else { ranges.none }
            }),
            Field::Created => among.retain(|deal| ranges.has(Some(i64::from(self.columns.deals.created[deal])))),
            Field::Amount => among.retain(|deal| {
                let (acv, _) = self.worth(deal);
                ranges.has((acv != NO_RATE && !book.lines.get(deal).is_empty()).then_some(acv))
            }),
            Field::DaysInStage => among.retain(|deal| ranges.has(Some(i64::from(self.days_in_stage(deal))))),
            Field::DaysQuiet => among.retain(|deal| ranges.has(Some(i64::from(self.days_quiet(deal))))),
            Field::Pushes => among.retain(|deal| ranges.has(Some(i64::from(book.pushes[deal])))),
            // The other fields have no ranges: none can be written.
            _ => among = Bits::default(),
        }
        among
    }

    fn days(&self, values: &[String]) -> Ranges {
        let mut ranges = Ranges { none: has(values, ""), ranges: Vec::new() };
        let today = i64::from(self.today.0);
        for value in values {
            let number = |day: Day| i64::from(day.0);
            ranges.ranges.extend(match (Span::parse(value), value.parse::<Day>()) {
                (Some(Span::Overdue), _) => Some(i64::MIN..=today - 1),
                (Some(span), _) => {
                    let (first, last) = self.span(span);
                    Some(number(first)..=number(last))
                }
                (None, Ok(day)) => Some(number(day)..=number(day)),
                (None, Err(_)) => {
                    let ahead = value.strip_prefix("today").map(|days| days.parse::<i64>().unwrap_or(0));
                    ahead.map(|days| today + days..=today + days)
                }
            });
        }
        ranges
    }

    /// The first and last day of a period that is named by what it is to today.
    fn span(&self, span: Span) -> (Day, Day) {
        let calendar = &self.columns.calendar;
        let kind = if matches!(span, Span::ThisMonth | Span::NextMonth) { PeriodKind::Month } else { PeriodKind::Quarter };
        let present = calendar.containing(self.today, kind);
        let next = matches!(span, Span::NextQuarter | Span::NextMonth);
        let period = if next { calendar.after(&present) } else { present };
        (period.first, period.last)
    }
}

fn has(values: &[String], value: &str) -> bool {
    values.iter().any(|named| named == value)
}

fn numbers(values: &[String]) -> Ranges {
    let of = |value: &String| value.parse::<i64>().ok().map(|number| number..=number);
    Ranges { none: has(values, ""), ranges: values.iter().filter_map(of).collect() }
}
