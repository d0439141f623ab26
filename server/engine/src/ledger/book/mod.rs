//! Deals as they are now: what their latest versions say, one entry per deal. Lists, the board, totals, search and hygiene
//! are answered from it; what depends on the day (teams, regions, rates, flags) is derived when it is asked for.

pub mod ask;
pub mod bits;
mod keep;
pub mod lists;
pub mod order;
mod worth;

pub use ask::{Asked, Sum, Surroundings};
pub use worth::{NO_RATE, Worth};

use super::deals::{DELETED, Deals};
use super::dictionary::Names;
use super::rates::Rates;
use super::segment::Row;
use super::shares::Shares;
use super::status::Statuses;
use super::values::Rows;
use crate::store::HistoryRow;
use bits::Bits;
use domain::counters::{Step, Told};
use domain::{ContactRole, Counters, Counts, Currency, Day, FiscalCalendar, Instant, StageKind};
use lists::Lists;
use parking_lot::RwLock;
use std::collections::HashMap;

/// No day.
pub const NONE: i32 = i32::MIN;

/// It says what happens next.
const NEXT_STEP: u8 = 1;
/// One of its contacts is the economic buyer.
const ECONOMIC_BUYER: u8 = 2;

/// What the latest versions say, by the deal's number. (Owner, sourcer and log number are in [`Deals`].)
#[derive(Debug, Default)]
pub struct Book {
    /// The account.
    pub account: Vec<u32>,
    /// The origin campaign.
    pub campaign: Vec<u32>,
    /// Its own region.
    pub region: Vec<u32>,
    /// Stage and category (`Statuses`).
    pub status: Vec<u16>,
    /// The currency.
    pub currency: Vec<u16>,
    /// Type and source, as in a segment.
    pub kind: Vec<u8>,
    /// The lines: product and amount.
    pub lines: Lists<(u32, i64)>,
    /// The close date; `NONE` without.
    pub close: Vec<i32>,
    /// The day of the next step; `NONE` without.
    pub next_step_day: Vec<i32>,
    /// What else it says: `NEXT_STEP`, `ECONOMIC_BUYER`.
    pub said: Vec<u8>,
    /// How many contacts it has.
    pub contacts: Vec<u8>,
    /// Until when it is left to ripen, for those that are.
    pub nurture: HashMap<u32, i32>,
    /// When the present stage was entered, in milliseconds.
    pub stage_since: Vec<i64>,
    /// When stage, amount or close date last changed.
    pub changed_since: Vec<i64>,
    /// How often the close date moved.
    pub date_changes: Vec<u16>,
    /// How often to a later quarter.
    pub pushes: Vec<u16>,
    /// By how many days in all.
    pub net_days: Vec<i32>,
    /// The lower-cased names, as bytes.
    pub names: Lists<u8>,
    /// Those that are not deleted, by kind: open, won, lost.
    kinds: [Bits; 3],
    worth: RwLock<Worth>,
    told: Option<Following>,
}

/// The deal told last, and its counters in full: of the others there is only what they came to.
#[derive(Clone, Copy, Debug)]
struct Following {
    deal: u32,
    told: Told,
    /// Whether it was told from its first version.
    whole: bool,
}

/// What a version is told with.
pub struct Telling<'a> {
    /// The version.
    pub version: &'a HistoryRow<'a>,
    /// The same as numbers.
    pub row: &'a Row,
    /// Its lines.
    pub lines: &'a [(u32, i64)],
    /// When the deal's latest version took effect, if it has one.
    pub last: Option<i64>,
    /// What statuses mean.
    pub statuses: &'a Statuses,
    /// Numbers for ids and texts.
    pub names: &'a Names,
    /// The fiscal calendar.
    pub calendar: &'a FiscalCalendar,
    /// The rates.
    pub rates: &'a Rates,
    /// The company's currency.
    pub home: Currency,
}

impl Book {
    /// Whether a version can be told: not if it needs more of the deal's past than what that came to. Then the deal has to be
    /// told again from its first. `last` is when its latest version took effect, if it has one.
    pub fn can_tell(&self, deal: u32, last: Option<i64>, version: &HistoryRow<'_>) -> bool {
        let Some(last) = last else { return true };
        let following = self.told.as_ref().filter(|following| following.deal == deal);
        // One in its place goes on from the one before, which is known of the deal told last.
        let replaces = following.is_none() && last == version.effective_at.0;
        // What a date that was taken away moves from is not kept.
        let dated_again = self.close[deal as usize] == NONE && version.close_day.is_some();
        following.is_some_and(|following| following.whole) || !(replaces || version.takes_back || dated_again)
    }

    /// Takes in the next version of a deal.
    pub fn tell(&mut self, telling: &Telling<'_>) {
        let Telling { version, row, .. } = telling;
        let at = row.deal as usize;
        let counts = self.count(telling);
        if at == self.account.len() {
            self.grow();
        }
        self.account[at] = row.account;
        self.campaign[at] = row.campaign;
        self.region[at] = row.region;
        self.status[at] = row.status;
        self.currency[at] = row.currency;
        self.kind[at] = row.kind;
        self.lines.set(at, telling.lines);
        self.close[at] = version.close_day.map_or(NONE, |day| day.0);
        self.next_step_day[at] = version.next_step_day.map_or(NONE, |day| day.0);
        let buyer = version.contacts.iter().any(|contact| contact.role == ContactRole::EconomicBuyer);
        self.said[at] = (u8::from(version.next_step) * NEXT_STEP) | (u8::from(buyer) * ECONOMIC_BUYER);
        self.contacts[at] = version.contacts.len().min(255) as u8;
        match version.nurture_until {
            Some(until) => drop(self.nurture.insert(row.deal, until.0)),
            None if self.nurture.is_empty() => {}
            None => drop(self.nurture.remove(&row.deal)),
        }
        if let Some(counts) = counts {
            self.stage_since[at] = counts.stage_since.0;
            self.changed_since[at] = counts.changed_since.0;
            self.date_changes[at] = counts.date_changes;
            self.pushes[at] = counts.period_pushes;
            self.net_days[at] = counts.net_days_pushed;
        }
        self.rename(at, version.name);
        let kind = telling.statuses.get(row.status).kind;
        self.mark(row.deal, (!version.deleted).then_some(kind));
        self.worth.get_mut().tell(telling);
    }

