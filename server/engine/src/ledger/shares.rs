//! Whose a version's amounts are: its owner's, or several people's by shares. Most are the owner's, so that the owner's number
//! says it, and a set of shares has a number that no person has.

use super::dictionary::Dictionary;
use domain::detail::share_out;

/// Numbers from here on name sets of shares.
const SHARED: u32 = 1 << 31;

/// A set of shares: the owner, and who has how much (in hundredths of a percent), in the deal's own order.
type Set = Box<[u32]>;

/// The sets of shares met, each with a number in a column of owners.
#[derive(Clone, Debug, Default)]
pub struct Shares(Dictionary<Set>);

impl Shares {
    /// The number for an owner's column: the owner, or a set of shares.
    pub fn number(&mut self, owner: u32, shares: impl Iterator<Item = (u32, i32)>) -> u32 {
        let mut set = vec![owner];
        set.extend(shares.flat_map(|(person, share)| [person, share.unsigned_abs()]));
        if set.len() == 1 { owner } else { self.0.intern::<[u32]>(&set) | SHARED }
    }

    /// Who owns the deal.
    #[inline]
    pub fn owner(&self, number: u32) -> u32 {
        if number & SHARED == 0 { number } else { self.set(number)[0] }
    }

    /// Who has which share, as pairs; nobody if all is the owner's.
    #[inline]
    pub fn of(&self, number: u32) -> &[u32] {
        if Self::are_in(number) { &self.set(number)[1..] } else { &[] }
    }

    fn are_in(number: u32) -> bool {
        number & SHARED != 0
    }

    fn set(&self, number: u32) -> &[u32] {
        self.0.key(number & !SHARED).filter(|_| Self::are_in(number)).map_or(&[0], |set| set)
    }

    /// All of them, each with its length before it.
    pub fn written(&self) -> Vec<u32> {
        self.0.keys()[1..].iter().flat_map(|set| std::iter::once(set.len() as u32).chain(set.iter().copied())).collect()
    }

    /// What was written; nothing if that is damaged.
    pub fn read(mut written: &[u32]) -> Option<Self> {
        let mut sets: Vec<Set> = Vec::new();
        while let Some((length, rest)) = written.split_first() {
            let (set, rest) = rest.split_at_checked(*length as usize)?;
            sets.push(set.into());
            written = rest;
        }
        Some(Self(Dictionary::of(sets)))
    }
}

/// A line, or somebody's share of one.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// Which line of the deal's it is, or is a share of.
    pub line: u32,
    /// The line's product.
    pub product: u32,
    /// Whose share it is; nobody's in particular of a whole line.
    pub whose: Option<u32>,
    /// What it comes to in the company's currency; nothing without a rate.
    pub amount: Option<i64>,
    /// The same at the chance of winning; nothing without a rate.
    pub weighted: Option<i64>,
}

impl Piece {
    /// The shares of a whole line, which come to as much as it does.
    pub fn share_out(self, shares: &[u32]) -> impl Iterator<Item = Self> {
        let (people, shares): (Vec<u32>, Vec<i32>) = shares.chunks_exact(2).map(|pair| (pair[0], pair[1] as i32)).unzip();
        let out = |amount: Option<i64>| amount.map(|amount| share_out(amount, &shares));
        let (amounts, weights) = (out(self.amount), out(self.weighted));
        people.into_iter().enumerate().map(move |(at, person)| Self {
            whose: Some(person),
            amount: amounts.as_ref().map(|all| all[at]),
            weighted: weights.as_ref().map(|all| all[at]),
            ..self
        })
    }
}
