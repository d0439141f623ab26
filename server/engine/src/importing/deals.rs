//! Rows of deals, of their lines and of their steps.

use super::date::When;
use super::entities::{checked, is_yes, looks_like_key, ragged};
use super::facts::{count, source};
use super::names;
use super::number;
use super::plan::{Mapped, Plan};
use super::registry::{Found, Registry};
use super::stages::{self, StageMap};
use super::verdict::{Notes, Seen};
use crate::clock::Zone;
use crate::store::Entity;
use csv::StringRecord;
use domain::{Category, Currency, Day, DealType, Instant, Line, Source, StageKind};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Amounts beyond this are no deals but slips.
const LARGEST: i64 = domain::check::LARGEST_AMOUNT;

/// A deal, as one row says it.
#[derive(Clone, Debug)]
pub struct DealRow {
    /// Where it stands.
    pub line: u64,
    /// Its key in the system it comes from.
    pub key: String,
    /// What people call it; made of account and product where the file gives no name.
    pub name: String,
    /// The product's list price, in the company's currency.
    pub list_price: Option<i64>,
    /// Whether the row itself names its currency.
    pub currency_named: bool,
    /// Whose it is, and where it came from.
    pub account: Option<Uuid>,
    /// The owner.
    pub owner: Option<Uuid>,
    /// The product, of a deal with one line.
    pub product: Option<Uuid>,
    /// The amount, in minor units.
    pub amount: Option<i64>,
    /// What is paid once.
    pub one_off: i64,
    /// The currency.
    pub currency: Currency,
    /// The stage.
    pub stage: stages::Mapped,
    /// When it was created.
    pub created: Option<When>,
    /// When it closed, or is expected to.
    pub close: Option<When>,
    /// When it was expected to close.
    pub expected: Option<Day>,
    /// Its type.
    pub deal_type: Option<DealType>,
    /// The function that generated it.
    pub source: Option<Source>,
    /// The person who did.
    pub sourced_by: Option<Uuid>,
    /// The origin campaign.
    pub campaign: Option<Uuid>,
    /// Its own region.
    pub region: Option<String>,
    /// The category as the file has it.
    pub category: Option<Category>,
    /// The term.
    pub term_months: Option<i16>,
    /// What happens next.
    pub next_step: Option<String>,
    /// When.
    pub next_step_day: Option<Day>,
    /// Why it was lost.
    pub lost_reason: Option<String>,
    /// Whether the file says that it is deleted.
    pub deleted: bool,
    /// What is said about the row so far.
    pub notes: Notes,
}

/// One step of a deal's history.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Where it stands in its file.
    pub line: u32,
    /// When it took effect.
    pub at: Instant,
    /// The day it did, as written.
    pub day: Day,
    /// The stage from then on.
    pub stage: stages::Mapped,
    /// The amount, if the file has amounts.
    pub amount: Option<Option<i64>>,
    /// The close date, if the file has close dates.
    pub close: Option<Option<Day>>,
    /// The category as the file has it.
    pub category: Option<Category>,
}

/// The steps of one deal, from a history file.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    /// The deal's key.
    pub key: String,
    /// Its name, if the file has names.
    pub name: Option<String>,
    /// Its currency.
    pub currency: Option<Currency>,
    /// The steps, in the order of the file.
    pub steps: Vec<Step>,
}