    /// Goes on counting.
    fn count(&mut self, telling: &Telling<'_>) -> Option<Counts> {
        let Telling { version, row, .. } = telling;
        let step = Step {
            effective_at: version.effective_at,
            takes_back: version.takes_back,
            stage: version.stage,
            currency: version.currency,
            lines: version.lines,
            close_day: version.close_day,
        };
        if telling.last.is_none() {
            self.told = Some(Following { deal: row.deal, told: Told::default(), whole: true });
        }
        let following = match self.told.take().filter(|following| following.deal == row.deal) {
            Some(following) => following,
            None => Following { deal: row.deal, told: Told::from(self.resume(telling)), whole: false },
        };
        let following = self.told.insert(following);
        following.told.tell(&step, telling.calendar);
        following.told.counters().map(Counters::counts)
    }

    /// The counters of a deal that was told before others, as far as they are still known.
    fn resume(&self, telling: &Telling<'_>) -> Counters {
        let at = telling.row.deal as usize;
        let counts = Counts {
            date_changes: self.date_changes[at],
            period_pushes: self.pushes[at],
            net_days_pushed: self.net_days[at],
            stage_since: Instant(self.stage_since[at]),
            changed_since: Instant(self.changed_since[at]),
        };
        let code = telling.names.currencies.key(u32::from(self.currency[at]));
        let lines = self.lines.get(at);
        let last = Step {
            effective_at: Instant(telling.last.unwrap_or(i64::MIN)),
            takes_back: false,
            stage: telling.statuses.get(self.status[at]).stage,
            currency: code.and_then(|code| Currency::parse(code)).unwrap_or(telling.home),
            lines: &[],
            close_day: Some(self.close[at]).filter(|day| *day != NONE).map(Day),
        };
        let amount = lines.iter().map(|&(_, amount)| i128::from(amount)).sum();
        Counters::resume(&counts, &last, (!lines.is_empty()).then_some(amount))
    }

    /// Most versions leave the name as it is: then nothing is made of it.
    fn rename(&mut self, at: usize, name: &str) {
        let known = self.names.get(at);
        let lower = || name.bytes().map(|byte| byte.to_ascii_lowercase());
        if !name.is_ascii() {
            self.names.set(at, name.to_lowercase().as_bytes());
        } else if !known.iter().copied().eq(lower()) {
            self.names.set(at, &lower().collect::<Vec<u8>>());
        }
    }

    fn mark(&mut self, deal: u32, kind: Option<StageKind>) {
        for (at, bits) in self.kinds.iter_mut().enumerate() {
            bits.set(deal, kind.is_some_and(|kind| kind as usize == at));
        }
    }

    fn grow(&mut self) {
        self.account.push(0);
        self.campaign.push(0);
        self.region.push(0);
        self.status.push(0);
        self.currency.push(0);
        self.kind.push(0);
        self.close.push(NONE);
        self.next_step_day.push(NONE);
        self.said.push(0);
        self.contacts.push(0);
        self.stage_since.push(0);
        self.changed_since.push(0);
        self.date_changes.push(0);
        self.pushes.push(0);
        self.net_days.push(0);
        self.names.set(self.account.len() - 1, &[]);
    }

    /// Marks each deal by its kind: after the columns were read from a file.
    pub fn mark_all(&mut self, deals: &Deals, statuses: &Statuses) {
        for deal in 0..self.account.len() as u32 {
            let gone = deals.flags[deal as usize] & DELETED != 0;
            self.mark(deal, (!gone).then_some(statuses.get(self.status[deal as usize]).kind));
        }
    }

    /// Those that are not deleted, of these kinds.
    pub fn of_kind(&self, kinds: &[StageKind]) -> Bits {
        let mut bits = Bits::default();
        kinds.iter().for_each(|kind| bits.add(&self.kinds[*kind as usize]));
        bits
    }

    /// What dimensions are read from. A list says whose a deal is, whoever has shares of it.
    pub fn rows<'b>(&'b self, deals: &'b Deals, shares: &'b Shares) -> Rows<'b> {
        let Self { account, campaign, region, kind, status, currency, .. } = self;
        Rows { account, owner: &deals.owner, shares, campaign, region, kind, status, currency }
    }

    /// Gives back memory held for growth.
    pub fn shrink(&mut self) {
        self.lines.sweep();
        self.names.sweep();
        macro_rules! shrink {
            ($($column:ident),*) => { $(self.$column.shrink_to_fit();)* };
        }
        shrink!(account, campaign, region, status, currency, kind, close, next_step_day, said, contacts);
        shrink!(stage_since, changed_since, date_changes, pushes, net_days);
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let kinds: usize = self.kinds.iter().map(Bits::bytes).sum();
        kinds + self.lines.bytes() + self.names.bytes() + self.account.capacity() * 51 + self.nurture.capacity() * 16
    }
}
