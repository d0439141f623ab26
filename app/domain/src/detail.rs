//! What a deal holds beside its amount and its dates: the people at the customer, the competitors, the team and its shares.

use crate::check::in_reach;
use crate::opportunity::codes;
use crate::{ContactId, PersonId, State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

codes! {
    /// What somebody at the customer is to a deal.
    ContactRole {
        /// Releases the money.
        EconomicBuyer = 1 "economic_buyer",
        /// Sells for us where we are not.
        Champion = 2 "champion",
        /// Decides, with or without the money.
        DecisionMaker = 3 "decision_maker",
        /// Is listened to.
        Influencer = 4 "influencer",
        /// Will work with it.
        User = 5 "user",
        /// Is against it.
        Blocker = 6 "blocker",
        /// Something else.
        Other = 7 "other",
    }
}

codes! {
    /// What a share of a deal counts for.
    SplitKind {
        /// A part of the deal's revenue. All of a deal's add up to 100%.
        Revenue = 1 "revenue",
        /// What a specialist is credited with beside it; in no total of the company.
        Overlay = 2 "overlay",
    }
}

/// Somebody at the customer, and what they are to the deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DealContact {
    /// Who.
    pub contact: ContactId,
    /// What they are to it.
    pub role: ContactRole,
}

/// One of our people who works on the deal beside its owner, and therefore sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamMember {
    /// Who.
    pub person: PersonId,
    /// As what ("Solution architect"); may be empty.
    #[serde(default)]
    pub role: String,
}

/// Somebody's share of a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Split {
    /// Whose.
    pub person: PersonId,
    /// How much, in hundredths of a percent (25% = 2500).
    pub share: i32,
    /// Of what.
    pub kind: SplitKind,
}

/// The whole, in hundredths of a percent.
pub const WHOLE: i32 = 10_000;
/// How many contacts a deal may have.
pub const MOST_CONTACTS: usize = 50;
/// How many competitors, people on the team, or shares of a kind a deal may have.
pub const MOST_OTHERS: usize = 20;

impl Split {
    /// A share as one writes it, in percent: `33.33`, `50`.
    pub fn text(self) -> String {
        let text = format!("{}.{:02}", self.share / 100, self.share % 100);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// What one has written, with a comma or a point, in hundredths of a percent.
    pub fn read(text: &str) -> Option<i32> {
        let text = text.trim().trim_end_matches('%').trim().replace(',', ".");
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let part = format!("{part:0<2}");
        let share = whole.parse::<i32>().ok()?.checked_mul(100)?.checked_add(part.parse().ok()?)?;
        (part.len() == 2 && (0..=WHOLE).contains(&share)).then_some(share)
    }
}

/// An amount shared out by shares of [`WHOLE`], to the unit: what is left after rounding down goes to the largest remainders,
/// of equal ones to the earlier (measures, section 3). A negative amount is shared out as its opposite is.
pub fn share_out(amount: i64, shares: &[i32]) -> Vec<i64> {
    let of = |share: &i32| i128::from(amount.unsigned_abs()) * i128::from(*share);
    let whole = i128::from(WHOLE);
    let mut parts: Vec<i64> = shares.iter().map(|share| (of(share) / whole) as i64).collect();
    let left = (amount.unsigned_abs() as i128 - parts.iter().map(|part| i128::from(*part)).sum::<i128>()).max(0);
    let mut places: Vec<usize> = (0..shares.len()).collect();
    places.sort_by_key(|place| std::cmp::Reverse(of(&shares[*place]) % whole));
    places.into_iter().take(left as usize).for_each(|place| parts[place] += 1);
    parts.into_iter().map(|part| if amount < 0 { -part } else { part }).collect()
}

impl State {
    /// Whose revenue it is, with shares that add up to [`WHOLE`]; nobody in particular, and so its owner's, without any.
    pub fn revenue(&self) -> Vec<(PersonId, i32)> {
        let revenue = self.splits.iter().filter(|split| split.kind == SplitKind::Revenue);
        revenue.map(|split| (split.person, split.share)).collect()
    }

    /// Who has this role.
    pub fn in_role(&self, role: ContactRole) -> impl Iterator<Item = ContactId> {
        self.contacts.iter().filter(move |contact| contact.role == role).map(|contact| contact.contact)
    }

