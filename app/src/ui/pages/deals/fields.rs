//! The fields of a deal that one changes most.

use super::edit::Editing;
use contract::opportunity::{Opportunity, OpportunityPatch};
use domain::{Category, Line, LogNo, StageKind};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlInputElement;

/// What is being written into a field, and the version of the deal that its writer had seen: what somebody else saves
/// meanwhile neither takes it away nor counts as seen.
#[derive(Clone, Copy)]
struct Draft {
    editing: Editing,
    written: RwSignal<Option<Written>>,
}

#[derive(Clone)]
struct Written {
    text: String,
    base: LogNo,
    /// It stays in its field until the deal has moved on, with this change or because of a conflict.
    sent: bool,
}

impl Draft {
    fn new(editing: Editing) -> Self {
        Self { editing, written: RwSignal::new(None) }
    }

    fn version(self) -> LogNo {
        self.editing.deal.with(|deal| deal.version)
    }

    /// What is still in the field.
    fn now(self) -> Option<Written> {
        self.written.get().filter(|written| !written.sent || self.version() <= written.base)
    }

    /// What the field shows: this, or else what is saved.
    fn or(self, saved: impl Fn() -> String) -> String {
        self.now().map_or_else(saved, |written| written.text)
    }

    /// What a change made of it is based on.
    fn base(self) -> LogNo {
        untrack(move || self.now().map_or_else(|| self.version(), |written| written.base))
    }

    fn write(self, text: String) {
        self.written.set(Some(Written { text, base: self.base(), sent: false }));
    }

    fn send(self, patch: OpportunityPatch, undo: OpportunityPatch) {
        let base = self.base();
        self.written.update(|written| {
            if let Some(written) = written {
                (written.base, written.sent) = (base, true);
            }
        });
        self.editing.save_onto(base, patch, Some(undo));
    }

    /// Leaves the field: what was not changed after all is no draft.
    fn leave(self) {
        if self.written.with_untracked(|written| written.as_ref().is_some_and(|written| !written.sent)) {
            self.written.set(None);
        }
    }
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
    let draft = Draft::new(editing);
    let shown = move || draft.or(now);
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
            draft.send(patch(after), patch(before));
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
                prop:value=shown
                on:input:target=move |event| draft.write(event.target().value())
                on:blur=move |_| if !wrong.get_untracked() { draft.leave() }
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
    now: impl Fn(&Opportunity) -> Option<T> + Copy + Send + Sync + 'static,
    show: impl Fn(T) -> String + Copy + Send + Sync + 'static,
    read: impl Fn(&str) -> Option<T> + Send + Sync + 'static,
    patch: impl Fn(Option<T>) -> OpportunityPatch + Send + Sync + 'static,
) -> AnyView {
    let value = move || editing.deal.with(now).map(show).unwrap_or_default();
    let draft = Draft::new(editing);
    let shown = move || draft.or(value);
    let change = Callback::new(move |value: String| {
        draft.send(patch(read(value.trim())), patch(editing.deal.with_untracked(now)));
    });
    // A day that is typed changes with each key, and is none in between: it is left alone, and taken when one is done with it. One
    // that is chosen in the calendar is taken at once.
    let typing = StoredValue::new(false);
    let is_day = kind == "date";
    let done = move |input: HtmlInputElement| {
        let typed = typing.get_value();
        typing.set_value(false);
        let whole = input.check_validity();
        if is_day && typed && whole && input.value() != untrack(value) {
            change.run(input.value());
        } else {
            if is_day && !whole {
                input.set_value(&untrack(value));
            }
            draft.leave();
        }
    };
    let key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" if is_day => {
            if let Some(input) = event.target().and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
                done(input);
            }
        }
        "Tab" | "Escape" | "Shift" => {}
        _ => typing.set_value(true),
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                type=kind
                autocomplete="off"
                value=untrack(value)
                prop:value=shown
                on:input:target=move |event| if !(is_day && typing.get_value()) { draft.write(event.target().value()) }
                on:keydown=key
                on:blur:target=move |event| done(event.target())
                on:change:target=move |event| if !(is_day && typing.get_value()) { change.run(event.target().value()) }
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
pub const OPEN: [(Category, &str); 4] = [
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
