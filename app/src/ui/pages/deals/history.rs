//! Who said what, when: each version against the one before.

use crate::context::Visit;
use crate::ui::components::moment;
use crate::ui::i18n::Texts;
use contract::Page;
use domain::opportunity::Cause;
use domain::{Day, Money, State, Version};
use leptos::prelude::*;

/// The versions, latest first, each as what it changed.
pub fn history(t: &'static Texts, visit: &Visit, page: Page<Version>) -> AnyView {
    // The oldest on this page has nothing to be compared with, unless it is the very first.
    let whole = page.next.is_none();
    let versions = page.items;
    let items = versions
        .iter()
        .enumerate()
        .filter_map(|(at, version)| {
            let before = versions.get(at + 1);
            if before.is_none() && !whole {
                return None;
            }
            let changes = before
                .map_or_else(|| vec![t.deals.created.to_owned()], |before| changes(t, visit, &before.state, &version.state));
            let changes = if changes.is_empty() { vec![t.deals.unchanged.to_owned()] } else { changes };
            let changes = changes.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
            let how = (version.cause != Cause::Screen).then(|| format!(" · {}", (t.names.cause)(version.cause)));
            Some(view! {
                <li>
                    <div>
                        <span class="by">{moment(t.language, version.effective_at)}{how}</span>
                        <ul>{changes}</ul>
                    </div>
                </li>
            })
        })
        .collect_view();
    let older = (!whole)
        .then(|| view! { <p class="note">{t.deals.older}": "{t.language.integer(page.total - versions.len() as i64 + 1)}</p> });
    view! { <ol class="timeline">{items}</ol>{older} }.into_any()
}

fn changes(t: &Texts, visit: &Visit, before: &State, after: &State) -> Vec<String> {
    let language = t.language;
    let empty = || t.deals.empty_value.to_owned();
    let day = |day: Option<Day>| day.map_or_else(empty, |day| language.day(day));
    let amount = |state: &State| language.money(Money { minor: state.acv(), currency: state.currency });
    let text = |text: &Option<String>| text.clone().unwrap_or_else(empty);
    let stage = |state: &State| {
        let processes = visit.workspace.as_ref().map(|info| &info.workspace.processes);
        let name = processes.and_then(|processes| processes.iter().find_map(|process| process.stage(state.stage)));
        name.map_or_else(|| state.stage.0.to_string(), |stage| stage.name.clone())
    };
    let category = |state: &State| state.category.map_or_else(empty, |category| (t.names.category)(category).to_owned());
    let all = [
        (t.deals.name, before.name.clone(), after.name.clone()),
        (t.deals.stage, stage(before), stage(after)),
        (t.deals.amount, amount(before), amount(after)),
        (t.deals.close_date, day(before.close_day), day(after.close_day)),
        (t.deals.category, category(before), category(after)),
        (t.deals.next_step, text(&before.next_step), text(&after.next_step)),
        (t.deals.next_step_day, day(before.next_step_day), day(after.next_step_day)),
        (t.deals.lost_reason, text(&before.lost_reason), text(&after.lost_reason)),
    ];
    let mut changes: Vec<String> = all
        .into_iter()
        .filter(|(_, from, to)| from != to)
        .map(|(field, from, to)| (t.deals.changed)(field, &from, &to))
        .collect();
    match (before.deleted, after.deleted) {
        (false, true) => changes.push(t.deals.deleted.to_owned()),
        (true, false) => changes.push(t.deals.restored.to_owned()),
        _ => {}
    }
    if before.owner != after.owner {
        changes.push(t.deals.owner.to_owned());
    }
    changes
}
