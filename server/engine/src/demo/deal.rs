//! What becomes of one deal, before it is told version by version.

use super::Company;
use super::accounts::Account;
use super::campaigns;
use super::catalogue::{
    CONTRACT, DISCOVERY, MIDDLE, NEGOTIATION, PLATFORM, PRODUCTS, PROPOSAL, QUALIFIED, REGIONS, SEGMENTS, SOURCES,
};
use super::dice::{AMOUNTS, CYCLES, Dice};
use super::people::job_of;
use super::season::weights;
use domain::{CampaignId, Day, DealType, Line, PersonId, Source, StageId};

/// What is wrong with a deal, on purpose, when its story ends or today comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dirt {
    /// Its close date is past.
    ClosePast,
    /// It has no close date.
    Undated,
    /// A new deal with nothing in it.
    NoAmount,
    /// An amount, but no product.
    NoProduct,
    /// Neither lines nor amount.
    NoLines,
    /// Nothing is to happen next.
    NoNextStep,
    /// What was to happen next did not.
    NextStepPast,
    /// Committed, but nothing is to happen for weeks.
    NextStepFar,
    /// Its owner has left.
    InactiveOwner,
    /// Nobody knows who generated it.
    NoSource,
    /// Nobody knows who buys.
    NoAccount,
    /// Nobody knows why it was lost.
    NoReason,
}

/// What can be wrong with a deal that is open, and with one that is won or lost.
const OPEN_DIRT: [Dirt; 11] = [
    Dirt::ClosePast,
    Dirt::ClosePast,
    Dirt::Undated,
    Dirt::NoAmount,
    Dirt::NoProduct,
    Dirt::NoLines,
    Dirt::NoNextStep,
    Dirt::NextStepPast,
    Dirt::NextStepFar,
    Dirt::InactiveOwner,
    Dirt::NoSource,
];
const WON_DIRT: [Dirt; 4] = [Dirt::NoAmount, Dirt::NoProduct, Dirt::NoSource, Dirt::NoAccount];
const LOST_DIRT: [Dirt; 4] = [Dirt::NoReason, Dirt::NoProduct, Dirt::NoSource, Dirt::NoAccount];

/// One deal's fate.
pub(super) struct Fate<'c> {
    pub(super) account: &'c Account,
    pub(super) region: usize,
    pub(super) segment: usize,
    pub(super) deal_type: DealType,
    pub(super) source: Source,
    pub(super) owner: PersonId,
    /// Who owns it once the first owner has left the company or the deal.
    pub(super) handed_over: Option<(Day, PersonId)>,
    pub(super) sourced_by: Option<PersonId>,
    pub(super) campaign: Option<CampaignId>,
    pub(super) lines: Vec<Line>,
    pub(super) product: usize,
    pub(super) created: Day,
    pub(super) first_stage: StageId,
    /// The open stages it reaches after the first, in order.
    pub(super) stages: Vec<StageId>,
    /// The day it is won or lost, perhaps after today.
    pub(super) end: Day,
    /// The quarter that day lies in.
    pub(super) quarter: usize,
    pub(super) won: bool,
    pub(super) dirt: Option<Dirt>,
}

impl<'c> Fate<'c> {
    /// The fate of one deal: it begins before today.
    pub(super) fn cast(dice: &mut Dice, company: &'c Company) -> Self {
        loop {
            if let Some(fate) = Self::try_cast(dice, company) {
                return fate;
            }
        }
    }

