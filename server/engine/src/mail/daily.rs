//! The daily digest: on the morning of a working day, what needs attention; nothing if nothing does.

use super::letter::{Item, Part, Place, path_of, write};
use super::words::{Words, words};
use super::{Post, place};
use crate::Engine;
use crate::jobs::{Job, Outcome, Schedule};
use crate::store::{NewMail, Receiver, Settings};
use contract::Problem;
use domain::{Currency, Day, Flags, Money, OpportunityId, PersonId, StageKind, Version};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// How many people are looked at together.
const PEOPLE: i64 = 100;
/// How many items of each kind are listed; the rest are counted.
const LISTED: usize = 10;
const DAY_MS: i64 = 86_400_000;

/// The job that writes the digests of a day.
pub fn job() -> Job {
    Job::new(
        "daily digest",
        |workspace| Schedule::Daily { minute: u16::from(workspace.rhythm.digest_hour) * 60, weekdays_only: true },
        |engine| async move { write_all(&engine).await },
    )
}

async fn write_all(engine: &Engine) -> Outcome {
    let (Some(post), Some(settings)) = (engine.post(), engine.settings()) else { return Ok(()) };
    let mut after = PersonId(Uuid::nil());
    loop {
        let receivers = engine.store().receivers(after, PEOPLE).await?;
        let Some(last) = receivers.last() else { return Ok(()) };
        after = last.me.person;
        for receiver in receivers.iter().filter(|receiver| receiver.wants.daily) {
            write_one(engine, post, &settings, receiver).await?;
        }
    }
}

/// One person's, once a day whatever happens.
async fn write_one(engine: &Engine, post: &Post, settings: &Settings, receiver: &Receiver) -> Outcome {
    let today = engine.today();
    let found = Found::of(engine, settings, receiver, today).await?;
    if found.is_empty() {
        return Ok(());
    }
    let letter = found.letter(&place(post, receiver), today);
    let mail = NewMail { person: receiver.me.person, letter, once: Some(format!("daily {today}")) };
    engine.store().add_mail(&mail).await?;
    Ok(())
}

/// What there is to say to one person.
#[derive(Default)]
struct Found {
    /// Deals with flags, those that block and those of the largest amount first.
    attention: Vec<(OpportunityId, String, Flags, Money)>,
    /// What is to be done, with the deal's name.
    tasks: Vec<(OpportunityId, String, String, Day)>,
    /// Deals that others changed, and who.
    changed: Vec<(OpportunityId, String, String)>,
    unread: i64,
}

impl Found {
    async fn of(engine: &Engine, settings: &Settings, receiver: &Receiver, today: Day) -> Result<Self, Problem> {
        let (store, me) = (engine.store(), receiver.me.person);
        let mut found = Self { unread: store.count_notices(me, true).await?, ..Self::default() };
        let view = engine.view(&receiver.me);
        if !receiver.me.role.sees_deals() {
            return Ok(found);
        }
        let all = settings.workspace.processes.iter().flat_map(|process| &process.stages);
        let open: Vec<i16> = all.filter(|stage| stage.kind == StageKind::Open).map(|stage| stage.id.0).collect();
        let deals = view.seen(&store.open_deals_of(me, &open).await?).await?;
        let versions = store.versions_of(&deals, None).await?;
        let standing: HashMap<OpportunityId, Flags> = view
            .look(|asked| {
                let flags = |id: &OpportunityId| Some((*id, asked.flags(asked.columns.deals.find(id.0)? as usize)));
                Ok(deals.iter().filter_map(flags).collect())
            })
            .await?;
        let changers = found.look(settings, &versions, &standing, me, today);
        found.attention.sort_by_key(|(id, _, flags, worth)| (!flags.blocking(), -worth.minor, *id));
        let ids: Vec<_> = changers.iter().map(|(_, _, actor)| actor.0).collect();
        let names = store.names(&ids).await?;
        found.changed = changers
            .into_iter()
            .map(|(deal, name, actor)| (deal, name, names.get(&actor.0).cloned().unwrap_or_default()))
            .collect();
        let tasks = store.tasks_due(me, today).await?;
        let of_tasks: Vec<OpportunityId> = tasks.iter().map(|(deal, ..)| *deal).collect();
        let named = view.names_of_deals(&of_tasks).await?;
        let tasks = tasks.into_iter().filter_map(|(deal, what, due)| Some((deal, named.get(&deal)?.clone(), what, due)));
        found.tasks = tasks.collect();
        Ok(found)
    }

