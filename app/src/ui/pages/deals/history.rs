//! Who said what, when: each version against the one before.

use crate::context::Visit;
use crate::ui::components::{Pager, moment};
use crate::ui::i18n::Texts;
use crate::ui::i18n::deal::{deal, gate};
use contract::Page;
use contract::opportunity::NamedVersion;
use domain::opportunity::Cause;
use domain::{Day, Line, Money, OpportunityId, StageId};
use leptos::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The versions, latest first, each as what it changed.
pub fn history(
    t: &'static Texts,
    visit: &Visit,
    id: OpportunityId,
    after: Option<&String>,
    page: &Page<NamedVersion>,
) -> AnyView {
    let versions = &page.items;
    // The oldest on a page has nothing to be compared with, unless it is the very first: the next page begins with it.
    let whole = page.next.is_none();
    let shown = if whole { versions.len() } else { versions.len().saturating_sub(1) };
    let items = versions
        .iter()
        .enumerate()
        .take(shown)
        .map(|(at, version)| entry(t, visit, versions.get(at + 1), version))
        .collect_view();
    let here = format!("/deals/{id}");
    let older = versions.get(shown.wrapping_sub(1)).filter(|_| !whole);
    let next = older.map(|last| format!("{here}?after={}", last.version.log.0));
    let pager = (next.is_some() || after.is_some()).then(|| {
        view! { <Pager total=t.language.integer(page.total) first=after.is_some().then_some(here) next=next/> }
    });
    view! { <ol class="timeline">{items}</ol>{pager} }.into_any()
}

fn entry(t: &'static Texts, visit: &Visit, before: Option<&NamedVersion>, version: &NamedVersion) -> AnyView {
    let changes = before.map_or_else(|| vec![t.deals.created.to_owned()], |before| changes(t, visit, before, version));
    let changes = if changes.is_empty() { vec![t.deals.unchanged.to_owned()] } else { changes };
    let changes = changes.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    let cause = version.version.cause;
    let how = (cause != Cause::Screen).then(|| (t.names.cause)(cause).to_owned());
    let by: Vec<String> =
        version.actor_name.clone().into_iter().chain([moment(visit, version.version.effective_at)]).chain(how).collect();
    view! {
        <li>
            <div>
                <span class="by">{by.join(" · ")}</span>
                <ul>{changes}</ul>
            </div>
        </li>
    }
    .into_any()
}

fn changes(t: &Texts, visit: &Visit, before: &NamedVersion, after: &NamedVersion) -> Vec<String> {
    let language = t.language;
    let (was, is) = (&before.version.state, &after.version.state);
    let or_empty = |text: Option<String>| text.unwrap_or_else(|| t.deals.empty_value.to_owned());
    let day = |day: Option<Day>| or_empty(day.map(|day| language.day(day)));
    let text = |text: &Option<String>| or_empty(text.clone());
    let stage = |id: StageId| {
        let processes = visit.workspace.iter().flat_map(|info| &info.workspace.processes);
        processes.into_iter().find_map(|process| process.stage(id)).map_or_else(|| id.0.to_string(), |stage| stage.name.clone())
    };
    let category = |of: Option<domain::Category>| or_empty(of.map(|category| (t.names.category)(category).to_owned()));
    let source = |of: Option<domain::Source>| or_empty(of.map(|source| (t.names.source)(source).to_owned()));
    let term = |months: Option<i16>| or_empty(months.map(|months| (t.deals.months)(i64::from(months))));
    let deal_type = |of| (t.names.deal_type)(of).to_owned();
    let fields = [
        (t.deals.name, was.name.clone(), is.name.clone()),
        (t.deals.account, text(&before.account), text(&after.account)),
        (t.deals.owner, text(&before.owner), text(&after.owner)),
        (t.deals.stage, stage(was.stage), stage(is.stage)),
        (t.deals.close_date, day(was.close_day), day(is.close_day)),
        (t.deals.category, category(was.category), category(is.category)),
        (t.deals.next_step, text(&was.next_step), text(&is.next_step)),
        (t.deals.next_step_day, day(was.next_step_day), day(is.next_step_day)),
        (t.deals.lost_reason, text(&was.lost_reason), text(&is.lost_reason)),
        (t.deals.deal_type, deal_type(was.deal_type), deal_type(is.deal_type)),
        (t.deals.source, source(was.source), source(is.source)),
        (t.deals.campaign, text(&before.campaign), text(&after.campaign)),
        (t.deals.region, text(&was.region), text(&is.region)),
        (t.deals.term, term(was.term_months), term(is.term_months)),
    ];
    let more =
        people(t, before).into_iter().zip(people(t, after)).map(|((name, from), (_, to))| (name, or_empty(from), or_empty(to)));
    let fields = fields.map(|(name, from, to)| (name.to_owned(), from, to));
    let mut changes: Vec<String> = fields
        .into_iter()
        .chain(more)
        .chain(lines(t, before, after))
        .filter(|(_, from, to)| from != to)
        .map(|(field, from, to)| (t.deals.changed)(&field, &from, &to))
        .collect();
    match (was.deleted, is.deleted) {
        (false, true) => changes.push(t.deals.deleted.to_owned()),
        (true, false) => changes.push(t.deals.restored.to_owned()),
        _ => {}
    }
    changes
}

