//! What a person sees of the ledger: deals, or only what many of them come to. There are two ways to a [`Scope`], and no
//! third: [`View::deals`], which refuses whoever does not see deals, and [`View::numbers`], which hands out what was
//! counted only after it has withheld what stands on too few. An answer that uses neither has nothing to ask the ledger with.

use super::View;
use crate::ledger::Known;
use crate::ledger::columns::Columns;
use crate::ledger::scope::{People, Scope};
use contract::Problem;
use domain::{Attribute, Dimension, Filter, LogNo, Role};

/// Numbers made of deals, which know of how many.
pub(crate) trait Numbers {
    /// Takes out every number that stands on too few deals ([`few`]), and every one by which such a number could be had
    /// by subtraction.
    fn withhold_few(&mut self);
}

/// Whether so many deals are some, but too few to be told about.
pub(crate) fn few(deals: i64) -> bool {
    (1..Role::FEWEST_DEALS).contains(&deals)
}

/// How a question cuts the deals. Whoever sees aggregates only may not choose the set: two sets that differ by a deal
/// would tell that deal.
pub(crate) struct Asked<'q> {
    /// The rows.
    pub by: &'q [Dimension],
    /// The conditions.
    pub filter: &'q Filter,
    /// The log position.
    pub known_at: Option<LogNo>,
}

impl View {
    /// Which deals the person sees, one by one. Refused to those who see aggregates only: of which deals their campaigns
    /// have touched nothing is known yet.
    pub(crate) fn deals(&self, columns: &Known<'_>) -> Result<Scope, Problem> {
        if self.me.role.sees_deals() {
            Ok(self.scope(columns))
        } else {
            Err(Problem::forbidden("Your role sees what many deals come to, not the deals."))
        }
    }

    /// Counts something over the deals the person may see, and takes out what is not to be told.
    pub(crate) fn numbers<N: Numbers>(
        &self,
        columns: &Known<'_>,
        asked: &Asked<'_>,
        count: impl FnOnce(&Scope) -> N,
    ) -> Result<N, Problem> {
        if self.me.role.sees_deals() {
            return Ok(count(&self.scope(columns)));
        }
        if !asked.filter.is_empty() || asked.known_at.is_some() || asked.by.len() > 1 {
            return Err(Problem::forbidden(
                "Your role sees aggregates of the whole company: without conditions, one dimension at a time, as known now.",
            ));
        }
        asked.by.iter().try_for_each(|dimension| self.may_ask_by(*dimension))?;
        let mut numbers = count(&self.scope(columns));
        numbers.withhold_few();
        Ok(numbers)
    }

    /// Whether the person may have numbers by this dimension, and its values.
    pub(crate) fn may_ask_by(&self, dimension: Dimension) -> Result<(), Problem> {
        if self.me.role.sees_deals() || Dimension::OF_AGGREGATES.contains(&dimension) {
            return Ok(());
        }
        let names: Vec<&str> = Dimension::OF_AGGREGATES.iter().map(|dimension| dimension.as_str()).collect();
        Err(Problem::forbidden(format!("Your role sees aggregates by {}.", names.join(", "))))
    }

    /// Which deals count, by today's hierarchy and by whose they are now, whatever position is asked about.
    fn scope(&self, columns: &Known<'_>) -> Scope {
        match self.whose(columns.now()) {
            None => Scope::All,
            Some(people) if columns.is_past() => Scope::carried(&people, columns.now(), columns),
            Some(people) => Scope::People(people),
        }
    }

    /// Whose deals count; nobody's in particular if all do.
    pub(crate) fn whose(&self, columns: &Columns) -> Option<People> {
        let me = columns.names.people.number(&self.me.person.0);
        let own = || {
            let mut people = vec![false; columns.names.people.len()];
            if let Some(me) = me {
                people[me as usize] = true;
            }
            people
        };
        match self.me.role {
            Role::Admin | Role::Exec | Role::Marketer => None,
            Role::Rep => Some(People { owners: own(), sourced_by: Vec::new() }),
            Role::Bdr => Some(People { owners: own(), sourced_by: own() }),
            Role::Manager => {
                let managers = columns.facts.table(Attribute::PersonManager, self.engine.today().0);
                Some(People { owners: with_reports(own(), &managers), sourced_by: Vec::new() })
            }
        }
    }
}

/// Adds everybody below the people marked, at any depth.
fn with_reports(mut people: Vec<bool>, managers: &[u32]) -> Vec<bool> {
    loop {
        let mut grown = false;
        for (person, &manager) in managers.iter().enumerate().filter(|(_, manager)| **manager != 0) {
            let below = people.get(manager as usize).copied().unwrap_or(false);
            if below && person < people.len() && !people[person] {
                people[person] = true;
                grown = true;
            }
        }
        if !grown {
            return people;
        }
    }
}
