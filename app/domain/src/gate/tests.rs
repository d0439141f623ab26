//! Gates: what a move asks for, on random states. What each requirement means is told here a second time, as a change that
//! breaks it and nothing else.

use super::{asked, in_commit, missing};
use crate::testing::history;
use crate::{
    Category, ContactId, ContactRole, Day, DealContact, Line, PersonId, ProductId, Requirement, Source, Stage, StageKind, State,
    Workspace,
};
use proptest::prelude::*;
use uuid::Uuid;

const TODAY: Day = Day(20_780);

fn contact(n: u128, role: ContactRole) -> DealContact {
    DealContact { contact: ContactId(Uuid::from_u128(n)), role }
}

/// Fills in all there is to say.
fn filled(state: &State) -> State {
    State {
        account: Some(crate::AccountId(Uuid::from_u128(1))),
        owner: Some(PersonId(Uuid::from_u128(2))),
        lines: vec![Line { line: 1, product: Some(ProductId(Uuid::from_u128(3))), acv: 100, one_off: 0 }],
        close_day: Some(TODAY.plus(30)),
        source: Some(Source::Ae),
        next_step: Some("Call".into()),
        next_step_day: Some(TODAY.plus(14)),
        contacts: vec![contact(4, ContactRole::Champion), contact(5, ContactRole::EconomicBuyer)],
        competitors: Some(vec![]),
        lost_reason: Some("Price".into()),
        ..state.clone()
    }
}

/// Takes away what a requirement asks for; what else is missing then.
fn broken(requirement: Requirement, state: &mut State) -> Vec<Requirement> {
    use Requirement::*;
    let only = vec![requirement];
    match requirement {
        Account => state.account = None,
        Owner => state.owner = None,
        Amount => state.lines[0].acv = 0,
        CloseDay => state.close_day = None,
        Source => state.source = None,
        Product => state.lines[0].product = None,
        NextStep => {
            state.next_step_day = None;
            return vec![NextStep, NextStepSoon];
        }
        Contact => {
            state.contacts.clear();
            return vec![Contact, TwoContacts, EconomicBuyer];
        }
        TwoContacts => drop(state.contacts.remove(0)),
        EconomicBuyer => state.contacts[1].role = ContactRole::DecisionMaker,
        Competitors => state.competitors = None,
        LostReason => state.lost_reason = Some("  ".into()),
        NextStepSoon => state.next_step_day = Some(TODAY.plus(15)),
        // No field says it.
        NoBlockingFlag => return vec![],
    }
    only
}

/// A company whose stages and Commit ask for what the bits say.
fn strict(workspace: &Workspace, bits: &[u16], commit: u16) -> Workspace {
    let of = |bits: u16| Requirement::ALL.iter().copied().filter(|one| bits >> (one.code() - 1) & 1 == 1).collect::<Vec<_>>();
    let mut workspace = workspace.clone();
    let stages = workspace.processes.iter_mut().flat_map(|process| &mut process.stages);
    stages.zip(bits.iter().cycle()).for_each(|(stage, bits)| stage.requires = of(*bits));
    workspace.commit_requires = of(commit);
    workspace
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn exactly_what_is_asked_for_and_not_said_is_missing(
        history in history(1..12), bits in prop::collection::vec(any::<u16>(), 11), commit in any::<u16>(), blocked in any::<bool>(),
    ) {
        let workspace = strict(&history.workspace, &bits, commit);
        for version in &history.versions {
            let stage: &Stage = workspace.stage(version.state.stage).unwrap();
            let committed = stage.kind == StageKind::Open
                && version.state.category.filter(|category| *category != Category::Closed).unwrap_or(stage.category) == Category::Commit;
            prop_assert_eq!(in_commit(&version.state, &workspace), committed);
            let asks = |one: &Requirement| stage.requires.contains(one) || committed && workspace.commit_requires.contains(one);
            let whole = filled(&version.state);
            let flagged = |found: Vec<Requirement>| {
                let flag = [Requirement::NoBlockingFlag].into_iter().filter(|_| blocked);
                let mut all: Vec<Requirement> = found.into_iter().chain(flag).filter(asks).collect();
                all.sort();
                all
            };
            prop_assert_eq!(missing(&whole, &workspace, TODAY, blocked), flagged(vec![]));
            for requirement in Requirement::ALL {
                let mut state = whole.clone();
                // Zero is nothing for whatever kind of deal.
                let lacks = broken(*requirement, &mut state);
                prop_assert_eq!(missing(&state, &workspace, TODAY, blocked), flagged(lacks), "{:?}", requirement);
            }
        }
    }

    #[test]
    fn only_a_move_is_asked_and_whatever_is_asked_lets_it_through_once_said(
        history in history(2..12), bits in prop::collection::vec(any::<u16>(), 11), commit in any::<u16>(),
    ) {
        let workspace = strict(&history.workspace, &bits, commit);
        for pair in history.versions.windows(2) {
            let (before, after) = (&pair[0].state, &pair[1].state);
            let found = asked(Some(before), after, &workspace, TODAY, false);
            let moved = before.stage != after.stage;
            let commits = in_commit(after, &workspace) && !in_commit(before, &workspace);
            match (moved, commits) {
                (false, false) => prop_assert!(found.is_empty()),
                (true, _) => prop_assert_eq!(&found, &missing(after, &workspace, TODAY, false)),
                (false, true) => prop_assert!(found.iter().all(|one| workspace.commit_requires.contains(one))),
            }
            prop_assert!(found.is_sorted_by(|a, b| a < b));
            prop_assert_eq!(asked(Some(before), &filled(after), &workspace, TODAY, false), vec![]);
            prop_assert_eq!(asked(None, after, &workspace, TODAY, false), missing(after, &workspace, TODAY, false));
        }
    }
}
