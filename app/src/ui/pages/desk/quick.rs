//! Changing one field of a deal where it is shown, or saying what was done, without leaving the page: one island for a whole
//! list, board or deck. What opens it are links with `data-quick="field"` inside of something with `data-deal="id"`; without a
//! script they lead to the deal.

use super::call::{Draft, call};
use super::known;
use super::walk::walk;
use crate::context::{Visit, use_client};
use crate::ui::components::{Toast, use_toaster};
use crate::ui::i18n::{Texts, desk, in_place, use_texts};
use crate::ui::island::{Island, island, use_go};
use crate::ui::pages::deals::{Editing, amounts, category, conflict, lost_reason};
use crate::ui::pages::outbox::waiting_here;
use contract::Nothing;
use contract::opportunity::{Opportunity, OpportunityPatch, OpportunityPath, ReadOpportunity};
use domain::pace::Standing;
use domain::{Day, OpportunityId, PeriodKind, StageId, StageKind, State};
use leptos::ev::{Event, KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement, HtmlInputElement};
use serde::{Deserialize, Serialize};

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The stage.
    Stage,
    /// The close date.
    Close,
    /// The amount.
    Amount,
    /// The forecast category.
    Category,
    /// Whose it is.
    Owner,
    /// What happens next, and when.
    NextStep,
    /// What was done: no field, but said in the same place.
    Call,
}

impl What {
    const ALL: [Self; 7] = [Self::Stage, Self::Close, Self::Amount, Self::Category, Self::Owner, Self::NextStep, Self::Call];

    /// The value of `data-quick`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Close => "close",
            Self::Amount => "amount",
            Self::Category => "category",
            Self::Owner => "owner",
            Self::NextStep => "next",
            Self::Call => "call",
        }
    }

    /// What it is called.
    pub fn name(self, t: &Texts) -> &'static str {
        match self {
            Self::Stage => t.deals.stage,
            Self::Close => t.deals.close_date,
            Self::Amount => t.deals.amount,
            Self::Category => t.deals.category,
            Self::Owner => t.deals.owner,
            Self::NextStep => t.deals.next_step,
            Self::Call => in_place(t.language).log_call,
        }
    }
}

/// The sheet in which a field is changed.
#[derive(Serialize, Deserialize)]
pub struct Quick {
    /// The stages of each sales process.
    processes: Vec<Vec<(StageId, String)>>,
    pub(super) today: Day,
    /// The last day of this fiscal quarter, and of the next.
    pub(super) quarters: Vec<Day>,
}

/// The island for a page.
pub fn quick(visit: &Visit) -> AnyView {
    let Some(info) = visit.workspace.as_ref().filter(|_| visit.me.as_ref().is_some_and(|me| me.role.changes_deals())) else {
        return ().into_any();
    };
    let stages = |process: &domain::Process| process.stages.iter().map(|stage| (stage.id, stage.name.clone())).collect();
    let mut quarters: Vec<Day> = info
        .periods
        .iter()
        .filter(|period| period.key.kind == PeriodKind::Quarter && period.last >= info.today)
        .map(|period| period.last)
        .collect();
    quarters.sort();
    quarters.truncate(2);
    let processes = info.workspace.processes.iter().map(stages).collect();
    let sheet = island(Quick { processes, today: info.today, quarters });
    view! { {sheet}{waiting_here(use_texts(), visit)} }.into_any()
}

/// A link that opens the sheet for a field of the deal around it.
pub fn link(t: &Texts, deal: OpportunityId, name: &str, what: What, class: &'static str, text: AnyView) -> AnyView {
    let label = match what {
        What::Call => format!("{}: {name}", what.name(t)),
        _ => (desk(t.language).change)(what.name(t), name),
    };
    // Without a script there are forms for it on the deal's page.
    let place = if what == What::Call { "activities" } else { "edit" };
    view! { <a class=class href=format!("/deals/{deal}#{place}") rel="external nofollow" data-quick=what.as_str() title=label>{text}</a> }
        .into_any()
}

impl Island for Quick {
    const NAME: &'static str = "quick";

    fn key(&self) -> Option<String> {
        Some("quick".to_owned())
    }

    fn view(self) -> AnyView {
        let open = RwSignal::new(None::<Opened>);
        let sheet = Sheet::new();
        let (client, toaster, go) = (use_client(), use_toaster(), use_go());
        // What was saved here is later than what its card still says.
        let saved = StoredValue::new(Vec::<Opportunity>::new());
        let draft = Draft::default();
        // Out there a link leads to the deal; here it opens the sheet, with the deal as its card knows it. Where that is not
        // enough, it is asked for.
        let clicks = window_event_listener(leptos::ev::click, move |event| {
            let Some((id, what, card)) = clicked(&event) else { return };
            event.prevent_default();
            let enough = match &what {
                Act::Choose(_) => true,
                Act::Do(patch) => known::takes_back(patch),
            };
            if let Some(deal) = known::read(&card).filter(|_| enough) {
                let later =
                    saved.with_value(|saved| saved.iter().find(|other| other.id == id && other.version > deal.version).cloned());
                open.set(Some((later.unwrap_or(deal), what)));
                return;
            }
            let client = client.clone();
            spawn_local(async move {
                match client.call::<ReadOpportunity>(&OpportunityPath { id }, &Nothing {}, &Nothing {}, None).await {
                    Ok(deal) => drop(open.try_set(Some((deal, what)))),
                    Err(problem) => {
                        toaster.show(Toast { standing: Standing::Act, text: problem.detail, action: None });
                        go.again();
                    }
                }
            });
        });
        on_cleanup(move || clicks.remove());
        walk();
        let stored = StoredValue::new(self);
        let body =
            move || open.get().map(|(deal, what)| stored.with_value(|quick| quick.editor(deal, what, sheet, saved, draft)));
        // Whatever way the sheet is closed, what one is writing in it is saved, as it is when one leaves an input.
        let closing = move |_: Event| drop(focused().map(|input| input.blur()));
        let key = move |event: KeyboardEvent| {
            if event.key() == "Escape"
                && let Some(input) = focused().and_then(|input| input.dyn_into::<HtmlInputElement>().ok())
            {
                input.set_value(&input.default_value());
            }
        };
        view! {
            <div popover="auto" id="quick" class="menu quick" node_ref=sheet on:keydown=key on:beforetoggle=closing>{body}</div>
        }
        .into_any()
    }
}

