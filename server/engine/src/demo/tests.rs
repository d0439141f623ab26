//! The demo is what the issue of it says: every share is counted on the versions themselves, not on the dice's plans.

use super::catalogue::{LOST, PRODUCTS, SOURCES, WON};
use super::{Company, OPPORTUNITIES, PAST, SEED, company};
use crate::store::StagedVersion;
use domain::{Category, Day, DealType, Dimension, Source, State, TargetMeasure};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

/// 2026-11-23: three weeks into the last fiscal quarter.
const TODAY: Day = Day(20_780);

struct Demo {
    company: Company,
    deals: Vec<Vec<StagedVersion>>,
}

static DEMO: LazyLock<Demo> = LazyLock::new(|| {
    let company = company(SEED, OPPORTUNITIES, TODAY).unwrap();
    let deals = company.deals().map(|deal| deal.versions).collect();
    Demo { company, deals }
});

impl Demo {
    fn now(&self) -> impl Iterator<Item = &State> {
        self.deals.iter().map(|versions| &versions.last().unwrap().state)
    }

    /// How many of 1000 deals have this.
    fn permille(&self, has: impl Fn(&[StagedVersion]) -> bool) -> usize {
        self.deals.iter().filter(|versions| has(versions)).count() * 1000 / self.deals.len()
    }

    fn euro(&self, state: &State, day: Day) -> i64 {
        super::rates::in_euro(&self.company.rates, state.acv(), state.currency, day).0
    }
}

fn is_open(state: &State) -> bool {
    state.stage != WON && state.stage != LOST
}

#[track_caller]
fn between(low: usize, found: usize, high: usize) {
    assert!((low..=high).contains(&found), "{found} is not between {low} and {high}");
}

#[test]
fn it_is_as_large_as_asked_for_and_has_about_six_versions_a_deal() {
    assert_eq!(DEMO.deals.len(), 25_000);
    let versions: usize = DEMO.deals.iter().map(Vec::len).sum();
    between(5_000, versions * 1000 / 25_000, 7_000);
}

#[test]
fn a_share_was_pushed_to_a_later_quarter() {
    let quarter = |state: &State| state.close_day.map(|day| DEMO.company.seasons.quarter_of(day));
    let pushed = DEMO.permille(|versions| {
        versions.windows(2).any(|pair| {
            let [before, after] = [&pair[0].state, &pair[1].state];
            is_open(before) && is_open(after) && before.close_day.is_some() && quarter(before) < quarter(after)
        })
    });
    between(350, pushed, 500);
}

#[test]
fn a_share_changed_its_amount() {
    between(350, DEMO.permille(|v| v.windows(2).any(|pair| pair[0].state.acv() != pair[1].state.acv())), 450);
}

#[test]
fn a_few_were_opened_again() {
    between(10, DEMO.permille(|v| v.windows(2).any(|pair| !is_open(&pair[0].state) && is_open(&pair[1].state))), 20);
}

#[test]
fn most_that_closed_were_lost() {
    let count = |stage| DEMO.now().filter(|state| !state.deleted && state.stage == stage).count();
    let (won, lost) = (count(WON), count(LOST));
    between(600, lost * 1000 / (won + lost), 750);
}

#[test]
fn a_third_has_several_lines() {
    between(300, DEMO.permille(|versions| versions.last().unwrap().state.lines.len() > 1), 450);
}

/// What is wrong with the last state of a deal, by measures, section 8, and by what an audit of closed deals would say.
fn wrong(state: &State, inactive: &HashSet<domain::PersonId>) -> Vec<&'static str> {
    let mut wrong = Vec::new();
    let mut flag = |name, is: bool| wrong.extend(is.then_some(name));
    let open = is_open(state);
    flag("no product", state.lines.is_empty() || state.lines.iter().any(|line| line.product.is_none()));
    flag("no amount", state.deal_type == DealType::New && state.acv() <= 0);
    flag("no source", state.source.is_none());
    flag("no account", state.account.is_none());
    flag("no reason", state.stage == LOST && state.lost_reason.is_none());
    flag("close date past", open && state.close_day.is_some_and(|day| day < TODAY));
    flag("no close date", state.close_day.is_none());
    flag("no next step", open && state.stage >= super::catalogue::QUALIFIED && state.next_step.is_none());
    flag("next step past", open && state.next_step_day.is_some_and(|day| day < TODAY));
    let committed = state.category == Some(Category::Commit);
    flag("next step far ahead", open && committed && state.next_step_day.is_some_and(|day| day > TODAY.plus(14)));
    flag("owner has left", open && state.owner.is_some_and(|owner| inactive.contains(&owner)));
    wrong
}

