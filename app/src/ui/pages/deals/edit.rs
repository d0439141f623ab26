//! Changing a deal: each field saves itself when one leaves it, and can be undone.

use super::conflict::conflict;
use super::details::details;
use super::gate::Gate;
use super::lines::lines;
use super::people::people;
use super::stepper::stepper;
use crate::context::{Visit, use_client};
use crate::go::Go;
use crate::ui::components::{Toast, Toaster, use_toaster};
use crate::ui::i18n::{Texts, offline, use_texts};
use crate::ui::island::{Island, island, renewed, use_go};
use contract::opportunity::{Opportunity, OpportunityPatch, OpportunityPath, PatchOpportunity, ReadOpportunity};
use contract::{Client, Nothing};
use domain::pace::Standing;
use domain::{Category, Line, OpportunityId, StageId, StageKind, State};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

/// The fields one changes most.
pub fn edit(visit: &Visit, deal: &Opportunity) -> AnyView {
    // A deal moves within its own sales process.
    let processes = visit.workspace.as_ref().map(|info| &info.workspace.processes);
    let process = processes.and_then(|processes| processes.iter().find(|process| process.stage(deal.state.stage).is_some()));
    let stages = process.into_iter().flat_map(|process| &process.stages).map(|stage| (stage.id, stage.name.clone())).collect();
    island(Edit { deal: deal.clone(), stages })
}

/// A deal, to be changed field by field.
#[derive(Serialize, Deserialize)]
pub struct Edit {
    deal: Opportunity,
    /// Where it can be.
    stages: Vec<(StageId, String)>,
}

impl Island for Edit {
    const NAME: &'static str = "edit-deal";

    // It follows its own changes: what is half written in another field stays while the page is loaded again.
    fn key(&self) -> Option<String> {
        Some(self.deal.id.to_string())
    }

    fn view(self) -> AnyView {
        let t = use_texts();
        let editing = Editing::new(t, self.deal);
        // What has been changed elsewhere, or has waited for a network and is sent now: the next change is based on it.
        Effect::new(move |_| {
            if let Some(Self { deal, .. }) = renewed::<Self>()
                && deal.version > editing.deal.with_untracked(|deal| deal.version)
            {
                editing.know(deal);
            }
        });
        let fields = [close_day(editing), lost_reason(editing), category(editing), next_step(editing), next_step_day(editing)];
        let fields = fields.into_iter().chain(details(editing));
        let path = stepper(editing, &self.stages);
        view! {
            <section class="card pad update">
                <h2>{t.deals.edit}</h2>
                <noscript><p class="note">{t.deals.no_script}</p></noscript>
                {path}
                {conflict(editing, self.stages)}
                <div class="fields">{fields.collect::<Vec<_>>()}</div>
                {lines(editing)}
            </section>
            {people(editing)}
        }
        .into_any()
    }
}

/// What saving needs, and what stands in its way.
#[derive(Clone, Copy)]
pub struct Editing {
    /// The texts.
    pub t: &'static Texts,
    /// The deal.
    pub id: OpportunityId,
    /// The deal as it is now, as far as is known here.
    pub deal: RwSignal<Opportunity>,
    /// A change that somebody else's was in the way of.
    pub conflict: RwSignal<Option<OpportunityPatch>>,
    client: StoredValue<Client>,
    /// Asks for what a move lacks.
    pub gate: Gate,
    toaster: Toaster,
    go: Go,
    /// Counts the changes made here, so that each has a key of its own.
    count: StoredValue<u32>,
}

impl Editing {
    /// Changing this deal.
    pub fn new(t: &'static Texts, deal: Opportunity) -> Self {
        Self {
            t,
            id: deal.id,
            deal: RwSignal::new(deal),
            conflict: RwSignal::new(None),
            client: StoredValue::new(use_client()),
            gate: Gate::new(t),
            toaster: use_toaster(),
            go: use_go(),
            count: StoredValue::new(0),
        }
    }

