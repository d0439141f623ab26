//! Gates: what a deal must say before it may stand at a stage, or in Commit. Whoever moves it is asked for what is missing.

#[cfg(test)]
mod tests;

use crate::opportunity::codes;
use crate::{Category, ContactRole, Day, DealType, StageKind, State, Workspace};
use serde::{Deserialize, Serialize};

codes! {
    /// One thing a deal must say.
    Requirement {
        /// Who buys.
        Account = 1 "account",
        /// Whose it is.
        Owner = 2 "owner",
        /// What it is worth: more than nothing, but for a contraction.
        Amount = 3 "amount",
        /// When it closes.
        CloseDay = 4 "close_day",
        /// Who generated it.
        Source = 5 "source",
        /// What is sold.
        Product = 6 "product",
        /// What happens next, and when.
        NextStep = 7 "next_step",
        /// Somebody at the customer, with a role.
        Contact = 8 "contact",
        /// Two of them.
        TwoContacts = 9 "two_contacts",
        /// Who releases the money.
        EconomicBuyer = 10 "economic_buyer",
        /// Who else is in for it, or that nobody is.
        Competitors = 11 "competitors",
        /// Why it was lost.
        LostReason = 12 "lost_reason",
        /// What happens next, within the coming two weeks.
        NextStepSoon = 13 "next_step_soon",
        /// No flag that blocks, or a waiver of it.
        NoBlockingFlag = 14 "no_blocking_flag",
    }
}

/// How many days ahead [`Requirement::NextStepSoon`] is content with.
pub const SOON: i32 = 14;

impl Requirement {
    /// The fields of a deal that answer it; none if no field does.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Account => &["account"],
            Self::Owner => &["owner"],
            Self::Amount | Self::Product => &["lines"],
            Self::CloseDay => &["close_day"],
            Self::Source => &["source"],
            Self::NextStep | Self::NextStepSoon => &["next_step", "next_step_day"],
            Self::Contact | Self::TwoContacts | Self::EconomicBuyer => &["contacts"],
            Self::Competitors => &["competitors"],
            Self::LostReason => &["lost_reason"],
            Self::NoBlockingFlag => &[],
        }
    }

    /// What is asked, in a sentence.
    pub fn message(self) -> &'static str {
        match self {
            Self::Account => "Say which account buys.",
            Self::Owner => "Say who owns the deal.",
            Self::Amount => "Say what it is worth: an amount above zero.",
            Self::CloseDay => "Say when it is expected to close.",
            Self::Source => "Say which function generated it.",
            Self::Product => "Say which product is sold.",
            Self::NextStep => "Say what happens next, and on which day.",
            Self::Contact => "Name somebody at the customer, with a role.",
            Self::TwoContacts => "Name two people at the customer, each with a role.",
            Self::EconomicBuyer => "Name the economic buyer.",
            Self::Competitors => "Name the competitors, or say that there are none.",
            Self::LostReason => "Say why it was lost.",
            Self::NextStepSoon => "Say what happens next, on a day within two weeks.",
            Self::NoBlockingFlag => "A flag blocks this deal: mend it, or ask a manager for a waiver.",
        }
    }

    /// Whether a deal says it. `blocked`: a flag blocks it, and nobody has waived that.
    pub fn is_met(self, state: &State, today: Day, blocked: bool) -> bool {
        let step = || state.next_step.as_deref().is_some_and(|step| !step.trim().is_empty());
        match self {
            Self::Account => state.account.is_some(),
            Self::Owner => state.owner.is_some(),
            Self::Amount if state.deal_type == DealType::Contraction => state.acv() != 0,
            Self::Amount => state.acv() > 0,
            Self::CloseDay => state.close_day.is_some(),
            Self::Source => state.source.is_some(),
            Self::Product => state.lines.iter().any(|line| line.product.is_some()),
            Self::NextStep => step() && state.next_step_day.is_some(),
            Self::NextStepSoon => step() && state.next_step_day.is_some_and(|day| (0..=SOON).contains(&day.since(today))),
            Self::Contact => !state.contacts.is_empty(),
            Self::TwoContacts => state.contacts.len() >= 2,
            Self::EconomicBuyer => state.in_role(ContactRole::EconomicBuyer).next().is_some(),
            Self::Competitors => state.competitors.is_some(),
            Self::LostReason => state.lost_reason.as_deref().is_some_and(|reason| !reason.trim().is_empty()),
            Self::NoBlockingFlag => !blocked,
        }
    }
}

/// What is asked of a deal that stands so: by its stage, and by Commit if it is in it.
fn required<'w>(state: &State, workspace: &'w Workspace, by_stage: bool) -> impl Iterator<Item = Requirement> + use<'w> {
    let stage = workspace.stage(state.stage);
    let commit = stage.is_some_and(|stage| stage.effective(state.category) == Category::Commit);
    let of_stage = stage.filter(|_| by_stage).map_or(&[][..], |stage| &stage.requires);
    let of_commit = if commit { &workspace.commit_requires[..] } else { &[] };
    of_stage.iter().chain(of_commit).copied()
}

/// What a deal that stands so does not say yet, each once, in the order of [`Requirement`].
pub fn missing(state: &State, workspace: &Workspace, today: Day, blocked: bool) -> Vec<Requirement> {
    unmet(required(state, workspace, true), state, today, blocked)
}

/// What a change would have to say besides: all that is [`missing`] if it brings the deal to another stage, what Commit asks
/// if it brings it there. Nothing is asked of one that moves nothing.
pub fn asked(before: Option<&State>, after: &State, workspace: &Workspace, today: Day, blocked: bool) -> Vec<Requirement> {
    let moved = before.is_none_or(|before| before.stage != after.stage);
    let stays = before.is_some_and(|before| in_commit(before, workspace) || !in_commit(after, workspace));
    if !moved && stays {
        return Vec::new();
    }
    unmet(required(after, workspace, moved), after, today, blocked)
}

/// Whether a deal is in Commit, by its stage or by its owner's word.
pub fn in_commit(state: &State, workspace: &Workspace) -> bool {
    workspace.stage(state.stage).is_some_and(|stage| stage.effective(state.category) == Category::Commit)
}

fn unmet(required: impl Iterator<Item = Requirement>, state: &State, today: Day, blocked: bool) -> Vec<Requirement> {
    let mut missing: Vec<Requirement> = required.filter(|requirement| !requirement.is_met(state, today, blocked)).collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

/// What is asked for where nobody has said otherwise, of a stage of a kind: an open one may be in the pipeline, and so far
/// that an offer is on the table.
pub fn proposed(kind: StageKind, entered: bool, offered: bool) -> Vec<Requirement> {
    use Requirement::{
        Account, Amount, CloseDay, Competitors, Contact, EconomicBuyer, NextStep, Owner, Product, Source, TwoContacts,
    };
    let mut requires = vec![Account, Owner, Amount, CloseDay, Source, Product];
    match (kind, entered, offered) {
        (StageKind::Lost, ..) => requires = vec![Requirement::LostReason],
        (StageKind::Won, ..) | (_, false, _) => {}
        (_, true, false) => requires.extend([NextStep, Contact]),
        (_, true, true) => requires.extend([NextStep, TwoContacts, EconomicBuyer, Competitors]),
    }
    requires
}

/// What Commit asks for where nobody has said otherwise.
pub fn proposed_commit() -> Vec<Requirement> {
    vec![Requirement::NextStepSoon, Requirement::NoBlockingFlag]
}