    /// Checks what [`State::check`] leaves to it.
    pub(crate) fn check_detail(&self, mut fault: impl FnMut(&'static str, String)) {
        let most = |field, found: usize, most: usize, fault: &mut dyn FnMut(&'static str, String)| {
            if found > most {
                fault(field, format!("There are {found}; at most {most} are possible."));
            }
        };
        most("contacts", self.contacts.len(), MOST_CONTACTS, &mut fault);
        if !unique(self.contacts.iter().map(|contact| contact.contact)) {
            fault("contacts", "A contact appears twice: give each one role.".into());
        }
        let competitors = self.competitors.as_deref().unwrap_or_default();
        most("competitors", competitors.len(), MOST_OTHERS, &mut fault);
        if competitors.iter().any(|name| !is_name(name)) {
            fault("competitors", "Each competitor needs a name of at most 100 characters.".into());
        }
        if !unique(competitors.iter().map(|name| name.trim().to_lowercase())) {
            fault("competitors", "A competitor appears twice.".into());
        }
        most("team", self.team.len(), MOST_OTHERS, &mut fault);
        if !unique(self.team.iter().map(|member| member.person)) {
            fault("team", "Somebody appears twice on the team.".into());
        }
        if self.team.iter().any(|member| !member.role.is_empty() && !is_name(&member.role)) {
            fault("team", "What somebody is on the team may have at most 100 characters.".into());
        }
        most("splits", self.splits.len(), 2 * MOST_OTHERS, &mut fault);
        if !unique(self.splits.iter().map(|split| (split.person, split.kind))) {
            fault("splits", "Somebody appears twice: add their shares up.".into());
        }
        if self.splits.iter().any(|split| !(1..=WHOLE).contains(&split.share)) {
            fault("splits", "A share must be more than 0% and at most 100%.".into());
        }
        let revenue = || self.splits.iter().filter(|split| split.kind == SplitKind::Revenue);
        let sum: i64 = revenue().map(|split| i64::from(split.share)).sum();
        if revenue().next().is_some() && sum != i64::from(WHOLE) {
            fault("splits", format!("The revenue shares add up to {}.{:02}%, not to 100%.", sum / 100, sum.rem_euclid(100)));
        }
        if !self.nurture_until.is_none_or(in_reach) {
            fault("nurture_until", "The day must lie between 1970-01-01 and 2200-12-31.".into());
        }
    }
}

fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && name.chars().count() <= 100 && !name.contains('\0')
}

fn unique<T: Ord>(items: impl Iterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    items.into_iter().all(|item| seen.insert(item))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    #[test]
    fn what_is_left_goes_to_the_largest_remainders_and_of_equal_ones_to_the_earlier() {
        // 100.01 at 33.33% is 33.3333…, at 33.34% 33.3433…: the last cent is the third's.
        assert_eq!(share_out(10_001, &[3_333, 3_333, 3_334]), [3_333, 3_333, 3_335]);
        assert_eq!(share_out(1, &[5_000, 5_000]), [1, 0]);
        assert_eq!(share_out(-3, &[5_000, 5_000]), [-2, -1]);
        assert_eq!(share_out(i64::MAX, &[10_000]), [i64::MAX]);
    }

    proptest! {
        #[test]
        fn shares_come_to_the_amount_and_none_is_a_unit_off(amount in any::<i64>().prop_filter("it has an opposite", |a| *a != i64::MIN), cuts in proptest::collection::btree_set(1..WHOLE, 0..6)) {
            let ends: Vec<i32> = std::iter::once(0).chain(cuts).chain([WHOLE]).collect();
            let shares: Vec<i32> = ends.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let parts = share_out(amount, &shares);
            prop_assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(amount));
            for (part, share) in parts.iter().zip(&shares) {
                let off = i128::from(*part) * i128::from(WHOLE) - i128::from(amount) * i128::from(*share);
                prop_assert!(off.abs() < i128::from(WHOLE), "{part} of {amount} at {share}");
            }
        }
    }

    #[test]
    fn a_share_reads_as_it_is_written() {
        for (text, share) in [("50", 5_000), ("33.33", 3_333), ("0,5", 50), (" 12,25 % ", 1_225), ("100", 10_000)] {
            assert_eq!(Split::read(text), Some(share), "{text}");
            let split = Split { person: PersonId(Uuid::nil()), share, kind: SplitKind::Revenue };
            assert_eq!(Split::read(&split.text()), Some(share));
        }
        for text in ["", "101", "1.234", "-1", "ten"] {
            assert_eq!(Split::read(text), None, "{text}");
        }
    }
}
