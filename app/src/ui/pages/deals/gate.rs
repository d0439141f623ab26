//! The sheet of a gate: asks on the spot for what a move lacks, and saves both together.

use super::competitors::competitors;
use super::contacts::{Names, contacts};
use crate::context::use_client;
use crate::ui::components::{Picked, Picker, picker, shape};
use crate::ui::i18n::Texts;
use crate::ui::i18n::deal::{Gate as Words, gate};
use contract::opportunity::{Opportunity, OpportunityPatch, OpportunityPath, PatchOpportunity, ReadOpportunity};
use contract::{Nothing, Problem};
use domain::pace::Standing;
use domain::{Dimension, Line, OpportunityId, Requirement, Source};
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;

/// What is asked for a move that was refused.
#[derive(Clone)]
struct Asked {
    deal: Opportunity,
    missing: Vec<Requirement>,
    done: Callback<(Opportunity, Opportunity)>,
}

/// The sheet of an island in which deals are moved. Made once ([`Gate::new`]) and put into its view once ([`Gate::view`]);
/// whoever gets a problem from [`PatchOpportunity`] hands it over:
///
/// ```text
/// let gate = Gate::new(t);
/// // after a refusal of `patch`, which would have moved `deal`:
/// if gate.asks(&problem, deal, &patch, Callback::new(move |(before, saved)| …)) {
///     return; // The sheet is open. Nothing has been saved: show the deal where it was until `done` is called.
/// }
/// view! { … {gate.view()} }
/// ```
///
/// It shows an input for each thing that is missing, saves them with the move in one request, and tells `done` how the deal was and how it was saved.
#[derive(Clone, Copy)]
pub struct Gate {
    t: &'static Texts,
    asked: RwSignal<Option<Asked>>,
    /// The move, with what has been filled in.
    draft: RwSignal<OpportunityPatch>,
    names: Names,
    trouble: RwSignal<Option<String>>,
    client: StoredValue<contract::Client>,
    dialog: NodeRef<Dialog>,
}

impl Gate {
    /// A sheet that is closed.
    pub fn new(t: &'static Texts) -> Self {
        Self {
            t,
            asked: RwSignal::new(None),
            draft: RwSignal::new(OpportunityPatch::default()),
            names: RwSignal::new(BTreeMap::new()),
            trouble: RwSignal::new(None),
            client: StoredValue::new(use_client()),
            dialog: NodeRef::new(),
        }
    }

    /// Opens for a move that a gate has refused; no other problem is its business. `done` hears how the deal was before and how it
    /// was saved in the end.
    pub fn asks(
        self,
        problem: &Problem,
        id: OpportunityId,
        patch: &OpportunityPatch,
        done: Callback<(Opportunity, Opportunity)>,
    ) -> bool {
        if problem.missing().is_empty() {
            return false;
        }
        let (client, missing) = (self.client.get_value(), problem.missing().to_vec());
        self.draft.set(patch.clone());
        spawn_local(async move {
            let path = OpportunityPath { id };
            if let Ok(deal) = client.call::<ReadOpportunity>(&path, &Nothing {}, &Nothing {}, None).await {
                let _ = self.names.try_set(deal.names.clone());
                let _ = self.trouble.try_set(None);
                let _ = self.asked.try_set(Some(Asked { deal, missing, done }));
                if let Some(dialog) = self.dialog.try_get_untracked().flatten() {
                    let _ = dialog.show_modal();
                }
            }
        });
        true
    }

    fn close(self) {
        if let Some(dialog) = self.dialog.get_untracked() {
            dialog.close();
        }
    }

    fn save(self, asked: Asked) {
        let (client, g) = (self.client.get_value(), gate(self.t.language));
        let patch = OpportunityPatch { base: asked.deal.version, ..self.draft.get_untracked() };
        let path = OpportunityPath { id: asked.deal.id };
        spawn_local(async move {
            match client.call::<PatchOpportunity>(&path, &Nothing {}, &patch, None).await {
                Ok(saved) => {
                    self.close();
                    asked.done.run((asked.deal, saved));
                }
                Err(problem) if !problem.missing().is_empty() => {
                    let names: Vec<&str> = problem.missing().iter().map(|one| (g.requirement)(*one)).collect();
                    let _ = self.trouble.try_set(Some(format!("{} {}", g.still, names.join(", "))));
                }
                Err(problem) => drop(self.trouble.try_set(Some(problem.detail))),
            }
        });
    }

