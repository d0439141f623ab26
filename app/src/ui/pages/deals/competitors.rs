//! Who else is in for a deal: a part of an island.

use crate::ui::i18n::deal::gate;
use domain::{Language, Requirement};
use leptos::prelude::*;

/// Names with commas between them, and a box that says that there is none. `changed` hears what is said.
pub fn competitors(
    language: Language,
    id: &'static str,
    now: Signal<Option<Vec<String>>>,
    changed: Callback<Option<Vec<String>>>,
) -> AnyView {
    let g = gate(language);
    let text = move || now.with(|names| names.as_ref().map(|names| names.join(", ")).unwrap_or_default());
    let none = move || now.with(|names| names.as_ref().is_some_and(Vec::is_empty));
    let read = move |text: String| {
        let mut names: Vec<String> = Vec::new();
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            if !names.iter().any(|known| known.to_lowercase() == name.to_lowercase()) {
                names.push(name.to_owned());
            }
        }
        changed.run(Some(names).filter(|names| !names.is_empty()));
    };
    view! {
        <div class="field">
            <label for=id>{(g.requirement)(Requirement::Competitors)}</label>
            <input
                id=id
                autocomplete="off"
                value=untrack(text)
                prop:value=text
                on:change:target=move |event| read(event.target().value())
            />
            <span class="hint">{g.competitors_hint}</span>
            <div class="checks">
                <label>
                    <input
                        type="checkbox"
                        checked=untrack(none)
                        prop:checked=none
                        on:change:target=move |event| changed.run(event.target().checked().then(Vec::new))
                    />
                    {g.no_competitor}
                </label>
            </div>
        </div>
    }
    .into_any()
}