    /// Ends are drawn first, so that quarters have the shape they should; a deal that would begin after today is none.
    fn try_cast(dice: &mut Dice, company: &'c Company) -> Option<Self> {
        let (quarter, end) = company.seasons.end(dice);
        let region = dice.weighted(&weights(&REGIONS, quarter));
        let segment = dice.weighted(&weights(&SEGMENTS, quarter));
        let deal_type =
            [DealType::New, DealType::Expansion, DealType::Renewal, DealType::Contraction][dice.weighted(&[580, 230, 150, 40])];
        let source = source_of(dice, quarter, segment, deal_type);
        let cycle = cycle_of(dice, segment, deal_type, source);
        let created = company.seasons.workday(end.plus(-cycle));
        if created >= company.today {
            return None;
        }
        let won = dice.chance(win_chance(segment, region, deal_type, source, quarter));
        let dirt = dirt_of(dice, end >= company.today, won);
        let product = if source == Source::Cloud { PLATFORM } else { dice.weighted(&weights(&PRODUCTS, quarter)) };
        let account = company.accounts.one(dice, region, segment);
        let deal_type = if dirt == Some(Dirt::NoAmount) { DealType::New } else { deal_type };
        let lines = lines_of(dice, company, segment, deal_type, source, product, quarter);
        let (owner, handed_over, sourced_by) = people_of(dice, company, region, source, created, end, dirt)?;
        let (first_stage, stages) = stages_of(dice, deal_type, won, end.since(created));
        Some(Self {
            account,
            region,
            segment,
            deal_type,
            source,
            owner,
            handed_over,
            sourced_by,
            campaign: campaigns::origin(dice, &company.campaigns, Some(source), created),
            lines,
            product,
            created,
            first_stage,
            stages,
            end,
            quarter,
            won,
            dirt,
        })
    }
}

/// Who generates a deal: success managers and Cloud Sales have customers to go to, BDRs have not.
fn source_of(dice: &mut Dice, quarter: usize, segment: usize, deal_type: DealType) -> Source {
    let mut weights = weights(&SOURCES, quarter);
    let existing = deal_type != DealType::New;
    for (row, weight) in SOURCES.iter().zip(&mut weights) {
        *weight = match row.value {
            Source::Bdr if existing => *weight * 7 / 10,
            Source::Bdr => *weight * 12 / 10,
            // They sell small deals in large accounts: many, so that their share of money is as planned.
            Source::Ecs if segment <= 1 => *weight * 5,
            Source::Ecs => 0,
            Source::Cloud if !existing => *weight / 2,
            Source::Cloud => *weight * 2,
            _ => *weight,
        };
    }
    SOURCES[dice.weighted(&weights)].value
}

/// How many days it takes.
fn cycle_of(dice: &mut Dice, segment: usize, deal_type: DealType, source: Source) -> i32 {
    let days = match deal_type {
        DealType::New => SEGMENTS[segment].value.days,
        DealType::Expansion => SEGMENTS[segment].value.days * 7 / 10,
        DealType::Renewal => 88,
        DealType::Contraction => 40,
    };
    let days = match source {
        Source::Bdr => days * 115 / 100,
        Source::Sdr => days * 85 / 100,
        Source::Ecs => days * 60 / 100,
        _ => days,
    };
    (dice.skewed(days, &CYCLES) as i32).max(4)
}

/// The chance to win, in thousandths.
fn win_chance(segment: usize, region: usize, deal_type: DealType, source: Source, quarter: usize) -> u32 {
    let base = match deal_type {
        DealType::New => SEGMENTS[segment].value.win,
        DealType::Expansion => 375,
        DealType::Renewal => 760,
        DealType::Contraction => 900,
    };
    let source = match source {
        Source::Ecs => 120,
        Source::Partner => 110,
        Source::Bdr => 92,
        _ => 100,
    };
    // LATAM has a hard year; APAC gets better.
    let region = match (region, quarter) {
        (2, 9..) => 82,
        (3, 7..) => 108,
        _ => 100,
    };
    (base * source * region / 10_000).min(950)
}

/// Whether something is wrong with it, and what.
fn dirt_of(dice: &mut Dice, open: bool, won: bool) -> Option<Dirt> {
    let (permille, kinds): (u32, &[Dirt]) = match (open, won) {
        (true, _) => (190, &OPEN_DIRT),
        (false, true) => (42, &WON_DIRT),
        (false, false) => (42, &LOST_DIRT),
    };
    dice.chance(permille).then(|| *dice.pick(kinds))
}

