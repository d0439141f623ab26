//! Changing a deal: each field saves itself when one leaves it, and can be undone.

use crate::context::Visit;
use crate::ui::components::{Toast, Toaster, shape, use_toaster};
use crate::ui::i18n::Texts;
use contract::opportunity::{Opportunity, OpportunityPatch, OpportunityPath, PatchOpportunity};
use contract::{Client, Nothing, Page, Problem};
use domain::pace::Standing;
use domain::{Category, Line, LogNo, Money, OpportunityId, StageId, StageKind, Version};
use leptos::prelude::*;
use leptos::task::spawn_local;

type Loaded = Resource<Result<(Opportunity, Page<Version>), Problem>>;

/// What saving needs, and what stands in its way.
#[derive(Clone, Copy)]
pub struct Editing {
    loaded: Loaded,
    client: StoredValue<Client>,
    toaster: Toaster,
    /// A change that somebody else's was in the way of.
    conflict: RwSignal<Option<OpportunityPatch>>,
    /// Counts the changes of this page, so that each has a key of its own.
    count: StoredValue<u32>,
}

impl Editing {
    /// Editing of what is loaded.
    pub fn new(loaded: Loaded, client: StoredValue<Client>) -> Self {
        Self { loaded, client, toaster: use_toaster(), conflict: RwSignal::new(None), count: StoredValue::new(0) }
    }

    /// Saves a change. `undo` is the change that takes it back; its base is the version this one makes.
    fn save(self, t: &'static Texts, id: OpportunityId, patch: OpportunityPatch, undo: Option<OpportunityPatch>) {
        self.count.update_value(|count| *count += 1);
        let key = key(id, patch.base, self.count.get_value());
        let client = self.client.get_value();
        spawn_local(async move {
            let answer = client.call::<PatchOpportunity>(&OpportunityPath { id }, &Nothing {}, &patch, Some(key)).await;
            let toast = match answer {
                Ok(saved) => {
                    let undo = undo.map(|undo| {
                        let undo = OpportunityPatch { base: saved.version, ..undo };
                        (t.deals.undo, Callback::new(move |()| self.save(t, id, undo.clone(), None)))
                    });
                    let text = if undo.is_some() { t.deals.saved } else { t.deals.undone };
                    let _ = self.conflict.try_set(None);
                    Toast { standing: Standing::Good, text: text.to_owned(), action: undo }
                }
                Err(problem) => {
                    if problem.status == 409 {
                        let _ = self.conflict.try_set(Some(patch));
                    }
                    Toast { standing: Standing::Act, text: format!("{}: {}", t.deals.not_saved, problem.detail), action: None }
                }
            };
            self.toaster.show(toast);
            self.loaded.refetch();
        });
    }
}

/// A key for one write: it may be sent again, but counts once. The moment tells apart two visits of the same page.
fn key(id: OpportunityId, base: LogNo, count: u32) -> String {
    format!("{id}-{base}-{count}-{}", moment())
}

#[cfg(target_arch = "wasm32")]
fn moment() -> u64 {
    js_sys::Date::now() as u64
}

/// Writes start in the browser only.
#[cfg(not(target_arch = "wasm32"))]
fn moment() -> u64 {
    0
}

/// The fields one changes most.
pub fn edit(t: &'static Texts, visit: &Visit, editing: Editing, deal: &Opportunity) -> AnyView {
    view! {
        <section class="card pad">
            <h2>{t.deals.edit}</h2>
            <noscript><p class="note">{t.deals.no_script}</p></noscript>
            {conflict(t, visit, editing, deal)}
            <div class="fields">
                {stage(t, visit, editing, deal)}
                {amounts(t, editing, deal)}
                {close_day(t, editing, deal)}
                {category(t, editing, deal)}
                {next_step(t, editing, deal)}
                {next_step_day(t, editing, deal)}
            </div>
        </section>
    }
    .into_any()
}

fn stage(t: &'static Texts, visit: &Visit, editing: Editing, deal: &Opportunity) -> AnyView {
    let (id, base, now) = (deal.id, deal.version, deal.state.stage);
    // A deal moves within its own sales process.
    let processes = visit.workspace.as_ref().map(|info| &info.workspace.processes);
    let process = processes.and_then(|processes| processes.iter().find(|process| process.stage(now).is_some()));
    let options = process
        .into_iter()
        .flat_map(|process| &process.stages)
        .map(|stage| view! { <option value=stage.id.0.to_string() selected=stage.id == now>{stage.name.clone()}</option> })
        .collect_view();
    let change = move |value: String| {
        let Ok(to) = value.parse().map(StageId) else { return };
        let patch = |stage| OpportunityPatch { base, stage: Some(stage), ..OpportunityPatch::default() };
        editing.save(t, id, patch(to), Some(patch(now)));
    };
    view! {
        <div class="field">
            <label for="stage">{t.deals.stage}</label>
            <select id="stage" prop:value=now.0.to_string() on:change:target=move |event| change(event.target().value())>{options}</select>
        </div>
    }
    .into_any()
}

