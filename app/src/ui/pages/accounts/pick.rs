//! An account or a person as an input of a form: found by typing its name, sent as its id.

use crate::context::use_client;
use crate::ui::components::{Finder, Picked, Picker, finder, picker, shape};
use crate::ui::i18n::deal::gate;
use crate::ui::i18n::use_texts;
use crate::ui::island::Island;
use contract::book::{HitKind, Search, SearchQuery};
use domain::Dimension;
use domain::pace::Standing;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

/// What there is to pick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pickable {
    /// The account above another.
    Parent,
    /// Whoever owns an account.
    Owner,
}

impl Pickable {
    /// The form's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Owner => "owner",
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
        let (key, shown) = (RwSignal::new(self.key), RwSignal::new(self.shown));
        let picked = Callback::new(move |picked: Picked| {
            key.set(picked.key);
            shown.set(picked.name);
        });
        let value = shown.into();
        let combo = match self.what {
            Pickable::Owner => picker(
                language,
                Picker { id: "pick-owner", label: t.deals.owner, of: Dimension::Owner, value, new: false, picked },
            ),
            Pickable::Parent => {
                let client = StoredValue::new(use_client());
                let find = Callback::new(move |(text, found): (String, Callback<Vec<Picked>>)| {
                    let client = client.get_value();
                    spawn_local(async move {
                        let hits = client.get::<Search>(&SearchQuery { q: text }).await.map(|found| found.hits);
                        let accounts = hits.unwrap_or_default().into_iter().filter(|hit| hit.kind == HitKind::Account);
                        found.run(accounts.map(|hit| Picked { key: hit.id.to_string(), name: hit.title }).collect());
                    });
                });
                finder(language, Finder { id: "pick-parent", label: g.parent, find, value, new: false, picked })
            }
        };
        let none = move |_| picked.run(Picked { key: String::new(), name: String::new() });
        let remove = move || (g.remove)(&shown.get());
        let wrong =
            self.wrong.map(|text| view! { <span class="wrong" role="alert">{shape(Standing::Act)}<span>{text}</span></span> });
        view! {
            <div class="pick">
                {combo}
                <button type="button" class="button" aria-label=remove hidden=move || key.with(String::is_empty) on:click=none>"×"</button>
                {wrong}
                <input type="hidden" name=self.what.name() prop:value=move || key.get() />
            </div>
        }
        .into_any()
    }
}
