use super::*;
use crate::StageId;
use proptest::prelude::*;

const TODAY: Day = Day(20_000);

/// Nothing is wrong with it.
fn clean() -> Observed {
    Observed {
        kind: StageKind::Open,
        category: Category::Commit,
        entered: true,
        proposed: true,
        deal_type: DealType::New,
        amount: Some(100),
        product: true,
        close_day: Some(TODAY),
        next_step: true,
        next_step_day: Some(TODAY.plus(14)),
        contacts: 2,
        economic_buyer: true,
        owner_active: true,
        stage_since: TODAY.plus(-29),
        typical: Some(Typical { half_days: 40, deals: 10 }),
        changed: TODAY.plus(-29),
        period_pushes: 1,
        nurture_until: None,
    }
}

fn standard() -> Rule {
    Rules::default().at("", StageId(1))
}

fn found(change: impl FnOnce(&mut Observed)) -> Vec<(Flag, Severity)> {
    let mut deal = clean();
    change(&mut deal);
    flags(&deal, &standard(), TODAY).iter().collect()
}

fn blocks(flag: Flag) -> Vec<(Flag, Severity)> {
    vec![(flag, Severity::Blocking)]
}

fn warns(flag: Flag) -> Vec<(Flag, Severity)> {
    vec![(flag, Severity::Warning)]
}

#[test]
fn each_flag_stands_exactly_where_measures_says() {
    assert_eq!(found(|_| {}), vec![]);
    assert_eq!(found(|deal| deal.close_day = Some(TODAY.plus(-1))), blocks(Flag::CloseDatePast));
    assert_eq!(found(|deal| deal.close_day = None), vec![]);
    assert_eq!(found(|deal| deal.amount = Some(0)), blocks(Flag::NoAmount));
    assert_eq!(found(|deal| (deal.amount, deal.deal_type) = (Some(-5), DealType::Contraction)), vec![]);
    assert_eq!(found(|deal| (deal.amount, deal.deal_type) = (None, DealType::Renewal)), blocks(Flag::NoAmount));
    assert_eq!(found(|deal| deal.product = false), blocks(Flag::NoProduct));
    assert_eq!(found(|deal| deal.next_step = false), blocks(Flag::NoNextStep));
    assert_eq!(found(|deal| (deal.next_step, deal.entered) = (false, false)), vec![]);
    assert_eq!(found(|deal| deal.owner_active = false), blocks(Flag::OwnerInactive));
    assert_eq!(found(|deal| deal.next_step_day = Some(TODAY)), vec![]);
    assert_eq!(found(|deal| deal.next_step_day = Some(TODAY.plus(-1))), warns(Flag::NextStepPast));
    assert_eq!(found(|deal| deal.next_step_day = Some(TODAY.plus(15))), warns(Flag::NextStepFar));
    assert_eq!(found(|deal| deal.next_step_day = None), warns(Flag::NextStepFar));
    assert_eq!(found(|deal| (deal.next_step_day, deal.category) = (None, Category::BestCase)), vec![]);
    assert_eq!(found(|deal| deal.contacts = 0), warns(Flag::NoContact));
    assert_eq!(found(|deal| deal.economic_buyer = false), warns(Flag::NoEconomicBuyer));
    assert_eq!(found(|deal| (deal.economic_buyer, deal.proposed) = (false, false)), vec![]);
    assert_eq!(found(|deal| deal.changed = TODAY.plus(-30)), warns(Flag::Quiet));
    assert_eq!(found(|deal| deal.period_pushes = 2), warns(Flag::Pushed));
}

/// A median of 20 days: past 30 days long, from 40 on stuck and no longer just long; silent on nine won deals.
#[test]
fn a_deal_is_long_past_one_and_a_half_medians_and_stuck_from_two_on() {
    let after = |days: i32| found(|deal| deal.stage_since = TODAY.plus(-days));
    assert_eq!(after(30), vec![]);
    assert_eq!(after(31), warns(Flag::LongInStage));
    assert_eq!(after(39), warns(Flag::LongInStage));
    assert_eq!(after(40), blocks(Flag::StuckInStage));
    let few = |deal: &mut Observed| {
        deal.stage_since = TODAY.plus(-400);
        deal.typical = Some(Typical { half_days: 40, deals: 9 });
    };
    assert_eq!(found(few), vec![]);
    let off = Setting { flag: Flag::StuckInStage, segment: None, stage: None, severity: Severity::Off, limit: None };
    let rule = Rules { settings: vec![off], ..Rules::default() }.at("", StageId(1));
    let deal = Observed { stage_since: TODAY.plus(-400), ..clean() };
    assert_eq!(flags(&deal, &rule, TODAY).iter().collect::<Vec<_>>(), warns(Flag::LongInStage));
}

