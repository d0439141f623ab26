//! A question about deals as they are now: which ones, within what somebody may see, and what they come to.

use super::bits::Bits;
use super::worth::{NO_RATE, Worth, worth_of_lines};
use super::{Book, ECONOMIC_BUYER, NEXT_STEP, NONE};
use crate::ledger::columns::Columns;
use crate::ledger::facts::Organisation;
use crate::ledger::rates::Exchanges;
use crate::ledger::scope::Scope;
use crate::ledger::values::Values;
use crate::store::Typicals;
use contract::Problem;
use domain::hygiene::{self, Flags, Observed, Rule, Typical};
use domain::{Category, Company, Day, DealType, Dimension, Instant, OpportunityId, PersonId, StageId, StageKind};
use parking_lot::RwLockReadGuard;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// What flags need to know that is not said by deals.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// People who have left.
    pub inactive: Vec<Uuid>,
    /// How long won deals were in a stage, by the account's segment (empty: none).
    pub typical: Arc<Typicals>,
    /// What is not held against deals.
    pub waived: HashMap<OpportunityId, Flags>,
}

/// What a deal is held against.
type Standard = (Rule, Option<Typical>);

/// Somebody's question: everything is as of a day, today.
pub struct Asked<'a> {
    /// The columns.
    pub columns: &'a Columns,
    /// The deals.
    pub book: &'a Book,
    /// Today.
    pub today: Day,
    /// Who asks, by number; nothing if the ledger has not heard of them.
    pub me: Option<u32>,
    scope: &'a Scope,
    worth: RwLockReadGuard<'a, Worth>,
    organisation: Organisation<'a>,
    exchanges: Exchanges,
    inactive: Vec<bool>,
    surroundings: &'a Surroundings,
    /// The rule of a segment and a stage, and what is typical there, once it has been looked up.
    rules: RefCell<HashMap<(u32, u32), Standard>>,
}

/// What some deals come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many there are.
    pub deals: i64,
    /// Their ACV.
    pub acv: Company,
    /// The same, each at the chance of its stage.
    pub weighted: Company,
    /// How many have an amount in a currency without a rate.
    pub without_rate: i64,
}

impl Sum {
    /// Adds a deal that comes to so much.
    #[inline]
    pub fn add(&mut self, (acv, weighted): (i64, i64)) {
        self.deals += 1;
        if acv == NO_RATE {
            self.without_rate += 1;
        } else {
            self.acv.0 = self.acv.0.saturating_add(acv);
            self.weighted.0 = self.weighted.0.saturating_add(weighted);
        }
    }
}

impl<'a> Asked<'a> {
    /// A question asked today by somebody within what they may see. There is a book at the head of the log only.
    pub fn new(
        columns: &'a Columns,
        scope: &'a Scope,
        me: PersonId,
        today: Day,
        surroundings: &'a Surroundings,
    ) -> Result<Self, Problem> {
        let book = columns.book.as_deref().ok_or_else(Problem::internal)?;
        let region_order = &columns.settings.workspace.region_order;
        let mut inactive = vec![false; columns.names.people.len()];
        for person in &surroundings.inactive {
            if let Some(number) = columns.names.people.number(person) {
                inactive[number as usize] = true;
            }
        }
        Ok(Self {
            book,
            today,
            scope,
            exchanges: columns.exchanges_on(today),
            inactive,
            surroundings,
            me: columns.names.people.number(&me.0),
            worth: book.worth(columns, today),
            organisation: Organisation::on(&columns.facts, &columns.statuses, region_order, Dimension::ALL, today.0),
            rules: RefCell::default(),
            columns,
        })
    }

    /// The deals that are seen, of some kinds (all, if none is named).
    pub fn seen(&self, kinds: &[StageKind]) -> Bits {
        let mut deals = self.book.of_kind(if kinds.is_empty() { &StageKind::ALL } else { kinds });
        if self.scope.narrows() {
            deals.retain(|deal| self.scope.sees(&self.columns.deals, deal as u32));
        }
        deals
    }

