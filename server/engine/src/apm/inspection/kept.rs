//! What became of deals, kept: of a deal it stays true until it has another version, so that of thousands only those are read
//! again that were changed since somebody last asked.

use super::Told;
use super::found::Deal;
use domain::{Day, LogNo, OpportunityId, Period};
use parking_lot::Mutex;
use std::collections::HashMap;

/// Of how many pairs of days it is kept.
const MOST: usize = 8;

/// Between which days, of which period, under which settings; and after which import: one of the past changes what became of a
/// deal without being its latest version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) since: Day,
    pub(super) as_of: Day,
    pub(super) period: Period,
    pub(super) settings: LogNo,
    pub(super) batch: LogNo,
}

/// What became of each deal as it was found at both ends; nothing of one that is in none of the classes.
type Known = HashMap<OpportunityId, (Deal, Option<Told>)>;

/// What became of deals, by frame, the one used last at the end.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Vec<(Frame, Known)>>);

impl Kept {
    /// What is known of some deals, and those whose versions have to be read.
    pub(super) fn known(&self, frame: &Frame, deals: &[Deal]) -> (Vec<Told>, Vec<Deal>) {
        let mut frames = self.0.lock();
        let Some(at) = frames.iter().position(|(of, _)| of == frame) else { return (Vec::new(), deals.to_vec()) };
        frames[at..].rotate_left(1);
        let known = frames.last().map(|(_, known)| known);
        let (mut told, mut rest) = (Vec::with_capacity(deals.len()), Vec::new());
        for deal in deals {
            match known.and_then(|known| known.get(&deal.id)).filter(|(of, _)| of == deal) {
                Some((_, one)) => told.extend(one.clone()),
                None => rest.push(*deal),
            }
        }
        (told, rest)
    }

    /// Keeps what was told of some deals.
    pub(super) fn learn(&self, frame: Frame, told: Vec<(Deal, Option<Told>)>) {
        let mut frames = self.0.lock();
        let at = frames.iter().position(|(of, _)| *of == frame).unwrap_or_else(|| {
            if frames.len() == MOST {
                frames.remove(0);
            }
            frames.push((frame, Known::new()));
            frames.len() - 1
        });
        frames[at].1.extend(told.into_iter().map(|(deal, told)| (deal.id, (deal, told))));
    }
}
