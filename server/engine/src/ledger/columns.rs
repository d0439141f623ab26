//! The columns, and how a version gets into them. Loading, following and telling a deal's history again all go through
//! [`Columns::append`], so that they cannot come to different results.

use super::book::{Book, Telling};
use super::days::Days;
use super::deals::{DELETED, Deals, GENERATED_NOW, NO_ROW};
use super::dictionary::Names;
use super::facts::Facts;
use super::rates::{Exchanges, Rates};
use super::segment::{NO_DAY, Order, Row, Segment, day_number};
use super::status::Statuses;
use crate::store::{HistoryRow, Settings, StoreError};
use domain::workspace::DatedRate;
use domain::{
    Company, Day, Dimension, Fact, FiscalCalendar, Instant, LogNo, OpportunityId, PeriodKey, SplitKind, StageKind, Target,
    TargetMeasure,
};
use std::collections::HashMap;

/// The bit that tells a row of `closed` from one of `open` in `Deals::head`.
const CLOSED: u32 = 1 << 31;

/// What the deal told last was last worth while open. It is not kept for all: a row says it of a deal that has one.
#[derive(Clone, Debug, Default)]
struct Told {
    /// Which deal.
    deal: Option<u32>,
    /// Before its latest version: one in the same millisecond would take that one's place.
    before: Worth,
    /// With it.
    now: Worth,
}

/// The lines and currency a deal last had while open, or first had if it never was.
#[derive(Clone, Debug, Default)]
struct Worth {
    known: Known,
    currency: u16,
    lines: Vec<(u32, i64)>,
}

/// Whether they are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Known {
    /// There may be some.
    #[default]
    Unknown,
    /// There were none yet.
    Never,
    /// These.
    Lines,
}

/// What names a target.
pub type TargetKey = (TargetMeasure, PeriodKey, Option<Dimension>, String);

/// Everything a question can be about, at one position of the log.
pub struct Columns {
    /// The position: all of it up to here, and nothing later.
    pub head: LogNo,
    /// The settings known there.
    pub settings: Settings,
    /// Their fiscal calendar.
    pub calendar: FiscalCalendar,
    /// What stages mean.
    pub statuses: Statuses,
    /// Numbers for ids and texts.
    pub names: Names,
    /// The facts.
    pub facts: Facts,
    /// The rates.
    pub rates: Rates,
    /// The targets in force.
    pub targets: HashMap<TargetKey, Company>,
    /// The greatest log number of a target.
    pub targets_revision: LogNo,
    /// One entry per deal.
    pub deals: Deals,
    /// Deals as they are at the head of the log; columns of an older position have none.
    pub book: Option<Box<Book>>,
    /// Versions that are open pipeline: open, at or past entry, not Omitted.
    pub open: Segment,
    /// Versions that are won or lost.
    pub closed: Segment,
    /// The version at which each deal first was in the pipeline with an amount.
    pub generated: Segment,
    /// The first and last day any deal has a close date or version on.
    pub span: Option<(i32, i32)>,
    /// How many versions were told, and how many lines they have.
    pub versions: u64,
    /// The lines of those versions.
    pub line_versions: u64,
    days: Days,
    lines: Vec<(u32, i64)>,
    told: Told,
}

impl Columns {
    /// Empty columns under these settings.
    ///
    /// # Errors
    /// The fiscal calendar they describe is none.
    pub fn new(settings: Settings) -> Result<Self, StoreError> {
        let calendar = FiscalCalendar::new(settings.workspace.fiscal.clone()).map_err(StoreError::Unreadable)?;
        Ok(Self {
            calendar,
            head: LogNo(0),
            statuses: Statuses::new(&settings.workspace),
            names: Names::default(),
            facts: Facts::default(),
            rates: Rates::default(),
            targets: HashMap::new(),
            targets_revision: LogNo(0),
            deals: Deals::default(),
            book: Some(Box::default()),
            open: Segment::new(Order::Interval),
            closed: Segment::new(Order::Close),
            generated: Segment::new(Order::From),
            span: None,
            versions: 0,
            line_versions: 0,
            days: Days::new(settings.zone.clone()),
            lines: Vec::new(),
            told: Told::default(),
            settings,
        })
    }