    /// Where the numbers of a dimension come from.
    pub fn values(&self, dimension: Dimension) -> Values<'_> {
        self.organisation.values(dimension, self.book.rows(&self.columns.deals, &self.columns.names.shares))
    }

    /// What a deal comes to, and at the chance of its stage; `NO_RATE` if that cannot be told.
    #[inline]
    pub fn worth(&self, deal: usize) -> (i64, i64) {
        (self.worth.acv[deal], self.worth.weighted[deal])
    }

    /// Each line of a deal: its product, what it comes to, and at the chance of the stage; `NO_RATE` if that cannot be told.
    pub fn line_worths(&self, deal: usize) -> impl Iterator<Item = (u32, i64, i64)> + '_ {
        let book = self.book;
        let exchange = self.exchanges.on(book.currency[deal], self.today.0);
        let chance = self.columns.statuses.get(book.status[deal]).probability;
        let home = self.columns.settings.workspace.currency;
        book.lines.get(deal).iter().map(move |line| {
            let (acv, weighted) = worth_of_lines(std::slice::from_ref(line), exchange, home, chance);
            (line.0, acv, weighted)
        })
    }

    /// Goes through some deals with what each comes to.
    pub fn fold<T>(&self, deals: &Bits, first: T, mut each: impl FnMut(T, u32, (i64, i64)) -> T) -> T {
        deals.iter().fold(first, |folded, deal| each(folded, deal, self.worth(deal as usize)))
    }

    /// What some deals come to.
    pub fn sum(&self, deals: &Bits) -> Sum {
        self.fold(deals, Sum::default(), |mut sum, _, worth| {
            sum.add(worth);
            sum
        })
    }

    /// The day an instant lies in.
    pub fn day_of(&self, instant: i64) -> Day {
        Day(self.columns.day_of(Instant(instant)))
    }

    /// Days in the present stage.
    pub fn days_in_stage(&self, deal: usize) -> i32 {
        self.today.since(self.day_of(self.book.stage_since[deal])).max(0)
    }

    /// Days since stage, amount or close date changed.
    pub fn days_quiet(&self, deal: usize) -> i32 {
        self.today.since(self.day_of(self.book.changed_since[deal])).max(0)
    }

    /// What is wrong with a deal and not waived.
    pub fn flags(&self, deal: usize) -> Flags {
        let (observed, rule) = self.observed(deal);
        hygiene::flags(&observed, &rule, self.today).without(self.waived(deal))
    }

    /// What is not held against a deal.
    pub fn waived(&self, deal: usize) -> Flags {
        if self.surroundings.waived.is_empty() {
            return Flags::default();
        }
        self.surroundings.waived.get(&OpportunityId(self.columns.deals.ids[deal])).copied().unwrap_or_default()
    }

    /// What flags are told from.
    pub fn observed(&self, deal: usize) -> (Observed, Rule) {
        let book = self.book;
        let status = *self.columns.statuses.get(book.status[deal]);
        let lines = book.lines.get(deal);
        let owner = self.columns.deals.owner[deal] as usize;
        let day = |day: i32| Some(day).filter(|day| *day != NONE).map(Day);
        let segment = self.values(Dimension::Segment).at(deal, 0);
        let (rule, typical) = self.rule(segment, status.place, status.stage);
        let proposed = self.columns.statuses.stage_at(status.place).is_some_and(hygiene::wants_economic_buyer);
        let observed = Observed {
            kind: status.kind,
            category: status.category,
            entered: status.entered,
            proposed,
            deal_type: DealType::from_code(i16::from(book.kind[deal] & 7)).unwrap_or(DealType::New),
            amount: (!lines.is_empty()).then(|| lines.iter().map(|&(_, amount)| amount).sum()),
            product: lines.iter().any(|&(product, _)| product != 0),
            close_day: day(book.close[deal]),
            next_step: book.said[deal] & NEXT_STEP != 0,
            next_step_day: day(book.next_step_day[deal]),
            contacts: u16::from(book.contacts[deal]),
            economic_buyer: book.said[deal] & ECONOMIC_BUYER != 0,
            owner_active: owner != 0 && !self.inactive[owner],
            stage_since: self.day_of(book.stage_since[deal]),
            typical,
            changed: self.day_of(book.changed_since[deal]),
            period_pushes: book.pushes[deal],
            nurture_until: book.nurture.get(&(deal as u32)).map(|day| Day(*day)),
        };
        (observed, rule)
    }

    fn rule(&self, segment: u32, place: u32, stage: StageId) -> Standard {
        *self.rules.borrow_mut().entry((segment, place)).or_insert_with(|| {
            let name = self.columns.key(Dimension::Segment, segment);
            let rule = self.columns.settings.workspace.hygiene.at(&name, stage);
            (rule, self.surroundings.typical.get(&(name, stage)).copied())
        })
    }

    /// The category that counts.
    pub fn category(&self, deal: usize) -> Category {
        self.columns.statuses.get(self.book.status[deal]).category
    }
}