fn amounts(t: &'static Texts, editing: Editing, deal: &Opportunity) -> AnyView {
    let lines = StoredValue::new(deal.state.lines.clone());
    let one = deal.state.lines.len() < 2;
    let mut inputs: Vec<(i16, String, i64)> = deal
        .state
        .lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let product = deal.products.get(at).cloned().flatten().unwrap_or_else(|| t.common.none.to_owned());
            let label = if one { t.deals.amount.to_owned() } else { (t.deals.amount_of)(&product) };
            (line.line, label, line.acv)
        })
        .collect();
    if inputs.is_empty() {
        inputs.push((1, t.deals.amount.to_owned(), 0));
    }
    inputs.into_iter().map(|(line, label, acv)| amount(t, editing, deal, lines, line, label, acv)).collect_view().into_any()
}

fn amount(
    t: &'static Texts,
    editing: Editing,
    deal: &Opportunity,
    lines: StoredValue<Vec<Line>>,
    line: i16,
    label: String,
    acv: i64,
) -> AnyView {
    let (id, base, currency) = (deal.id, deal.version, deal.state.currency);
    let wrong = RwSignal::new(false);
    let change = move |value: String| {
        let Some(to) = t.language.parse_amount(&value, currency) else {
            wrong.set(true);
            return;
        };
        wrong.set(false);
        let before = lines.get_value();
        let mut after = before.clone();
        match after.iter_mut().find(|other| other.line == line) {
            Some(changed) => changed.acv = to,
            None => after.push(Line { line, product: None, acv: to, one_off: 0 }),
        }
        if after != before {
            let patch = |lines| OpportunityPatch { base, lines: Some(lines), ..OpportunityPatch::default() };
            editing.save(t, id, patch(after), Some(patch(before)));
        }
    };
    let input = format!("amount-{line}");
    let problem = format!("amount-{line}-wrong");
    view! {
        <div class="field">
            <label for=input.clone()>{label}" "{currency.code().to_owned()}</label>
            <input
                id=input
                class="right"
                inputmode="decimal"
                autocomplete="off"
                prop:value=t.language.amount(acv, currency)
                value=t.language.amount(acv, currency)
                aria-invalid=move || wrong.get().then_some("true")
                aria-describedby=problem.clone()
                on:change:target=move |event| change(event.target().value())
            />
            <span class="wrong" id=problem>{move || wrong.get().then_some(t.deals.bad_amount)}</span>
        </div>
    }
    .into_any()
}

/// An input for a text or a day that may be empty.
fn input(
    id: &'static str,
    kind: &'static str,
    label: &'static str,
    value: String,
    change: impl Fn(Option<String>) + 'static,
) -> AnyView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                type=kind
                autocomplete="off"
                prop:value=value.clone()
                value=value
                on:change:target=move |event| change(Some(event.target().value()).filter(|value| !value.trim().is_empty()))
            />
        </div>
    }
    .into_any()
}

fn close_day(t: &'static Texts, editing: Editing, deal: &Opportunity) -> AnyView {
    let (id, base, now) = (deal.id, deal.version, deal.state.close_day);
    let value = now.map(|day| day.to_string()).unwrap_or_default();
    input("close-day", "date", t.deals.close_date, value, move |value| {
        let patch = |day| OpportunityPatch { base, close_day: Some(day), ..OpportunityPatch::default() };
        editing.save(t, id, patch(value.and_then(|value| value.parse().ok())), Some(patch(now)));
    })
}

fn next_step(t: &'static Texts, editing: Editing, deal: &Opportunity) -> AnyView {
    let (id, base, now) = (deal.id, deal.version, deal.state.next_step.clone());
    let value = now.clone().unwrap_or_default();
    input("next-step", "text", t.deals.next_step, value, move |value| {
        let patch = |step| OpportunityPatch { base, next_step: Some(step), ..OpportunityPatch::default() };
        editing.save(t, id, patch(value), Some(patch(now.clone())));
    })
}

