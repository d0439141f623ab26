//! From rows to versions: how a deal's history is reconstructed from what a file says (measures, section 2).

use super::date::When;
use super::deals::DealRow;
use super::reading::is_closed;
use super::stages;
use super::steps::{Lines, Step, Steps};
use crate::clock::Zone;
use contract::import::{AmountHistory, Reason};
use domain::{AccountId, CampaignId, Category, Currency, Day, DealType, Instant, Line, PersonId, ProductId, State};
use std::collections::HashMap;
use uuid::Uuid;

/// What reconstruction needs to know.
pub struct Rules {
    /// What a deal was worth before its close.
    pub amounts: AmountHistory,
    /// Where closed deals are taken to have been created.
    pub entry: stages::Mapped,
    /// Per stage, its own category.
    pub categories: HashMap<domain::StageId, Category>,
    /// List prices of the products of deals with lines, in the company's currency.
    pub prices: HashMap<Uuid, i64>,
    /// The company's currency.
    pub company: Currency,
    /// The workspace's zone.
    pub zone: Zone,
    /// Now.
    pub now: Instant,
    /// Whether the deals' file has a column for the day of creation.
    pub has_created: bool,
}

/// A state, from when on.
pub type Moment = (Instant, State);

impl Rules {
    /// The deal as its row says it is now.
    pub fn final_state(&self, row: &DealRow, lines: Option<&Lines>) -> State {
        let closed = is_closed(row.stage.kind);
        let close_day = if closed { row.close.map(|when| when.day) } else { row.expected.or(row.close.map(|when| when.day)) };
        let list = row.list_price.filter(|_| row.currency == self.company);
        let (amount, estimated) = match (row.amount, self.amounts) {
            (None, AmountHistory::ListPrice | AmountHistory::SameOrListPrice) if !closed => (list, list.is_some()),
            (amount, _) => (amount, false),
        };
        State {
            name: row.name.clone(),
            account: row.account.map(AccountId),
            owner: row.owner.map(PersonId),
            deal_type: row.deal_type.unwrap_or(DealType::New),
            currency: row.currency,
            lines: lines.map_or_else(|| one_line(row.product, amount, row.one_off), |lines| lines.lines.clone()),
            estimated: estimated && lines.is_none(),
            stage: row.stage.id,
            category: self.manual(row.category, row.stage),
            close_day,
            source: row.source,
            sourced_by: row.sourced_by.map(PersonId),
            campaign: row.campaign.map(CampaignId),
            region: row.region.clone(),
            term_months: row.term_months,
            next_step: row.next_step.clone(),
            next_step_day: row.next_step_day,
            lost_reason: row.lost_reason.clone(),
            contacts: vec![],
            competitors: None,
            team: vec![],
            splits: vec![],
            nurture_until: None,
            deleted: row.deleted,
        }
    }

    /// A category is a manual one only where it differs from the stage's, and only while the deal is open.
    fn manual(&self, category: Option<Category>, stage: stages::Mapped) -> Option<Category> {
        let own = self.categories.get(&stage.id).copied().unwrap_or(stage.category);
        category.filter(|category| !is_closed(stage.kind) && *category != own && *category != Category::Closed)
    }

    /// The versions of a deal that was not known before, given its row alone. Notes go into the row.
    pub fn of_row(&self, row: &mut DealRow, lines: Option<&Lines>) -> Vec<Moment> {
        let now = self.now;
        let last = self.final_state(row, lines);
        let mut created = row.created.map(|when| self.instant(when));
        if created.is_some_and(|at| at > now) {
            created = Some(now);
            row.repair("created", Reason::CreatedAhead);
        }
        if !is_closed(row.stage.kind) {
            // Where it stands now is all that is known of an open deal, from its creation on.
            if created.is_none() && self.has_created {
                row.repair("created", Reason::CreatedMissing);
            }
            return vec![(created.unwrap_or(now), last)];
        }
        let Some(close) = row.close else {
            row.repair("close", Reason::CloseMissing);
            let end = (now, last.clone());
            return created.map(|at| (at, self.first_state(row, lines, &last))).into_iter().chain([end]).collect();
        };
        let mut closed = self.instant(close).min(now);
        let Some(mut start) = created else { return vec![(closed, last)] };
        let same_day = row.created.is_some_and(|when| when.day == close.day);
        if start >= closed {
            if same_day {
                // It was open for a moment at least.
                closed = start.plus_ms(1);
            } else if start > closed {
                row.repair("created", Reason::CreatedAfterClose);
                start = closed;
            }
        }
        vec![(start, self.first_state(row, lines, &last)), (closed, last)]
    }

