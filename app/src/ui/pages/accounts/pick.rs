//! An account, a product or a person as an input of a form: found by typing its name, sent as its id; of some the name goes
//! along as it was typed, which is all there is without a script or a network.

use crate::context::use_client;
use crate::ui::components::{Finder, InForm, Picked, finder, shape, values};
use crate::ui::i18n::deal::gate;
use crate::ui::i18n::use_texts;
use crate::ui::island::Island;
use contract::book::{HitKind, Search, SearchQuery};
use contract::{Client, Problem};
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
    /// What can be picked without a network: ids and names of what is likely.
    pub likely: Vec<(String, String)>,
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
        let (what, likely) = (self.what, StoredValue::new(self.likely));
        let find = {
            let client = StoredValue::new(use_client());
            Callback::new(move |(text, found): (String, Callback<Vec<Picked>>)| {
                let client = client.get_value();
                spawn_local(async move {
                    let answer = match what {
                        Pickable::Product => values(&client, Dimension::Product, text.clone()).await,
                        Pickable::Owner => values(&client, Dimension::Owner, text.clone()).await,
                        Pickable::Parent | Pickable::Account => accounts(&client, text.clone()).await,
                    };
                    let near = || likely.try_with_value(|likely| among(likely, &text)).unwrap_or_default();
                    found.run(answer.unwrap_or_else(|_| near()));
                });
            })
        };
        let (id, label) = match what {
            Pickable::Owner => ("pick-owner", t.deals.owner),
            Pickable::Product => ("product", t.deals.product),
            Pickable::Parent => ("pick-parent", g.parent),
            Pickable::Account => ("account", t.deals.account),
        };
        let new = what == Pickable::Account;
        let combo = finder(language, Finder { id, label, find, value, new, form, picked });
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

async fn accounts(client: &Client, text: String) -> Result<Vec<Picked>, Problem> {
    let hits = client.get::<Search>(&SearchQuery { q: text }).await?.hits.into_iter();
    let accounts = hits.filter(|hit| hit.kind == HitKind::Account);
    Ok(accounts.map(|hit| Picked { key: hit.id.to_string(), name: hit.title }).collect())
}

/// Those whose name contains a text, compared without case.
fn among(likely: &[(String, String)], text: &str) -> Vec<Picked> {
    let text = text.trim().to_lowercase();
    let found = likely.iter().filter(|(_, name)| name.to_lowercase().contains(&text));
    found.map(|(key, name)| Picked { key: key.clone(), name: name.clone() }).collect()
}

/// What stands in an input by now.
fn typed(name: &str) -> Option<String> {
    let input = document().get_element_by_id(name)?.dyn_into::<HtmlInputElement>().ok()?;
    Some(input.value())
}