fn next_step_day(t: &'static Texts, editing: Editing, deal: &Opportunity) -> AnyView {
    let (id, base, now) = (deal.id, deal.version, deal.state.next_step_day);
    let value = now.map(|day| day.to_string()).unwrap_or_default();
    input("next-step-day", "date", t.deals.next_step_day, value, move |value| {
        let patch = |day| OpportunityPatch { base, next_step_day: Some(day), ..OpportunityPatch::default() };
        editing.save(t, id, patch(value.and_then(|value| value.parse().ok())), Some(patch(now)));
    })
}

fn category(t: &'static Texts, editing: Editing, deal: &Opportunity) -> AnyView {
    // Won and lost deals have the category of their stage.
    if deal.kind != StageKind::Open {
        return ().into_any();
    }
    const OPEN: [(Category, &str); 4] = [
        (Category::Pipeline, "pipeline"),
        (Category::BestCase, "best_case"),
        (Category::Commit, "commit"),
        (Category::Omitted, "omitted"),
    ];
    let (id, base, now) = (deal.id, deal.version, deal.state.category);
    let options = OPEN
        .into_iter()
        .map(|(category, name)| view! { <option value=name selected=Some(category) == now>{(t.names.category)(category)}</option> })
        .collect_view();
    let chosen = OPEN.into_iter().find(|(category, _)| Some(*category) == now).map_or("", |(_, name)| name);
    let change = move |value: String| {
        let to = OPEN.into_iter().find(|(_, name)| *name == value).map(|(category, _)| category);
        let patch = |category| OpportunityPatch { base, category: Some(category), ..OpportunityPatch::default() };
        editing.save(t, id, patch(to), Some(patch(now)));
    };
    view! {
        <div class="field">
            <label for="category">{t.deals.category}</label>
            <select id="category" prop:value=chosen on:change:target=move |event| change(event.target().value())>
                <option value="" selected=now.is_none()>{(t.deals.stage_category)((t.names.category)(deal.category))}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// Somebody else's change was in the way: both are shown, and one is chosen.
fn conflict(t: &'static Texts, visit: &Visit, editing: Editing, deal: &Opportunity) -> AnyView {
    let (id, base) = (deal.id, deal.version);
    let theirs = StoredValue::new(deal.clone());
    let processes = StoredValue::new(visit.workspace.as_ref().map(|info| info.workspace.processes.clone()).unwrap_or_default());
    let said = move |patch: &OpportunityPatch| {
        let (mine, other) = theirs.with_value(|theirs| both(t, patch, theirs, &processes.get_value()));
        (t.deals.conflict_detail)(&mine, &other)
    };
    let shown = move || {
        editing.conflict.get().map(|patch| {
            let text = said(&patch);
            let mine = move |_| editing.save(t, id, OpportunityPatch { base, ..patch.clone() }, None);
            view! {
                <div class="conflict" role="alert">
                    <h3>{shape(Standing::Watch)}{t.deals.conflict}</h3>
                    <p>{text}</p>
                    <div class="chip-row">
                        <button type="button" class="button" on:click=mine>{t.deals.keep_mine}</button>
                        <button type="button" class="button" on:click=move |_| editing.conflict.set(None)>{t.deals.keep_theirs}</button>
                    </div>
                </div>
            }
        })
    };
    view! { {shown} }.into_any()
}

/// What was written here, and what stands there now, in words.
fn both(t: &Texts, patch: &OpportunityPatch, theirs: &Opportunity, processes: &[domain::Process]) -> (String, String) {
    let language = t.language;
    let state = &theirs.state;
    let empty = || t.deals.empty_value.to_owned();
    let day = |day: Option<domain::Day>| day.map_or_else(empty, |day| language.day(day));
    let category = |category: Option<Category>| category.map_or_else(empty, |category| (t.names.category)(category).to_owned());
    let stage = |id: StageId| {
        let stage = processes.iter().find_map(|process| process.stage(id));
        stage.map_or_else(|| id.0.to_string(), |stage| stage.name.clone())
    };
    if let Some(mine) = patch.stage {
        return (stage(mine), stage(state.stage));
    }
    if let Some(lines) = &patch.lines {
        let money = |minor| language.money(Money { minor, currency: state.currency });
        return (money(lines.iter().map(|line| line.acv).sum()), money(state.acv()));
    }
    if let Some(mine) = patch.close_day {
        return (day(mine), day(state.close_day));
    }
    if let Some(mine) = patch.next_step_day {
        return (day(mine), day(state.next_step_day));
    }
    if let Some(mine) = patch.category {
        return (category(mine), category(state.category));
    }
    let text = |text: Option<String>| text.unwrap_or_else(empty);
    (text(patch.next_step.clone().flatten()), text(state.next_step.clone()))
}