    /// Looks at the deals, with the flags that stand on them. Answers with those that others changed lately.
    fn look(
        &mut self,
        settings: &Settings,
        versions: &[Version],
        standing: &HashMap<OpportunityId, Flags>,
        me: PersonId,
        today: Day,
    ) -> Vec<(OpportunityId, String, PersonId)> {
        let since = settings.zone.start_of(today).plus_ms(-days_back(today) * DAY_MS);
        let mut changers = Vec::new();
        for history in versions.chunk_by(|one, other| one.opportunity == other.opportunity) {
            let Some(Version { opportunity, state, .. }) = history.last() else { continue };
            if let Some(flags) = standing.get(opportunity).filter(|flags| !flags.is_empty()) {
                let worth = Money { minor: state.acv(), currency: state.currency };
                self.attention.push((*opportunity, state.name.clone(), *flags, worth));
            }
            let by_others = history.iter().rev().take_while(|version| version.recorded_at >= since);
            let other = by_others.filter_map(|version| version.actor).find(|actor| *actor != me);
            changers.extend(other.map(|actor| (*opportunity, state.name.clone(), actor)));
        }
        changers
    }

    fn is_empty(&self) -> bool {
        self.attention.is_empty() && self.tasks.is_empty() && self.changed.is_empty() && self.unread == 0
    }

    fn letter(&self, place: &Place<'_>, today: Day) -> contract::mail::Letter {
        let (words, language) = (words(place.language), place.language);
        let mut parts = Vec::new();
        if !self.attention.is_empty() {
            let sum = sum_of(self.attention.iter().map(|(.., worth)| *worth));
            let sum: Vec<String> = sum.into_iter().map(|worth| language.money(worth)).collect();
            parts.push(Part::Head((words.attention)(self.attention.len(), &sum.join(" + "))));
            let items = self.attention.iter().take(LISTED).map(|(id, name, flags, worth)| {
                let said: Vec<&str> = flags.iter().map(|(flag, _)| (place.post.flag)(language, flag)).collect();
                let aside = format!("{} · {}", language.money(*worth), said.join(", "));
                Item { text: name.clone(), path: path_of(*id), aside }
            });
            parts.push(Part::Items(items.collect()));
            more(&mut parts, words, self.attention.len());
        }
        if !self.tasks.is_empty() {
            parts.push(Part::Head(words.tasks.to_owned()));
            let items = self.tasks.iter().take(LISTED).map(|(deal, name, what, due)| Item {
                text: what.clone(),
                path: path_of(*deal),
                aside: format!("{} · {name}", language.day(*due)),
            });
            parts.push(Part::Items(items.collect()));
            more(&mut parts, words, self.tasks.len());
        }
        if !self.changed.is_empty() {
            parts.push(Part::Head(words.changed.to_owned()));
            let items = self.changed.iter().take(LISTED).map(|(deal, name, who)| Item {
                text: name.clone(),
                path: path_of(*deal),
                aside: who.clone(),
            });
            parts.push(Part::Items(items.collect()));
            more(&mut parts, words, self.changed.len());
        }
        if self.unread > 0 {
            parts.push(Part::Say((words.notices)(self.unread)));
            parts.push(Part::Link { text: words.open_inbox, path: "/inbox" });
        }
        parts.push(Part::Link { text: words.open_deals, path: "/deals" });
        write(place, (words.daily_subject)(&language.day(today)), &parts)
    }
}

fn more(parts: &mut Vec<Part>, words: &Words, many: usize) {
    if many > LISTED {
        parts.push(Part::Say((words.more)(many - LISTED)));
    }
}

/// How many days before today "since yesterday" begins: on a Monday, on Friday.
fn days_back(today: Day) -> i64 {
    if today.weekday() == domain::Weekday::Mon { 3 } else { 1 }
}

/// A sum per currency: two are not added.
fn sum_of(worths: impl Iterator<Item = Money>) -> Vec<Money> {
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    worths.for_each(|worth| *sums.entry(worth.currency).or_default() += worth.minor);
    sums.into_iter().map(|(currency, minor)| Money { minor, currency }).collect()
}
