//! What rows of deals, of their lines and of their steps have in common: what they join, and how their values are read.

use super::date::When;
use super::entities::looks_like_key;
use super::names;
use super::number;
use super::plan::Mapped;
use super::registry::{Found, Registry};
use super::stages::{self, StageMap};
use super::verdict::Notes;
use crate::clock::Zone;
use crate::store::Entity;
use contract::import::{Reason, Thing};
use csv::StringRecord;
use domain::{Category, Currency, Instant, StageKind};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Amounts beyond this are no deals but slips.
const LARGEST: i64 = domain::check::LARGEST_AMOUNT;

/// What reading deals needs to know.
pub struct Reading {
    /// What deals point to.
    pub registry: Registry,
    /// What stages are called.
    pub stages: std::sync::Arc<StageMap>,
    /// The currency of rows that name none.
    pub currency: Currency,
    /// The workspace's zone.
    pub zone: Zone,
    /// Now.
    pub now: Instant,
    /// Kinds that this import has a file of.
    pub given: HashSet<Entity>,
    /// What texts led to.
    pub joins: HashMap<Entity, HashMap<String, Uuid>>,
}

impl Reading {
    /// Follows a text to what it names. What is not known is added if there is no list of its kind and it is a name;
    /// else the deal is left without.
    pub(super) fn join(&mut self, thing: Thing, field: &Mapped, record: &StringRecord, notes: &mut Notes) -> Option<Uuid> {
        let entity = Entity::from(thing);
        let mut joined = String::new();
        let text = field.text(record, &mut joined)?;
        if let Some(known) = self.joins.get(&entity).and_then(|joins| joins.get(text)) {
            return Some(*known);
        }
        let known = match self.registry.find(entity, text) {
            Found::One(id) => Some(id),
            Found::Several => {
                notes.repair(&field.header, text, Reason::Several { thing });
                None
            }
            Found::None if !self.given.contains(&entity) && !looks_like_key(text) => {
                notes.formula(&field.header, text);
                if self.registry.had(entity) {
                    notes.repair(&field.header, text, Reason::Added { thing });
                }
                let name = if entity == Entity::Person { names::spoken(text) } else { text.trim().to_owned() };
                Some(self.registry.put(entity, None, &name.chars().take(200).collect::<String>(), |_| {}))
            }
            Found::None => {
                let near = names::squashed(text);
                let similar = self.registry.names(entity).find(|name| names::squashed(name) == near).map(str::to_owned);
                let reason = similar.map_or(Reason::Unknown { thing }, |name| Reason::Similar { thing, name });
                notes.repair(&field.header, text, reason);
                None
            }
        };
        if let Some(id) = known {
            self.joins.entry(entity).or_default().insert(text.to_owned(), id);
        }
        known
    }

    /// The stage a row is at.
    pub(super) fn stage(&self, field: &Mapped, record: &StringRecord, notes: &mut Notes) -> Option<stages::Mapped> {
        let mut joined = String::new();
        let Some(text) = field.text(record, &mut joined) else {
            notes.reject(&field.header, "", Reason::StageMissing);
            return None;
        };
        let found = self.stages.of.get(&names::words(text)).copied();
        if found.is_none() {
            notes.reject(&field.header, text, Reason::StageUnmapped);
        }
        found
    }

    /// An amount, in minor units.
    pub(super) fn amount(field: &Mapped, record: &StringRecord, currency: Currency, notes: &mut Notes) -> Option<i64> {
        match field.amount(record, currency.decimals()) {
            Ok(None) => None,
            Ok(Some(amount)) if amount.minor.abs() > LARGEST => {
                notes.reject(&field.header, field.raw(record), Reason::AmountTooLarge);
                None
            }
            Ok(Some(amount)) => {
                if amount.rounded {
                    notes.repair(&field.header, field.raw(record), Reason::Rounded { currency });
                }
                Some(amount.minor)
            }
            Err(text) => {
                notes.reject(&field.header, &text, Reason::NoAmount);
                None
            }
        }
    }

    /// A date, within reason.
    pub(super) fn date(field: &Mapped, record: &StringRecord, notes: &mut Notes) -> Option<When> {
        match field.date(record) {
            Ok(Some(when)) if !(1970..2200).contains(&when.day.ymd().0) => {
                notes.reject(&field.header, field.raw(record), Reason::DateBeyond);
                None
            }
            Ok(when) => when,
            Err(text) => {
                notes.reject(&field.header, &text, Reason::NoDate);
                None
            }
        }
    }

    /// The currency a row names, by code or in its amount. Two different ones contradict each other.
    pub(super) fn currency(&self, code: &Mapped, amount: &Mapped, record: &StringRecord, notes: &mut Notes) -> Option<Currency> {
        let named = code.owned(record).and_then(|text| {
            let parsed = Currency::parse(&text);
            if parsed.is_none() {
                notes.reject(&code.header, &text, Reason::NoCurrency);
            }
            parsed
        });
        let shown = amount.is_mapped().then(|| number::currency_in(amount.raw(record))).flatten();
        if let (Some(named), Some(shown)) = (named, shown)
            && named != shown
        {
            notes.reject(&amount.header, amount.raw(record), Reason::TwoCurrencies { one: named, other: shown });
        }
        named.or(shown)
    }

    /// A forecast category, in the words that systems use.
    pub(super) fn category(field: &Mapped, record: &StringRecord, notes: &mut Notes) -> Option<Category> {
        let text = field.owned(record)?;
        match super::fields::plain(&text).as_str() {
            "omitted" | "esclusa" => Some(Category::Omitted),
            "pipeline" => Some(Category::Pipeline),
            "bestcase" | "upside" => Some(Category::BestCase),
            "commit" | "forecast" | "mostlikely" => Some(Category::Commit),
            "closed" | "chiusa" => Some(Category::Closed),
            _ => {
                notes.repair(&field.header, &text, Reason::NoCategory);
                None
            }
        }
    }

    /// When something that a file dates took effect: at the time it says, else at noon, so that it belongs to its day
    /// in every order of a day's events with live edits.
    pub fn instant(&self, when: When) -> Instant {
        when.instant().unwrap_or_else(|| {
            let start = self.zone.start_of(when.day);
            start.plus_ms(when.time_ms.map_or(12 * 3_600_000, i64::from))
        })
    }
}

impl From<Thing> for Entity {
    fn from(thing: Thing) -> Self {
        match thing {
            Thing::Person => Self::Person,
            Thing::Account => Self::Account,
            Thing::Product => Self::Product,
            Thing::Campaign => Self::Campaign,
        }
    }
}

/// Whether a kind of stage is an end.
pub fn is_closed(kind: StageKind) -> bool {
    kind != StageKind::Open
}