    /// Saves a change of the deal as it is known here; `undo` is the change that takes it back.
    pub fn save(self, patch: OpportunityPatch, undo: Option<OpportunityPatch>) {
        let patch = OpportunityPatch { base: self.deal.with_untracked(|deal| deal.version), ..patch };
        self.count.update_value(|count| *count += 1);
        let (t, id) = (self.t, self.id);
        // A key for one write: it may be sent again, but counts once. The moment tells apart two visits of the same page.
        let key = format!("{id}-{}-{}-{}", patch.base, self.count.get_value(), moment());
        let client = self.client.get_value();
        spawn_local(async move {
            let path = OpportunityPath { id };
            let toast = match client.call::<PatchOpportunity>(&path, &Nothing {}, &patch, Some(key)).await {
                Ok(saved) => {
                    self.know(saved);
                    let _ = self.conflict.try_set(None);
                    let text = if undo.is_some() { t.deals.saved } else { t.deals.undone };
                    Toast { standing: Standing::Good, text: text.to_owned(), action: self.back(undo) }
                }
                Err(problem) if !problem.missing().is_empty() => {
                    let done = Callback::new(move |saved: Opportunity| {
                        let undo = self.deal.with_untracked(|before| difference(&saved.state, &before.state));
                        self.know(saved);
                        let (text, action) = (t.deals.saved.to_owned(), self.back(Some(undo)));
                        self.toaster.show(Toast { standing: Standing::Good, text, action });
                        self.go.again();
                    });
                    self.gate.asks(&problem, id, &patch, done);
                    return;
                }
                // The device keeps it, and so does the page.
                Err(problem) if problem.waits() => {
                    let text = offline(t.language).kept.to_owned();
                    self.toaster.show(Toast { standing: Standing::Watch, text, action: self.back(undo) });
                    return;
                }
                Err(problem) => {
                    if problem.status == 409
                        && let Ok(theirs) = client.call::<ReadOpportunity>(&path, &Nothing {}, &Nothing {}, None).await
                    {
                        self.know(theirs);
                        let _ = self.conflict.try_set(Some(patch));
                    }
                    Toast { standing: Standing::Act, text: format!("{}: {}", t.deals.not_saved, problem.detail), action: None }
                }
            };
            self.toaster.show(toast);
            self.go.again();
        });
    }

    /// Saves a change, and offers to take it back.
    pub fn change(self, patch: OpportunityPatch) {
        let undo = self.deal.with_untracked(|deal| inverse(&deal.state, &patch));
        self.save(patch, Some(undo));
    }

    fn back(self, undo: Option<OpportunityPatch>) -> Option<(&'static str, Callback<()>)> {
        let undo = OpportunityPatch { undo: true, ..undo? };
        Some((self.t.deals.undo, Callback::new(move |()| self.save(undo.clone(), None))))
    }