#[test]
fn a_closed_deal_has_none_and_one_put_aside_only_its_owners() {
    let wrong = Observed {
        close_day: Some(TODAY.plus(-9)),
        amount: None,
        product: false,
        next_step: false,
        owner_active: false,
        contacts: 0,
        ..clean()
    };
    assert!(flags(&Observed { kind: StageKind::Lost, ..wrong }, &standard(), TODAY).is_empty());
    let aside = Observed { nurture_until: Some(TODAY.plus(1)), ..wrong };
    assert_eq!(flags(&aside, &standard(), TODAY), Flags::of(&[Flag::OwnerInactive]));
    let back = Observed { nurture_until: Some(TODAY), ..wrong };
    assert!(flags(&back, &standard(), TODAY).has(Flag::CloseDatePast));
}

#[test]
fn the_median_is_of_the_middle() {
    assert_eq!(Typical::of(&mut []), None);
    assert_eq!(Typical::of(&mut [9, 1, 5]), Some(Typical { half_days: 10, deals: 3 }));
    assert_eq!(Typical::of(&mut [4, 1, 100, 3]), Some(Typical { half_days: 7, deals: 4 }));
}

#[test]
fn the_narrower_setting_wins() {
    let set = |segment: Option<&str>, stage: Option<i16>, limit| Setting {
        flag: Flag::Quiet,
        segment: segment.map(Into::into),
        stage: stage.map(StageId),
        severity: Severity::Blocking,
        limit,
    };
    let settings = vec![
        set(Some("SMB"), Some(2), Some(5)),
        set(None, Some(2), Some(7)),
        set(Some("SMB"), None, Some(10)),
        set(None, None, Some(20)),
    ];
    let rules = Rules { settings, ..Rules::default() };
    let limit = |segment, stage| rules.at(segment, StageId(stage)).limit(Flag::Quiet);
    assert_eq!([limit("SMB", 2), limit("Large", 2), limit("SMB", 1), limit("", 1)], [5, 7, 10, 20]);
    assert_eq!(rules.at("", StageId(1)).severity(Flag::Quiet), Severity::Blocking);
    assert_eq!(rules.at("", StageId(1)).severity(Flag::Pushed), Severity::Warning);
}

#[test]
fn a_flag_says_since_when_it_stands() {
    let deal = Observed { close_day: Some(TODAY.plus(-3)), next_step_day: Some(TODAY.plus(-2)), ..clean() };
    let since = |flag| since(flag, &deal, &standard());
    assert_eq!(since(Flag::CloseDatePast), Some(TODAY.plus(-2)));
    assert_eq!(since(Flag::NextStepPast), Some(TODAY.plus(-1)));
    assert_eq!(since(Flag::LongInStage), Some(TODAY.plus(-29 + 31)));
    assert_eq!(since(Flag::StuckInStage), Some(TODAY.plus(-29 + 40)));
    assert_eq!(since(Flag::Quiet), Some(TODAY.plus(1)));
    assert_eq!(since(Flag::NoProduct), None);
}

fn day() -> impl Strategy<Value = Option<Day>> {
    prop::option::of((-60..60i32).prop_map(|days| TODAY.plus(days)))
}

fn observed() -> impl Strategy<Value = Observed> {
    let facts = (
        prop::sample::select(vec![Category::Omitted, Category::Pipeline, Category::BestCase, Category::Commit]),
        prop::sample::select(DealType::ALL.to_vec()),
        prop::option::of(-100..100i64),
        prop::array::uniform6(any::<bool>()),
        (day(), day(), day()),
        (0..3u16, 0..4u16, 0..200i32, 0..200i32),
        prop::option::of((0..100i32, 5..20u32).prop_map(|(half_days, deals)| Typical { half_days, deals })),
    );
    facts.prop_map(
        |(
            category,
            deal_type,
            amount,
            bits,
            (close_day, next_step_day, nurture_until),
            (contacts, pushes, stage, quiet),
            typical,
        )| {
            let [entered, proposed, product, next_step, economic_buyer, owner_active] = bits;
            Observed {
                kind: StageKind::Open,
                category,
                entered,
                proposed,
                deal_type,
                amount,
                product,
                close_day,
                next_step,
                next_step_day,
                contacts,
                economic_buyer,
                owner_active,
                stage_since: TODAY.plus(-stage),
                typical,
                changed: TODAY.plus(-quiet),
                period_pushes: pushes,
                nurture_until,
            }
        },
    )
}

