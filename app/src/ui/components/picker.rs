//! Picking something by typing: an account, a product, somebody of ours or of theirs.

use crate::context::use_client;
use crate::ui::i18n::deal::gate;
use contract::workspace::{DimensionPath, ListDimension, ListDimensionQuery};
use contract::{Client, Nothing, Problem};
use domain::{Dimension, Language};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long typing pauses before it is looked for.
const PAUSE: Duration = Duration::from_millis(180);
/// How many are offered.
const OFFERED: usize = 8;

/// What was picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// Its key, an id; empty for a name that is to be made new.
    pub key: String,
    /// Its name.
    pub name: String,
}

/// What can be picked, and how it looks.
pub struct Picker {
    /// The id of the input.
    pub id: &'static str,
    /// What it is for.
    pub label: &'static str,
    /// The values of which dimension: account, product, owner or campaign.
    pub of: Dimension,
    /// What is picked now.
    pub value: Signal<String>,
    /// Whether a name that is not found can be picked as a new one.
    pub new: bool,
    /// As an input of a form.
    pub form: Option<InForm>,
    /// Hears what is picked.
    pub picked: Callback<Picked>,
}

/// An input that offers what is found as one types: a part of an island. The arrow keys and Enter pick, Escape closes; what is
/// typed and not picked goes away when one leaves it.
///
/// ```ignore
/// picker(language, Picker { id: "account", label: t.deals.account, of: Dimension::Account, value, new: true, form: None, picked })
/// ```
pub fn picker(language: Language, Picker { id, label, of, value, new, form, picked }: Picker) -> AnyView {
    let client = StoredValue::new(use_client());
    let find = Callback::new(move |(text, found): (String, Callback<Vec<Picked>>)| {
        let client = client.get_value();
        spawn_local(async move { found.run(values(&client, of, text).await.unwrap_or_default()) });
    });
    finder(language, Finder { id, label, find, value, new, form, picked })
}

/// The same over whatever can be looked for.
pub struct Finder {
    /// The id of the input.
    pub id: &'static str,
    /// What it is for.
    pub label: &'static str,
    /// Looks for a text, and tells what it has found.
    pub find: Callback<(String, Callback<Vec<Picked>>)>,
    /// What is picked now.
    pub value: Signal<String>,
    /// Whether a name that is not found can be picked as a new one.
    pub new: bool,
    /// As an input of a form, which has to be filled in: what is typed counts as it is typed, and stays.
    pub form: Option<InForm>,
    /// Hears what is picked.
    pub picked: Callback<Picked>,
}

/// How a form knows an input.
#[derive(Clone, Copy)]
pub struct InForm {
    /// Its name there.
    pub name: &'static str,
    /// The id of what says what is wrong with it, if something is.
    pub wrong: Option<&'static str>,
}

/// Draws it.
pub fn finder(language: Language, Finder { id, label, find, value, new, form, picked }: Finder) -> AnyView {
    let g = gate(language);
    // Nothing: closed.
    let offers = RwSignal::new(None::<Vec<Picked>>);
    let at = RwSignal::new(0usize);
    let text = RwSignal::new(String::new());
    let turn = StoredValue::new(0u32);
    let look = move |typed: String| {
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        text.set(typed.clone());
        if form.is_some() {
            picked.run(Picked { key: String::new(), name: typed.clone() });
        }
        set_timeout(
            move || {
                let current = move || turn.try_get_value() == Some(mine);
                if !current() {
                    return;
                }
                let typed = typed.trim().to_owned();
                let found = Callback::new(move |mut found: Vec<Picked>| {
                    let typed = text.try_get_untracked().unwrap_or_default().trim().to_owned();
                    found.truncate(OFFERED);
                    let known = found.iter().any(|one| one.name.to_lowercase() == typed.to_lowercase());
                    if new && !typed.is_empty() && !known {
                        found.push(Picked { key: String::new(), name: typed });
                    }
                    if current() {
                        at.set(0);
                        offers.set(Some(found));
                    }
                });
                find.run((typed, found));
            },
            PAUSE,
        );
    };
    let close = move || {
        turn.update_value(|turn| *turn += 1);
        text.set(String::new());
        offers.set(None);
    };
    let pick = move |place: usize| {
        if let Some(one) = offers.with_untracked(|offers| offers.as_ref().and_then(|offers| offers.get(place).cloned())) {
            close();
            picked.run(one);
        }
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        let count = offers.with_untracked(|offers| offers.as_ref().map_or(0, Vec::len));
        match event.key().as_str() {
            "ArrowDown" if count > 0 => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => at.update(|at| *at = (*at + count - 1) % count),
            "Enter" if count > 0 => pick(at.get_untracked()),
            "Escape" if count > 0 => close(),
            _ => return,
        }
        event.prevent_default();
    };
    let list = format!("{id}-offers");
    let option = move |place: usize| format!("{id}-offer-{place}");
    let shown = move || {
        offers.get().map(|offers| {
            let empty = offers
                .is_empty()
                .then(|| view! { <li class="note" role="option" aria-disabled="true" aria-selected="false">{g.none_found}</li> });
            let items = offers
                .into_iter()
                .enumerate()
                .map(|(place, one)| {
                    let name = if one.key.is_empty() { (g.as_new)(&one.name) } else { one.name };
                    // Before the input loses the focus.
                    let down = move |event: leptos::ev::PointerEvent| event.prevent_default();
                    view! {
                        <li
                            id=option(place)
                            role="option"
                            aria-selected=move || (at.get() == place).to_string()
                            on:pointerdown=down
                            on:click=move |_| pick(place)
                        >
                            {name}
                        </li>
                    }
                })
                .collect_view();
            view! { {items}{empty} }
        })
    };
    let open = move || offers.with(Option::is_some);
    view! {
        <div class="field combo">
            <label for=id>{label}</label>
            <input
                id=id
                name=form.map(|form| form.name)
                required=form.is_some()
                aria-invalid=form.and_then(|form| form.wrong).map(|_| "true")
                aria-describedby=form.and_then(|form| form.wrong)
                role="combobox"
                autocomplete="off"
                aria-autocomplete="list"
                aria-controls=list.clone()
                aria-expanded=move || open().to_string()
                aria-activedescendant=move || open().then(|| option(at.get()))
                placeholder=g.pick
                value=value.get_untracked()
                prop:value=move || if open() || !text.with(String::is_empty) { text.get() } else { value.get() }
                on:focus:target=move |event| event.target().select()
                on:input:target=move |event| look(event.target().value())
                on:keydown=key
                on:blur=move |_| close()
            />
            <ul id=list role="listbox" aria-label=label hidden=move || !open()>{shown}</ul>
        </div>
    }
    .into_any()
}

/// The values of a dimension whose name contains a text.
pub async fn values(client: &Client, dimension: Dimension, search: String) -> Result<Vec<Picked>, Problem> {
    let query = ListDimensionQuery { search: Some(search).filter(|text| !text.is_empty()), after: None };
    let page = client.call::<ListDimension>(&DimensionPath { dimension }, &query, &Nothing {}, None).await?;
    let values = page.items.into_iter().filter(|value| !value.key.is_empty());
    Ok(values.map(|value| Picked { key: value.key, name: value.label }).collect())
}
