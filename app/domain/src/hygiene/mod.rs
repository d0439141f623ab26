//! Hygiene (measures, section 8): what is wrong with an open deal as it stands, told from what is known of it and from the
//! company's rules.

mod flags;
mod observe;
mod rules;
#[cfg(test)]
mod tests;

pub use flags::Flags;
pub use observe::{Around, observe, stays};
pub use rules::{Rule, Rules, Setting};

use crate::gate::Requirement;
use crate::opportunity::codes;
use crate::{Category, Day, DealType, Stage, StageKind};
use serde::{Deserialize, Serialize};

codes! {
    /// One thing that is wrong with a deal. The first six block by default, the others warn.
    Flag {
        /// The close date has passed.
        CloseDatePast = 1 "close_date_past",
        /// No amount, or none above zero on a new deal.
        NoAmount = 2 "no_amount",
        /// No line says what is sold.
        NoProduct = 3 "no_product",
        /// In the pipeline, and nothing is said to happen next.
        NoNextStep = 4 "no_next_step",
        /// Nobody who is still here owns it.
        OwnerInactive = 5 "owner_inactive",
        /// Far longer in its stage than deals that were won (twice the median).
        StuckInStage = 6 "stuck_in_stage",
        /// The day of the next step has passed.
        NextStepPast = 7 "next_step_past",
        /// In Commit, and the next step is more than 14 days away or has no day.
        NextStepFar = 8 "next_step_far",
        /// In the pipeline, and nobody at the customer has a role in it.
        NoContact = 9 "no_contact",
        /// From proposal on, and nobody is known who can decide.
        NoEconomicBuyer = 10 "no_economic_buyer",
        /// Longer in its stage than deals that were won (1.5 times the median).
        LongInStage = 11 "long_in_stage",
        /// Neither stage, amount nor close date changed for 30 days.
        Quiet = 12 "quiet",
        /// Pushed to a later quarter at least twice.
        Pushed = 13 "pushed",
    }
}

codes! {
    /// What a flag does.
    Severity {
        /// It is not looked at.
        Off = 0 "off",
        /// It is shown.
        Warning = 1 "warning",
        /// It takes the deal out of what a number can rest on.
        Blocking = 2 "blocking",
    }
}

impl Flag {
    /// What it does where nothing else is set.
    pub fn severity(self) -> Severity {
        if self <= Self::StuckInStage { Severity::Blocking } else { Severity::Warning }
    }

    /// The number it turns on where nothing else is set: days ahead, percent of the median, days, or quarters.
    pub fn limit(self) -> Option<i32> {
        match self {
            Self::NextStepFar => Some(14),
            Self::LongInStage => Some(150),
            Self::StuckInStage => Some(200),
            Self::Quiet => Some(30),
            Self::Pushed => Some(2),
            _ => None,
        }
    }
}

/// How long won deals were in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Typical {
    /// Twice the median of days, so that it is whole.
    pub half_days: i32,
    /// How many deals it rests on.
    pub deals: u32,
}

impl Typical {
    /// The median of these days, which are put in order.
    pub fn of(days: &mut [i32]) -> Option<Self> {
        days.sort_unstable();
        let middle = days.len() / 2;
        let upper = *days.get(middle)?;
        let half_days = if days.len() % 2 == 1 { 2 * upper } else { days[middle - 1] + upper };
        Some(Self { half_days, deals: u32::try_from(days.len()).unwrap_or(u32::MAX) })
    }
}

/// What is looked at: a deal as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Open, won or lost: only an open deal has flags.
    pub kind: StageKind,
    /// The category that counts.
    pub category: Category,
    /// Whether its stage is at or past the entry into pipeline ("from Qualified on").
    pub entered: bool,
    /// Whether its stage is one where the economic buyer must be known ("from Proposal on"): [`wants_economic_buyer`].
    pub proposed: bool,
    /// What kind of business it is.
    pub deal_type: DealType,
    /// Its ACV; none without lines.
    pub amount: Option<i64>,
    /// Whether a line has a product.
    pub product: bool,
    /// The day it is expected to close.
    pub close_day: Option<Day>,
    /// Whether it says what happens next.
    pub next_step: bool,
    /// When.
    pub next_step_day: Option<Day>,
    /// How many people at the customer have a role.
    pub contacts: u16,
    /// Whether one of them is the economic buyer.
    pub economic_buyer: bool,
    /// Whether somebody who is still here owns it.
    pub owner_active: bool,
    /// Since when it is in its stage.
    pub stage_since: Day,
    /// How long won deals of its segment were in this stage.
    pub typical: Option<Typical>,
    /// When stage, amount or close date last changed.
    pub changed: Day,
    /// How often its close date went to a later fiscal quarter.
    pub period_pushes: u16,
    /// Until when it is put aside; it has no other flag than its owner's meanwhile.
    pub nurture_until: Option<Day>,
}

