//! Who has a deal on their screen, and what of it they are changing. It is said again and again while that is so, and forgotten
//! soon after it is not: nothing of it is stored.

use super::{Hub, Inner};
use crate::View;
use contract::Problem;
use contract::live::{Present, SayPresentBody, Topic};
use domain::{OpportunityId, PersonId};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// How long what has been said holds: it is said again well before.
const HOLDS: Duration = Duration::from_secs(28);
/// How many screens may show one deal: more are not told of.
const MOST: usize = 200;

/// The screens that show deals.
#[derive(Default)]
pub(super) struct Screens(Mutex<HashMap<OpportunityId, Vec<Screen>>>);

struct Screen {
    person: PersonId,
    name: String,
    /// One of the person's tabs.
    tab: String,
    editing: Option<String>,
    until: Instant,
}

impl Screens {
    /// Takes in what a screen says; answers whether that is news to others.
    fn say(&self, deal: OpportunityId, said: Screen, gone: bool) -> bool {
        let mut deals = self.0.lock();
        let screens = deals.entry(deal).or_default();
        let at = screens.iter().position(|screen| screen.person == said.person && screen.tab == said.tab);
        let news = match at {
            Some(at) if gone => {
                screens.remove(at);
                true
            }
            Some(at) => {
                let news = screens[at].editing != said.editing;
                screens[at] = said;
                news
            }
            None if gone || screens.len() >= MOST => false,
            None => {
                screens.push(said);
                true
            }
        };
        if screens.is_empty() {
            deals.remove(&deal);
        }
        news
    }

    /// The others, each once, those who change something first.
    fn others(&self, deal: OpportunityId, me: PersonId) -> Vec<Present> {
        let deals = self.0.lock();
        let mut present: Vec<(PersonId, Present)> = Vec::new();
        for screen in deals.get(&deal).into_iter().flatten().filter(|screen| screen.person != me) {
            match present.iter_mut().find(|(person, _)| *person == screen.person) {
                Some((_, known)) => known.editing = known.editing.take().or_else(|| screen.editing.clone()),
                None => present.push((screen.person, Present { name: screen.name.clone(), editing: screen.editing.clone() })),
            }
        }
        present.sort_by_key(|(_, present)| (present.editing.is_none(), present.name.clone()));
        present.into_iter().map(|(_, present)| present).collect()
    }

    /// Forgets the screens of which nothing has been heard; answers with their deals.
    fn expire(&self, now: Instant) -> Vec<OpportunityId> {
        let mut deals = self.0.lock();
        let mut changed = Vec::new();
        deals.retain(|deal, screens| {
            let before = screens.len();
            screens.retain(|screen| screen.until > now);
            if screens.len() != before {
                changed.push(*deal);
            }
            !screens.is_empty()
        });
        changed
    }
}

impl Hub {
    /// Forgets who is no longer there.
    pub(super) fn expire_presence(&self) {
        let Inner { screens, .. } = &*self.0;
        screens.expire(Instant::now()).into_iter().for_each(|deal| self.tell(Topic::Presence(deal)));
    }
}

impl View {
    /// Says that the person has a deal on their screen, or no longer; answers with who else has.
    pub async fn say_present(&self, deal: OpportunityId, said: SayPresentBody) -> Result<Vec<Present>, Problem> {
        self.must_see(deal).await?;
        let short = |field: &str, text: &str| {
            let fits = text.len() <= 100;
            fits.then_some(()).ok_or_else(|| Problem::invalid(field, "It is longer than 100 bytes."))
        };
        short("tab", &said.tab)?;
        short("editing", said.editing.as_deref().unwrap_or_default())?;
        let hub = self.engine.live();
        let until = Instant::now() + HOLDS;
        let screen = Screen { person: self.me.person, name: self.me.name.clone(), tab: said.tab, editing: said.editing, until };
        if hub.0.screens.say(deal, screen, said.gone) {
            hub.tell(Topic::Presence(deal));
        }
        Ok(hub.0.screens.others(deal, self.me.person))
    }
}
