//! Files of what deals point to: products, campaigns, people, accounts.

use super::names;
use super::plan::{Mapped, Plan};
use super::read::Rows;
use super::registry::{Found, Registry};
use super::verdict::{Notes, Seen, Verdicts};
use crate::store::Entity;
use contract::import::{Reason, SegmentBand, Thing, Verdict, Why};
use csv::StringRecord;
use domain::{Attribute, Currency};
use std::collections::HashMap;
use uuid::Uuid;

/// The longest name kept.
pub const LONGEST_NAME: u32 = 200;
/// The longest name of a region.
pub const LONGEST_REGION: u32 = 100;
/// The longest text kept.
pub const LONGEST_TEXT: u32 = 2_000;

/// What the reading of these files needs and fills.
pub struct Taking<'a> {
    /// What is known.
    pub registry: &'a mut Registry,
    /// What is said about rows.
    pub verdicts: &'a mut Verdicts,
    /// Called for each row.
    pub on_row: &'a mut dyn FnMut(),
    /// The company's currency, that list prices are in.
    pub currency: Currency,
    /// Employee counts to segments.
    pub bands: &'a [SegmentBand],
}

/// A text of a row, checked: too long is cut, and a formula is reported.
pub fn checked(field: &Mapped, record: &StringRecord, most: u32, notes: &mut Notes) -> Option<String> {
    let text = field.owned(record)?;
    notes.formula(&field.header, &text);
    if text.contains('\0') {
        notes.reject(&field.header, &text.replace('\0', "\u{fffd}"), Reason::NotText);
    }
    if text.chars().count() > most as usize {
        notes.repair(&field.header, &text, Reason::TooLong { most });
        return Some(text.chars().take(most as usize).collect());
    }
    Some(text)
}

