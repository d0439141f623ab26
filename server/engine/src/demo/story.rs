//! One deal's history, version by version: what its owner would have typed, day by day, up to yesterday.

use super::catalogue::{CONTRACT, DISCOVERY, LOST, NEGOTIATION, PRODUCTS, PROPOSAL, QUALIFIED, REGIONS, WON};
use super::deal::{Dirt, Fate, rounded};
use super::dice::Dice;
use super::plot::{Event, plot};
use super::{Company, contacts};
use crate::store::StagedVersion;
use domain::{Category, Cause, Day, DealType, Instant, Line, OpportunityId, StageId, State};

/// Why deals are lost.
const REASONS: [&str; 6] = ["No decision", "Price", "Lost to a competitor", "Missing feature", "No budget", "Bad timing"];

/// What is done next, by stage.
const STEPS: [&[&str]; 5] = [
    &["First call with the sales director", "Send the one-pager", "Find out who decides"],
    &["Demo with the service team", "Workshop on requirements", "Meet the economic buyer"],
    &["Walk through the offer", "Reference call", "Answer the security questionnaire"],
    &["Call with procurement", "Agree on the roll-out plan", "Discuss terms with finance"],
    &["Contract is with legal", "Collect the signature", "Order form to be countersigned"],
];

/// Tells a deal's versions, in order. There is at least one.
pub(super) fn tell(dice: &mut Dice, company: &Company, id: OpportunityId, fate: &Fate<'_>) -> Vec<StagedVersion> {
    let plot = plot(dice, company, fate);
    let mut story = Story {
        company,
        fate,
        aside: None,
        stage: fate.first_stage,
        close_day: plot.close_day,
        state: opening(dice, fate),
        day: fate.created,
        at: Instant(0),
        id,
        versions: Vec::with_capacity(8),
    };
    story.state.close_day = plot.close_day;
    if fate.first_stage != DISCOVERY || dice.chance(700) {
        story.plan_next(dice);
    }
    story.write(dice);
    let mut events = plot.events.into_iter().peekable();
    while let Some((day, event)) = events.next() {
        story.day = day;
        story.apply(dice, event);
        while let Some((_, event)) = events.next_if(|(next, _)| *next == day) {
            story.apply(dice, event);
        }
        story.write(dice);
    }
    if fate.end >= company.today && story.aside.is_none() && !story.state.deleted {
        story.touch(dice);
    }
    story.versions
}

