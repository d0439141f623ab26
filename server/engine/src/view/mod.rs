//! The engine as one person may see and change it: what every handler works with. Each question is narrowed here, once,
//! to the deals of the person who asks; a handler that wants everything has to say so (`Engine::unrestricted`).

mod opportunities;
mod workspace;

pub(crate) use opportunities::{PAGE, stage_of};

use crate::Engine;
use crate::ledger::columns::Columns;
use crate::ledger::scope::Scope;
use crate::store::{Author, Settings};
use contract::Problem;
use contract::session::Me;
use domain::{Attribute, Cause, PersonId, Role};

/// The engine, narrowed to what one person may see.
pub struct View {
    /// The whole, for what has been narrowed already.
    pub(crate) engine: Engine,
    /// Whose view it is.
    pub(crate) me: Me,
}

impl View {
    /// Whose view it is.
    pub fn me(&self) -> &Me {
        &self.me
    }

    /// Which deals the person sees, by today's hierarchy.
    pub(crate) fn scope(&self, columns: &Columns) -> Scope {
        let me = columns.names.people.number(&self.me.person.0);
        let own = |on: bool| {
            let mut people = vec![false; columns.names.people.len()];
            if let Some(me) = me.filter(|_| on) {
                people[me as usize] = true;
            }
            people
        };
        match self.me.role {
            Role::Admin | Role::Exec | Role::Marketer => Scope::All,
            Role::Rep => Scope::People { owners: own(true), sourced_by: Vec::new() },
            Role::Bdr => Scope::People { owners: own(true), sourced_by: own(true) },
            Role::Manager => {
                let managers = columns.facts.table(Attribute::PersonManager, self.engine.today().0);
                Scope::People { owners: with_reports(own(true), &managers), sourced_by: Vec::new() }
            }
        }
    }

    /// The people whose deals the person sees, for the store; nobody in particular if all.
    pub(crate) async fn people(&self) -> Result<crate::store::Scope, Problem> {
        let people = self.engine.ledger().read(None, |columns| {
            let ids = |people: &[bool]| {
                let numbers = (0u32..).zip(people).filter(|(_, marked)| **marked);
                numbers.filter_map(|(number, _)| columns.names.people.key(number).copied().map(PersonId)).collect()
            };
            match self.scope(columns) {
                Scope::All => crate::store::Scope::All,
                // Somebody without any deal yet is not in the ledger: their own id still names them.
                Scope::People { owners, sourced_by } => crate::store::Scope::People {
                    owners: [ids(&owners), vec![self.me.person]].concat(),
                    sourced_by: [ids(&sourced_by), self.sourced_by_me()].concat(),
                },
            }
        });
        people.await
    }

    fn sourced_by_me(&self) -> Vec<PersonId> {
        if self.me.role == Role::Bdr { vec![self.me.person] } else { Vec::new() }
    }

    /// The settings in force.
    pub(crate) fn settings(&self) -> Result<Settings, Problem> {
        self.engine.settings().ok_or_else(not_set_up)
    }

    /// Administrators only.
    pub(crate) fn must_be_admin(&self) -> Result<(), Problem> {
        if self.me.role == Role::Admin { Ok(()) } else { Err(Problem::forbidden("Only an administrator can do this.")) }
    }

    /// Who writes, for the log.
    pub(crate) fn author(&self, idempotency_key: Option<String>) -> Author {
        Author { person: Some(self.me.person), cause: Cause::Screen, idempotency_key }
    }
}

/// There are no numbers before there are settings.
pub(crate) fn not_set_up() -> Problem {
    Problem::conflict("The workspace has not been set up yet: an administrator has to set or import its settings first.")
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