    /// A copy to wind back to an older position.
    #[must_use]
    pub fn without_book(&self) -> Self {
        Self {
            head: self.head,
            settings: self.settings.clone(),
            calendar: self.calendar.clone(),
            statuses: self.statuses.clone(),
            names: self.names.clone(),
            facts: self.facts.clone(),
            rates: self.rates.clone(),
            targets: self.targets.clone(),
            targets_revision: self.targets_revision,
            deals: self.deals.clone(),
            book: None,
            open: self.open.clone(),
            closed: self.closed.clone(),
            generated: self.generated.clone(),
            span: self.span,
            versions: self.versions,
            line_versions: self.line_versions,
            days: self.days.clone(),
            lines: Vec::new(),
            told: Told::default(),
        }
    }

    /// Takes in the next version of a deal. Answers `false`, and takes nothing in, if a later one is in already, or if it
    /// needs more of the deal's past than is known any more (what a deal that is closed was last worth while open, what an
    /// undo takes back): then the deal has to be [forgotten](Columns::forget) and told again from its first version.
    pub fn append(&mut self, version: &HistoryRow<'_>) -> bool {
        let deal = self.deals.enter(version.opportunity.0);
        let at = deal as usize;
        let (effective, log) = (version.effective_at.0, version.log.0);
        let last = (self.deals.last_effective[at], self.deals.last_log[at]);
        if (effective, log) <= last {
            return false;
        }
        let before = (last.0 != i64::MIN).then_some(last.0);
        if self.book.as_ref().is_some_and(|book| !book.can_tell(deal, before, version)) {
            return false;
        }
        // A version at the very same millisecond as the one before takes its place: that one never was the state.
        let replaces = effective == last.0;
        self.lines.clear();
        for line in version.lines {
            let product = line.product.map_or(0, |id| self.names.products.intern(&id.0));
            self.lines.push((product, line.acv));
        }
        let currency = self.names.currencies.intern(version.currency.code()) as u16;
        let status = self.statuses.intern(version.stage, version.category);
        if !self.tell_worth(deal, replaces, (!version.deleted).then_some(status), currency) {
            return false;
        }
        let day = self.days.of(effective);
        let from = day_number(day);
        if last.0 == i64::MIN {
            self.deals.created[at] = from;
        }
        self.end_head(deal, from);
        if replaces && self.deals.flags[at] & GENERATED_NOW != 0 {
            self.generated.kill(self.deals.generated[at]);
            self.deals.generated[at] = NO_ROW;
        }
        self.deals.flags[at] &= !GENERATED_NOW;
        self.deals.last_effective[at] = effective;
        self.deals.last_log[at] = log;

        let owner = version.owner.map_or(0, |id| self.names.people.intern(&id.0));
        self.deals.owner[at] = owner;
        self.deals.sourced_by[at] = version.sourced_by.map_or(0, |id| self.names.people.intern(&id.0));
        let team = version.team.iter().map(|member| self.names.people.intern(&member.person.0)).collect();
        self.deals.set_team(deal, team);
        self.note_deletion(deal, from, version.deleted);

        let revenue = version.splits.iter().filter(|split| split.kind == SplitKind::Revenue);
        let shares: Vec<(u32, i32)> = revenue.map(|split| (self.names.people.intern(&split.person.0), split.share)).collect();
        let row = Row {
            from,
            until: NO_DAY,
            close: version.close_day.map_or(NO_DAY, |day| day_number(day.0)),
            status,
            deal,
            owner: self.names.shares.number(owner, shares.into_iter()),
            account: version.account.map_or(0, |id| self.names.accounts.intern(&id.0)),
            campaign: version.campaign.map_or(0, |id| self.names.campaigns.intern(&id.0)),
            region: version.region.map_or(0, |region| self.names.regions.intern(region)),
            currency,
            kind: version.deal_type.code() as u8 | (version.source.map_or(0, |source| source.code()) as u8) << 3,
        };
        self.versions += 1;
        self.line_versions += self.lines.len() as u64;
        self.stretch(day);
        if let Some(close) = version.close_day {
            self.stretch(close.0);
        }
        if let Some(book) = &mut self.book {
            book.tell(&Telling {
                version,
                row: &row,
                lines: &self.lines,
                last: before,
                statuses: &self.statuses,
                names: &self.names,
                calendar: &self.calendar,
                rates: &self.rates,
                home: self.settings.workspace.currency,
            });
        }
        if !version.deleted {
            self.place(&row, at);
        }
        true
    }