/// The people of a deal, who else is in for it, and until when it is put aside: what each is called, and what is said.
pub fn people(t: &Texts, of: &NamedVersion) -> Vec<(String, Option<String>)> {
    let (w, g) = (deal(t.language), gate(t.language));
    let state = &of.version.state;
    let name = |id: Uuid| of.names.get(&id).cloned().unwrap_or_else(|| t.common.none.to_owned());
    let joined = |all: Vec<String>| (!all.is_empty()).then(|| all.join(", "));
    let contacts = state.contacts.iter().map(|one| format!("{} ({})", name(one.contact.0), (g.role)(one.role))).collect();
    let competitors = match state.competitors.as_deref() {
        Some([]) => Some(w.no_competitor.to_owned()),
        other => other.map(|names| names.join(", ")),
    };
    let team = state.team.iter().map(|one| match one.role.as_str() {
        "" => name(one.person.0),
        role => format!("{} ({role})", name(one.person.0)),
    });
    let splits = state.splits.iter().map(|one| format!("{} {}% {}", name(one.person.0), one.text(), (g.split)(one.kind)));
    vec![
        (w.contacts.to_owned(), joined(contacts)),
        (w.competitors.to_owned(), competitors),
        (w.team.to_owned(), joined(team.collect())),
        (w.splits.to_owned(), joined(splits.collect())),
        (w.nurture.to_owned(), state.nurture_until.map(|day| t.language.day(day))),
        (w.sourced_by.to_owned(), state.sourced_by.map(|person| name(person.0))),
        (w.currency.to_owned(), Some(state.currency.code().to_owned())),
    ]
}

/// Line by line: what is sold, for how much a year, and for how much once.
fn lines(t: &Texts, before: &NamedVersion, after: &NamedVersion) -> Vec<(String, String, String)> {
    let numbers = |of: &NamedVersion| of.version.state.lines.iter().map(|line| line.line).collect::<Vec<_>>();
    let all: BTreeSet<i16> = numbers(before).into_iter().chain(numbers(after)).collect();
    let several = all.len() > 1;
    let line = |of: &NamedVersion, number: i16| -> (Option<Line>, Option<String>) {
        let at = of.version.state.lines.iter().position(|line| line.line == number);
        (at.map(|at| of.version.state.lines[at]), at.and_then(|at| of.products.get(at).cloned().flatten()))
    };
    let money = |of: &NamedVersion, amount: Option<i64>| {
        let currency = of.version.state.currency;
        amount.map_or_else(|| t.deals.empty_value.to_owned(), |minor| t.language.money(Money { minor, currency }))
    };
    let of_line = |number: i16| {
        let ((was, sold), (is, sells)) = (line(before, number), line(after, number));
        let none = || t.common.none.to_owned();
        let product = sells.clone().or_else(|| sold.clone()).unwrap_or_else(none);
        let label = if several { (t.deals.amount_of)(&product) } else { t.deals.amount.to_owned() };
        let amount = |of: &NamedVersion, line: Option<Line>| money(of, line.map(|line| line.acv));
        let once = |of: &NamedVersion, line: Option<Line>| money(of, Some(line.map_or(0, |line| line.one_off)));
        [
            (t.deals.product.to_owned(), sold.unwrap_or_else(none), sells.unwrap_or_else(none)),
            (label, amount(before, was), amount(after, is)),
            (t.deals.one_off.to_owned(), once(before, was), once(after, is)),
        ]
    };
    all.into_iter().flat_map(of_line).collect()
}