    /// What is taken to have been true of a closed deal when it was created.
    fn first_state(&self, row: &DealRow, lines: Option<&Lines>, last: &State) -> State {
        let list = row.list_price.filter(|_| row.currency == self.company);
        let amount = match self.amounts {
            AmountHistory::Same => row.amount,
            AmountHistory::ListPrice => list,
            AmountHistory::SameOrListPrice => row.amount.or(list),
            AmountHistory::None => None,
        };
        let lines = match (lines, self.amounts) {
            (Some(lines), AmountHistory::Same | AmountHistory::SameOrListPrice) => lines.lines.clone(),
            (Some(lines), _) => lines.lines.iter().map(|line| self.priced(*line)).collect(),
            (None, _) => one_line(row.product, amount, 0),
        };
        State {
            estimated: lines.iter().any(|line| line.acv != 0),
            lines,
            stage: self.entry.id,
            category: None,
            close_day: row.expected,
            next_step: None,
            next_step_day: None,
            lost_reason: None,
            ..last.clone()
        }
    }

    fn priced(&self, line: Line) -> Line {
        let list = line.product.and_then(|product| self.prices.get(&product.0)).copied();
        Line { acv: if self.amounts == AmountHistory::ListPrice { list.unwrap_or(0) } else { 0 }, one_off: 0, ..line }
    }

    /// The versions of a deal from the steps of its history. `base` says what the steps do not: whose it is, and so on.
    pub fn of_steps(&self, steps: &Steps, base: &State) -> Vec<Moment> {
        let mut ordered: Vec<&Step> = steps.steps.iter().collect();
        ordered.sort_by_key(|step| step.at);
        ordered
            .into_iter()
            .map(|step| {
                let closed = is_closed(step.stage.kind);
                let close_day = match step.close {
                    Some(day) => day,
                    None if closed => Some(step.day),
                    None => None,
                };
                let state = State {
                    lines: step.amount.map_or_else(|| base.lines.clone(), |amount| stepped_lines(&base.lines, amount)),
                    estimated: step.amount.is_none() && base.estimated,
                    currency: steps.currency.unwrap_or(base.currency),
                    stage: step.stage.id,
                    category: self.manual(step.category, step.stage),
                    close_day,
                    lost_reason: base.lost_reason.clone().filter(|_| closed),
                    ..base.clone()
                };
                (step.at, state)
            })
            .collect()
    }

    /// A state for a deal that is known from its history alone.
    pub fn bare(&self, steps: &Steps, currency: Currency) -> State {
        State {
            name: steps.name.clone().unwrap_or_else(|| steps.key.clone()),
            account: None,
            owner: None,
            deal_type: DealType::New,
            currency: steps.currency.unwrap_or(currency),
            lines: Vec::new(),
            estimated: false,
            stage: self.entry.id,
            category: None,
            close_day: None,
            source: None,
            sourced_by: None,
            campaign: None,
            region: None,
            term_months: None,
            next_step: None,
            next_step_day: None,
            lost_reason: None,
            contacts: vec![],
            competitors: None,
            team: vec![],
            splits: vec![],
            nurture_until: None,
            deleted: false,
        }
    }

    /// When a closing that a file dates took effect, if it does.
    pub fn close_instant(&self, day: Option<Day>) -> Option<Instant> {
        day.map(|day| self.instant(When { day, time_ms: None, offset_min: None }).min(self.now))
    }

    /// At the time a file says, else at noon of the day.
    fn instant(&self, when: When) -> Instant {
        when.instant().unwrap_or_else(|| self.zone.start_of(when.day).plus_ms(when.time_ms.map_or(12 * 3_600_000, i64::from)))
    }
}

/// A deal with an amount or a product has a line; one with neither has none.
fn one_line(product: Option<Uuid>, amount: Option<i64>, one_off: i64) -> Vec<Line> {
    if product.is_none() && amount.is_none() && one_off == 0 {
        return Vec::new();
    }
    vec![Line { line: 1, product: product.map(ProductId), acv: amount.unwrap_or(0), one_off }]
}

/// A step knows the amount of the whole deal: it is the lines' where they add up to it, else one line's.
fn stepped_lines(lines: &[Line], amount: Option<i64>) -> Vec<Line> {
    let sum: i64 = lines.iter().map(|line| line.acv).sum();
    match (amount, lines) {
        (Some(amount), [_, ..]) if amount == sum => lines.to_vec(),
        (amount, [one]) => vec![Line { acv: amount.unwrap_or(0), ..*one }],
        (amount, _) => one_line(None, amount, 0),
    }
}