    /// The page may be gone by the time an answer comes.
    fn know(self, deal: Opportunity) {
        let _ = self.deal.try_set(deal);
    }
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

/// Goes through every field that a change can be about.
macro_rules! each_field {
    ($do:ident) => {
        $do!(
            name,
            account,
            owner,
            deal_type,
            currency,
            lines,
            stage,
            category,
            close_day,
            source,
            sourced_by,
            campaign,
            region,
            term_months,
            next_step,
            next_step_day,
            lost_reason,
            contacts,
            competitors,
            team,
            splits,
            nurture_until
        )
    };
}

/// The change that brings back what a change is about, as a state has it.
pub fn inverse(state: &State, patch: &OpportunityPatch) -> OpportunityPatch {
    let mut back = OpportunityPatch::default();
    macro_rules! take {
        ($($field:ident),*) => {$( if patch.$field.is_some() { back.$field = Some(state.$field.clone()); } )*};
    }
    each_field!(take);
    back
}

/// The change that makes one state of another.
fn difference(from: &State, to: &State) -> OpportunityPatch {
    let mut patch = OpportunityPatch::default();
    macro_rules! take {
        ($($field:ident),*) => {$( if from.$field != to.$field { patch.$field = Some(to.$field.clone()); } )*};
    }
    each_field!(take);
    patch
}

/// The amount, or that of each line.
pub fn amounts(editing: Editing) -> Vec<AnyView> {
    let t = editing.t;
    let lines: Vec<(i16, String)> = editing.deal.with_untracked(|deal| {
        let one = deal.state.lines.len() < 2;
        let label = |at: usize| {
            let product = deal.products.get(at).and_then(Option::as_deref).unwrap_or(t.common.none);
            if one { t.deals.amount.to_owned() } else { (t.deals.amount_of)(product) }
        };
        deal.state.lines.iter().enumerate().map(|(at, line)| (line.line, label(at))).collect()
    });
    if lines.is_empty() {
        return vec![amount(editing, 1, t.deals.amount.to_owned())];
    }
    lines.into_iter().map(|(line, label)| amount(editing, line, label)).collect()
}

fn amount(editing: Editing, line: i16, label: String) -> AnyView {
    let t = editing.t;
    let currency = editing.deal.with_untracked(|deal| deal.state.currency);
    let wrong = RwSignal::new(false);
    let now = move || {
        let found = editing.deal.with(|deal| deal.state.lines.iter().find(|other| other.line == line).map(|line| line.acv));
        t.language.amount(found.unwrap_or(0), currency)
    };
    let change = move |value: String| {
        let to = t.language.parse_amount(&value, currency);
        wrong.set(to.is_none());
        let Some(to) = to else { return };
        let before = editing.deal.with_untracked(|deal| deal.state.lines.clone());
        let mut after = before.clone();
        match after.iter_mut().find(|other| other.line == line) {
            Some(changed) => changed.acv = to,
            None => after.push(Line { line, product: None, acv: to, one_off: 0 }),
        }
        if after != before {
            let patch = |lines| OpportunityPatch { lines: Some(lines), ..OpportunityPatch::default() };
            editing.save(patch(after), Some(patch(before)));
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
                value=untrack(now)
                prop:value=now
                aria-invalid=move || wrong.get().then_some("true")
                aria-describedby=problem.clone()
                on:change:target=move |event| change(event.target().value())
            />
            <span class="wrong" id=problem>{move || wrong.get().then_some(t.deals.bad_amount)}</span>
        </div>
    }
    .into_any()
}

/// An input for a text or a day that may be empty: what it shows, and the change that a value makes.
fn input<T: Clone + Send + Sync + 'static>(
    editing: Editing,
    (id, kind, label): (&'static str, &'static str, &'static str),
    now: impl Fn(&Opportunity) -> Option<T> + Copy + Send + 'static,
    show: impl Fn(T) -> String + Copy + Send + 'static,
    read: impl Fn(&str) -> Option<T> + 'static,
    patch: impl Fn(Option<T>) -> OpportunityPatch + 'static,
) -> AnyView {
    let value = move || editing.deal.with(now).map(show).unwrap_or_default();
    let change = move |value: String| editing.save(patch(read(value.trim())), Some(patch(editing.deal.with_untracked(now))));
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                type=kind
                autocomplete="off"
                value=untrack(value)
                prop:value=value
                on:change:target=move |event| change(event.target().value())
            />
        </div>
    }
    .into_any()
}

/// The close date.
pub fn close_day(editing: Editing) -> AnyView {
    input(
        editing,
        ("close-day", "date", editing.t.deals.close_date),
        |deal| deal.state.close_day,
        |day| day.to_string(),
        |text| text.parse().ok(),
        |day| OpportunityPatch { close_day: Some(day), ..OpportunityPatch::default() },
    )
}

/// Asked of a lost deal only.
pub fn lost_reason(editing: Editing) -> AnyView {
    let field = input(
        editing,
        ("lost-reason", "text", editing.t.deals.lost_reason),
        |deal| deal.state.lost_reason.clone(),
        |reason| reason,
        |text| (!text.is_empty()).then(|| text.to_owned()),
        |reason| OpportunityPatch { lost_reason: Some(reason), ..OpportunityPatch::default() },
    );
    let other = move || editing.deal.with(|deal| deal.kind != StageKind::Lost);
    view! { <div hidden=other>{field}</div> }.into_any()
}

/// What happens next.
pub fn next_step(editing: Editing) -> AnyView {
    input(
        editing,
        ("next-step", "text", editing.t.deals.next_step),
        |deal| deal.state.next_step.clone(),
        |step| step,
        |text| (!text.is_empty()).then(|| text.to_owned()),
        |step| OpportunityPatch { next_step: Some(step), ..OpportunityPatch::default() },
    )
}

/// When.
pub fn next_step_day(editing: Editing) -> AnyView {
    input(
        editing,
        ("next-step-day", "date", editing.t.deals.next_step_day),
        |deal| deal.state.next_step_day,
        |day| day.to_string(),
        |text| text.parse().ok(),
        |day| OpportunityPatch { next_step_day: Some(day), ..OpportunityPatch::default() },
    )
}

/// The categories of an open deal.
const OPEN: [(Category, &str); 4] = [
    (Category::Pipeline, "pipeline"),
    (Category::BestCase, "best_case"),
    (Category::Commit, "commit"),
    (Category::Omitted, "omitted"),
];

/// The forecast category.
pub fn category(editing: Editing) -> AnyView {
    let t = editing.t;
    let now = move || editing.deal.with(|deal| deal.state.category);
    let chosen = move || OPEN.into_iter().find(|(category, _)| Some(*category) == now()).map_or("", |(_, name)| name);
    let first = untrack(now);
    let options = OPEN
        .into_iter()
        .map(|(category, name)| view! { <option value=name selected=Some(category) == first>{(t.names.category)(category)}</option> })
        .collect_view();
    let change = move |value: String| {
        let to = OPEN.into_iter().find(|(_, name)| *name == value).map(|(category, _)| category);
        let patch = |category| OpportunityPatch { category: Some(category), ..OpportunityPatch::default() };
        editing.save(patch(to), Some(patch(untrack(now))));
    };
    // Won and lost deals have the category of their stage.
    let closed = move || editing.deal.with(|deal| deal.kind != StageKind::Open);
    let of_stage = move || editing.deal.with(|deal| (t.deals.stage_category)((t.names.category)(deal.category)));
    view! {
        <div class="field" hidden=closed>
            <label for="category">{t.deals.category}</label>
            <select id="category" prop:value=chosen on:change:target=move |event| change(event.target().value())>
                <option value="" selected=first.is_none()>{of_stage}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}
