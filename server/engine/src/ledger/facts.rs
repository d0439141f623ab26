//! Facts with a validity, and the organisation they make on a day.

use super::dictionary::Names;
use super::status::Statuses;
use super::values::{Rows, Values, of};
use domain::workspace::RegionRule;
use domain::{Attribute, Dimension, Fact};
use parking_lot::Mutex;
use std::sync::Arc;
use uuid::Uuid;

/// What each subject's value is on a day, by the subject's number.
pub type Table = Arc<Vec<u32>>;

/// The facts about one attribute, in the order they take effect.
#[derive(Debug, Default)]
struct Timeline {
    changes: Vec<Change>,
    /// Tables made lately, by the number of changes in them. A reorganisation is rare and questions are many.
    made: Mutex<Vec<(usize, Table)>>,
}

#[derive(Clone, Copy, Debug)]
struct Change {
    day: i32,
    log: i64,
    subject: u32,
    value: u32,
}

impl Timeline {
    fn until(&self, day: i32) -> usize {
        self.changes.partition_point(|change| change.day <= day)
    }

    fn table(&self, count: usize) -> Table {
        if let Some((_, table)) = self.made.lock().iter().find(|(made, _)| *made == count) {
            return table.clone();
        }
        let mut table = Vec::new();
        apply(&mut table, &self.changes[..count]);
        let table = Arc::new(table);
        let mut made = self.made.lock();
        if made.len() == 8 {
            made.remove(0);
        }
        made.push((count, table.clone()));
        table
    }
}

fn apply(table: &mut Vec<u32>, changes: &[Change]) {
    for change in changes {
        let at = change.subject as usize;
        if table.len() <= at {
            table.resize(at + 1, 0);
        }
        table[at] = change.value;
    }
}

impl Clone for Timeline {
    fn clone(&self) -> Self {
        Self { changes: self.changes.clone(), made: Mutex::default() }
    }
}

/// All facts, by attribute.
#[derive(Clone, Debug)]
pub struct Facts {
    timelines: Vec<Timeline>,
}

impl Default for Facts {
    fn default() -> Self {
        Self { timelines: Attribute::ALL.iter().map(|_| Timeline::default()).collect() }
    }
}

impl Facts {
    /// Adds facts, in any order.
    pub fn extend<'a>(&mut self, facts: impl IntoIterator<Item = &'a Fact>, names: &mut Names) {
        let mut touched = vec![false; self.timelines.len()];
        for fact in facts {
            let subject = subject(fact, names);
            let value = value(fact, names);
            let at = fact.attribute as usize;
            touched[at] = true;
            self.timelines[at].changes.push(Change { day: fact.valid_from.0, log: fact.log.0, subject, value });
        }
        for (timeline, _) in self.timelines.iter_mut().zip(touched).filter(|(_, touched)| *touched) {
            timeline.changes.sort_unstable_by_key(|change| (change.day, change.log));
            timeline.made.get_mut().clear();
        }
    }

    /// What one attribute's values are on a day.
    pub fn table(&self, attribute: Attribute, day: i32) -> Table {
        let timeline = &self.timelines[attribute as usize];
        timeline.table(timeline.until(day))
    }
}

fn subject(fact: &Fact, names: &mut Names) -> u32 {
    let id = &fact.subject;
    match fact.attribute {
        Attribute::PersonTeam | Attribute::PersonManager => names.people.intern(id),
        Attribute::TeamRegion => names.teams.intern(id),
        Attribute::ProductFamily => names.products.intern(id),
        Attribute::CampaignTactic => names.campaigns.intern(id),
        Attribute::AccountRegion
        | Attribute::AccountTerritory
        | Attribute::AccountCountry
        | Attribute::AccountIndustry
        | Attribute::AccountSegment
        | Attribute::AccountParent
        | Attribute::AccountOwner => names.accounts.intern(id),
    }
}

fn value(fact: &Fact, names: &mut Names) -> u32 {
    let text = fact.value.as_str();
    let id = || text.parse::<Uuid>().unwrap_or_default();
    match fact.attribute {
        Attribute::PersonTeam => names.teams.intern(&id()),
        Attribute::PersonManager | Attribute::AccountOwner => names.people.intern(&id()),
        Attribute::AccountParent => names.accounts.intern(&id()),
        Attribute::TeamRegion | Attribute::AccountRegion => names.regions.intern(text),
        Attribute::AccountTerritory => names.territories.intern(text),
        Attribute::AccountCountry => names.countries.intern(text),
        Attribute::AccountIndustry => names.industries.intern(text),
        Attribute::AccountSegment => names.segments.intern(text),
        Attribute::ProductFamily => names.families.intern(text),
        Attribute::CampaignTactic => names.tactics.intern(text),
    }
}

