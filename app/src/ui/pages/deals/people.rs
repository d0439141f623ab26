//! The people of a deal: theirs with their roles, who else is in for it, ours who work on it, and how it is shared.

use super::competitors::competitors;
use super::contacts::contacts;
use super::edit::Editing;
use crate::ui::components::{Picked, Picker, picker};
use crate::ui::i18n::deal::gate;
use contract::opportunity::OpportunityPatch;
use domain::detail::WHOLE;
use domain::{Dimension, PersonId, Split, SplitKind, TeamMember};
use leptos::prelude::*;

/// All of them, to be changed.
pub fn people(editing: Editing) -> AnyView {
    let g = gate(editing.t.language);
    let language = editing.t.language;
    let names = RwSignal::new(editing.deal.with_untracked(|deal| deal.names.clone()));
    Effect::new(move |_| {
        let more = editing.deal.with(|deal| deal.names.clone());
        names.update(|names| names.extend(more));
    });
    let theirs = contacts(
        language,
        "add-contact",
        Signal::derive(move || editing.deal.with(|deal| deal.state.account)),
        Signal::derive(move || editing.deal.with(|deal| deal.state.contacts.clone())),
        names,
        Callback::new(move |all| editing.change(OpportunityPatch { contacts: Some(all), ..OpportunityPatch::default() })),
    );
    let others = competitors(
        language,
        "competitors",
        Signal::derive(move || editing.deal.with(|deal| deal.state.competitors.clone())),
        Callback::new(move |said| editing.change(OpportunityPatch { competitors: Some(said), ..OpportunityPatch::default() })),
    );
    view! {
        <section class="card pad">
            <h2>{g.contacts}</h2>
            {theirs}
            {others}
        </section>
        <section class="card pad">
            <h2>{g.team}</h2>
            <p class="note">{g.team_hint}</p>
            {team(editing)}
            <h3>{g.splits}</h3>
            <p class="note">{g.splits_hint}</p>
            {splits(editing)}
        </section>
    }
    .into_any()
}

fn team(editing: Editing) -> AnyView {
    let g = gate(editing.t.language);
    let set = move |change: &dyn Fn(&mut Vec<TeamMember>)| {
        let mut team = editing.deal.with_untracked(|deal| deal.state.team.clone());
        change(&mut team);
        editing.change(OpportunityPatch { team: Some(team), ..OpportunityPatch::default() });
    };
    let row = move |member: TeamMember| {
        let (person, name) = (member.person, name_of(editing, member.person));
        let role = move |role: String| {
            set(&|team| team.iter_mut().filter(|one| one.person == person).for_each(|one| one.role = role.trim().to_owned()));
        };
        let remove = move |_| set(&|team| team.retain(|one| one.person != person));
        view! {
            <li class="person-row">
                <b>{name.clone()}</b>
                <input
                    class="input"
                    aria-label=(g.role_of)(&name)
                    placeholder=g.as_what
                    value=member.role.clone()
                    on:change:target=move |event| role(event.target().value())
                />
                <button type="button" class="button icon" aria-label=(g.remove)(&name) on:click=remove>"×"</button>
            </li>
        }
    };
    let rows = move || editing.deal.with(|deal| deal.state.team.clone()).into_iter().map(row).collect_view();
    let add = move |person: PersonId| {
        set(&|team| {
            if !team.iter().any(|one| one.person == person) {
                team.push(TeamMember { person, role: String::new() });
            }
        });
    };
    view! { <div class="people"><ul>{rows}</ul>{somebody(editing, "add-team", g.add_member, Callback::new(add))}</div> }
        .into_any()
}