impl Taking<'_> {
    /// The rows of a file that have a name and a key not met before.
    fn each(
        &mut self,
        plan: &Plan,
        rows: &mut Rows,
        mut take: impl FnMut(&mut Self, &StringRecord, u64, Option<String>, String, &mut Notes),
    ) -> Result<(), Why> {
        let (id, name) = (plan.field("id").clone(), plan.field("name").clone());
        let mut seen = Seen::default();
        while let Some(row) = rows.next_row()? {
            (self.on_row)();
            let mut notes = Notes::default();
            if ragged(plan, row.record, &mut notes) {
                self.verdicts.row(&plan.file, row.line, notes);
                continue;
            }
            let key = id.owned(row.record);
            match checked(&name, row.record, LONGEST_NAME, &mut notes) {
                None => notes.reject(&name.header, "", Reason::NameMissing),
                Some(text) => {
                    let met = key.clone().unwrap_or_else(|| names::key(&text));
                    let column = if key.is_some() { &id.header } else { &name.header };
                    if seen.is_new(&met, row.record, row.line, column, &mut notes) {
                        take(self, row.record, row.line, key, text, &mut notes);
                    }
                }
            }
            self.verdicts.row(&plan.file, row.line, notes);
        }
        Ok(())
    }

    /// Products, with family and list price.
    pub fn products(&mut self, plan: &Plan, rows: &mut Rows) -> Result<(), Why> {
        let (family, price) = (plan.field("family"), plan.field("list_price"));
        let decimals = self.currency.decimals();
        self.each(plan, rows, |taking, record, _, key, name, notes| {
            let list_price = price.amount(record, decimals).unwrap_or_else(|text| {
                notes.repair(&price.header, &text, Reason::NoListPrice);
                None
            });
            let id = taking.registry.put(Entity::Product, key.as_deref(), &name, |row| {
                if let Some(price) = list_price {
                    row.list_price = Some(price.minor);
                }
            });
            if family.is_mapped() {
                taking.registry.say(
                    id,
                    Attribute::ProductFamily,
                    checked(family, record, LONGEST_NAME, notes).unwrap_or_default(),
                );
            }
        })
    }

    /// Campaigns, with their tactic.
    pub fn campaigns(&mut self, plan: &Plan, rows: &mut Rows) -> Result<(), Why> {
        let tactic = plan.field("tactic");
        self.each(plan, rows, |taking, record, _, key, name, notes| {
            let id = taking.registry.put(Entity::Campaign, key.as_deref(), &name, |_| {});
            if tactic.is_mapped() {
                taking.registry.say(
                    id,
                    Attribute::CampaignTactic,
                    checked(tactic, record, LONGEST_NAME, notes).unwrap_or_default(),
                );
            }
        })
    }

    /// Accounts. Parents may come later in the file than those who name them.
    pub fn accounts(&mut self, plan: &Plan, rows: &mut Rows) -> Result<(), Why> {
        let facts = [
            ("region", Attribute::AccountRegion),
            ("territory", Attribute::AccountTerritory),
            ("country", Attribute::AccountCountry),
            ("industry", Attribute::AccountIndustry),
            ("segment", Attribute::AccountSegment),
        ]
        .map(|(name, attribute)| (plan.field(name), attribute));
        let (employees, parent, owner) = (plan.field("employees"), plan.field("parent"), plan.field("owner"));
        let has_segment = plan.field("segment").is_mapped();
        let mut parents: Vec<(Uuid, String, u64)> = Vec::new();
        self.each(plan, rows, |taking, record, line, key, name, notes| {
            let id = taking.registry.put(Entity::Account, key.as_deref(), &name, |_| {});
            for (field, attribute) in facts.iter().filter(|(field, _)| field.is_mapped()) {
                taking.registry.say(id, *attribute, checked(field, record, LONGEST_NAME, notes).unwrap_or_default());
            }
            if employees.is_mapped() && !has_segment && !taking.bands.is_empty() {
                match employees.amount(record, 0) {
                    Ok(count) => taking.registry.say(
                        id,
                        Attribute::AccountSegment,
                        segment(taking.bands, count.map(|count| count.minor)).unwrap_or_default(),
                    ),
                    Err(text) => notes.repair(&employees.header, &text, Reason::NoEmployees),
                }
            }
            if let Some(text) = owner.owned(record) {
                match taking.registry.find(Entity::Person, &text) {
                    Found::One(person) => taking.registry.say(id, Attribute::AccountOwner, person.to_string()),
                    other => notes.repair(&owner.header, &text, nobody(other)),
                }
            }
            if let Some(text) = parent.owned(record) {
                parents.push((id, text, line));
            }
        })?;
        let parent_of: HashMap<Uuid, Uuid> = parents
            .iter()
            .filter_map(|(id, text, _)| match self.registry.find(Entity::Account, text) {
                Found::One(parent) if parent != *id => Some((*id, parent)),
                _ => None,
            })
            .collect();
        for (id, text, line) in parents {
            match parent_of.get(&id) {
                Some(_) if names::circle(id, |at| parent_of.get(&at).copied()).is_some() => {
                    self.verdicts.note(&plan.file, line, &parent.header, &text, Verdict::Repair, Reason::ParentCircle);
                }
                Some(found) => self.registry.say(id, Attribute::AccountParent, found.to_string()),
                None => {}
            }
        }
        Ok(())
    }

    /// People, with manager, team and the team's region. Managers may come later than those who name them, or not at all.
    pub fn people(&mut self, plan: &Plan, rows: &mut Rows) -> Result<(), Why> {
        let [email, manager, team, region, active] =
            ["email", "manager", "team", "region", "active"].map(|name| plan.field(name));
        let mut managed: Vec<(Uuid, String, u64)> = Vec::new();
        let mut regions: HashMap<Uuid, String> = HashMap::new();
        self.each(plan, rows, |taking, record, line, key, name, notes| {
            let (mail, left) = (email.owned(record), active.owned(record).is_some_and(|text| !is_yes(&text)));
            let mail = mail.map(|mail| mail.to_lowercase());
            let spoken = names::spoken(&name);
            let of_mail = mail.as_deref().and_then(|mail| taking.registry.keyed(Entity::Person, mail));
            let id = taking.registry.put_as(of_mail, Entity::Person, key.as_deref(), &spoken, |row| {
                if mail.is_some() {
                    row.email = mail;
                }
                row.inactive = left;
            });
            let (office, group) = (checked(region, record, LONGEST_REGION, notes), checked(team, record, LONGEST_NAME, notes));
            if let Some(group) = group.clone().or_else(|| office.clone()) {
                let of = taking.registry.put(Entity::Team, None, &group, |_| {});
                taking.registry.say(id, Attribute::PersonTeam, of.to_string());
                if let Some(office) = office {
                    match regions.get(&of) {
                        Some(other) if *other != office => {
                            let reason = Reason::TeamElsewhere { team: group, region: other.clone() };
                            notes.repair(&region.header, &office, reason);
                        }
                        _ => {
                            taking.registry.say(of, Attribute::TeamRegion, office.clone());
                            regions.insert(of, office);
                        }
                    }
                }
            }
            if manager.is_mapped() {
                managed.push((id, manager.owned(record).unwrap_or_default(), line));
            }
        })?;
        let mut manager_of: HashMap<Uuid, Uuid> = HashMap::new();
        let mut known: Vec<(Uuid, Option<Uuid>, u64, String)> = Vec::new();
        for (id, text, line) in managed {
            let found = if text.is_empty() { None } else { Some(self.manager(plan, &manager.header, &text, line)) };
            // Whoever manages himself is a root.
            let found = found.flatten().filter(|found| *found != id);
            if let Some(found) = found {
                manager_of.insert(id, found);
            }
            known.push((id, found, line, text));
        }
        for (id, found, line, text) in known {
            let circle = names::circle(id, |at| manager_of.get(&at).copied()).filter(|circle| circle.contains(&id));
            if let Some(circle) = circle {
                let who: Vec<&str> =
                    circle.iter().filter_map(|id| self.registry.row(Entity::Person, *id)).map(|row| row.name.as_str()).collect();
                self.verdicts.withdraw(
                    &plan.file,
                    line,
                    &manager.header,
                    &text,
                    Reason::ManagerCircle { people: who.join(" → ") },
                );
            } else {
                self.registry.say(id, Attribute::PersonManager, found.map(|found| found.to_string()).unwrap_or_default());
            }
        }
        Ok(())
    }

    /// A manager, by id or name; one with a name that is not in the file is added.
    fn manager(&mut self, plan: &Plan, column: &str, text: &str, line: u64) -> Option<Uuid> {
        match self.registry.find(Entity::Person, text) {
            Found::One(id) => Some(id),
            Found::None if !looks_like_key(text) => Some(self.registry.put(Entity::Person, None, &names::spoken(text), |_| {})),
            other => {
                self.verdicts.note(&plan.file, line, column, text, Verdict::Repair, nobody(other));
                None
            }
        }
    }
}