    /// Draws it.
    pub fn view(self) -> AnyView {
        let g = gate(self.t.language);
        let body = move || {
            self.asked.get().map(|asked| {
                let fields = self.fields(g, &asked);
                let save = move |event: leptos::ev::SubmitEvent| {
                    event.prevent_default();
                    // What is being typed is said when one leaves it: before the move is saved.
                    self.save(asked.clone());
                };
                view! {
                    <form class="form" on:submit=save>
                        <h2>{g.title}</h2>
                        <p class="note">{g.hint}</p>
                        {fields}
                        <p class="wrong-text" role="alert">{move || self.trouble.get()}</p>
                        <footer>
                            <button type="button" class="button" on:click=move |_| self.close()>{g.cancel}</button>
                            <button class="button primary">{g.save}</button>
                        </footer>
                    </form>
                }
            })
        };
        let closed = move |_| self.asked.set(None);
        view! { <dialog class="sheet gate" node_ref=self.dialog on:close=closed>{body}</dialog> }.into_any()
    }

    /// An input for each thing that is missing; those that one input answers together have one.
    fn fields(self, g: &'static Words, asked: &Asked) -> Vec<AnyView> {
        let mut fields: Vec<(&[&str], AnyView)> = Vec::new();
        for requirement in &asked.missing {
            let of = requirement.fields();
            // Amount and product are both of the lines, but two inputs.
            let lines = matches!(requirement, Requirement::Amount | Requirement::Product);
            if lines || of.is_empty() || !fields.iter().any(|(known, _)| *known == of) {
                fields.push((of, self.field(g, *requirement, &asked.deal)));
            }
        }
        fields.into_iter().map(|(_, field)| field).collect()
    }