/// Whether the economic buyer must be known at a stage: its gate asks for that, or no gate does and it is likelier than not.
pub fn wants_economic_buyer(stage: &Stage) -> bool {
    let asked = stage.requires.contains(&Requirement::EconomicBuyer);
    stage.kind == StageKind::Open && (asked || (stage.requires.is_empty() && stage.probability >= 5_000))
}

/// What is wrong with a deal today, by the rule of its segment and stage.
pub fn flags(deal: &Observed, rule: &Rule, today: Day) -> Flags {
    let mut flags = Flags::default();
    if deal.kind != StageKind::Open {
        return flags;
    }
    let mut look = |flag: Flag, wrong: bool| {
        if wrong {
            flags.raise(flag, rule.severity(flag));
        }
    };
    look(Flag::OwnerInactive, !deal.owner_active);
    if deal.nurture_until.is_some_and(|until| until > today) {
        return flags;
    }
    let step = deal.next_step.then_some(deal.next_step_day);
    look(Flag::CloseDatePast, deal.close_day.is_some_and(|day| day < today));
    look(Flag::NoAmount, deal.amount.is_none_or(|amount| amount <= 0 && deal.deal_type == DealType::New));
    look(Flag::NoProduct, !deal.product);
    look(Flag::NoNextStep, deal.entered && step.is_none());
    look(Flag::NextStepPast, step.flatten().is_some_and(|day| day < today));
    let far = |day: Option<Day>| day.is_none_or(|day| day.since(today) > rule.limit(Flag::NextStepFar));
    look(Flag::NextStepFar, deal.category == Category::Commit && step.is_some_and(far));
    look(Flag::NoContact, deal.entered && deal.contacts == 0);
    look(Flag::NoEconomicBuyer, deal.proposed && !deal.economic_buyer);
    let stuck = too_long(deal, rule, Flag::StuckInStage).is_some_and(|day| day <= today);
    look(Flag::StuckInStage, stuck);
    let counted_as_stuck = stuck && rule.severity(Flag::StuckInStage) != Severity::Off;
    let long = too_long(deal, rule, Flag::LongInStage).is_some_and(|day| day <= today);
    look(Flag::LongInStage, long && !counted_as_stuck);
    look(Flag::Quiet, today.since(deal.changed) >= rule.limit(Flag::Quiet));
    look(Flag::Pushed, i32::from(deal.period_pushes) >= rule.limit(Flag::Pushed));
    flags
}

/// Since which day a flag that stands does so, where the deal as it is tells.
pub fn since(flag: Flag, deal: &Observed, rule: &Rule) -> Option<Day> {
    match flag {
        Flag::CloseDatePast => deal.close_day.map(|day| day.plus(1)),
        Flag::NextStepPast => deal.next_step_day.map(|day| day.plus(1)),
        Flag::StuckInStage | Flag::LongInStage => too_long(deal, rule, flag),
        Flag::Quiet => Some(deal.changed.plus(rule.limit(flag))),
        _ => None,
    }
}

/// The first day on which a deal is too long in its stage: from 2.0 times the median on it is stuck, past 1.5 times long.
/// A median of less than a day counts as one.
fn too_long(deal: &Observed, rule: &Rule, flag: Flag) -> Option<Day> {
    let typical = deal.typical.filter(|typical| typical.deals >= rule.enough_deals())?;
    let allowed = i64::from(typical.half_days.max(2)) * i64::from(rule.limit(flag));
    // Days × 200 against half days × percent.
    let days = match flag {
        Flag::StuckInStage => (allowed + 199) / 200,
        _ => allowed / 200 + 1,
    };
    Some(deal.stage_since.plus(i32::try_from(days).ok()?))
}