/// Lines of deals, from a file of their own.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// The lines.
    pub lines: Vec<Line>,
    /// Their currency, where the file names it.
    pub currency: Option<Currency>,
    /// Why the deal cannot be taken.
    pub refused: Option<String>,
    /// The line in the file of each, for saying what is left out.
    pub places: Vec<u32>,
}

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
    fn join(&mut self, entity: Entity, field: &Mapped, record: &StringRecord, notes: &mut Notes) -> Option<Uuid> {
        let mut joined = String::new();
        let text = field.text(record, &mut joined)?;
        if let Some(known) = self.joins.get(&entity).and_then(|joins| joins.get(text)) {
            return Some(*known);
        }
        let what = match entity {
            Entity::Person => "person",
            Entity::Team => "team",
            Entity::Account => "account",
            Entity::Product => "product",
            Entity::Campaign => "campaign",
        };
        let known = match self.registry.find(entity, text) {
            Found::One(id) => Some(id),
            Found::Several => {
                notes.repair(
                    &field.header,
                    text,
                    format!("more than one {what} has this name: left “(none)”; join by id instead"),
                );
                None
            }
            Found::None if !self.given.contains(&entity) && !looks_like_key(text) => {
                notes.formula(&field.header, text);
                if self.registry.had(entity) {
                    notes.repair(&field.header, text, format!("no {what} of this name was known: added"));
                }
                let name = if entity == Entity::Person { names::spoken(text) } else { text.trim().to_owned() };
                Some(self.registry.put(entity, None, &name.chars().take(200).collect::<String>(), |_| {}))
            }
            Found::None => {
                let near = names::squashed(text);
                let similar = self.registry.names(entity).find(|name| names::squashed(name) == near).map(str::to_owned);
                let hint = similar.map(|name| format!("; is it “{name}”? Map the value")).unwrap_or_default();
                notes.repair(&field.header, text, format!("no {what} of this name or id is known: left “(none)”{hint}"));
                None
            }
        };
        if let Some(id) = known {
            self.joins.entry(entity).or_default().insert(text.to_owned(), id);
        }
        known
    }

    fn stage(&self, field: &Mapped, record: &StringRecord, notes: &mut Notes) -> Option<stages::Mapped> {
        let mut joined = String::new();
        let Some(text) = field.text(record, &mut joined) else {
            notes.reject(&field.header, "", "the stage is missing");
            return None;
        };
        let found = self.stages.of.get(&names::words(text)).copied();
        if found.is_none() {
            notes.reject(&field.header, text, "this stage is not mapped");
        }
        found
    }

    fn amount(field: &Mapped, record: &StringRecord, currency: Currency, notes: &mut Notes) -> Option<i64> {
        match field.amount(record, currency.decimals()) {
            Ok(None) => None,
            Ok(Some(amount)) if amount.minor.abs() > LARGEST => {
                notes.reject(&field.header, field.raw(record), "is too large to be true");
                None
            }
            Ok(Some(amount)) => {
                if amount.rounded {
                    notes.repair(&field.header, field.raw(record), format!("has more decimal places than {currency}: rounded"));
                }
                Some(amount.minor)
            }
            Err(text) => {
                notes.reject(&field.header, &text, "is no amount");
                None
            }
        }
    }

    fn date(field: &Mapped, record: &StringRecord, notes: &mut Notes) -> Option<When> {
        match field.date(record) {
            Ok(Some(when)) if !(1970..2200).contains(&when.day.ymd().0) => {
                notes.reject(&field.header, field.raw(record), "lies outside of the years 1970 to 2199");
                None
            }
            Ok(when) => when,
            Err(text) => {
                notes.reject(
                    &field.header,
                    &text,
                    "is no date of the calendar, or is written in another order than the column's other dates",
                );
                None
            }
        }
    }

    /// The currency a row names, by code or in its amount. Two different ones contradict each other.
    fn currency(&self, code: &Mapped, amount: &Mapped, record: &StringRecord, notes: &mut Notes) -> Option<Currency> {
        let named = code.owned(record).and_then(|text| {
            let parsed = Currency::parse(&text);
            if parsed.is_none() {
                notes.reject(&code.header, &text, "is no currency code such as EUR");
            }
            parsed
        });
        let shown = amount.is_mapped().then(|| number::currency_in(amount.raw(record))).flatten();
        if let (Some(named), Some(shown)) = (named, shown)
            && named != shown
        {
            notes.reject(&amount.header, amount.raw(record), format!("two currencies in one deal: {named} and {shown}"));
        }
        named.or(shown)
    }

    fn category(field: &Mapped, record: &StringRecord, notes: &mut Notes) -> Option<Category> {
        let text = field.owned(record)?;
        match super::fields::plain(&text).as_str() {
            "omitted" | "esclusa" => Some(Category::Omitted),
            "pipeline" => Some(Category::Pipeline),
            "bestcase" | "upside" => Some(Category::BestCase),
            "commit" | "forecast" | "mostlikely" => Some(Category::Commit),
            "closed" | "chiusa" => Some(Category::Closed),
            _ => {
                notes.repair(&field.header, &text, "is no forecast category: the stage's counts");
                None
            }
        }
    }

    /// Reads one deal. Nothing if the row is left out: the notes say why.
    pub fn deal(&mut self, plan: &Plan, record: &StringRecord, line: u64, seen: &mut Seen) -> Result<DealRow, Notes> {
        let mut notes = Notes::default();
        if ragged(plan, record, &mut notes) {
            return Err(notes);
        }
        let id = plan.field("id");
        let Some(key) = id.owned(record) else {
            notes.reject(&id.header, "", "the deal's id is missing");
            return Err(notes);
        };
        if key.len() > 200 {
            notes.reject(&id.header, &key, "is longer than 200 characters: no id");
            return Err(notes);
        }
        if !seen.is_new(&key, record, line, &id.header, &mut notes) {
            return Err(notes);
        }
        let amount = plan.field("amount");
        let named_currency = self.currency(plan.field("currency"), amount, record, &mut notes);
        let currency = named_currency.unwrap_or(self.currency);
        let stage = self.stage(plan.field("stage"), record, &mut notes);
        let one_off = Self::amount(plan.field("one_off"), record, currency, &mut notes).unwrap_or(0);
        let minor = Self::amount(amount, record, currency, &mut notes);
        let created = Self::date(plan.field("created"), record, &mut notes);
        let close = Self::date(plan.field("close"), record, &mut notes);
        let expected = Self::date(plan.field("expected_close"), record, &mut notes).map(|when| when.day);
        let next_step_day = Self::date(plan.field("next_step_day"), record, &mut notes).map(|when| when.day);
        let (Some(stage), false) = (stage, notes.rejected()) else { return Err(notes) };
        let account = self.join(Entity::Account, plan.field("account"), record, &mut notes);
        let product = self.join(Entity::Product, plan.field("product"), record, &mut notes);
        let row = DealRow {
            line,
            name: checked(plan.field("name"), record, &mut notes).unwrap_or_else(|| self.made_up_name(account, product, &key)),
            list_price: product.and_then(|product| self.registry.row(Entity::Product, product)?.list_price),
            currency_named: named_currency.is_some(),
            account,
            owner: self.join(Entity::Person, plan.field("owner"), record, &mut notes),
            product,
            sourced_by: self.join(Entity::Person, plan.field("sourced_by"), record, &mut notes),
            campaign: self.join(Entity::Campaign, plan.field("campaign"), record, &mut notes),
            amount: minor,
            one_off,
            currency,
            stage,
            created,
            close,
            expected,
            deal_type: deal_type(plan.field("type"), record, &mut notes),
            source: named(
                plan.field("source"),
                record,
                &mut notes,
                "is none of AE, BDR, SDR, ECS, Cloud Sales and Partner: left “(none)”",
                source,
            ),
            region: checked(plan.field("region"), record, &mut notes),
            category: Self::category(plan.field("category"), record, &mut notes),
            term_months: named(plan.field("term_months"), record, &mut notes, "is no number of months: left out", count),
            next_step: checked(plan.field("next_step"), record, &mut notes),
            next_step_day,
            lost_reason: checked(plan.field("lost_reason"), record, &mut notes),
            deleted: plan.field("deleted").owned(record).is_some_and(|text| is_yes(&text)),
            key,
            notes: Notes::default(),
        };
        notes.formula(&id.header, &row.key);
        Ok(DealRow { notes, ..row })
    }

    /// A name for a deal whose file gives none: its account and product, else its key.
    fn made_up_name(&self, account: Option<Uuid>, product: Option<Uuid>, key: &str) -> String {
        let row = |entity, id: Option<Uuid>| self.registry.row(entity, id?).map(|row| row.name.as_str());
        let parts: Vec<&str> = [row(Entity::Account, account), row(Entity::Product, product)].into_iter().flatten().collect();
        let name = if parts.is_empty() { key.to_owned() } else { parts.join(" · ") };
        name.chars().take(200).collect()
    }

    /// Reads one step of a deal's history. Nothing if the row is left out.
    pub fn step(&mut self, plan: &Plan, record: &StringRecord, line: u64, of: &mut HashMap<String, Steps>, notes: &mut Notes) {
        if ragged(plan, record, notes) {
            return;
        }
        let [deal, at, amount, code, close] = ["deal", "at", "amount", "currency", "close"].map(|name| plan.field(name));
        let Some(key) = deal.owned(record) else {
            notes.reject(&deal.header, "", "the deal's id is missing");
            return;
        };
        let known = of.get(&key).and_then(|steps| steps.currency);
        let named = self.currency(code, amount, record, notes);
        if let (Some(named), Some(known)) = (named, known)
            && named != known
        {
            notes.reject(
                if code.is_mapped() { &code.header } else { &amount.header },
                named.code(),
                format!("two currencies in one deal: {known} before, {named} here"),
            );
        }
        let currency = named.or(known).unwrap_or(self.currency);
        let stage = self.stage(plan.field("stage"), record, notes);
        let minor = Self::amount(amount, record, currency, notes);
        let when = Self::date(at, record, notes);
        let closes = Self::date(close, record, notes).map(|when| when.day);
        if when.is_none() && !notes.rejected() {
            notes.reject(&at.header, "", "the date of the step is missing");
        }
        if plan.field("deleted").owned(record).is_some_and(|text| is_yes(&text)) {
            notes.reject(&plan.field("deleted").header, "", "is deleted where it comes from");
        }
        let category = Self::category(plan.field("category"), record, notes);
        let (Some(stage), Some(when), false) = (stage, when, notes.rejected()) else { return };
        let effective = self.instant(when);
        if effective > self.now {
            notes.repair(&at.header, at.raw(record), "lies in the future: it takes effect now");
        }
        let steps = of.entry(key.clone()).or_insert_with(|| Steps { key, ..Steps::default() });
        steps.name = checked(plan.field("name"), record, notes).or(steps.name.take());
        steps.currency = steps.currency.or(named);
        let step = Step {
            line: line as u32,
            at: effective.min(self.now),
            day: when.day,
            stage,
            amount: amount.is_mapped().then_some(minor),
            close: close.is_mapped().then_some(closes),
            category,
        };
        let same = |other: &Step| {
            (other.at, other.stage, other.amount, other.close, other.category)
                == (step.at, step.stage, step.amount, step.close, step.category)
        };
        if steps.steps.iter().any(same) {
            notes.repair(&deal.header, deal.raw(record), "the same step stands in an earlier line already: taken once");
        } else {
            steps.steps.push(step);
        }
    }

    /// Reads one line of a deal.
    pub fn line(&mut self, plan: &Plan, record: &StringRecord, place: u64, of: &mut HashMap<String, Lines>, notes: &mut Notes) {
        if ragged(plan, record, notes) {
            return;
        }
        let [deal, amount, code] = ["deal", "amount", "currency"].map(|name| plan.field(name));
        let Some(key) = deal.owned(record) else {
            notes.reject(&deal.header, "", "the deal's id is missing");
            return;
        };
        let named = self.currency(code, amount, record, notes);
        let lines = of.get(&key);
        if let (Some(named), Some(known)) = (named, lines.and_then(|lines| lines.currency))
            && named != known
        {
            let why = format!("two currencies in one deal: {known} before, {named} here");
            notes.reject(if code.is_mapped() { &code.header } else { &amount.header }, named.code(), why.clone());
            of.entry(key).or_default().refused = Some(why);
            return;
        }
        let currency = named.or(lines.and_then(|lines| lines.currency)).unwrap_or(self.currency);
        let number = lines.map_or(0, |lines| lines.lines.len()) as i16 + 1;
        if number > 100 {
            notes.reject(&deal.header, &key, "a deal has at most 100 lines");
        }
        let acv = Self::amount(amount, record, currency, notes);
        let one_off = Self::amount(plan.field("one_off"), record, currency, notes).unwrap_or(0);
        let product = self.join(Entity::Product, plan.field("product"), record, notes);
        if notes.rejected() {
            return;
        }
        let lines = of.entry(key).or_default();
        lines.currency = lines.currency.or(named);
        lines.places.push(place as u32);
        lines.lines.push(Line { line: number, product: product.map(domain::ProductId), acv: acv.unwrap_or(0), one_off });
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

fn named<T>(field: &Mapped, record: &StringRecord, notes: &mut Notes, why: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
    let text = field.owned(record)?;
    let parsed = parse(&text);
    if parsed.is_none() {
        notes.repair(&field.header, &text, why);
    }
    parsed
}

/// New, expansion, renewal or contraction, in the words that systems use.
fn deal_type(field: &Mapped, record: &StringRecord, notes: &mut Notes) -> Option<DealType> {
    let text = field.owned(record)?;
    let plain = super::fields::plain(&text);
    let has = |parts: &[&str]| parts.iter().any(|part| plain.contains(part));
    let found = if has(&["renew", "rinnovo"]) {
        DealType::Renewal
    } else if has(&["downgrade", "contraction", "riduzione"]) {
        DealType::Contraction
    } else if has(&["expansion", "upgrade", "upsell", "crosssell", "addon", "existing", "espansione", "replacement"]) {
        DealType::Expansion
    } else if has(&["new", "nuov"]) {
        DealType::New
    } else {
        notes.repair(&field.header, &text, "is no type that is known: taken as new");
        DealType::New
    };
    Some(found)
}

/// Whether a kind of stage is an end.
pub fn is_closed(kind: StageKind) -> bool {
    kind != StageKind::Open
}
