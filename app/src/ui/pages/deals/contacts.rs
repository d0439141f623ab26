//! Who at the customer has which role in a deal: a part of an island.

use crate::context::use_client;
use crate::ui::components::{Finder, Picked, finder};
use crate::ui::i18n::deal::gate;
use contract::contact::{CreateContact, ListContacts, ListContactsQuery, NewContact};
use contract::{Client, Nothing};
use domain::{AccountId, ContactId, ContactRole, DealContact, Language};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The names of what is shown, by id.
pub type Names = RwSignal<BTreeMap<Uuid, String>>;

/// The contacts of a deal, to be added, given another role and taken away. `account`: whose people are offered, and where
/// somebody new is added; `changed` hears all of them after each change.
pub fn contacts(
    language: Language,
    id: &'static str,
    account: Signal<Option<AccountId>>,
    now: Signal<Vec<DealContact>>,
    names: Names,
    changed: Callback<Vec<DealContact>>,
) -> AnyView {
    let g = gate(language);
    let client = StoredValue::new(use_client());
    let row = move |contact: DealContact| {
        let name = names.with_untracked(|names| names.get(&contact.contact.0).cloned()).unwrap_or_default();
        let set = move |role: Option<ContactRole>| {
            let mut all = now.get_untracked();
            match role {
                Some(role) => all.iter_mut().filter(|one| one.contact == contact.contact).for_each(|one| one.role = role),
                None => all.retain(|one| one.contact != contact.contact),
            }
            changed.run(all);
        };
        let roles = ContactRole::ALL
            .iter()
            .map(|role| view! { <option value=role.as_str() selected=*role == contact.role>{(g.role)(*role)}</option> })
            .collect_view();
        view! {
            <li class="person-row">
                <b>{name.clone()}</b>
                <select
                    class="input"
                    aria-label=(g.role_of)(&name)
                    prop:value=contact.role.as_str()
                    on:change:target=move |event| set(ContactRole::parse(&event.target().value()))
                >
                    {roles}
                </select>
                <button type="button" class="button icon" aria-label=(g.remove)(&name) on:click=move |_| set(None)>"×"</button>
            </li>
        }
        .into_any()
    };
    let rows = move || now.get().into_iter().map(row).collect::<Vec<AnyView>>();
    let add = move |contact: ContactId, name: String| {
        let mut all = now.get_untracked();
        if all.iter().any(|one| one.contact == contact) {
            return;
        }
        let missing = |role| !all.iter().any(|one| one.role == role);
        let role = [ContactRole::EconomicBuyer, ContactRole::Champion].into_iter().find(|role| missing(*role));
        all.push(DealContact { contact, role: role.unwrap_or(ContactRole::Influencer) });
        names.update(|names| drop(names.insert(contact.0, name)));
        changed.run(all);
    };
    let picked = Callback::new(move |Picked { key, name }: Picked| match key.parse() {
        Ok(contact) => add(contact, name),
        Err(_) => {
            let (Some(account), client) = (account.get_untracked(), client.get_value()) else { return };
            spawn_local(async move {
                if let Some(contact) = create(&client, account, &name).await {
                    add(contact, name);
                }
            });
        }
    });
    let find = Callback::new(move |(search, found): (String, Callback<Vec<Picked>>)| {
        let (client, account) = (client.get_value(), account.get_untracked());
        spawn_local(async move { found.run(people_at(&client, account, search).await) });
    });
    let somebody = move || account.get().is_some();
    view! {
        <div class="people">
            <ul>{rows}</ul>
            <div hidden=move || !somebody()>
                {finder(language, Finder { id, label: g.add_contact, find, value: Signal::stored(String::new()), new: true, form: None, picked })}
            </div>
            <p class="note" hidden=somebody>{g.no_account}</p>
        </div>
    }
    .into_any()
}

async fn people_at(client: &Client, account: Option<AccountId>, search: String) -> Vec<Picked> {
    let query = ListContactsQuery { search: Some(search).filter(|text| !text.is_empty()), account, after: None };
    let found = client.get::<ListContacts>(&query).await.map(|page| page.items).unwrap_or_default();
    found.into_iter().map(|contact| Picked { key: contact.id.to_string(), name: contact.name }).collect()
}

async fn create(client: &Client, account: AccountId, name: &str) -> Option<ContactId> {
    let contact = NewContact { id: None, name: name.to_owned(), title: None, email: None, phone: None, account };
    let key = format!("contact-{account}-{name}");
    client.call::<CreateContact>(&Nothing {}, &Nothing {}, &contact, Some(key)).await.ok().map(|contact| contact.id)
}
