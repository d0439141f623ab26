//! The flags of one deal, as two small sets.

use super::{Flag, Severity};

/// The flags that stand on a deal, and which of them block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flags {
    standing: u16,
    /// Always part of `standing`.
    blocking: u16,
}

impl Flags {
    /// These flags, each with what it does by default: for naming a set.
    pub fn of(flags: &[Flag]) -> Self {
        let mut all = Self::default();
        for &flag in flags {
            all.raise(flag, flag.severity());
        }
        all
    }

    /// Adds a flag; one that is off is not.
    pub fn raise(&mut self, flag: Flag, severity: Severity) {
        if severity != Severity::Off {
            self.standing |= bit(flag);
        }
        if severity == Severity::Blocking {
            self.blocking |= bit(flag);
        }
    }

    /// Without those of another set: what was waived.
    #[must_use]
    pub fn without(self, waived: Self) -> Self {
        Self { standing: self.standing & !waived.standing, blocking: self.blocking & !waived.standing }
    }

    /// Those in both.
    #[must_use]
    pub fn both(self, other: Self) -> Self {
        Self { standing: self.standing & other.standing, blocking: self.blocking & other.standing }
    }

    /// Whether none stands.
    pub fn is_empty(self) -> bool {
        self.standing == 0
    }

    /// How many stand.
    pub fn count(self) -> u32 {
        self.standing.count_ones()
    }

    /// Whether this one stands.
    pub fn has(self, flag: Flag) -> bool {
        self.standing & bit(flag) != 0
    }

    /// What this one does; off if it does not stand.
    pub fn severity(self, flag: Flag) -> Severity {
        match (self.has(flag), self.blocking & bit(flag) != 0) {
            (false, _) => Severity::Off,
            (true, false) => Severity::Warning,
            (true, true) => Severity::Blocking,
        }
    }

    /// Whether one of them blocks.
    pub fn blocking(self) -> bool {
        self.blocking != 0
    }

    /// The worst of them; off without any.
    pub fn worst(self) -> Severity {
        match (self.is_empty(), self.blocking()) {
            (true, _) => Severity::Off,
            (false, false) => Severity::Warning,
            (false, true) => Severity::Blocking,
        }
    }

    /// Each with what it does, those that block first.
    pub fn iter(self) -> impl Iterator<Item = (Flag, Severity)> {
        let of = move |severity| Flag::ALL.iter().copied().filter(move |&flag| self.severity(flag) == severity);
        let pairs = move |severity| of(severity).map(move |flag| (flag, severity));
        pairs(Severity::Blocking).chain(pairs(Severity::Warning))
    }
}

fn bit(flag: Flag) -> u16 {
    1 << (flag.code() - 1)
}
