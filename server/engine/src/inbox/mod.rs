//! What people are told: in their inbox, and by mail where they want it.

mod due;
mod nudge;
mod read;

pub use due::job as tasks_due;

use crate::Engine;
use crate::store::{NewNotice, StoreError};
use contract::inbox::News;
use contract::live::Topic;
use domain::{OpportunityId, PersonId};

impl Engine {
    /// Tells people, and their open pages. Answers with how many were told: what is named `once` and was told before is not
    /// told again. Notices about deals that a person may not see say nothing of them: names are added when they are read.
    pub async fn notify(&self, notices: Vec<NewNotice>) -> Result<usize, StoreError> {
        if notices.is_empty() {
            return Ok(0);
        }
        let mut news = Vec::with_capacity(notices.len());
        for notice in notices {
            let letter = self.letter_at_once(&notice).await?;
            news.push((notice, letter));
        }
        let told = self.store().tell_people(&news).await?;
        told.iter().for_each(|person| self.tell(Topic::Inbox(*person)));
        Ok(told.len())
    }

    /// Tells whoever owns a deal, once, unless it is they who did it.
    pub(crate) async fn tell_owner(
        &self,
        owner: Option<PersonId>,
        by: Option<PersonId>,
        news: News,
        once: String,
    ) -> Result<(), StoreError> {
        let Some(person) = owner.filter(|owner| Some(*owner) != by) else { return Ok(()) };
        self.notify(vec![NewNotice { person, from: by, news, once: Some(once) }]).await.map(|_| ())
    }

    /// Tells both that a deal has changed hands: but not whoever did it.
    pub(crate) async fn say_who_owns(
        &self,
        deal: OpportunityId,
        from: Option<PersonId>,
        to: Option<PersonId>,
        by: PersonId,
    ) -> Result<(), StoreError> {
        if from == to {
            return Ok(());
        }
        let given = (to, News::Given { deal });
        let taken = (from, News::Taken { deal });
        let news = [given, taken].into_iter().filter_map(|(person, news)| {
            let person = person.filter(|person| *person != by)?;
            Some(NewNotice { person, from: Some(by), news, once: None })
        });
        self.notify(news.collect()).await.map(|_| ())
    }
}