    /// Puts the row in the segments it counts in.
    fn place(&mut self, row: &Row, at: usize) {
        let status = *self.statuses.get(row.status);
        if status.open_pipeline() {
            self.deals.head[at] = self.open.push(row, &self.lines);
        } else if status.kind != StageKind::Open {
            self.deals.head[at] = self.close(row, status.kind) | CLOSED;
        }
        let amount: i128 = self.lines.iter().map(|&(_, amount)| i128::from(amount)).sum();
        if status.in_pipeline() && amount > 0 && self.deals.generated[at] == NO_ROW {
            self.deals.generated[at] = self.generated.push(row, &self.lines);
            self.deals.flags[at] |= GENERATED_NOW;
            self.mark_deletions(row.deal);
        }
    }

    /// Adds a closed row. A lost deal's lines and currency are those it was last open with: those it closed with are in no
    /// number. A won deal has both, if they differ.
    fn close(&mut self, row: &Row, kind: StageKind) -> u32 {
        let Worth { currency, lines, .. } = &self.told.now;
        if kind == StageKind::Lost {
            return self.closed.push(&Row { currency: *currency, ..*row }, lines);
        }
        let at = self.closed.push(row, &self.lines);
        if (row.currency, &self.lines) != (*currency, lines) {
            self.closed.amend(*currency, lines);
        }
        at
    }

    /// Goes on from what the deal was last worth while open to what it is with this version, whose lines are in
    /// `self.lines`; a status that counts is given unless it is deleted. Answers `false` if it cannot tell.
    fn tell_worth(&mut self, deal: u32, replaces: bool, status: Option<u16>, currency: u16) -> bool {
        if self.deals.last_effective[deal as usize] == i64::MIN {
            self.told = Told { deal: Some(deal), ..Told::default() };
            self.told.now.known = Known::Never;
        } else if self.told.deal != Some(deal) {
            self.told.deal = Some(deal);
            self.told.before.known = Known::Unknown;
            self.recall_worth(self.deals.head[deal as usize]);
        }
        let Told { before, now, .. } = &mut self.told;
        if !replaces {
            std::mem::swap(before, now);
        }
        let status = status.map(|status| self.statuses.get(status)).filter(|status| status.place > 0);
        match status {
            Some(status) if status.open() || before.known == Known::Never => {
                now.known = Known::Lines;
                now.currency = currency;
                now.lines.clone_from(&self.lines);
            }
            Some(_) if before.known == Known::Unknown => {
                self.told.deal = None;
                return false;
            }
            _ => now.clone_from(before),
        }
        true
    }

    /// What a deal was last worth while open, as its latest version's row says.
    fn recall_worth(&mut self, head: u32) {
        let now = &mut self.told.now;
        now.known = if head == NO_ROW { Known::Unknown } else { Known::Lines };
        if head == NO_ROW {
            return;
        }
        let segment = if head & CLOSED == 0 { &self.open } else { &self.closed };
        let row = (head & !CLOSED) as usize;
        let (currency, lines) = segment.while_open(row).unwrap_or_else(|| (segment.currency[row], segment.lines(row)));
        now.currency = currency;
        now.lines.clear();
        now.lines.extend(lines.map(|line| (segment.product[line], segment.amount[line])));
    }

    /// The latest version's row holds no longer.
    fn end_head(&mut self, deal: u32, from: u16) {
        let head = std::mem::replace(&mut self.deals.head[deal as usize], NO_ROW);
        if head == NO_ROW {
            return;
        }
        let segment = if head & CLOSED == 0 { &mut self.open } else { &mut self.closed };
        let row = head & !CLOSED;
        segment.until[row as usize] = from;
        // Replaced within a day: at no day's end did it hold.
        if segment.from[row as usize] == from {
            segment.kill(row);
        }
    }

    fn note_deletion(&mut self, deal: u32, from: u16, deleted: bool) {
        let flags = &mut self.deals.flags[deal as usize];
        if deleted == (*flags & DELETED != 0) {
            return;
        }
        *flags ^= DELETED;
        if deleted {
            self.deals.deleted.entry(deal).or_default().push((from, NO_DAY));
        } else if let Some(spans) = self.deals.deleted.get_mut(&deal) {
            if let Some(span) = spans.last_mut() {
                span.1 = from;
            }
            spans.retain(|span| span.0 != span.1);
        }
        self.mark_deletions(deal);
    }

    /// A row of `generated` has an end if its deal ever was deleted: the sign to look when exactly.
    fn mark_deletions(&mut self, deal: u32) {
        let row = self.deals.generated[deal as usize];
        if row != NO_ROW {
            let ever = self.deals.deleted.get(&deal).is_some_and(|spans| !spans.is_empty());
            let row = row as usize;
            self.generated.until[row] = if ever { self.generated.from[row] + 1 } else { NO_DAY };
        }
    }

