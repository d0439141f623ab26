//! Changing a deal: each field saves itself when one leaves it, and can be undone.

use super::conflict::conflict;
use super::details::details;
use super::fields::{category, close_day, lost_reason, next_step, next_step_day};
use super::gate::Gate;
use super::lines::lines;
use super::people::people;
use super::stepper::stepper;
use crate::context::{Visit, use_client};
use crate::fresh::now;
use crate::go::Go;
use crate::ui::components::{Toast, Toaster, use_toaster};
use crate::ui::i18n::deal::wrong;
use crate::ui::i18n::{Texts, offline, use_texts};
use crate::ui::island::{Island, island, renewed, use_go};
use contract::opportunity::{Opportunity, OpportunityPatch, OpportunityPath, PatchOpportunity, ReadOpportunity};
use contract::{Client, Nothing, Problem};
use domain::pace::Standing;
use domain::{LogNo, OpportunityId, StageId, State};
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
        self.save_onto(self.deal.with_untracked(|deal| deal.version), patch, undo);
    }

    /// Saves a change of the deal as it was at a version: as whoever makes the change had seen it.
    pub fn save_onto(self, base: LogNo, patch: OpportunityPatch, undo: Option<OpportunityPatch>) {
        let patch = OpportunityPatch { base, ..patch };
        self.count.update_value(|count| *count += 1);
        let (t, id) = (self.t, self.id);
        // A key for one write: it may be sent again, but counts once. The moment tells apart two visits of the same page.
        let key = format!("{id}-{}-{}-{}", patch.base, self.count.get_value(), now().0);
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
                    let done = Callback::new(move |(before, saved): (Opportunity, Opportunity)| {
                        let undo = difference(&saved.state, &before.state);
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
                    Toast { standing: Standing::Act, text: format!("{}: {}", t.deals.not_saved, said(t, &problem)), action: None }
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

/// What is wrong, in the words of whoever reads it.
fn said(t: &Texts, problem: &Problem) -> String {
    match problem.fields.first() {
        Some(fault) => wrong(t.language)(fault).map_or_else(|| fault.message.clone(), str::to_owned),
        None => problem.detail.clone(),
    }
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
