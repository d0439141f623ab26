//! The list of contacts: to call or to write to with one tap.

use super::{failed, reach};
use crate::context::{Visit, use_client, use_visit};
use crate::ui::components::{Empty, GetForm, PageHead, Pager, load};
use crate::ui::i18n::{Texts, accounts, use_texts};
use crate::ui::pages::apm::link::{api_query, pairs};
use crate::ui::pages::deals::unseen;
use contract::contact::{Contact, ListContacts, ListContactsQuery};
use contract::{Page, Problem};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

fn parse(search: &str) -> Result<ListContactsQuery, Problem> {
    let filled: Vec<_> = pairs(search)?.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    api_query(&filled)
}

/// Contacts by name.
#[component]
pub fn Contacts() -> AnyView {
    let t = use_texts();
    if !use_visit().with_value(Visit::sees_deals) {
        return unseen(t, accounts(t.language).contacts.to_owned());
    }
    let client = use_client();
    let query = use_location().search.with_untracked(|search| parse(search));
    load(async move {
        let found = match query {
            Ok(query) => client.get::<ListContacts>(&query).await.map(|page| (query, page)),
            Err(problem) => Err(problem),
        };
        match found {
            Ok((query, page)) => draw(t, &query, page),
            Err(problem) => failed(accounts(t.language).contacts, problem),
        }
    })
}

fn draw(t: &'static Texts, query: &ListContactsQuery, page: Page<Contact>) -> AnyView {
    let words = accounts(t.language);
    let href = |query: &ListContactsQuery| match contract::client::query_string(query) {
        Ok(search) if !search.is_empty() => format!("/contacts?{search}"),
        _ => "/contacts".to_owned(),
    };
    let count = (words.count_contacts)(page.total, &t.language.integer(page.total));
    let next = page.next.clone().map(|next| href(&ListContactsQuery { after: Some(next), ..query.clone() }));
    let first = query.after.is_some().then(|| href(&ListContactsQuery { after: None, ..query.clone() }));
    let body = if page.total == 0 {
        let asked = query.search.is_some();
        let (title, hint) =
            if asked { (t.common.none, words.empty_search) } else { (words.empty_contacts, words.empty_contacts_hint) };
        view! { <Empty title=title hint=hint/> }.into_any()
    } else {
        let rows = page.items.into_iter().map(|contact| row(t, contact)).collect_view();
        view! {
            <table class="list cards" role="table">
                <caption class="sr">{words.contacts}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{words.name}</th>
                        <th scope="col" role="columnheader">{words.account}</th>
                        <th scope="col" role="columnheader">{words.phone}</th>
                        <th scope="col" role="columnheader">{words.email}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
            <Pager total=count.clone() first=first next=next/>
        }
        .into_any()
    };
    let keep = query.account.map(|account| ("account".to_owned(), account.to_string())).into_iter().collect();
    let value = query.search.clone().unwrap_or_default();
    view! {
        <PageHead title=words.contacts subtitle=count><a class="button" href="/accounts">{words.accounts}</a></PageHead>
        <GetForm action="/contacts" keep=keep search=words.find_contact class="form-row finder">
            <div class="field">
                <label for="search">{words.find_contact}</label>
                <input type="search" id="search" name="search" value=value placeholder=words.find_contact_hint autocomplete="off"/>
            </div>
            <button class="button">{t.common.search}</button>
        </GetForm>
        <section class="card cards-card contacts" aria-label=words.contacts>{body}</section>
    }
    .into_any()
}

fn row(t: &'static Texts, contact: Contact) -> AnyView {
    let account = contact.account.map(|id| {
        view! { <a class="link" href=format!("/accounts/{id}")>{contact.account_name.clone()}</a> }
    });
    let phone = reach::phone(t, &contact.name, contact.phone.as_deref());
    let mail = reach::mail(t, &contact.name, contact.email.as_deref());
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <a class="link" href=format!("/contacts/{}", contact.id)>{contact.name.clone()}</a>
                <small>{contact.title.clone()}</small>
            </th>
            <td role="cell">{account}</td>
            <td role="cell">{phone}</td>
            <td role="cell">{mail}</td>
        </tr>
    }
    .into_any()
}