    /// The day an instant lies in.
    pub fn day_of(&self, instant: Instant) -> i32 {
        self.days.of(instant.0)
    }

    /// The exchanges of all currencies on a day.
    pub fn exchanges_on(&self, day: Day) -> Exchanges {
        Exchanges::new(&self.rates, self.names.currencies.keys(), self.settings.workspace.currency, day.0, day.0)
    }

    fn stretch(&mut self, day: i32) {
        let (first, last) = self.span.unwrap_or((day, day));
        self.span = Some((first.min(day), last.max(day)));
    }

    /// Takes in all facts, rates and targets known at the head, in place of those from before.
    pub fn tell_surroundings(&mut self, facts: &[Fact], rates: &[DatedRate], targets: Vec<Target>, revision: LogNo) {
        self.facts = Facts::default();
        self.facts.extend(facts, &mut self.names);
        self.rates = Rates::default();
        for rate in rates {
            let currency = self.names.currencies.intern(rate.currency.code());
            self.rates.add(currency, rate.day.0, 0, rate.rate);
        }
        self.targets = targets
            .into_iter()
            .map(|target| ((target.measure, target.period, target.dimension, target.key), target.amount))
            .collect();
        self.targets_revision = revision;
        if let Some(book) = &mut self.book {
            book.forget_worth();
        }
    }

    /// Forgets the versions of these deals, so that they can be told again.
    pub fn forget(&mut self, deals: &[u32]) {
        let mut doomed = vec![false; self.deals.len()];
        for &deal in deals {
            doomed[deal as usize] = true;
            self.deals.reset(deal);
        }
        for segment in [&mut self.open, &mut self.closed, &mut self.generated] {
            for row in 0..segment.len() {
                if doomed[segment.deal[row] as usize] {
                    segment.until[row] = 0;
                }
            }
        }
    }

    /// Puts the segments in order. Afterwards questions are answered fastest.
    pub fn sort(&mut self) {
        self.open.sort();
        self.closed.sort();
        self.generated.sort();
        self.find_heads();
        self.deals.shrink();
        if let Some(book) = &mut self.book {
            book.shrink();
        }
    }

    /// Finds each deal's rows again after they moved: the latest version's row is the one that still holds.
    pub fn find_heads(&mut self) {
        self.deals.head.fill(NO_ROW);
        self.deals.generated.fill(NO_ROW);
        for (segment, bit) in [(&self.open, 0), (&self.closed, CLOSED)] {
            for row in (0..segment.len()).filter(|&row| segment.until[row] == NO_DAY) {
                self.deals.head[segment.deal[row] as usize] = row as u32 | bit;
            }
        }
        for row in (0..self.generated.len()).filter(|&row| self.generated.until[row] != 0) {
            self.deals.generated[self.generated.deal[row] as usize] = row as u32;
        }
    }

    /// Rows that came after the last sorting.
    pub fn unsorted(&self) -> usize {
        [&self.open, &self.closed, &self.generated].iter().map(|segment| segment.len() - segment.sorted).sum()
    }

    /// How many values a dimension has, "(none)" included.
    pub fn size(&self, dimension: Dimension) -> usize {
        let names = &self.names;
        match dimension {
            Dimension::Product => names.products.len(),
            Dimension::Region => names.regions.len(),
            Dimension::Segment => names.segments.len(),
            Dimension::Source | Dimension::Type => 8,
            Dimension::Family => names.families.len(),
            Dimension::Territory => names.territories.len(),
            Dimension::Country => names.countries.len(),
            Dimension::Industry => names.industries.len(),
            Dimension::Account => names.accounts.len(),
            Dimension::Owner | Dimension::Manager => names.people.len(),
            Dimension::Team => names.teams.len(),
            Dimension::Campaign => names.campaigns.len(),
            Dimension::Tactic => names.tactics.len(),
            Dimension::Stage => self.statuses.stages().count() + 1,
            Dimension::Currency => names.currencies.len(),
        }
    }

    /// The id of a deal.
    pub fn id(&self, deal: u32) -> OpportunityId {
        OpportunityId(self.deals.ids[deal as usize])
    }

    /// Bytes held by what grows with the number of versions.
    pub fn bytes(&self) -> usize {
        let book = self.book.as_ref().map_or(0, |book| book.bytes());
        self.open.bytes() + self.closed.bytes() + self.generated.bytes() + self.deals.bytes() + book
    }
}
