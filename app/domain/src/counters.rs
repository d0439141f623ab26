//! What a deal's history counts (measures, sections 3 and 8): how often and how far its close date moved, since when it is
//! in its stage, when something that matters last changed. Told version by version, in the order in which they take effect.

use crate::{Cause, Currency, Day, FiscalCalendar, Instant, Line, PeriodKind, StageId};

/// How long after a change it can be taken back without a trace in the counters.
const TAKEN_BACK_WITHIN_MS: i64 = 10 * 60 * 1_000;

/// What a history comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Counts {
    /// How often the close date went to another day.
    pub date_changes: u16,
    /// How often it went to a later fiscal quarter.
    pub period_pushes: u16,
    /// How many days later it is than it first was, all its moves added up.
    pub net_days_pushed: i32,
    /// When the present stage was entered.
    pub stage_since: Instant,
    /// When stage, amount or close date last changed.
    pub changed_since: Instant,
}

/// What counters need of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'v> {
    /// When it became true.
    pub effective_at: Instant,
    /// Whether it takes back what was done just before, on a screen: an import that is undone is no such thing.
    pub takes_back: bool,
    /// The stage.
    pub stage: StageId,
    /// The currency of the lines.
    pub currency: Currency,
    /// The lines.
    pub lines: &'v [Line],
    /// The close date.
    pub close_day: Option<Day>,
}

impl<'v> Step<'v> {
    /// Of a version.
    pub fn of(version: &'v crate::Version) -> Self {
        let state = &version.state;
        Self {
            effective_at: version.effective_at,
            takes_back: version.cause == Cause::Undo && version.batch.is_none(),
            stage: state.stage,
            currency: state.currency,
            lines: &state.lines,
            close_day: state.close_day,
        }
    }
}

/// One fact of a deal, and what is needed to take its last change back: to what it was, within ten minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Followed<T, C> {
    now: T,
    count: C,
    /// Before its last change: what it was, what was counted, and when it changed.
    before: Option<(T, C, Instant)>,
}

impl<T: Copy + PartialEq, C: Copy> Followed<T, C> {
    fn new(now: T, count: C) -> Self {
        Self { now, count, before: None }
    }

    /// Goes on to what it is now; `count` says what a change adds.
    fn follow(&mut self, now: T, at: Instant, takes_back: bool, count: impl FnOnce(T, C) -> C) {
        if now == self.now {
            return;
        }
        let within = |changed: Instant| at.0 - changed.0 <= TAKEN_BACK_WITHIN_MS;
        match self.before {
            Some((was, counted, changed)) if takes_back && was == now && within(changed) => {
                (self.count, self.before) = (counted, None);
            }
            _ => {
                self.before = Some((self.now, self.count, at));
                self.count = count(self.now, self.count);
            }
        }
        self.now = now;
    }
}

/// What is counted of close dates. A date that was taken away and given again moved from where it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Moves {
    date_changes: u16,
    period_pushes: u16,
    net_days_pushed: i32,
    last: Option<Day>,
}

impl Moves {
    fn to(self, day: Option<Day>, calendar: &FiscalCalendar) -> Self {
        let Some(day) = day else { return self };
        let last = Some(day);
        match self.last.filter(|before| *before != day) {
            None => Self { last, ..self },
            Some(before) => Self {
                date_changes: self.date_changes.saturating_add(1),
                period_pushes: self
                    .period_pushes
                    .saturating_add(u16::from(day > calendar.containing(before, PeriodKind::Quarter).last)),
                net_days_pushed: self.net_days_pushed.saturating_add(day.since(before)),
                last,
            },
        }
    }
}

/// What an amount is, as far as counters tell amounts apart: its currency and the sum of its lines; none without lines.
type Amount = (Currency, Option<i128>);

/// The counters of one deal, and what they need to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counters {
    at: Instant,
    stage: Followed<StageId, Instant>,
    amount: Followed<Amount, Instant>,
    close: Followed<Option<Day>, (Moves, Instant)>,
}

impl Counters {
    /// Of a deal's first version.
    pub fn begin(first: &Step<'_>) -> Self {
        let at = first.effective_at;
        let moves = Moves { last: first.close_day, ..Moves::default() };
        Self {
            at,
            stage: Followed::new(first.stage, at),
            amount: Followed::new(amount(first), at),
            close: Followed::new(first.close_day, (moves, at)),
        }
    }

    /// Of a deal of which only this is known any more, with lines that come to `amount`: enough to go on, but not to take a
    /// change back, nor to tell what a close date moves from if there is none now.
    pub fn resume(counts: &Counts, last: &Step<'_>, amount: Option<i128>) -> Self {
        let since = counts.changed_since;
        let moves = Moves {
            date_changes: counts.date_changes,
            period_pushes: counts.period_pushes,
            net_days_pushed: counts.net_days_pushed,
            last: last.close_day,
        };
        Self {
            at: last.effective_at,
            stage: Followed::new(last.stage, counts.stage_since),
            amount: Followed::new((last.currency, amount), since),
            close: Followed::new(last.close_day, (moves, since)),
        }
    }

    /// Goes on to the next version. One that takes effect at the very same instant would take this one's place: tell it to
    /// the counters from before.
    pub fn follow(&mut self, next: &Step<'_>, calendar: &FiscalCalendar) {
        let (at, back) = (next.effective_at, next.takes_back);
        self.at = at;
        self.stage.follow(next.stage, at, back, |_, _| at);
        self.amount.follow(amount(next), at, back, |_, _| at);
        self.close.follow(next.close_day, at, back, |_, (moves, _)| (moves.to(next.close_day, calendar), at));
    }

    /// What they come to.
    pub fn counts(&self) -> Counts {
        let (moves, moved) = self.close.count;
        Counts {
            date_changes: moves.date_changes,
            period_pushes: moves.period_pushes,
            net_days_pushed: moves.net_days_pushed,
            stage_since: self.stage.count,
            changed_since: self.stage.count.max(self.amount.count).max(moved),
        }
    }

    /// The counters of a deal's versions, in the order of (effective_at, log number); nothing without any.
    pub fn of<'v>(versions: impl IntoIterator<Item = Step<'v>>, calendar: &FiscalCalendar) -> Option<Self> {
        let mut told = Told::default();
        versions.into_iter().for_each(|step| told.tell(&step, calendar));
        told.now
    }
}

/// Counters told one version after the other, and those from before the last: one at the same instant takes its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    before: Option<Counters>,
    now: Option<Counters>,
}

impl Told {
    /// The counters, once there is a version.
    pub fn counters(&self) -> Option<&Counters> {
        self.now.as_ref()
    }

    /// Goes on from counters that were [resumed](Counters::resume).
    pub fn from(counters: Counters) -> Self {
        Self { before: None, now: Some(counters) }
    }

    /// Goes on to the next version.
    pub fn tell(&mut self, next: &Step<'_>, calendar: &FiscalCalendar) {
        if self.now.is_some_and(|now| now.at < next.effective_at) {
            self.before = self.now;
        }
        self.now = Some(match self.before {
            None => Counters::begin(next),
            Some(mut counters) => {
                counters.follow(next, calendar);
                counters
            }
        });
    }
}

fn amount(step: &Step<'_>) -> Amount {
    let sum = step.lines.iter().map(|line| i128::from(line.acv)).sum();
    (step.currency, (!step.lines.is_empty()).then_some(sum))
}