#[test]
fn some_are_dirty_in_every_way() {
    let inactive = DEMO.company.people.all.iter().filter(|p| p.left.is_some()).map(|p| p.id).collect();
    let mut ways = BTreeMap::new();
    let mut dirty = 0;
    for state in DEMO.now().filter(|state| !state.deleted) {
        let wrong = wrong(state, &inactive);
        dirty += usize::from(!wrong.is_empty());
        for way in wrong {
            *ways.entry(way).or_insert(0_usize) += 1;
        }
    }
    between(50, dirty * 1000 / DEMO.deals.len(), 80);
    assert_eq!(ways.len(), 11, "{ways:?}");
    assert!(ways.values().all(|count| *count >= 10), "{ways:?}");
}

#[test]
fn it_has_all_types_categories_and_kinds_of_ends() {
    let types: BTreeSet<_> = DEMO.now().map(|state| state.deal_type).collect();
    assert_eq!(types.len(), DealType::ALL.len());
    assert!(DEMO.now().filter(|s| s.deal_type == DealType::Contraction && !s.lines.is_empty()).all(|s| s.acv() < 0));
    let overrides: BTreeSet<_> = DEMO.deals.iter().flatten().filter_map(|version| version.state.category).collect();
    let expected = [Category::Omitted, Category::Pipeline, Category::BestCase, Category::Commit];
    assert_eq!(overrides, expected.into_iter().collect());
    assert!(DEMO.now().filter(|state| state.deleted).count() > 50);
    assert!(DEMO.deals.iter().any(|v| v.windows(2).any(|pair| pair[0].state.deleted && !pair[1].state.deleted)));
    let currencies: BTreeSet<_> = DEMO.now().map(|state| state.currency).collect();
    assert_eq!(currencies.len(), 3);
    assert!(DEMO.company.rates.iter().all(|rate| currencies.contains(&rate.currency)));
}

#[test]
fn histories_are_in_order_and_end_before_today() {
    let limit = i64::from(TODAY.0) * 86_400_000 - 2 * 3_600_000;
    let mut ids = HashSet::new();
    for versions in &DEMO.deals {
        assert!(ids.insert(versions[0].opportunity));
        assert!(versions.windows(2).all(|pair| pair[0].effective_at < pair[1].effective_at));
        assert!(versions.last().unwrap().effective_at.0 < limit, "{versions:#?}");
    }
}

#[test]
fn every_state_is_one_that_could_be_written() {
    for version in DEMO.deals.iter().flatten() {
        assert_eq!(version.state.check(&DEMO.company.workspace), Ok(()), "{version:#?}");
    }
}

#[test]
fn quarters_are_back_loaded_and_grow() {
    let mut by_month = [0; 3];
    let mut by_quarter = [0; PAST + 1];
    for state in DEMO.now().filter(|state| state.stage == WON && !state.deleted) {
        let day = state.close_day.unwrap();
        let quarter = DEMO.company.seasons.quarter_of(day);
        let amount = DEMO.euro(state, day);
        by_quarter[quarter] += amount;
        if quarter < PAST {
            let month = (day.ymd().1 as i32 - DEMO.company.seasons.quarters[quarter].first.ymd().1 as i32).rem_euclid(12);
            by_month[month as usize] += amount;
        }
    }
    let whole: i64 = by_month.iter().sum();
    between(36, (by_month[2] * 100 / whole) as usize, 46);
    let year = |from: usize| by_quarter[from..from + 4].iter().sum::<i64>();
    assert!(year(8) > year(4) && year(4) > year(0), "{by_quarter:?}");
}