/// The shares are saved once those of revenue add up: until then they are only shown.
fn splits(editing: Editing) -> AnyView {
    let g = gate(editing.t.language);
    let draft = RwSignal::new(editing.deal.with_untracked(|deal| deal.state.splits.clone()));
    Effect::new(move |_| draft.set(editing.deal.with(|deal| deal.state.splits.clone())));
    let revenue =
        move || draft.with(|splits| splits.iter().filter(|one| one.kind == SplitKind::Revenue).map(|one| one.share).sum::<i32>());
    let fits = move || matches!(revenue(), 0 | WHOLE);
    let set = move |splits: Vec<Split>| {
        draft.set(splits.clone());
        if untrack(fits) && splits.iter().all(|one| (1..=WHOLE).contains(&one.share)) {
            editing.change(OpportunityPatch { splits: Some(splits), ..OpportunityPatch::default() });
        }
    };
    let row = move |(at, split): (usize, Split)| {
        let name = name_of(editing, split.person);
        let share = move |value: String| {
            let Some(share) = hundredths(&value) else { return };
            let mut splits = draft.get_untracked();
            splits[at].share = share;
            set(splits);
        };
        let kind = move |value: String| {
            let mut splits = draft.get_untracked();
            splits[at].kind = SplitKind::parse(&value).unwrap_or(SplitKind::Revenue);
            set(splits);
        };
        let remove = move |_| {
            let mut splits = draft.get_untracked();
            splits.remove(at);
            set(splits);
        };
        let kinds = SplitKind::ALL
            .iter()
            .map(|kind| view! { <option value=kind.as_str() selected=*kind == split.kind>{(g.split)(*kind)}</option> })
            .collect_view();
        view! {
            <li class="person-row share">
                <b>{name.clone()}</b>
                <span class="share-of">
                    <input
                        class="input right"
                        inputmode="decimal"
                        aria-label=(g.share_of)(&name)
                        value=percent(split.share)
                        on:change:target=move |event| share(event.target().value())
                    />
                    "%"
                </span>
                <select class="input" aria-label=(g.kind_of)(&name) on:change:target=move |event| kind(event.target().value())>{kinds}</select>
                <button type="button" class="button icon" aria-label=(g.remove)(&name) on:click=remove>"×"</button>
            </li>
        }
    };
    let rows = move || draft.get().into_iter().enumerate().map(row).collect_view();
    let add = move |person: PersonId| {
        let mut splits = draft.get_untracked();
        let kind = if untrack(revenue) < WHOLE { SplitKind::Revenue } else { SplitKind::Overlay };
        if splits.iter().any(|one| one.person == person && one.kind == kind) {
            return;
        }
        let share = if kind == SplitKind::Revenue { WHOLE - untrack(revenue) } else { WHOLE };
        splits.push(Split { person, share, kind });
        set(splits);
    };
    let sum = move || (g.sum)(&percent(revenue()));
    view! {
        <div class="people">
            <ul>{rows}</ul>
            <p role="status" class:wrong-text=move || !fits()>{move || (revenue() > 0).then(sum)}{move || (!fits()).then_some(g.not_whole)}</p>
            {somebody(editing, "add-split", g.add_split, Callback::new(add))}
        </div>
    }
    .into_any()
}

fn somebody(editing: Editing, id: &'static str, label: &'static str, picked: Callback<PersonId>) -> AnyView {
    let picked = Callback::new(move |one: Picked| {
        if let Ok(person) = one.key.parse().map(PersonId) {
            editing.deal.update(|deal| drop(deal.names.insert(person.0, one.name)));
            picked.run(person);
        }
    });
    let value = Signal::stored(String::new());
    picker(editing.t.language, Picker { id, label, of: Dimension::Owner, value, new: false, picked })
}

fn name_of(editing: Editing, person: PersonId) -> String {
    editing.deal.with_untracked(|deal| deal.names.get(&person.0).cloned()).unwrap_or_default()
}

/// Hundredths of a percent as one writes them: `33.33`, `50`.
fn percent(share: i32) -> String {
    let text = format!("{}.{:02}", share / 100, share % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What one has written, with a comma or a point.
fn hundredths(text: &str) -> Option<i32> {
    let text = text.trim().trim_end_matches('%').trim().replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let part = format!("{part:0<2}");
    let share = whole.parse::<i32>().ok()?.checked_mul(100)?.checked_add(part.parse().ok()?)?;
    (part.len() == 2 && (0..=WHOLE).contains(&share)).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_reads_as_it_is_written() {
        for (text, share) in [("50", 5_000), ("33.33", 3_333), ("0,5", 50), (" 12,25 % ", 1_225), ("100", 10_000)] {
            assert_eq!(hundredths(text), Some(share), "{text}");
            assert_eq!(hundredths(&percent(share)), Some(share));
        }
        for text in ["", "101", "1.234", "-1", "ten"] {
            assert_eq!(hundredths(text), None, "{text}");
        }
    }
}
