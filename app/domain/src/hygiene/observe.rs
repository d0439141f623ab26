//! What flags look at of a deal, told from its versions.

use super::{Observed, Typical, wants_economic_buyer};
use crate::counters::Step;
use crate::{ContactRole, Counters, Day, FiscalCalendar, Instant, StageId, Version, Workspace};

/// What surrounds a deal.
#[derive(Clone, Copy)]
pub struct Around<'a> {
    /// The settings.
    pub workspace: &'a Workspace,
    /// Their calendar.
    pub calendar: &'a FiscalCalendar,
    /// The day of an instant.
    pub day_of: &'a dyn Fn(Instant) -> Day,
}

/// What is looked at of a deal as its last version left it, the versions given in the order of (effective_at, log).
/// Nothing if there is none, or if the deal is deleted.
pub fn observe(versions: &[Version], around: &Around<'_>, owner_active: bool, typical: Option<Typical>) -> Option<Observed> {
    let state = versions.last().map(|version| &version.state).filter(|state| !state.deleted)?;
    let counts = Counters::of(versions.iter().map(Step::of), around.calendar)?.counts();
    let stage = around.workspace.stage(state.stage)?;
    Some(Observed {
        kind: stage.kind,
        category: stage.effective(state.category),
        entered: stage.entered,
        proposed: wants_economic_buyer(stage),
        deal_type: state.deal_type,
        amount: (!state.lines.is_empty()).then(|| state.acv()),
        product: state.lines.iter().any(|line| line.product.is_some()),
        close_day: state.close_day,
        next_step: state.next_step.as_ref().is_some_and(|step| !step.trim().is_empty()),
        next_step_day: state.next_step_day,
        contacts: u16::try_from(state.contacts.len()).unwrap_or(u16::MAX),
        economic_buyer: state.in_role(ContactRole::EconomicBuyer).next().is_some(),
        owner_active: state.owner.is_some() && owner_active,
        stage_since: (around.day_of)(counts.stage_since),
        typical,
        changed: (around.day_of)(counts.changed_since),
        period_pushes: counts.period_pushes,
        nurture_until: state.nurture_until,
    })
}

/// How long a deal was in each stage, in days, all its stays in one added up; told from when it came to which, in order.
pub fn stays(steps: &[(Instant, StageId)], day_of: &dyn Fn(Instant) -> Day) -> Vec<(StageId, i32)> {
    let mut stays: Vec<(StageId, i32)> = Vec::new();
    for pair in steps.windows(2) {
        let [(from, stage), (to, _)] = pair else { continue };
        let days = day_of(*to).since(day_of(*from));
        match stays.iter_mut().find(|(known, _)| known == stage) {
            Some((_, sum)) => *sum += days,
            None => stays.push((*stage, days)),
        }
    }
    stays
}
