//! The engine as one person may see and change it: what every handler works with. Each question is narrowed here, once,
//! to the deals of the person who asks; a handler that wants everything has to say so (`Engine::unrestricted`).

mod bulk;
mod opportunities;
mod saved;
mod sight;
mod workspace;

pub(crate) use opportunities::{PAGE, stage_of};
pub(crate) use sight::{Asked, Numbers, few};

use crate::Engine;
use crate::ledger::scope::People;
use crate::store::{Author, Settings};
use contract::Problem;
use contract::session::Me;
use domain::{Cause, PersonId, Role};

/// The engine, narrowed to what one person may see.
#[derive(Clone)]
pub struct View {
    /// The whole, for what has been narrowed already.
    pub(crate) engine: Engine,
    /// Whose view it is.
    pub(crate) me: Me,
    /// How the person comes to write what they write.
    pub(crate) cause: Cause,
}

impl View {
    /// Whose view it is.
    pub fn me(&self) -> &Me {
        &self.me
    }

    /// The same for changes that were made without a network and are sent now.
    #[must_use]
    pub fn offline(self) -> Self {
        Self { cause: Cause::Offline, ..self }
    }

    /// The people whose deals the person sees, for the store; nobody in particular if all.
    pub(crate) async fn people(&self) -> Result<crate::store::Scope, Problem> {
        let people = self.engine.ledger().read(None, |columns| {
            let ids = |people: &[bool]| {
                let numbers = (0u32..).zip(people).filter(|(_, marked)| **marked);
                numbers.filter_map(|(number, _)| columns.names.people.key(number).copied().map(PersonId)).collect()
            };
            // Whoever sees no deals sees nobody's.
            self.deals(columns)?;
            Ok(match self.whose(columns) {
                None => crate::store::Scope::All,
                // Somebody without any deal yet is not in the ledger: their own id still names them.
                Some(People { owners, sourced_by }) => crate::store::Scope::People {
                    owners: [ids(&owners), vec![self.me.person]].concat(),
                    sourced_by: [ids(&sourced_by), self.sourced_by_me()].concat(),
                },
            })
        });
        people.await?
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
        Author { person: Some(self.me.person), cause: self.cause, idempotency_key }
    }
}

/// There are no numbers before there are settings.
pub(crate) fn not_set_up() -> Problem {
    Problem::conflict("The workspace has not been set up yet: an administrator has to set or import its settings first.")
}