proptest! {
    /// A flag that tells since when it stands does not stand the day before, and does on that day and from then on.
    #[test]
    fn the_day_since_which_a_flag_stands_is_its_first(deal in observed()) {
        let deal = Observed { nurture_until: None, ..deal };
        let rule = standard();
        for (flag, _) in flags(&deal, &rule, TODAY).iter() {
            let Some(first) = since(flag, &deal, &rule) else { continue };
            prop_assert!(first <= TODAY);
            prop_assert!(flags(&deal, &rule, first).has(flag), "{flag:?} on its first day");
            prop_assert!(!flags(&deal, &rule, first.plus(-1)).has(flag), "{flag:?} before its first day");
        }
    }

    /// Turning a flag off takes exactly that one away (long comes back where stuck goes); making it block changes nothing else.
    #[test]
    fn one_setting_changes_one_flag(deal in observed(), at in 0..Flag::ALL.len()) {
        let flag = Flag::ALL[at];
        let ruled = |severity| {
            let setting = Setting { flag, segment: None, stage: None, severity, limit: None };
            flags(&deal, &Rules { settings: vec![setting], ..Rules::default() }.at("", StageId(1)), TODAY)
        };
        let before = flags(&deal, &standard(), TODAY);
        let off = ruled(Severity::Off);
        prop_assert!(!off.has(flag));
        for &other in Flag::ALL.iter().filter(|&&other| other != flag && other != Flag::LongInStage) {
            prop_assert_eq!(off.severity(other), before.severity(other));
            prop_assert_eq!(ruled(Severity::Blocking).severity(other), before.severity(other));
        }
        prop_assert_eq!(ruled(Severity::Blocking).has(flag), before.has(flag));
        prop_assert!(!before.has(flag) || ruled(Severity::Blocking).blocking());
    }

    /// The sets count and divide as sets do.
    #[test]
    fn flags_are_sets(deal in observed(), waived in prop::collection::vec(prop::sample::select(Flag::ALL.to_vec()), 0..5)) {
        let all = flags(&deal, &standard(), TODAY);
        let waived = Flags::of(&waived);
        let (left, taken) = (all.without(waived), all.both(waived));
        prop_assert_eq!(left.count() + taken.count(), all.count());
        prop_assert_eq!(all.iter().count(), all.count() as usize);
        prop_assert_eq!(all.blocking(), left.blocking() || taken.blocking());
        prop_assert_eq!(all.iter().next().map_or(Severity::Off, |(_, severity)| severity), all.worst());
        for (flag, severity) in left.iter() {
            prop_assert!(!waived.has(flag));
            prop_assert_eq!(severity, all.severity(flag));
        }
    }
}

mod from_versions {
    use super::super::{Around, observe, stays};
    use super::*;
    use crate::counters::Step as Told;
    use crate::testing::{History, day_of};
    use crate::{
        Cause, ContactId, ContactRole, Counters, Currency, DealContact, Instant, Line, LogNo, OpportunityId, PersonId, State,
        Version,
    };
    use uuid::Uuid;

    const HOUR: i64 = 3_600_000;
    type Step = (i64, Cause, fn(&mut State));

    fn state() -> State {
        State {
            name: "Alfa".into(),
            account: None,
            owner: Some(PersonId(Uuid::nil())),
            deal_type: DealType::New,
            currency: Currency::EUR,
            lines: vec![Line { line: 1, product: None, acv: 500, one_off: 0 }],
            estimated: false,
            stage: StageId(1),
            category: None,
            close_day: "2026-02-10".parse().ok(),
            source: None,
            sourced_by: None,
            campaign: None,
            region: None,
            term_months: None,
            next_step: None,
            next_step_day: None,
            lost_reason: None,
            contacts: vec![],
            competitors: None,
            team: vec![],
            splits: vec![],
            nurture_until: None,
            deleted: false,
        }
    }

    /// A deal's versions, each a change of the one before at some milliseconds after the first.
    fn story(changes: &[Step]) -> Vec<Version> {
        let mut state = state();
        let mut versions = Vec::new();
        for (log, (at, cause, change)) in (1..).zip(changes) {
            change(&mut state);
            let at = Instant(20_480 * 24 * HOUR + at);
            versions.push(Version {
                opportunity: OpportunityId(Uuid::nil()),
                log: LogNo(log),
                effective_at: at,
                recorded_at: at,
                actor: None,
                cause: *cause,
                batch: None,
                state: state.clone(),
            });
        }
        versions
    }

