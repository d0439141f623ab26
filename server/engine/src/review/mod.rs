//! The weekly review: a manager goes through the team's open deals; what is said of each is kept with what comes of it.

mod decide;
mod list;
mod said;
mod undo;

use crate::ledger::columns::Columns;
use crate::view::View;
use contract::Problem;
use domain::{OpportunityId, Role};

impl View {
    /// Whose deals the person reviews, by the ledger's number of a person; nobody in particular: everybody's.
    fn reviewed_people(&self, columns: &Columns) -> Result<Option<Vec<bool>>, Problem> {
        match self.me.role {
            Role::Admin => Ok(None),
            Role::Manager => {
                let mut owners = self.whose(columns).map(|people| people.owners).unwrap_or_default();
                // Their own deals are reviewed by whoever leads them.
                if let Some(me) = columns.names.people.number(&self.me.person.0)
                    && let Some(own) = owners.get_mut(me as usize)
                {
                    *own = false;
                }
                Ok(Some(owners))
            }
            _ => Err(Problem::forbidden("Deals are reviewed by whoever leads their owner.")),
        }
    }

    /// Whether the person reviews this deal, and waives its flags.
    async fn may_review(&self, id: OpportunityId) -> Result<bool, Problem> {
        self.must_see(id).await?;
        let may = self.engine.ledger().read(None, |columns| {
            let columns = columns.now();
            let Some(deal) = columns.deals.find(id.0) else { return false };
            match self.reviewed_people(columns) {
                Ok(None) => true,
                Ok(Some(owners)) => owners.get(columns.deals.owner[deal as usize] as usize).copied().unwrap_or(false),
                Err(_) => false,
            }
        });
        may.await
    }

    async fn must_review(&self, id: OpportunityId) -> Result<(), Problem> {
        if self.may_review(id).await? {
            Ok(())
        } else {
            Err(Problem::forbidden("Deals are reviewed by whoever leads their owner."))
        }
    }
}
