//! What was done about the open deals of the demo in the last weeks, and what is to be done.

use super::Company;
use super::dice::Dice;
use super::ids::{Kind, id};
use crate::store::{ActivityRow, StagedVersion};
use domain::activity::ActivityKind;
use domain::{ActivityId, Instant, StageKind};

const CALLS: [&str; 5] = [
    "Went through the open points.",
    "They will talk to finance this week.",
    "Asked about the roll-out in other countries.",
    "No answer; left a message.",
    "Wants a reference in the same industry.",
];
const MAILS: [&str; 3] = ["Sent the offer as discussed.", "Answered the security questions.", "Sent minutes and next steps."];
const MEETINGS: [&str; 3] =
    ["Demo for the service team; good questions.", "Workshop on requirements.", "Met the economic buyer: budget is there."];
const TASKS: [&str; 4] =
    ["Send the references", "Prepare the business case", "Call procurement", "Check the contract with legal"];

/// Every deal's worth of it is small, and only open ones have some: about four for each second deal.
pub(super) fn tell(company: &Company, versions: &[StagedVersion]) -> Vec<ActivityRow> {
    let Some(last) = versions.last() else { return Vec::new() };
    let open = company.workspace.stage(last.state.stage).is_some_and(|stage| stage.kind == StageKind::Open);
    let (Some(author), true, false) = (last.state.owner, open, last.state.deleted) else { return Vec::new() };
    let deal = last.opportunity;
    let stream = deal.0.as_u128() as u64;
    let mut dice = Dice::new(company.seed ^ 0xAC71, stream);
    if !dice.chance(500) {
        return Vec::new();
    }
    let row = |dice: &mut Dice, n: u64, kind: ActivityKind, text: &str, day: i32| {
        let at =
            Instant(i64::from(company.today.plus(-day).0) * 86_400_000 + i64::from(dice.between(8 * 3_600_000, 16 * 3_600_000)));
        ActivityRow {
            id: ActivityId(id(company.seed ^ stream, Kind::Activity, n)),
            opportunity: deal,
            author,
            contact: None,
            kind,
            at,
            due_day: None,
            done_at: None,
            text: text.to_owned(),
            created_at: at,
            deleted: false,
        }
    };
    let mut rows = Vec::new();
    for n in 0..u64::from(dice.below(5)) {
        let (kind, texts): (_, &[&str]) = match dice.below(5) {
            0 | 1 => (ActivityKind::Call, &CALLS),
            2 | 3 => (ActivityKind::Mail, &MAILS),
            _ => (ActivityKind::Meeting, &MEETINGS),
        };
        let (text, day) = (*dice.pick(texts), dice.between(1, 40));
        let mut made = row(&mut dice, n, kind, text, day);
        if !last.state.contacts.is_empty() && dice.chance(600) {
            made.contact = Some(dice.pick(&last.state.contacts).contact);
        }
        rows.push(made);
    }
    if dice.chance(500) {
        let (text, day) = (*dice.pick(&TASKS), dice.between(1, 8));
        let due = company.today.plus(dice.between(-2, 10));
        rows.push(ActivityRow { due_day: Some(due), ..row(&mut dice, 9, ActivityKind::Task, text, day) });
    }
    rows
}