/// A deal, and what of it is to be changed.
type Opened = (Opportunity, Act);

/// Where it is changed.
pub type Sheet = NodeRef<leptos::html::Div>;

/// What a click is about.
#[derive(Clone)]
enum Act {
    /// To be chosen in the sheet.
    Choose(What),
    /// Chosen already.
    Do(Box<OpportunityPatch>),
}

/// What has the focus.
fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// The deal and field a click is about, and the card it is on.
fn clicked(event: &MouseEvent) -> Option<(OpportunityId, Act, Element)> {
    if event.ctrl_key() || event.meta_key() || event.shift_key() {
        return None;
    }
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let place = target.closest("[data-quick], [data-patch]").ok()??;
    let card = place.closest("[data-deal]").ok()??;
    let deal = card.get_attribute("data-deal")?.parse().ok()?;
    let act = match place.get_attribute("data-patch") {
        Some(patch) => Act::Do(serde_json::from_str(&patch).ok()?),
        None => {
            let word = place.get_attribute("data-quick")?;
            Act::Choose(What::ALL.into_iter().find(|what| what.as_str() == word)?)
        }
    };
    Some((deal, act, card))
}

/// The change that takes one back, from the state before it.
pub fn back(patch: &OpportunityPatch, before: &State) -> OpportunityPatch {
    let mut back = OpportunityPatch::default();
    macro_rules! fields {
        ($($field:ident),*) => {$( if patch.$field.is_some() { back.$field = Some(before.$field.clone()); } )*};
    }
    fields!(stage, close_day, lines, category, next_step, next_step_day, lost_reason, owner, nurture_until);
    // Closing a deal may change its close date with it.
    if patch.stage.is_some() {
        back.close_day = Some(before.close_day);
    }
    back
}

impl Quick {
    /// The sheet for one field, or what shows what is in the way of a change that was chosen already.
    fn editor(&self, deal: Opportunity, act: Act, sheet: Sheet, saved: StoredValue<Vec<Opportunity>>, draft: Draft) -> AnyView {
        let t = use_texts();
        let state = deal.state.clone();
        let stages =
            self.processes.iter().find(|stages| stages.iter().any(|(id, _)| *id == state.stage)).cloned().unwrap_or_default();
        let (name, kind) = (state.name.clone(), deal.kind);
        let first = deal.version;
        let editing = Editing::new(t, deal);
        Effect::new(move |_| {
            let now = editing.deal.get();
            if now.version > first {
                saved.update_value(|saved| {
                    saved.retain(|other| other.id != now.id);
                    saved.push(now);
                });
            }
        });
        // It stays open while something is in the way.
        Effect::new(move |_| {
            if editing.conflict.with(Option::is_some) {
                show(sheet);
            }
        });
        let what = match act {
            Act::Do(patch) => {
                let undo = back(&patch, &state);
                editing.save(*patch, Some(undo));
                return conflict(editing, stages);
            }
            Act::Choose(what) => what,
        };
        show(sheet);
        let choose = move |patch: OpportunityPatch| {
            let undo = back(&patch, &state);
            editing.save(patch, Some(undo));
            hide(sheet);
        };
        let fields = match what {
            What::Stage => self.moves(editing, &stages, choose),
            What::Close => self.days(editing, choose),
            What::NextStep => self.next(editing, choose),
            What::Amount => amounts(editing).into_any(),
            What::Category => category(editing),
            What::Owner => self.owners(editing, choose),
            What::Call => call(editing.id, draft, sheet),
        };
        view! {
            <h3>{name}<small>{what.name(t)}</small></h3>
            {conflict(editing, stages)}
            {fields}
            {(kind == StageKind::Lost).then(|| lost_reason(editing))}
        }
        .into_any()
    }
}

/// Opens the sheet once what is in it has been drawn.
fn show(sheet: Sheet) {
    request_animation_frame(move || {
        if let Some(sheet) = sheet.try_get_untracked().flatten() {
            let _ = sheet.show_popover();
            // The first input is where one writes: a phone shows its keys.
            if let Ok(Some(first)) = sheet.query_selector("input, [aria-current], button")
                && let Ok(first) = first.dyn_into::<HtmlElement>()
            {
                let _ = first.focus();
            }
        }
    });
}

/// Closes the sheet.
pub fn hide(sheet: Sheet) {
    if let Some(sheet) = sheet.try_get_untracked().flatten() {
        let _ = sheet.hide_popover();
    }
}
