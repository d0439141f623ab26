//! Who buys.

use super::catalogue::{COUNTRIES, INDUSTRIES, REGIONS, SEGMENTS, gbp};
use super::dice::Dice;
use super::ids::{Kind, id};
use super::people::ago_day;
use crate::store::{EntityRow, StagedFact};
use domain::{AccountId, Attribute, Currency, Day};

/// A company that buys.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) id: AccountId,
    /// Its place among all.
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) currency: Currency,
    country: usize,
    industry: usize,
    segment: usize,
    /// The segment it was in before, and from when it is in the present one.
    grew: Option<(usize, Day)>,
}

/// All of them, by region and segment.
#[derive(Clone, Debug)]
pub(super) struct Accounts {
    pub(super) all: Vec<Account>,
    by_cell: Vec<Vec<u32>>,
}

const FIRST: [&str; 52] = [
    "Nord", "Val", "Alder", "Brun", "Castel", "Dorn", "Elm", "Fal", "Grano", "Hart", "Iver", "Jun", "Kar", "Lumen", "Mar",
    "Neva", "Oro", "Pell", "Quar", "Riva", "Sol", "Terra", "Ulm", "Vento", "West", "Yar", "Zef", "Ash", "Bel", "Corvo", "Dal",
    "Ember", "Ferro", "Gala", "Hel", "Isola", "Jord", "Kest", "Lark", "Monte", "Nim", "Olmo", "Pinna", "Rook", "Silva", "Tarn",
    "Ursa", "Vela", "Wren", "Alta", "Brio", "Cala",
];
const SECOND: [&str; 36] = [
    "wind", "mere", "ford", "stad", "bridge", "dale", "field", "haven", "brook", "gate", "crest", "point", "line", "mark",
    "stone", "wood", "lake", "port", "shore", "peak", "vale", "march", "tor", "spring", "wick", "holm", "reach", "way", "bay",
    "fjord", "ridge", "cliff", "garth", "moor", "combe", "strand",
];

/// About how many accounts are entered twice.
const TWICE: usize = 12;

/// The web address of a company.
pub(super) fn host(company: &str) -> String {
    let letters: String = company.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{letters}.example")
}

/// The place of the account above another: some belong to one of the first.
fn above(at: usize) -> Option<usize> {
    (at >= 24 && at.is_multiple_of(12)).then_some(at / 24)
}

impl Accounts {
    /// So many accounts. Of `quarters`, the current one is last.
    pub(super) fn new(seed: u64, count: usize, quarters: &[Day]) -> Self {
        let mut accounts = Self { all: Vec::with_capacity(count), by_cell: vec![Vec::new(); REGIONS.len() * SEGMENTS.len()] };
        for at in 0..count {
            // The first ones make sure that no cell is empty.
            let cells = REGIONS.len() * SEGMENTS.len();
            let mut dice = Dice::new(seed ^ 0xACC0, at as u64);
            let region = if at < cells { at / SEGMENTS.len() } else { dice.weighted(&REGIONS.each_ref().map(|row| row.weight)) };
            let segment = if at < cells { at % SEGMENTS.len() } else { dice.weighted(&[40, 150, 340, 470]) };
            let country = country_in(&mut dice, region);
            let industry = dice.below(INDUSTRIES.len() as u32) as usize;
            let grew = (segment < 3 && dice.chance(35)).then(|| (segment + 1, ago_day(quarters, dice.between(0, 8))));
            let currency = match COUNTRIES[country].currency {
                "GBP" => gbp(),
                "USD" => Currency::USD,
                _ => Currency::EUR,
            };
            let account = Account {
                id: AccountId(id(seed, Kind::Account, at as u64)),
                at,
                name: called(at, industry),
                currency,
                country,
                industry,
                segment,
                grew,
            };
            accounts.by_cell[region * SEGMENTS.len() + segment].push(at as u32);
            accounts.all.push(account);
        }
        accounts
    }

    /// One in a region and segment. A tenth of the accounts gets half of the deals, as customers who come back do.
    pub(super) fn one(&self, dice: &mut Dice, region: usize, segment: usize) -> &Account {
        let cell = &self.by_cell[region * SEGMENTS.len() + segment];
        let among = if dice.chance(450) { &cell[..cell.len().div_ceil(10)] } else { &cell[..] };
        &self.all[*dice.pick(among) as usize]
    }

    /// As the store keeps them.
    pub(super) fn rows(&self) -> Vec<EntityRow> {
        self.all
            .iter()
            .map(|account| EntityRow {
                id: account.id.0,
                name: account.name.clone(),
                website: Some(format!("https://www.{}", host(&account.name))),
                ..EntityRow::default()
            })
            .collect()
    }

    /// Some that somebody has entered again: under another legal form, or another name at the same web address.
    pub(super) fn entered_twice(&self, seed: u64) -> Vec<EntityRow> {
        let twice = self.all.iter().enumerate().skip(3).step_by(self.all.len() / TWICE + 1);
        twice
            .map(|(at, account)| {
                let first = account.name.split(' ').next().unwrap_or_default();
                let (name, website) = match at % 2 {
                    0 => (format!("{} GmbH", account.name.to_uppercase()), None),
                    _ => (format!("{first} Group"), Some(format!("www.{}/about", host(&account.name)))),
                };
                EntityRow { id: id(seed, Kind::Account, (self.all.len() + at) as u64), name, website, ..EntityRow::default() }
            })
            .collect()
    }

    /// What is said of them.
    pub(super) fn facts(&self, start: Day) -> impl Iterator<Item = StagedFact> {
        self.all.iter().enumerate().flat_map(move |(at, account)| {
            let country = &COUNTRIES[account.country];
            let fact = move |attribute, valid_from, value: &str| StagedFact {
                subject: account.id.0,
                attribute,
                valid_from,
                value: value.to_owned(),
            };
            let segment = SEGMENTS[account.segment].value.name;
            let above = above(at).and_then(|above| self.all.get(above)).map(|above| above.id.to_string());
            let parent = above.map(|above| fact(Attribute::AccountParent, start, &above));
            let grew = account.grew.map(|(before, _)| fact(Attribute::AccountSegment, start, SEGMENTS[before].value.name));
            [
                fact(Attribute::AccountRegion, start, REGIONS[country.region].value),
                fact(Attribute::AccountTerritory, start, country.territory),
                fact(Attribute::AccountCountry, start, country.name),
                fact(Attribute::AccountIndustry, start, INDUSTRIES[account.industry].0),
                fact(Attribute::AccountSegment, account.grew.map_or(start, |(_, day)| day), segment),
            ]
            .into_iter()
            .chain(grew)
            .chain(parent)
        })
    }
}

/// A country of a region, by weight.
fn country_in(dice: &mut Dice, region: usize) -> usize {
    dice.weighted(&COUNTRIES.each_ref().map(|country| if country.region == region { country.weight } else { 0 }))
}

/// A name nobody else has: the number is written in the digits of three lists, which a prime step shuffles.
fn called(at: usize, industry: usize) -> String {
    let words = INDUSTRIES[industry].1;
    let pairs = FIRST.len() * SECOND.len();
    let shuffled = at * 1_181 % pairs;
    let (first, second) = (FIRST[shuffled % FIRST.len()], SECOND[shuffled / FIRST.len()]);
    match at / pairs {
        0 => format!("{first}{second} {}", words[at % words.len()]),
        round => format!("{first}{second} {} {}", words[(at + round) % words.len()], round + 1),
    }
}
