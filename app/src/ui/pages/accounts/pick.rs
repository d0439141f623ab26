//! An account, a product or a person as an input of a form: found by typing its name, sent as its id; of some the name goes
//! along as it was typed, which is all there is without a script or a network.

use crate::context::use_client;
use crate::ui::components::{Finder, InForm, Picked, Picker, finder, picker, shape};
use crate::ui::i18n::deal::gate;
use crate::ui::i18n::use_texts;
use crate::ui::island::Island;
use contract::book::{HitKind, Search, SearchQuery};
use domain::Dimension;
use domain::pace::Standing;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlInputElement;
use serde::{Deserialize, Serialize};

/// What there is to pick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pickable {
    /// The account above another.
    Parent,
    /// Whoever owns an account.
    Owner,
    /// The account of a deal, which may be a new one.
    Account,
    /// The product of a deal.
    Product,
}

impl Pickable {
    /// The form's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Owner => "owner",
            Self::Account => "account_id",
            Self::Product => "product_id",
        }
    }

    /// The id of what is wrong with it.
    fn wrong(self) -> &'static str {
        match self {
            Self::Parent => "parent-wrong",
            Self::Owner => "owner-wrong",
            Self::Account => "account-wrong",
            Self::Product => "product-wrong",
        }
    }

    /// The form's name for what is typed, where that counts.
    pub fn typed(self) -> Option<&'static str> {
        match self {
            Self::Parent | Self::Owner => None,
            Self::Account => Some("account"),
            Self::Product => Some("product"),
        }
    }
}

/// The input.
#[derive(Debug, Serialize, Deserialize)]
pub struct Pick {
    /// What is picked.
    pub what: Pickable,
    /// The id picked now; empty if none is.
    pub key: String,
    /// What that is called.
    pub shown: String,
    /// What is wrong with it.
    pub wrong: Option<String>,
}

impl Island for Pick {
    const NAME: &'static str = "pick";

    fn view(self) -> AnyView {
        let t = use_texts();
        let (language, g) = (t.language, gate(t.language));
        let form = self.what.typed().map(|name| InForm { name, wrong: self.wrong.as_ref().map(|_| self.what.wrong()) });
        // What was typed before the browser took over stays.
        let before = form.filter(|_| cfg!(target_arch = "wasm32")).and_then(|form| typed(form.name));
        let shown = before.unwrap_or_else(|| self.shown.clone());
        let (key, shown) = (RwSignal::new(if shown == self.shown { self.key } else { String::new() }), RwSignal::new(shown));
        let picked = Callback::new(move |picked: Picked| {
            key.set(picked.key);
            shown.set(picked.name);
        });
        let value = shown.into();
        let accounts = move || {
            let client = StoredValue::new(use_client());
            Callback::new(move |(text, found): (String, Callback<Vec<Picked>>)| {
                let client = client.get_value();
                spawn_local(async move {
                    let hits = client.get::<Search>(&SearchQuery { q: text }).await.map(|found| found.hits);
                    let accounts = hits.unwrap_or_default().into_iter().filter(|hit| hit.kind == HitKind::Account);
                    found.run(accounts.map(|hit| Picked { key: hit.id.to_string(), name: hit.title }).collect());
                });
            })
        };
        let combo = match self.what {
            Pickable::Owner => picker(
                language,
                Picker { id: "pick-owner", label: t.deals.owner, of: Dimension::Owner, value, new: false, form, picked },
            ),
            Pickable::Product => picker(
                language,
                Picker { id: "product", label: t.deals.product, of: Dimension::Product, value, new: false, form, picked },
            ),
            Pickable::Parent => {
                finder(language, Finder { id: "pick-parent", label: g.parent, find: accounts(), value, new: false, form, picked })
            }
            Pickable::Account => finder(
                language,
                Finder { id: "account", label: t.deals.account, find: accounts(), value, new: true, form, picked },
            ),
        };
        let none = move |_| picked.run(Picked { key: String::new(), name: String::new() });
        let remove = move || (g.remove)(&shown.get());
        let free = form.is_some();
        let wrong =
            self.wrong.map(|text| view! { <span class="wrong" id=self.what.wrong() role="alert">{shape(Standing::Act)}<span>{text}</span></span> });
        view! {
            <div class="pick">
                {combo}
                <button type="button" class="button" aria-label=remove hidden=move || free || key.with(String::is_empty) on:click=none>"×"</button>
                {wrong}
                <input type="hidden" name=self.what.name() value=key.get_untracked() prop:value=move || key.get()/>
            </div>
        }
        .into_any()
    }
}

/// What stands in an input by now.
fn typed(name: &str) -> Option<String> {
    let input = document().get_element_by_id(name)?.dyn_into::<HtmlInputElement>().ok()?;
    Some(input.value())
}
