//! What happens to a deal, and on which days: the plan a story is told from. Nothing is planned for today or later.

use super::Company;
use super::catalogue::{LOST, WON};
use super::deal::{Dirt, Fate};
use super::dice::Dice;
use domain::{Day, PersonId, StageId};

/// Something that changes a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// It reaches a stage.
    Stage(StageId),
    /// It is expected on another day.
    CloseDay(Day),
    /// A line's amount changes.
    Amount,
    /// Something else is to happen next.
    NextStep,
    /// Its owner chooses a forecast category.
    Override,
    /// Somebody else owns it.
    Owner(PersonId),
    /// It is lost, or won by mistake, for a while.
    PutAside(StageId),
    /// It is open again.
    TakeUp,
    /// It is won or lost.
    End,
    /// It is deleted.
    Delete,
    /// It was deleted by mistake.
    Restore,
}

/// What happens, in order, and the close date it is created with.
pub(super) struct Plot {
    pub(super) events: Vec<(Day, Event)>,
    pub(super) close_day: Option<Day>,
}

/// Plans a deal's life.
pub(super) fn plot(dice: &mut Dice, company: &Company, fate: &Fate<'_>) -> Plot {
    let mut planner = Planner { dice, company, fate, events: Vec::with_capacity(10) };
    planner.stages();
    let close_day = planner.close_days();
    planner.amounts();
    planner.talks();
    planner.reopening();
    planner.add(fate.end, Event::End);
    let ended = fate.end < company.today;
    planner.deletion(ended);
    let mut events = planner.events;
    // Of one day, in the order they were planned.
    events.sort_by_key(|(day, _)| *day);
    if let Some(deleted) = events.iter().position(|(_, event)| *event == Event::Delete) {
        let restored = events[deleted..].iter().position(|(_, event)| *event == Event::Restore);
        match restored {
            Some(after) => drop(events.drain(deleted + 1..deleted + after)),
            None => events.truncate(deleted + 1),
        }
    }
    Plot { events, close_day: if fate.dirt == Some(Dirt::Undated) { None } else { Some(close_day) } }
}

struct Planner<'p, 'c> {
    dice: &'p mut Dice,
    company: &'c Company,
    fate: &'p Fate<'c>,
    events: Vec<(Day, Event)>,
}

impl Planner<'_, '_> {
    /// Plans something, unless it would be today or later, or when the deal is over.
    fn add(&mut self, day: Day, event: Event) {
        let over = day > self.fate.end || (day == self.fate.end && event != Event::End);
        if !over && day < self.company.today {
            self.events.push((day, event));
        }
    }

    /// A working day at so many thousandths of its life, after the day it begins.
    fn moment(&self, permille: i32) -> Day {
        let days = self.fate.end.since(self.fate.created);
        self.company.seasons.workday(self.fate.created.plus(days * permille / 1000)).max(self.fate.created.plus(1))
    }

    /// Stages follow each other at about the same pace.
    fn stages(&mut self) {
        let count = self.fate.stages.len() as i32;
        for (at, stage) in self.fate.stages.iter().enumerate() {
            let slot = 1000 / (count + 1);
            let permille = slot * (at as i32 + 1) + self.dice.between(-slot / 3, slot / 3);
            self.add(self.moment(permille), Event::Stage(*stage));
            if self.dice.chance(140) {
                self.add(self.moment(permille), Event::Override);
            }
        }
    }

    /// Expected close dates: the last one lies in the quarter the deal ends in if it is won, and perhaps later if it is
    /// lost; before that it was pushed from quarter to quarter. Answers with the first.
    fn close_days(&mut self) -> Day {
        let seasons = &self.company.seasons;
        let fate = self.fate;
        let first = seasons.quarter_of(fate.created.plus(6));
        let mut quarter = fate.quarter;
        if !fate.won && self.dice.chance(450) && quarter + 1 < seasons.quarters.len() {
            quarter += 1;
        }
        let room = quarter.saturating_sub(first);
        let pushes = if room > 0 && self.dice.chance(610) { [1, 2, 3][self.dice.weighted(&[70, 22, 8])].min(room) } else { 0 };
        let mut day = if quarter > fate.quarter {
            seasons.late_in(self.dice, quarter)
        } else {
            seasons.workday(fate.end.plus(self.dice.between(0, 16)).min(seasons.quarters[quarter].last)).max(fate.end)
        };
        // From the last date back to the first.
        let mut until = fate.end;
        for step in 1..=pushes {
            let before = seasons.late_in(self.dice, quarter - step).max(fate.created.plus(3));
            let pushed = seasons.workday(before.plus(-self.dice.between(0, 12)).min(until.plus(-2))).max(fate.created.plus(1));
            self.add(pushed, Event::CloseDay(day));
            (day, until) = (before, pushed);
        }
        if pushes == 0 && self.dice.chance(250) {
            // A small change of mind within the quarter.
            let permille = self.dice.between(300, 700);
            let early = day.plus(-self.dice.between(3, 21));
            let (from, changed) = (seasons.quarters[seasons.quarter_of(day)].first, self.moment(permille));
            if early >= from && early > changed {
                self.add(changed, Event::CloseDay(day));
                return early;
            }
        }
        day
    }

    /// Amounts change once or twice, or never.
    fn amounts(&mut self) {
        let changes = [0, 1, 2][self.dice.weighted(&[54, 33, 13])];
        for _ in 0..changes {
            let permille = self.dice.between(120, 930);
            self.add(self.moment(permille), Event::Amount);
        }
    }

    /// Calls and meetings, and a new owner.
    fn talks(&mut self) {
        for _ in 0..[0, 1, 2, 3][self.dice.weighted(&[28, 36, 26, 10])] {
            let permille = self.dice.between(50, 950);
            self.add(self.moment(permille), Event::NextStep);
        }
        if let Some((day, owner)) = self.fate.handed_over {
            self.add(day.max(self.fate.created.plus(1)), Event::Owner(owner));
        }
    }

    /// Some come back after they were given up; some were won too early.
    fn reopening(&mut self) {
        let days = self.fate.end.since(self.fate.created);
        if days < 50 || !self.dice.chance(30) {
            return;
        }
        let stage = if self.dice.chance(120) { WON } else { LOST };
        let permille = self.dice.between(300, 500);
        let given_up = self.moment(permille);
        let back = self.company.seasons.workday(given_up.plus(self.dice.between(9, days / 3)));
        if back < self.company.today {
            self.add(given_up, Event::PutAside(stage));
            self.add(back, Event::TakeUp);
        }
    }

    /// Duplicates and mistakes are deleted, and a few of these were mistakes too.
    fn deletion(&mut self, ended: bool) {
        if !self.dice.chance(8) {
            return;
        }
        let permille = if ended { self.dice.between(100, 1300) } else { self.dice.between(50, 600) };
        let day = self.moment(permille);
        if day >= self.company.today {
            return;
        }
        self.events.push((day, Event::Delete));
        let back = day.plus(self.dice.between(1, 3));
        if self.dice.chance(200) && back < self.company.today {
            self.events.push((back, Event::Restore));
        }
    }
}
