//! Rows of steps and of lines: what files say of a deal besides its own row.

use super::entities::{LONGEST_NAME, checked, is_yes, ragged};
use super::plan::Plan;
use super::reading::Reading;
use super::stages;
use super::verdict::Notes;
use contract::import::{Reason, Thing};
use csv::StringRecord;
use domain::check::MOST_LINES;
use domain::{Category, Currency, Day, Instant, Line};
use std::collections::HashMap;

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
    /// Two currencies that they are in: the deal cannot be taken.
    pub mixed: Option<(Currency, Currency)>,
    /// The line in the file of each, for saying what is left out.
    pub places: Vec<u32>,
}

impl Reading {
    /// Reads one step of a deal's history. Nothing if the row is left out.
    pub fn step(&mut self, plan: &Plan, record: &StringRecord, line: u64, of: &mut HashMap<String, Steps>, notes: &mut Notes) {
        if ragged(plan, record, notes) {
            return;
        }
        let [deal, at, amount, code, close] = ["deal", "at", "amount", "currency", "close"].map(|name| plan.field(name));
        let Some(key) = deal.owned(record) else {
            notes.reject(&deal.header, "", Reason::IdMissing);
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
                Reason::TwoCurrencies { one: known, other: named },
            );
        }
        let currency = named.or(known).unwrap_or(self.currency);
        let stage = self.stage(plan.field("stage"), record, notes);
        let minor = Self::amount(amount, record, currency, notes);
        let when = Self::date(at, record, notes);
        let closes = Self::date(close, record, notes).map(|when| when.day);
        if when.is_none() && !notes.rejected() {
            notes.reject(&at.header, "", Reason::StepUndated);
        }
        if plan.field("deleted").owned(record).is_some_and(|text| is_yes(&text)) {
            notes.reject(&plan.field("deleted").header, "", Reason::DeletedThere);
        }
        let category = Self::category(plan.field("category"), record, notes);
        let (Some(stage), Some(when), false) = (stage, when, notes.rejected()) else { return };
        let effective = self.instant(when);
        if effective > self.now {
            notes.repair(&at.header, at.raw(record), Reason::StepAhead);
        }
        let steps = of.entry(key.clone()).or_insert_with(|| Steps { key, ..Steps::default() });
        steps.name = checked(plan.field("name"), record, LONGEST_NAME, notes).or(steps.name.take());
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
            notes.repair(&deal.header, deal.raw(record), Reason::SameStep);
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
            notes.reject(&deal.header, "", Reason::IdMissing);
            return;
        };
        let named = self.currency(code, amount, record, notes);
        let lines = of.get(&key);
        if let (Some(named), Some(known)) = (named, lines.and_then(|lines| lines.currency))
            && named != known
        {
            let column = if code.is_mapped() { &code.header } else { &amount.header };
            notes.reject(column, named.code(), Reason::TwoCurrencies { one: known, other: named });
            of.entry(key).or_default().mixed = Some((known, named));
            return;
        }
        let currency = named.or(lines.and_then(|lines| lines.currency)).unwrap_or(self.currency);
        let number = lines.map_or(0, |lines| lines.lines.len()) as i16 + 1;
        if number > MOST_LINES as i16 {
            notes.reject(&deal.header, &key, Reason::TooManyLines { most: MOST_LINES as u32 });
        }
        let acv = Self::amount(amount, record, currency, notes);
        let one_off = Self::amount(plan.field("one_off"), record, currency, notes).unwrap_or(0);
        let product = self.join(Thing::Product, plan.field("product"), record, notes);
        if notes.rejected() {
            return;
        }
        let lines = of.entry(key).or_default();
        lines.currency = lines.currency.or(named);
        lines.places.push(place as u32);
        lines.lines.push(Line { line: number, product: product.map(domain::ProductId), acv: acv.unwrap_or(0), one_off });
    }
}
