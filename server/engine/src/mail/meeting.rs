//! The digest before the weekly review meeting: how far the review has come, what changed in the quarter since a week ago, what
//! Commit rests on, and the deals still to be reviewed, worst first. To managers of their teams, to executives of the company.

use super::letter::{Item, Part, Place, path_of, write};
use super::words::{Words, words};
use super::{Post, place};
use crate::Engine;
use crate::jobs::{Job, Outcome, Schedule};
use crate::store::{NewMail, Receiver};
use contract::Problem;
use contract::hygiene::{Hygiene, HygieneQuery};
use contract::inspection::{Inspection, InspectionQuery};
use contract::mail::Letter;
use contract::review::{Review, ReviewQuery};
use domain::inspection::Class;
use domain::{Company, Day, PersonId, Role};
use std::time::Duration;
use uuid::Uuid;

/// How long before the meeting.
const AHEAD: Duration = Duration::from_secs(12 * 3_600);
/// How many people are looked at together.
const PEOPLE: i64 = 100;
/// How many deals are listed; the rest are counted.
const LISTED: usize = 10;
/// What is told of what changed.
const TOLD: [Class; 8] =
    [Class::New, Class::Up, Class::Down, Class::PulledIn, Class::PushedOut, Class::Won, Class::Lost, Class::CameBack];

/// The job that writes them.
pub fn job() -> Job {
    Job::new(
        "meeting digest",
        |workspace| Schedule::Weekly {
            on: workspace.rhythm.meeting_day,
            minute: u16::from(workspace.rhythm.meeting_hour) * 60,
            ahead: AHEAD,
        },
        |engine| async move { write_all(&engine).await },
    )
}

async fn write_all(engine: &Engine) -> Outcome {
    let Some(post) = engine.post() else { return Ok(()) };
    let mut after = PersonId(Uuid::nil());
    loop {
        let receivers = engine.store().receivers(after, PEOPLE).await?;
        let Some(last) = receivers.last() else { return Ok(()) };
        after = last.me.person;
        let meets = |receiver: &&Receiver| matches!(receiver.me.role, Role::Manager | Role::Exec) && receiver.wants.meeting;
        for receiver in receivers.iter().filter(meets) {
            write_one(engine, post, receiver).await?;
        }
    }
}

/// One person's, once before a meeting whatever happens; nothing to whoever has no open deals to speak of.
async fn write_one(engine: &Engine, post: &Post, receiver: &Receiver) -> Outcome {
    let found = Found::of(engine, receiver).await?;
    if found.hygiene.total.open.deals == 0 {
        return Ok(());
    }
    let today = engine.today();
    let letter = found.letter(&place(post, receiver), today);
    let mail = NewMail { person: receiver.me.person, letter, once: Some(format!("meeting {today}")) };
    engine.store().add_mail(&mail).await?;
    Ok(())
}

/// What there is to say to one person: what they would see on the screens.
struct Found {
    hygiene: Hygiene,
    changed: Inspection,
    /// Of those who review.
    review: Option<Review>,
}

impl Found {
    async fn of(engine: &Engine, receiver: &Receiver) -> Result<Self, Problem> {
        let view = engine.view(&receiver.me);
        let review = match receiver.me.role {
            Role::Manager => Some(view.review(&ReviewQuery::default()).await?),
            _ => None,
        };
        let hygiene = view.hygiene(&HygieneQuery::default()).await?;
        Ok(Self { hygiene, changed: view.inspection(&InspectionQuery::default()).await?, review })
    }

    fn letter(&self, place: &Place<'_>, today: Day) -> Letter {
        let (words, language) = (words(place.language), place.language);
        let money = |amount: Company| language.money_short_with(amount, self.hygiene.currency);
        let mut parts = Vec::new();
        if let Some(review) = &self.review {
            let (done, all) = (review.total.reviewed, review.total.open);
            let count = |deals: i64| language.integer(deals);
            parts.push(Part::Say((words.covered)(&count(done.deals), &count(all.deals), &money(done.acv), &money(all.acv))));
        }
        let total = &self.hygiene.total;
        if total.commit.deals > 0 {
            let clean = total.commit.acv - total.commit_blocked.acv;
            parts.push(Part::Say((words.commit)(&money(total.commit.acv), &money(clean))));
        }
        parts.push(Part::Head((words.since)(&language.day(self.changed.since))));
        parts.push(Part::Say((words.from_to)(&money(self.changed.then.acv), &money(self.changed.now.acv))));
        let rows = self.changed.classes.iter().filter(|row| TOLD.contains(&row.class));
        let said = rows.map(|row| {
            let worth = match row.class {
                Class::Won | Class::Lost => row.closed,
                _ => row.change.moved,
            };
            format!("{}: {} · {}", (words.class)(row.class), language.integer(row.change.deals), money(worth))
        });
        let said: Vec<String> = said.collect();
        parts.push(Part::Say(if said.is_empty() { words.nothing_changed.to_owned() } else { said.join("\n") }));
        parts.push(Part::Link { text: words.open_inspection, path: "/inspect" });
        if let Some(review) = &self.review {
            self.to_review(&mut parts, words, place, review);
        }
        write(place, (words.meeting_subject)(&language.day(today)), &parts)
    }

    /// The deals still to be reviewed, worst first.
    fn to_review(&self, parts: &mut Vec<Part>, words: &Words, place: &Place<'_>, review: &Review) {
        if !review.items.is_empty() {
            parts.push(Part::Head((words.to_review)(review.left)));
            let items = review.items.iter().take(LISTED).map(|item| {
                let open = item.flags.iter().filter(|flag| !flag.waived);
                let flags: Vec<&str> = open.map(|flag| (place.post.flag)(place.language, flag.flag)).collect();
                let owner = item.owner.clone().unwrap_or_default();
                let said = [place.language.money(item.acv), owner, flags.join(", ")];
                let aside = said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
                Item { text: item.name.clone(), path: path_of(item.id), aside }
            });
            parts.push(Part::Items(items.collect()));
            let more = usize::try_from(review.left).unwrap_or(0).saturating_sub(LISTED);
            if more > 0 {
                parts.push(Part::Say((words.more)(more)));
            }
        }
        parts.push(Part::Link { text: words.open_review, path: "/review" });
    }
}