#[test]
fn cylinders_generate_about_their_planned_shares() {
    let mut by_source: BTreeMap<Source, i64> = BTreeMap::new();
    for versions in &DEMO.deals {
        let entry = versions.iter().find(|v| v.state.stage != super::catalogue::DISCOVERY && v.state.stage != LOST);
        if let Some((source, state)) = entry.and_then(|v| Some((v.state.source?, &v.state))) {
            *by_source.entry(source).or_default() += DEMO.euro(state, TODAY).max(0);
        }
    }
    let whole: i64 = by_source.values().sum();
    for row in &SOURCES {
        let (found, planned) = (by_source[&row.value] * 1000 / whole, i64::from(row.weight));
        assert!((found - planned).abs() <= 15 + planned / 6, "{:?}: {found} instead of {planned}", row.value);
    }
    assert!(by_source[&Source::Ae] * 2 > whole);
}

#[test]
fn pipeline_covers_what_is_left_to_close_two_to_four_times() {
    let company = &DEMO.company;
    let quarter = &company.seasons.quarters[PAST];
    let due = |state: &&State| state.close_day.is_some_and(|day| quarter.contains(day)) && !state.deleted;
    let sum = |states: &mut dyn Iterator<Item = &State>| states.map(|state| DEMO.euro(state, TODAY)).sum::<i64>();
    let counts = |s: &&State| is_open(s) && s.stage != super::catalogue::DISCOVERY && s.category != Some(Category::Omitted);
    let open = sum(&mut DEMO.now().filter(due).filter(counts));
    let closed = sum(&mut DEMO.now().filter(due).filter(|state| state.stage == WON));
    let targets = targets(company);
    let target = targets.iter().find(|t| t.measure == TargetMeasure::Acv && t.period == quarter.key && t.dimension.is_none());
    let left = target.unwrap().amount.unwrap().0 - closed;
    between(20, (open * 10 / left) as usize, 40);
}

fn targets(company: &Company) -> Vec<crate::store::StagedTarget> {
    let mut tally = super::targets::Tally::default();
    for deal in company.deals() {
        tally.add(company, &deal.outcome);
    }
    tally.targets(company)
}

#[test]
fn every_row_of_the_four_matrices_has_a_target_each_quarter() {
    let targets = targets(&DEMO.company);
    let keys: HashSet<_> = targets.iter().map(|t| (t.measure, t.period, t.dimension, t.key.clone())).collect();
    assert_eq!(keys.len(), targets.len(), "a target is set twice");
    for quarter in &DEMO.company.seasons.quarters[..=PAST] {
        for (dimension, rows) in
            [(Dimension::Product, PRODUCTS.len()), (Dimension::Region, 4), (Dimension::Segment, 4), (Dimension::Source, 6)]
        {
            for measure in [TargetMeasure::Acv, TargetMeasure::Generation] {
                let of = |t: &&crate::store::StagedTarget| t.measure == measure && t.period == quarter.key;
                let count = targets.iter().filter(of).filter(|t| t.dimension == Some(dimension)).count();
                assert_eq!(count, rows, "{dimension} {} {measure:?}", quarter.key);
                assert_eq!(targets.iter().filter(of).filter(|t| t.dimension.is_none()).count(), 1);
            }
        }
    }
}

#[test]
fn those_who_sign_in_are_people_of_the_company() {
    for user in super::sign_ins() {
        assert!(DEMO.company.people.all.iter().any(|person| person.email == user.email && person.name == user.name));
    }
}

fn checksum(seed: u64) -> String {
    let company = company(seed, 2_000, TODAY).unwrap();
    let mut hash = Sha256::new();
    for version in company.deals().flat_map(|deal| deal.versions) {
        hash.update(format!("{version:?}"));
    }
    format!("{:x}", hash.finalize())
}

#[test]
fn the_same_seed_makes_the_same_company() {
    assert_eq!(checksum(1), checksum(1));
    assert_ne!(checksum(1), checksum(2));
}
