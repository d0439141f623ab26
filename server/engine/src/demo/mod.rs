//! A generated company: deterministic from a seed, modelled on how companies that sell by subscription work, and large
//! enough to try everything on. It says of itself that it is a demo.
//!
//! The seed, the number of deals and the day it is made for decide everything. Each deal has dice of its own, so that
//! deals can be made one by one, in bounded memory, and the hundredth is the same whether or not the others were made.

mod accounts;
mod activities;
mod campaigns;
mod catalogue;
mod contacts;
mod deal;
mod dice;
mod fill;
mod ids;
mod people;
mod plot;
mod rates;
mod season;
mod story;
mod targets;
#[cfg(test)]
mod tests;

pub use fill::{PASSWORD, SignIn, fill, is_wanted, sign_ins};

use crate::store::{StagedFact, StagedRate, StagedVersion};
use accounts::Accounts;
use campaigns::Campaign;
use catalogue::PRODUCTS;
use deal::Fate;
use dice::Dice;
use domain::{Attribute, Day, FiscalCalendar, OpportunityId, PeriodKind, ProductId, Workspace};
use ids::{Kind, id};
use people::People;
use season::{PAST, Seasons};
use targets::Outcome;

/// The seed of the demo that `make run` makes.
pub const SEED: u64 = 1;
/// How many deals it has.
pub const OPPORTUNITIES: u64 = 25_000;

/// How long before the first quarter the oldest facts hold: deals that end in it began long before.
const LEAD_DAYS: i32 = 730;

/// A generated company without its deals.
pub struct Company {
    seed: u64,
    opportunities: u64,
    today: Day,
    /// The first day anything is said of.
    start: Day,
    workspace: Workspace,
    seasons: Seasons,
    people: People,
    accounts: Accounts,
    campaigns: Vec<Campaign>,
    products: Vec<ProductId>,
    rates: Vec<StagedRate>,
}

/// A generated deal.
pub struct Deal {
    /// Its versions, in order; at least one. All took effect before today.
    pub versions: Vec<StagedVersion>,
    /// What targets are made from.
    outcome: Outcome,
}

/// A company with so many deals, as of a day. Fails only if the calendar cannot be made.
pub fn company(seed: u64, opportunities: u64, today: Day) -> Result<Company, String> {
    let (year, ..) = today.ymd();
    let workspace = catalogue::workspace(year - 6, year + 3);
    let calendar = FiscalCalendar::new(workspace.fiscal.clone())?;
    let seasons = Seasons::new(calendar.clone(), today);
    let firsts: Vec<Day> = seasons.quarters[..=PAST].iter().map(|quarter| quarter.first).collect();
    let start = seasons.quarters[0].first.plus(-LEAD_DAYS);
    let this_year = seasons.quarters[PAST].key.fiscal_year;
    let years: Vec<(Day, Day, String)> = (this_year - 4..=this_year)
        .filter_map(|fiscal_year| {
            let year = calendar.periods_of(fiscal_year, PeriodKind::Year).into_iter().next()?;
            Some((year.first, year.last, year.key.to_string()))
        })
        .collect();
    Ok(Company {
        seed,
        opportunities,
        today,
        start,
        people: People::new(seed, start, &firsts),
        accounts: Accounts::new(seed, (opportunities as usize / 12).max(1_600), &firsts),
        campaigns: campaigns::campaigns(seed, &years),
        products: (0..PRODUCTS.len() as u64).map(|at| ProductId(id(seed, Kind::Product, at))).collect(),
        rates: rates::rates(seed, start, today),
        workspace,
        seasons,
    })
}

impl Company {
    /// The deals, one by one, by id.
    pub fn deals(&self) -> impl Iterator<Item = Deal> {
        (0..self.opportunities).map(|at| self.deal(at))
    }

    /// One of them.
    fn deal(&self, at: u64) -> Deal {
        let mut dice = Dice::new(self.seed, at);
        let fate = Fate::cast(&mut dice, self);
        let versions = story::tell(&mut dice, self, OpportunityId(id(self.seed, Kind::Opportunity, at)), &fate);
        Deal { versions, outcome: Outcome::of(self, &fate) }
    }

    /// Its settings.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// What is said of people, teams, accounts, products and campaigns.
    pub fn facts(&self) -> impl Iterator<Item = StagedFact> {
        let products = self.products.iter().zip(&PRODUCTS).flat_map(|(id, row)| {
            let fact = |valid_from, value: &str| StagedFact {
                subject: id.0,
                attribute: Attribute::ProductFamily,
                valid_from,
                value: value.to_owned(),
            };
            // Analytics was sold with Sales until a year and a half ago.
            match row.value.name {
                "Analytics" => {
                    let moved = self.seasons.quarters[PAST - 6].first;
                    vec![fact(self.start, "Sales"), fact(moved, row.value.family)]
                }
                _ => vec![fact(self.start, row.value.family)],
            }
        });
        let others = self.people.facts.iter().cloned().chain(products);
        others.chain(campaigns::facts(&self.campaigns, self.start)).chain(self.accounts.facts(self.start))
    }
}
