//! What a deal is made of: products, what each is worth a year, and what is paid once.

use super::edit::Editing;
use crate::ui::components::{Picked, Picker, picker};
use crate::ui::i18n::deal::gate;
use contract::opportunity::OpportunityPatch;
use domain::{Dimension, Line, Money, ProductId};
use leptos::prelude::*;

/// The lines, each with its amounts, to be changed, added and taken away.
pub fn lines(editing: Editing) -> AnyView {
    let (t, g) = (editing.t, gate(editing.t.language));
    let rows = move || {
        let numbers = editing.deal.with(|deal| deal.state.lines.iter().map(|line| line.line).collect::<Vec<_>>());
        numbers.into_iter().map(|number| row(editing, number)).collect::<Vec<AnyView>>()
    };
    let picked = Callback::new(move |picked: Picked| {
        let Ok(product) = picked.key.parse().map(ProductId) else { return };
        editing.deal.update(|deal| drop(deal.names.insert(product.0, picked.name)));
        change(editing, |lines| match lines.iter_mut().find(|line| line.product.is_none()) {
            Some(line) => line.product = Some(product),
            None => {
                let line = lines.iter().map(|line| line.line).max().unwrap_or(0).saturating_add(1);
                lines.push(Line { line, product: Some(product), acv: 0, one_off: 0 });
            }
        });
    });
    let add = picker(
        t.language,
        Picker {
            id: "add-product",
            label: g.add_product,
            of: Dimension::Product,
            value: Signal::stored(String::new()),
            new: false,
            form: None,
            picked,
        },
    );
    let total = move || {
        editing.deal.with(|deal| {
            (deal.state.lines.len() > 1)
                .then(|| t.language.money(Money { minor: deal.state.acv(), currency: deal.state.currency }))
        })
    };
    view! {
        <section class="lines">
            <h3>{t.deals.lines}</h3>
            <ul>{rows}</ul>
            <p class="line-total" hidden=move || total().is_none()>{g.total}" "<b>{move || total()}</b></p>
            {add}
        </section>
    }
    .into_any()
}

fn change(editing: Editing, change: impl FnOnce(&mut Vec<Line>)) {
    let before = editing.deal.with_untracked(|deal| deal.state.lines.clone());
    let mut after = before.clone();
    change(&mut after);
    if after != before {
        editing.change(OpportunityPatch { lines: Some(after), ..OpportunityPatch::default() });
    }
}

fn row(editing: Editing, number: i16) -> AnyView {
    let (t, g) = (editing.t, gate(editing.t.language));
    let name = move || {
        editing.deal.with(|deal| {
            let product = deal.state.lines.iter().find(|line| line.line == number).and_then(|line| line.product);
            product.and_then(|product| deal.names.get(&product.0).cloned()).unwrap_or_else(|| t.common.none.to_owned())
        })
    };
    let remove = move |_| change(editing, |lines| lines.retain(|line| line.line != number));
    view! {
        <li class="line-row">
            <b>{name}</b>
            {amount(editing, number, "amount", t.deals.amount, |line| &mut line.acv)}
            {amount(editing, number, "one-off", t.deals.one_off, |line| &mut line.one_off)}
            <button type="button" class="button icon" aria-label=move || (g.remove)(&name()) on:click=remove>"×"</button>
        </li>
    }
    .into_any()
}

fn amount(editing: Editing, number: i16, id: &str, label: &'static str, part: fn(&mut Line) -> &mut i64) -> AnyView {
    let t = editing.t;
    let currency = editing.deal.with_untracked(|deal| deal.state.currency);
    let wrong = RwSignal::new(false);
    let now = move || {
        let found = editing.deal.with(|deal| deal.state.lines.iter().find(|line| line.line == number).copied());
        t.language.amount(found.map_or(0, |mut line| *part(&mut line)), currency)
    };
    let set = move |value: String| {
        let to = t.language.parse_amount(if value.trim().is_empty() { "0" } else { &value }, currency);
        wrong.set(to.is_none());
        let Some(to) = to else { return };
        change(editing, |lines| lines.iter_mut().filter(|line| line.line == number).for_each(|line| *part(line) = to));
    };
    let input = format!("{id}-{number}");
    let problem = format!("{input}-wrong");
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
                on:change:target=move |event| set(event.target().value())
            />
            <span class="wrong" id=problem>{move || wrong.get().then_some(t.deals.bad_amount)}</span>
        </div>
    }
    .into_any()
}
