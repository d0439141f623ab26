//! What the ledger keeps once per deal: its id, where its rows are, and who owns it now.

use std::collections::HashMap;
use uuid::Uuid;

/// No row.
pub const NO_ROW: u32 = u32::MAX;

/// Columns of one entry per deal, found by id through an open-addressed table of four bytes an entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deals {
    /// The ids.
    pub ids: Vec<Uuid>,
    /// effective_at of the latest version.
    pub last_effective: Vec<i64>,
    /// Log number of the latest version.
    pub last_log: Vec<i64>,
    /// The row of the latest version, if that version counts in any measure: the top bit says which segment.
    pub head: Vec<u32>,
    /// The row of the deal's pipe generation.
    pub generated: Vec<u32>,
    /// The day the first version took effect.
    pub created: Vec<u16>,
    /// The owner in the latest version: decides who may see the deal.
    pub owner: Vec<u32>,
    /// Who generated it, in the latest version.
    pub sourced_by: Vec<u32>,
    /// Facts about the latest version: `DELETED`, `GENERATED_NOW`, `TEAM`.
    pub flags: Vec<u8>,
    /// The days on which a deal was deleted, [from, until), for those that ever were.
    pub deleted: HashMap<u32, Vec<(u16, u16)>>,
    /// Who works on it beside the owner, in the latest version, of those with `TEAM`: they see it too.
    pub team: HashMap<u32, Box<[u32]>>,
    table: Vec<u32>,
}

/// The latest version is deleted.
pub const DELETED: u8 = 1;
/// The latest version is the one that generated pipe: one at the very same millisecond would replace it.
pub const GENERATED_NOW: u8 = 2;
/// Somebody works on it beside the owner.
pub const TEAM: u8 = 4;

impl Deals {
    /// How many deals there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of a deal, if it is known.
    pub fn find(&self, id: Uuid) -> Option<u32> {
        if self.table.is_empty() {
            return None;
        }
        let mask = self.table.len() - 1;
        let mut at = hash(id) & mask;
        loop {
            match self.table[at] {
                NO_ROW => return None,
                number if self.ids[number as usize] == id => return Some(number),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// The number of a deal, entered now if it is new.
    pub fn enter(&mut self, id: Uuid) -> u32 {
        if self.ids.last() == Some(&id) {
            return self.ids.len() as u32 - 1;
        }
        if let Some(number) = self.find(id) {
            return number;
        }
        let number = self.ids.len() as u32;
        self.ids.push(id);
        self.last_effective.push(i64::MIN);
        self.last_log.push(i64::MIN);
        self.head.push(NO_ROW);
        self.generated.push(NO_ROW);
        self.created.push(0);
        self.owner.push(0);
        self.sourced_by.push(0);
        self.flags.push(0);
        // At most four fifths full.
        if self.ids.len() * 5 > self.table.len() * 4 {
            self.index();
        } else {
            self.place(number);
        }
        number
    }

    /// Forgets all that was derived from versions, so that they can be told again from the first.
    pub fn reset(&mut self, number: u32) {
        let at = number as usize;
        self.last_effective[at] = i64::MIN;
        self.last_log[at] = i64::MIN;
        self.head[at] = NO_ROW;
        self.generated[at] = NO_ROW;
        self.owner[at] = 0;
        self.sourced_by[at] = 0;
        self.flags[at] = 0;
        self.deleted.remove(&number);
        self.team.remove(&number);
    }

    /// Says who works on a deal beside its owner.
    pub fn set_team(&mut self, number: u32, team: Box<[u32]>) {
        let flags = &mut self.flags[number as usize];
        if !team.is_empty() {
            *flags |= TEAM;
            self.team.insert(number, team);
        } else if *flags & TEAM != 0 {
            *flags &= !TEAM;
            self.team.remove(&number);
        }
    }

    /// Who works on a deal beside its owner.
    #[inline]
    pub fn team_of(&self, number: u32) -> &[u32] {
        if self.flags[number as usize] & TEAM == 0 { &[] } else { self.team.get(&number).map_or(&[], |team| team) }
    }

    /// Whether a deal was deleted at the end of a day.
    pub fn is_deleted(&self, deal: u32, day: u16) -> bool {
        self.deleted.get(&deal).is_some_and(|spans| spans.iter().any(|&(from, until)| from <= day && day < until))
    }

    /// Makes the table of ids anew.
    pub fn index(&mut self) {
        let size = (self.ids.len() * 3 / 2).next_power_of_two().max(16);
        self.table = vec![NO_ROW; size];
        for number in 0..self.ids.len() as u32 {
            self.place(number);
        }
    }

    /// Gives back memory held for growth.
    pub fn shrink(&mut self) {
        self.ids.shrink_to_fit();
        self.last_effective.shrink_to_fit();
        self.last_log.shrink_to_fit();
        self.head.shrink_to_fit();
        self.generated.shrink_to_fit();
        self.created.shrink_to_fit();
        self.owner.shrink_to_fit();
        self.sourced_by.shrink_to_fit();
        self.flags.shrink_to_fit();
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.ids.capacity() * 16
            + (self.last_effective.capacity() + self.last_log.capacity()) * 8
            + (self.head.capacity() + self.generated.capacity() + self.owner.capacity() + self.sourced_by.capacity()) * 4
            + self.created.capacity() * 2
            + self.flags.capacity()
            + self.table.capacity() * 4
            + self.deleted.capacity() * 40
            + self.team.capacity() * 40
    }

    fn place(&mut self, number: u32) {
        let mask = self.table.len() - 1;
        let mut at = hash(self.ids[number as usize]) & mask;
        while self.table[at] != NO_ROW {
            at = (at + 1) & mask;
        }
        self.table[at] = number;
    }
}

/// Ids are made by the application and mostly random already; the multiplication spreads what is not.
fn hash(id: Uuid) -> usize {
    let (high, low) = id.as_u64_pair();
    ((high ^ low).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20) as usize
}
