//! Files of exchange rates and targets.

use super::entities::{Taking, ragged};
use super::number;
use super::plan::Plan;
use super::read::Rows;
use super::registry::Found;
use super::verdict::Notes;
use crate::store::{Entity, StagedTarget};
use contract::import::{DecimalMark, Reason, Why};
use csv::StringRecord;
use domain::workspace::DatedRate;
use domain::{Company, Currency, Dimension, PeriodKey, PeriodKind, Rate, Source, TargetMeasure, Workspace};

impl Taking<'_> {
    /// Exchange rates: what one unit of a currency is worth in the company's.
    pub fn rates(&mut self, plan: &Plan, rows: &mut Rows) -> Result<Vec<DatedRate>, Why> {
        let [currency, day, rate] = ["currency", "day", "rate"].map(|name| plan.field(name));
        let mut taken = Vec::new();
        while let Some(row) = rows.next_row()? {
            (self.on_row)();
            let mut notes = Notes::default();
            if !ragged(plan, row.record, &mut notes) {
                let code = currency.owned(row.record).unwrap_or_default();
                let parsed = Currency::parse(&code);
                if parsed.is_none() {
                    notes.reject(&currency.header, &code, Reason::NoCurrency);
                }
                let from = day.date(row.record).unwrap_or_else(|text| {
                    notes.reject(&day.header, &text, Reason::NoDate);
                    None
                });
                // A rate is kept in billionths.
                let worth = rate.amount(row.record, 9).unwrap_or_else(|text| {
                    notes.reject(&rate.header, &text, Reason::NoNumber);
                    None
                });
                match (parsed, from, worth) {
                    (Some(currency), Some(from), Some(worth)) if worth.minor > 0 => {
                        taken.push(DatedRate { currency, day: from.day, rate: Rate(worth.minor) })
                    }
                    _ if !notes.rejected() => notes.reject(&rate.header, rate.raw(row.record), Reason::RateIncomplete),
                    _ => {}
                }
            }
            self.verdicts.row(&plan.file, row.line, notes);
        }
        Ok(taken)
    }

    /// Targets, one row and quarter each.
    pub fn targets(&mut self, plan: &Plan, rows: &mut Rows, workspace: &Workspace) -> Result<Vec<StagedTarget>, Why> {
        let [period, dimension, key, amount, measure] =
            ["period", "dimension", "key", "amount", "measure"].map(|name| plan.field(name));
        let mut taken = Vec::new();
        while let Some(row) = rows.next_row()? {
            (self.on_row)();
            let mut notes = Notes::default();
            if !ragged(plan, row.record, &mut notes) {
                let target = self.target(row.record, workspace, [period, dimension, key, amount, measure], &mut notes);
                if !notes.rejected() {
                    taken.extend(target);
                }
            }
            self.verdicts.row(&plan.file, row.line, notes);
        }
        Ok(taken)
    }

    fn target(
        &self,
        record: &StringRecord,
        workspace: &Workspace,
        fields: [&super::plan::Mapped; 5],
        notes: &mut Notes,
    ) -> Option<StagedTarget> {
        let [period, dimension, key, amount, measure] = fields;
        let name = period.owned(record).unwrap_or_default();
        let quarter = name.replace(' ', "-").parse::<PeriodKey>().ok().filter(|key| key.kind == PeriodKind::Quarter);
        if quarter.is_none() {
            notes.reject(&period.header, &name, Reason::NoQuarter);
        }
        let what = measure.owned(record).unwrap_or_default();
        let what = match what.to_lowercase().as_str() {
            "" | "acv" | "closed" | "bookings" => Some(TargetMeasure::Acv),
            "generation" | "pipe generation" | "generated" => Some(TargetMeasure::Generation),
            _ => {
                notes.reject(&measure.header, &what, Reason::NoMeasure);
                None
            }
        };
        let by = dimension.owned(record);
        let by = match by.as_deref().map(|name| (name, Dimension::parse(&name.to_lowercase()))) {
            None => None,
            Some((_, Some(dimension))) => Some(dimension),
            Some((name, None)) if ["company", "total", "azienda"].contains(&name.to_lowercase().as_str()) => None,
            Some((name, None)) => {
                notes.reject(&dimension.header, name, Reason::NoDimension);
                None
            }
        };
        let text = key.owned(record).unwrap_or_default();
        let row = match by {
            None => Some(String::new()),
            Some(by) => self.key_of(by, &text, workspace),
        };
        if row.is_none() {
            notes.reject(&key.header, &text, Reason::KeyUnknown);
        }
        let minor = amount.amount(record, self.currency.decimals()).unwrap_or_else(|text| {
            notes.reject(&amount.header, &text, Reason::NoAmount);
            None
        });
        Some(StagedTarget {
            measure: what?,
            period: quarter?,
            dimension: by,
            key: row?,
            amount: minor.map(|amount| Company(amount.minor)),
        })
    }

    /// The key of a row, given its name.
    fn key_of(&self, by: Dimension, text: &str, workspace: &Workspace) -> Option<String> {
        let entity = match by {
            Dimension::Product => Entity::Product,
            Dimension::Account => Entity::Account,
            Dimension::Owner | Dimension::Manager => Entity::Person,
            Dimension::Team => Entity::Team,
            Dimension::Campaign => Entity::Campaign,
            Dimension::Source => {
                return if text.is_empty() { Some(String::new()) } else { source(text).map(|source| source.as_str().to_owned()) };
            }
            Dimension::Stage => {
                return workspace.processes.iter().find_map(|process| process.named(text)).map(|stage| stage.id.0.to_string());
            }
            _ => return Some(text.to_owned()),
        };
        if text.is_empty() {
            return Some(String::new());
        }
        match self.registry.find(entity, text) {
            Found::One(id) => Some(id.to_string()),
            Found::Several | Found::None => None,
        }
    }
}

/// The function of this name.
pub fn source(text: &str) -> Option<Source> {
    match super::fields::plain(text).as_str() {
        "ae" | "accountexecutive" | "accountexecutives" => Some(Source::Ae),
        "bdr" | "businessdevelopment" | "outbound" => Some(Source::Bdr),
        "sdr" | "salesdevelopment" | "inbound" => Some(Source::Sdr),
        "ecs" | "enterprisecustomersuccess" | "customersuccess" => Some(Source::Ecs),
        "cloud" | "cloudsales" => Some(Source::Cloud),
        "partner" | "partners" | "channel" => Some(Source::Partner),
        _ => None,
    }
}

/// A term in months.
pub fn months(text: &str) -> Option<i16> {
    let months = number::parse(text, DecimalMark::Point, 0).and_then(|amount| i16::try_from(amount.minor).ok());
    months.filter(|months| (1..=1_200).contains(months))
}
