//! What a deal went through, as far as flags ask, and what is looked at of it: from its versions.

use super::{Observed, Typical, wants_economic_buyer};
use crate::calendar::PeriodKind;
use crate::{Cause, ContactRole, Currency, Day, FiscalCalendar, Instant, StageId, State, Version, Workspace};

/// How soon a live undo must come for what it undoes to count as never having been (measures, section 2).
const UNDO_MS: i64 = 10 * 60 * 1_000;

/// What a deal went through up to a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// When it came into its stage.
    pub stage_since: Instant,
    /// When stage, amount or close date last changed.
    pub changed: Instant,
    /// How often its close date went to a later fiscal quarter.
    pub period_pushes: u16,
}

/// What counts as a change of a deal.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Core {
    stage: StageId,
    amount: Option<(i64, Currency)>,
    close_day: Option<Day>,
}

impl Core {
    fn of(state: &State) -> Self {
        let amount = (!state.lines.is_empty()).then(|| (state.acv(), state.currency));
        Self { stage: state.stage, amount, close_day: state.close_day }
    }
}

impl Course {
    /// The course told by a deal's versions, in the order of (effective_at, log). Nothing without any.
    pub fn of(versions: &[Version], calendar: &FiscalCalendar) -> Option<Self> {
        let mut told: Vec<(Core, Self, Instant)> = Vec::with_capacity(versions.len());
        for (place, version) in versions.iter().enumerate() {
            // One at the very same millisecond takes its place: this one never was the state.
            if versions.get(place + 1).is_some_and(|next| next.effective_at == version.effective_at) {
                continue;
            }
            let (now, at) = (Core::of(&version.state), version.effective_at);
            let course = match told.last() {
                None => Self { stage_since: at, changed: at, period_pushes: 0 },
                Some((before, course, _)) if *before == now => *course,
                Some((before, course, _)) => undone(&told, version, now).unwrap_or(Self {
                    stage_since: if before.stage == now.stage { course.stage_since } else { at },
                    changed: at,
                    period_pushes: course.period_pushes + u16::from(pushed(before.close_day, now.close_day, calendar)),
                }),
            };
            told.push((now, course, version.recorded_at));
        }
        told.last().map(|(_, course, _)| *course)
    }
}

/// What the deal had gone through before what a live undo takes back.
fn undone(told: &[(Core, Course, Instant)], version: &Version, now: Core) -> Option<Course> {
    if version.cause != Cause::Undo || version.batch.is_some() {
        return None;
    }
    let soon = |at: Instant| version.recorded_at.0 - at.0 <= UNDO_MS;
    let mut later = told.iter().rev();
    let mut since = later.next()?.2;
    for (core, course, recorded) in later {
        if !soon(since) {
            return None;
        }
        if *core == now {
            return Some(*course);
        }
        since = *recorded;
    }
    None
}

/// Whether a close date went to a later fiscal quarter.
pub fn pushed(from: Option<Day>, to: Option<Day>, calendar: &FiscalCalendar) -> bool {
    let quarter = |day| calendar.containing(day, PeriodKind::Quarter).first;
    from.zip(to).is_some_and(|(from, to)| quarter(to) > quarter(from))
}

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
    let course = Course::of(versions, around.calendar)?;
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
        stage_since: (around.day_of)(course.stage_since),
        typical,
        changed: (around.day_of)(course.changed),
        period_pushes: course.period_pushes,
        nurture_until: state.nurture_until,
    })
}

/// How long a won deal was in each stage, in days: all its stays in one added up.
pub fn stays(versions: &[Version], day_of: &dyn Fn(Instant) -> Day) -> Vec<(StageId, i32)> {
    let mut stays: Vec<(StageId, i32)> = Vec::new();
    for pair in versions.windows(2) {
        let [from, to] = pair else { continue };
        let days = day_of(to.effective_at).since(day_of(from.effective_at));
        match stays.iter_mut().find(|(stage, _)| *stage == from.state.stage) {
            Some((_, sum)) => *sum += days,
            None => stays.push((from.state.stage, days)),
        }
    }
    stays
}
