//! Giving access: a one-time link, shown once.

use crate::context::use_client;
use crate::ui::components::{Toast, use_toaster};
use crate::ui::i18n::{use_texts, users};
use crate::ui::island::{Island, use_go};
use contract::Nothing;
use contract::session::{InviteUser, NewUser};
use domain::Role;
use domain::pace::Standing;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

/// Whom it is for.
#[derive(Serialize, Deserialize)]
pub struct Invite {
    /// The mail address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// Whether this person has access already, and only needs another link.
    pub known: bool,
}

impl Default for Invite {
    fn default() -> Self {
        Self { email: String::new(), name: String::new(), role: Role::Rep, known: false }
    }
}

impl Island for Invite {
    const NAME: &'static str = "invite";

    // The link stays while the list around it is loaded again.
    fn key(&self) -> Option<String> {
        Some(self.email.clone())
    }

    fn view(self) -> AnyView {
        let t = use_texts();
        let words = users(t.language);
        let (client, toaster, go) = (StoredValue::new(use_client()), use_toaster(), use_go());
        let email = RwSignal::new(self.email.clone());
        let name = RwSignal::new(self.name.clone());
        let role = RwSignal::new(self.role);
        let link = RwSignal::new(None::<String>);
        let submit = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let user = NewUser { email: email.get_untracked(), name: name.get_untracked(), role: role.get_untracked() };
            let client = client.get_value();
            spawn_local(async move {
                match client.call::<InviteUser>(&Nothing {}, &Nothing {}, &user, None).await {
                    Ok(invitation) => {
                        let _ = link.try_set(Some(format!("{}{}", origin(), invitation.path)));
                        go.again();
                    }
                    Err(problem) => {
                        let text = format!("{}: {}", t.deals.not_saved, problem.detail);
                        toaster.show(Toast { standing: Standing::Act, text, action: None });
                    }
                }
            });
        };
        let roles = Role::ALL
            .into_iter()
            .map(|each| view! { <option value=each.as_str() selected=each == self.role>{(t.names.role)(each)}</option> })
            .collect_view();
        let field = |id: &'static str, kind: &'static str, label: &'static str, value: RwSignal<String>| {
            view! {
                <div class="field">
                    <label for=id>{label}</label>
                    <input
                        id=id
                        type=kind
                        autocomplete="off"
                        required
                        readonly=self.known
                        value=value.get_untracked()
                        on:input:target=move |event| value.set(event.target().value())
                    />
                </div>
            }
            .into_any()
        };
        let place = NodeRef::<Input>::new();
        let copy = move |_| {
            let Some(input) = place.get_untracked() else { return };
            input.select();
            if copy(&input.value()) {
                toaster.show(Toast { standing: Standing::Good, text: words.copied.to_owned(), action: None });
            }
        };
        let shown = move || {
            link.get().map(|link| {
                view! {
                    <div class="field wide" role="status">
                        <label for="invite-link">{words.link}</label>
                        <div class="form-row">
                            <input id="invite-link" node_ref=place readonly value=link/>
                            <button type="button" class="button" on:click=copy>{words.copy}</button>
                        </div>
                        <span class="hint">{words.link_hint}</span>
                    </div>
                }
            })
        };
        view! {
            <section class="card pad">
                <h2>{if self.known { words.new_link } else { words.invite }}</h2>
                <noscript><p class="note">{words.no_script}</p></noscript>
                <p class="note">{words.invite_hint}</p>
                <form class="form" on:submit=submit>
                    <div class="fields">
                        {field("invite-email", "email", words.email, email)}
                        {field("invite-name", "text", words.name, name)}
                        <div class="field">
                            <label for="invite-role">{words.role}</label>
                            <select
                                id="invite-role"
                                disabled=self.known
                                on:change:target=move |event| role.set(Role::parse(&event.target().value()).unwrap_or(Role::Rep))
                            >
                                {roles}
                            </select>
                        </div>
                    </div>
                    <div><button class="button primary">{words.make_link}</button></div>
                    {shown}
                </form>
            </section>
        }
        .into_any()
    }
}

/// Where this product is, for a link that is passed on.
fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Copies a text, where the browser lets one: it does not on an address without TLS. Then the text stays selected.
#[cfg(target_arch = "wasm32")]
fn copy(text: &str) -> bool {
    let clipboard = web_sys::window().map(|window| window.navigator().clipboard());
    let Some(clipboard) = clipboard.filter(|clipboard| !clipboard.is_undefined()) else { return false };
    drop(clipboard.write_text(text));
    true
}

/// One copies in the browser only.
#[cfg(not(target_arch = "wasm32"))]
fn copy(_: &str) -> bool {
    false
}