    fn field(self, g: &'static Words, requirement: Requirement, deal: &Opportunity) -> AnyView {
        let (t, draft) = (self.t, self.draft);
        let label = (g.requirement)(requirement);
        let set = move |change: &dyn Fn(&mut OpportunityPatch)| draft.update(change);
        let text = |id, kind, label, value: String, change: Callback<String>| input(id, kind, label, value, change);
        match requirement {
            Requirement::Account => self.pick("gate-account", label, Dimension::Account, |draft, key| {
                draft.account = Some(key.parse().ok().map(domain::AccountId))
            }),
            Requirement::Owner => self.pick("gate-owner", label, Dimension::Owner, |draft, key| {
                draft.owner = Some(key.parse().ok().map(domain::PersonId))
            }),
            Requirement::Product => {
                let lines = deal.state.lines.clone();
                let product = StoredValue::new(lines);
                self.pick("gate-product", label, Dimension::Product, move |draft, key| {
                    let lines = draft.lines.get_or_insert_with(|| product.get_value());
                    first(lines).product = key.parse().ok().map(domain::ProductId);
                })
            }
            Requirement::Amount => {
                let (lines, currency) = (deal.state.lines.clone(), deal.state.currency);
                let change = Callback::new(move |value: String| {
                    let Some(acv) = t.language.parse_amount(&value, currency) else { return };
                    set(&|draft| first(draft.lines.get_or_insert_with(|| lines.clone())).acv = acv);
                });
                let label = format!("{label} {}", currency.code());
                amount("gate-amount", label, change)
            }
            Requirement::CloseDay => text(
                "gate-close-day",
                "date",
                label,
                String::new(),
                Callback::new(move |value: String| set(&|draft| draft.close_day = value.parse().ok().map(Some))),
            ),
            Requirement::LostReason => text(
                "gate-lost-reason",
                "text",
                label,
                String::new(),
                Callback::new(move |value: String| set(&|draft| draft.lost_reason = Some(said(&value)))),
            ),
            Requirement::NextStep | Requirement::NextStepSoon => {
                let (step, day) = (deal.state.next_step.clone(), deal.state.next_step_day);
                let step = text(
                    "gate-next-step",
                    "text",
                    g.step,
                    step.unwrap_or_default(),
                    Callback::new(move |value: String| set(&|draft| draft.next_step = Some(said(&value)))),
                );
                let day = text(
                    "gate-next-step-day",
                    "date",
                    g.day,
                    day.map(|day| day.to_string()).unwrap_or_default(),
                    Callback::new(move |value: String| set(&|draft| draft.next_step_day = Some(value.parse().ok()))),
                );
                view! { <fieldset class="fields plain"><legend>{label}</legend>{step}{day}</fieldset> }.into_any()
            }
            Requirement::Source => {
                let options = Source::ALL
                    .iter()
                    .map(|source| view! { <option value=source.as_str()>{(t.names.source)(*source)}</option> })
                    .collect_view();
                let change = move |value: String| set(&|draft| draft.source = Some(Source::parse(&value)));
                view! {
                    <div class="field">
                        <label for="gate-source">{label}</label>
                        <select id="gate-source" on:change:target=move |event| change(event.target().value())>
                            <option value=""></option>
                            {options}
                        </select>
                    </div>
                }
                .into_any()
            }
            Requirement::Contact | Requirement::TwoContacts | Requirement::EconomicBuyer => {
                let (account, known) = (deal.state.account, deal.state.contacts.clone());
                let now = Signal::derive(move || draft.with(|draft| draft.contacts.clone()).unwrap_or_else(|| known.clone()));
                let account = Signal::derive(move || draft.with(|draft| draft.account).unwrap_or(account));
                let changed = Callback::new(move |all| draft.update(|draft| draft.contacts = Some(all)));
                let rows = contacts(t.language, "gate-contact", account, now, self.names, changed);
                view! { <fieldset class="plain"><legend>{label}</legend>{rows}</fieldset> }.into_any()
            }
            Requirement::Competitors => {
                let now = Signal::derive(move || draft.with(|draft| draft.competitors.clone().flatten()));
                let changed = Callback::new(move |said| draft.update(|draft| draft.competitors = Some(said)));
                competitors(t.language, "gate-competitors", now, changed)
            }
            Requirement::NoBlockingFlag => {
                let href = format!("/deals/{}", deal.id);
                view! {
                    <p class="notice-line">{shape(Standing::Act)}<span>{g.blocked}" "<a class="link" href=href>{g.blocked_link}</a></span></p>
                }
                .into_any()
            }
        }
    }

    fn pick(
        self,
        id: &'static str,
        label: &'static str,
        of: Dimension,
        change: impl Fn(&mut OpportunityPatch, &str) + Send + Sync + 'static,
    ) -> AnyView {
        let name = RwSignal::new(String::new());
        let picked = Callback::new(move |picked: Picked| {
            self.draft.update(|draft| change(draft, &picked.key));
            name.set(picked.name);
        });
        picker(self.t.language, Picker { id, label, of, value: name.into(), new: false, form: None, picked })
    }
}

/// The first line, made if there is none.
fn first(lines: &mut Vec<Line>) -> &mut Line {
    if lines.is_empty() {
        lines.push(Line { line: 1, product: None, acv: 0, one_off: 0 });
    }
    &mut lines[0]
}

fn said(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn input(id: &'static str, kind: &'static str, label: &'static str, value: String, change: Callback<String>) -> AnyView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input id=id type=kind autocomplete="off" value=value on:change:target=move |event| change.run(event.target().value())/>
        </div>
    }
    .into_any()
}

fn amount(id: &'static str, label: String, change: Callback<String>) -> AnyView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                class="right"
                inputmode="decimal"
                autocomplete="off"
                on:change:target=move |event| change.run(event.target().value())
            />
        </div>
    }
    .into_any()
}
