//! Rows of deals.

use super::date::When;
use super::entities::{LONGEST_NAME, LONGEST_REGION, LONGEST_TEXT, checked, is_yes, ragged};
use super::facts::{months, source};
use super::merge;
use super::plan::{Mapped, Plan};
use super::reading::{Reading, is_closed};
use super::stages;
use super::verdict::{Notes, Seen};
use crate::store::Entity;
use contract::import::{Reason, Thing};
use csv::StringRecord;
use domain::{Category, Currency, Day, DealType, Source};
use std::sync::Arc;
use uuid::Uuid;

/// The longest key of a deal.
const LONGEST_KEY: u32 = 200;

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
    /// How its file is read, and what stands in it: to say of a field in which column it is, and what is there.
    pub plan: Arc<Plan>,
    /// The row itself.
    pub record: StringRecord,
}

impl DealRow {
    /// The deal is taken, with this change to a field.
    pub fn repair(&mut self, field: &str, reason: Reason) {
        let (column, value) = self.place(field);
        self.notes.repair(&column, &value, reason);
    }

    /// The deal is left out because of a field.
    pub fn reject(&mut self, field: &str, reason: Reason) {
        let (column, value) = self.place(field);
        self.notes.reject(&column, &value, reason);
    }

    /// The column that speaks of a field, and what stands there; the key's, if none does.
    fn place(&self, field: &str) -> (String, String) {
        let mut spoken = merge::spoken_by(field).iter().map(|name| self.plan.field(name)).filter(|field| field.is_mapped());
        let column = spoken.next().unwrap_or_else(|| self.plan.field("id"));
        (column.header.clone(), column.raw(&self.record).to_owned())
    }
}

impl Reading {
    /// Reads one deal. Nothing if the row is left out: the notes say why.
    pub fn deal(&mut self, plan: &Arc<Plan>, record: &StringRecord, line: u64, seen: &mut Seen) -> Result<DealRow, Notes> {
        let mut notes = Notes::default();
        if ragged(plan, record, &mut notes) {
            return Err(notes);
        }
        let id = plan.field("id");
        let Some(key) = id.owned(record) else {
            notes.reject(&id.header, "", Reason::IdMissing);
            return Err(notes);
        };
        if key.chars().count() > LONGEST_KEY as usize {
            notes.reject(&id.header, &key, Reason::IdTooLong { most: LONGEST_KEY });
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
        let mut close = Self::date(plan.field("close"), record, &mut notes);
        let expects = plan.field("expected_close");
        let expected = Self::date(expects, record, &mut notes);
        if !plan.field("close").is_mapped()
            && let (Some(day), true) = (expected, stage.is_some_and(|stage| is_closed(stage.kind)))
        {
            close = Some(day);
            notes.repair(&expects.header, expects.raw(record), Reason::ClosedAsExpected);
        }
        let expected = expected.map(|when| when.day);
        let next_step_day = Self::date(plan.field("next_step_day"), record, &mut notes).map(|when| when.day);
        let (Some(stage), false) = (stage, notes.rejected()) else { return Err(notes) };
        let account = self.join(Thing::Account, plan.field("account"), record, &mut notes);
        let product = self.join(Thing::Product, plan.field("product"), record, &mut notes);
        let row = DealRow {
            line,
            name: checked(plan.field("name"), record, LONGEST_NAME, &mut notes)
                .unwrap_or_else(|| self.made_up_name(account, product, &key)),
            list_price: product.and_then(|product| self.registry.row(Entity::Product, product)?.list_price),
            currency_named: named_currency.is_some(),
            account,
            owner: self.join(Thing::Person, plan.field("owner"), record, &mut notes),
            product,
            sourced_by: self.join(Thing::Person, plan.field("sourced_by"), record, &mut notes),
            campaign: self.join(Thing::Campaign, plan.field("campaign"), record, &mut notes),
            amount: minor,
            one_off,
            currency,
            stage,
            created,
            close,
            expected,
            deal_type: deal_type(plan.field("type"), record, &mut notes),
            source: named(plan.field("source"), record, &mut notes, Reason::NoSource, source),
            region: checked(plan.field("region"), record, LONGEST_REGION, &mut notes),
            category: Self::category(plan.field("category"), record, &mut notes),
            term_months: named(plan.field("term_months"), record, &mut notes, Reason::NoTerm, months),
            next_step: checked(plan.field("next_step"), record, LONGEST_TEXT, &mut notes),
            next_step_day,
            lost_reason: checked(plan.field("lost_reason"), record, LONGEST_TEXT, &mut notes),
            deleted: plan.field("deleted").owned(record).is_some_and(|text| is_yes(&text)),
            key,
            notes: Notes::default(),
            plan: Arc::clone(plan),
            record: record.clone(),
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
}

fn named<T>(
    field: &Mapped,
    record: &StringRecord,
    notes: &mut Notes,
    why: Reason,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
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
        notes.repair(&field.header, &text, Reason::NoType);
        DealType::New
    };
    Some(found)
}