/// The state a deal is created with.
fn opening(dice: &mut Dice, fate: &Fate<'_>) -> State {
    let kind = match fate.deal_type {
        DealType::New => "",
        DealType::Expansion => " expansion",
        DealType::Renewal => " renewal",
        DealType::Contraction => " reduction",
    };
    let lines = match fate.dirt {
        Some(Dirt::NoLines) => Vec::new(),
        Some(Dirt::NoAmount) => fate.lines.iter().map(|line| Line { acv: 0, one_off: 0, ..*line }).collect(),
        Some(Dirt::NoProduct) => {
            vec![Line { line: 1, product: None, acv: fate.lines.iter().map(|line| line.acv).sum(), one_off: 0 }]
        }
        _ => fate.lines.clone(),
    };
    State {
        name: format!("{} · {}{kind}", fate.account.name, PRODUCTS[fate.product].value.name),
        account: (fate.dirt != Some(Dirt::NoAccount)).then_some(fate.account.id),
        owner: Some(fate.owner),
        deal_type: fate.deal_type,
        currency: fate.account.currency,
        lines,
        estimated: false,
        stage: fate.first_stage,
        category: None,
        close_day: None,
        source: (fate.dirt != Some(Dirt::NoSource)).then_some(fate.source),
        sourced_by: fate.sourced_by,
        campaign: fate.campaign,
        region: dice.chance(20).then(|| REGIONS[dice.below(REGIONS.len() as u32) as usize].value.to_owned()),
        term_months: Some([12, 12, 24, 36][dice.below(4) as usize]),
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

struct Story<'s, 'c> {
    company: &'c Company,
    fate: &'s Fate<'c>,
    /// Set while it is closed, but will be taken up again: what happens meanwhile happens to the two fields below.
    aside: Option<StageId>,
    /// The open stage it stands at.
    stage: StageId,
    /// The day its owner expects.
    close_day: Option<Day>,
    state: State,
    day: Day,
    at: Instant,
    id: OpportunityId,
    versions: Vec<StagedVersion>,
}

impl Story<'_, '_> {
    fn apply(&mut self, dice: &mut Dice, event: Event) {
        match event {
            Event::Stage(stage) if self.aside.is_some() => self.stage = stage,
            Event::Amount | Event::NextStep | Event::Override if self.aside.is_some() => {}
            Event::Stage(stage) => {
                self.stage = stage;
                if dice.chance(600) {
                    self.state.category = None;
                }
                self.plan_next(dice);
            }
            Event::CloseDay(day) => self.close_day = Some(day),
            Event::Amount => self.change_amount(dice),
            Event::NextStep => self.plan_next(dice),
            Event::Override => self.state.category = overridden(dice, self.stage),
            Event::Owner(owner) => self.state.owner = Some(owner),
            Event::PutAside(stage) => self.aside = Some(stage),
            Event::TakeUp => {
                self.aside = None;
                self.state.lost_reason = None;
                self.plan_next(dice);
            }
            Event::End => self.aside = Some(if self.fate.won { WON } else { LOST }),
            Event::Delete => self.state.deleted = true,
            Event::Restore => self.state.deleted = false,
        }
        self.state.stage = self.aside.unwrap_or(self.stage);
        if self.aside.is_none() {
            self.state.close_day = self.close_day;
        } else if matches!(event, Event::PutAside(_) | Event::End) {
            self.state.close_day = Some(self.day);
            self.state.category = None;
            (self.state.next_step, self.state.next_step_day) = (None, None);
            let reason = self.state.stage == LOST && self.fate.dirt != Some(Dirt::NoReason);
            self.state.lost_reason = reason.then(|| (*dice.pick(&REASONS)).to_owned());
        }
    }

    /// What happens next, in a few days.
    fn plan_next(&mut self, dice: &mut Dice) {
        let steps = STEPS[(self.stage.0 as usize - 1).min(STEPS.len() - 1)];
        self.state.next_step = Some((*dice.pick(steps)).to_owned());
        self.state.next_step_day = Some(self.company.seasons.workday(self.day.plus(dice.between(3, 13))));
    }

    /// One line costs more or less, or one is added.
    fn change_amount(&mut self, dice: &mut Dice) {
        let count = self.state.lines.len() as u32;
        if count == 0 || self.state.acv() == 0 {
            return;
        }
        let line = &mut self.state.lines[dice.below(count) as usize];
        let before = line.acv;
        line.acv = rounded(before / 100 * i64::from(*dice.pick(&[70, 80, 85, 90, 95, 105, 110, 115, 125, 140])) / 100);
        if line.acv == before {
            line.acv += before.signum() * 10_000;
        }
    }

    /// The state of an open deal today: recent and in order, but for what is wrong on purpose.
    fn touch(&mut self, dice: &mut Dice) {
        let today = self.company.today;
        let late = |dice: &mut Dice, least: i32, most: i32| today.plus(-dice.between(least, most));
        let day = match self.fate.dirt {
            Some(Dirt::ClosePast) => late(dice, 20, 80),
            Some(Dirt::NextStepPast) => late(dice, 14, 40),
            _ => late(dice, 1, 12),
        };
        self.day = self.company.seasons.workday(day).max(self.day);
        self.plan_next(dice);
        self.state.next_step_day = Some(today.plus(dice.between(1, 12)));
        if self.close_day.is_none_or(|day| day < today) {
            self.close_day = Some(self.soon(dice));
        }
        match self.fate.dirt {
            Some(Dirt::ClosePast) => {
                self.close_day = Some(self.day.plus(dice.between(1, 15)).min(today.plus(-1)));
                self.state.next_step_day = self.close_day;
            }
            Some(Dirt::Undated) => self.close_day = None,
            Some(Dirt::NoNextStep) => {
                self.stage = self.stage.max(QUALIFIED);
                (self.state.next_step, self.state.next_step_day) = (None, None);
            }
            Some(Dirt::NextStepPast) => self.state.next_step_day = Some(today.plus(-dice.between(1, 12))),
            Some(Dirt::NextStepFar) => {
                self.stage = self.stage.max(PROPOSAL);
                self.state.category = Some(Category::Commit);
                self.state.next_step_day = Some(today.plus(dice.between(20, 45)));
            }
            _ => {}
        }
        self.state.stage = self.stage;
        self.state.close_day = self.close_day;
        contacts::tell(self.company, self.id, self.fate.account, &mut self.state);
        self.write(dice);
    }

    /// A close date late in this quarter, or else in the next.
    fn soon(&self, dice: &mut Dice) -> Day {
        let seasons = &self.company.seasons;
        let this = seasons.quarter_of(self.company.today);
        let later = usize::from(dice.chance(400));
        let day = seasons.late_in(dice, this + later);
        if day > self.company.today { day } else { seasons.late_in(dice, this + 1) }
    }

    /// Appends a version, if anything has changed: at some time of the working day, after the one before.
    fn write(&mut self, dice: &mut Dice) {
        if self.versions.last().is_some_and(|version| version.state == self.state) {
            return;
        }
        let time = i64::from(self.day.0) * 86_400_000 + i64::from(dice.between(7 * 3_600_000, 15 * 3_600_000));
        self.at = Instant(time.max(self.at.0 + 90_000));
        let first = self.versions.is_empty();
        self.versions.push(StagedVersion {
            opportunity: self.id,
            effective_at: self.at,
            actor: if first { self.state.sourced_by.or(self.state.owner) } else { self.state.owner },
            cause: Cause::Import,
            state: self.state.clone(),
        });
    }
}

/// The category an owner chooses over the stage's.
fn overridden(dice: &mut Dice, stage: StageId) -> Option<Category> {
    let weights = match stage {
        DISCOVERY | QUALIFIED => [20, 30, 45, 5],
        PROPOSAL => [10, 40, 20, 30],
        NEGOTIATION => [5, 20, 65, 10],
        CONTRACT => [5, 5, 65, 25],
        _ => [1, 1, 1, 1],
    };
    Some([Category::Omitted, Category::Pipeline, Category::BestCase, Category::Commit][dice.weighted(&weights)])
}