    fn course(changes: &[Step]) -> (i64, i64, u16) {
        let versions = story(changes);
        let course = Counters::of(versions.iter().map(Told::of), &History::play(&[]).calendar).unwrap().counts();
        let hours = |at: Instant| (at.0 - versions[0].effective_at.0) / HOUR;
        (hours(course.stage_since), hours(course.changed_since), course.period_pushes)
    }

    fn nothing(_: &mut State) {}
    fn may(state: &mut State) {
        state.close_day = "2026-05-10".parse().ok();
    }
    fn april(state: &mut State) {
        state.close_day = "2026-04-10".parse().ok();
    }
    fn september(state: &mut State) {
        state.close_day = "2026-09-10".parse().ok();
    }

    /// Fiscal quarters begin in February, May, August and November: to April is no push, to May and to September are.
    #[test]
    fn pushes_are_to_a_later_quarter_and_what_was_undone_at_once_is_none() {
        use Cause::{Screen, Undo};
        assert_eq!(course(&[(0, Screen, nothing)]), (0, 0, 0));
        assert_eq!(course(&[(0, Screen, nothing), (HOUR, Screen, april), (2 * HOUR, Screen, may)]), (0, 2, 1));
        assert_eq!(course(&[(0, Screen, nothing), (HOUR, Screen, may), (2 * HOUR, Screen, september)]), (0, 2, 2));
        assert_eq!(course(&[(0, Screen, september), (HOUR, Screen, may)]), (0, 1, 0));
        let back: fn(&mut State) = |state| state.close_day = "2026-02-10".parse().ok();
        let minutes = |minutes: i64| HOUR + minutes * 60_000;
        assert_eq!(course(&[(0, Screen, nothing), (HOUR, Screen, may), (minutes(10), Undo, back)]), (0, 0, 0));
        assert_eq!(course(&[(0, Screen, nothing), (HOUR, Screen, may), (minutes(11), Undo, back)]), (0, 1, 1));
        assert_eq!(course(&[(0, Screen, nothing), (HOUR, Screen, may), (minutes(5), Screen, back)]), (0, 1, 1));
    }

    #[test]
    fn what_is_not_stage_amount_or_date_does_not_count_as_a_change() {
        use Cause::Screen;
        let renamed: fn(&mut State) = |state| state.name = "Beta".into();
        let restaged: fn(&mut State) = |state| state.stage = StageId(2);
        let richer: fn(&mut State) = |state| state.lines[0].acv = 900;
        assert_eq!(course(&[(0, Screen, nothing), (HOUR, Screen, renamed)]), (0, 0, 0));
        assert_eq!(course(&[(0, Screen, nothing), (HOUR, Screen, restaged), (2 * HOUR, Screen, richer)]), (1, 2, 0));
    }

    #[test]
    fn what_is_looked_at_is_what_the_last_version_says() {
        let full: fn(&mut State) = |state| {
            state.next_step = Some("Call".into());
            state.next_step_day = Some(Day(20_500));
            state.contacts = vec![DealContact { contact: ContactId(Uuid::nil()), role: ContactRole::EconomicBuyer }];
        };
        let history = History::play(&[]);
        let around = Around { workspace: &history.workspace, calendar: &history.calendar, day_of: &day_of };
        let see = |changes: &[Step], active| observe(&story(changes), &around, active, None);
        let bare = see(&[(0, Cause::Screen, nothing)], true).unwrap();
        assert_eq!((bare.next_step, bare.contacts, bare.product, bare.amount), (false, 0, false, Some(500)));
        assert_eq!((bare.stage_since, bare.changed, bare.owner_active), (Day(20_480), Day(20_480), true));
        let told = see(&[(0, Cause::Screen, nothing), (HOUR, Cause::Screen, full)], false).unwrap();
        assert_eq!((told.next_step, told.next_step_day, told.contacts), (true, Some(Day(20_500)), 1));
        assert!(told.economic_buyer && !told.owner_active);
        assert_eq!(see(&[(0, Cause::Screen, nothing), (HOUR, Cause::Screen, |state| state.deleted = true)], true), None);
    }

    #[test]
    fn stays_in_a_stage_add_up() {
        let at = |day: i64| Instant((20_480 + day) * 24 * HOUR);
        let steps = [(at(0), StageId(1)), (at(3), StageId(2)), (at(5), StageId(1)), (at(9), StageId(3))];
        assert_eq!(stays(&steps, &day_of), vec![(StageId(1), 7), (StageId(2), 2)]);
    }
}
