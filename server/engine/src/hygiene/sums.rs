//! What flags come to: deals and ACV, of all open deals and of those in Commit.

use crate::store::{ALL_OPEN, BLOCKED, DayRow};
use contract::hygiene::{FlagTally, HygieneDay, HygieneRow, Tally};
use domain::{Company, Day, Flag, Flags};
use std::array::from_fn;

/// The sums of some deals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    open: Both,
    blocked: Both,
    flags: [Both; Flag::ALL.len()],
    without_rate: i64,
}

/// All, and those in Commit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Both {
    all: Tally,
    commit: Tally,
}

impl Both {
    fn add(&mut self, acv: Company, commit: bool) {
        self.all.add(acv);
        if commit {
            self.commit.add(acv);
        }
    }

    fn row(self) -> DayRow {
        DayRow { deals: self.all.deals, acv: self.all.acv, commit_deals: self.commit.deals, commit_acv: self.commit.acv }
    }

    fn take_in(&mut self, row: &DayRow) {
        self.all.deals += row.deals;
        self.all.acv += row.acv;
        self.commit.deals += row.commit_deals;
        self.commit.acv += row.commit_acv;
    }
}

impl Sums {
    /// Adds an open deal; nothing comes to what has no rate.
    pub fn add(&mut self, flags: Flags, commit: bool, acv: Option<Company>) {
        self.without_rate += i64::from(acv.is_none());
        let acv = acv.unwrap_or_default();
        self.open.add(acv, commit);
        if flags.blocking() {
            self.blocked.add(acv, commit);
        }
        for (flag, _) in flags.iter() {
            self.flags[flag as usize].add(acv, commit);
        }
    }

    /// As they are kept of a day: by the code of a flag, those that are not nothing.
    pub fn rows(&self) -> impl Iterator<Item = (i16, DayRow)> + '_ {
        let flags = Flag::ALL.iter().map(|flag| (flag.code(), self.flags[*flag as usize]));
        let all = [(ALL_OPEN, self.open), (BLOCKED, self.blocked)].into_iter().chain(flags);
        all.filter(|(_, both)| both.all.deals > 0).map(|(code, both)| (code, both.row()))
    }

    /// Adds what was kept.
    pub fn take_in(&mut self, code: i16, row: &DayRow) {
        match code {
            ALL_OPEN => self.open.take_in(row),
            BLOCKED => self.blocked.take_in(row),
            _ => {
                if let Some(flag) = Flag::from_code(code) {
                    self.flags[flag as usize].take_in(row);
                }
            }
        }
    }

    /// As a row of the page.
    pub fn told(&self, key: String, label: String) -> HygieneRow {
        let flag = |flag: &Flag| {
            let Both { all, commit } = self.flags[*flag as usize];
            FlagTally { flag: *flag, open: all, commit }
        };
        HygieneRow {
            key,
            label,
            open: self.open.all,
            blocked: self.blocked.all,
            commit: self.open.commit,
            commit_blocked: self.blocked.commit,
            flags: Flag::ALL.iter().map(flag).filter(|tally| tally.open.deals > 0).collect(),
            without_rate: self.without_rate,
            may_nudge: false,
        }
    }

    /// As a point of the trend.
    pub fn on(&self, day: Day) -> HygieneDay {
        let (open, blocked) = (self.open, self.blocked);
        HygieneDay { day, open: open.all, blocked: blocked.all, commit: open.commit, commit_blocked: blocked.commit }
    }

    /// All open deals.
    pub fn open(&self) -> Tally {
        self.open.all
    }

    /// Those that are blocked.
    pub fn blocked(&self) -> Tally {
        self.blocked.all
    }

    /// Those with each flag, in the order of the flags.
    pub fn of_flags(&self) -> [Tally; Flag::ALL.len()] {
        from_fn(|at| self.flags[at].all)
    }
}