/// The organisation on a day, as far as some dimensions need it. It can go on to later days.
#[derive(Clone)]
pub struct Organisation<'a> {
    facts: &'a Facts,
    statuses: &'a Statuses,
    region_order: &'a [RegionRule],
    /// One per attribute in use: which, how many changes are in it, the table.
    tables: [Option<(usize, Table)>; Attribute::ALL.len()],
    /// person → region of the team, made of two tables.
    person_region: Vec<u32>,
}

impl<'a> Organisation<'a> {
    /// The organisation at the end of a day.
    pub fn on(
        facts: &'a Facts,
        statuses: &'a Statuses,
        region_order: &'a [RegionRule],
        dimensions: &[Dimension],
        day: i32,
    ) -> Self {
        let mut tables = [const { None }; Attribute::ALL.len()];
        for attribute in dimensions.iter().flat_map(|&dimension| attributes(dimension)) {
            let timeline = &facts.timelines[*attribute as usize];
            let count = timeline.until(day);
            tables[*attribute as usize] = Some((count, timeline.table(count)));
        }
        let mut organisation = Self { facts, statuses, region_order, tables, person_region: Vec::new() };
        organisation.compose();
        organisation
    }

    /// Goes on to a later day.
    pub fn advance(&mut self, day: i32) {
        let mut moved = false;
        for (timeline, slot) in self.facts.timelines.iter().zip(&mut self.tables) {
            let Some((count, table)) = slot else { continue };
            let rest = &timeline.changes[*count..];
            let more = rest.iter().take_while(|change| change.day <= day).count();
            if more > 0 {
                apply(Arc::make_mut(table), &rest[..more]);
                *count += more;
                moved = true;
            }
        }
        if moved {
            self.compose();
        }
    }

    fn compose(&mut self) {
        let (Some((_, teams)), Some((_, regions))) =
            (&self.tables[Attribute::PersonTeam as usize], &self.tables[Attribute::TeamRegion as usize])
        else {
            return;
        };
        self.person_region = teams.iter().map(|&team| of(regions, team)).collect();
    }

    fn said(&self, attribute: Attribute) -> &[u32] {
        self.tables[attribute as usize].as_ref().map_or(&[], |(_, table)| table)
    }

    /// Where the numbers of a dimension come from in some rows.
    pub fn values<'v>(&'v self, dimension: Dimension, rows: Rows<'v>) -> Values<'v> {
        let of_account = |attribute| Values::Of(rows.account, self.said(attribute));
        match dimension {
            Dimension::Region => Values::Region {
                order: self.region_order,
                rows,
                people: &self.person_region,
                accounts: self.said(Attribute::AccountRegion),
            },
            Dimension::Segment => of_account(Attribute::AccountSegment),
            Dimension::Territory => of_account(Attribute::AccountTerritory),
            Dimension::Country => of_account(Attribute::AccountCountry),
            Dimension::Industry => of_account(Attribute::AccountIndustry),
            Dimension::Account => Values::Column(rows.account),
            Dimension::Owner => Values::Person(rows),
            Dimension::Team => Values::OfPerson(rows, self.said(Attribute::PersonTeam)),
            Dimension::Manager => Values::OfPerson(rows, self.said(Attribute::PersonManager)),
            Dimension::Campaign => Values::Column(rows.campaign),
            Dimension::Tactic => Values::Of(rows.campaign, self.said(Attribute::CampaignTactic)),
            Dimension::Source => Values::Source(rows.kind),
            Dimension::Type => Values::Type(rows.kind),
            Dimension::Stage => Values::Stage(rows.status, self.statuses),
            Dimension::Currency => Values::Currency(rows.currency),
            Dimension::Product => Values::Product,
            Dimension::Family => Values::Family(self.said(Attribute::ProductFamily)),
        }
    }
}

/// Whether a dimension is of lines, not of deals.
pub fn of_lines(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::Product | Dimension::Family)
}

fn attributes(dimension: Dimension) -> &'static [Attribute] {
    match dimension {
        Dimension::Region => &[Attribute::PersonTeam, Attribute::TeamRegion, Attribute::AccountRegion],
        Dimension::Segment => &[Attribute::AccountSegment],
        Dimension::Family => &[Attribute::ProductFamily],
        Dimension::Territory => &[Attribute::AccountTerritory],
        Dimension::Country => &[Attribute::AccountCountry],
        Dimension::Industry => &[Attribute::AccountIndustry],
        Dimension::Team => &[Attribute::PersonTeam],
        Dimension::Manager => &[Attribute::PersonManager],
        Dimension::Tactic => &[Attribute::CampaignTactic],
        Dimension::Product
        | Dimension::Source
        | Dimension::Account
        | Dimension::Owner
        | Dimension::Campaign
        | Dimension::Type
        | Dimension::Stage
        | Dimension::Currency => &[],
    }
}
