//! The engine as one person may see and change it: what every handler works with. Each question is narrowed here, once,
//! to the deals of the person who asks; a handler that wants everything has to say so (`Engine::unrestricted`).

mod accounts;
mod activities;
mod board;
mod book;
mod bulk;
mod contacts;
mod hierarchy;
mod merges;
mod opportunities;
mod products;
mod saved;
mod search;
mod shared;
mod sight;
mod workspace;

pub(crate) use opportunities::{PAGE, stage_of};
pub(crate) use search::{Labels, Phonebook};
pub(crate) use shared::{Shared, Truth};
pub(crate) use sight::{Asked, Numbers, few};
pub(crate) use workspace::calendar;

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

    /// The people whose deals the person sees; nothing if everybody's. Whoever sees no deals is refused.
    pub(crate) async fn people(&self) -> Result<Option<Vec<PersonId>>, Problem> {
        let people = self.engine.ledger().read(None, |columns| {
            self.deals(columns)?;
            let Some(People { owners, .. }) = self.whose(columns) else { return Ok(None) };
            let numbers = (0u32..).zip(owners).filter(|(_, marked)| *marked);
            let ids = numbers.filter_map(|(number, _)| columns.names.people.key(number).copied().map(PersonId));
            // Somebody without any deal yet is not in the ledger: their own id still names them.
            Ok(Some(ids.chain([self.me.person]).collect()))
        });
        people.await?
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