/// Why a text names no person.
fn nobody(found: Found) -> Reason {
    match found {
        Found::Several => Reason::Several { thing: Thing::Person },
        Found::One(_) | Found::None => Reason::Unknown { thing: Thing::Person },
    }
}

/// A row with fewer or more values than the header has columns cannot be told apart from a shifted one.
pub fn ragged(plan: &Plan, record: &StringRecord, notes: &mut Notes) -> bool {
    let values = record.len();
    // Trailing separators are common and harmless.
    let used = record.iter().enumerate().filter(|(_, value)| !value.trim().is_empty()).last().map_or(0, |(at, _)| at + 1);
    let bad = used > plan.width || values < plan.width;
    if bad {
        notes.reject("", "", Reason::Width { values: values as u32, columns: plan.width as u32 });
    }
    bad
}

/// The segment of a number of employees: the first band whose limit is not exceeded.
fn segment(bands: &[SegmentBand], employees: Option<i64>) -> Option<String> {
    let employees = u64::try_from(employees?).ok()?;
    bands.iter().find(|band| band.up_to.is_none_or(|limit| employees <= limit)).map(|band| band.segment.clone())
}

/// Whether a text is a key of some system rather than a name: digits, or the 15 or 18 letters and digits of Salesforce.
pub fn looks_like_key(text: &str) -> bool {
    let text = text.trim();
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    plain && (digits == text.len() || matches!(text.len(), 15 | 18 | 36) && digits >= 3)
}

/// Yes, in the ways that systems write it.
pub fn is_yes(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "true" | "1" | "yes" | "y" | "t" | "si" | "sì" | "vero" | "x")
}