/// Its lines: the first is of `product`, the others are smaller and of others.
fn lines_of(
    dice: &mut Dice,
    company: &Company,
    segment: usize,
    deal_type: DealType,
    source: Source,
    product: usize,
    quarter: usize,
) -> Vec<Line> {
    let count = if source == Source::Cloud { 1 } else { [1, 2, 3, 4][dice.weighted(&[63, 26, 9, 2])] };
    let mut products = vec![product];
    while products.len() < count {
        let other = dice.weighted(&weights(&PRODUCTS, quarter));
        if !products.contains(&other) {
            products.push(other);
        }
    }
    let median = match (deal_type, source) {
        (DealType::New, Source::Ecs) => SEGMENTS[MIDDLE].value.acv,
        (DealType::New, _) => SEGMENTS[segment].value.acv,
        (DealType::Expansion, _) => SEGMENTS[segment].value.acv * 6 / 10,
        (DealType::Renewal, _) => SEGMENTS[segment].value.acv * 8 / 10,
        (DealType::Contraction, _) => -SEGMENTS[segment].value.acv * 2 / 10,
    };
    let size = dice.skewed(median, &AMOUNTS);
    let line = |dice: &mut Dice, at: usize, product: usize| {
        let share = if at == 0 { 100 } else { i64::from(dice.between(15, 60)) };
        let acv = rounded(size * share / 100 * PRODUCTS[product].value.price / 100);
        let one_off = if acv > 0 && dice.chance(150) { rounded(acv / 100 * 12 / 100) } else { 0 };
        Line { line: at as i16 + 1, product: Some(company.products[product]), acv, one_off }
    };
    products.into_iter().enumerate().map(|(at, product)| line(dice, at, product)).collect()
}

/// Major units rounded as people round offers, in minor units: to 100 below 20,000, else to 500, above 100,000 to 1,000.
pub(super) fn rounded(major: i64) -> i64 {
    let step = match major.abs() {
        ..20_000 => 100,
        20_000..100_000 => 500,
        _ => 1_000,
    };
    let steps = (major.abs() + step / 2) / step;
    major.signum() * steps.max(1) * step * 100
}

/// The owner, the day and person the deal is handed over to (if it is), and the person who sourced it.
type Ownership = (PersonId, Option<(Day, PersonId)>, Option<PersonId>);

/// Its owner, the next one, and who generated it.
fn people_of(
    dice: &mut Dice,
    company: &Company,
    region: usize,
    source: Source,
    created: Day,
    end: Day,
    dirt: Option<Dirt>,
) -> Option<Ownership> {
    let people = &company.people;
    let job = match source {
        Source::Ecs | Source::Cloud => job_of(source, region),
        _ => job_of(Source::Ae, region),
    };
    let mut owner = people.one(dice, job, created)?;
    let mut handed_over = None;
    if dirt == Some(Dirt::InactiveOwner) {
        let leavers: Vec<_> = people.all.iter().filter(|person| person.left.is_some()).collect();
        owner = *dice.pick(&leavers);
    } else if let Some(left) = owner.left.filter(|left| *left <= end) {
        handed_over = people.one(dice, job, left).map(|next| (left, next.id));
    } else if dice.chance(35) {
        let day = created.plus(end.since(created) / 2);
        handed_over = people.one(dice, job, day).filter(|next| next.left.is_none()).map(|next| (day, next.id));
    }
    let sourced_by = match source {
        Source::Ae => Some(owner.id),
        _ => people.one(dice, job_of(source, region), created).map(|person| person.id),
    };
    Some((owner.id, handed_over, sourced_by))
}

/// The stage it starts at, and those it goes through.
fn stages_of(dice: &mut Dice, deal_type: DealType, won: bool, days: i32) -> (StageId, Vec<StageId>) {
    const LADDER: [StageId; 5] = [DISCOVERY, QUALIFIED, PROPOSAL, NEGOTIATION, CONTRACT];
    let existing = matches!(deal_type, DealType::Renewal | DealType::Contraction);
    let first = if existing || dice.chance(220) { 1 } else { 0 };
    let last = if won { if dice.chance(650) { 4 } else { 3 } } else { dice.weighted(&[20, 33, 27, 15, 5]).max(first) };
    // Short stories skip stages; others now and then.
    let skip = if days < 25 { 550 } else { 130 };
    let stages = LADDER[first + 1..(last + 1).max(first + 1)]
        .iter()
        .enumerate()
        .filter(|(at, _)| *at + first + 1 == last || !dice.chance(skip))
        .map(|(_, stage)| *stage)
        .collect();
    (LADDER[first], stages)
}
