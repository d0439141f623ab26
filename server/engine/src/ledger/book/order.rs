//! Putting deals in order: a page of them, after a place, without sorting the others.

use super::bits::Bits;
use super::{Asked, NO_RATE, NONE};
use contract::Problem;
use contract::book::{By, Sort};
use domain::hygiene::Severity;
use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// What a deal is put in order by, before its id: numbers, or a text. What has none comes last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'n> {
    Numbers([i64; 3]),
    Text(Cow<'n, str>),
    Backwards(Reverse<Cow<'n, str>>),
    None,
}

/// A place in an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<'n> {
    key: Key<'n>,
    id: Uuid,
}

impl PartialOrd for Place<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key).then_with(|| self.id.cmp(&other.id))
    }
}

/// The first few in an order, of those offered.
pub struct Firsts<'n> {
    most: usize,
    heap: BinaryHeap<(Place<'n>, u32)>,
}

impl<'n> Firsts<'n> {
    /// At most so many.
    pub fn new(most: usize) -> Self {
        // One more tells whether there are others.
        Self { most: most + 1, heap: BinaryHeap::with_capacity(most + 2) }
    }

    /// Whether all that are wanted are there, and come before this key.
    #[inline]
    fn precede(&self, key: &Key<'n>) -> bool {
        self.heap.len() == self.most && self.heap.peek().is_some_and(|(last, _)| *key > last.key)
    }

    fn offer(&mut self, key: Key<'n>, id: Uuid, deal: u32) {
        if self.heap.len() == self.most {
            if self.heap.peek().is_some_and(|(last, _)| (&key, &id) >= (&last.key, &last.id)) {
                return;
            }
            self.heap.pop();
        }
        self.heap.push((Place { key, id }, deal));
    }

    /// Them in order, and where those after them begin, if there are any.
    pub fn finish(self) -> (Vec<u32>, Option<String>) {
        let more = self.heap.len() == self.most;
        let mut sorted = self.heap.into_sorted_vec();
        if more {
            sorted.pop();
        }
        let next = sorted.last().filter(|_| more).map(|(place, _)| place.to_string());
        (sorted.into_iter().map(|(_, deal)| deal).collect(), next)
    }
}

/// An order, with what it needs to know.
pub struct Order<'a> {
    asked: &'a Asked<'a>,
    sort: Sort,
    /// The names of owners or accounts, lower-cased.
    labels: Arc<HashMap<Uuid, Box<str>>>,
}

impl<'a> Order<'a> {
    /// An order; by owner or account it needs their names.
    pub fn new(asked: &'a Asked<'a>, sort: Sort, labels: Arc<HashMap<Uuid, Box<str>>>) -> Self {
        Self { asked, sort, labels }
    }

    /// The first deals of some after a place, and where those after them begin.
    pub fn page(&'a self, deals: &Bits, after: Option<&Place<'_>>, limit: usize) -> (Vec<u32>, Option<String>) {
        let mut firsts = Firsts::new(limit);
        deals.iter().for_each(|deal| self.offer(&mut firsts, deal, after));
        firsts.finish()
    }

    /// Offers a deal, if it comes after a place.
    #[inline]
    pub fn offer(&'a self, firsts: &mut Firsts<'a>, deal: u32, after: Option<&Place<'_>>) {
        let key = self.key(deal as usize);
        // Most are far from the first: their ids are not looked at.
        if firsts.precede(&key) {
            return;
        }
        let id = self.asked.columns.deals.ids[deal as usize];
        if after.is_none_or(|after| (&after.key, &after.id) < (&key, &id)) {
            firsts.offer(key, id, deal);
        }
    }

    #[inline]
    fn key(&'a self, deal: usize) -> Key<'a> {
        let Asked { book, columns, .. } = self.asked;
        let day = |day: i32| (day != NONE).then_some(i64::from(day));
        let number = match self.sort.by {
            By::Close => day(book.close[deal]),
            By::Amount => Some(self.asked.worth(deal).0).filter(|acv| *acv != NO_RATE),
            By::Stage => Some(i64::from(columns.statuses.get(book.status[deal]).place)),
            By::Changed => Some(columns.deals.last_log[deal]),
            By::Created => Some(i64::from(columns.deals.created[deal])),
            By::NextStep => day(book.next_step_day[deal]),
            By::Attention => return Key::Numbers(self.attention(deal)),
            By::Name => return self.text(std::str::from_utf8(book.names.get(deal)).unwrap_or_default()),
            By::Owner => return self.label(columns.names.people.key(columns.deals.owner[deal])),
            By::Account => return self.label(columns.names.accounts.key(book.account[deal])),
        };
        // The smallest has no opposite.
        let turned = |number: i64| if self.sort.descending { number.saturating_neg() } else { number };
        number.map_or(Key::None, |number| Key::Numbers([turned(number), 0, 0]))
    }

    fn text(&self, text: &'a str) -> Key<'a> {
        if self.sort.descending { Key::Backwards(Reverse(text.into())) } else { Key::Text(text.into()) }
    }

    fn label(&'a self, id: Option<&Uuid>) -> Key<'a> {
        id.and_then(|id| self.labels.get(id)).map_or(Key::None, |label| self.text(label))
    }

    /// Blocking flags by ACV, then warnings by ACV, then by close date; turned round it is the same from the end.
    fn attention(&self, deal: usize) -> [i64; 3] {
        let worst = self.asked.flags(deal).worst();
        let (acv, _) = self.asked.worth(deal);
        let acv = if acv == NO_RATE { 0 } else { acv };
        let close = self.asked.book.close[deal];
        let close = if close == NONE { i64::MAX } else { i64::from(close) };
        let key = match worst {
            Severity::Blocking => [0, acv.saturating_neg(), close],
            Severity::Warning => [1, acv.saturating_neg(), close],
            Severity::Off => [2, close, 0],
        };
        if self.sort.descending { key.map(i64::saturating_neg) } else { key }
    }

    /// Reads a place in this order.
    pub fn place(&self, text: &str) -> Result<Place<'static>, Problem> {
        let bad = || Problem::invalid("after", "is not from an answer before");
        let (key, id) = text.rsplit_once('~').ok_or_else(bad)?;
        let id = id.parse().map_err(|_| bad())?;
        let texts = matches!(self.sort.by, By::Name | By::Owner | By::Account);
        let key = match key.strip_prefix('=') {
            None if key == "-" => Key::None,
            None => return Err(bad()),
            Some(name) if texts && self.sort.descending => Key::Backwards(Reverse(name.to_owned().into())),
            Some(name) if texts => Key::Text(name.to_owned().into()),
            Some(numbers) => {
                let numbers: Vec<i64> = numbers.split(',').map(str::parse).collect::<Result<_, _>>().map_err(|_| bad())?;
                Key::Numbers(numbers.try_into().map_err(|_| bad())?)
            }
        };
        Ok(Place { key, id })
    }
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.key {
            Key::Numbers([a, b, c]) => write!(f, "={a},{b},{c}~{}", self.id),
            Key::Text(text) | Key::Backwards(Reverse(text)) => write!(f, "={text}~{}", self.id),
            Key::None => write!(f, "-~{}", self.id),
        }
    }
}
